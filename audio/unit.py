"""One paragraph's samples become a unit: levelled, limited, whole MP3 frames.

Everything here is a pure function of frozen values, so a unit is the same whoever makes it and can be kept. The sound
is walked in blocks, several times, and never held whole: an hour costs no more memory than a minute.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np

from audio import check, limiter, loudness, mp3
from audio.blocks import Sound, at_own_rate, at_programme_rate, metered
from audio.errors import MixError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

_HELD_S: Final = 40
"""So much sound is held at the programme's rate; what is longer is resampled a second time."""

_STEP_MS: Final = 10
_KEEP_BEFORE_MS: Final = 30
_KEEP_AFTER_MS: Final = 60
_SILENCE_DB: Final = -50.0
_NOTHING_DB: Final = -75.0
_MOST_GAIN: Final = loudness.ratio(40)
_CEILING_DB: Final = -1.5
_HARD_WORK_DB: Final = 0.15
_HIGHEST_PEAK_DB: Final = -1.08
_AGAIN: Final = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Level:
    """How a paragraph is made to sound.

    Attributes:
        target_lufs: loudness of the delivered paragraph.
        longest_pause_ms: a longer silence inside the paragraph is shortened to this.
        fast: LAME quality 7 in place of 5, see :func:`audio.mp3.encode`.
        headroom_db: how far below its usual place the limiter's ceiling lies.
    """

    target_lufs: float = -16.0
    longest_pause_ms: int = 600
    fast: bool = True
    headroom_db: float = 0.0

    @property
    def ceiling(self) -> float:
        """The limiter's, before LAME, whose ripple adds 0.2 dB and more where the limiter works hard."""
        return loudness.ratio(_CEILING_DB - self.headroom_db - _HARD_WORK_DB * max(0.0, self.target_lufs + 16))


@dataclass(frozen=True, kw_only=True, slots=True)
class Placed:
    """Where a sound lies in its unit, in samples, and what was kept of it.

    Attributes:
        start: first sample in the unit, at 44.1 kHz.
        sample_count: length there.
        spans: the stretches of the clip that were kept, in the clip's samples.
    """

    start: int
    sample_count: int
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Unit:
    """A paragraph or a section as MP3 frames.

    Attributes:
        frames: how many.
        data: the frames.
        sample_count: length of the sound at 44.1 kHz, from the unit's start; silence follows.
        placed: what is read in it, in order.
        energies: K-weighted, per 100 ms, of what the encoder was given.
        power: sum of the squares of all its samples.
        reading: what comes out of a decoder.
    """

    frames: int
    data: bytes
    sample_count: int
    placed: tuple[Placed, ...]
    energies: NDArray[np.float64]
    power: float
    reading: check.Reading


def within_peak(make: Callable[[Level], Unit], level: Level) -> Unit:
    """A unit whose decoded true peak keeps its distance from full scale (EBU R 128: -1 dBTP).

    How much LAME's ripple adds is known only after it; a unit that comes out too high is made again under a lower
    ceiling, so that one loud vowel never stops a programme.

    Args:
        make: makes the unit at a level.
        level: where to begin.
    """
    unit = make(level)
    for _ in range(_AGAIN):
        over_db = loudness.decibels(unit.reading.true_peak) - _HIGHEST_PEAK_DB
        if over_db <= 0:
            break
        level = replace(level, headroom_db=level.headroom_db + over_db + 0.1)
        unit = make(level)
    return unit


def make_unit(sound: Sound, level: Level) -> Unit:
    """Encode one paragraph.

    Raises:
        MixError: there is nothing to hear in it, or its rate is none.
    """
    return within_peak(partial(_unit, sound), level)


def _unit(sound: Sound, level: Level) -> Unit:
    shaped = shape(sound, level)
    coded = Coded(shaped.blocks(), fast=level.fast)
    return Unit(
        frames=coded.frames,
        data=coded.data,
        sample_count=shaped.sample_count,
        placed=(Placed(start=0, sample_count=shaped.sample_count, spans=shaped.spans),),
        energies=shaped.energies,
        power=coded.power,
        reading=check.read(coded.data),
    )


class Coded:
    """Blocks of sound, encoded at the level that they have.

    Args:
        blocks: float32 in [-1, 1] at 44.1 kHz, quiet at both ends.
        fast: see :func:`audio.mp3.encode`.

    Attributes:
        frames: how many.
        data: the frames.
        power: sum of the squares of all samples, as 1 is full scale.
    """

    def __init__(self, blocks: Iterable[NDArray[np.float32]], *, fast: bool) -> None:
        self.power = 0.0
        self._count = 0
        self.data = mp3.encode(self._made_up(blocks), fast=fast)
        self.frames = mp3.frame_count(self._count)

    def _made_up(self, blocks: Iterable[NDArray[np.float32]]) -> Iterator[NDArray[np.int16]]:
        """16-bit blocks with what the encoder will take away added."""
        made_up = np.float32(32768 * loudness.ratio(mp3.LEVEL_LOSS_DB))
        for block in blocks:
            self._count += len(block)
            self.power += float(np.einsum("i,i", block, block, dtype=np.float64))
            yield np.rint(block * made_up).astype(np.int16)


@dataclass(frozen=True, kw_only=True, slots=True)
class Shaped:
    """A sound with the gains that level it, not yet applied.

    Attributes:
        sound: as the voice delivered it.
        mean: its constant part, in 16-bit steps.
        spans: the stretches that are kept, in samples of the sound.
        gain: the level's.
        steps: the limiter's.
        sample_count: length at 44.1 kHz.
        energies: K-weighted, per 100 ms, after both gains.
        quiet_before: samples at 44.1 kHz below what counts as silence, before the first that is not.
        quiet_after: the same after the last.
        held: the sound at 44.1 kHz where it is short enough to keep, else none.
    """

    sound: Sound
    mean: float
    spans: tuple[tuple[int, int], ...]
    gain: float
    steps: NDArray[np.float32]
    sample_count: int
    energies: NDArray[np.float64]
    quiet_before: int
    quiet_after: int
    held: Sequence[NDArray[np.float32]] = ()

    def blocks(self) -> Iterator[NDArray[np.float32]]:
        """The levelled sound at 44.1 kHz, within the limiter's ceiling."""
        at = 0
        again = at_programme_rate(at_own_rate(self.sound, self.mean, self.spans), self.sound.rate_hz)
        for block in self.held or again:
            yield limiter.limited(block, self.steps, at, self.gain)
            at += len(block)


def shape(sound: Sound, level: Level) -> Shaped:
    """Find a sound's trim, gain and limiter.

    Raises:
        MixError: there is nothing to hear in it, or its rate is none.
    """
    if not 8000 <= sound.rate_hz <= 192000:
        message = f"{sound.name}: {sound.rate_hz} samples a second is no rate for speech; look at the voice"
        raise MixError(message)
    row = np.frombuffer(sound.pcm, dtype="<i2", count=len(sound.pcm) // 2)
    mean, spans = _kept(sound, row, level.longest_pause_ms)
    keep = sum(stop - start for start, stop in spans) <= _HELD_S * sound.rate_hz
    held = []
    peaks = []
    count = 0
    meter = loudness.Meter(sound.rate_hz)
    for block in at_programme_rate(metered(at_own_rate(sound, mean, spans), meter), sound.rate_hz):
        peaks.append(limiter.step_peaks(block))
        count += len(block)
        if keep:
            held.append(block)
    meter.feed(np.zeros(sound.rate_hz // 10, dtype=np.float32))
    heights = np.concatenate(peaks)
    levelled = limiter.level(meter.energies(), heights, mp3.RATE_HZ, level.target_lufs, level.ceiling)
    if levelled.gain > _MOST_GAIN:
        message = f"{sound.name}: the voice is nearly silent; look at the voice"
        raise MixError(message)
    loud = np.flatnonzero(heights * levelled.gain >= check.QUIET)
    return Shaped(
        sound=sound,
        mean=mean,
        spans=spans,
        gain=levelled.gain,
        steps=levelled.steps,
        sample_count=count,
        energies=levelled.energies,
        quiet_before=int(loud[0]) * limiter.HOP,
        quiet_after=max(0, count - (int(loud[-1]) + 1) * limiter.HOP),
        held=held,
    )


def _kept(sound: Sound, row: NDArray[np.int16], longest_pause_ms: int) -> tuple[float, tuple[tuple[int, int], ...]]:
    """The mean of a sound, and the stretches of it that are kept.

    Silent ends go but for 30 ms before and 60 ms after; the middle of a long silence goes. Silent is what lies 50 dB
    below the sound's own loudest 10 ms.
    """
    step = sound.rate_hz * _STEP_MS // 1000
    if len(row) < 3 * step:
        message = f"{sound.name}: the voice made {len(row)} samples, no speech; look at the voice"
        raise MixError(message)
    mean = float(row.mean(dtype=np.float64))
    edges = np.arange(0, len(row), step)
    high = np.maximum.reduceat(row, edges) - mean
    low = mean - np.minimum.reduceat(row, edges)
    peaks = np.maximum(high, low) / 32768
    if float(peaks.max()) < loudness.ratio(_NOTHING_DB):
        message = f"{sound.name}: the voice made {len(row) / sound.rate_hz:.1f} s of silence; look at the voice"
        raise MixError(message)
    # A single click must not decide what is silent.
    nearly_loudest = float(np.partition(peaks, at := int(0.995 * (len(peaks) - 1)))[at])
    loud = np.flatnonzero(peaks > nearly_loudest * loudness.ratio(_SILENCE_DB))
    before, after = (sound.rate_hz * ms // 1000 for ms in (_KEEP_BEFORE_MS, _KEEP_AFTER_MS))
    ends = np.flatnonzero(np.diff(loud) * _STEP_MS > longest_pause_ms)
    longest = sound.rate_hz * longest_pause_ms // 1000
    starts = [max(0, int(loud[0]) * step - before)]
    stops = []
    for end in ends:
        stops.append((int(loud[end]) + 1) * step + longest // 2)
        starts.append(int(loud[end + 1]) * step - (longest - longest // 2))
    stops.append(min(len(row), (int(loud[-1]) + 1) * step + after))
    return mean, tuple(zip(starts, stops, strict=True))
