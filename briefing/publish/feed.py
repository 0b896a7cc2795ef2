"""The feed: RSS 2.0 with the namespaces of iTunes, Podcasting 2.0, Podlove chapters and Atom.

What each element must hold: Apple, "A Podcaster's Guide to RSS"; Podcast Standards Project, PSP-1; the Podcast
Namespace (https://podcastindex.org/namespace/1.0); RFC 5005 for the archive documents.
"""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from email.utils import format_datetime
from typing import TYPE_CHECKING

from lxml import etree

from briefing.publish import clean
from briefing.publish.item import NAMESPACES, add, item

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from briefing.publish.entries import Entry
    from briefing.show import Episode, Schedule, Show

# Podcast Namespace, "guid": the UUIDv5 namespace of podcast:guid.
_PODCAST_GUIDS = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")

_DAYS = (
    ("MO", "الاثنين"), ("TU", "الثلاثاء"), ("WE", "الأربعاء"), ("TH", "الخميس"), ("FR", "الجمعة"), ("SA", "السبت"),
    ("SU", "الأحد"),
)  # fmt: skip

_PERSON_LETTERS = 128  # Podcast Namespace, "person": aggregators may cut what is longer

# The feed stays below 2 MB: items that no longer fit keep a short note and their WebVTT transcript.
_FEED_BYTES = 1_850_000
_LEAN_ITEM_BYTES = 1_800


@dataclass(frozen=True, kw_only=True, slots=True)
class Frame:
    """What a feed document needs besides the show and its episodes.

    Attributes:
        guid: the show's ``podcast:guid``.
        cover: file name of the cover.
        name: file name of this document.
        older: file name of the archive document before this one (RFC 5005, section 4), empty for none.
        archive: whether this is an archive document.
        key: what an archive document was made from, kept in it as a comment, so that it need not be made again.
        changed: when something but an episode's publication changed last.
        moved: whether the show had another feed address before.
    """

    guid: str
    cover: str
    name: str = "feed.xml"
    older: str = ""
    archive: bool = False
    key: str = ""
    changed: datetime | None = None
    moved: bool = False


def podcast_guid(feed_url: str) -> str:
    """UUIDv5 of the feed's address without scheme and trailing slashes (Podcast Namespace, "guid")."""
    return str(uuid.uuid5(_PODCAST_GUIDS, re.sub(r"^[a-z]+://", "", feed_url).rstrip("/")))


def document(show: Show, entries: Sequence[Entry], frame: Frame) -> bytes:
    """One feed document; the same bytes for the same arguments.

    Args:
        show: the channel.
        entries: its episodes, newest first.
        frame: the rest.
    """
    root = etree.Element("rss", {"version": "2.0"}, nsmap=NAMESPACES)
    channel = etree.SubElement(root, "channel")
    if frame.key:
        channel.append(etree.Comment(frame.key))
    _describe(channel, show, frame)
    times = [entry.published for entry in entries] + ([frame.changed] if frame.changed else [])
    if times:
        add(channel, "lastBuildDate", format_datetime(max(times)))
    whole = bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))
    end = whole.rindex(b"  </channel>")
    return b"".join([whole[:end], *_items(show, entries), whole[end:]])


def frequency(schedule: Schedule) -> tuple[str, str]:
    """How often there is an episode (Podcast Namespace, "updateFrequency"): in words, and as RFC 5545, 3.3.10 has it.

    A rule names the hours where there are several a day, so that it counts right. They are those of the show's own
    clock, which RFC 5545 calls floating: the tag has no place for a zone.
    """
    days = sorted(schedule.weekdays, key=lambda day: (day + 1) % 7)  # an Arab week begins with Saturday
    codes, names = zip(*(_DAYS[day - 1] for day in days), strict=True)
    rule = "FREQ=DAILY" if len(days) == 7 else f"FREQ=WEEKLY;BYDAY={','.join(codes)}"
    said = {7: "يوميًّا", 1: f"أسبوعيًّا، يوم {names[0]}", 2: f"يومي {' و'.join(names)}"}
    words = said.get(len(days), f"أيام {' و'.join(names)}")
    if count := len(schedule.times):
        rule += f";BYHOUR={','.join(str(int(hour)) for hour in sorted({at[:2] for at in schedule.times}))}"
        words += "، مرتين في اليوم" if count == 2 else f"، {count} {'مرات' if count <= 10 else 'مرة'} في اليوم"
    return words, rule


def _items(show: Show, entries: Sequence[Entry]) -> list[bytes]:
    """The newest items in full, as many as fit beside all others in short."""

    def full(episode: Episode) -> bytes:
        return item(show, episode, full=True)

    def lean(episode: Episode) -> bytes:
        return item(show, episode, full=False)

    room = _FEED_BYTES - _LEAN_ITEM_BYTES * len(entries)
    made: list[bytes] = []
    for entry in entries:
        content = entry.piece("full", full) if room > 0 else b""
        room -= max(0, len(content) - _LEAN_ITEM_BYTES)
        made.append(content if room > 0 else entry.piece("lean", lean))
    return made


def _describe(channel: etree._Element, show: Show, frame: Frame) -> None:
    """The channel's own elements."""
    title = _title(show)
    link = clean.url(show.link) or f"{show.base_url}/"
    cover = f"{show.base_url}/{frame.cover}"
    author = _author(show)
    add(channel, "title", title)
    add(channel, "link", link)
    description = clean.text(clean.unmarked(show.description))
    add(channel, "description", clean.cut(description or title, clean.DESCRIPTION_BYTES))
    add(channel, "language", show.language)
    _links(channel, show, frame)
    rights = clean.title(
        re.sub(r"^\s*(?:(?:©|\([cC]\)|copyright\b|[0-9]{4}\b)\s*)*", "", show.copyright or author, flags=re.IGNORECASE)
    )
    if rights:
        add(channel, "copyright", rights)
    add(channel, "generator", "arabic-briefing")
    image = add(channel, "image")
    add(image, "url", cover)
    add(image, "title", title)
    add(image, "link", link)
    add(channel, "itunes:author", author)
    add(channel, "itunes:image", href=cover)
    category = add(channel, "itunes:category", text=show.categories[0])
    for name in show.categories[1:2]:
        add(category, "itunes:category", text=name)
    add(channel, "itunes:explicit", "true" if show.explicit else "false")
    add(channel, "itunes:type", "episodic")
    owner = add(channel, "itunes:owner")
    add(owner, "itunes:name", author)
    add(owner, "itunes:email", clean.title(show.email))
    if frame.moved:
        add(channel, "itunes:new-feed-url", f"{show.base_url}/feed.xml")
    _podcast(channel, show, frame.guid)


def _podcast(channel: etree._Element, show: Show, guid: str) -> None:
    """The channel's elements of the Podcast Namespace."""
    add(channel, "podcast:guid", guid)
    add(channel, "podcast:locked", "yes", owner=clean.title(show.email))
    add(channel, "podcast:medium", "podcast")
    words, rule = frequency(show.schedule)
    add(channel, "podcast:updateFrequency", words, rrule=rule)
    host = clean.title(clean.plain(show.presenter) or _author(show), _PERSON_LETTERS)
    add(channel, "podcast:person", host, role="host", group="cast")


def _title(show: Show) -> str:
    return clean.plain(show.title) or show.id


def _author(show: Show) -> str:
    return clean.plain(show.author) or _title(show)


def _links(channel: etree._Element, show: Show, frame: Frame) -> None:
    rss = "application/rss+xml"
    add(channel, "atom:link", href=f"{show.base_url}/{frame.name}", rel="self", type=rss)
    if show.hub and not frame.archive:
        add(channel, "atom:link", href=show.hub, rel="hub")
    if frame.archive:
        add(channel, "fh:archive")
        add(channel, "atom:link", href=f"{show.base_url}/feed.xml", rel="current", type=rss)
    if frame.older:
        add(channel, "atom:link", href=f"{show.base_url}/{frame.older}", rel="prev-archive", type=rss)
