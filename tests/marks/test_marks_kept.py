"""What no diacritizer may do: change a letter, lose a word, overrule the author."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefing.marks.guard import keep_letters
from briefing.marks.letters import MARKS, join, split, strip
from briefing.marks.marker import Marker
from briefing.marks.pieces import pieces

WORDS = st.sampled_from(
    ["قال", "الرئيس", "مُحَمَّد", "وبايدن", "إلى", "مدينةِ", "غزة،", "خمسةُ", "آلاف", "كتابًا", "25", "BBC", "؟", "-", "قالوا"]
)  # fmt: skip
TEXT = st.text(
    alphabet="ابتةثجدرزسشعفقكلمنهويىءأإآؤئ \u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0670.،a1🙂\u0654",
    max_size=40,
)


def keeps_the_authors_marks(text: str, marked: str) -> bool:
    bare, own = split(text)
    same, found = split(marked)
    return bare == same and all(not mine or mine == theirs for mine, theirs in zip(own, found, strict=True))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    paragraphs=st.lists(st.lists(WORDS, max_size=12).map(" ".join), min_size=1, max_size=3),
    endings=st.sampled_from(["full", "pausal", "news"]),
)
def test_marked_paragraphs_give_the_same_text_back(
    markers: dict[str, Marker], paragraphs: list[str], endings: str
) -> None:
    marker = markers[endings]
    once = marker.mark(paragraphs)
    assert len(once) == len(paragraphs)
    for text, marked in zip(paragraphs, once, strict=True):
        assert strip(marked) == strip(text)
        assert len(marked.split()) == len(text.split())
        assert keeps_the_authors_marks(text, marked)
    assert marker.mark(once) == once


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXT)
def test_any_text_keeps_its_letters(full_marker: Marker, text: str) -> None:
    (marked,) = full_marker.mark([text])
    assert strip(marked) == strip(text)
    assert full_marker.mark([marked]) == [marked]


@given(text=TEXT)
def test_a_text_taken_apart_and_put_together_is_the_same(text: str) -> None:
    bare, marks = split(text)
    assert strip(bare) == bare
    if text[:1] not in MARKS:
        assert join(bare, marks) == text


def test_the_guard_takes_marks_of_a_changed_hamza_and_none_of_another_word() -> None:
    assert join("فوجئوا", keep_letters("فوجئوا", "فُوجِيوا")) == "فُوجِئوا"
    assert keep_letters("كتب الولد", "كَتَبَ") == ["َ", "َ", "َ", *[""] * 6]
    assert join("قال 😀 نعم", keep_letters("قال 😀 نعم", "قَالَ نَعَمْ")) == "قَالَ 😀 نَعَمْ"


def test_paragraphs_do_not_leak_into_each_other(full_marker: Marker) -> None:
    paragraphs = ["قال الوزير إن", "الأمر انتهى", "", "وعاد إلى بيته."]
    marked = full_marker.mark(paragraphs)
    assert [strip(one) for one in marked] == paragraphs


@pytest.mark.parametrize("word", ["غَزَّة", "أَمْرِيكِيّ", "خَمْسَة", "مِنْ", "وَزيرَةِ", "الشَّمْس"])
def test_a_word_that_its_author_marked_is_left_alone(full_marker: Marker, word: str) -> None:
    assert full_marker.mark([f"زار {word} الوفد اليوم."])[0].split()[1] == word


def test_a_word_that_its_author_marked_in_part_is_filled(full_marker: Marker) -> None:
    marked = full_marker.mark(["زار مدينةِ اليوم."])[0].split()[1]
    assert marked != "مدينةِ"
    assert marked.endswith("ةِ")


@given(text=st.text(alphabet="اب .،؟", max_size=400), most=st.integers(min_value=5, max_value=60))
def test_a_text_cut_into_pieces_is_the_same_text(text: str, most: int) -> None:
    found = pieces(text, most)
    assert "".join(found) == text
    assert all(0 < len(piece) <= most for piece in found)


def test_a_paragraph_of_any_length_is_marked(full_marker: Marker) -> None:
    text = "قال الوزير إن الأمر انتهى، وأضاف محمد أن العمل مستمر. " * 150
    (marked,) = full_marker.mark([text])
    assert strip(marked) == text
    assert len(split(marked)[0].split()) == len(text.split())
