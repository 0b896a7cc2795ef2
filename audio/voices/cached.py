"""Clips kept on disk, so that what was said once is not said again."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import logging
import os
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from pydub import AudioSegment

from audio.clip import Clip, WordTime
from audio.voices.process import one_per_process

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audio.script import Utterance
    from audio.voices import Voice, VoiceInfo

_log = logging.getLogger(__name__)

# counted up when the content of an entry changes its form
_FORMAT = 1
_SUFFIX = ".clip"
_DIGEST_BYTES = 32
_FORGOTTEN_S = 3600  # an unfinished file this old belongs to a process that died


@dataclass(frozen=True, kw_only=True, slots=True)
class NoSettings:
    """The store wraps a voice in code; no settings file names it."""


class Cached:
    """A voice that remembers what it said.

    An entry's name is the SHA-256 of the voice's fingerprint and of the form of the text that the voice wants. Its
    content begins with the SHA-256 of the rest: a damaged entry is found out when it is read and made again. Entries
    are written beside their place and moved there, so several processes may share a folder. When the folder outgrows
    its limit, the entries that were used longest ago go first. A folder that cannot be written is said once in the log
    and stops nothing. Words that several ask for at the same moment are said once.

    Attributes:
        found: how many clips were there.
        spoken: how many the voice had to say.
    """

    Settings: ClassVar[type] = NoSettings

    def __init__(self, voice: Voice, folder: Path, limit_bytes: int) -> None:
        """Remember what ``voice`` says.

        Args:
            voice: the voice that speaks what is new.
            folder: where the clips are kept; made when it is not there.
            limit_bytes: how much they may take together; 0 keeps nothing.
        """
        self._voice = voice
        self._folder = Path(folder)
        self._limit_bytes = limit_bytes
        self._lock = threading.Lock()
        self._held_bytes: int | None = None
        self._writable = True
        self.found = self.spoken = 0

    @property
    def info(self) -> VoiceInfo:
        """The voice's own description."""
        return self._voice.info

    def __reduce__(self) -> tuple[object, ...]:
        """Travel as what it was made of."""
        return one_per_process, (type(self), self._voice, self._folder, self._limit_bytes)

    def check(self) -> None:
        """Ask the voice: what is new must be spoken by it."""
        self._voice.check()

    def say(self, utterance: Utterance) -> Clip:
        """The kept clip of these words, or a new one from the voice."""
        path = self._folder / f"{self._key(utterance)}{_SUFFIX}"
        kept = self._read(path)
        if kept is None:
            with self._turn(path):
                kept = self._read(path)
                if kept is None:
                    clip = self._voice.say(utterance)
                    self._write(path, clip)
                    self._count(found=False)
                    return clip
        self._count(found=True)
        return kept

    def _count(self, *, found: bool) -> None:
        with self._lock:
            self.found += found
            self.spoken += not found

    @contextlib.contextmanager
    def _turn(self, path: Path) -> Iterator[None]:
        """Wait while another thread or process says these words; the kernel frees the turn of one that dies."""
        handle = None
        if self._limit_bytes and self._writable:
            with contextlib.suppress(OSError):  # said when the clip cannot be written
                turns = self._folder.with_name(f"{self._folder.name}-turns")
                turns.mkdir(parents=True, exist_ok=True)
                handle = os.open(turns / path.name[:2], os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
                fcntl.flock(handle, fcntl.LOCK_EX)
        try:
            yield
        finally:
            if handle is not None:
                os.close(handle)

    def close(self) -> None:
        """Close the voice; the clips stay."""
        self._voice.close()

    def _key(self, utterance: Utterance) -> str:
        wants = self._voice.info.wants
        form = [[s.spoken, "" if wants == "plain" else s.marked] for s in utterance.sentences]
        told = json.dumps([_FORMAT, self._voice.info.fingerprint, form], ensure_ascii=True)
        return hashlib.sha256(told.encode()).hexdigest()

    def _read(self, path: Path) -> Clip | None:
        try:
            data = path.read_bytes()
        except (FileNotFoundError, NotADirectoryError):  # a store that is no folder is told when a clip is written
            return None
        except OSError as error:
            _log.warning("clip store %s: %s cannot be read (%s); spoken anew", self._folder, path.name, error.strerror)
            return None
        body = data[_DIGEST_BYTES:]
        if hashlib.sha256(body).digest() != data[:_DIGEST_BYTES]:
            _log.warning("clip store %s: %s is damaged; spoken anew", self._folder, path.name)
            return None
        with contextlib.suppress(OSError):
            os.utime(path)
        return _unpack(body)

    def _write(self, path: Path, clip: Clip) -> None:
        body = _pack(clip)
        size = len(body) + _DIGEST_BYTES
        if size > self._limit_bytes or not self._writable:
            return
        unfinished = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}.part")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            unfinished.write_bytes(hashlib.sha256(body).digest() + body)
            unfinished.replace(path)
        except OSError as error:
            self._writable = False
            _log.warning("clip store %s: cannot be written (%s); nothing is kept", self._folder, error.strerror)
            with contextlib.suppress(OSError):
                unfinished.unlink()
        else:
            self._make_room(size)

    def _make_room(self, added_bytes: int) -> None:
        with self._lock:
            if self._held_bytes is not None:
                self._held_bytes += added_bytes
                if self._held_bytes <= self._limit_bytes:
                    return
            self._held_bytes = self._sweep()

    def _sweep(self) -> int:
        """Remove what was used longest ago until nine tenths of the limit are held; return the bytes held."""
        entries: list[tuple[float, int, Path]] = []
        for path in self._folder.iterdir():
            with contextlib.suppress(OSError):  # another process may sweep at the same time
                state = path.stat()
                if path.suffix == ".part" and time.time() - state.st_mtime > _FORGOTTEN_S:
                    path.unlink()
                elif path.suffix == _SUFFIX:
                    entries.append((state.st_mtime, state.st_size, path))
        held = sum(size for _, size, _ in entries)
        if held <= self._limit_bytes:
            return held
        for _, size, path in sorted(entries, key=lambda entry: entry[0]):
            if held <= self._limit_bytes * 9 // 10:
                break
            with contextlib.suppress(OSError):
                path.unlink()
                held -= size
        return held


def _pack(clip: Clip) -> bytes:
    head = {"rate_hz": clip.rate_hz, "words": [[word.index, word.start, word.end] for word in clip.words]}
    return json.dumps(head).encode() + b"\n" + bytes(clip.segment.raw_data)


def _unpack(body: bytes) -> Clip:
    head, _, pcm = body.partition(b"\n")
    told = json.loads(head)
    words = tuple(WordTime(index=index, start=start, end=end) for index, start, end in told["words"])
    return Clip(
        segment=AudioSegment(pcm, sample_width=2, frame_rate=told["rate_hz"], channels=1),
        words=words,
    )
