"""The letters, lines and dates that outlets write, and the languages they write in."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.article import Article
from briefing.sources.clean import clean_line, clean_paragraphs, is_furniture, without_dateline
from briefing.sources.dates import read_date
from briefing.sources.gather import without_repeats
from briefing.sources.html import without_site
from briefing.sources.languages import language_of
from tests.sources.material import LINES, TITLE


# Source: Unicode 15, Arabic Presentation Forms; UAX 9 for the controls; the outlets' own marks.
@pytest.mark.parametrize(
    ("written", "clean"),
    [
        ("ﺍﻟﺴﻼﻡ ﻋﻠﻴﻜﻢ", "السلام عليكم"),
        ("ﷲ أكبر", "الله أكبر"),
        ("“نص”", "«نص»"),
        ('قال "نعم" ثم "لا"', "قال «نعم» ثم «لا»"),
        ('علامة واحدة " هنا', 'علامة واحدة " هنا'),
        ("مي\u200cخواهم", "مي\u200cخواهم"),
        ("\u200fنص\u202e\u200b مع\u00a0مسافات\u2003كثيرة ", "نص مع مسافات كثيرة"),
        ("سطر\tو\x0bآخر\x00", "سطر وآخر"),
        ("م\u00adقسومة", "مقسومة"),
        ("وفق المصدر[1] عام 2023[12].", "وفق المصدر عام 2023."),
        ("قال [الرئيس] نعم", "قال [الرئيس] نعم"),
    ],
)
def test_letters_are_made_one(written: str, clean: str) -> None:
    assert clean_line(written) == clean


@given(st.text(max_size=60))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = clean_line(text)
    assert clean_line(once) == once
    assert "\n" not in once


# Own lines after the furniture of news pages.
FURNITURE = """
اقرأ أيضا: خبر عن موضوع آخر
اقرأ أيضاً
إقرأ أيضا | خبر
شاهد أيضا: فيديو
مواضيع ذات صلة
أخبار ذات صلة:
قد يهمك أيضا
للمزيد من الأخبار اضغط هنا
تابعونا على فيسبوك
تابع آخر الأخبار عبر تطبيقنا
اشترك في نشرتنا البريدية
حمل التطبيق الآن
شارك هذا الخبر
مشاركة
طباعة
تعليقات (3)
فيسبوك | تويتر | واتساب
جميع الحقوق محفوظة © 2026
المصدر: وكالات
المصدر : رويترز
(رويترز)
أ ف ب
د ب أ
م.ع/ط.ل (رويترز)
ع.ش/أ.ح (د ب أ، رويترز)
إعداد سامي عادل للنشرة العربية - تحرير علي خفاجي
صورة أرشيفية
الصورة: المتحدث باسم الوزارة
آخر تحديث: 10:30
نشر في: 23 نوفمبر
كتب: محمد علي
تصوير: أحمد
* * *
١٢٣
Getty Images
""".strip().splitlines()
TEXT = """
تابعت الحكومة اجتماعها حتى المساء.
شارك الفريق في البطولة خمس مرات.
المصدر الأول للدخل هو السياحة.
اشترك اللاعبان في تسجيل الهدف.
صور القمر الصناعي أظهرت دمارا واسعا في الحي.
اقرأ الكتاب من غلافه كما تقول الحكمة القديمة.
كتب الرئيس على صفحته أنه سيعود قريبا.
العربية لغة رسمية في الأمم المتحدة.
خاض الفريق تسع مباريات.
تحديث شبكة المياه يبدأ الأسبوع المقبل.
""".strip().splitlines()


@pytest.mark.parametrize("line", FURNITURE)
def test_furniture_goes(line: str) -> None:
    assert is_furniture(line)


@pytest.mark.parametrize("line", [*LINES, *TEXT])
def test_text_stays(line: str) -> None:
    assert not is_furniture(line)


# Own leads after the datelines of agencies and outlets.
DATELINES = [
    "القاهرة (رويترز) - ",
    "دبي، الإمارات العربية المتحدة (CNN) -- ",
    "غزة/ وكالات: ",
    "واشنطن - رويترز - ",
    "(أ ف ب) - ",
    "باريس (أ ف ب) – ",
    "بغداد – ",
    "رويترز - ",
    "الرياض - واس: ",
]
NO_DATELINES = [
    *LINES,
    "قال الوزير - في كلمة ألقاها أمس - إن العمل مستمر حتى نهاية العام.",
    "المنتخب (الأول) يفوز بثلاثية على ضيفه ويتأهل إلى النهائي.",
]


@pytest.mark.parametrize("dateline", DATELINES)
def test_datelines_go(dateline: str) -> None:
    assert without_dateline(dateline + LINES[0]) == LINES[0]


@pytest.mark.parametrize("lead", NO_DATELINES)
def test_leads_without_a_dateline_stay(lead: str) -> None:
    assert without_dateline(lead) == lead


HARD = [
    "ا.",
    "اا.",
    " رويترز",
    "رويترز ",
    " وكالات",
    "وكالات",
    "ا ب ",
    "د ب ا ",
    "ا.اا/",
    "( رويترز",
    "- ",
    "القاهرة ",
    "كلمة ",
    '"',
    "«",
    "، ",
]


@pytest.mark.parametrize("part", HARD)
def test_no_line_takes_for_ever(part: str) -> None:
    """A pattern with two ways through one letter would not end before the universe does."""
    for count in (40, 400):
        for end in ("", "x", "!", ")"):
            line = part * count + end
            is_furniture(line[:200])
            without_dateline(line)
            clean_paragraphs([line])


def test_headings_titles_and_repeats_go() -> None:
    lines = [TITLE, LINES[0], "خلفية المشروع", LINES[1], LINES[1], f"{LINES[2]} (رويترز)", "(رويترز)"]
    assert clean_paragraphs(lines, TITLE) == LINES


def test_short_lines_stay_when_there_is_nothing_else() -> None:
    assert clean_paragraphs(["سطر قصير", "سطر آخر قصير"]) == ["سطر قصير", "سطر آخر قصير"]


def test_lines_under_four_articles_of_an_outlet_go() -> None:
    promise = "كل ما يهمك في مكان واحد، وخدمة إخبارية على مدار الساعة من مراسلينا."
    articles = [
        Article(id=str(n), outlet="صدى", title="", paragraphs=(f"{LINES[n % 3]} {n}", promise)) for n in range(4)
    ]
    other = Article(id="x", outlet="أفق", title="", paragraphs=(LINES[0], promise))
    kept = without_repeats([*articles, other])
    assert all(one.paragraphs == (f"{LINES[int(one.id) % 3]} {one.id}",) for one in kept[:4])
    assert kept[4] is other
    assert without_repeats(articles[:3]) == articles[:3]


MOMENT = datetime(2026, 11, 3, 9, 5, tzinfo=UTC)


# Month names: Unicode CLDR 46, ar, ar_SY, ar_DZ, ar_MA. Forms: RFC 5322 3.3, ISO 8601, and what outlets print.
@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-11-03T09:05:00Z", MOMENT),
        ("2026-11-03T12:05:00+03:00", MOMENT),
        ("Tue, 03 Nov 2026 09:05:00 GMT", MOMENT),
        ("Tue, 03 Nov 2026 12:05:00 +0300", MOMENT),
        ("٣ نوفمبر ٢٠٢٦ ٠٩:٠٥", MOMENT),
        ("الثلاثاء 3 تشرين الثاني 2026 - 09:05", MOMENT),
        ("الثلاثاء، 3 تشرين الثاني/نوفمبر 2026، 09:05", MOMENT),
        ("3 نونبر 2026 09:05", MOMENT),
        ("الثلاثاء 3 نوفمبر 2026 12:05 بتوقيت مكة", MOMENT),
        ("3 نوفمبر 2026 12:05 +03:00", MOMENT),
        ("03/11/2026 09:05", MOMENT),
        ("2026/11/03 09:05", MOMENT),
        ("٠٣-١١-٢٠٢٦ ٠٩:٠٥ ص", MOMENT),
        ("3 نوفمبر 2026 09:05 م", MOMENT.replace(hour=21)),
        ("3 نوفمبر 2026 12:05 ص", MOMENT.replace(hour=0)),
        ("15 غشت 2026", datetime(2026, 8, 15, tzinfo=UTC)),
        ("15 جويلية 2026", datetime(2026, 7, 15, tzinfo=UTC)),
        ("15 آب 2026", datetime(2026, 8, 15, tzinfo=UTC)),
        ("15 أيار 2026", datetime(2026, 5, 15, tzinfo=UTC)),
        ("15 كانون الأول 2026", datetime(2026, 12, 15, tzinfo=UTC)),
        ("31 فبراير 2026", None),
        ("25:61 3 نوفمبر 2026", None),
        ("أمس", None),
        ("", None),
        ("123456", None),
        ("0001-01-01T00:00:00+14:00", None),
    ],
)
def test_dates(written: str, moment: datetime | None) -> None:
    assert read_date(written) == moment


@given(st.text(alphabet="0123456789٠١٢٣ /:-+نوفمبراغسط,TZ صم", max_size=40))
def test_any_text_is_a_date_or_none(text: str) -> None:
    found = read_date(text)
    assert found is None or found.tzinfo is UTC


@pytest.mark.parametrize(
    ("title", "outlet", "wanted"),
    [
        (f"{TITLE} | صدى اليوم", "صدى اليوم", TITLE),
        (f"{TITLE} - صدى اليوم", "صدى اليوم", TITLE),
        (f"{TITLE} | موقع", "", TITLE),
        (TITLE, "صدى", TITLE),
        ("المنتخب - حلم يتحقق بعد عشرين عاما من الانتظار", "صدى", "المنتخب - حلم يتحقق بعد عشرين عاما من الانتظار"),
    ],
)
def test_a_title_loses_the_name_of_its_site(title: str, outlet: str, wanted: str) -> None:
    assert without_site(title, outlet) == wanted


# Own sentences, the same news in each language.
@pytest.mark.parametrize(
    ("text", "tag"),
    [
        (LINES[0], "ar"),
        ("افتُتِحت مكتبةٌ في چنين وگلميم وڤيينا بحضور الوزير في المدينة القديمة", "ar"),
        ("افتتحت البلدیة مکتبة عامة فی حی الزیتون تضم أربعین ألف کتاب وقاعة للأطفال", "ar"),
        ("شهرداری روز دوشنبه یک کتابخانه عمومی در محله باز کرد که چهل هزار کتاب دارد.", "und-Arab"),
        ("بلدیہ نے پیر کے روز محلے میں ایک عوامی کتب خانہ کھولا جس میں چالیس ہزار کتابیں ہیں۔", "und-Arab"),
        ("شارەوانی کتێبخانەیەکی گشتی لە گەڕەکی زەیتوون کردەوە کە چل هەزار کتێبی تێدایە", "und-Arab"),
        ("The council opened a public library.", "und-Latn"),
        ("Городской совет открыл библиотеку.", "und"),
        ("12345 😀", "und"),
    ],
)
def test_languages(text: str, tag: str) -> None:
    assert language_of(text) == tag
