"""The feed of any words and any number of episodes: valid, within its sizes, each episode once, always the same."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from briefing.publish.entries import Entry
from briefing.publish.feed import document
from briefing.publish.notes import notes
from briefing.publish.surface import split
from briefing.show import Chapter, Episode, Reference, Show
from tests.publish.episodes import DAY, FRAME, episode, feed
from tests.publish.walk.site import one

HOSTILE = [
    "A & B <script>alert(1)</script>",
    "]]> <![CDATA[",
    "نص\x00\x0b\ufffe\ud800",
    "\u202eقلب\u202c",
    "\"quotes\" 'and' &amp; &#0; &nbsp;",
    "م" * 1_000_000,
    "\r\n\t",
    "👩‍👧‍👦🇸🇦",
]


@pytest.mark.parametrize("bad", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_words_leave_a_valid_feed(show: Show, bad: str) -> None:
    item = episode(
        title=bad,
        summary=bad,
        chapters=tuple(Chapter(start_ms=n * 1000, title=bad, url=bad) for n in range(4)),
        references=(Reference(article_id=bad, outlet=bad, title=bad, url="javascript:" + bad),),
        notices=(bad,),
    )
    whole = replace(show, title=bad, author=bad, description=bad, copyright=bad, presenter=bad)
    content = feed(whole, [item], FRAME)
    assert not feedparser.parse(content).bozo
    tree = etree.fromstring(content)
    assert one(tree, "//item/title/text()").strip()
    for description in tree.xpath("//description"):
        assert len((description.text or "").encode()) <= 4000
        assert "<script" not in (description.text or "")
    assert not re.search("[\u202a-\u202e\ufffd]", content.decode())
    etree.fromstring("<t>" + one(tree, "//item/description/text()") + "</t>")


@settings(max_examples=60)
@given(
    st.text(max_size=6000), st.lists(st.text(max_size=400), max_size=40), st.lists(st.text(max_size=300), max_size=40),
    st.integers(40, 4000),
)  # fmt: skip
def test_notes_fit_and_are_closed(summary: str, heads: list[str], sources: list[str], limit: int) -> None:
    item = episode(
        summary=summary,
        chapters=tuple(Chapter(start_ms=n * 1000, title=head) for n, head in enumerate(heads)),
        references=tuple(Reference(article_id="x", outlet="", title=title, url="https://e.org/") for title in sources),
    )
    text = notes(item, limit)
    assert len(text.encode()) <= limit
    tags = {element.tag for element in etree.fromstring(f"<t>{text}</t>").iter()}
    assert tags <= {"t", "p", "ul", "li", "a", "br"}


def many(count: int) -> list[Episode]:
    heads = [f"عنوان طويل لقصة من قصص اليوم رقم {n} في نشرة الأخبار العربية" for n in range(10)]
    chapters = tuple(
        Chapter(start_ms=n * 60_000, title=head, url="https://example.org/a/b/c") for n, head in enumerate(heads)
    )
    references = tuple(
        Reference(article_id=str(n), outlet="وكالة", title=head, url="https://example.org/")
        for n, head in enumerate(heads)
    )
    return [episode(DAY - timedelta(n), chapters=chapters, references=references) for n in range(count)]


def test_a_thousand_episodes_stay_below_two_megabytes(show: Show) -> None:
    content = feed(show, many(1000), FRAME)
    assert len(content) < 2_000_000
    tree = etree.fromstring(content)
    assert len(tree.xpath("//item")) == 1000
    assert all(len(link) for link in tree.xpath("//item/link/text()"))


def test_archives_hold_every_episode_once_and_stay(show: Show) -> None:
    everything = [Entry.of(one) for one in many(2500)]
    current, archives = split(everything)
    assert len(current) <= 1000
    told = [one.episode.guid for _, some in archives for one in some] + [one.episode.guid for one in current]
    assert sorted(told) == sorted(one.episode.guid for one in everything)
    after = split([Entry.of(episode(DAY + timedelta(1))), *everything])[1]
    assert after == archives
    content = etree.fromstring(
        document(show, archives[1][1], replace(FRAME, name="feed-2021.xml", older="feed-2020.xml", archive=True))
    )
    assert one(content, "//fh:archive") is not None
    assert one(content, "//a:link[@rel='self']/@href").endswith("/feed-2021.xml")
    assert one(content, "//a:link[@rel='current']/@href").endswith("/feed.xml")
    assert one(content, "//a:link[@rel='prev-archive']/@href").endswith("/feed-2020.xml")


def test_the_same_episodes_give_the_same_bytes(publish: Callable[..., Episode], tmp_path: Path) -> None:
    publish(tmp_path / "a", DAY)
    first = (tmp_path / "a" / "feed.xml").read_bytes()
    publish(tmp_path / "b", DAY)
    assert (tmp_path / "b" / "feed.xml").read_bytes() == first
