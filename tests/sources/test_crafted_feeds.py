"""Feeds made by someone who knows feedparser: an odd element costs neither time nor the entries beside it."""

from __future__ import annotations

import time

import pytest

from briefing.article import Article
from briefing.errors import SourceError
from briefing.sources.feed import FeedSettings, FeedSource, parsed_feed
from briefing.sources.http import Fetcher
from briefing.sources.references import unescaped, with_sound_references
from tests.sources.material import ITEM, answer

ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
HEAD = (
    f"<rss version='2.0' xmlns:i='{ITUNES}' xmlns:media='http://search.yahoo.com/mrss/' "
    "xmlns:gml='http://www.opengis.net/gml' xmlns:psc='http://podlove.org/simple-chapters'><channel>"
)


def titles(body: str) -> list[str]:
    return [entry.get("title", "") for entry in parsed_feed(answer(body.encode())).entries]


@pytest.mark.parametrize("element", [
    "<author>" + "a" * 300_000 + "</author>",
    "<i:keywords>" + ",".join(map(str, range(100_000))) + "</i:keywords>",
    "<media:keywords>" + ",".join(map(str, range(100_000))) + "</media:keywords>",
    "".join(f"<category>{number}</category>" for number in range(30_000)),
], ids=["author", "keywords", "media-keywords", "categories"])  # fmt: skip
def test_names_and_tags_without_end_are_passed_over_in_time(element: str) -> None:
    start_s = time.process_time()
    assert titles(f"{HEAD}<item><title>خبر</title>{element}</item>{ITEM}</channel></rss>")[0] == "خبر"
    assert time.process_time() - start_s < 15


@pytest.mark.parametrize("prefix", ["خ", "-"])
def test_a_prologue_without_end_is_not_taken_for_a_feed_in_time(prefix: str) -> None:
    start_s = time.process_time()
    body = f"<{prefix}:rss>" + "\n" * 300_000 + f"<rss version='2.0'><channel>{ITEM}</channel></rss>"
    source = FeedSource(FeedSettings(url="http://x.example/f", pages=False), Fetcher())
    with pytest.raises(Exception, match="not an RSS or Atom feed"):
        list(source.read_response(answer(body.encode()), None))
    assert time.process_time() - start_s < 10


@pytest.mark.parametrize("reference", ["&#9999999999999;", f"&#{'9' * 5000};", "&#99999999999 ", f"&#x{'f' * 4000};"])
def test_a_reference_of_many_digits_costs_no_entry(reference: str) -> None:
    odd = f"<item><title>خبر {reference}</title></item>"
    for place in (odd, odd.replace("&#", "&amp;#"), f"<title>صحيفة {reference.replace('&#', '&amp;#')}</title>"):
        source = FeedSource(FeedSettings(url="http://x.example/f", pages=False), Fetcher())
        found = list(source.read_response(answer(f"{HEAD}{place}{ITEM}</channel></rss>".encode()), None))
        assert [one.title for one in found if not isinstance(one, Exception)] == ["افتتاح مكتبة في الحي"]


@pytest.mark.parametrize(
    "element", ["<gml:pos>24.7 46.7</gml:pos>", "<psc:chapters><psc:chapter title='أ'/></psc:chapters>"]
)
def test_an_element_that_feedparser_cannot_bear_costs_no_entry(element: str) -> None:
    assert titles(f"{HEAD}<item><title>خبر</title>{element}</item>{ITEM}</channel></rss>")[1] == "افتتاح مكتبة في الحي"


@pytest.mark.parametrize("odd", [
    "<height><contributor><description>x<validity></validity></description></height>",
    "<textInput>x<media:content>x</media:content></textInput>",
    "<link>x<entry><description>x</description></entry></link>",
    "</media:group>x<content><width>x</width></content>",
])  # fmt: skip
@pytest.mark.parametrize("place", ["<item><title>خبر</title>{}</item>", "{}"], ids=["in-an-entry", "in-the-channel"])
def test_a_place_at_which_feedparser_gives_up_costs_no_other_entry(odd: str, place: str) -> None:
    source = FeedSource(FeedSettings(url="http://x.example/f", pages=False), Fetcher())
    body = f"{HEAD}<title>صحيفة</title>{place.format(odd)}{ITEM}{ITEM.replace('/1<', '/2<')}</channel></rss>"
    found = [one for one in source.read_response(answer(body.encode()), None) if isinstance(one, Article)]
    assert [one.url for one in found] == ["http://good.example/1", "http://good.example/2"]
    assert found[0].outlet in ({"صحيفة"} if "item" in place else {"صحيفة", "x.example"})


@pytest.mark.parametrize("unclosed", [
    "<x:body xmlns:x='http://www.w3.org/1999/xhtml'>", "<media:title>", "<body><channel></channel>", "<![CDATA[ x",
    "<!-- x", "<description><![CDATA[x</description>", "<description>&lt;p",
    "<source>x",
])  # fmt: skip
def test_an_entry_without_its_end_swallows_no_other(unclosed: str) -> None:
    source = FeedSource(FeedSettings(url="http://x.example/f", pages=False), Fetcher())
    body = f"{HEAD}<item><title>خبر</title>{unclosed}</item>{ITEM}{ITEM.replace('/1<', '/2<')}</channel></rss>"
    found = [one for one in source.read_response(answer(body.encode()), None) if isinstance(one, Article)]
    assert [one.url for one in found] == ["http://good.example/1", "http://good.example/2"]


def test_what_a_comment_holds_is_no_entry() -> None:
    old = ITEM.replace("/1<", "/old<")
    body = f"{HEAD}<!-- {old} --><item><title>خبر</title><body></item>{ITEM}</channel></rss>"
    assert [entry.get("link") for entry in parsed_feed(answer(body.encode())).entries] == [
        None,
        "http://good.example/1",
    ]


def test_entries_at_which_feedparser_gives_up_are_told() -> None:
    source = FeedSource(FeedSettings(url="http://x.example/f", pages=False), Fetcher())
    odd = "<item><textInput>x<media:content>x</media:content></textInput></item>"
    found = list(source.read_response(answer(f"{HEAD}{odd}{ITEM}{odd}</channel></rss>".encode()), None))
    assert [str(one) for one in found if isinstance(one, SourceError)] == [
        "x.example: 2 of its entries cannot be read, left out; tell its maker"
    ]
    with pytest.raises(SourceError, match="not a readable feed"):
        list(source.read_response(answer(f"{HEAD}{odd}{odd}</channel></rss>".encode()), None))


def test_references_are_read_or_made_a_sign_of_none() -> None:
    assert unescaped("&#1632;&#x660;&amp;&#0;&#xD800;") == "٠٠&\ufffd\ufffd"
    assert with_sound_references(f"&#&#0;{'9' * 5000};") == f"&#\ufffd{'9' * 5000};"
    assert unescaped(f"&#{'9' * 5000};أ") == "\ufffdأ"


def test_a_link_without_end_stands_nowhere() -> None:
    link = f"<link>http://x.example/{'a' * 2_000_000}</link>"
    good = ITEM.replace("<link>http://good.example/1</link>", link)
    body = f"{HEAD}<item><title>قصير</title>{link}<description>نص</description></item>{good}</channel></rss>"
    source = FeedSource(FeedSettings(url="http://x.example/f", pages=False), Fetcher())
    refused, found = source.read_response(answer(body.encode()), None)
    assert len(str(refused)) < 200
    assert isinstance(found, Article)
    assert found.url == ""
