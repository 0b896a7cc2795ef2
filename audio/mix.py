"""Takes become a programme: pauses, music, one loudness, one file, in memory that does not grow with its length.

Each paragraph is encoded by itself on the workers (:mod:`audio.unit`), a stretch with music is arranged as one
(:mod:`audio.arrange`), and the file is their bytes in a row with silent frames between. So any number of workers
gives the same bytes.
"""

from __future__ import annotations

import math
import os
from collections import deque
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from audio import mp3
from audio.check import Reading, in_a_row, silence, verify
from audio.clean import line
from audio.clip import ChapterMark, Cue
from audio.errors import MixError
from audio.loudness import decibels, integrated_lufs, on_one_grid
from audio.plan import LONGEST_PAUSE_MS, Chapter, Music, Pause, Speech, Step, plan
from audio.settings import SoundSettings
from audio.transcript import cues_of
from audio.units import Shelf, section_unit, speech_unit, tidy
from audio.work import submit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from concurrent.futures import Executor, Future
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from audio.arrange import Section
    from audio.record import Take
    from audio.script import Item, Script
    from audio.unit import Unit

_AHEAD: Final = 2
"""Units in work beyond one a core; bounds the memory."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Programme:
    """A finished sound and what it measures.

    Attributes:
        path: the MP3 frames, without a tag.
        rate_hz: of the sample counts.
        sample_count: exact length once decoded.
        cues: what is heard when, in time order.
        chapters: one an item, in time order, without gaps.
        loudness_lufs: of the decoded file (BS.1770).
        true_peak_db: of the decoded file, dBTP.
        longest_silence_ms: longest stretch below -50 dBFS.
        bytes: size of the file.
    """

    path: Path
    rate_hz: int
    sample_count: int
    cues: tuple[Cue, ...]
    chapters: tuple[ChapterMark, ...]
    loudness_lufs: float
    true_peak_db: float
    longest_silence_ms: int
    bytes: int


def produce(
    script: Script,
    takes: Iterable[Take],
    path: Path,
    settings: SoundSettings,
    executor: Executor | None = None,
    shelf: Path | None = None,
) -> Programme:
    """Mix a programme into an MP3 file of whole frames.

    Args:
        script: what was read.
        takes: one an utterance, in script order; drawn as they are needed.
        path: of the file; removed again when the programme fails.
        settings: how it sounds.
        executor: where units are made; in this thread when None.
        shelf: a folder in which units are kept for the next time; none are when None.

    Raises:
        MixError: a sound cannot be used (the message names its paragraph), the file cannot be written, a worker died,
            or the finished file fails its check.
    """
    kept = None if shelf is None else Shelf(folder=shelf, most_mb=settings.keep_mb)
    desk = _Desk(script, settings, executor, kept)
    try:
        with path.open("wb") as file:
            writer = mp3.FrameWriter(file)
            for step in plan(script, takes, settings.rhythm):
                desk.take(step, writer)
            programme = desk.finish(path, writer)
        verify(programme, desk.readings, settings.target_lufs)
        if kept is not None:
            tidy(kept)
    except BaseException as error:
        desk.cancel()
        path.unlink(missing_ok=True)
        if isinstance(error, OSError):
            message = f"{path.name}: cannot be written ({error.strerror}); make room and mix again"
            raise MixError(message) from error
        if isinstance(error, BrokenExecutor):
            message = f"{path.name}: a worker process died; mix again, with more memory or fewer workers"
            raise MixError(message) from error
        raise
    return programme


class _Desk:
    """Keeps the units in work in their order and writes them down.

    Attributes:
        readings: of all that was written, in order.
    """

    def __init__(self, script: Script, settings: SoundSettings, executor: Executor | None, shelf: Shelf | None) -> None:
        self.readings: list[Reading] = []
        self._level = settings.level
        self._score = settings.score(script)
        self._executor = executor
        self._shelf = shelf
        self._queue: deque[tuple[Step, Future[Unit] | None]] = deque()
        self._sting: Future[Unit] | None = None
        self._pause_ms = 0
        self._item: Item | None = None
        self._energies: list[tuple[int, NDArray[np.float64]]] = []
        self._power = 0.0
        self._cues: list[Cue] = []
        self._chapters: list[tuple[int, Item]] = []

    def take(self, step: Step, writer: mp3.FrameWriter) -> None:
        """Begin the work of a step; write down what is due."""
        self._queue.append((step, self._begun(step)))
        while sum(future is not None for _, future in self._queue) > _AHEAD + (os.cpu_count() or 1):
            self._write(*self._queue.popleft(), writer)

    def _begun(self, step: Step) -> Future[Unit] | None:
        if isinstance(step, Speech):
            return submit(self._executor, speech_unit, step.sound, self._level, self._shelf)
        if isinstance(step, Music):
            if step.section.kind != "sting":
                return self._arranged(step.section)
            if self._sting is None:
                self._sting = self._arranged(step.section)
            return self._sting
        return None

    def _arranged(self, section: Section) -> Future[Unit]:
        return submit(self._executor, section_unit, section, self._score, self._level, self._shelf)

    def _write(self, step: Step, future: Future[Unit] | None, writer: mp3.FrameWriter) -> None:
        if isinstance(step, Chapter):
            self._item = step.item
        elif isinstance(step, Pause):
            self._pause_ms = max(self._pause_ms, min(step.ms, LONGEST_PAUSE_MS))
        elif future is not None:
            made = future.result()
            self._pause(made.reading.quiet_before, writer)
            start = writer.sample_count
            if self._item is not None:
                self._chapters.append((start, self._item))
                self._item = None
            writer.write(made.data, made.frames)
            self.readings.append(made.reading)
            self._energies.append((start, made.energies))
            self._power += made.power
            for take, place in zip(step.takes, made.placed, strict=True):
                self._cues.extend(cues_of(take, place, start))

    def _pause(self, quiet_before: int, writer: mp3.FrameWriter) -> None:
        """The silence that is due before a sound, less what the sounds on both sides bring themselves."""
        due = self._pause_ms * mp3.RATE_HZ / 1000
        if self.readings:
            due -= self.readings[-1].quiet_after + quiet_before
        frames = max(0, round(due / mp3.FRAME_SAMPLES))
        self.readings.append(silence(writer.pause(frames), frames))
        self._pause_ms = 0

    def finish(self, path: Path, writer: mp3.FrameWriter) -> Programme:
        """Write down the rest, close the file and read what it measures."""
        while self._queue:
            self._write(*self._queue.popleft(), writer)
        count = writer.sample_count
        last, size = writer.close()
        self.readings.append(silence(last, 1))
        reading = in_a_row(self.readings)
        ends = [*(start for start, _ in self._chapters), count][1:]
        chapters = tuple(
            ChapterMark(start=start, end=end, title=line(item.title), url=item.links[0].url if item.links else "")
            for (start, item), end in zip(self._chapters, ends, strict=True)
        )
        return Programme(
            path=path,
            rate_hz=mp3.RATE_HZ,
            sample_count=count,
            cues=tuple(self._cues),
            chapters=chapters,
            loudness_lufs=self._loudness(count, reading.power),
            true_peak_db=decibels(reading.true_peak),
            longest_silence_ms=reading.longest_quiet * 1000 // mp3.RATE_HZ,
            bytes=size,
        )

    def _loudness(self, count: int, power: float) -> float:
        """The loudness of what the encoder was given, and what the decoded file has gained or lost against it."""
        energies = on_one_grid(self._energies, mp3.RATE_HZ, count)
        return integrated_lufs(energies) + 10 * math.log10(max(power, 1e-9) / max(self._power, 1e-9))

    def cancel(self) -> None:
        """Drop what has not begun."""
        for _, future in self._queue:
            if future is not None:
                future.cancel()


__all__ = ["Programme", "SoundSettings", "produce"]
