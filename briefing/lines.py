"""One line in, one line out: written Arabic as it is spoken, with vowel marks, or as sounds."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Literal

from briefing.arabic.spoken import Style, speak

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from briefing.settings import Settings

Form = Literal["marks", "phonemes"]

_LINES_AT_ONCE = 64
"""How many lines a diacritizer is shown together: it needs company, and memory must stay flat."""


def _plain(lines: Iterable[str], settings: Settings | None, *, explain: bool) -> Iterator[str]:
    style, readings = Style(), None
    if settings is not None:
        from briefing.wiring import open_lexicon

        style, readings = settings.arabic, open_lexicon(settings).readings
    for line in lines:
        spoken = speak(line, style, readings)
        yield spoken.text
        for span in spoken.spans if explain else ():
            yield f"\t{span.start}-{span.end}\t{span.kind}\t{span.written}\t{span.reading}\t{span.rule}"


def _marked(lines: Iterable[str], settings: Settings, *, as_written: bool) -> Iterator[str]:
    from briefing.wiring import open_pen

    pen = open_pen(settings)
    rest = iter(lines)
    while block := list(islice(rest, _LINES_AT_ONCE)):
        yield from pen.marks.mark(block if as_written else [pen.spoken(line).marked for line in block])


def read_aloud(
    lines: Iterable[str], settings: Settings | None, form: Form | None, *, as_written: bool, explain: bool
) -> Iterator[str]:
    """One line for each line.

    Args:
        lines: as written, without line ends.
        settings: whose style, lexicon and endings; None for the defaults, without marks.
        form: plain words when None, else with vowel marks, or as sounds (IPA).
        as_written: leave numbers and signs as they are.
        explain: below each plain line a row for each span that a rule read: where, class, written, spoken, rule.
    """
    if settings is None or (form is None and not as_written):
        yield from _plain(lines, settings, explain=explain)
    elif form is None:
        yield from lines
    elif form == "marks":
        yield from _marked(lines, settings, as_written=as_written)
    else:
        from audio.phonemes import ipa

        for line in _marked(lines, settings, as_written=as_written):
            yield ipa(line)
