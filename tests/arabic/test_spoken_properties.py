"""What holds for every text at all, whatever it says."""

import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.arabic.letters import strip_marks
from briefing.arabic.spoken import Spoken, Style, speak

NEWS = [
    "قتل 39 شخصا بينهم 12 طفلا في انفجار وقع عند الساعة 14:30 ت غ.",
    "ارتفع خام برنت 1.5% إلى 78 دولارا، وبلغت الأرباح $1.2 مليار عام 2023.",
    "في الـ7 من أكتوبر 2023، أطلقت 5000 صاروخ على 22 بلدة.",
    "قال د. سامي إن F-16 أسقطت 3 مسيرات على بعد 45 كم من الحدود.",
]
PIECE_TEXT = (
    "1 20 3.5 % $ € - + / : . ، ال و ب كم م ص د. ق.م مليون عام سنة مارس كانون الأول دولار BBC F XIV @ # _ ( ) ½ ² ° ٣ "
    'بـ" و( لـ (1) -2018 فوستوك ~ °N ب12 و-3 9:00-17:00 2:15 10:30.3.5 ½ الـ16 ل" د. BA.5 قتل من أصل 130 نائبا '
    "http:// ٫ هـ ﷺ 😀 中 é و15 بـ20 الساعة 10:30 2023-10-07 7/10 إلى بين إن كان قتل شخصا 000 ‰ ± ﷼ GB km/h"
)
GLUED_TEXT = (
    'بـ" و( « » (1) -2018 فوستوك ~ °N ب12 فيتامين و-3 9:00-17:00 2:15 10:30.3.5 الـ16 دور ل" د. BA.5 أو من أصل 130 '
    "منذ 1947 م"
)
PIECES = [*PIECE_TEXT.split(), *GLUED_TEXT.split(), "لـ ", "\n", "\u200f", "ت غ", "9" * 25, " ", " "]
ROW_OF_TITLES = ["د", ".", "د.", "أ.د", "م.", "ص.ب.", "ق.م", "وم.", "لد.", "سامي", "هند", "ش", "(", "5", " "]
TWICE = [*NEWS, "10:30.3.500020 F", 'تحدث لـ"د. سامي"', "و(4 نساء) من فوستوك -2018", "د. " * 40 + "سامي"]
PLAIN = [
    "أعلنت",
    "الحكومة",
    "أمس",
    "خطة",
    "جديدة",
    "لدعم",
    "المزارعين",
    "في",
    "القرى",
    "البعيدة",
    "عن",
    "المدن",
    "الكبرى",
]
SENTENCE_MARKS = set(".،؛:؟!…")


def assert_sayable(text: str) -> None:
    for char in text:
        category = unicodedata.category(char)
        assert category[0] not in "NSC" or char == "\n", (char, text)
        assert "LATIN" not in unicodedata.name(char, ""), (char, text)
        assert category[0] != "P" or char in SENTENCE_MARKS, (char, text)


def assert_whole(written: str) -> Spoken:
    spoken = speak(written)
    assert_sayable(spoken.text)
    assert strip_marks(spoken.marked) == spoken.text
    assert len(spoken.marked.split()) == len(spoken.text.split())
    for span in spoken.spans:
        assert written[span.start : span.end] == span.written
    return spoken


@given(st.text())
def test_any_unicode_is_sayable(written: str) -> None:
    assert_whole(written)


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_any_mixture_of_figures_and_signs_is_sayable_and_settled(written: str) -> None:
    once = assert_whole(written).text
    assert speak(once).text == once


@given(st.lists(st.sampled_from(ROW_OF_TITLES), max_size=20).map("".join))
def test_a_row_of_titles_of_any_length_is_settled(written: str) -> None:
    once = assert_whole(written).text
    assert speak(once).text == once


@pytest.mark.faults
@settings(max_examples=20000, deadline=None)
@given(st.text(max_size=60) | st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_long_storm(written: str) -> None:
    once = assert_whole(written).text
    assert speak(once).text == once


@pytest.mark.parametrize("written", TWICE)
def test_twice_is_once(written: str) -> None:
    once = speak(written).text
    assert speak(once).text == once


@given(st.lists(st.sampled_from(PLAIN), min_size=1))
def test_plain_text_stays(words: list[str]) -> None:
    written = " ".join(words)
    spoken = speak(written)
    assert spoken.text == written
    assert not spoken.spans


def test_sentence_marks_stay_on_their_words() -> None:
    assert speak("هل عاد ؟ نعم , عاد !").text == "هل عاد؟ نعم، عاد!"


def test_a_dash_between_adjectives_of_one_form_is_no_pause() -> None:
    """They qualify one noun together (النحو الوافي ٣، النعت); any other dash that stands apart is a pause."""
    assert speak("القمة العربية ـ الأميركية").text == "القمة العربية الأميركية"
    assert speak("مباحثات مصرية - سودانية - إثيوبية").text == "مباحثات مصرية سودانية إثيوبية"
    assert speak("وأكد الوزير ـ في تصريح ـ أنه عائد").text == "وأكد الوزير، في تصريح، أنه عائد"
    assert speak("طريق دمشق - حلب").text == "طريق دمشق، حلب"


def test_thousands_behind_an_hour_are_no_minutes() -> None:
    assert speak("من 8h9'500").text.endswith("تسعة آلاف وخمسمئة")
    assert speak("الساعة 8h30").text == "الساعة الثامنة والنصف"


def test_the_authors_marks_stay() -> None:
    spoken = speak("قُتِلَ 3 أشخاصٍ")
    assert spoken.marked == "قُتِلَ ثَلَاثَةُ أشخاصٍ"
    assert spoken.text == "قتل ثلاثة أشخاص"


def test_the_grammar_marks_what_it_made() -> None:
    marked = {
        "شاركت 12 دولة": "شاركت اثْنَتَا عَشْرَةَ دولة",
        "إن 50 دولة": "إن خَمْسِينَ دولة",
        "بعد 8 سنوات": "بعد ثَمَانِي سنوات",
        "أصيب 21 طفلا": "أصيب وَاحِدٌ وَعِشْرُونَ طفلا",
        "قيمة $200": "قيمة مِئَتَيْ دُولَارٍ",
        "بـ3 ملايين": "بِثَلَاثَةِ ملايين",
    }
    for written, expected in marked.items():
        assert speak(written).marked == expected


def test_spans_tell_where_each_reading_came_from() -> None:
    (first, second) = speak("قتل 3 أشخاص في 7 أكتوبر").spans
    assert (first.start, first.end, first.kind, first.written, first.reading) == (4, 5, "cardinal", "3", "ثلاثة")
    assert (second.kind, second.written, second.reading) == ("date", "7 أكتوبر", "السابع من أكتوبر")
    assert first.rule


def test_a_users_reading_wins_over_every_rule() -> None:
    readings = {"BBC": "هيئة الإذاعة", "1701": "سَبْعَتَاشْ صفر واحد", "م.ع": "مدير عام 5"}
    spoken = speak("قالت BBC إن القرار 1701 وصل إلى م.ع", readings=readings)
    assert spoken.text == "قالت هيئة الإذاعة إن القرار سبعتاش صفر واحد وصل إلى مدير عام خمسة"
    assert "سَبْعَتَاشْ" in spoken.marked
    assert [span.kind for span in spoken.spans] == ["reading"] * 3


@st.composite
def readings_that_meet(draw: st.DrawFn) -> dict[str, str]:
    """One to three words with readings; each holds its own word, and any of the others' too."""
    keys = draw(st.lists(st.sampled_from(PLAIN), min_size=1, max_size=3, unique=True))
    around = st.lists(st.sampled_from([*keys, *PLAIN, "هَيْئَةُ", "م"]), max_size=3)
    return {key: " ".join([*draw(around), key, *draw(around)]) for key in keys}


@given(readings_that_meet(), st.lists(st.sampled_from([*PLAIN, "م", "قُرْب"]), min_size=1, max_size=8))
def test_each_reading_is_said_once_also_when_it_holds_what_is_read(readings: dict[str, str], words: list[str]) -> None:
    said = " ".join(readings.get(word, word) for word in words)
    spoken = speak(" ".join(words), readings=readings)
    assert spoken.text == strip_marks(said)
    assert [span.written for span in spoken.spans] == [word for word in words if word in readings]


@pytest.mark.parametrize(
    ("readings", "written", "expected"),
    [
        ({"الأرصاد": "هيئة الأرصاد"}, "قالت الأرصاد قُرْب م أمس", "قالت هيئة الأرصاد قرب م أمس"),
        ({"مصر": "جمهورية مصر العربية"}, "وَصَلَ إلى مصر", "وصل إلى جمهورية مصر العربية"),
        ({"غزة": "قطاع غزة", "القطاع": "القطاع في غزة"}, "غَزَّة والقطاع، القطاع", "قطاع غزة والقطاع، القطاع في غزة"),
        ({"م.ع": "مدير عام 5"}, "وصل إلى م.ع", "وصل إلى مدير عام خمسة"),
        ({"المنظمة": "WHO د. سامي"}, "قالت المنظمة", "قالت منظمة الصحة العالمية الدكتور سامي"),
    ],
)
def test_what_a_reading_says_is_read_but_not_looked_up(readings: dict[str, str], written: str, expected: str) -> None:
    assert speak(written, readings=readings).text == expected


@pytest.mark.parametrize(
    ("style", "written", "expected"),
    [
        (Style(region="levant"), "في 7/10/2023", "في السابع من تشرين الأول ألفين وثلاثة وعشرين"),
        (Style(region="maghreb"), "في 1/8/2023", "في الأول من أوت ألفين وثلاثة وعشرين"),
        (Style(percent="بالمئة"), "بنسبة 5%", "بنسبة خمسة بالمئة"),
        (Style(point="فاصلة"), "إلى 2.5", "إلى اثنين فاصلة خمسة"),
    ],
)
def test_a_show_may_choose(style: Style, written: str, expected: str) -> None:
    assert speak(written, style).text == expected


def test_eight_threads_say_what_one_says() -> None:
    lines = [NEWS[seed % len(NEWS)].replace("3", str(seed % 9 + 1)) for seed in range(400)]
    alone = [speak(line).marked for line in lines]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda line: speak(line).marked, lines))
    assert together == alone


def test_a_very_long_number_is_said_digit_by_digit() -> None:
    assert speak("9" * 5000).text.split() == ["تسعة"] * 5000


def test_unknown_counted_nouns_are_logged(caplog: pytest.LogCaptureFixture) -> None:
    # a noun that no other test asks for, since each is logged once
    with caplog.at_level("DEBUG", logger="briefing.arabic.counted"):
        speak("رأيت 5 زبرجدات فريدة")
    assert any("زبرجدات" in record.message for record in caplog.records)
