from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio.script import Sentence, Utterance
from audio.voices.text import LONGEST_WORD, clean, groups, letters, pieces, words

ARABIC = st.text("ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأؤإئىةًٌٍَُِّْٰ .،؛؟!:0123456789٠١٢abc\n", max_size=300)
ANYTHING = st.text(max_size=300)


@pytest.mark.parametrize(
    ("dirty", "wanted"),
    [
        ("كلمة", "كلمة"),
        ("كَلِمَةٌ، وأُخرى؟", "كَلِمَةٌ، وأُخرى؟"),
        ("كلمة\x00مخفية", "كلمة مخفية"),
        ("\x01s900 كلمة", "s900 كلمة"),
        ("[[h@l'oU]] كلمة", "h@l'oU كلمة"),
        ("<break time='30s'/>", "break time '30s'/"),
        ("-v en كلمة", "v en كلمة"),
        ("كل\u200cمة \u202eكلمة\u202c", "كلمة كلمة"),
        ("a\ud800b", "a b"),
        ("ك" * 150, " ".join(["ك" * 60, "ك" * 60, "ك" * 30])),
        ("ﻛﻠﻤﺔ", "كلمة"),  # presentation forms, Unicode chart FE70
        ("كلمة 👍🏽 أخرى", "كلمة أخرى"),
    ],
)
def test_clean(dirty: str, wanted: str) -> None:
    assert clean(dirty) == wanted


@given(ANYTHING)
def test_what_leaves_the_border_is_harmless(text: str) -> None:
    out = clean(text)
    assert clean(out) == out
    assert not set("[]<>{}\\|_^~`*#$") & set(out)
    assert all(unicodedata.category(character)[0] != "C" for character in out)
    assert "\n" not in out
    assert not out.startswith("-")
    assert all(letters(word) <= LONGEST_WORD for word in out.split())
    assert "s's's" not in clean(text + "s'" * 80)


def test_every_sign_of_unicode_comes_through_or_goes() -> None:
    for point in range(0x20000):
        out = clean(f"ا{chr(point)}ب")
        assert out[0] == "ا", hex(point)
        assert out[-1] == "ب", hex(point)
    assert clean("﴿السلام﴾") == "السلام"
    assert clean("نعم\ufe0f") == clean("\ufeffنعم") == "نعم"


@given(ARABIC)
def test_arabic_letters_and_digits_all_pass(text: str) -> None:
    kept = "".join(character for character in clean(text) if character.isalnum())
    assert kept == "".join(character for character in text if character.isalnum())


@given(ANYTHING, st.integers(20, 120))
def test_pieces_are_the_text_within_the_limit(text: str, limit: int) -> None:
    cleaned = clean(text)
    found = pieces(cleaned, limit)
    assert all(0 < len(piece) <= limit for piece in found)
    assert "".join("".join(found).split()) == "".join(cleaned.split())


@pytest.mark.parametrize(
    ("text", "limit", "wanted"),
    [
        ("نعم، لا. حسنا؟ طبعا.", 12, ["نعم، لا.", "حسنا؟ طبعا."]),
        ("قال نعم، وقال لا لهم", 14, ["قال نعم،", "وقال لا لهم"]),
        ("كلمة كلمة كلمة", 10, ["كلمة كلمة", "كلمة"]),
        ("ككككككككككك", 4, ["كككك", "كككك", "ككك"]),
        ("بلغت 3.5 في المئة. ثم", 20, ["بلغت 3.5 في المئة.", "ثم"]),
        ("قصير", 100, ["قصير"]),
        ("", 100, []),
    ],
)
def test_pieces_end_at_the_best_place(text: str, limit: int, wanted: list[str]) -> None:
    assert pieces(text, limit) == wanted


def _utterance(*sentences: tuple[str, str]) -> Utterance:
    return Utterance(sentences=tuple(Sentence(written=one, spoken=one, marked=marked) for one, marked in sentences))


def test_words_keep_their_numbers_and_their_pauses() -> None:
    utterance = _utterance(('قال: " نعم "، ثم مضى', ""), ("لم يعد؟", ""), ("... –", ""), ("انتهى", ""))
    found = words(utterance, marked=False)
    assert [(word.index, word.text, word.pause) for word in found] == [
        (0, "قال", ":"),
        (2, "نعم", ","),
        (4, "ثم", ""),
        (5, "مضى", "."),
        (6, "لم", ""),
        (7, "يعد", "?"),
        (10, "انتهى", "."),
    ]


def test_marks_are_taken_only_where_they_belong_to_the_same_words() -> None:
    utterance = _utterance(("كتب ولد", "كَتَبَ وَلَدٌ"), ("ثلاث كلمات هنا", "كَلِمَتَانِ فَقَطْ"), ("آخر", ""))
    assert [word.text for word in words(utterance, marked=True)] == [
        "كَتَبَ", "وَلَدٌ", "ثلاث", "كلمات", "هنا", "آخر",
    ]  # fmt: skip


@given(st.lists(ARABIC, min_size=1, max_size=4))
def test_words_count_up_within_the_spoken_words(texts: list[str]) -> None:
    utterance = _utterance(*((text, "") for text in texts))
    found = words(utterance, marked=True)
    tokens = utterance.spoken.split()
    indexes = [word.index for word in found]
    assert indexes == sorted(set(indexes))
    wanted = [place for place, token in enumerate(tokens) if letters(token)]
    assert indexes == wanted
    assert not found or found[-1].pause in {".", "!", "?"}


@given(st.lists(st.sampled_from(["كلمة", "كلمة،", "كلمة.", "كك"]), max_size=400), st.integers(60, 200))
def test_groups_hold_every_word_within_the_limit(tokens: list[str], limit: int) -> None:
    found = words(_utterance((" ".join(tokens), "")), marked=False)
    parts = list(groups(found, limit))
    assert [word for part in parts for word in part] == found
    assert all(sum(letters(word.text) for word in part) <= limit for part in parts)


def test_groups_end_at_a_full_stop_when_one_is_near() -> None:
    found = words(
        _utterance((" ".join(["كلمة"] * 12 + ["كلمة."] + ["كلمة"] * 4 + ["كلمة،"] + ["كلمة"] * 9), "")), marked=False
    )
    first = next(groups(found, 80))
    assert len(first) == 13


def test_letters_counts_no_marks() -> None:
    assert letters("كَتَبَ، وَلَدٌ 12") == 8
