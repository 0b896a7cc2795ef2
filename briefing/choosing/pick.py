"""Key paragraphs for records of a reference set: one JSON object in, one JSON list of line numbers out.

A record has ``lines`` (paragraphs or sentences), ``title``, ``budget_chars`` and, where it is known, ``openings`` (what
other outlets say first). The answer is the list of 1-based numbers, the most important first, never over the budget
unless the shortest line alone is. ``briefing pick --jsonl`` reads one record a line from standard input and writes one
answer a line, in the same order; ``briefing pick --json`` reads one record.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from briefing.choosing.coverage import Text, choose
from briefing.errors import BriefingError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


def pick(record: Mapping[str, Any]) -> list[int]:
    """1-based numbers of the chosen lines, the most important first.

    Raises:
        BriefingError: the record lacks ``lines`` or ``budget_chars``, or they are of the wrong kind.
    """
    lines, budget = record.get("lines"), record.get("budget_chars")
    openings = record.get("openings") or []
    if not (isinstance(lines, list) and all(isinstance(line, str) for line in lines) and isinstance(budget, int)):
        message = "record: needs lines (a list of texts) and budget_chars (a whole number)"
        raise BriefingError(message)
    if not isinstance(openings, list):
        message = "record: openings is no list of texts; leave it out, or write it in square brackets"
        raise BriefingError(message)
    text = Text(paragraphs=tuple(lines), title=str(record.get("title") or ""), openings=tuple(map(str, openings)))
    lengths = [len(line) for line in lines]
    picks = choose(text, lengths, budget)
    if picks or not lines:
        return [one.index + 1 for one in picks]
    return [min(range(len(lines)), key=lambda index: (lengths[index], index)) + 1]


def pick_lines(lines: Iterable[str]) -> Iterator[str]:
    """One JSON answer for each JSON record; empty lines are passed over.

    Raises:
        BriefingError: a line is no JSON object, or not such a record; the message says which line.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            message = f"line {number}: not JSON ({error}); give one object a line"
            raise BriefingError(message) from None
        if not isinstance(record, dict):
            message = f"line {number}: not a JSON object; give one object a line"
            raise BriefingError(message)
        try:
            yield json.dumps(pick(record))
        except BriefingError as error:
            message = f"line {number}: {error}"
            raise BriefingError(message) from None
