"""The folders of a library's editions: their names, their records, and how they leave."""

from __future__ import annotations

import logging
import os
import re
import shutil
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, TypeVar

from briefing.errors import PublishError
from briefing.publish import durable, records
from briefing.show import EditionId

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from briefing.show import Episode

logger = logging.getLogger(__name__)

Read = TypeVar("Read")

RECORD = "episode.json"
PAGE = "index.html"
RETIRED_STAYS_S = 86_400
_ENTRY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:-((?:[01]\d|2[0-3])[0-5]\d))?(?:-r([1-9]\d*))?(\.retired)?", re.ASCII)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,200}", re.ASCII)


def folder_name(edition: EditionId, revision: int) -> str:
    """The folder of an edition, under ``episodes/``."""
    return str(edition) if revision == 1 else f"{edition}-r{revision}"


def edition_of(name: str) -> EditionId | None:
    """Whose folder, or mark of a retired folder, is called so; None when no edition's is."""
    match = _ENTRY.fullmatch(name)
    if match is None:
        return None
    try:
        return EditionId(date.fromisoformat(match[1]), match[2] or "")
    except ValueError:  # of no calendar
        return None


@dataclass(frozen=True, slots=True)
class Folder:
    """One revision of one edition, damaged or not, or what is left of it.

    Attributes:
        base: the folder of all editions.
        name: its own.
        edition: whose it is.
        revision: 1 at first.
        retired: whether it was replaced or removed: a file of the folder's name and ``.retired`` beside it says so.
    """

    base: Path
    name: str
    edition: EditionId
    revision: int
    retired: bool

    @property
    def path(self) -> Path:
        """Of the folder; nothing is there any more a day after it was retired."""
        return self.base / self.name

    @property
    def marker(self) -> Path:
        """The file that says that it is retired."""
        return self.base / f"{self.name}.retired"

    def retired_at_s(self) -> float:
        """When it was retired, in seconds since 1970; 0 when it was not."""
        try:
            return self.marker.stat().st_mtime
        except OSError:
            return 0

    def retire(self) -> None:
        """Mark it as replaced or removed."""
        if not self.retired:
            self.marker.touch()
            durable.sync(self.base)

    def sweep(self) -> None:
        """Delete it a day after it was retired; the marker stays, so that its number is not used again."""
        if self.retired and time.time() - self.retired_at_s() > RETIRED_STAYS_S:
            shutil.rmtree(self.path, ignore_errors=True)

    def read(self) -> Episode:
        """Its episode.

        Raises:
            PublishError: the record is damaged or belongs elsewhere, or the audio is not whole.
        """
        path = self.path
        episode = records.load_episode(path / RECORD)
        if (episode.edition, episode.revision) != (self.edition, self.revision) or not named_well(episode):
            message = f"{path / RECORD}: does not belong to this folder; put back a good copy"
            raise PublishError(message)
        audio = path / episode.files["audio"]
        try:
            whole = audio.stat().st_size == episode.audio_bytes
        except OSError:
            whole = False
        if not whole:
            message = f"{audio}: missing or cut short; the episode is passed over, put back a good copy"
            raise PublishError(message)
        return episode


def folders(episodes: Path, beginning: str = "") -> list[Folder]:
    """Every edition's folder, newest edition first, then newest revision first.

    Args:
        episodes: where they are.
        beginning: of the names to look at.
    """
    return list(each(episodes, beginning))


def each(episodes: Path, beginning: str = "") -> Iterator[Folder]:
    """As :func:`folders`, one by one, for those who need only the first."""
    try:
        names = os.listdir(episodes)  # noqa: PTH208 - names are all that is needed
    except FileNotFoundError:
        return
    found: dict[tuple[str, str, int], bool] = {}
    for name in names:
        match = _ENTRY.fullmatch(name) if name.startswith(beginning) else None
        if match:
            key = (match[1], match[2] or "", int(match[3] or 1))
            found[key] = match[4] is not None or found.get(key, False)
    for key in sorted(found, reverse=True):
        try:
            day = date.fromisoformat(key[0])
        except ValueError:  # of no calendar
            continue
        edition = EditionId(day, key[1])
        yield Folder(episodes, folder_name(edition, key[2]), edition, key[2], found[key])


def readable(candidates: Iterable[Folder], read: Callable[[Folder], Read]) -> Iterator[Read]:
    """What is read of the unretired folders: the first readable one of each edition; what is damaged is logged.

    Args:
        candidates: as :func:`folders` gives them.
        read: of one; raises :class:`briefing.errors.PublishError` when it is damaged.
    """
    done: EditionId | None = None
    for folder in candidates:
        if folder.edition == done or folder.retired:
            continue
        try:
            found = read(folder)
        except PublishError as error:
            logger.warning("%s", error)
            continue
        done = folder.edition
        yield found


def changed(there: Iterable[Folder]) -> datetime | None:
    """When one of the folders was last retired."""
    last = max((folder.retired_at_s() for folder in there if folder.retired), default=0)
    return datetime.fromtimestamp(int(last), UTC) if last else None


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
