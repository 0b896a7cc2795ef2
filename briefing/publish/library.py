"""The library: the folder of a show, whose episode folders are the only state there is.

::

    feed.xml  feed-2023.xml ...  index.html  search.json  cover-1a2b3c4d.jpg   made from the folders, harmless to delete
    show.json                        the show's guid
    episodes/2026-11-24/             one edition: episode.json, index.html and the files that it names
    episodes/2026-11-24-r2/          the same edition made anew, under the same guid and new file names
    episodes/2026-11-24/.retired     replaced or removed: its files stay a day for downloads under way

An edition is built in a scratch folder and becomes public by one rename; the feed follows by another.
"""

from __future__ import annotations

import contextlib
import logging
import os
import re
import shutil
import time
import uuid
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from briefing.errors import BusyError, PublishError
from briefing.publish import clean, durable, records

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from briefing.show import Episode, Show

log = logging.getLogger(__name__)

_FOLDER = re.compile(r"(\d{4}-\d{2}-\d{2})(?:-r([1-9]\d{0,5}))?", re.ASCII)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,200}", re.ASCII)
_RETIRED = ".retired"
_OWN = {"episode.json", "index.html"}
RETIRED_STAYS_S = 86_400


def folder_name(day: date, revision: int) -> str:
    """The folder of an edition, under ``episodes/``."""
    return day.isoformat() if revision == 1 else f"{day.isoformat()}-r{revision}"


class Library:
    """What exists of one show, in one folder."""

    def __init__(self, root: Path) -> None:
        """Nothing is read or made until a method asks for it."""
        self.root = root
        self._episodes = root / "episodes"

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the show while an edition is made.

        Raises:
            BusyError: another process makes one.
        """
        self._make_folders()
        busy = f"{self.root}: another process is making an edition; wait for it to end"
        with durable.locked(self.root / ".lock", wait=False, busy=busy):
            yield

    @contextlib.contextmanager
    def scratch(self) -> Iterator[Path]:
        """A job's own folder on the same file system; gone afterwards, also those of jobs that died."""
        self._make_folders()
        base = self.root / ".scratch"
        folder = base / uuid.uuid4().hex
        guard = folder.with_suffix(".lock")
        with contextlib.ExitStack() as held:
            try:
                base.mkdir(exist_ok=True)
                with durable.locked(base / ".door", wait=True, busy=""):
                    self._sweep_scratch(base)
                    held.enter_context(durable.locked(guard, wait=False, busy=f"{guard}: taken"))
                    folder.mkdir()
            except OSError as error:
                raise PublishError(durable.disk_message(folder, error)) from error
            try:
                yield folder
            finally:
                shutil.rmtree(folder, ignore_errors=True)
                guard.unlink(missing_ok=True)

    def episodes(self) -> list[Episode]:
        """The current revision of every edition, newest first. One that is damaged is logged and passed over."""
        newest: dict[date, Episode] = {}
        for folder, day, revision in self._folders():
            if (folder / _RETIRED).exists() or (day in newest and newest[day].revision > revision):
                continue
            try:
                newest[day] = self._read(folder, day, revision)
            except PublishError as error:
                log.warning("%s", error)
        return [newest[day] for day in sorted(newest, reverse=True)]

    def find(self, day: date) -> Episode | None:
        """The current revision of a date's edition."""
        mine = sorted((entry for entry in self._folders() if entry[1] == day), key=lambda entry: -entry[2])
        for folder, _, revision in mine:
            if not (folder / _RETIRED).exists():
                with contextlib.suppress(PublishError):
                    return self._read(folder, day, revision)
        return None

    def newest(self) -> Episode | None:
        """The current revision of the newest edition."""
        return self._before(date.max)

    def removed(self, day: date) -> bool:
        """Whether the date's edition was taken back by hand, so that the daily run leaves it alone."""
        mine = [folder for folder, when, _ in self._folders() if when == day]
        return bool(mine) and all((folder / _RETIRED).exists() for folder in mine)

    def next_revision(self, day: date) -> int:
        """The revision that a new edition of the date gets; a number, and so a file name, is never used twice."""
        return max((revision for _, when, revision in self._folders() if when == day), default=0) + 1

    @staticmethod
    def file_stem(show: Show, day: date, revision: int) -> str:
        """The ASCII beginning of an edition's file names."""
        return f"{clean.slug(show.id)}-{folder_name(day, revision)}"

    def folder(self, episode: Episode) -> Path:
        """Where the episode's files are."""
        return self._episodes / folder_name(episode.date, episode.revision)

    def commit(self, show: Show, episode: Episode, scratch: Path) -> None:
        """Publish an edition: the folder's rename is the moment at which it exists.

        Args:
            show: what it belongs to.
            episode: its record; ``files`` names what lies in ``scratch``.
            scratch: from :meth:`scratch`; other files in it are left behind.

        Raises:
            PublishError: a file is missing, the disk refuses, or the edition is already there.
        """
        from briefing.publish import page

        self._check(episode, scratch)
        target = self.folder(episode)
        if target.exists():
            message = f"{target}: this edition is already there; nothing was replaced"
            raise PublishError(message)
        ready = scratch / f".{target.name}"
        try:
            ready.mkdir()
            for name in sorted(set(episode.files.values())):
                (scratch / name).replace(ready / name)
                durable.sync(ready / name)
            (ready / "episode.json").write_bytes(records.dump(episode))
            (ready / "index.html").write_bytes(page.episode_page(show, episode, ready, self._before(episode.date)))
            for name in _OWN:
                durable.sync(ready / name)
            durable.sync(ready)
            ready.rename(target)
            durable.sync(self._episodes)
        except OSError as error:
            raise PublishError(durable.disk_message(target, error)) from error
        self.rebuild(show)

    def rebuild(self, show: Show, *, pages: bool = False) -> None:
        """Make the cover, the page and the feed from the folders; the feed last. Files that would not change stay.

        Args:
            show: as the settings have it now.
            pages: also write every episode's page anew.
        """
        from briefing.publish import surface

        self._make_folders()
        with durable.locked(self.root / ".publish", wait=True, busy=""):
            episodes = self.episodes()
            self._retire_superseded(episodes)
            surface.write(self, show, episodes, pages=pages)
            self._sweep_retired()

    def remove(self, show: Show, day: date) -> None:
        """Take an edition back: first out of the feed; its files follow a day later.

        Raises:
            PublishError: there is none of that date.
        """
        mine = [folder for folder, when, _ in self._folders() if when == day]
        if not mine or self.removed(day):
            message = f"{day.isoformat()}: no episode of that date; `briefing episodes` lists them"
            raise PublishError(message)
        for folder in mine:
            _retire(folder)
        self.rebuild(show)

    def changed(self) -> datetime | None:
        """When an edition was last replaced or removed."""
        times = []
        for folder, _, _ in self._folders():
            with contextlib.suppress(OSError):
                times.append((folder / _RETIRED).stat().st_mtime)
        return datetime.fromtimestamp(int(max(times)), UTC) if times else None

    def _before(self, day: date) -> Episode | None:
        days = {when for folder, when, _ in self._folders() if when < day and not (folder / _RETIRED).exists()}
        for earlier in sorted(days, reverse=True):
            found = self.find(earlier)
            if found:
                return found
        return None

    def _make_folders(self) -> None:
        try:
            self._episodes.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise PublishError(durable.disk_message(self._episodes, error)) from error

    def _folders(self) -> list[tuple[Path, date, int]]:
        """Every edition's folder with its date and revision, in no order."""
        found = []
        try:
            names = os.listdir(self._episodes)  # noqa: PTH208 - names are all that is needed
        except FileNotFoundError:
            return []
        for name in names:
            match = _FOLDER.fullmatch(name)
            if match:
                with contextlib.suppress(ValueError):
                    found.append((self._episodes / name, date.fromisoformat(match[1]), int(match[2] or 1)))
        return found

    def _read(self, folder: Path, day: date, revision: int) -> Episode:
        episode = records.load_episode(folder / "episode.json")
        if (episode.date, episode.revision) != (day, revision) or not _named_well(episode):
            message = f"{folder / 'episode.json'}: does not belong to this folder; put back a good copy"
            raise PublishError(message)
        audio = folder / episode.files.get("audio", "")
        try:
            whole = audio.stat().st_size == episode.audio_bytes
        except OSError:
            whole = False
        if not whole:
            message = f"{audio}: missing or cut short; the episode is passed over, put back a good copy"
            raise PublishError(message)
        return episode

    @staticmethod
    def _check(episode: Episode, scratch: Path) -> None:
        if not _named_well(episode) or "audio" not in episode.files:
            message = (
                f"{episode.date}: file names must be plain ASCII names, one of them the audio; nothing was published"
            )
            raise PublishError(message)
        for name in episode.files.values():
            if not (scratch / name).is_file() or (scratch / name).is_symlink():
                message = f"{scratch / name}: the file is not there; nothing was published"
                raise PublishError(message)
        if (scratch / episode.files["audio"]).stat().st_size != episode.audio_bytes:
            message = f"{episode.files['audio']}: is not {episode.audio_bytes} bytes long; nothing was published"
            raise PublishError(message)

    def _retire_superseded(self, episodes: list[Episode]) -> None:
        current = {episode.date: episode.revision for episode in episodes}
        for folder, day, revision in self._folders():
            if revision < current.get(day, 0):
                _retire(folder)

    def _sweep_retired(self) -> None:
        """Empty folders retired a day ago; the marker stays, so that their number is not used again."""
        for folder, _, _ in self._folders():
            marker = folder / _RETIRED
            with contextlib.suppress(OSError):
                if time.time() - marker.stat().st_mtime > RETIRED_STAYS_S:
                    for entry in folder.iterdir():
                        if entry.name != _RETIRED:
                            entry.unlink()

    @staticmethod
    def _sweep_scratch(base: Path) -> None:
        for guard in base.glob("*.lock"):
            with contextlib.suppress(BusyError, OSError), durable.locked(guard, wait=False, busy=""):
                shutil.rmtree(guard.with_suffix(""), ignore_errors=True)
                guard.unlink(missing_ok=True)


def _named_well(episode: Episode) -> bool:
    return all(_NAME.fullmatch(name) and name not in _OWN for name in episode.files.values())


def _retire(folder: Path) -> None:
    marker = folder / _RETIRED
    if not marker.exists():
        marker.touch()
        durable.sync(folder)
