"""An episode as it is read along: chapters, their paragraphs, and when each sentence and word is heard."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from briefing.publish import chapters, clean

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from briefing.show import Episode

_LONGEST_LINE = 5000
_PAUSE_S = 0.15
"""A longer silence between two lines parts two paragraphs; lines of one paragraph follow each other at once."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A stretch of the transcript.

    Attributes:
        words_ms: when each of ``text.split()`` begins, in milliseconds after ``start_s``; empty when nobody knows.
    """

    start_s: float
    end_s: float
    text: str
    words_ms: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """A chapter with what is said in it.

    Attributes:
        heading: the lines that say the chapter's title itself; none when it is not said.
        paragraphs: the other lines.
    """

    start_s: float
    clock: str
    title: str
    url: str
    heading: tuple[Line, ...]
    paragraphs: tuple[tuple[Line, ...], ...]


def parts(episode: Episode, folder: Path) -> list[Part]:
    """The chapters of an episode, each with its lines of the transcript.

    Args:
        episode: its record.
        folder: where its files are. Without a readable transcript the chapters have no lines.
    """
    lines = _lines(folder, episode)
    marks = chapters.rising(episode.chapters)
    hours = episode.duration_ms >= 3_600_000
    if not marks:
        return [_part(0, chapters.clock(0, hours=hours), clean.title(episode.title), "", lines)]
    starts = [chapter.start_ms / 1000 for chapter in marks]
    found = []
    for number, (chapter, start, end) in enumerate(zip(marks, starts, [*starts[1:], float("inf")], strict=True)):
        mine = [line for line in lines if (start <= line.start_s or number == 0) and line.start_s < end]
        clock = chapters.clock(chapter.start_ms, hours=hours)
        found.append(_part(start, clock, chapter.title, chapter.url, mine))
    return found


def _part(start_s: float, clock: str, title: str, url: str, lines: Sequence[Line]) -> Part:
    heading = _said_title(title, lines)
    paragraphs: list[list[Line]] = []
    for before, line in zip([None, *lines], lines, strict=False):
        if line in heading:
            continue
        if not paragraphs or before is None or line.start_s - before.end_s > _PAUSE_S:
            paragraphs.append([])
        paragraphs[-1].append(line)
    rest = tuple(map(tuple, paragraphs))
    return Part(start_s=start_s, clock=clock, title=title, url=url, heading=heading, paragraphs=rest)


def _said_title(title: str, lines: Sequence[Line]) -> tuple[Line, ...]:
    """The first lines when they say no more and no less than the title."""
    said = ""
    for count, line in enumerate(lines[:9], 1):
        said = f"{said} {line.text}".strip()
        if said.rstrip(" .") == title.rstrip(" ."):
            return tuple(lines[:count])
    return ()


def _lines(folder: Path, episode: Episode) -> list[Line]:
    """The segments of the JSON transcript; none when there is no readable one, since the page is whole without it."""
    name = episode.files.get("transcript")
    if not name:
        return []
    try:
        return [_line(segment) for segment in json.loads((folder / name).read_bytes())["segments"]]
    except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return []


def _line(segment: dict[str, Any]) -> Line:
    start = float(segment["startTime"])
    text = clean.title(segment["body"], _LONGEST_LINE)
    starts = [round((float(word_s) - start) * 1000) for word_s in segment.get("wordStartTimes", ())]
    known = len(starts) == len(text.split())
    return Line(start_s=start, end_s=float(segment["endTime"]), text=text, words_ms=tuple(starts) if known else ())
