"""Music of our own: for each theme an opening, a bed, a sting and a closing, made of the same few notes.

Everything is synthesised from the score below, so there is no recording and no right of another in it. A listener may
bring own files instead, see :func:`own_music`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal

import miniaudio
import numpy as np
from pydub import AudioSegment

from audio.errors import MixError
from audio.loudness import fft_size
from audio.mp3 import RATE_HZ

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

Part = Literal["opening", "bed", "sting", "closing"]

_LONGEST_MS: Final[dict[Part, int]] = {"opening": 20_000, "bed": 60_000, "sting": 4_000, "closing": 30_000}


@dataclass(frozen=True, kw_only=True, slots=True)
class Timbre:
    """How a note of a theme sounds.

    Attributes:
        partials: (frequency ratio, amplitude, time in s to fall by 60 dB at A4) of each partial.
        attack_ms: rise of the note.
    """

    partials: tuple[tuple[float, float, float], ...]
    attack_ms: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Theme:
    """A small score.

    Attributes:
        root_hz: degree 0.
        scale: semitones above the root of the degrees within an octave; halves are quarter tones.
        beat_s: length of a beat.
        timbre: of the melody and the bed.
        motif: (beat, degree, strength) of the opening; its start is the sting.
        sting_notes: how many notes of the motif are the sting.
        answer: (beat, degree, strength) of the closing, which comes to rest on the root.
        bed: degrees of the bed's pattern, one a beat; None rests.
        chord: degrees that sound softly under opening, bed and closing.
    """

    root_hz: float
    scale: tuple[float, ...]
    beat_s: float
    timbre: Timbre
    motif: tuple[tuple[float, int, float], ...]
    sting_notes: int
    answer: tuple[tuple[float, int, float], ...]
    bed: tuple[int | None, ...]
    chord: tuple[int, ...]

    def hertz(self, degree: int) -> float:
        """The frequency of a degree, below the root when negative."""
        octave, step = divmod(degree, len(self.scale))
        return float(self.root_hz * 2 ** (octave + self.scale[step] / 12))


_STRING = Timbre(
    partials=tuple(
        (k * (1 + 0.00012 * k * k), abs(np.sin(0.23 * np.pi * k)) / k**1.1, 2.6 / k**0.6) for k in range(1, 11)
    ),
    attack_ms=3,
)
_WOOD = Timbre(partials=((1, 1, 1.1), (3.93, 0.16, 0.35), (9.2, 0.04, 0.12)), attack_ms=4)
_GLASS = Timbre(
    partials=((1, 1, 3.2), (2.0, 0.32, 2.2), (2.76, 0.16, 1.3), (5.4, 0.06, 0.6)),
    attack_ms=6,
)

THEMES: Final[dict[str, Theme]] = {
    # Rast on C: the third and the seventh are quarter tones.
    "dawn": Theme(
        root_hz=130.81,
        scale=(0, 2, 3.5, 5, 7, 9, 10.5),
        beat_s=0.30,
        timbre=_STRING,
        motif=(
            (0, 7, 0.9),
            (1, 9, 0.75),
            (2, 11, 1.0),
            (3.5, 10, 0.6),
            (4, 9, 0.7),
            (5, 8, 0.6),
            (6, 9, 0.8),
            (8, 7, 0.9),
        ),
        sting_notes=3,
        answer=(
            (0, 11, 0.9),
            (1, 10, 0.7),
            (2, 9, 0.75),
            (3, 8, 0.6),
            (4, 7, 0.9),
            (6, 4, 0.6),
            (8, 0, 0.9),
            (8, 7, 0.6),
        ),
        bed=(0, None, 4, None, 7, None, 4, None, 0, None, 3, None, 8, None, 4, None),
        chord=(0, 4, 7),
    ),
    "pulse": Theme(
        root_hz=146.83,
        scale=(0, 3, 5, 7, 10),
        beat_s=0.22,
        timbre=_WOOD,
        motif=((0, 5, 0.9), (1, 7, 0.7), (2, 8, 0.9), (4, 5, 0.7), (5, 7, 0.7), (6, 8, 0.8), (7, 9, 0.8), (8, 10, 1.0)),
        sting_notes=3,
        answer=(
            (0, 10, 0.9),
            (1, 8, 0.7),
            (2, 7, 0.8),
            (4, 8, 0.7),
            (5, 7, 0.6),
            (6, 6, 0.7),
            (8, 5, 1.0),
            (10, 0, 0.7),
        ),
        bed=(0, 5, 3, 5, 0, 5, 3, 6, 0, 5, 3, 5, 1, 5, 3, 7),
        chord=(0, 3, 5),
    ),
    "glass": Theme(
        root_hz=174.61,
        scale=(0, 2, 4, 7, 9),
        beat_s=0.36,
        timbre=_GLASS,
        motif=((0, 7, 0.8), (1, 5, 0.7), (2, 8, 0.9), (4, 9, 0.8), (5, 7, 0.6), (6, 8, 0.7), (8, 5, 0.9)),
        sting_notes=3,
        answer=((0, 8, 0.8), (1, 7, 0.7), (2, 5, 0.8), (4, 3, 0.7), (6, 5, 0.9), (6, 0, 0.6)),
        bed=(0, None, 3, None, 5, None, 6, None, 0, None, 4, None, 5, None, 3, None),
        chord=(0, 3, 5),
    ),
}


@lru_cache(maxsize=16)
def part_of(theme: str, part: Part) -> AudioSegment:
    """One part of a theme, mono at 44.1 kHz; the bed can be repeated without a seam."""
    score = THEMES[theme]
    if part == "bed":
        return segment_of(_bed(score))
    notes = {"opening": score.motif, "closing": score.answer, "sting": score.motif[: score.sting_notes]}[part]
    last = notes[-1][0] * score.beat_s
    length = round((last + (0.9 if part == "sting" else 2.6)) * RATE_HZ)
    sound = np.zeros(length, dtype=np.float32)
    for beat, degree, strength in notes:
        _add(sound, _note(score.timbre, score.hertz(degree), strength, 2.6), round(beat * score.beat_s * RATE_HZ))
    if part != "sting":
        sound += np.float32(0.35) * _pad(score, length)
    sound = _in_a_room(sound)
    fade = round(RATE_HZ * (0.35 if part == "sting" else 1.2))
    sound[-fade:] *= np.linspace(1, 0, fade, dtype=np.float32) ** 2
    return segment_of(sound)


def _note(timbre: Timbre, hertz: float, strength: float, longest_s: float) -> NDArray[np.float32]:
    """One note: partials that fade each at its own pace; higher notes fade sooner, soft ones are duller."""
    time = np.arange(round(longest_s * RATE_HZ), dtype=np.float32) / np.float32(RATE_HZ)
    sound = np.zeros_like(time)
    pace = (hertz / 440) ** 0.5
    for number, (ratio, amplitude, fall_s) in enumerate(timbre.partials):
        if hertz * ratio > 12000:
            continue
        heard = time[: round(fall_s / pace * RATE_HZ)]
        wave = np.sin(np.float32(2 * np.pi * hertz * ratio) * heard) * np.exp(np.float32(-6.9 * pace / fall_s) * heard)
        sound[: len(heard)] += np.float32(amplitude * strength ** (1 + 0.4 * number)) * wave
    attack = round(timbre.attack_ms * RATE_HZ / 1000)
    sound[:attack] *= np.linspace(0, 1, attack, dtype=np.float32)
    sound[-attack:] *= np.linspace(1, 0, attack, dtype=np.float32)
    return sound


def _pad(score: Theme, length: int) -> NDArray[np.float32]:
    """The chord, held softly; its beats come from two voices a hair apart."""
    time = np.arange(length, dtype=np.float32) / np.float32(RATE_HZ)
    sound = np.zeros_like(time)
    for degree in score.chord:
        for detune in (0.9985, 1.0015):
            sound += np.sin(np.float32(2 * np.pi * score.hertz(degree) * detune) * time)
    rise = np.minimum(1, time / np.float32(1.2))
    sound *= rise * rise / np.float32(2 * len(score.chord))
    return sound


def _bed(score: Theme) -> NDArray[np.float32]:
    """The pattern once, what rings beyond its end wrapped round to its start."""
    length = round(len(score.bed) * score.beat_s * 2 * RATE_HZ)
    # Whole turns of every held voice within the loop, so that it closes without a step.
    time = np.arange(length, dtype=np.float32) / length
    sound = np.zeros(length, dtype=np.float32)
    for degree in score.chord:
        turns = round(score.hertz(degree) * length / RATE_HZ)
        for turn in (turns - 1, turns + 1):
            turned = np.float32(turn) * time
            sound += np.float32(0.09) * np.sin(np.float32(2 * np.pi) * (turned - np.floor(turned)))
    for beat, step in enumerate(score.bed):
        if step is None:
            continue
        note = _note(score.timbre, score.hertz(step), 0.5 if beat % 4 else 0.65, 2.6)
        start = round(beat * 2 * score.beat_s * RATE_HZ)
        _add(sound, note, start)
        _add(sound, note[length - start :], 0)
    return sound


def _add(sound: NDArray[np.float32], note: NDArray[np.float32], at: int) -> None:
    stop = min(len(sound), at + len(note))
    sound[at:stop] += note[: stop - at]


def _in_a_room(sound: NDArray[np.float32]) -> NDArray[np.float32]:
    """A little room: the sound and, 14 dB below, its decaying echo, dull and the same every time."""
    count = RATE_HZ
    noise = np.random.default_rng(1952).standard_normal(count)
    tail = np.convolve(noise, np.ones(9) / 9, "same") * np.exp(-5.5 * np.arange(count) / count)
    tail /= np.sqrt(np.sum(tail**2))
    size = fft_size(len(sound) + count)
    wet = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(tail.astype(np.float32), size), size)[: len(sound)]
    return sound + np.float32(0.2) * wet.astype(np.float32)


def segment_of(sound: NDArray[np.float32]) -> AudioSegment:
    """A segment of a sound, with its peak at -6 dBFS."""
    pcm = np.rint(sound * (16384 / np.abs(sound).max())).astype("<i2")
    return AudioSegment(data=pcm.tobytes(), sample_width=2, frame_rate=RATE_HZ, channels=1)


def own_length_s(path: Path, part: Part) -> float:
    """How long a listener's own file will sound; 0 where it cannot be read, which :func:`own_music` tells."""
    try:
        told_s = float(miniaudio.get_file_info(str(path)).duration)
    except (miniaudio.MiniaudioError, OSError):
        return 0.0
    return min(told_s, _LONGEST_MS[part] / 1000)


def own_music(path: Path, part: Part) -> AudioSegment:
    """A listener's own file (MP3, WAV, FLAC, Ogg Vorbis), mono at 44.1 kHz, cut with a fade at the longest.

    A truncated file is used as far as it goes.

    Raises:
        MixError: the file is not there or holds no sound.
    """
    wanted = _LONGEST_MS[part] * RATE_HZ // 1000
    parts: list[bytes] = []
    count = 0
    try:
        stream = miniaudio.stream_file(str(path), nchannels=1, sample_rate=RATE_HZ, frames_to_read=RATE_HZ)
        for block in stream:
            parts.append(block.tobytes())
            count += len(block)
            if count >= wanted:
                break
    except (miniaudio.MiniaudioError, OSError) as error:
        message = f"{part} music {path}: cannot be read ({error}); give an MP3, WAV, FLAC or Ogg file"
        raise MixError(message) from error
    pcm = b"".join(parts)[: 2 * wanted]
    if not np.frombuffer(pcm, dtype="<i2").any():
        message = f"{part} music {path}: there is no sound in it; give another file"
        raise MixError(message)
    segment = AudioSegment(data=pcm, sample_width=2, frame_rate=RATE_HZ, channels=1)
    return segment.fade_out(min(1500, len(segment) // 2)) if count > wanted else segment
