"""The folders of a library's editions: their names, their records, and how they leave."""

from __future__ import annotations

import contextlib
import os
import re
import time
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from briefing.errors import PublishError
from briefing.publish import durable, records

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.show import Episode

RECORD = "episode.json"
PAGE = "index.html"
RETIRED = ".retired"
RETIRED_STAYS_S = 86_400
_FOLDER = re.compile(r"(\d{4}-\d{2}-\d{2})(?:-r([1-9]\d{0,5}))?", re.ASCII)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,200}", re.ASCII)


def folder_name(day: date, revision: int) -> str:
    """The folder of an edition, under ``episodes/``."""
    return day.isoformat() if revision == 1 else f"{day.isoformat()}-r{revision}"


@dataclass(frozen=True, slots=True)
class Folder:
    """One revision of one edition, damaged or not.

    Attributes:
        path: of the folder.
        day: the edition's date.
        revision: 1 at first.
    """

    path: Path
    day: date
    revision: int

    @property
    def retired(self) -> bool:
        """Whether it was replaced or removed."""
        return (self.path / RETIRED).exists()

    def retired_at_s(self) -> float | None:
        """When it was retired, in seconds since 1970."""
        try:
            return (self.path / RETIRED).stat().st_mtime
        except OSError:
            return None

    def retire(self) -> None:
        """Mark it as replaced or removed."""
        marker = self.path / RETIRED
        if not marker.exists():
            marker.touch()
            durable.sync(self.path)

    def sweep(self) -> None:
        """Empty it a day after it was retired; the marker stays, so that its number is not used again."""
        since = self.retired_at_s()
        if since is None or time.time() - since <= RETIRED_STAYS_S:
            return
        for entry in self.path.iterdir():
            if entry.name != RETIRED:
                with contextlib.suppress(OSError):
                    entry.unlink()

    def read(self) -> Episode:
        """Its episode.

        Raises:
            PublishError: the record is damaged or belongs elsewhere, or the audio is not whole.
        """
        episode = records.load_episode(self.path / RECORD)
        if (episode.date, episode.revision) != (self.day, self.revision) or not named_well(episode):
            message = f"{self.path / RECORD}: does not belong to this folder; put back a good copy"
            raise PublishError(message)
        audio = self.path / episode.files["audio"]
        try:
            whole = audio.stat().st_size == episode.audio_bytes
        except OSError:
            whole = False
        if not whole:
            message = f"{audio}: missing or cut short; the episode is passed over, put back a good copy"
            raise PublishError(message)
        return episode


def folders(episodes: Path) -> list[Folder]:
    """Every edition's folder, newest date first, then newest revision first."""
    try:
        names = os.listdir(episodes)  # noqa: PTH208 - names are all that is needed
    except FileNotFoundError:
        return []
    found = []
    for name in names:
        match = _FOLDER.fullmatch(name)
        if match:
            with contextlib.suppress(ValueError):
                found.append(Folder(episodes / name, date.fromisoformat(match[1]), int(match[2] or 1)))
    return sorted(found, key=lambda folder: (folder.day, folder.revision), reverse=True)


def named_well(episode: Episode) -> bool:
    """Whether the episode has audio and its files' names are plain ASCII ones that stay in their folder."""
    names = episode.files.values()
    return "audio" in episode.files and all(_NAME.fullmatch(name) and name not in {RECORD, PAGE} for name in names)


def check(episode: Episode, scratch: Path) -> None:
    """Look at what is about to be published.

    Raises:
        PublishError: a name is not plain, a file is not there, or the audio has another size.
    """
    if not named_well(episode):
        message = f"{episode.date}: file names must be plain ASCII names, one of them the audio; nothing was published"
        raise PublishError(message)
    for name in episode.files.values():
        if not (scratch / name).is_file() or (scratch / name).is_symlink():
            message = f"{scratch / name}: the file is not there; nothing was published"
            raise PublishError(message)
    if (scratch / episode.files["audio"]).stat().st_size != episode.audio_bytes:
        message = f"{episode.files['audio']}: is not {episode.audio_bytes} bytes long; nothing was published"
        raise PublishError(message)
    if episode.published.tzinfo is None:
        message = f"{episode.date}: the time of publication has no time zone; nothing was published"
        raise PublishError(message)
