"""By ear: every clip says its paragraph, and a swapped one is caught."""

from __future__ import annotations

import importlib.util
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from audio.clip import join
from audio.record import record
from audio.script import Item, Script, Sentence, Utterance
from audio.voices.espeak import Espeak
from audio.voices.gtts import Gtts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audio.clip import Clip
    from tests.audio.voices.conftest import Loopback
    from tests.contracts.voice_listener import SAYS_IT, distance_ratio
else:
    _spec = importlib.util.spec_from_file_location(
        "voice_listener", Path(__file__).parents[2] / "contracts" / "voice_listener.py"
    )
    _module = importlib.util.module_from_spec(_spec)
    sys.modules["voice_listener"] = _module
    _spec.loader.exec_module(_module)
    SAYS_IT, distance_ratio = _module.SAYS_IT, _module.distance_ratio

# Own work.
PARAGRAPHS = (
    "أَعْلَنَتِ الوَزَارَةُ يَوْمَ الأَحَدِ، فِي بَيَانٍ لَهَا، أَنَّ المَشْرُوعَ الجَدِيدَ سَيَبْدَأُ فِي الشَّهْرِ المُقْبِلِ.",
    "وَصَلَ الوَفْدُ إِلَى العَاصِمَةِ صَبَاحَ اليَوْمِ لِبَدْءِ جَوْلَةٍ ثَانِيَةٍ مِنَ المُحَادَثَاتِ بَيْنَ الطَّرَفَيْنِ.",
    "قَالَ مُدِيرُ الشَّرِكَةِ إِنَّ العُمَّالَ أَنْهَوْا عَمَلَهُمْ قَبْلَ المَوْعِدِ بِأُسْبُوعَيْنِ كَامِلَيْنِ.",
    "تَوَقَّعَ خُبَرَاءُ الأَرْصَادِ أَنْ تَهْطِلَ أَمْطَارٌ غَزِيرَةٌ عَلَى المُدُنِ السَّاحِلِيَّةِ حَتَّى مَسَاءِ الغَدِ.",
)


def _utterance(marked: str) -> Utterance:
    bare = re.sub("[\u064b-\u0652\u0670]", "", marked)
    return Utterance(sentences=(Sentence(written=bare, spoken=bare, marked=marked),))


UTTERANCES = [_utterance(one) for one in PARAGRAPHS]


@pytest.fixture(scope="module")
def reference() -> Iterator[Espeak]:
    voice = Espeak(Espeak.Settings())
    yield voice
    voice.close()


@pytest.mark.parametrize("variant", ["", "f2", "whisper"])
def test_each_clip_of_a_recording_says_its_paragraph_and_a_swapped_one_is_caught(
    reference: Espeak, variant: str
) -> None:
    voice = Espeak(Espeak.Settings(variant=variant, rate_wpm=215, pitch=60))
    script = Script(title="", language="ar", items=(Item(kind="story", title="", utterances=tuple(UTTERANCES)),))
    with ThreadPoolExecutor(2) as executor:
        takes = list(record(script, [voice], executor))
    voice.close()
    clips = [take.clip for take in takes]
    assert all(distance_ratio(take.clip, take.utterance, reference) < SAYS_IT for take in takes)
    swapped = [*clips[1:], clips[0]]
    pairs = zip(swapped, UTTERANCES, strict=True)
    assert all(distance_ratio(clip, utterance, reference) > SAYS_IT for clip, utterance in pairs)


@pytest.fixture
def speaking_service(translate: Loopback) -> Iterator[Loopback]:
    """The online service, answering with real speech of another voice than the reference."""
    voice = Espeak(Espeak.Settings(variant="f2", rate_wpm=215))
    translate.says = lambda text: voice.say(_utterance(_marks(text)))  # type: ignore[method-assign]
    yield translate
    voice.close()


def _marks(text: str) -> str:
    """The marked form of a piece of the paragraphs."""
    known = {re.sub("[\u064b-\u0652\u0670]", "", word): word for one in PARAGRAPHS for word in one.split()}
    return " ".join(known.get(word, word) for word in text.split())


def test_an_online_clip_in_pieces_says_its_paragraph(speaking_service: Loopback, reference: Espeak) -> None:
    both = Utterance(sentences=UTTERANCES[0].sentences + UTTERANCES[2].sentences)
    voice = Gtts(Gtts.Settings(gap_ms=0))
    clip = voice.say(both)
    assert len(speaking_service.asked) >= 2
    assert distance_ratio(clip, both, reference) < SAYS_IT
    halves: list[Clip] = [voice.say(one) for one in (UTTERANCES[2], UTTERANCES[0])]
    assert distance_ratio(join(halves), both, reference) > SAYS_IT
