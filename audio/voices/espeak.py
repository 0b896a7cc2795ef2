"""The embedded voice: espeak-ng from the ``espeakng-loader`` wheel. Always there, offline, knows its word times."""

from __future__ import annotations

import importlib.metadata
import logging
import os
import re
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import espeakng_loader
import numpy as np

from audio.clip import Clip, join, silence
from audio.errors import SpeechError, VoiceError, VoiceUnavailableError
from audio.voices import VoiceInfo, espeak_worker
from audio.voices.breath import breathed
from audio.voices.espeak_sound import even_out, lay_out, pause_samples
from audio.voices.espeak_ssml import blocks, document, readable
from audio.voices.length import check_length
from audio.voices.process import one_per_process
from audio.voices.text import groups, words
from audio.voices.workers import Pool, python_command

if TYPE_CHECKING:
    from audio.script import Utterance
    from audio.voices.text import Word

_log = logging.getLogger(__name__)

_RATE_HZ = 22050
_NOTHING_MS = 200
# Measured with the default settings over 116 marked news paragraphs: letters a second at 185 words a minute.
_LETTERS_PER_S = 9.2
_RANGES = {
    "rate_wpm": (80, 450),
    "pitch": (0, 99),
    "pitch_range": (0, 99),
    "word_gap_10ms": (0, 50),
    "pause_percent": (0, 400),
    "workers": (0, 64),
    "timeout_s": (1, 600),
}
# The engine's loudness at which no paragraph of news comes closer than 3 dB to full scale.
_VOLUME = 70
# The marks show that every word was reached; letters read by their names and strange words may be quick.
_SHORTEST = 0.3
# One word that the engine cannot say is found in about six halvings; more is no word's fault.
_MOST_FAILURES = 14
# Part of the fingerprint: counted up when the same settings sound different.
_REVISION = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class EspeakSettings:
    """Settings of the embedded voice; the defaults are tuned for news.

    Measured over marked news: 125 words (6 syllables a second) is a newsreader's pace, 185 gives 116; a median pitch of
    111 Hz with a deviation of 2.0 semitones, where the engine's own middle is monotone (1.5).

    Attributes:
        rate_wpm: the engine's speed in (English) words a minute, 80 to 450.
        pitch: 0 to 99; 50 is the engine's middle.
        pitch_range: melody, 0 (monotone) to 99.
        word_gap_10ms: extra silence between words, in units of about 10 ms.
        pause_percent: length of the pauses at punctuation, 100 as tuned.
        variant: a voice variant of espeak-ng (``f2``, ``m3``...), empty for none.
        workers: processes that speak at once; 0 for one a core.
        timeout_s: longest wait for one clip.
    """

    rate_wpm: int = 185
    pitch: int = 50
    pitch_range: int = 90
    word_gap_10ms: int = 0
    pause_percent: int = 100
    variant: str = ""
    workers: int = 0
    timeout_s: int = 30

    def __post_init__(self) -> None:
        """Refuse what the engine would take for something else."""
        for field in fields(self):
            low, high = _RANGES.get(field.name, (0, 0))
            value = getattr(self, field.name)
            if high and not (isinstance(value, int) and low <= value <= high):
                message = f"espeak.{field.name}: {value!r} is not a whole number from {low} to {high}; choose one"
                raise VoiceError(message)
        folder = Path(espeakng_loader.get_data_path()) / "voices" / "!v"
        if self.variant and not (re.fullmatch(r"\w[\w ]*", self.variant) and (folder / self.variant).is_file()):
            message = f"espeak.variant: there is no variant {self.variant!r}; leave it empty or take one like f2 or m3"
            raise VoiceError(message)


class Espeak:
    """Reads phonemes of marked Arabic with espeak-ng, in worker processes of its own."""

    Settings: ClassVar[type] = EspeakSettings

    def __init__(self, settings: EspeakSettings) -> None:
        self.settings = settings
        version = importlib.metadata.version("espeakng-loader")
        told = [getattr(settings, name) for name in _RANGES if name not in {"workers", "timeout_s"}]
        self.info = VoiceInfo(
            name="espeak",
            version=f"espeakng-loader {version}",
            licence="GPL-3.0-or-later",
            languages=("ar",),
            rate_hz=_RATE_HZ,
            wants="phonemes",
            online=False,
            word_times=True,
            characters_per_s=round(_LETTERS_PER_S * settings.rate_wpm / 185, 2),
            parallel=settings.workers or _cores(),
            fingerprint=f"espeak-{_REVISION}-{version}-{settings.variant}-{'-'.join(map(str, told))}",
        )
        self._pool = Pool(self._command(), "espeak", self.info.parallel)

    def _command(self) -> tuple[str, ...]:
        settings = self.settings
        return python_command(
            espeak_worker.__file__,
            espeakng_loader.get_library_path(),
            espeakng_loader.get_data_path(),
            f"ar+{settings.variant}" if settings.variant else "ar",
            *map(str, (settings.rate_wpm, _VOLUME, settings.pitch, settings.pitch_range, settings.word_gap_10ms)),
        )

    def __reduce__(self) -> tuple[object, ...]:
        """Travel as settings: each process has engines of its own."""
        return one_per_process, (type(self), self.settings)

    def check(self) -> None:
        """Start an engine and have it say one syllable.

        Raises:
            VoiceUnavailableError: it does not start, or nothing comes.
        """
        self._pool.warm()
        try:
            _, pcm = self._pool.ask(b"<speak>[[na'am]] </speak>", self.settings.timeout_s)
        except SpeechError as error:
            raise VoiceUnavailableError(str(error)) from error
        if not pcm:
            message = "espeak: the engine starts but makes no sound; reinstall the program"
            raise VoiceUnavailableError(message)

    def say(self, utterance: Utterance) -> Clip:
        """Read an utterance from its marks; words without marks as the engine reads them.

        Returns:
            The clip with the time of every word that has a letter; 200 ms of silence when none has.

        Raises:
            VoiceUnavailableError: no engine can be started.
            SpeechError: engines died of the text or gave no speech, and not because of a single word (such a word is
                left out, with a line in the log).
        """
        spoken = breathed(readable(words(utterance, marked=True)))
        if not spoken:
            return silence(_NOTHING_MS, _RATE_HZ)
        parts: list[Clip] = []
        failures: list[str] = []
        for group in groups(spoken):
            parts.append(self._say_safely(group, failures))
            gap = pause_samples(group[-1].pause, _RATE_HZ, self.settings.pause_percent / 100)
            parts.append(silence(1000 * gap / _RATE_HZ, _RATE_HZ))
        # a clip ends with its last word; the pause after it belongs to the script
        return join(parts[:-1]) if len(parts) > 2 else parts[0]

    def _say_safely(self, group: list[Word], failures: list[str]) -> Clip:
        """Say a group; when the engine cannot, its halves, down to the word that is to blame, which is left out.

        Raises:
            SpeechError: too much fails to be a word's fault, or nothing else is to be said.
        """
        try:
            return self._say_group(group)
        except SpeechError as error:
            failures.append(str(error))
            if len(failures) > _MOST_FAILURES:
                raise
            if len(group) == 1:
                _log.warning("espeak: the word %r cannot be spoken and is left out (%s)", group[0].text, error)
                return silence(0, _RATE_HZ)
            first = error
        middle = len(group) // 2
        clip = join([self._say_safely(half, failures) for half in (group[:middle], group[middle:])])
        if not clip.words:
            raise first
        return clip

    def _say_group(self, group: list[Word]) -> Clip:
        said = blocks(group)
        head, pcm = self._pool.ask(document(said).encode(), self.settings.timeout_s)
        samples = np.frombuffer(pcm, dtype="<i2").astype(np.float32) / 32768.0
        marks = dict(head["marks"])
        if len(marks) <= len(said) or not len(samples):
            message = f"espeak: {len(marks)} of {len(said) + 1} marks and {len(samples)} samples came back; try again"
            raise SpeechError(message)
        clip = lay_out(even_out(samples, _RATE_HZ), _RATE_HZ, marks, said, self.settings.pause_percent / 100)
        text = " ".join(word.text for word in group)
        check_length(clip, text, self.info.characters_per_s, "espeak", shortest=_SHORTEST)
        return clip

    def close(self) -> None:
        """End the worker processes; a later ``say`` starts new ones."""
        self._pool.close()


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
