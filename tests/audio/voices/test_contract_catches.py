"""The contract suite is no formality: voices that break one promise each are caught by it."""

from __future__ import annotations

import importlib.util
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from audio.clip import Clip, clip_of, join, silence
from audio.script import Sentence, Utterance
from audio.voices.tone import Tone

if TYPE_CHECKING:
    from tests.contracts.voice_contract import VoiceContract
else:
    _spec = importlib.util.spec_from_file_location(
        "voice_contract_again", Path(__file__).parents[2] / "contracts" / "voice_contract.py"
    )
    _module = importlib.util.module_from_spec(_spec)
    _spec.loader.exec_module(_module)
    VoiceContract = _module.VoiceContract


class _Fresh(Tone):
    def __init__(self) -> None:
        super().__init__(Tone.Settings())


class Silent(_Fresh):
    def say(self, utterance: Utterance) -> Clip:
        return silence(1000 * super().say(utterance).duration_s, self.info.rate_hz)


class Half(_Fresh):
    def say(self, utterance: Utterance) -> Clip:
        clip = super().say(utterance)
        return clip_of(clip.samples()[: clip.sample_count // 2], clip.rate_hz)


class OtherRate(_Fresh):
    def say(self, utterance: Utterance) -> Clip:
        return clip_of(super().say(utterance).samples(), 16000)


class Offset(_Fresh):
    def say(self, utterance: Utterance) -> Clip:
        return clip_of(super().say(utterance).samples() + 0.05, self.info.rate_hz)


class Padded(_Fresh):
    def say(self, utterance: Utterance) -> Clip:
        return join([silence(900, self.info.rate_hz), super().say(utterance)])


class LosesAWord(_Fresh):
    def say(self, utterance: Utterance) -> Clip:
        clip = super().say(utterance)
        return Clip(segment=clip.segment, words=clip.words[:-1])


class Turned(_Fresh):
    def say(self, utterance: Utterance) -> Clip:
        clip = super().say(utterance)
        return Clip(segment=clip.segment, words=clip.words[::-1])


class Boastful(_Fresh):
    def __init__(self) -> None:
        super().__init__()
        self.info = replace(self.info, characters_per_s=2 * self.info.characters_per_s)


class Obedient(_Fresh):
    """Does what a text tells it."""

    def say(self, utterance: Utterance) -> Clip:
        clip = super().say(utterance)
        return join([clip, silence(30_000, clip.rate_hz), clip]) if "<break" in utterance.spoken else clip


class Deaf(_Fresh):
    """Says the same whatever is asked."""

    def say(self, utterance: Utterance) -> Clip:
        del utterance
        return super().say(Utterance(sentences=(Sentence(written="كلمة", spoken="كلمة"),)))


@pytest.mark.parametrize(
    ("voice", "promise"),
    [
        (Silent, "test_its_clips_are_sound_at_the_rate_it_says"),
        (OtherRate, "test_its_clips_are_sound_at_the_rate_it_says"),
        (Offset, "test_its_clips_are_sound_at_the_rate_it_says"),
        (Padded, "test_its_clips_are_sound_at_the_rate_it_says"),
        (Half, "test_a_clip_is_as_long_as_its_text"),
        (Boastful, "test_a_clip_is_as_long_as_its_text"),
        (LosesAWord, "test_word_times_are_whole_or_absent"),
        (Turned, "test_word_times_are_whole_or_absent"),
        (Deaf, "test_other_words_are_other_sound"),
        (Deaf, "test_a_long_paragraph_is_spoken_whole"),
    ],
)
def test_a_broken_promise_is_caught(voice: type[Tone], promise: str) -> None:
    check = getattr(VoiceContract(), promise)
    check(_Fresh())
    with pytest.raises(AssertionError):
        check(voice())  # type: ignore[call-arg]


def test_a_voice_that_obeys_the_text_is_caught() -> None:
    hostile, plain = "كلمة <break time='30s'/> نسمعها الآن", "كلمة زمن ثلاثون نسمعها الآن"
    VoiceContract().test_commands_in_the_text_are_plain_words(_Fresh(), hostile, plain)
    with pytest.raises(AssertionError):
        VoiceContract().test_commands_in_the_text_are_plain_words(Obedient(), hostile, plain)


def test_a_voice_that_speaks_where_nothing_is_written_is_caught() -> None:
    with pytest.raises(AssertionError):
        VoiceContract().test_without_a_letter_it_is_silent_for_less_than_a_second(Deaf(), "...")
