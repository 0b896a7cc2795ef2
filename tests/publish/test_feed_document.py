"""The feed as directories and clients read it. Rows are named after Apple's and PSP-1's requirements."""

import locale
import re
from dataclasses import replace
from datetime import timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import feedparser
import podcastparser
import pytest
from lxml import etree

from briefing.config.settings import settings_of
from briefing.errors import SettingsError
from briefing.publish.feed import podcast_guid
from briefing.publish.notes import notes
from briefing.show import Show
from tests.publish.episodes import DAY, FRAME, episode, feed
from tests.publish.walk.site import NS, one


def test_channel(show: Show) -> None:
    content = feed(show, [episode()], FRAME)
    assert content.startswith(b"<?xml version='1.0' encoding='UTF-8'?>")
    assert b"<!DOCTYPE" not in content
    channel = one(etree.fromstring(content), "/rss[@version='2.0']/channel")
    assert one(channel, "title/text()") == "موجز الأخبار"
    assert one(channel, "link/text()") == "https://news.example.org/show/"
    assert one(channel, "description/text()")
    assert one(channel, "language/text()") == "ar"
    assert one(channel, "a:link[@rel='self']/@href") == "https://news.example.org/show/feed.xml"
    assert one(channel, "a:link[@rel='self']/@type") == "application/rss+xml"
    assert one(channel, "i:category/@text") == "News"
    assert one(channel, "i:category/i:category/@text") == "Daily News"
    assert one(channel, "i:explicit/text()") == "false"
    assert one(channel, "i:type/text()") == "episodic"
    assert one(channel, "i:author/text()") == "غرفة الأخبار"
    assert one(channel, "i:owner/i:email/text()") == "editor@example.org"
    assert one(channel, "i:owner/i:name/text()")
    assert one(channel, "i:image/@href") == "https://news.example.org/show/cover-1a2b3c4d.jpg"
    assert one(channel, "p:guid/text()") == FRAME.guid
    assert one(channel, "p:locked/text()") == "yes"
    assert one(channel, "p:locked/@owner") == "editor@example.org"
    assert one(channel, "p:medium/text()") == "podcast"
    assert one(channel, "p:updateFrequency/@rrule") == "FREQ=DAILY"
    assert one(channel, "p:person[@role='host']/text()") == "سلمى"
    for absent in ("i:new-feed-url", "i:block", "i:complete", "a:link[@rel='hub']", "fh:archive"):
        assert not channel.xpath(absent, namespaces=NS)


@pytest.mark.parametrize(
    ("edition", "words", "rule"),
    [
        ({}, "يوميًّا", "FREQ=DAILY"),
        ({"at": ["18:00"]}, "يوميًّا", "FREQ=DAILY"),
        ({"at": ["18:00", "06:30"]}, "يوميًّا، مرتين في اليوم", "FREQ=DAILY;BYHOUR=6,18"),
        ({"at": ["6:00", "06:30", "18:00"]}, "يوميًّا، 3 مرات في اليوم", "FREQ=DAILY;BYHOUR=6,18"),
        (
            {"at": [f"{hour}:00" for hour in range(11)]},
            "يوميًّا، 11 مرة في اليوم",
            "FREQ=DAILY;BYHOUR=0,1,2,3,4,5,6,7,8,9,10",
        ),
        ({"weekdays": [5]}, "أسبوعيًّا، يوم الجمعة", "FREQ=WEEKLY;BYDAY=FR"),
        ({"weekdays": [4, 7]}, "يومي الأحد والخميس", "FREQ=WEEKLY;BYDAY=SU,TH"),
        (
            {"weekdays": [1, 2, 3, 4, 7, 7], "at": ["06:00", "18:00"]},
            "أيام الأحد والاثنين والثلاثاء والأربعاء والخميس، مرتين في اليوم",
            "FREQ=WEEKLY;BYDAY=SU,MO,TU,WE,TH;BYHOUR=6,18",
        ),
    ],
)
def test_the_feed_tells_how_often_the_settings_have_an_edition(edition: dict[str, Any], words: str, rule: str) -> None:
    """Podcast Namespace, "updateFrequency"; RFC 5545, section 3.3.10."""
    tree = etree.fromstring(feed(settings_of({"edition": edition}, Path()).show, [episode()], FRAME))
    told = one(tree, "//p:updateFrequency")
    assert (told.text, dict(told.attrib)) == (words, {"rrule": rule})
    assert len(words) <= 128


def test_the_schedule_is_no_key_of_the_show() -> None:
    with pytest.raises(SettingsError, match=r"^show\.schedule: unknown key"):
        settings_of({"show": {"schedule": {"weekdays": [1]}}}, Path())


def test_item(show: Show) -> None:
    item = one(etree.fromstring(feed(show, [episode()], FRAME)), "//item")
    base = "https://news.example.org/show/episodes/2026-11-24"
    assert one(item, "guid[@isPermaLink='false']/text()") == "g-2026-11-24"
    assert one(item, "pubDate/text()") == "Tue, 24 Nov 2026 04:30:00 +0000"
    assert one(item, "link/text()") == f"{base}/"
    assert dict(one(item, "enclosure").attrib) == {
        "url": f"{base}/moojaz-2026-11-24.mp3",
        "length": "7200123",
        "type": "audio/mpeg",
    }
    assert one(item, "i:duration/text()") == "600"
    assert one(item, "i:episodeType/text()") == "full"
    kinds = {str(kind) for kind in item.xpath("p:transcript/@type", namespaces=NS)}
    assert kinds == {"text/vtt", "application/x-subrip", "application/json"}
    assert one(item, "p:chapters/@type") == "application/json+chapters"
    starts = item.xpath("psc:chapters[@version='1.2']/psc:chapter/@start", namespaces=NS)
    assert starts == ["00:00:00.000", "00:00:12.040", "00:09:50.000"]
    assert one(item, "psc:chapters/psc:chapter[2]/@href") == "https://example.org/%D8%AE%D8%A8%D8%B1"


def test_notes_hold_the_lines_that_apple_and_spotify_read() -> None:
    text = notes(episode())
    assert [line.removesuffix("<br/>") for line in text.replace("<p>", "").replace("</p>", "").split("\n")][1:4] == [
        "00:00 النشرة",
        "00:12 قمة",
        "09:50 الختام",
    ]
    assert '<a href="https://example.org/1?a=1&amp;b=2">قمة - وكالة</a>' in text
    assert "مصدر لم يُقرأ" in text


def test_the_hub_and_a_moved_feed(show: Show) -> None:
    channel = one(
        etree.fromstring(feed(replace(show, hub="https://hub.example.org/"), [], replace(FRAME, moved=True))),
        "//channel",
    )
    assert one(channel, "a:link[@rel='hub']/@href") == "https://hub.example.org/"
    assert one(channel, "i:new-feed-url/text()") == "https://news.example.org/show/feed.xml"


@pytest.mark.parametrize(
    ("address", "guid"),
    [  # Podcast Namespace, docs/tags/guid.md, examples
        ("https://mp3s.nashownotes.com/pc20rss.xml", "917393e3-1b1e-5cef-ace4-edaa54e1f810"),
        ("https://podnews.net/rss/", "9b024349-ccf0-5f69-a609-6b82873eab3c"),
        ("http://podnews.net/rss", "9b024349-ccf0-5f69-a609-6b82873eab3c"),
    ],
)
def test_podcast_guid(address: str, guid: str) -> None:
    assert podcast_guid(address) == guid


@pytest.mark.parametrize(
    "written", ["© 2026 غرفة الأخبار", "(c) غرفة الأخبار", "2026 غرفة الأخبار", "Copyright 2026 غرفة الأخبار"]
)
def test_copyright_without_sign_or_year(show: Show, written: str) -> None:
    tree = etree.fromstring(feed(replace(show, copyright=written), [], FRAME))
    assert one(tree, "//copyright/text()") == "غرفة الأخبار"


def test_dates_stay_english_with_ascii_digits_in_an_arabic_locale(show: Show) -> None:
    plain = feed(show, [episode()], FRAME)
    before = locale.setlocale(locale.LC_ALL)
    try:
        for name in ("ar_EG.UTF-8", "ar_SA.UTF-8", "C.UTF-8"):
            try:
                locale.setlocale(locale.LC_ALL, name)
            except locale.Error:
                continue
            assert feed(show, [episode()], FRAME) == plain
    finally:
        locale.setlocale(locale.LC_ALL, before)
    dates = re.findall(rb"<(?:pubDate|lastBuildDate)>([^<]+)<", plain)
    assert dates
    assert all(re.fullmatch(rb"[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8} \+0000", day) for day in dates)


def test_build_date_is_that_of_the_newest_change(show: Show) -> None:
    old, new = episode(DAY - timedelta(1)), episode()
    later = new.published + timedelta(hours=3)
    built = [parsedate_to_datetime(one(etree.fromstring(content), "//lastBuildDate/text()")) for content in (
        feed(show, [new, old], FRAME), feed(show, [new, old], replace(FRAME, changed=later)),
        feed(show, [new, old], replace(FRAME, changed=old.published)))]  # fmt: skip
    assert built == [new.published, later, new.published]


def test_other_parsers_find_no_fault(show: Show, tmp_path: Path) -> None:
    episodes = [episode(DAY - timedelta(days)) for days in range(3)]
    content = feed(show, episodes, FRAME)
    seen = feedparser.parse(content)
    assert not seen.bozo
    assert [entry.id for entry in seen.entries] == [one.guid for one in episodes]
    assert [int(entry.enclosures[0].length) for entry in seen.entries] == [7_200_123] * 3
    path = tmp_path / "feed.xml"
    path.write_bytes(content)
    with path.open("rb") as file:
        parsed = podcastparser.parse(show.base_url + "/feed.xml", file)
    assert parsed["title"] == show.title
    assert parsed["language"] == "ar"
    assert [entry["guid"] for entry in parsed["episodes"]] == [one.guid for one in episodes]
    assert [entry["total_time"] for entry in parsed["episodes"]] == [600] * 3
    assert parsed["episodes"][0]["chapters"][1] == {
        "start": 12,
        "title": "قمة",
        "href": "https://example.org/%D8%AE%D8%A8%D8%B1",
    }
