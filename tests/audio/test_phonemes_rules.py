"""What voices rely on: word indices, pauses, stress, fall-back to text, the order of marks."""

import random
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio.phonemes import espeak_phonemes, espeak_text, ipa, shadda_first, words

EAR = Path(__file__).with_name("espeak_ear.py")
MARKED = "قَالَ رَئِيسُ الْوُزَرَاءِ، فِي BBC: «لَا»."
LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهويىةءأإآؤئپچڤگٱ"
MARKS = "\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0670"


def test_words_carry_the_index_of_their_token_and_what_follows() -> None:
    found = words(MARKED)
    assert [word.index for word in found] == [0, 1, 2, 3, 4, 5]
    assert found[2].punctuation == "،"
    assert found[2].joined
    assert not found[1].joined
    assert found[4].sounds == ()
    assert found[4].text == "BBC"


def test_a_token_of_punctuation_alone_belongs_to_the_word_before() -> None:
    found = words("بَيْتٌ - وَلَدٌ ؟")
    assert [word.index for word in found] == [0, 2]
    assert found[0].ipa == "bajt"
    assert found[1].punctuation == "؟"


def test_a_pause_keeps_the_joining_vowel_of_the_next_word() -> None:
    assert ipa("فِي الْبَيْتِ", pause=True) == "filbajt"
    assert ipa("فِي، الْبَيْتِ", pause=True) == "fiː albajt"


def test_unreadable_words_stand_as_text_outside_the_blocks() -> None:
    assert espeak_text(MARKED) == "[[q'a:la Ra?'i:sulwuzaR'a:?]]، [[fi:]] BBC: [[la:]]»."
    assert espeak_text("كتب") == "كتب"


@pytest.mark.parametrize("marked", ["قَالَ ٱ ٱلْيَوْمَ", "عَشَرَ ة اثْنَتَيْنِ"])
def test_a_letter_without_sound_before_a_joining_alef_stands_as_text(marked: str) -> None:
    before, letter, after = words(marked)
    assert (letter.sounds, letter.text) == ((), marked.split()[1])
    assert before.sounds
    assert after.joined


def test_words_of_long_vowels_need_no_mark() -> None:
    assert ipa("كوبا") == "kuːbaː"
    assert ipa("روسيا") == "ruːsjaː"
    assert ipa("برلين") == "برلين"


@pytest.mark.parametrize(
    ("marked", "stressed"),
    [
        ("كِتَاب", "kit'a:b"),
        ("مَدِينَة", "mad'i:na"),
        ("كَتَبَتْ", "k'atabat"),
        ("مُدَرِّس", "mud'aRRis"),
        ("مَدْرَسَةٌ", "m'adRasa"),
        ("مِنْ", "min"),
        ("الشَّمْسُ", "aSS'ams"),
    ],
)
def test_stress_falls_on_the_last_heavy_syllable_or_the_third_from_the_end(marked: str, stressed: str) -> None:
    assert espeak_phonemes(marked) == stressed


def test_mnemonics_that_would_run_together_are_kept_apart() -> None:
    assert "d|H" in espeak_phonemes("مَدْحٌ")
    assert "t|S" in espeak_phonemes("تَتْشُ", pause=False)


def test_shadda_goes_first_whatever_order_unicode_makes() -> None:
    wanted = "مُدَر\u0651\u0650س"
    assert shadda_first(unicodedata.normalize("NFC", wanted)) == wanted
    assert shadda_first("من غير علامات") == "من غير علامات"


@given(st.text(alphabet=LETTERS + MARKS + " .،؟-A1\u200c", max_size=60))
def test_any_text_is_read_without_failing_and_every_word_is_there(text: str) -> None:
    found = words(text)
    tokens = text.split()
    assert all(word.text in tokens[word.index] for word in found)
    assert [word.index for word in found] == sorted({word.index for word in found})
    assert all(word.stress < len(word.sounds) for word in found)
    espeak_text(text)


@given(st.text(alphabet=LETTERS + MARKS + " .", max_size=60))
def test_shadda_first_only_moves_marks(text: str) -> None:
    moved = shadda_first(text)
    assert sorted(moved) == sorted(text)
    assert shadda_first(moved) == moved


HOSTILE = [
    "بَا" * 300,
    "بَا" * 29,
    "مُ" * 44,
    "الْبَ " * 400,
    "فِي الِاسْمِ " * 200,
    "ا" * 5000,
    "\u0651\u064e" * 500,
    "ب" + "\u0651" * 500,
    "بَ\u0640" * 400,
    "وَ" * 40 + "الْ" * 40,
]


def test_words_that_no_language_has_do_not_kill_the_engine() -> None:
    lines = "\n".join(espeak_text(text) for text in HOSTILE)
    done = subprocess.run([sys.executable, str(EAR)], input=lines, text=True, capture_output=True, check=False)
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == len(HOSTILE)


@pytest.mark.faults
def test_a_thousand_storms_of_marks_do_not_kill_the_engine() -> None:
    rng = random.Random(7)  # noqa: S311  a storm that can be repeated, no secret
    alphabet = LETTERS + MARKS * 3 + " \u0640.،"
    texts = ["".join(rng.choices(alphabet, k=rng.randint(1, 400))) for _ in range(1000)]
    lines = "\n".join(espeak_text(text) for text in texts)
    done = subprocess.run([sys.executable, str(EAR)], input=lines, text=True, capture_output=True, check=False)
    assert done.returncode == 0
