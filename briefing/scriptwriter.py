"""Digests become a Script: opening, the stories with their headlines and sources, closing.

Everything is written first and then made spoken by one path, so a digit of the opening's date is read by the same
rules as a digit of a story.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

from audio.script import Item, Link, Script, Sentence, Utterance
from briefing.arabic.calendars import written_date
from briefing.arabic.counted import noun
from briefing.arabic.letters import strip_marks
from briefing.arabic.lexer import ARABIC
from briefing.arabic.sentences import sentences
from briefing.arabic.spoken import Spoken, Style, speak
from briefing.config.sections import RhythmSettings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from briefing.article import Digest
    from briefing.marks.marker import Marker
    from briefing.show import Show


_UPDATE = "جديد في خبر سابق."
_CREDIT = re.compile("المصد(?:ر|ادر): ")


@dataclass(frozen=True, kw_only=True, slots=True)
class Pen:
    """What turns written Arabic into the three forms of an utterance.

    Attributes:
        style: the show's ways of reading.
        readings: the user's own, written to spoken.
        marks: who puts vowel marks.
        rhythm: the pauses.
    """

    style: Style
    readings: Mapping[str, str]
    marks: Marker
    rhythm: RhythmSettings = field(default_factory=RhythmSettings)

    def spoken(self, written: str) -> Spoken:
        """One sentence in words."""
        return speak(written, self.style, self.readings)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Draft:
    """An utterance before it has vowel marks."""

    written: tuple[str, ...]
    spoken: tuple[Spoken, ...]
    pause_after_ms: int
    presenter: int

    @property
    def paragraph(self) -> str:
        return " ".join(one.marked for one in self.spoken)


class _Line(NamedTuple):
    """A written paragraph, the pause after it, and whether a second presenter reads it where there is one."""

    text: str
    pause_after_ms: int
    presenter: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class _Part:
    """An item of the script before it is spoken."""

    kind: Literal["opening", "story", "closing"]
    title: str
    lines: Sequence[_Line]
    links: tuple[Link, ...] = ()


def _draft(line: _Line, pen: Pen) -> _Draft | None:
    """The draft of a paragraph; None when nothing in it can be said, such as a row of stars."""
    written = [one for one in sentences(line.text) if one.strip()]
    pairs = [(one, pen.spoken(one)) for one in written]
    heard = [(one, spoken) for one, spoken in pairs if re.search(r"\w", spoken.text)]
    if not heard:
        return None
    return _Draft(
        written=tuple(one for one, _ in heard),
        spoken=tuple(one for _, one in heard),
        pause_after_ms=line.pause_after_ms,
        presenter=line.presenter,
    )


def _finish(draft: _Draft, marked: str) -> Utterance:
    """Share the marked paragraph out among its sentences, by their number of words."""
    words = marked.split()
    done: list[Sentence] = []
    at = 0
    for written, spoken in zip(draft.written, draft.spoken, strict=True):
        count = len(spoken.text.split())
        done.append(Sentence(written=written, spoken=spoken.text, marked=" ".join(words[at : at + count])))
        at += count
    return Utterance(sentences=tuple(done), pause_after_ms=draft.pause_after_ms, presenter=draft.presenter)


def _closed(sentence: str) -> str:
    """A headline with a full stop, so that the voice falls at its end."""
    stripped = sentence.strip()
    return stripped if stripped.endswith((".", "؟", "!", "…", "?")) else f"{stripped}."


def _credit(digest: Digest) -> str:
    """Who reported the story, as it is said on air."""
    outlets = list(dict.fromkeys(article.outlet for article in digest.story.articles if article.outlet))
    if not outlets:
        return ""
    return f"{'المصدر' if len(outlets) == 1 else 'المصادر'}: {' و'.join(outlets)}."


def tells(story: Item) -> set[Utterance]:
    """The paragraphs of a story that tell something: all but the note of an update and the naming of its sources."""
    return {one for one in story.utterances if one.written != _UPDATE and not _CREDIT.match(one.written)}


def how_many(count: int) -> str:
    """The sentence of the opening that counts the stories."""
    counted = {1: "خبر واحد", 2: "خبران"}.get(count, f"{count} أخبار" if count <= 10 else f"{count} خبرا")
    return f"في هذه النشرة {counted}."


def _opening(show: Show, today: date, count: int, style: Style) -> list[str]:
    return [f"{_closed(show.title)} {written_date(today, style)}.", how_many(count)]


def _closing(show: Show) -> list[str]:
    first = re.search(rf"[{ARABIC}]+", strip_marks(show.title))
    this = "كانت هذه" if first and noun(first[0]).agreement == "f" else "كان هذا"
    return [f"{this} {show.title}. نشكركم على حسن الاستماع."]


def _story(digest: Digest, rhythm: RhythmSettings) -> list[_Line]:
    """The written paragraphs of one story, each with the pause after it.

    A headline that was made from the first sentence, because the article has none, is not said before that sentence.
    """
    lines = []
    if digest.story.update:
        lines.append(_Line(_UPDATE, rhythm.paragraph_pause_ms))
    if digest.story.lead.title:
        lines.append(_Line(_closed(digest.headline), rhythm.headline_pause_ms))
    lines += [_Line(choice.text, rhythm.paragraph_pause_ms, presenter=1) for choice in digest.choices]
    credit = _credit(digest)
    if credit:
        lines.append(_Line(credit, rhythm.story_pause_ms, presenter=1))
    return lines


def _lines(show: Show, today: date, digests: Sequence[Digest], pen: Pen) -> Iterator[_Part]:
    """The whole programme as written lines."""
    pause_ms = pen.rhythm.paragraph_pause_ms
    opening = [_Line(line, pause_ms) for line in _opening(show, today, len(digests), pen.style)]
    yield _Part(kind="opening", title=show.title, lines=opening)
    for digest in digests:
        links = tuple(Link(title=one.title or one.outlet, url=one.url) for one in digest.story.articles if one.url)
        yield _Part(kind="story", title=digest.headline, lines=_story(digest, pen.rhythm), links=links)
    yield _Part(kind="closing", title="الختام", lines=[_Line(line, pause_ms) for line in _closing(show)])


def write(show: Show, today: date, digests: Sequence[Digest], pen: Pen) -> Script:
    """The script of one edition.

    Args:
        show: whose edition.
        today: its local date.
        digests: in running order.
        pen: how to write.
    """
    parts = list(_lines(show, today, digests, pen))
    drafts = [[one for line in part.lines if (one := _draft(line, pen))] for part in parts]
    marked = iter(pen.marks.mark([draft.paragraph for some in drafts for draft in some]))
    items = tuple(
        Item(
            kind=part.kind,
            title=part.title,
            utterances=tuple(_finish(draft, next(marked)) for draft in some),
            links=part.links,
        )
        for part, some in zip(parts, drafts, strict=True)
        if some
    )
    return Script(title=f"{show.title} {today.isoformat()}", language=show.language, items=items)
