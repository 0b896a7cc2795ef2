"""The running order as a page of text: what would be read, why, and how long it would take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audio.voices.text import letters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from briefing.order.runningorder import Paragraph, Part, RunningOrder
    from briefing.planning import Plan


def rundown(plan: Plan, told: Callable[[str], str]) -> Iterator[str]:
    """The running order with each choice's reason, the script, what was left out, and the expected length.

    Args:
        plan: of the edition.
        told: gives a message in the person's language; what the programme itself says is left alone.
    """
    for number, digest in enumerate(plan.digests, 1):
        yield f"{number}. {digest.headline}  " + told(f"({digest.seconds:.0f} s; {digest.story.reason})")
        for article in digest.story.articles:
            title = article.title or told("no title")
            yield f"   - {article.outlet or article.source}: {title} {article.url}".rstrip()
        for choice in digest.choices:
            yield f"   [{choice.index + 1}] " + told(choice.reason)
    yield ""
    for item in plan.script.items:
        for utterance in item.utterances:
            yield utterance.spoken
        yield ""
    for notice in plan.notices:
        yield told(f"left out: {notice}")
    said = [utterance for item in plan.script.items for utterance in item.utterances]
    length_s = sum(letters(one.spoken) / plan.characters_per_s + one.pause_after_ms / 1000 for one in said)
    yield told(f"expected length: {length_s:.0f} s")


def expected_s(paragraph: Paragraph, letters_per_s: float) -> float:
    """How long a paragraph is expected to take, the pause after it included; what is dropped takes no time."""
    said = sum(letters(line.spoken or line.written) for line in paragraph.lines)
    return 0.0 if paragraph.dropped else said / letters_per_s + paragraph.pause_after_ms / 1000


def part_s(part: Part, letters_per_s: float) -> float:
    """How long a part is expected to take."""
    return sum(expected_s(paragraph, letters_per_s) for paragraph in part.kept)


def numbered(order: RunningOrder, told: Callable[[str], str]) -> Iterator[str]:
    """A running order with the place of each part, paragraph and sentence; a dash stands before what is dropped.

    Args:
        order: as it was planned and changed.
        told: gives a message in the person's language; what the programme itself says is left alone.
    """
    for number, part in enumerate(order.parts, 1):
        seconds = part_s(part, order.letters_per_s)
        about = told(f"({seconds:.0f} s; {part.reason})") if part.reason else told(f"({seconds:.0f} s)")
        yield f"{'-' if part.dropped else ' '} {number}  {part.title}  {about}"
        for at, paragraph in enumerate(part.paragraphs, 1):
            off = part.dropped or paragraph.dropped
            if len(paragraph.lines) == 1:
                yield f"{'-' if off else ' '}   {number}.{at}  {paragraph.written}"
                yield f"        {paragraph.lines[0].spoken}"
                continue
            yield f"{'-' if off else ' '}   {number}.{at}"
            for place, line in enumerate(paragraph.lines, 1):
                yield f"{'-' if off else ' '}     {number}.{at}.{place}  {line.written}"
                yield f"            {line.spoken}"
    for notice in order.notices:
        yield told(f"left out: {notice}")
    yield told(f"expected length: {sum(part_s(part, order.letters_per_s) for part in order.parts):.0f} s")
