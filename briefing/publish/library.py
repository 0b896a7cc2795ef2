"""The library: the folder of a show, whose episode folders are the only state there is.

::

    feed.xml  feed-2023.xml ...  index.html  search.json  cover-1a2b3c4d.jpg   made from the folders, harmless to delete
    show.json                        the show's guid
    .made                            what was made, remembered; harmless to delete
    episodes/2026-11-24/             one edition: episode.json, index.html and the files that it names
    episodes/2026-11-24-1800-r2/     the day's later one of 18:00, made anew under the same guid and new file names
    episodes/2026-11-24.retired      replaced or removed: its files stay a day for downloads under way

An edition is built in a scratch folder and becomes public by one rename; the feed follows by another.
"""

from __future__ import annotations

import contextlib
import errno
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from briefing.errors import PublishError, SettingsError
from briefing.publish import clean, durable, records, scratch
from briefing.publish.entries import Memory
from briefing.publish.folders import PAGE, RECORD, Folder, changed, check, each, folder_name, folders, readable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from briefing.publish.entries import Entry
    from briefing.show import EditionId, Episode, Show


@dataclass(frozen=True, kw_only=True, slots=True)
class Retention:
    """How much of a show stays published; 0 for no limit.

    Attributes:
        episodes: the newest so many.
        days: those of the last so many local dates up to the newest episode's.
        megabytes: of sound, newest first.
    """

    episodes: int = 0
    days: int = 0
    megabytes: int = 0

    def __post_init__(self) -> None:
        """Refuse what cannot be meant."""
        if min(self.episodes, self.days, self.megabytes) < 0:
            message = "publish: episodes, days and megabytes cannot be less than 0; 0 sets no limit"
            raise SettingsError(message)

    def leaving(self, entries: Sequence[Entry]) -> set[EditionId]:
        """The editions beyond the limits; the newest one is never among them.

        Args:
            entries: of all editions, newest first.
        """
        size, beyond = 0, set()
        for number, entry in enumerate(entries):
            size += entry.audio_bytes
            age_days = (entries[0].edition.day - entry.edition.day).days
            if number and (
                (self.episodes and number >= self.episodes)
                or (self.days and age_days >= self.days)
                or (self.megabytes and size > self.megabytes * 1_000_000)
            ):
                beyond.add(entry.edition)
        return beyond


_ALL = Retention()


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
        durable.folder(self._episodes)
        busy = f"{self.root}: another process is making an edition; wait for it to end"
        with durable.locked(self.root / ".lock", wait=False, busy=busy):
            yield

    @contextlib.contextmanager
    def scratch(self) -> Iterator[Path]:
        """A job's own folder on the same file system; gone afterwards, also those of jobs that died."""
        durable.folder(self._episodes)
        with scratch.folder(self.root / ".scratch") as folder:
            yield folder

    def episodes(self) -> list[Episode]:
        """The current revision of every edition, newest first. One that is damaged is logged and passed over."""
        return list(readable(folders(self._episodes), Folder.read))

    def find(self, edition: EditionId) -> Episode | None:
        """The current revision of an edition."""
        return next(readable(self._of(edition), Folder.read), None)

    def newest(self) -> Episode | None:
        """The current revision of the newest edition."""
        return next(readable(each(self._episodes), Folder.read), None)

    def removed(self, edition: EditionId) -> bool:
        """Whether the edition was taken back by hand, so that the daily run leaves it alone."""
        mine = self._of(edition)
        return bool(mine) and all(folder.retired for folder in mine)

    def next_revision(self, edition: EditionId) -> int:
        """The revision that the edition gets when it is made; a number, and so a file name, is never used twice."""
        return max((folder.revision for folder in self._of(edition)), default=0) + 1

    @staticmethod
    def file_stem(show: Show, edition: EditionId, revision: int) -> str:
        """The ASCII beginning of an edition's file names."""
        return f"{clean.slug(show.id)}-{folder_name(edition, revision)}"

    def folder(self, episode: Episode) -> Path:
        """Where the episode's files are."""
        return self._episodes / folder_name(episode.edition, episode.revision)

    def commit(self, show: Show, episode: Episode, scratch: Path, kept: Retention = _ALL) -> None:
        """Publish an edition: the folder's rename is the moment at which it exists.

        Args:
            show: what it belongs to.
            episode: its record; ``files`` names what lies in ``scratch``.
            scratch: from :meth:`scratch`; other files in it are left behind.
            kept: how much of the show stays, this edition among it.

        Raises:
            PublishError: a file is missing, the disk refuses, or the edition is already there.
        """
        check(episode, scratch)
        target = self.folder(episode)
        if target.exists():
            raise PublishError(_there(target))
        try:
            ready = self._prepare(show, episode, scratch)
            ready.rename(target)
            durable.sync(self._episodes)
        except OSError as error:
            if error.errno in {errno.ENOTEMPTY, errno.EEXIST}:
                raise PublishError(_there(target)) from error
            raise PublishError(durable.disk_message(target, error)) from error
        self.rebuild(show, kept=kept)

    def _prepare(self, show: Show, episode: Episode, scratch: Path) -> Path:
        """The edition's folder, whole and on the disk, still under a hidden name."""
        from briefing.publish import page

        ready = scratch / ".ready"
        ready.mkdir()
        for name in sorted(set(episode.files.values())):
            (scratch / name).replace(ready / name)
        (ready / RECORD).write_bytes(records.dump(episode))
        earlier = (folder for folder in each(self._episodes) if folder.edition < episode.edition)
        before = next(readable(earlier, Folder.read), None)
        (ready / PAGE).write_bytes(page.episode_page(show, episode, ready, before))
        for file in ready.iterdir():
            durable.sync(file)
        durable.sync(ready)
        return ready

    def rebuild(self, show: Show, *, pages: bool = False, kept: Retention = _ALL) -> None:
        """Make the cover, the page and the feed from the folders; the feed last. Files that would not change stay.

        Args:
            show: as the settings have it now.
            pages: also write every episode's page anew.
            kept: take back the oldest episodes beyond it.

        Raises:
            PublishError: the disk refuses; every file is still whole, and the next call goes on.
        """
        from briefing.publish import surface

        durable.folder(self._episodes)
        with durable.locked(self.root / ".publish", wait=True, busy=""):
            _sweep_temporary(self.root)
            there = folders(self._episodes)
            memory = Memory(self.root, surface.key(show), forget=pages)
            entries = memory.entries(there)
            leaving = kept.leaving(entries)
            entries = [entry for entry in entries if entry.edition not in leaving]
            current = {entry.edition: entry.revision for entry in entries}
            gone = [
                folder
                for folder in there
                if folder.edition in leaving or folder.revision < current.get(folder.edition, 0)
            ]
            for folder in gone:
                folder.retire()
            if gone:
                there = folders(self._episodes)
            surface.write(self, show, entries, changed(there), pages=pages)
            memory.keep(entries)
            for folder in there:
                folder.sweep()

    def in_feed(self, episode: Episode) -> bool:
        """Whether the feed names the episode; after a crash between its rename and the feed it does not yet."""
        try:
            return episode.files["audio"].encode() in (self.root / "feed.xml").read_bytes()
        except FileNotFoundError:
            return False

    def remove(self, show: Show, edition: EditionId) -> None:
        """Take an edition back: first out of the feed; its files follow a day later.

        Raises:
            PublishError: there is no such edition.
        """
        if all(folder.retired for folder in self._of(edition)):
            message = f"{edition}: no episode of that date; `briefing episodes` lists them"
            raise PublishError(message)
        for folder in self._of(edition):
            folder.retire()
        self.rebuild(show)

    def retired(self) -> dict[str, bool]:
        """Folders that were replaced or removed, and whether their files are gone too."""
        marked = [folder for folder in folders(self._episodes) if folder.retired]
        return {folder.name: not folder.path.exists() for folder in marked}

    def changed(self) -> datetime | None:
        """When an edition was last replaced or removed."""
        return changed(folders(self._episodes))

    def _of(self, edition: EditionId) -> list[Folder]:
        return [folder for folder in folders(self._episodes, str(edition)) if folder.edition == edition]


def _sweep_temporary(root: Path) -> None:
    """Clear away documents half written by a process that died; only the holder of the publish lock writes them."""
    for name in ("feed*.xml", "made", "index.html", "search.json", "show.json", "cover-*.jpg", "cover-small"):
        for left in root.glob(f".{name}.*.tmp"):
            left.unlink(missing_ok=True)


def _there(target: Path) -> str:
    return f"{target}: this edition is already there; nothing was replaced"
