"""One episode as an item of the feed."""

from __future__ import annotations

from email.utils import format_datetime
from typing import TYPE_CHECKING

from lxml import etree

from briefing.publish import chapters, clean
from briefing.publish.folders import folder_name
from briefing.publish.notes import notes, summary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.show import Chapter, Episode, Show

ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
PODCAST = "https://podcastindex.org/namespace/1.0"
PSC = "http://podlove.org/simple-chapters"
ATOM = "http://www.w3.org/2005/Atom"
HISTORY = "http://purl.org/syndication/history/1.0"
NAMESPACES = {"itunes": ITUNES, "podcast": PODCAST, "psc": PSC, "atom": ATOM, "fh": HISTORY}

_LEAN_NOTES_BYTES = 300
_TRANSCRIPTS = (("vtt", "text/vtt"), ("srt", "application/x-subrip"), ("transcript", "application/json"))


def item(show: Show, episode: Episode, *, full: bool) -> bytes:
    """One item as it stands in the feed, indented, with its line end.

    Args:
        show: what it belongs to.
        episode: what it tells.
        full: with all notes, chapters and transcripts; else a short note, one transcript and the chapters' file.
    """
    root = etree.Element("rss", nsmap=NAMESPACES)
    made = etree.SubElement(etree.SubElement(root, "channel"), "item")
    _fill(made, show, episode, full=full)
    whole = bytes(etree.tostring(root, encoding="UTF-8", pretty_print=True))
    return whole[whole.index(b"    <item>") : whole.rindex(b"  </channel>")]


def add(parent: etree._Element, tag: str, content: str | etree.CDATA = "", **attributes: str) -> etree._Element:
    """A new element in another; the tag's prefix is one of :data:`NAMESPACES`."""
    prefix, _, name = tag.rpartition(":")
    element = etree.SubElement(parent, f"{{{NAMESPACES[prefix]}}}{name}" if prefix else name, attributes)
    if content:
        element.text = content
    return element


def _fill(item: etree._Element, show: Show, episode: Episode, *, full: bool) -> None:
    base = f"{show.base_url}/episodes/{folder_name(episode.edition, episode.revision)}"
    add(item, "title", clean.plain(episode.title) or episode.date.isoformat())
    add(item, "link", f"{base}/")
    add(item, "guid", clean.title(episode.guid), isPermaLink="false")
    add(item, "pubDate", format_datetime(episode.published))
    kept = chapters.rising(episode.chapters) if full else []
    text = notes(episode, rising=kept) if full else summary(episode, _LEAN_NOTES_BYTES)
    add(item, "description", etree.CDATA(text))
    audio = f"{base}/{episode.files['audio']}"
    add(item, "enclosure", url=audio, length=str(episode.audio_bytes), type="audio/mpeg")
    add(item, "itunes:duration", str(max(1, round(episode.duration_ms / 1000))))
    add(item, "itunes:explicit", "true" if show.explicit else "false")
    add(item, "itunes:episodeType", "full")
    for role, kind in _TRANSCRIPTS if full else _TRANSCRIPTS[:1]:
        if role in episode.files:
            add(item, "podcast:transcript", url=f"{base}/{episode.files[role]}", type=kind, language=show.language)
    if "chapters" in episode.files:
        add(item, "podcast:chapters", url=f"{base}/{episode.files['chapters']}", type="application/json+chapters")
    if kept:
        _podlove(item, kept)


def _podlove(item: etree._Element, kept: Sequence[Chapter]) -> None:
    """Podlove Simple Chapters 1.2, which Spotify and gPodder read."""
    block = add(item, "psc:chapters", version="1.2")
    for chapter in kept:
        milliseconds = chapter.start_ms
        start = f"{chapters.clock(milliseconds, hours=True):0>8}.{milliseconds % 1000:03}"
        row = {"start": start, "title": chapter.title}
        if chapter.url:
            row["href"] = chapter.url
        add(block, "psc:chapter", **row)
