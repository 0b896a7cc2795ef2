"""Changes of a running order, each a pure function of it: move, drop, take back, write anew.

A place is named as people count: ``2`` is the second part of the programme, ``2.1`` its first paragraph, ``2.1.3`` the
third sentence of that. What follows from a change follows at once: the opening counts the stories that are left, the
title of a story goes with its headline.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from briefing.arabic.letters import strip_marks
from briefing.arabic.sentences import sentences
from briefing.errors import SettingsError
from briefing.order.runningorder import LONGEST_TEXT, Line, Paragraph, Part, RunningOrder
from briefing.scriptwriter import how_many

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from typing import TypeVar

    from briefing.scriptwriter import Pen

    T = TypeVar("T")

_PLACE = re.compile(r"([1-9][0-9]{0,3})(?:\.([1-9][0-9]{0,3}))?(?:\.([1-9][0-9]{0,3}))?", re.ASCII)


class Place(NamedTuple):
    """Where in a running order; 0 for what is not named."""

    part: int
    paragraph: int = 0
    line: int = 0

    def __str__(self) -> str:
        """As people write it."""
        return ".".join(str(number) for number in self if number)


def place(text: str, order: RunningOrder, *, depth: tuple[int, ...] = (1, 2, 3)) -> Place:
    """The place of that name.

    Args:
        text: such as ``2.1.3``.
        order: in which it must exist.
        depth: how many numbers it may have.

    Raises:
        SettingsError: it is no place, or there is nothing.
    """
    match = _PLACE.fullmatch(text)
    numbers = [int(number) for number in match.groups() if number] if match else []
    if len(numbers) not in depth:
        like = " or ".join({1: "2 (a part)", 2: "2.1 (a paragraph)", 3: "2.1.3 (a sentence)"}[one] for one in depth)
        message = f"{text!r}: is no place here; write one like {like}"
        raise SettingsError(message)
    row: Sequence[Part | Paragraph | Line] = order.parts
    for at, number in enumerate(numbers):
        if number > len(row):
            what = ("parts", "paragraphs", "sentences")[at]
            message = f"{text}: there are only {len(row)} {what} there; `briefing plan show` numbers them"
            raise SettingsError(message)
        found = row[number - 1]
        row = found.paragraphs if isinstance(found, Part) else found.lines if isinstance(found, Paragraph) else ()
    return Place(*numbers)


def move(order: RunningOrder, source: Place, to: int) -> RunningOrder:
    """Bring a story, or a paragraph within its part, to another number.

    Raises:
        SettingsError: there is no such number among the stories or paragraphs.
    """
    if source.paragraph:
        part = order.parts[source.part - 1]
        _within(to, 1, len(part.paragraphs), "paragraph")
        return _with_part(
            order, source, replace(part, paragraphs=_moved(part.paragraphs, source.paragraph - 1, to - 1))
        )
    stories = [number for number, part in enumerate(order.parts, 1) if part.kind == "story"]
    if source.part not in stories:
        message = f"{source}: opening and closing keep their places; move a story"
        raise SettingsError(message)
    _within(to, stories[0], stories[-1], "story")
    return replace(order, parts=_moved(order.parts, source.part - 1, to - 1))


def drop(order: RunningOrder, at: Place, pen: Pen, *, dropped: bool = True) -> RunningOrder:
    """Leave a part or a paragraph out of the programme, or take it back.

    Args:
        order: to change.
        at: a part or a paragraph.
        pen: writes the opening's count anew.
        dropped: False takes it back.

    Raises:
        SettingsError: no story would be left.
    """
    part = order.parts[at.part - 1]
    if at.paragraph:
        one = part.paragraphs[at.paragraph - 1]
        part = replace(part, paragraphs=_put(part.paragraphs, at.paragraph - 1, (replace(one, dropped=dropped),)))
    else:
        part = replace(part, dropped=dropped)
    changed = _with_part(order, at, part)
    if not changed.stories:
        message = f"{at}: is the last that is told; keep at least one paragraph of one story"
        raise SettingsError(message)
    return _recounted(order, changed, pen)


def without(order: RunningOrder, titles: Collection[str], pen: Pen) -> RunningOrder:
    """The order with the stories of these titles dropped; errors as :func:`drop`."""
    for number, part in enumerate(order.parts, 1):
        if part.kind == "story" and part.kept and part.title in titles:
            order = drop(order, Place(number), pen)
    return order


def rewrite(order: RunningOrder, at: Place, text: str, pen: Pen) -> RunningOrder:
    """Put another written text in place of a sentence, or of a whole paragraph; the rules read it.

    Raises:
        SettingsError: nothing in it can be said, or it is too long.
    """
    paragraph = order.parts[at.part - 1].paragraphs[at.paragraph - 1]
    new = _lines(at, text, pen)
    lines = _put(paragraph.lines, at.line - 1, new) if at.line else new
    return _with_lines(order, at, lines, pen)


def reread(order: RunningOrder, at: Place, text: str, pen: Pen) -> RunningOrder:
    """Put another spoken form under a sentence; it stays as it is written.

    Args:
        order: to change.
        at: a sentence, or a paragraph of one.
        text: as it is to be said; vowel marks that stand in it are kept, digits become words.
        pen: puts the other marks.

    Raises:
        SettingsError: nothing in it can be said, it is too long, or the paragraph has several sentences.
    """
    paragraph = order.parts[at.part - 1].paragraphs[at.paragraph - 1]
    if not at.line and len(paragraph.lines) > 1:
        message = f"{at}: has {len(paragraph.lines)} sentences; name one, such as {at}.1"
        raise SettingsError(message)
    spoken = " ".join(one.spoken for one in _lines(at, text, pen))
    marked = pen.marks.mark([" ".join(pen.spoken(one).marked for one in sentences(_short(at, text)))])[0]
    number = max(0, at.line - 1)
    line = replace(paragraph.lines[number], spoken=spoken, marked=marked)
    return _with_lines(order, at, _put(paragraph.lines, number, (line,)), pen)


def retitle(order: RunningOrder, at: Place, text: str) -> RunningOrder:
    """Give a part another title: of its chapter, and of the episode when it is told first.

    Raises:
        SettingsError: it is empty or too long.
    """
    title = " ".join(_short(at, text).split())
    if not re.search(r"\w", title):
        message = f"{at}: a title needs words; write some"
        raise SettingsError(message)
    return _with_part(order, at, replace(order.parts[at.part - 1], title=title))


def completed(order: RunningOrder, pen: Pen) -> RunningOrder:
    """The order with the spoken and marked forms that it leaves open."""
    parts = []
    for part in order.parts:
        paragraphs = tuple(replace(one, lines=_completed(one.lines, pen)) for one in part.paragraphs)
        parts.append(replace(part, paragraphs=paragraphs))
    return replace(order, parts=tuple(parts))


def ready(order: RunningOrder, at: Place, pen: Callable[[], Pen]) -> Paragraph:
    """The paragraph at a place with all its forms; the pen is opened only where one is missing."""
    paragraph = order.parts[at.part - 1].paragraphs[at.paragraph - 1]
    if all(line.spoken and line.marked for line in paragraph.lines):
        return paragraph
    return replace(paragraph, lines=_completed(paragraph.lines, pen()))


def _completed(lines: tuple[Line, ...], pen: Pen) -> tuple[Line, ...]:
    """The lines of a paragraph, marked together, since a diacritizer needs the company of a word."""
    if all(line.spoken and line.marked for line in lines):
        return lines
    said = [pen.spoken(line.written if not line.spoken else line.spoken) for line in lines]
    spoken = [line.spoken or one.text for line, one in zip(lines, said, strict=True)]
    drafts = [
        line.marked or (one.marked if not line.spoken else line.spoken) for line, one in zip(lines, said, strict=True)
    ]
    words = pen.marks.mark([" ".join(drafts)])[0].split()
    done, at = [], 0
    for line, plain in zip(lines, spoken, strict=True):
        count = len(plain.split())
        done.append(replace(line, spoken=strip_marks(plain), marked=line.marked or " ".join(words[at : at + count])))
        at += count
    return tuple(done)


def _short(at: Place, text: str) -> str:
    if len(text) > LONGEST_TEXT:
        message = f"{at}: {len(text)} letters are too many for one place; write at most {LONGEST_TEXT}"
        raise SettingsError(message)
    return text


def _lines(at: Place, text: str, pen: Pen) -> tuple[Line, ...]:
    """A written text as sentences with their spoken forms."""
    written = [one for one in sentences(" ".join(_short(at, text).split())) if one.strip()]
    lines = tuple(Line(written=one, spoken=pen.spoken(one).text) for one in written)
    heard = tuple(line for line in lines if re.search(r"\w", line.spoken))
    if not heard:
        message = f"{at}: nothing in the text can be said; write words, or drop the paragraph"
        raise SettingsError(message)
    return heard


def _with_lines(order: RunningOrder, at: Place, lines: tuple[Line, ...], pen: Pen) -> RunningOrder:
    """The order with other lines in a paragraph; a story's title goes with its headline."""
    part = order.parts[at.part - 1]
    before = part.paragraphs[at.paragraph - 1]
    after = replace(before, lines=_completed(lines, pen))
    title = part.title
    if part.kind == "story" and before.written.rstrip(" .") == title.rstrip(" ."):
        title = after.written.rstrip(" .") or title
    paragraphs = _put(part.paragraphs, at.paragraph - 1, (after,))
    return _with_part(order, at, replace(part, title=title, paragraphs=paragraphs))


def _with_part(order: RunningOrder, at: Place, part: Part) -> RunningOrder:
    return replace(order, parts=_put(order.parts, at.part - 1, (part,)))


def _recounted(before: RunningOrder, after: RunningOrder, pen: Pen) -> RunningOrder:
    """The opening's count of the stories, where it stands as it was written."""
    old, new = how_many(len(before.stories)), how_many(len(after.stories))
    for number, part in enumerate(after.parts, 1):
        for at, paragraph in enumerate(part.paragraphs, 1):
            if old != new and part.kind == "opening" and paragraph.written == old:
                return rewrite(after, Place(number, at), new, pen)
    return after


def _put(row: tuple[T, ...], at: int, new: tuple[T, ...]) -> tuple[T, ...]:
    return (*row[:at], *new, *row[at + 1 :])


def _moved(row: tuple[T, ...], source: int, to: int) -> tuple[T, ...]:
    rest = [*row[:source], *row[source + 1 :]]
    return (*rest[:to], row[source], *rest[to:])


def _within(number: int, first: int, last: int, what: str) -> None:
    if not first <= number <= last:
        message = f"{number}: no place of a {what}; write a number from {first} to {last}"
        raise SettingsError(message)
