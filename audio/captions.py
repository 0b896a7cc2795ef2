"""Cues become captions: a text in lines that an app can show, and a long cue in several cards.

The lines' lengths are those of the Podcast Namespace's "Transcript File Format Details".
"""

from __future__ import annotations

from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Final

from audio.clean import line
from audio.clip import Cue

if TYPE_CHECKING:
    from collections.abc import Iterator

VTT_LINE_LETTERS: Final = 65
SRT_LINE_LETTERS: Final = 32
_CARD_LINES: Final = 2

_SHORTEST_CARD_S: Final = 0.2
"""What is shown for less cannot be read: such a cue stays one card."""


def lines(text: str, most_letters: int) -> list[str]:
    """A text in as few lines as it needs, of about the same length; a word that is longer than a line stays whole.

    Args:
        text: words with single spaces between them.
        most_letters: of a line.
    """
    fewest = _wrapped(text, most_letters)
    for width in range(-(-len(text) // len(fewest)), most_letters):
        even = _wrapped(text, width)
        if len(even) == len(fewest):
            return even
    return fewest


def _wrapped(text: str, most_letters: int) -> list[str]:
    """Each line as full as can be."""
    words = text.split()
    rows = words[:1] or [""]
    for word in words[1:]:
        if len(rows[-1]) + 1 + len(word) <= most_letters:
            rows[-1] += f" {word}"
        else:
            rows.append(word)
    return rows


def cards(cue: Cue, rate_hz: int, name: str = "") -> Iterator[Cue]:
    """A cue in cards of at most two SubRip lines; what stands in them are its own words, and all of them.

    A card begins with its first word; where the voice does not know when that sounds, time goes by the letters.

    Args:
        cue: what is heard.
        rate_hz: of its samples.
        name: of who speaks; empty to leave it out.
    """
    said = line(cue.text)
    rows = lines(f"{name}: {said}" if name else said, SRT_LINE_LETTERS)
    texts = ["\n".join(rows[at : at + _CARD_LINES]) for at in range(0, len(rows), _CARD_LINES)]
    if len(cue.words) == len(said.split()):
        before = len(f"{name}:".split()) if name else 0
        counts = accumulate(len(text.split()) for text in texts[:-1])
        inner = [cue.words[max(0, count - before)] for count in counts]
    else:
        letters = list(accumulate(map(len, texts)))
        inner = [cue.start + (cue.end - cue.start) * end // letters[-1] for end in letters[:-1]]
    edges = [cue.start, *inner, cue.end]
    if min(end - start for start, end in pairwise(edges)) < _SHORTEST_CARD_S * rate_hz:
        texts, edges = ["\n".join(rows)], [cue.start, cue.end]
    for text, (start, end) in zip(texts, pairwise(edges), strict=True):
        yield Cue(start=start, end=end, text=text, presenter=cue.presenter)
