"""A clip: mono sound with the times of its words, carried by pydub's AudioSegment."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import miniaudio
import numpy as np
import soxr
from pydub import AudioSegment

from audio.errors import ClipError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_FAINTEST = 2 / 32768  # two steps of 16 bits: below is silence, whatever its relation to the loudest frame


@dataclass(frozen=True, kw_only=True, slots=True)
class WordTime:
    """When one spoken word sounds.

    Attributes:
        index: the word's number in ``utterance.spoken.split()``.
        start: first sample.
        end: sample after the last.
    """

    index: int
    start: int
    end: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Clip:
    """Mono 16-bit sound.

    Attributes:
        segment: the sound; one channel, two bytes a sample.
        words: in order, none when the voice does not know them.
    """

    segment: AudioSegment
    words: tuple[WordTime, ...] = ()

    @property
    def rate_hz(self) -> int:
        """Samples a second."""
        return int(self.segment.frame_rate)

    @property
    def sample_count(self) -> int:
        """Length in samples."""
        return int(self.segment.frame_count())

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return self.sample_count / self.rate_hz

    def samples(self) -> NDArray[np.float32]:
        """The sound as float32 in [-1, 1)."""
        return np.frombuffer(self.segment.raw_data, dtype="<i2").astype(np.float32) / 32768.0


def clip_of(samples: NDArray[np.float32], rate_hz: int, words: tuple[WordTime, ...] = ()) -> Clip:
    """A clip of float samples.

    Args:
        samples: one dimension, in [-1, 1]; beyond is clipped.
        rate_hz: samples a second.
        words: times of the words.

    Raises:
        ClipError: the samples are not one finite row.
    """
    if samples.ndim != 1 or not bool(np.isfinite(samples).all()):
        message = "clip: samples must be one finite row; look at the voice that made them"
        raise ClipError(message)
    pcm = np.clip(np.rint(samples * 32768.0), -32768, 32767).astype("<i2")
    return Clip(segment=AudioSegment(pcm.tobytes(), sample_width=2, frame_rate=rate_hz, channels=1), words=words)


def silence(duration_ms: float, rate_hz: int) -> Clip:
    """A clip of digital silence, to the nearest sample."""
    count = round(duration_ms * rate_hz / 1000)
    return Clip(segment=AudioSegment(bytes(2 * count), sample_width=2, frame_rate=rate_hz, channels=1))


def join(clips: Sequence[Clip]) -> Clip:
    """One clip after the other; word times move along, their indexes stay.

    Raises:
        ClipError: no clip, or clips of different rates.
    """
    rates = {clip.rate_hz for clip in clips}
    if len(rates) != 1:
        message = f"clips: rates {sorted(rates)} cannot be joined; resample them to one rate first"
        raise ClipError(message)
    words: list[WordTime] = []
    offset = 0
    for clip in clips:
        words += [WordTime(index=word.index, start=word.start + offset, end=word.end + offset) for word in clip.words]
        offset += clip.sample_count
    # pydub's += copies all that went before each time; one join of the bytes does not
    data = b"".join(clip.segment.raw_data for clip in clips)
    return Clip(
        segment=AudioSegment(data, sample_width=2, frame_rate=rates.pop(), channels=1),
        words=tuple(words),
    )


def fade(clip: Clip, fade_in_ms: float = 0, fade_out_ms: float = 0) -> Clip:
    """The clip with raised-cosine slopes at its ends, each at most half of it long."""
    samples = clip.samples()
    half = len(samples) // 2
    rise = min(half, round(fade_in_ms * clip.rate_hz / 1000))
    fall = min(half, round(fade_out_ms * clip.rate_hz / 1000))
    if rise:
        samples[:rise] *= slope(rise)
    if fall:
        samples[-fall:] *= slope(fall)[::-1]
    return clip_of(samples, clip.rate_hz, clip.words)


def slope(count: int) -> NDArray[np.float32]:
    """A raised cosine from 0 to 1 in so many samples."""
    return (0.5 - 0.5 * np.cos(np.pi * (np.arange(count) + 0.5) / count)).astype(np.float32)


def trim(clip: Clip, *, below_db: float = -45.0, keep_ms: float = 30.0) -> Clip:
    """The clip without the silence at its ends.

    Args:
        clip: what is trimmed.
        below_db: 10-ms frames whose level is this far under the clip's loudest frame are silence.
        keep_ms: silence that stays at either end, so that soft sounds are not cut.

    Returns:
        The shorter clip; a clip that is silent all through comes back empty.
    """
    first, last = sounding(clip, below_db=below_db)
    keep = round(keep_ms * clip.rate_hz / 1000)
    start, end = (max(0, first - keep), min(clip.sample_count, last + keep)) if last > first else (0, 0)
    words = tuple(
        WordTime(index=word.index, start=max(0, word.start - start), end=min(end, max(start, word.end)) - start)
        for word in clip.words
        if word.start < end and word.end > start
    )
    return Clip(segment=_part(clip, start, end), words=words)


def sounding(clip: Clip, *, below_db: float = -45.0) -> tuple[int, int]:
    """Where the sound begins and ends, in samples; (0, 0) when there is none.

    Args:
        clip: what is looked at.
        below_db: 10-ms frames whose level is this far under the clip's loudest frame are silence.
    """
    frame = max(1, clip.rate_hz // 100)
    samples = clip.samples()
    padded = np.pad(samples, (0, -len(samples) % frame)).reshape(-1, frame)
    # the spread, not the level: a constant offset is silence too
    spread = padded.std(axis=1) if len(padded) else np.zeros(0, np.float32)
    loudest = float(spread.max(initial=0.0))
    if loudest < _FAINTEST:
        return 0, 0
    loud = np.flatnonzero(spread > loudest * 10 ** (below_db / 20))
    return int(loud[0]) * frame, min(len(samples), (int(loud[-1]) + 1) * frame)


def _part(clip: Clip, start: int, end: int) -> AudioSegment:
    data = clip.segment.raw_data[2 * start : 2 * end]
    return AudioSegment(data, sample_width=2, frame_rate=clip.rate_hz, channels=1)


def resample(clip: Clip, rate_hz: int) -> Clip:
    """The clip at another rate (soxr, high quality: pydub's own way leaves mirror images 17 dB down at 5 kHz)."""
    if rate_hz == clip.rate_hz:
        return clip
    ratio = rate_hz / clip.rate_hz
    samples = soxr.resample(clip.samples(), clip.rate_hz, rate_hz, quality="HQ")
    words = tuple(
        WordTime(index=word.index, start=round(word.start * ratio), end=min(len(samples), round(word.end * ratio)))
        for word in clip.words
    )
    return clip_of(samples, rate_hz, words)


def decode(data: bytes, subject: str) -> Clip:
    """The sound of an MP3, WAV, FLAC or Ogg Vorbis file, at its own rate, as one channel without a constant part.

    Args:
        data: the whole file.
        subject: who is named in the error.

    Raises:
        ClipError: the bytes are no such sound, or no sample comes out of them.
    """
    try:
        sound = miniaudio.decode(data, nchannels=1, sample_rate=_rate_of(data))
    except miniaudio.MiniaudioError as error:
        message = (
            f"{subject}: {len(data)} bytes that are not a sound ({data[:12]!r}...); try again or take another voice"
        )
        raise ClipError(message) from error
    if not len(sound.samples):
        message = f"{subject}: a sound file without a single sample; try again or take another voice"
        raise ClipError(message)
    row = np.frombuffer(sound.samples, dtype="<i2")
    constant = round(float(row.mean()))
    if constant:
        # Beside digital silence a constant part is a step.
        row = np.clip(row.astype(np.int32) - constant, -32768, 32767).astype("<i2")
    return Clip(segment=AudioSegment(row.tobytes(), sample_width=2, frame_rate=sound.sample_rate, channels=1))


def _rate_of(data: bytes) -> int:
    for probe in (miniaudio.mp3_get_info, miniaudio.wav_get_info, miniaudio.flac_get_info, miniaudio.vorbis_get_info):
        with contextlib.suppress(miniaudio.MiniaudioError):
            return int(probe(data).sample_rate)
    message = "no known sound format"
    raise miniaudio.DecodeError(message)


@dataclass(frozen=True, kw_only=True, slots=True)
class Cue:
    """A stretch of the programme in which a text is heard.

    Attributes:
        start: first sample at the programme's rate.
        end: sample after the last.
        text: as written.
        presenter: who reads it, 0 for the first.
        words: first sample of each of ``text.split()``; empty when the voice gave no times.
    """

    start: int
    end: int
    text: str
    presenter: int = 0
    words: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ChapterMark:
    """Where a chapter begins, in samples of the programme."""

    start: int
    end: int
    title: str
    url: str = ""
