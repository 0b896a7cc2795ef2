"""What leans back: one row for each entry of the list, and rows that only look like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.choosing.coherence import companions, leans_back, needs

# Own sentences. Source: Holes, Modern Arabic (2004), ch. 10, on anaphora and on و, ف and لكن as connectives.
LEANING = [
    "لكن المكالمة تحمل ثقل أسوأ العلاقات بين البلدين.",
    "لكنه رفض الإجابة عن أسئلة الصحفيين.",
    "ولكن الخلاف ما زال قائما بين الطرفين.",
    "ولكنهم عادوا إلى منازلهم بعد ساعة.",
    "غير أن الوزير رفض المقترح.",
    "إلا أن الحكومة لم ترد على الطلب.",
    "إلا أنها لم تحدد موعدا لذلك.",
    "بيد أن الشركة تراجعت عن القرار.",
    "ومع ذلك، تجاهل الرئيس التحذيرات.",
    "ورغم ذلك ارتفعت الأسعار.",
    "ولهذا السبب حذر الخبراء من الموجة الثانية.",
    "ولذلك قررت اللجنة تأجيل الجلسة.",
    "لذا دعا المدرب إلى الهدوء.",
    "وبذلك يرفع الفريق رصيده إلى عشرين نقطة.",
    "وهكذا انتهت الأزمة دون اتفاق.",
    "وبالتالي فإن العجز سيتراجع.",
    "وفي المقابل، رحبت المعارضة بالقرار.",
    "من جانبه، أعلن الوزير دعمه للخطة.",
    "ومن جانبها، نفت الشركة الأنباء.",
    "من جهته قال المدير إن العمل مستمر.",
    "ومن جهتها دعت النقابة إلى الإضراب.",
    "بدوره، أشاد السفير بالعلاقات.",
    "كما أعلنت الوزارة فتح باب التسجيل.",
    "كذلك ارتفع عدد المصابين.",
    "أما في الشمال فالوضع أهدأ.",
    "وهو أول لقاء بين الرجلين منذ عام.",
    "وهي المرة الثالثة التي تلغى فيها الزيارة.",
    "هذا القرار أثار جدلا واسعا.",
    "وهذه هي المرة الأولى منذ عقد.",
    "وتلك خطوة لم تكن متوقعة.",
    "ومنها ثلاث شركات كبرى.",
    "وبعد ذلك توجه الوفد إلى المطار.",
    "ويأتي ذلك بعد أسبوع من الاحتجاجات.",
    "وجاء ذلك خلال مؤتمر صحفي.",
    "وقال إن الخطة ستنفذ على مراحل.",
    "وأضاف أن المحادثات ستستأنف غدا.",
    "وأضافت أنها لن تترشح ثانية.",
    "وتابع: «لن نتراجع عن مطالبنا».",
    "وأكد أن الجيش سيبقى في مواقعه.",
    "وأوضح أن العدد مرشح للزيادة.",
    "وأشار إلى أن الأسعار ستنخفض.",
    "وأشارت إلى ضرورة الحوار.",
    "وذكر أن التحقيق مستمر.",
    "ولفت إلى أهمية التعاون.",
    "وشدد على رفض التدخل.",
    "وأعلن أنه سيستقيل.",
    "وَقَالَ إِنَّ الخُطَّةَ سَتُنَفَّذُ.",
    "«وأضاف أن الوقت حان».",
]
STANDING = [
    "وقال وزير الخارجية إن الخطة ستنفذ على مراحل.",
    "وذكرت وسائل إعلام محلية أن المحادثات بدأت.",
    "وأضاف المتحدث أن العدد مرشح للزيادة.",
    "وأعلن في باريس عن اتفاق جديد بين الشركتين.",
    "وأكدت منظمة الصحة أن الوباء ينحسر.",
    "لكنة أهل الجنوب قريبة من لكنة أهل الساحل.",
    "هوية المهاجم لم تعرف بعد.",
    "هيئة الأرصاد تتوقع أمطارا غزيرة.",
    "كمال العلي يفوز بجائزة الرواية.",
    "أمانة العاصمة تفتح ثلاث حدائق جديدة.",
    "ذلكم الجبل يعرفه أهل القرية.",
    "وفي الأشهر الستة الماضية، تصاعد الصراع.",
    "كشف مسؤول في الإدارة أن الوزير كان غاضبا.",
    "قالت مصادر أمنية إن المشتبه به اعتقل.",
    "منهمر المطر على الساحل منذ الفجر.",
    "تابعت الأسواق باهتمام نتائج الاجتماع.",
]


@pytest.mark.parametrize("paragraph", LEANING)
def test_a_backward_reference_is_seen(paragraph: str) -> None:
    assert leans_back(paragraph)


@pytest.mark.parametrize("paragraph", STANDING)
def test_a_paragraph_that_stands_alone_is_left_alone(paragraph: str) -> None:
    assert not leans_back(paragraph)


def test_a_leaning_paragraph_comes_with_all_it_leans_on() -> None:
    text = ["افتتحت الوزارة المحطة.", "وقال إن الكلفة كبيرة.", "لكنه دافع عنها.", "وتضم المحطة مئة لوح."]
    assert companions(text) == [(0,), (0, 1), (0, 1, 2), (3,)]


def test_after_a_lost_lead_the_first_that_stands_alone_comes_first() -> None:
    text = ["لكن المكالمة مهمة.", "وأضاف أن الوقت حان.", "وذكرت وسائل إعلام أن المحادثة بدأت.", "لكنه رفض."]
    assert companions(text) == [None, None, (2,), (2, 3)]


def test_a_quotation_comes_with_its_speaker() -> None:
    text = [
        "قالت رئيسة الفريق للصحفيين:",
        "«لا نعرف بعد إن كان للكوكب غلاف جوي، وهذا هو السؤال».",
        "ويكمل الكوكب دورته في تسعة أيام.",
    ]
    assert companions(text) == [(0, 1), (0, 1), (2,)]


def test_an_announcement_without_what_it_announces_is_not_read() -> None:
    assert companions(["افتتحت الوزارة المحطة.", "وقال الوزير:"]) == [(0,), None]


def test_a_quotation_over_paragraphs_stays_whole_backwards() -> None:
    text = ["قال الرئيس: «نريد السلام.", "ولن نتوقف حتى نحققه.", "والطريق طويل».", "ورحبت المعارضة بالخطاب."]
    assert needs(text) == [False, True, True, False]


PARAGRAPHS = st.lists(
    st.sampled_from([*LEANING, *STANDING, "وقال المدير:", "«هذا ما أردناه منذ البداية يا أصدقاء»", "", "«"]),
    max_size=12,
)


@given(PARAGRAPHS, st.sets(st.integers(0, 11)))
def test_groups_are_whole(paragraphs: list[str], barred: set[int]) -> None:
    leaning = needs(paragraphs)
    for index, group in enumerate(companions(paragraphs, barred)):
        if group is None:
            continue
        assert index in group
        assert list(group) == sorted(set(group))
        assert not barred & set(group)
        assert all(one - 1 in group for one in group if leaning[one])
        assert not leaning[group[0]]
