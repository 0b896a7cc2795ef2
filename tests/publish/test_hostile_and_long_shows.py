"""Words that mean harm, and shows of many years, from the library through the server to a reader."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import feedparser
import httpx
import pytest
from lxml import etree, html

from briefing.publish import surface
from briefing.publish.library import Library
from briefing.publish.serve import serving
from briefing.show import Chapter, Episode, Reference, Show
from tests.publish.walk.site import every, one

DAY = date(2026, 11, 24)
Publish = Callable[..., Episode]
HOSTILE = {
    "script": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "cdata": "]]> <![CDATA[ ]]&gt; <!-- --> <?x?>",
    "nul": "نص\x00\x0b\x1b\ufffe\uffff",
    "surrogate": "نص\ud800نص\udfff",
    "bidi": "\u202eقلب\u2066\u200f\u061c",
    "entities": "&amp;lt;script&amp;gt; &#0; &#x202e; &bogus; &",
    "long": "<" * 300_000 + "م" * 700_000,
    "blank": "\r\n\t \u00a0",
    "quotes": "\"'`= onload=alert(1) ",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_words_stay_words(tmp_path: Path, publish: Publish, show: Show, kind: str) -> None:
    bad = HOSTILE[kind]
    publish(
        tmp_path,
        DAY,
        title=bad,
        summary=bad,
        chapters=tuple(Chapter(start_ms=n * 1000, title=f"{n} {bad}", url=f"javascript:{bad}") for n in range(4)),
        references=(Reference(article_id=bad, outlet=bad, title=bad, url=f"https://e.org/{bad[:200]}"),),
        notices=(bad,),
    )
    for _ in range(2):  # once made, once from what is remembered
        Library(tmp_path).rebuild(show)
        content = (tmp_path / "feed.xml").read_bytes()
        assert not feedparser.parse(content).bozo
        item = one(etree.fromstring(content), "//item")
        assert one(item, "title/text()").strip()
        notes = one(item, "description/text()")
        assert len(notes.encode()) <= 4000
        assert {str(tag.tag) for tag in etree.fromstring(f"<t>{notes}</t>").iter()} <= {"t", "p", "ul", "li", "a", "br"}
        assert not every(item, "psc:chapters/psc:chapter/@href")
        assert len(content) < 60_000
    assert json.loads((tmp_path / "search.json").read_bytes())
    for path in (tmp_path / "index.html", tmp_path / "episodes" / str(DAY) / "index.html"):
        tree = html.fromstring(path.read_bytes())
        assert len(tree.xpath("//script")) <= 2
        assert not tree.xpath("//@onerror | //@onload | //a[starts-with(@href, 'javascript')] | //img[@src='x']")


def test_the_archives_of_many_years_lead_to_the_first_episode(
    tmp_path: Path, publish: Publish, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    """RFC 5005, section 4: rows P01 to P04."""
    monkeypatch.setattr(surface, "FEED_ITEMS", 2)
    days = [date(year, month, 1) for year in (2022, 2024, 2025, 2026) for month in (3, 9)]
    for day in days:
        publish(tmp_path, day)
    publish(tmp_path, date(2024, 3, 1), title="مصححة")
    address, seen, guids = f"{show.base_url}/feed.xml", [], []
    with (
        serving(tmp_path, "127.0.0.1", 0) as port,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=60) as client,
    ):
        while address:
            assert address not in seen, "a loop"
            answer = client.get(address.removeprefix(show.base_url))
            assert answer.status_code == 200
            channel = one(etree.fromstring(answer.content), "/rss/channel")
            assert one(channel, "a:link[@rel='self']/@href") == address
            assert len(every(channel, "fh:archive")) == bool(seen)
            assert not seen or one(channel, "a:link[@rel='current']/@href") == f"{show.base_url}/feed.xml"
            seen.append(address)
            guids += every(channel, "item/guid/text()")
            address = next(iter(every(channel, "a:link[@rel='prev-archive']/@href")), "")
    assert len(seen) == 4
    assert guids == [f"moojaz-{day}" for day in reversed(days)]


@pytest.mark.parametrize("words", [{"presenter": "سلمى " * 60}, {"presenter": "", "author": "غرفة " * 60}])
def test_a_long_presenter_is_cut_where_aggregators_would(
    publish: Publish, show: Show, tmp_path: Path, words: dict[str, str]
) -> None:
    """Podcast Namespace, "person": at most 128 letters."""
    publish(tmp_path, DAY, show=replace(show, **words))
    feed = etree.fromstring((tmp_path / "feed.xml").read_bytes())
    (person,) = feed.xpath("/rss/channel/*[local-name()='person']/text()")
    assert 100 < len(person) <= 128
