"""What the documents need of each episode, kept from one publication to the next so that it is made once.

``.made`` in a show's folder is only a memory: it holds nothing that the episode folders do not give, is left aside as a
whole when one byte of it is wrong or the show's settings changed, and is harmless to delete.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import os
from datetime import datetime
from typing import TYPE_CHECKING, Any

from briefing.publish.folders import RECORD, folder_name, readable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from briefing.publish.folders import Folder
    from briefing.show import EditionId, Episode

logger = logging.getLogger(__name__)

NAME = ".made"


class Entry:
    """An episode as the documents need it; its record is read only when something is not known yet."""

    def __init__(
        self, episode: Episode | None, edition: EditionId, facts: dict[str, Any], load: Callable[[], Episode]
    ) -> None:
        """Use :meth:`of`, or :class:`Memory`."""
        self._episode = episode
        self._load = load
        self.facts = facts
        self.edition = edition
        self.revision: int = facts["revision"]
        self.published = datetime.fromisoformat(facts["published"])
        self.audio_bytes: int = facts["audio_bytes"]
        self.known: dict[str, bytes] = {}
        self.used: dict[str, bytes] = {}

    @classmethod
    def of(cls, episode: Episode) -> Entry:
        """Of an episode at hand."""
        return cls(episode, episode.edition, _facts(episode), lambda: episode)

    @property
    def episode(self) -> Episode:
        """All that is stored of it.

        Raises:
            PublishError: its record went away meanwhile.
        """
        if self._episode is None:
            self._episode = self._load()
        return self._episode

    @property
    def folder(self) -> str:
        """The name of its folder."""
        return folder_name(self.edition, self.revision)

    @property
    def digest(self) -> str:
        """Of all that is stored of it."""
        if "digest" not in self.facts:
            self.facts["digest"] = hashlib.sha256(repr(self.episode).encode("utf-8", "replace")).hexdigest()[:24]
        return str(self.facts["digest"])

    def piece(self, kind: str, make: Callable[[Episode], bytes]) -> bytes:
        """A part of a document: remembered, or made from the episode."""
        content = self.used.get(kind)
        if content is None:
            content = self.known.get(kind)
            self.used[kind] = content = make(self.episode) if content is None else content
        return content

    def forget(self, *kinds: str) -> None:
        """Let go of pieces that are not needed again soon."""
        for kind in kinds:
            self.used.pop(kind, None)
            self.known.pop(kind, None)


def _facts(episode: Episode) -> dict[str, Any]:
    return {
        "revision": episode.revision,
        "published": episode.published.isoformat(),
        "audio": episode.files["audio"],
        "audio_bytes": episode.audio_bytes,
    }


class Memory:
    """The entries of one show as they were at its last publication."""

    def __init__(self, root: Path, key: str, *, forget: bool = False) -> None:
        """Read what is remembered.

        Args:
            root: the show's folder.
            key: what the pieces were made with, besides the episodes; pieces of another key are forgotten.
            forget: whether to begin anew in any case.
        """
        self._path = root / NAME
        self._key = key
        self._bytes = b""
        self._known: dict[str, tuple[dict[str, Any], dict[str, bytes]]] = {}
        # Whatever is wrong with it, it is left aside.
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            self._bytes = self._path.read_bytes()
            if not forget:
                self._read()

    def _read(self) -> None:
        seal, _, rest = self._bytes.partition(b"\n")
        head, _, pieces = rest.partition(b"\n")
        if hashlib.sha256(rest).hexdigest().encode() != seal:
            return
        told = json.loads(head)
        if told["key"] != self._key:
            return
        at = 0
        for name, facts, sizes in told["entries"]:
            known = {}
            for kind, size in sizes.items():
                known[kind] = pieces[at : at + size]
                at += size
            self._known[name] = (facts, known)

    def entries(self, folders: Iterable[Folder]) -> list[Entry]:
        """The current revision of every edition, newest first. One that is damaged is logged and passed over.

        Args:
            folders: as :func:`briefing.publish.folders.folders` gives them.
        """
        return list(readable(folders, self._entry))

    def _entry(self, folder: Folder) -> Entry:
        path = f"{folder.base}/{folder.name}"
        facts, known = self._known.get(folder.name, ({}, {}))
        stamp = _stamp(f"{path}/{RECORD}")
        if facts and facts["stamp"] == stamp and _size(f"{path}/{facts['audio']}") == facts["audio_bytes"]:
            entry = Entry(None, folder.edition, facts, folder.read)
            entry.known = known
            return entry
        episode = folder.read()
        return Entry(episode, folder.edition, {**_facts(episode), "stamp": stamp}, folder.read)

    def keep(self, entries: Iterable[Entry]) -> None:
        """Remember the pieces that were used this time; a disk that refuses costs only time, and is logged."""
        rows: list[list[Any]] = []
        pieces: list[bytes] = []
        for entry in entries:
            rows.append(
                [
                    entry.folder,
                    {**entry.facts, "digest": entry.digest},
                    {kind: len(content) for kind, content in entry.used.items()},
                ]
            )
            pieces += entry.used.values()
        told = {"key": self._key, "entries": rows}
        rest = b"".join([json.dumps(told, separators=(",", ":")).encode(), b"\n", *pieces])
        content = hashlib.sha256(rest).hexdigest().encode() + b"\n" + rest
        if content == self._bytes:
            return
        temporary = self._path.with_name(f"{NAME}.{os.getpid()}.tmp")
        try:
            temporary.write_bytes(content)  # not brought to the disk: what a power cut spoils, the seal tells
            temporary.replace(self._path)
        except OSError as error:
            logger.warning("%s: not written (%s); the next publication takes longer", self._path, error.strerror)
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)


def _stamp(path: str) -> list[int]:
    """What changes when the file is replaced or written; empty when it is not there."""
    try:
        found = os.stat(path)  # noqa: PTH116 - a thousand times a publication
    except OSError:
        return []
    return [found.st_ino, found.st_mtime_ns, found.st_size]


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size  # noqa: PTH116 - a thousand times a publication
    except OSError:
        return -1
