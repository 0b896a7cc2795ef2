"""Chapters as clients read them: the Podcasting 2.0 JSON file and the lines in the notes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from briefing.publish import clean
from briefing.show import Chapter

if TYPE_CHECKING:
    from collections.abc import Sequence


def chapters_json(chapters: Sequence[Chapter]) -> str:
    """The content of a ``chapters.json`` (Podcast Namespace, "JSON Chapters Format", version 1.2.0).

    Args:
        chapters: in order of time; those that begin together with an earlier one are left out, since clients
            need rising times.
    """
    rows: list[dict[str, object]] = []
    for chapter in rising(chapters):
        row: dict[str, object] = {"startTime": chapter.start_ms / 1000, "title": chapter.title}
        if chapter.url:
            row["url"] = chapter.url
        rows.append(row)
    return json.dumps({"version": "1.2.0", "chapters": rows}, ensure_ascii=False, indent=1) + "\n"


def rising(chapters: Sequence[Chapter]) -> list[Chapter]:
    """The chapters that have a title and begin later than the one before, their words and addresses cleaned."""
    kept: list[Chapter] = []
    for chapter in chapters:
        title = clean.title(chapter.title)
        if title and (not kept or chapter.start_ms > kept[-1].start_ms):
            kept.append(Chapter(start_ms=chapter.start_ms, title=title, url=clean.url(chapter.url)))
    return kept


def clock(milliseconds: int, *, hours: bool) -> str:
    """``MM:SS`` or ``H:MM:SS`` in ASCII digits, as Apple, Spotify and YouTube read them in notes."""
    seconds = milliseconds // 1000
    if hours:
        return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return f"{seconds // 60:02}:{seconds % 60:02}"


def lines(kept: Sequence[Chapter], duration_ms: int) -> list[str]:
    """``00:00 title`` lines of rising chapters for the notes, the first at 00:00; none when there are below three."""
    if len(kept) < 3:
        return []
    hours = duration_ms >= 3_600_000
    first, *rest = [(clock(chapter.start_ms, hours=hours), chapter.title) for chapter in kept]
    return [f"{clock(0, hours=hours)} {first[1]}", *(f"{at} {title}" for at, title in rest)]
