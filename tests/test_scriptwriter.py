"""The running order becomes a script: what is said, in which order, with which pauses."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from briefing.arabic.spoken import Style
from briefing.article import Article, Story
from briefing.choosing.digest import running_order
from briefing.config.sections import RhythmSettings
from briefing.config.settings import DEFAULT_SHOW
from briefing.errors import SettingsError
from briefing.scriptwriter import Pen, tells, write
from briefing.show import Show

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audio.script import Script

RATE = 13.5
SLOW = RhythmSettings(headline_pause_ms=900, paragraph_pause_ms=700, story_pause_ms=1000)


class Unmarked:
    """Marks nothing; where the marks go is shown elsewhere."""

    def mark(self, paragraphs: Sequence[str]) -> list[str]:
        return list(paragraphs)


def news() -> list[Story]:
    lead = Article(
        id="1",
        title="افتتاح جسر النهر",
        paragraphs=(
            "افتتحت المدينة صباح الأحد جسرا جديدا فوق النهر بطول 340 مترا.",
            "وبلغت كلفة الجسر 12 مليون دولار وعمل فيه 250 عاملا طوال عامين كاملين.",
            "ويربط الجسر الضفتين ويختصر الطريق إلى المطار بنحو 15 دقيقة كل يوم.",
        ),
        outlet="صوت المدينة",
        url="https://example.org/1",
        published=datetime(2026, 11, 24, tzinfo=UTC),
    )
    return [Story(lead=lead)]


def script(rhythm: RhythmSettings, title: str = DEFAULT_SHOW["title"]) -> Script:
    pen = Pen(style=Style(), readings={}, marks=Unmarked(), rhythm=rhythm)  # type: ignore[arg-type]
    digests = running_order(news(), 60, RATE, rhythm=rhythm)
    return write(Show(**{**DEFAULT_SHOW, "title": title}), date(2026, 11, 24), digests, pen)


def test_opening_story_with_its_source_and_closing() -> None:
    opening, story, closing = script(RhythmSettings()).items
    assert [one.kind for one in (opening, story, closing)] == ["opening", "story", "closing"]
    assert story.title == "افتتاح جسر النهر"
    assert [one.url for one in story.links] == ["https://example.org/1"]
    written = [" ".join(part.written for part in one.sentences) for one in story.utterances]
    assert written[0] == "افتتاح جسر النهر."
    assert written[-1] == "المصدر: صوت المدينة."
    assert "ثلاثمئة وأربعين مترا" in story.utterances[1].sentences[0].spoken
    assert tells(story) == set(story.utterances[:-1])


@pytest.mark.parametrize(
    ("title", "closing"),
    [
        ("موجز الأخبار", "كان هذا موجز الأخبار."),
        ("نشرة الظهيرة", "كانت هذه نشرة الظهيرة."),
        ("«النَّشرة» المسائية", "كانت هذه «النَّشرة» المسائية."),
        ("أخبار اليوم", "كانت هذه أخبار اليوم."),
        ("أنباء الخليج", "كانت هذه أنباء الخليج."),
        ("5 دقائق مع العالم", "كانت هذه 5 دقائق مع العالم."),
        ("صوت العاصمة", "كان هذا صوت العاصمة."),
        ("BBC", "كان هذا BBC."),
    ],
)
def test_the_closing_agrees_with_the_title(title: str, closing: str) -> None:
    *_, last = script(RhythmSettings(), title).items
    assert last.kind == "closing"
    assert last.utterances[0].sentences[0].written == closing


def test_the_pauses_are_those_of_the_settings() -> None:
    _, story, _ = script(SLOW).items
    headline, *paragraphs, credit = [one.pause_after_ms for one in story.utterances]
    assert (headline, set(paragraphs), credit) == (900, {700}, 1000)


def test_longer_pauses_leave_less_time_for_words() -> None:
    quick = RhythmSettings(headline_pause_ms=0, paragraph_pause_ms=0, story_pause_ms=0)
    (short,), (long,) = running_order(news(), 60, RATE, rhythm=quick), running_order(news(), 60, RATE, rhythm=SLOW)
    silence_s = (900 + 700 * len(long.choices) + 1000) / 1000
    assert len(short.choices) == len(long.choices)
    assert long.seconds - short.seconds == pytest.approx(silence_s, abs=0.5)


@pytest.mark.parametrize("pause_ms", [-1, 1001])
def test_a_pause_that_is_none_is_refused(pause_ms: int) -> None:
    with pytest.raises(SettingsError, match=r"rhythm\.story_pause_ms"):
        RhythmSettings(story_pause_ms=pause_ms)
