"""A voice of gentle tones, one a word: deterministic, instant, for tests and for trying a programme's shape."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from audio.clip import Clip, WordTime, clip_of, silence
from audio.errors import VoiceError
from audio.voices import VoiceInfo
from audio.voices.process import one_per_process
from audio.voices.text import Word, letters, words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from audio.script import Utterance

_PAUSE_MS = {"": 40, ",": 180, ":": 250, ".": 400, "!": 400, "?": 400}
_NOTHING_MS = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class ToneSettings:
    """Settings of the tone voice.

    Attributes:
        rate_hz: samples a second, 8,000 to 48,000.
        letter_ms: length of one letter, 1 to 1,000.
    """

    rate_hz: int = 22050
    letter_ms: int = 55

    def __post_init__(self) -> None:
        """Refuse values that make no sound."""
        if not 8000 <= self.rate_hz <= 48000:
            message = f"tone.rate_hz: {self.rate_hz} is outside 8000 to 48000; choose one inside"
            raise VoiceError(message)
        if not 1 <= self.letter_ms <= 1000:
            message = f"tone.letter_ms: {self.letter_ms} is outside 1 to 1000; choose one inside"
            raise VoiceError(message)


class Tone:
    """Reads a word as a soft tone whose pitch depends on its letters and whose length on their number."""

    Settings: ClassVar[type] = ToneSettings

    def __init__(self, settings: ToneSettings) -> None:
        self.settings = settings
        self.info = VoiceInfo(
            name="tone",
            version="1",
            licence="GPL-3.0-or-later",
            languages=("ar",),
            rate_hz=settings.rate_hz,
            wants="plain",
            online=False,
            word_times=True,
            # measured over the news texts in seeds/
            characters_per_s=round(0.85 * 1000 / settings.letter_ms, 2),
            parallel=2,
            fingerprint=f"tone-1-{settings.rate_hz}-{settings.letter_ms}",
        )

    def __reduce__(self) -> tuple[object, ...]:
        """Travel as settings."""
        return one_per_process, (type(self), self.settings)

    def check(self) -> None:
        """Always works."""

    def say(self, utterance: Utterance) -> Clip:
        """One tone a word, silence by punctuation; without any letter, 200 ms of silence."""
        spoken = words(utterance, marked=False)
        if not spoken:
            return silence(_NOTHING_MS, self.info.rate_hz)
        parts: list[NDArray[np.float32]] = []
        times: list[WordTime] = []
        place = 0
        for word in spoken:
            sound = self._tone(word)
            times.append(WordTime(index=word.index, start=place, end=place + len(sound)))
            gap = np.zeros(self.info.rate_hz * _PAUSE_MS[word.pause] // 1000, np.float32)
            parts += [sound, gap]
            place += len(sound) + len(gap)
        # a clip ends with its last word; the pause after it belongs to the script
        return clip_of(np.concatenate(parts[:-1]), self.info.rate_hz, tuple(times))

    def _tone(self, word: Word) -> NDArray[np.float32]:
        rate_hz = self.info.rate_hz
        count = rate_hz * self.settings.letter_ms * letters(word.text) // 1000
        frequency_hz = 160 + zlib.crc32(word.text.encode()) % 320
        time = np.arange(count, dtype=np.float32) / rate_hz
        shape = np.minimum(1.0, np.minimum(time, time[::-1]) * 100).astype(np.float32)
        sound = np.sin(2 * np.pi * frequency_hz * time) + 0.3 * np.sin(4 * np.pi * frequency_hz * time)
        return np.asarray(0.2 * shape * sound, np.float32)

    def close(self) -> None:
        """Nothing to give back."""
