"""What every voice keeps; run it on a voice of your own.

    from voice_contract import VoiceContract      # this file, wherever you put it

    class TestMyVoice(VoiceContract):
        def make_voice(self) -> Voice:
            return MyVoice(MyVoice.Settings())

Class attributes say what a voice cannot do in a test (a voice whose service is faked in this process does not travel to
another one). Nothing here knows how a voice works.
"""

from __future__ import annotations

import itertools
import multiprocessing
import pickle
import re
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING

import numpy as np
import pytest

from audio.clip import sounding
from audio.errors import SpeechError
from audio.record import speak
from audio.script import Sentence, Utterance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audio.clip import Clip
    from audio.voices import Voice

# Own work.
SENTENCES = (
    "أَعْلَنَتِ الوَزَارَةُ يَوْمَ الأَحَدِ، فِي بَيَانٍ لَهَا، أَنَّ المَشْرُوعَ سَيَبْدَأُ فِي الشَّهْرِ المُقْبِلِ.",
    "هَلْ تَكْفِي هَذِهِ القُدْرَةُ لِسُكَّانِ المَدِينَةِ؟",
    "وَقَالَ مُدِيرُ الشَّرِكَةِ إِنَّ العُمَّالَ أَنْهَوْا عَمَلَهُمْ قَبْلَ المَوْعِدِ بِأُسْبُوعَيْنِ كَامِلَيْنِ.",
    "وَمِنَ المُنْتَظَرِ أَنْ يَحْضُرَ الِافْتِتَاحَ عَدَدٌ مِنَ الضُّيُوفِ.",
)


def utterance(*sentences: str) -> Utterance:
    """An utterance of sentences that may carry marks."""
    bare = [re.sub("[\u064b-\u0652\u0670]", "", one) for one in sentences]
    pairs = zip(bare, sentences, strict=True)
    return Utterance(
        sentences=tuple(Sentence(written=one, spoken=one, marked=full if full != one else "") for one, full in pairs)
    )


def letters(text: str) -> int:
    """Letters and digits, marks not counted."""
    return sum(map(str.isalnum, text))


class VoiceContract:
    """One test for each promise of ``audio.voices.Voice``."""

    travels = True
    long_letters = 2500

    def make_voice(self) -> Voice:
        """A voice that works here."""
        raise NotImplementedError

    @pytest.fixture
    def voice(self) -> Iterator[Voice]:
        made = self.make_voice()
        yield made
        made.close()

    def test_its_settings_have_defaults_and_are_frozen(self, voice: Voice) -> None:
        settings = voice.Settings
        assert is_dataclass(settings)
        made = settings()
        for field in fields(settings):
            with pytest.raises(AttributeError):
                setattr(made, field.name, getattr(made, field.name))

    def test_it_describes_itself(self, voice: Voice) -> None:
        info = voice.info
        assert all([info.name, info.version, info.licence, info.languages, info.fingerprint, info.cost])
        assert info.wants in {"plain", "marked", "phonemes"}
        assert 8000 <= info.rate_hz <= 48000
        assert info.parallel >= 1
        assert 3 < info.characters_per_s < 40
        twin = self.make_voice()
        assert twin.info == info
        twin.close()

    def test_check_passes(self, voice: Voice) -> None:
        voice.check()

    def test_its_clips_are_sound_at_the_rate_it_says(self, voice: Voice) -> None:
        clip = voice.say(utterance(*SENTENCES[:2]))
        assert clip.rate_hz == voice.info.rate_hz
        assert (clip.segment.channels, clip.segment.sample_width) == (1, 2)
        samples = clip.samples()
        first, last = sounding(clip)
        assert last > first
        assert 20 * np.log10(samples[first:last].std()) > -40
        assert abs(float(samples.mean())) < 0.002
        assert np.mean(np.abs(samples) > 0.999) < 1e-4
        # silence at the ends belongs to the script
        assert first < 0.5 * clip.rate_hz
        assert clip.sample_count - last < 0.5 * clip.rate_hz

    def test_a_clip_is_as_long_as_its_text(self, voice: Voice) -> None:
        for number in range(1, len(SENTENCES) + 1):
            said = utterance(*SENTENCES[:number])
            expected_s = letters(said.spoken) / voice.info.characters_per_s
            assert 0.6 * expected_s < voice.say(said).duration_s < 1.6 * expected_s + 0.5

    def test_word_times_are_whole_or_absent(self, voice: Voice) -> None:
        said = utterance(*SENTENCES)
        clip = voice.say(said)
        if not voice.info.word_times:
            assert clip.words == ()
            return
        wanted = [place for place, token in enumerate(said.spoken.split()) if letters(token)]
        assert [word.index for word in clip.words] == wanted
        assert all(word.start < word.end for word in clip.words)
        assert all(before.end <= after.start for before, after in itertools.pairwise(clip.words))
        assert clip.words[0].start >= 0
        assert 0 <= clip.sample_count - clip.words[-1].end < 0.1 * clip.rate_hz

    @pytest.mark.parametrize("text", ["", " \n ", "...", "؟!،؛", "[[]]", "\x00\x01", "</>"])
    def test_without_a_letter_it_is_silent_for_less_than_a_second(self, voice: Voice, text: str) -> None:
        clip = voice.say(utterance(text))
        assert 0 < clip.duration_s < 1
        assert not clip.samples().any()
        assert clip.words == ()

    @pytest.mark.parametrize(
        ("hostile", "plain"),
        [
            ("-v en --stdout كلمة نسمعها الآن", "كلمة نسمعها الآن بعد كلمات"),
            ("\x01s900 \x00كلمة\x02 نسمعها\x1b الآن", "كلمة نسمعها الآن"),
            ("كلمة <break time='30s'/> نسمعها الآن", "كلمة زمن ثلاثون نسمعها الآن"),
            ("كلمة [[_:_:_:_:_:]] نسمعها الآن [[h@]]", "كلمة نسمعها الآن"),
            ("كلمة &amp;#60;mark&#62; نسمعها الآن", "كلمة علامة نسمعها الآن بعد"),
            ("\u202eكلمة\u202c نسمعها \ud800 الآن", "كلمة نسمعها الآن"),
            ("كلمة\u0651\u064b" + "\u064b" * 500 + " نسمعها الآن", "كلمة نسمعها الآن"),
        ],
    )
    def test_commands_in_the_text_are_plain_words(self, voice: Voice, hostile: str, plain: str) -> None:
        said = voice.say(utterance(hostile))
        wanted = voice.say(utterance(plain))
        assert 0.4 * wanted.duration_s < said.duration_s < 2.5 * wanted.duration_s + 1
        assert said.samples().any()

    @pytest.mark.parametrize("word", ["s'" * 80, "s’" * 80, "كلمة" * 60, "ab" * 100])
    def test_an_endless_word_ends(self, voice: Voice, word: str) -> None:
        clip = voice.say(utterance(f"كلمة {word} كلمة"))
        assert clip.duration_s < 3 * (letters(word) / voice.info.characters_per_s + 2)

    def test_a_long_paragraph_is_spoken_whole(self, voice: Voice) -> None:
        times = self.long_letters // letters(" ".join(SENTENCES))
        short = voice.say(utterance(*SENTENCES))
        long = voice.say(utterance(*SENTENCES * times))
        assert long.duration_s == pytest.approx(times * (short.duration_s + 0.5), rel=0.1)

    @pytest.mark.faults
    def test_a_hundred_thousand_letters_are_spoken_or_refused_in_one_line(self, voice: Voice) -> None:
        said = utterance("كلمة طويلة " * 11_000)
        clip, refusal = None, ""
        try:
            clip = voice.say(said)
        except SpeechError as error:
            refusal = str(error)
        if clip is None:
            assert len(refusal.splitlines()) == 1
        else:
            assert clip.duration_s > 0.5 * letters(said.spoken) / voice.info.characters_per_s

    def test_other_words_are_other_sound(self, voice: Voice) -> None:
        first, second = voice.say(utterance(SENTENCES[2])), voice.say(utterance(SENTENCES[3]))
        assert first.sample_count != second.sample_count

    def test_threads_get_their_own_clips(self, voice: Voice) -> None:
        said = [utterance(SENTENCES[number % 4]) for number in range(12)]
        alone = [voice.say(one).duration_s for one in said[:4]]
        with ThreadPoolExecutor(4) as executor:
            clips: list[Clip] = list(executor.map(voice.say, said))
        assert [clip.duration_s for clip in clips] == pytest.approx(alone * 3, rel=0.03, abs=0.05)

    def test_it_travels_to_other_processes(self, voice: Voice) -> None:
        twin = pickle.loads(pickle.dumps(voice))  # noqa: S301 - our own bytes
        assert twin.info == voice.info
        if not self.travels:
            return
        said = [utterance(one) for one in SENTENCES]
        with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as executor:
            clips = list(executor.map(speak, [voice] * len(said), said))
        alone = [voice.say(one).duration_s for one in said]
        assert [clip.duration_s for clip in clips] == pytest.approx(alone, rel=0.03, abs=0.05)

    def test_it_may_be_closed_twice(self, voice: Voice) -> None:
        voice.say(utterance(SENTENCES[3]))
        voice.close()
        voice.close()
