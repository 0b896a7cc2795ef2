"""Music and speech together: the opening and the closing of a programme, and the music that stands alone.

Each piece of music is a pydub AudioSegment at its loudness. The layers of a section are mixed in blocks, with gains
that move by the sample: pydub's overlays copy the whole section each, and its fades move in steps of 1 ms. Each result
is one unit.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from audio import check, limiter, loudness, mp3
from audio.blocks import Sound, metered
from audio.music import Part, own_music, part_of
from audio.unit import Coded, Level, Placed, Unit, shape, within_peak

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from pydub import AudioSegment

_MUSIC_BELOW_LU: Final = 3.0
_MUSIC_PULLS_LU: Final = 0.2
BED_BELOW_LU: Final = 21.0
"""Music under speech, below the speech."""

_SECOND: Final = mp3.RATE_HZ
_VOICE_BEFORE_END: Final = 12 * _SECOND // 10
_SWELL: Final = 3 * _SECOND // 2
_SWELL_DB: Final = 8
_DUCK_DB: Final = -12
_BLOCK: Final = 2048 * limiter.HOP


@dataclass(frozen=True, kw_only=True, slots=True)
class Score:
    """Which music is played.

    Attributes:
        theme: one of :data:`audio.music.THEMES`; plays where no own file is given.
        own: the listener's own files, as (part, path).
        below_lu: how far music alone lies below the speech.
    """

    theme: str
    own: tuple[tuple[Part, Path], ...] = ()
    below_lu: float = _MUSIC_BELOW_LU

    def segment(self, part: Part, lufs: float) -> AudioSegment:
        """One part of the music at a loudness.

        Raises:
            MixError: the own file cannot be used.
        """
        return _at_loudness(self, part, lufs)


def music_below_lu(speech_s: float, music_s: float) -> float:
    """How far music may lie below the speech and still leave the whole at its loudness.

    Quieter music is kinder to the ear, but in a short programme it would pull the whole below the target.

    Args:
        speech_s: expected length of the speech.
        music_s: expected length of the music that stands alone.

    Returns:
        At most 3 LU.
    """
    music_s = max(music_s, 1.0)
    least = ((speech_s + music_s) * 10 ** (-_MUSIC_PULLS_LU / 10) - speech_s) / music_s
    return min(_MUSIC_BELOW_LU, -10 * math.log10(max(least, 0.1)))


@lru_cache(maxsize=8)
def _at_loudness(score: Score, part: Part, lufs: float) -> AudioSegment:
    path = dict(score.own).get(part)
    segment = part_of(score.theme, part) if path is None else own_music(path, part)
    meter = loudness.Meter(mp3.RATE_HZ)
    meter.feed(_floats(segment))
    gain_db = lufs - loudness.integrated_lufs(meter.energies())
    # The limiter has the last word on peaks; 16 bits must hold what it is given.
    return segment.apply_gain(min(gain_db, -0.1 - segment.max_dBFS))


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """A stretch of the programme with music.

    Attributes:
        kind: "opening": music, then speech over the bed; "closing": speech over the bed, then music; "sting": music.
        sounds: what is read, may be none.
        pauses_ms: silence of the voice after each but the last of them, what they bring themselves included.
    """

    kind: Literal["opening", "closing", "sting"]
    sounds: tuple[Sound, ...] = ()
    pauses_ms: tuple[int, ...] = ()


def make_section(section: Section, score: Score, level: Level) -> Unit:
    """Arrange and encode one section.

    Raises:
        MixError: a sound or the music cannot be used.
    """
    return within_peak(partial(_section, section, score), level)


def _section(section: Section, score: Score, level: Level) -> Unit:
    music = _row(score.segment(section.kind, level.target_lufs - score.below_lu))
    placed: tuple[Placed, ...] = ()
    layers = [_Layer(row=music)]
    if section.sounds:
        opening = section.kind == "opening"
        lead = max(0, len(music) - _VOICE_BEFORE_END) if opening else 0
        voice, placed = _spoken(section, level, lead)
        bed = _row(score.segment("bed", level.target_lufs - BED_BELOW_LU))
        stop = voice[-1].end
        layers = _open(music, bed, lead, stop) if opening else _close(music, bed, stop)
        layers += voice
    count = max(layer.end for layer in layers)
    peaks = [limiter.step_peaks(block) for block in _mixed(layers, count)]
    steps = limiter.gain_steps(np.concatenate(peaks), level.ceiling)
    meter = loudness.Meter(mp3.RATE_HZ)
    coded = Coded(metered(_limited(_mixed(layers, count), steps), meter), fast=level.fast)
    return Unit(
        frames=coded.frames,
        data=coded.data,
        sample_count=count,
        placed=placed,
        energies=meter.energies(),
        power=coded.power,
        reading=check.read(coded.data),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Ramp:
    """A gain that goes straight from one ratio to another, and stays there; in samples of the section."""

    start: int
    stop: int
    before: float
    after: float

    def gain(self, at: int, count: int) -> NDArray[np.float32] | np.float32:
        """At ``count`` samples from ``at`` on."""
        if at >= self.stop:
            return np.float32(self.after)
        if at + count <= self.start:
            return np.float32(self.before)
        place = np.arange(at, at + count)
        return np.interp(place, (self.start, self.stop), (self.before, self.after)).astype(np.float32)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Layer:
    """A sound's place in a section.

    Attributes:
        row: 16-bit samples.
        start: where it begins, in samples of the section.
        looped: how long it sounds, again and again; once when 0.
        ramps: its gain is their product.
    """

    row: NDArray[np.int16]
    start: int = 0
    looped: int = 0
    ramps: tuple[_Ramp, ...] = ()

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + (self.looped or len(self.row))

    def add_to(self, block: NDArray[np.float32], at: int) -> None:
        """Add what it sounds like to the section's samples from ``at`` on."""
        first, last = max(at, self.start), min(at + len(block), self.end)
        if first >= last:
            return
        part = self.row[first - self.start : last - self.start]
        if self.looped:
            part = self.row.take(np.arange(first - self.start, last - self.start), mode="wrap")
        gain = np.float32(1 / 32768)
        block[first - at : last - at] += part * math.prod(
            (ramp.gain(first, last - first) for ramp in self.ramps), start=gain
        )


def _spoken(section: Section, level: Level, start: int) -> tuple[list[_Layer], tuple[Placed, ...]]:
    """The voices of a section in a row, block by block; what leads to a block is gone when the next one is made."""
    layers: list[_Layer] = []
    placed: list[Placed] = []
    quiet = 0
    for sound, pause_ms in zip(section.sounds, (0, *section.pauses_ms), strict=True):
        shaped = shape(sound, level)
        start += max(0, pause_ms * mp3.RATE_HZ // 1000 - quiet - shaped.quiet_before)
        placed.append(Placed(start=start, sample_count=shaped.sample_count, spans=shaped.spans))
        for block in shaped.blocks():
            layers.append(_Layer(row=np.rint(block * 32768).astype("<i2"), start=start))
            start += len(block)
        quiet = shaped.quiet_after
    return layers, tuple(placed)


def _open(music: NDArray[np.int16], bed: NDArray[np.int16], lead: int, stop: int) -> list[_Layer]:
    """Music alone, ducked as the voice comes in; the bed takes over and swells once as the voice ends."""
    ducked = _Ramp(start=lead - _SECOND // 2, stop=lead, before=1, after=loudness.ratio(_DUCK_DB))
    start = max(0, lead - _SECOND)
    under = (
        _Ramp(start=start, stop=start + 3 * _SECOND // 2, before=0, after=1),
        _Ramp(start=stop - _SECOND * 3 // 10, stop=stop + _SECOND * 3 // 10, before=1, after=loudness.ratio(_SWELL_DB)),
        _Ramp(start=stop, stop=stop + _SWELL, before=1, after=0),
    )
    return [
        _Layer(row=music, ramps=(ducked,)),
        _Layer(row=bed, start=start, looped=stop + _SWELL - start, ramps=under),
    ]


def _close(music: NDArray[np.int16], bed: NDArray[np.int16], stop: int) -> list[_Layer]:
    """The bed comes up under the last words; as they end, music alone ends the programme."""
    faded = stop + _SECOND * 8 // 10
    under = (
        _Ramp(start=0, stop=5 * _SECOND // 2, before=0, after=1),
        _Ramp(start=faded - _SECOND, stop=faded, before=1, after=0),
    )
    return [
        _Layer(row=bed, looped=faded, ramps=under),
        _Layer(row=music, start=stop),
    ]


def _mixed(layers: Sequence[_Layer], count: int) -> Iterator[NDArray[np.float32]]:
    """The layers together in blocks, so that memory does not grow with the section."""
    for at in range(0, count, _BLOCK):
        block = np.zeros(min(_BLOCK, count - at), dtype=np.float32)
        for layer in layers:
            layer.add_to(block, at)
        yield block


def _limited(blocks: Iterable[NDArray[np.float32]], steps: NDArray[np.float32]) -> Iterator[NDArray[np.float32]]:
    at = 0
    for block in blocks:
        yield limiter.limited(block, steps, at, 1.0)
        at += len(block)


def _row(segment: AudioSegment) -> NDArray[np.int16]:
    return np.frombuffer(segment.raw_data, dtype="<i2")


def _floats(segment: AudioSegment) -> NDArray[np.float32]:
    return _row(segment).astype(np.float32) / np.float32(32768)
