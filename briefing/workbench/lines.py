"""One line in, one line out: written Arabic as it is spoken, with vowel marks, or as sounds."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Literal

from briefing.arabic.spoken import Style, speak

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from briefing.config.settings import Settings

Form = Literal["marks", "phonemes", "espeak", "piper", "ssml"]

_LINES_AT_ONCE = 64
"""How many lines a diacritizer is shown together: it needs company, and memory must stay flat."""


def _plain(lines: Iterable[str], settings: Settings | None, *, explain: bool) -> Iterator[str]:
    style, readings = _ways(settings)
    for line in lines:
        spoken = speak(line, style, readings)
        yield spoken.text
        for span in spoken.spans if explain else ():
            yield f"\t{span.start}-{span.end}\t{span.kind}\t{span.written}\t{span.reading}\t{span.rule}"


def _documents(lines: Iterable[str], settings: Settings | None) -> Iterator[str]:
    from briefing.workbench.markup import ssml

    style, readings = _ways(settings)
    for line in lines:
        yield ssml(line, speak(line, style, readings))


def _ways(settings: Settings | None) -> tuple[Style, Mapping[str, str] | None]:
    """The style and the user's own readings."""
    if settings is None:
        return Style(), None
    from briefing.wiring import open_lexicon

    return settings.arabic, open_lexicon(settings).readings


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
        form: plain words when None, else with vowel marks, as sounds (IPA), as sounds in brackets for espeak-ng or for
            Piper, or a document of SSML a line.
        as_written: leave numbers and signs as they are.
        explain: below each plain line a row for each span that a rule read: where, class, written, spoken, rule.
    """
    if form == "ssml":
        yield from _documents(lines, settings)
    elif settings is None or (form is None and not as_written):
        yield from _plain(lines, settings, explain=explain)
    elif form is None:
        yield from lines
    elif form == "marks":
        yield from _marked(lines, settings, as_written=as_written)
    elif form == "phonemes":
        from audio.phonemes import ipa

        yield from map(ipa, _marked(lines, settings, as_written=as_written))
    elif form == "espeak":
        from audio.phonemes import espeak_text

        yield from map(espeak_text, _marked(lines, settings, as_written=as_written))
    else:
        yield from map(_for_piper, _marked(lines, settings, as_written=as_written))


def _for_piper(marked: str) -> str:
    """A line as Piper takes it: in ``[[...]]``, in the IPA of espeak-ng's voice, which its Arabic is trained on."""
    from audio.phonemes import words

    said: list[str] = []
    for word in words(marked):
        block = f"[[{word.espeak_ipa}]]" if word.sounds else word.text
        if word.sounds and word.joined and said and said[-1].endswith("]]"):
            block = said.pop().removesuffix("]]") + block.removeprefix("[[")
        said.append(block + word.punctuation)
    return " ".join(said)
