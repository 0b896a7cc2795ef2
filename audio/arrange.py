"""Music and speech together: the opening and the closing of a programme, and the music that stands alone.

Here pydub's AudioSegment is what is arranged: silence, gain, fade, overlay. Each result is one unit.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
from pydub import AudioSegment

from audio import check, limiter, loudness, mp3
from audio.blocks import Sound, metered
from audio.music import Part, own_music, part_of
from audio.unit import Coded, Level, Placed, Shaped, Unit, shape, within_peak

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

_MUSIC_BELOW_LU: Final = 3.0
_MUSIC_PULLS_LU: Final = 0.2
BED_BELOW_LU: Final = 21.0
"""Music under speech, below the speech."""

_LONGEST_MS: Final = {"opening": 20_000, "bed": 60_000, "sting": 4_000, "closing": 30_000}
_VOICE_BEFORE_END_MS: Final = 1200
_SWELL_MS: Final = 1500
_DUCK_DB: Final = -12


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
            MixError: the theme is unknown or the own file cannot be used.
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
    least = ((speech_s + music_s) * 10 ** (-_MUSIC_PULLS_LU / 10) - speech_s) / music_s
    return min(_MUSIC_BELOW_LU, -10 * math.log10(max(least, 0.1)))


@lru_cache(maxsize=8)
def _at_loudness(score: Score, part: Part, lufs: float) -> AudioSegment:
    path = dict(score.own).get(part)
    segment = part_of(score.theme, part) if path is None else own_music(path, part, _LONGEST_MS[part])
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
        pauses_ms: silence of the voice after each of them.
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
    music = score.segment(section.kind, level.target_lufs - score.below_lu)
    placed: tuple[Placed, ...] = ()
    mixed = music
    if section.sounds:
        voice, placed = _spoken(section, level)
        bed = score.segment("bed", level.target_lufs - BED_BELOW_LU)
        opening = section.kind == "opening"
        lead_ms = max(0, len(music) - _VOICE_BEFORE_END_MS) if opening else 0
        mixed = _open(music, bed, voice, lead_ms) if opening else _close(music, bed, voice)
        lead = lead_ms * mp3.RATE_HZ // 1000
        placed = tuple(
            Placed(start=place.start + lead, sample_count=place.sample_count, spans=place.spans) for place in placed
        )
    meter = loudness.Meter(mp3.RATE_HZ)
    coded = Coded(metered(_limited(mixed, level.ceiling), meter), fast=level.fast)
    return Unit(
        frames=coded.frames,
        data=coded.data,
        sample_count=int(mixed.frame_count()),
        placed=placed,
        energies=meter.energies(),
        power=coded.power,
        reading=check.read(coded.data),
    )


def _spoken(section: Section, level: Level) -> tuple[AudioSegment, tuple[Placed, ...]]:
    """The voices of a section in a row."""
    parts: list[bytes] = []
    placed = []
    at = 0
    for sound, pause_ms in zip(section.sounds, section.pauses_ms, strict=True):
        shaped = shape(sound, level)
        placed.append(Placed(start=at, sample_count=shaped.sample_count, spans=shaped.spans))
        parts.extend(_pcm(shaped))
        silence = AudioSegment.silent(duration=pause_ms, frame_rate=mp3.RATE_HZ)
        parts.append(silence.raw_data)
        at += shaped.sample_count + int(silence.frame_count())
    return _segment(b"".join(parts)), tuple(placed)


def _pcm(shaped: Shaped) -> Iterator[bytes]:
    for block in shaped.blocks():
        yield np.rint(block * 32768).astype("<i2").tobytes()


def _open(music: AudioSegment, bed: AudioSegment, voice: AudioSegment, lead_ms: int) -> AudioSegment:
    """Music alone, ducked as the voice comes in; the bed takes over and swells once at the end."""
    ducked = music.fade(to_gain=_DUCK_DB, start=max(0, lead_ms - 500), duration=500)
    under = _looped(bed, 1000 + len(voice) + _SWELL_MS)
    under = under.fade_in(1500).fade(to_gain=8, start=1000 + len(voice) - 300, duration=600).fade_out(_SWELL_MS)
    whole = AudioSegment.silent(duration=lead_ms + len(voice) + _SWELL_MS, frame_rate=mp3.RATE_HZ)
    at = max(0, lead_ms - 1000)
    return whole.overlay(ducked).overlay(under, position=at).overlay(voice, position=lead_ms)


def _close(music: AudioSegment, bed: AudioSegment, voice: AudioSegment) -> AudioSegment:
    """The bed comes up under the last words; music alone ends the programme."""
    under = _looped(bed, len(voice) + 800).fade_in(2500).fade_out(1000)
    whole = AudioSegment.silent(duration=len(voice) + len(music), frame_rate=mp3.RATE_HZ)
    return whole.overlay(under).overlay(voice).overlay(music, position=len(voice))


def _looped(bed: AudioSegment, length_ms: int) -> AudioSegment:
    return (bed * (length_ms // max(1, len(bed)) + 1))[:length_ms]


def _segment(pcm: bytes) -> AudioSegment:
    return AudioSegment(data=pcm, sample_width=2, frame_rate=mp3.RATE_HZ, channels=1)


def _floats(segment: AudioSegment) -> NDArray[np.float32]:
    row: NDArray[np.float32] = np.frombuffer(segment.raw_data, dtype="<i2").astype(np.float32) / np.float32(32768)
    return row


def _limited(segment: AudioSegment, ceiling: float) -> Iterator[NDArray[np.float32]]:
    """The segment in blocks, within the limiter's ceiling."""
    size = 2048 * limiter.HOP
    row = np.frombuffer(segment.raw_data, dtype="<i2")
    scale = np.float32(1 / 32768)
    starts = range(0, len(row), size)
    peaks = [limiter.step_peaks(row[at : at + size].astype(np.float32) * scale) for at in starts]
    steps = limiter.gain_steps(np.concatenate(peaks), ceiling)
    for at in starts:
        block = row[at : at + size]
        yield limiter.limited(block.astype(np.float32), steps, at, float(scale))
