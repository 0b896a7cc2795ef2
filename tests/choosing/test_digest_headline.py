"""Headlines: labels off titles, and an honest clause where there is no title."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.choosing.headline import headline_of, opened, sentences_of
from briefing.choosing.stems import STOP_WORDS, bare

# Own sentences; the wanted headline is an editor's choice among the clause ends of the sentence.
TITLES = [
    ("بالفيديو.. سيول تجتاح الوادي", "سيول تجتاح الوادي"),
    ("عاجل | استقالة الوزير", "استقالة الوزير"),
    ("شاهد: لحظة انهيار الجسر", "لحظة انهيار الجسر"),
    ("المنتخب يفوز 3-1 ويبلغ نصف النهائي", "المنتخب يفوز 3-1 ويبلغ نصف النهائي"),
    ("خاصية جديدة في الهواتف", "خاصية جديدة في الهواتف"),
]
CALL = (
    "وذكرت وسائل إعلام إسرائيلية أن المحادثة، التي ضمت نائبة الرئيس كامالا هاريس، بدأت بعد وقت قصير من الساعة "
    "10:30 صباحا على خط آمن. وأكد البيت الأبيض حدوث المكالمة."
)
VOTE = (
    "أقر البرلمان موازنة العام المقبل بأغلبية 87 صوتا مقابل 61 بعد جلسة استمرت أربع عشرة ساعة، وتبلغ قيمتها 42 "
    "مليار دينار، فيما رفضتها كتلة المعارضة."
)
TALK = (
    "أعلن وزير النقل في مؤتمر صحفي بمطار العاصمة الجديد تأجيل افتتاح الخط الثالث من قطار الأنفاق بسبب تأخر وصول "
    "العربات من الشركة المصنعة."
)
LATE = (
    "بعد أسبوع من الأمطار الغزيرة التي أغرقت أحياء واسعة من المدينة القديمة، فتحت المدارس أبوابها صباح الأحد من جديد."
)
UNTITLED = [
    (CALL, "ذكرت وسائل إعلام إسرائيلية أن المحادثة بدأت بعد وقت قصير من الساعة 10:30 صباحا على خط آمن"),
    ("افتتحت البلدية مكتبة عامة في حي الزيتون.", "افتتحت البلدية مكتبة عامة في حي الزيتون"),
    (TALK, "أعلن وزير النقل في مؤتمر صحفي بمطار العاصمة الجديد تأجيل افتتاح الخط الثالث من قطار الأنفاق"),
    (LATE, LATE.rstrip(".")),
    (VOTE, "أقر البرلمان موازنة العام المقبل بأغلبية 87 صوتا مقابل 61 بعد جلسة استمرت أربع عشرة ساعة"),
]


@pytest.mark.parametrize(("title", "wanted"), TITLES)
def test_a_title_loses_its_label(title: str, wanted: str) -> None:
    assert headline_of(title, "نص.") == wanted


@pytest.mark.parametrize(("paragraph", "wanted"), UNTITLED)
def test_without_a_title_a_clause_is_the_headline(paragraph: str, wanted: str) -> None:
    assert headline_of("", paragraph) == wanted


WORDS = st.sampled_from(
    [
        "أعلن",
        "الوزير",
        "أن",
        "في",
        "المدينة",
        "،",
        "التي",
        "و",
        "بعد",
        "عام",
        "من",
        "العمل،",
        "حيث",
        "مئة",
        "(أ ف ب)",
        "«",
        "»",
        ".",
    ]
)


@given(st.lists(WORDS, min_size=1, max_size=80).map(" ".join))
def test_a_headline_is_of_the_text_short_and_does_not_end_on_a_particle(text: str) -> None:
    headline = headline_of("", text)
    assert len(headline) <= 171
    for word in headline.rstrip("…").split():
        assert word.strip(" ،.") in text
    if headline.endswith("…") and len(headline.split()) > 4:
        assert bare(headline.rstrip("…")).split()[-1] not in STOP_WORDS


# Source of the rule: a mark ends a sentence unless it stands in a number, an abbreviation or an open quotation.
SENTENCES = [
    ("بلغ العجز 3.8 في المئة. وتراجع الدين.", ["بلغ العجز 3.8 في المئة.", "وتراجع الدين."]),
    ("قال د. سامر إن العمل بدأ. وشكر الفريق.", ["قال د. سامر إن العمل بدأ.", "وشكر الفريق."]),
    ("قال: «نعم. سنعود». ثم غادر.", ["قال: «نعم. سنعود».", "ثم غادر."]),
    ("هل ينجح الاتفاق؟ لا أحد يعرف!", ["هل ينجح الاتفاق؟", "لا أحد يعرف!"]),
    ("وصل الوفد عام 2026. وبدأت الجلسة.", ["وصل الوفد عام 2026.", "وبدأت الجلسة."]),
    ("بلا نهاية", ["بلا نهاية"]),
]


@pytest.mark.parametrize(("paragraph", "wanted"), SENTENCES)
def test_sentences(paragraph: str, wanted: list[str]) -> None:
    assert sentences_of(paragraph) == wanted


@given(st.text(alphabet="اب ج.؟!«»()٣3\n", max_size=80))
def test_sentences_lose_no_letter(paragraph: str) -> None:
    assert "".join("".join(sentences_of(paragraph)).split()) == "".join(paragraph.split())


@pytest.mark.parametrize(
    ("paragraph", "wanted"),
    [
        ("وقالت الوزارة إن", "قالت الوزارة إن"),
        ("وفي العاصمة اجتمع", "في العاصمة اجتمع"),
        ("وزير الخارجية يزور", "وزير الخارجية يزور"),
        ("وصل الوفد إلى", "وصل الوفد إلى"),
        ("واشنطن تعلن", "واشنطن تعلن"),
        ("وكالة الأنباء تنقل", "وكالة الأنباء تنقل"),
    ],
)
def test_a_story_does_not_open_with_and(paragraph: str, wanted: str) -> None:
    assert opened(paragraph) == wanted
