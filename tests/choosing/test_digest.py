"""The running order: within its time, whole, in the order that the settings want, the same on every run."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefing.article import Article, Digest, Story
from briefing.choosing.coherence import needs
from briefing.choosing.digest import DigestSettings, running_order
from briefing.choosing.stories import stories

RATE = 13.5
NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)
NAMES = [
    "المدينة",
    "الميناء",
    "البرلمان",
    "المتحف",
    "الحديقة",
    "المصنع",
    "المستشفى",
    "الجامعة",
    "السوق",
    "المطار",
    "الملعب",
    "السد",
]
FACTS = [
    "افتتح المجلس مشروعا في {} {}.",
    "وأضاف المتحدث باسم {} أن {}، وأن {}.",
    "وأضاف أن {} في {}.",
    "لكن سكان {} يشكون من {}. ويقولون إن {}.",
    "وقال أحد المهندسين في {} إن {}، وإنها {}.",
    "«لم نر في {} مثل {} منذ عشرين عاما».",
    "وتوقعت دراسة نشرت أمس عن {} أن {}.",
    "من جهته، دعا رئيس النقابة في {} إلى {} وإلى {}.",
    "ويعود تاريخ {} إلى {}، حين {}. ثم {}.",
]
ROOTS = [
    "كتب",
    "درس",
    "عمل",
    "حسب",
    "نظر",
    "شرق",
    "غرب",
    "صنع",
    "زرع",
    "حصد",
    "بني",
    "هدم",
    "فتح",
    "غلق",
    "سفر",
    "رجع",
    "نقل",
    "وصف",
]
SHAPES = ["م{}", "{}ة", "ال{}", "ت{}", "ي{}ون", "{}ات", "ا{}", "{}ين", "مست{}", "{}ان"]


def words_of(seed: str, count: int) -> str:
    """So many words of Arabic shape, others for each seed."""
    chance = random.Random(seed)  # noqa: S311 - the same on every run is what is wanted
    return " ".join(
        chance.choice(SHAPES).format(chance.choice(ROOTS) + chance.choice("بتجدرسعفقكلمن")) for _ in range(count)
    )


def fact(number: int, kind: int) -> str:
    template = FACTS[kind]
    name = NAMES[number % len(NAMES)]
    holes = template.count("{}") - 1
    fills = [words_of(f"{number} {kind} {hole}", 4 + (number + 3 * kind + hole) % 7) for hole in range(holes)]
    return template.format(*([*fills[:1], name] if kind == 2 else [name, *fills]))


def article(number: int, facts: list[int], title: bool = True, outlet: str = "المرصد") -> Article:  # noqa: FBT001, FBT002
    return Article(
        id=f"{outlet}-{number}",
        outlet=outlet,
        title=f"مشروع جديد في {NAMES[number % len(NAMES)]}" if title else "",
        paragraphs=tuple(fact(number, kind) for kind in facts),
        category=("سياسة", "اقتصاد", "رياضة")[number % 3],
    )


def story(number: int, facts: list[int] | None = None) -> Story:
    return Story(lead=article(number, facts if facts is not None else list(range(len(FACTS)))), score=float(-number))


def seconds_of(digests: list[Digest]) -> float:
    return sum(one.seconds for one in digests)


STORIES = st.lists(
    st.builds(
        lambda number, facts, title: Story(lead=article(number, facts, title)),
        st.integers(0, 11),
        st.lists(st.integers(0, len(FACTS) - 1), min_size=1, max_size=9),
        st.booleans(),
    ),
    max_size=10,
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STORIES, st.floats(1, 400), st.integers(0, 3))
def test_never_over_the_budget_never_dangling_always_the_same(
    given_stories: list[Story], budget_s: float, longer: int
) -> None:
    def speak_length(text: str) -> int:
        return len(text) + longer * text.count(" ")

    digests = running_order(given_stories, budget_s, RATE, None, speak_length)
    assert seconds_of(digests) <= budget_s
    assert digests == running_order(given_stories, budget_s, RATE, None, speak_length)
    for digest in digests:
        paragraphs = digest.story.lead.paragraphs
        read = [choice.index for choice in digest.choices]
        leaning = needs(paragraphs)
        assert read == sorted(set(read))
        assert not leaning[read[0]]
        assert all(index - 1 in read for index in read if leaning[index])
        assert digest.headline
        spoken = sum(speak_length(choice.text) for choice in digest.choices)
        spoken += speak_length(digest.headline) if digest.story.lead.title else 0
        assert digest.seconds >= spoken / RATE


@pytest.mark.parametrize("budget_s", [45, 60, 90, 120, 180, 240, 286, 300, 400, 500])
@pytest.mark.parametrize("stretch", [1.0, 1.17])
def test_with_news_enough_the_time_is_used(budget_s: float, stretch: float) -> None:
    digests = running_order(
        [story(n) for n in range(12)], budget_s, RATE, None, lambda text: round(stretch * len(text))
    )
    assert 0.95 * budget_s <= seconds_of(digests) <= budget_s


def test_the_top_story_gets_more_than_the_rest() -> None:
    digests = running_order([story(n) for n in range(12)], 286, RATE)
    assert digests[0].seconds > max(one.seconds for one in digests[1:])
    assert digests[0].seconds <= 95
    assert all(20 <= one.seconds <= 65 for one in digests[1:])
    assert len(digests) >= 4


def test_one_long_article_fills_its_time_alone() -> None:
    (digest,) = running_order([story(0)], 60, RATE)
    assert 57 <= digest.seconds <= 60


def test_an_article_shorter_than_the_time_is_read_whole() -> None:
    (digest,) = running_order([story(0, [0, 4])], 300, RATE)
    assert [choice.index for choice in digest.choices] == [0, 1]


def test_a_lead_longer_than_the_time_gives_its_first_sentences() -> None:
    long = "افتتح المجلس مشروعا جديدا في المدينة القديمة. " * 12
    (digest,) = running_order(
        [Story(lead=article(0, [0]).__class__(id="1", outlet="", title="خبر", paragraphs=(long,)))], 20, RATE
    )
    assert digest.seconds <= 20
    assert digest.choices[0].text.endswith("القديمة.")
    assert "first sentences" in digest.choices[0].reason


def test_nothing_fits_nothing_is_told() -> None:
    assert running_order([story(0)], 2, RATE) == []
    assert running_order([], 300, RATE) == []


def test_a_lost_lead_does_not_open_the_story() -> None:
    lead = article(0, [3, 2, 4, 6], title=False)
    (digest,) = running_order([Story(lead=lead)], 60, RATE)
    assert [choice.index for choice in digest.choices] == [2, 3]
    assert digest.choices[0].text.startswith("قال أحد المهندسين"), "the conjunction goes with the paragraph it tied to"
    assert digest.choices[0].text.startswith(digest.headline)


def test_facts_told_in_one_story_are_not_told_in_the_next() -> None:
    twin = Story(lead=Article(id="2", outlet="صدى", title="خبر آخر", paragraphs=(fact(8, 8), fact(0, 1))))
    first, second = running_order([story(0, [0, 1, 6]), twin], 200, RATE)
    assert fact(0, 1) in [choice.text for choice in first.choices]
    assert [choice.index for choice in second.choices] == [0]


def test_settings_choose_and_order() -> None:
    news = [story(n) for n in range(9)]

    def order(**wishes: object) -> list[str]:
        return [one.story.lead.id for one in running_order(news, 600, RATE, DigestSettings(**wishes))]  # type: ignore[arg-type]

    plain = order()
    assert plain[:3] == ["المرصد-0", "المرصد-1", "المرصد-2"]
    assert order(must_have=("المتحف",))[0] == "المرصد-3"
    assert "المرصد-1" not in order(must_not=("ميناء",)), "also behind the article"
    assert order(categories=("رياضة", "سياسة"))[:3] == ["المرصد-2", "المرصد-5", "المرصد-8"]
    limited = order(category_limit=1)
    assert limited == ["المرصد-0", "المرصد-1", "المرصد-2"]
    assert len(order(most_stories=2)) == 2


def test_every_choice_says_why() -> None:
    for digest in running_order([story(n) for n in range(4)], 200, RATE):
        assert digest.choices[0].reason == "lead"
        assert all(choice.reason for choice in digest.choices)


def test_stories_of_one_topic_stand_side_by_side() -> None:
    news = [Story(lead=article(n, [0, 6, 8]), topic="a" if n in (0, 2) else "") for n in range(4)]
    digests = running_order(news, 400, RATE)
    assert [one.story.lead.id for one in digests] == ["المرصد-0", "المرصد-2", "المرصد-1", "المرصد-3"]


def test_time_is_asked_in_spoken_letters() -> None:
    asked: list[str] = []

    def speak_length(text: str) -> int:
        asked.append(text)
        return 2 * len(text)

    digests = running_order([story(0)], 100, RATE, None, speak_length)
    assert seconds_of(digests) <= 100
    assert len(asked) == len(set(asked)), "each text is spoken once"
    written = sum(len(choice.text) for choice in digests[0].choices)
    assert 2 * written / RATE <= 100


def test_grouped_articles_become_one_digest_that_names_both() -> None:
    pair = [article(0, [0, 1, 4, 6]), article(0, [0, 4, 8], outlet="صدى")]
    (digest,) = running_order(stories(pair, NOW), 120, RATE)
    assert {one.outlet for one in digest.story.articles} == {"المرصد", "صدى"}
