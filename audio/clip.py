"""A clip: mono sound with the times of its words, carried by pydub's AudioSegment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from pydub import AudioSegment

from audio.errors import ClipError

if TYPE_CHECKING:
    from numpy.typing import NDArray


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


@dataclass(frozen=True, kw_only=True, slots=True)
class Cue:
    """A stretch of the programme in which a text is heard.

    Attributes:
        start: first sample at the programme's rate.
        end: sample after the last.
        text: as written.
        presenter: who reads it, 0 for the first.
    """

    start: int
    end: int
    text: str
    presenter: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class ChapterMark:
    """Where a chapter begins, in samples of the programme."""

    start: int
    end: int
    title: str
    url: str = ""
