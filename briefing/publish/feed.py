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

from briefing.publish import chapters, clean
from briefing.publish.folders import folder_name
from briefing.publish.notes import notes, summary

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from briefing.show import Episode, Show

ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
PODCAST = "https://podcastindex.org/namespace/1.0"
PSC = "http://podlove.org/simple-chapters"
ATOM = "http://www.w3.org/2005/Atom"
HISTORY = "http://purl.org/syndication/history/1.0"
_NAMESPACES = {"itunes": ITUNES, "podcast": PODCAST, "psc": PSC, "atom": ATOM, "fh": HISTORY}

# Podcast Namespace, "guid": the UUIDv5 namespace of podcast:guid.
_PODCAST_GUIDS = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")

# The feed stays below 2 MB: items that no longer fit keep a short note and their WebVTT transcript.
_FEED_BYTES = 1_850_000
_LEAN_ITEM_BYTES = 1_300
_LEAN_NOTES_BYTES = 300

_TRANSCRIPTS = (("vtt", "text/vtt"), ("srt", "application/x-subrip"), ("transcript", "application/json"))


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


def feed(show: Show, episodes: Sequence[Episode], frame: Frame) -> bytes:
    """One feed document; the same bytes for the same arguments.

    Args:
        show: the channel.
        episodes: newest first.
        frame: the rest.
    """
    root = etree.Element("rss", {"version": "2.0"}, nsmap=_NAMESPACES)
    channel = etree.SubElement(root, "channel")
    if frame.key:
        channel.append(etree.Comment(frame.key))
    _describe(channel, show, frame)
    times = [episode.published for episode in episodes] + ([frame.changed] if frame.changed else [])
    if times:
        _add(channel, "lastBuildDate", format_datetime(max(times)))
    room = _FEED_BYTES - _LEAN_ITEM_BYTES * len(episodes)
    for episode in episodes:
        item = etree.SubElement(channel, "item")
        room -= _fill(item, show, episode, full=room > 0)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _add(parent: etree._Element, tag: str, content: str | etree.CDATA = "", **attributes: str) -> etree._Element:
    prefix, _, name = tag.rpartition(":")
    element = etree.SubElement(parent, f"{{{_NAMESPACES[prefix]}}}{name}" if prefix else name, attributes)
    if content:
        element.text = content
    return element


def _describe(channel: etree._Element, show: Show, frame: Frame) -> None:
    """The channel's own elements."""
    title = clean.plain(show.title) or show.id
    link = clean.url(show.link) or f"{show.base_url}/"
    cover = f"{show.base_url}/{frame.cover}"
    author = clean.plain(show.author) or title
    _add(channel, "title", title)
    _add(channel, "link", link)
    description = clean.text(clean.unmarked(show.description))
    _add(channel, "description", clean.cut(description or title, clean.DESCRIPTION_BYTES))
    _add(channel, "language", show.language)
    _links(channel, show, frame)
    rights = clean.title(
        re.sub(r"^\s*(?:(?:©|\([cC]\)|copyright\b|[0-9]{4}\b)\s*)*", "", show.copyright or author, flags=re.IGNORECASE)
    )
    if rights:
        _add(channel, "copyright", rights)
    _add(channel, "generator", "arabic-briefing")
    image = _add(channel, "image")
    _add(image, "url", cover)
    _add(image, "title", title)
    _add(image, "link", link)
    _add(channel, "itunes:author", author)
    _add(channel, "itunes:image", href=cover)
    category = _add(channel, "itunes:category", text=show.categories[0])
    for name in show.categories[1:2]:
        _add(category, "itunes:category", text=name)
    _add(channel, "itunes:explicit", "true" if show.explicit else "false")
    _add(channel, "itunes:type", "episodic")
    owner = _add(channel, "itunes:owner")
    _add(owner, "itunes:name", author)
    _add(owner, "itunes:email", clean.title(show.email))
    if frame.moved:
        _add(channel, "itunes:new-feed-url", f"{show.base_url}/feed.xml")
    _add(channel, "podcast:guid", frame.guid)
    _add(channel, "podcast:locked", "yes", owner=clean.title(show.email))
    _add(channel, "podcast:medium", "podcast")
    _add(channel, "podcast:updateFrequency", "يوميًّا", rrule="FREQ=DAILY")
    _add(channel, "podcast:person", clean.plain(show.presenter) or author, role="host", group="cast")


def _links(channel: etree._Element, show: Show, frame: Frame) -> None:
    rss = "application/rss+xml"
    _add(channel, "atom:link", href=f"{show.base_url}/{frame.name}", rel="self", type=rss)
    if show.hub and not frame.archive:
        _add(channel, "atom:link", href=show.hub, rel="hub")
    if frame.archive:
        _add(channel, "fh:archive")
        _add(channel, "atom:link", href=f"{show.base_url}/feed.xml", rel="current", type=rss)
    if frame.older:
        _add(channel, "atom:link", href=f"{show.base_url}/{frame.older}", rel="prev-archive", type=rss)


def _fill(item: etree._Element, show: Show, episode: Episode, *, full: bool) -> int:
    """One item; returns how many bytes it has beyond a lean one, roughly."""
    base = f"{show.base_url}/episodes/{folder_name(episode.date, episode.revision, episode.slot)}"
    _add(item, "title", clean.plain(episode.title) or episode.date.isoformat())
    _add(item, "link", f"{base}/")
    _add(item, "guid", clean.title(episode.guid), isPermaLink="false")
    _add(item, "pubDate", format_datetime(episode.published))
    text = notes(episode) if full else summary(episode, _LEAN_NOTES_BYTES)
    _add(item, "description", etree.CDATA(text))
    audio = f"{base}/{episode.files['audio']}"
    _add(item, "enclosure", url=audio, length=str(episode.audio_bytes), type="audio/mpeg")
    _add(item, "itunes:duration", str(max(1, round(episode.duration_ms / 1000))))
    _add(item, "itunes:explicit", "true" if show.explicit else "false")
    _add(item, "itunes:episodeType", "full")
    for role, kind in _TRANSCRIPTS if full else _TRANSCRIPTS[:1]:
        if role in episode.files:
            _add(item, "podcast:transcript", url=f"{base}/{episode.files[role]}", type=kind, language=show.language)
    if "chapters" in episode.files:
        _add(item, "podcast:chapters", url=f"{base}/{episode.files['chapters']}", type="application/json+chapters")
    return len(text.encode()) + 2 * len(audio) + _podlove(item, episode) if full else 0


def _podlove(item: etree._Element, episode: Episode) -> int:
    """Podlove Simple Chapters 1.2, which Spotify and gPodder read; returns their bytes, roughly."""
    kept = chapters.rising(episode.chapters)
    if not kept:
        return 0
    spent = 0
    block = _add(item, "psc:chapters", version="1.2")
    for chapter in kept:
        milliseconds = chapter.start_ms
        start = f"{chapters.clock(milliseconds, hours=True):0>8}.{milliseconds % 1000:03}"
        row = {"start": start, "title": chapter.title}
        if chapter.url:
            row["href"] = chapter.url
        _add(block, "psc:chapter", **row)
        spent += sum(len(value.encode()) for value in row.values()) + 50
    return spent
