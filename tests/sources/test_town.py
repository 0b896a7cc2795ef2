"""Six outlets on loopback become a briefing of five minutes; the second run of a day tells nothing twice."""

from __future__ import annotations

import socket
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from briefing.choosing.digest import running_order
from briefing.choosing.stories import stories
from briefing.show import Reference
from briefing.sources.feed import FeedSettings, FeedSource
from briefing.sources.gather import Gathered, gather
from briefing.sources.http import Fetcher

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)
FEEDS = ("marsad.xml", "sada.atom", "ufuq.xml", "nabd.xml", "barq.xml")


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def read_town(town: Any, copies: Path | None = None) -> Gathered:
    dead = f"127.0.0.1:{closed_port()}"
    fetcher = Fetcher(allow_private=[town.pair, dead], timeout_s=60, copies=copies)
    urls = [f"{town.url}/{name}" for name in FEEDS] + [f"http://{dead}/feed"]
    names = [""] * len(FEEDS) + ["ميت"]
    feeds = [FeedSettings(url=url, name=name) for url, name in zip(urls, names, strict=True)]
    return gather([FeedSource(feed, fetcher) for feed in feeds], None)


def test_every_outlet_is_read_and_the_dead_one_is_told(town: Any, pieces: list[Any]) -> None:
    found = read_town(town)
    assert {one.outlet for one in found.articles} == {"المرصد", "صدى اليوم", "الأفق", "النبض", "البرق"}
    assert len(found.articles) == len(pieces)
    assert len(found.notices) == 1
    assert found.notices[0].startswith("ميت: ")
    assert "Connection refused" in found.notices[0]
    assert town.most_at_once == 1, "one connection a host"


def test_paragraphs_come_whole_and_without_furniture(town: Any, pieces: list[Any]) -> None:
    by_title = {one.title: one for one in read_town(town).articles}
    for piece in pieces:
        assert list(by_title[piece.title].paragraphs) == [
            text.replace("“", "«").replace("”", "»") for text in piece.paragraphs
        ], piece.title


def test_dates_are_read_where_there_are_any(town: Any) -> None:
    for one in read_town(town).articles:
        if one.outlet in ("النبض", "البرق"):
            assert one.published is None
        else:
            assert one.published is not None
            assert (one.published.day, one.published.hour) == (24, 1), one.outlet


def test_relative_links_lead_to_their_pages(town: Any) -> None:
    urls = {one.outlet: one.url for one in read_town(town).articles}
    assert urls["صدى اليوم"].startswith(f"{town.url}/sada/")
    assert urls["النبض"].startswith(f"{town.url}/nabd/")


@pytest.mark.parametrize("minutes", [1.0, 2.0, 3.0, 5.0])
def test_the_briefing_fits_its_time(town: Any, minutes: float) -> None:
    order = stories(read_town(town).articles, NOW)
    digests = running_order(order, minutes * 60, 13.5)
    seconds = sum(one.seconds for one in digests)
    assert 0.95 * minutes * 60 <= seconds <= minutes * 60


def test_articles_on_one_event_are_one_story(town: Any, pieces: list[Any]) -> None:
    order = stories(read_town(town).articles, NOW)
    event = {piece.title: piece.event for piece in pieces}
    assert [{event[one.title] for one in story.articles} for story in order] == [
        {event[story.lead.title]} for story in order
    ], "no story mixes events"
    assert len(order) == len({piece.event for piece in pieces}), "no event is told by two stories"
    assert event[order[0].lead.title] == "flood", "three outlets weigh most"


def test_a_second_run_tells_nothing_twice_and_asks_only_for_changes(town: Any, tmp_path: Path) -> None:
    first = read_town(town, tmp_path)
    digests = running_order(stories(first.articles, NOW), 120, 13.5)
    told = [
        Reference(article_id=one.id, outlet=one.outlet, title=one.title, url=one.url, digest=one.fingerprint)
        for digest in digests
        for one in digest.story.articles
    ]
    asked = sum(count for path, count in town.asked.items() if path.count("/") > 1)
    second = read_town(town, tmp_path)
    assert town.answered[304] == len(FEEDS)
    assert sum(count for path, count in town.asked.items() if path.count("/") > 1) == asked, "no page is fetched again"
    assert second.articles == first.articles
    again = running_order(stories(second.articles, NOW, told), 120, 13.5)
    assert again
    told_ids = {one.article_id for one in told}
    assert not told_ids & {one.id for digest in again for one in digest.story.articles}
    assert not any(digest.story.update for digest in again)
