"""What no diacritizer may do: change a letter, lose a word, overrule the author."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audio.phonemes import ipa
from briefing.marks.authors import fill, is_complete
from briefing.marks.guard import keep_letters
from briefing.marks.letters import MARKS, join, split, strip
from briefing.marks.marker import Marker
from briefing.marks.pieces import pieces

ARTICLE = Path(__file__).parents[1] / "golden" / "marks-article.tsv"
WORDS = st.sampled_from(
    ["قال", "الرئيس", "مُحَمَّد", "وبايدن", "إلى", "مدينةِ", "غزة،", "خمسةُ", "آلاف", "كتابًا", "25", "BBC", "؟", "-",
     "قالوا", "حالياً", "دوليّ", "وأُصيب", "والّذي", "فتىً", "طُلب"]
)  # fmt: skip
TEXT = st.text(
    alphabet="ابتةثجدرزسشعفقكلمنهويىءأإآؤئ \u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0670.،a1🙂\u0654",
    max_size=40,
)


def nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def keeps_the_authors_marks(text: str, marked: str) -> bool:
    bare, own = split(text)
    same, found = split(marked)
    return bare == same and all(set(mine) <= set(theirs) for mine, theirs in zip(own, found, strict=True))


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


@pytest.mark.parametrize(
    "word", ["حالياً", "فوراً", "سياسيّة", "دوليّ", "قوّات", "يوميّاً", "وأُصيب", "تمّ", "والّذي", "وطالبَانِ", "كتابٌ", "لجنةٍ"]
)
def test_a_mark_on_an_ending_or_a_glide_does_not_tell_the_word(word: str) -> None:
    assert not is_complete(*split(word))


# Author's word, a network's word, both together. R = Ryding, A Reference Grammar of Modern Standard Arabic, 2005.
FILLED = [
    ("حظراً", "حَظْرًا", "حَظْراً", "R 2.3.6 one tanwin, on the alef"),
    ("حظرًا", "حَظْرًا", "حَظْرًا", "R 2.3.6 one tanwin, before the alef"),
    ("عسكرياً", "عَسْكَرِيًّا", "عَسْكَرِيّاً", "R 5.4.1 the doubled yeh of a nisba"),
    ("يوميّاً", "يَوْمِيًّا", "يَوْمِيّاً", "R 5.4.1 the doubled yeh of a nisba"),
    ("رسميًا", "رَسْمِيًّا", "رَسْمِيًّا", "R 5.4.1 the doubled yeh of a nisba"),
    ("هدىً", "هُدًى", "هُدىً", "R 2.3.6 tanwin on alef maqsura"),
    ("أنّ", "أَنَّ", "أَنَّ", "R 2.3.4 a doubled letter has a vowel"),
    ("يؤكّد", "يُؤَكِّدُ", "يُؤَكِّدُ", "R 2.3.4 a doubled letter has a vowel"),
    ("المدنيّين", "الْمَدَنِيِّينَ", "الْمَدَنِيِّينَ", "R 2.3.4 a doubled letter has a vowel"),
    ("مستمرٌ", "مُسْتَمِرٌّ", "مُسْتَمِرٌّ", "R 2.3.4 the shadda below a tanwin"),
    ("دوليّ", "دُوَلِيٍّ", "دُوَلِيٍّ", "R 2.3.4 the shadda below a tanwin"),
    ("طُلب", "طَلَبَ", "طُلِبَ", "R 38.1 the passive of a past verb"),
    ("عُيّنت", "عَيَّنَتْ", "عُيِّنَتْ", "R 38.1 the passive of a past verb"),
    ("اعتُقل", "اعْتَقَلَ", "اعْتُقِلَ", "R 38.1 the passive of a past verb"),
    ("يُعقد", "يَعْقِدُ", "يُعْقَدُ", "R 38.1 the passive of a present verb"),
    ("تُنشر", "تَنْشُرُ", "تُنْشَرُ", "R 38.1 the passive of a present verb"),
    ("تدخّل", "تَدْخُلَ", "تَدَخُّلَ", "R 2.5 no doubled letter behind a sukun"),
    ("السّلام", "السَّلَامُ", "السَّلَامُ", "R 2.3.4 the article's lam is silent"),
    ("عُمر", "عُمْرِ", "عُمْرِ", "the network read it so itself"),
    ("علَم", "عِلْمٌ", "عِلَمٌ", "the author's vowel stays"),
]


@pytest.mark.parametrize(("own", "theirs", "both", "rule"), FILLED)
def test_gaps_between_the_authors_marks_are_filled(own: str, theirs: str, both: str, rule: str) -> None:
    letters, marks = split(own)
    assert nfc(join(letters, fill(letters, marks, split(theirs)[1]))) == nfc(both), rule


def test_marks_as_newspapers_print_them_make_no_word_sound_worse(full_marker: Marker) -> None:
    lines = [line for line in ARTICLE.read_text(encoding="utf-8").splitlines() if line[:1] not in {"", "#"}]
    printed = [" ".join(map(as_printed, line.split())) for line in lines]
    assert sum(strip(line) != line for line in printed) >= 15
    bare = full_marker.mark([strip(line) for line in lines])
    part = full_marker.mark(printed)
    assert wrong_sounds(part, lines) <= wrong_sounds(bare, lines)


def as_printed(word: str) -> str:
    """A word with the marks that newspapers print: the shadda, and the tanwin of fatha on its alef."""
    letters, marks = split(word)
    kept = ["\u0651" if "\u0651" in mark and not letters.startswith("ال") else "" for mark in marks]
    if letters.endswith("ا") and any("\u064b" in mark for mark in marks):
        kept[-1] = "\u064b"
    return join(letters, kept)


def wrong_sounds(marked: list[str], wanted: list[str]) -> int:
    pairs = [pair for lines in zip(marked, wanted, strict=True) for pair in zip(*map(str.split, lines), strict=True)]
    return sum(ipa(word) != ipa(right) for word, right in pairs)


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
