"""An episode's notes: what it tells, its chapters and where to read on."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from briefing.publish import chapters, clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.show import Chapter, Episode


def notes(
    episode: Episode, limit_bytes: int = clean.DESCRIPTION_BYTES, *, rising: Sequence[Chapter] | None = None
) -> str:
    """The notes as HTML of the few tags that Apple lets through (p, ul, li, a, br), within ``limit_bytes``.

    What does not fit is left out line by line, chapters before sources before notices; tags are always closed.

    Args:
        episode: what they tell.
        limit_bytes: of UTF-8.
        rising: its chapters as :func:`briefing.publish.chapters.rising` gives them, where they are at hand.
    """
    kept = chapters.rising(episode.chapters) if rising is None else rising
    beginning = summary(episode, limit_bytes)
    times = [escape(line, quote=False) for line in chapters.lines(kept, episode.duration_ms)]
    sources = [_source(reference.title, reference.outlet, reference.url) for reference in episode.references]
    notices = [escape(clean.title(notice), quote=False) for notice in episode.notices]
    blocks = [
        ("<p>", "<br/>\n", times, "</p>"),
        ("<p>المصادر:</p><ul>", "", [f"<li>{source}</li>" for source in sources], "</ul>"),
        ("<p>", "<br/>\n", notices, "</p>"),
    ]
    parts = [beginning]
    left = limit_bytes - len(beginning.encode())
    for opening, between, rows, closing in blocks:
        block = _fitting(opening, between, [row for row in rows if row], closing, left - 1)
        if block:
            parts.append(block)
            left -= len(block.encode()) + 1
    return "\n".join(parts)


def summary(episode: Episode, limit_bytes: int) -> str:
    """The notes' first paragraph alone, within ``limit_bytes``."""
    return f"<p>{_escaped(episode.summary or episode.title, limit_bytes - 7)}</p>"


def _fitting(opening: str, between: str, rows: list[str], closing: str, room: int) -> str:
    """As many whole rows as fit into ``room`` bytes with their frame; empty when none does."""
    room -= len((opening + closing).encode())
    kept: list[str] = []
    for row in rows:
        room -= len((row + between).encode())
        if room < 0:
            break
        kept.append(row)
    return opening + between.join(kept) + closing if kept else ""


def _escaped(value: str, limit_bytes: int) -> str:
    """The text with ``&``, ``<`` and ``>`` escaped, cut so that the escaped form fits."""
    whole = clean.text(value)
    room = limit_bytes
    escaped = escape(clean.cut(whole, room), quote=False)
    while len(escaped.encode()) > limit_bytes:
        room -= max(1, (len(escaped.encode()) - limit_bytes) // 5)
        escaped = escape(clean.cut(whole, room), quote=False)
    return escaped


def _source(title: str, outlet: str, address: str) -> str:
    name = " - ".join(part for part in (clean.title(title), clean.title(outlet)) if part)
    link = clean.url(address)
    if not link:
        return escape(name, quote=False)
    return f'<a href="{escape(link)}">{escape(name or link, quote=False)}</a>'
