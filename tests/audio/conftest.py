"""What the tests of the sound share: short scripts, real and synthetic voices, and independent meters."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import miniaudio
import numpy as np
import pytest

from audio.clip import Clip, clip_of
from audio.mix import Programme, SoundSettings, produce
from audio.record import Take
from audio.script import Item, Link, Script, Sentence, Utterance
from audio.voices.espeak import Espeak, EspeakSettings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

# (as written, with vowel marks); the project's own sentences.
NEWS = (
    (
        ("أعلنت الوزارة افتتاح مستشفى جديد.", "أَعْلَنَتِ الْوِزَارَةُ افْتِتَاحَ مُسْتَشْفًى جَدِيدٍ."),
        ("وقال الوزير إن العمل يبدأ غدا.", "وَقَالَ الْوَزِيرُ إِنَّ الْعَمَلَ يَبْدَأُ غَدًا."),
    ),
    (
        ("انخفضت أسعار القمح في الأسواق العالمية.", "انْخَفَضَتْ أَسْعَارُ الْقَمْحِ فِي الْأَسْوَاقِ الْعَالَمِيَّةِ."),
        ("ويتوقع الخبراء استقرارها قريبا.", "وَيَتَوَقَّعُ الْخُبَرَاءُ اسْتِقْرَارَهَا قَرِيبًا."),
    ),
    (
        ("فاز الفريق بالكأس بعد مباراة طويلة.", "فَازَ الْفَرِيقُ بِالْكَأْسِ بَعْدَ مُبَارَاةٍ طَوِيلَةٍ."),
        ("واحتفل الجمهور في الشوارع حتى الصباح.", "وَاحْتَفَلَ الْجُمْهُورُ فِي الشَّوَارِعِ حَتَّى الصَّبَاحِ."),
    ),
)


def utterance_of(number: int, presenter: int = 0, pause_after_ms: int = 350) -> Utterance:
    """One of the paragraphs."""
    rows = NEWS[number % len(NEWS)]
    sentences = tuple(Sentence(written=written, spoken=written, marked=marked) for written, marked in rows)
    return Utterance(sentences=sentences, presenter=presenter, pause_after_ms=pause_after_ms)


def script_of(stories: int, paragraphs: int = 2, presenters: int = 1) -> Script:
    """An opening, stories and a closing."""
    items = [Item(kind="opening", title="مقدمة", utterances=(utterance_of(0), utterance_of(1)))]
    for story in range(stories):
        row = tuple(utterance_of(story + number, number % presenters) for number in range(paragraphs))
        link = Link(title="خبر", url=f"https://example.org/{story}")
        items.append(Item(kind="story", title=f"الخبر {story + 1}", utterances=row, links=(link,)))
    items.append(Item(kind="closing", title="ختام", utterances=(utterance_of(2),)))
    return Script(title="نشرة", language="ar", items=tuple(items))


def takes_of(script: Script, say: Callable[[Utterance], Clip]) -> Iterator[Take]:
    """Every utterance said in order."""
    for item in script.items:
        for utterance in item.utterances:
            yield Take(utterance=utterance, clip=say(utterance))


def babble(seconds: float, rate_hz: int = 22050, level: float = 0.2, seed: int = 1) -> NDArray[np.float32]:
    """A sound with the shape of speech: voiced syllables, four a second, with noise between them."""
    time = np.arange(round(seconds * rate_hz)) / rate_hz
    rng = np.random.default_rng(seed)
    voiced = np.zeros_like(time)
    for harmonic in range(1, 25):
        voiced += np.sin(2 * np.pi * 130 * harmonic * time + rng.uniform(0, 6)) / harmonic
    syllable = np.clip(np.sin(2 * np.pi * 4 * time), 0, None)
    sound = voiced * syllable + 0.1 * rng.standard_normal(len(time)) * np.clip(-np.sin(2 * np.pi * 4 * time), 0, None)
    return (level * sound / np.abs(sound).max()).astype(np.float32)


def programme_around(clip: Clip, path: Path) -> Programme:
    """A good paragraph, the clip, a good paragraph, without music."""
    good = clip_of(babble(3), 22050)
    utterances = tuple(utterance_of(number) for number in range(3))
    script = Script(title="نشرة", language="ar", items=(Item(kind="story", title="الخبر", utterances=utterances),))
    takes = [Take(utterance=one, clip=row) for one, row in zip(utterances, (good, clip, good), strict=True)]
    return produce(script, takes, path, SoundSettings(music=False))


@dataclass(frozen=True)
class Heard:
    """A decoded file as independent meters read it."""

    samples: NDArray[np.float32]
    lufs: float
    true_peak_db: float

    def longest_silence_s(self) -> float:
        """The longest run of samples below -50 dBFS."""
        loud = np.flatnonzero(np.abs(self.samples) >= 10 ** (-50 / 20))
        return float(np.diff(np.concatenate(([-1], loud, [len(self.samples)]))).max() - 1) / 44100


def hear(path: Path) -> Heard:
    """Decode with miniaudio and measure with libebur128."""
    pyebur128 = pytest.importorskip("pyebur128", reason="the independent meter has no wheel for this Python")
    samples = np.frombuffer(miniaudio.mp3_read_file_f32(str(path)).samples, dtype=np.float32)
    modes = pyebur128.MeasurementMode.MODE_I | pyebur128.MeasurementMode.MODE_TRUE_PEAK
    state = pyebur128.R128State(1, 44100, modes)
    state.add_frames(samples, len(samples))
    peak = pyebur128.get_true_peak(state, 0)
    return Heard(
        samples=samples,
        lufs=pyebur128.get_loudness_global(state),
        true_peak_db=20 * math.log10(max(peak, 1e-9)),
    )


@pytest.fixture(scope="session")
def espeak_says() -> Callable[[Utterance], Clip]:
    """The embedded voice; the same paragraph is spoken once."""
    voice = Espeak(EspeakSettings(workers=1))
    clips = {utterance_of(number).marked: voice.say(utterance_of(number)) for number in range(len(NEWS))}
    voice.close()
    return lambda utterance: clips[utterance.marked]


@pytest.fixture(scope="session")
def kit() -> Any:
    """The helpers above by name."""
    return Kit


class Kit:
    """The helpers above by name."""

    script_of = staticmethod(script_of)
    takes_of = staticmethod(takes_of)
    utterance_of = staticmethod(utterance_of)
    babble = staticmethod(babble)
    programme_around = staticmethod(programme_around)
    hear = staticmethod(hear)

    @staticmethod
    def babbles(seconds: float = 2.0, rate_hz: int = 22050) -> Callable[[Utterance], Clip]:
        """A synthetic voice that says anything in the same time."""
        clip = clip_of(babble(seconds, rate_hz), rate_hz)
        return lambda _: clip
