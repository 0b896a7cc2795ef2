"""The words of an episode that nobody was sure about, ready to be pasted into the user's lexicon."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from briefing import wiring

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from briefing.config.settings import Settings
    from briefing.marks.marker import Doubt


def review_rows(settings: Settings, transcript: Path) -> Iterator[str]:
    """A lexicon row for each doubtful word: written, spoken, marks as read, and a note of the others in their sentence.

    Args:
        settings: whose lexicon and diacritizer; words that the lexicon settles are not listed.
        transcript: the episode's JSON transcript, which holds the text as written.
    """
    pen = wiring.open_pen(settings)
    segments = json.loads(transcript.read_text(encoding="utf-8"))["segments"]
    paragraphs = [pen.spoken(str(segment["body"])).marked for segment in segments]
    for doubt in pen.marks.doubts(paragraphs):
        yield f"{doubt.word}\t\t{doubt.marked}\t{_note(doubt)}"


def _note(doubt: Doubt) -> str:
    """The other possibilities in their sentence; the sentence alone where only the word's ending was unsure."""
    others = " / ".join(one for one in doubt.others if one != doubt.marked)
    return f"{others}: {doubt.sentence}" if others else doubt.sentence
