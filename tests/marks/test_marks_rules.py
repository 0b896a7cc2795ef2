"""Rules of one word and of two: spelling, endings, joining; each row from the grammar, not from the program."""

import unicodedata

import pytest

from briefing.errors import SettingsError
from briefing.marks.counting import counted_ending
from briefing.marks.endings import is_dropped, pausal
from briefing.marks.joining import diptote, helping_vowel, without_tanwin
from briefing.marks.letters import join, split
from briefing.marks.lexicon import Lexicon
from briefing.marks.marker import Marker
from briefing.marks.rawi import Rawi
from briefing.marks.spelling import mend


def nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("آَلَافٍ", "آلَافٍ"),
        ("إسْطَنْبُولَ", "إِسْطَنْبُولَ"),
        ("كِتِابٌ", "كِتَابٌ"),
        ("زِاَرَ", "زَارَ"),
        ("مَدِينِةِ", "مَدِينَةِ"),
        ("الْقَّمَرُ", "الْقَمَرُ"),
        ("الاجْتِمَاعُ", "الِاجْتِمَاعُ"),
        ("لِاجْتِمَاعِ", "لِاجْتِمَاعِ"),
        ("قَالُوا", "قَالُوا"),
        ("مِائَةٌ", "مِائَةٌ"),
        ("رَجُلاً", "رَجُلًا"),
        ("وَالِدُهُ", "وَالِدُهُ"),
        ("الْتَقَى", "الْتَقَى"),
        ("عَبْدُاللَّهِ", "عَبْدُاللَّهِ"),
        ("حوَارٌ", "حوَارٌ"),
        ("مَرْفًأ", "مَرْفَأً"),
        ("هُدًى", "هُدًى"),
        ("عُمَّانَ", "عَمَّانَ"),
        ("وَعَمَانُ", "وَعُمَانُ"),
        ("سُجَّلَ", "سُجِّلَ"),
        ("وَوُجَّهَ", "وَوُجِّهَ"),
        ("عُيَّنَتْ", "عُيِّنَتْ"),
        ("نُقَلَتْ", "نُقِلَتْ"),
        ("عُيَّنُوا", "عُيِّنُوا"),
        ("طُلَبَ", "طُلِبَ"),
        ("أُطْلَقَتْ", "أُطْلِقَتْ"),
        ("وَأُعْلَنَ", "وَأُعْلِنَ"),
        ("أُخْرَى", "أُخْرَى"),
        ("أُسْرَةَ", "أُسْرَةَ"),
        ("وَتُعْتَبِرُ", "وَتُعْتَبَرُ"),
        ("يَعْتَقِدُ", "يَعْتَقِدُ"),
        ("وَتَصَوِّرُ", "وَتُصَوِّرُ"),
        ("سَتَرَشِّحُ", "سَتُرَشِّحُ"),
        ("تَحَدِّي", "تَحَدِّي"),
        ("خَلَّفْتْهَا", "خَلَّفَتْهَا"),
        ("الطِّبِّيَّانُ", "الطِّبِّيَّانِ"),
        ("وَفِلَسْطِينِيَّانَ", "وَفِلَسْطِينِيَّانِ"),
        ("فَرِيقَانُ", "فَرِيقَانِ"),
        ("سَلْمَانُ", "سَلْمَانُ"),
        ("الثَّوَرَانُ", "الثَّوَرَانُ"),
        ("رُضَّعَ", "رُضَّعَ"),
        ("دُوَلَ", "دُوَلَ"),
        ("مُدَّةَ", "مُدَّةَ"),
        ("أُمَّكَ", "أُمَّكَ"),
        ("وَصُوَرَ", "وَصُوَرَ"),
    ],
)
def test_marks_that_break_a_rule_of_spelling_are_mended(wrong: str, right: str) -> None:
    letters, marks = split(wrong)
    assert nfc(join(letters, mend(letters, marks))) == nfc(right)


def test_a_sun_letter_after_the_article_is_doubled() -> None:
    letters, marks = split("الْشَمْسُ")
    assert mend(letters, marks)[1:3] == ["", "\u0651\u064e"]


@pytest.mark.parametrize(
    ("full", "paused"),
    [
        ("رَجُلًا", "رَجُلَا"),
        ("كِتَابٌ", "كِتَابْ"),
        ("كِتَابِ", "كِتَابْ"),
        ("مَدِينَةً", "مَدِينَة"),
        ("مَدِينَةِ", "مَدِينَة"),
        ("أَمْرِيكِيٌّ", "أَمْرِيكِيّ"),
        ("هُوَ", "هُوَ"),
        ("هُدًى", "هُدَى"),
        ("مَسَاءً", "مَسَاءْ"),
        ("قَالُوا", "قَالُوا"),
        ("عَلَى", "عَلَى"),
        ("مُسْتَقِلٌّ", "مُسْتَقِلّ"),
    ],
)
def test_a_word_before_a_pause(full: str, paused: str) -> None:
    letters, marks = split(full)
    assert nfc(join(letters, pausal(letters, marks))) == nfc(paused)


@pytest.mark.parametrize(
    ("word", "after", "vowel"),
    [
        ("مِنْ", "البيت", "\u064e"),
        ("مِنْ", "اجتماع", "\u0650"),
        ("عَنْ", "الحرب", "\u0650"),
        ("قَالَتْ", "الوزارة", "\u0650"),
        ("هُمْ", "الأبطال", "\u064f"),
        ("عَلَيْكُمْ", "السلام", "\u064f"),
        ("مِنْ", "بيت", None),
        ("مِنْ", "أمام", None),
        ("قَالَ", "الوزير", None),
    ],
)
def test_the_helping_vowel_before_a_joining_alef(word: str, after: str, vowel: str | None) -> None:
    letters, marks = split(word)
    assert helping_vowel(letters, marks, after) == vowel


@pytest.mark.parametrize(
    ("number", "last", "noun", "ending", "wanted"),
    [
        ("ست عشرة", "\u064e", "بطاقة", "\u064d", "\u064b"),
        ("وتسعين", "\u064e", "صفحة", "\u064c", "\u064b"),
        ("اثنتي عشرة", "\u064e", "محطة", "\u0650", "\u064e"),
        ("ثلاثة", "\u064f", "ألوية", "\u064b", "\u064d"),
        ("مئة", "\u0650", "سفينة", "\u064f", "\u0650"),
        ("ثلاثة", "\u064c", "ألوية", "\u064b", "\u064b"),  # with tanwin it counts nothing behind it
        ("ألف وتسعمئة وتسعين", "\u064e", "عملية", "\u064c", "\u064c"),  # a year
        ("الثانية عشرة", "\u064e", "ليلة", "\u0650", "\u0650"),  # an hour
        ("مئتا", "", "مليون", "\u064e", "\u0650"),
        ("خمسمئة", "\u064e", "مليون", "\u064c", "\u064d"),
        ("خمسين", "\u064e", "مليون", "\u0650", "\u064e"),
        ("مئتي", "", "طالبة", "\u064c", "\u064d"),
        ("ثلاثين", "\u064e", "كتاب", "\u064c", "\u064c"),  # its letters would show an accusative
    ],
)
def test_what_a_number_counts_has_the_case_it_asks_for(
    number: str, last: str, noun: str, ending: str, wanted: str
) -> None:
    assert counted_ending(number.split(), last, noun, ending) == wanted


def test_names_lose_tanwin_and_diptotes_kasra() -> None:
    assert without_tanwin("\u064c") == "\u064f"
    assert without_tanwin("\u0651\u064d") == "\u0651\u0650"
    assert diptote("\u064d") == "\u064e"
    assert diptote("\u064f") == "\u064f"


def test_news_drops_endings_of_names_and_closed_phrases_only() -> None:
    def dropped(marked: str, after: str, known: str = "") -> bool:
        letters, marks = split(marked)
        return is_dropped(letters, marks, known, after)

    assert dropped("مِصْرَ", "في", "diptote") is False  # misr before a third consonant
    assert dropped("لُبْنَانَ", "في", "diptote")
    assert dropped("الْخَارِجِيَّةِ", "إن")
    assert dropped("الْأَمْرِيكِيُّ", "إن")
    assert not dropped("الرَّئِيسُ", "الأمريكي")
    assert not dropped("رَئِيسُ", "الوزراء")
    assert not dropped("قَالَ", "إن")
    assert not dropped("الْكَشْفِ", "عن")
    assert not dropped("الظِّلِّ", "في")
    assert not dropped("وَالَّذِينَ", "قالوا")


def test_the_three_ways_of_endings(markers: dict[str, Marker]) -> None:
    text = ["أكد وزير الخارجية أن المحادثات مستمرة، وأن مصر تدعم الحوار."]
    said = {mode: marker.mark(text)[0].split() for mode, marker in markers.items()}
    assert said["full"][5][-1] in "\u064c\u064b\u064d،"
    assert said["full"][-1].endswith("الْحِوَارَ.")
    assert said["pausal"][-1].endswith("الْحِوَارْ.")
    assert said["pausal"][2] == said["full"][2]
    assert nfc(said["news"][2]) == nfc("الْخَارِجِيَّة")
    assert said["news"][1] == said["full"][1]


def test_an_unknown_way_of_endings_is_refused(rawi: Rawi, shipped_lexicon: Lexicon) -> None:
    with pytest.raises(SettingsError, match="full, pausal, news"):
        Marker(rawi, shipped_lexicon, endings="none")


def test_a_number_left_as_written_is_no_pause(markers: dict[str, Marker]) -> None:
    marked = markers["pausal"].mark(["بلغت قوته 7.5 درجة عند الساعة 10:30 صباحا في اليابان ، وانتهى."])[0].split()
    assert nfc(marked[1]).endswith("\u064f")
    assert nfc(marked[5]).endswith(("\u064e", "\u0650"))
    assert marked[9].endswith("\u0652")
