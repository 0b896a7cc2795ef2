"""The built-in diacritizer: the three networks of Rawi, weighed by ``briefing.marks.chooser``.

No network is right alone, and they fail on different words. libtashkeel can be heard as well: it gives only its choice,
which counts as a probability short of one. By default it is the fall-back alone, as it gains little and costs as much
time as the three together. The weights were chosen on open news text and are measured in the project's benchmarks.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from briefing.errors import MarksError
from briefing.marks.chooser import choose
from briefing.marks.letters import is_letter, join, split
from briefing.marks.models import LABEL_INDEX, LABELS, Letters, gated, network
from briefing.marks.pieces import groups, one_text, pieces
from briefing.marks.second import Libtashkeel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_log = logging.getLogger(__name__)
_TEXT_CHARS = 1500
_MOST_CHARS = 4000
_SURE = 0.85
"""What a choice without a probability counts for."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Opinion:
    """What the networks make of one paragraph.

    Attributes:
        bare: the paragraph without vowel marks.
        marks: for each character the likeliest marks.
        certainty: for each character the probability of these marks, 1.0 where nothing is to be chosen.
        others: for each character the marks that each network alone would put, those that differ from ``marks``.
    """

    bare: str
    marks: list[str]
    certainty: list[float]
    others: list[tuple[str, ...]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Weights:
    """What each network's word counts for; the sum need not be one.

    Attributes:
        v3: of Rawi's third network, the best alone.
        v2: of the second.
        v1: of the first.
        second: of libtashkeel.
    """

    v3: float = 1.0
    v2: float = 0.5
    v1: float = 0.5
    second: float = 0.0


class Rawi:
    """Diacritizer of the built-in networks.

    Args:
        weights: of the networks; one with weight 0 is not loaded.
    """

    name = "rawi"

    def __init__(self, weights: Weights | None = None) -> None:
        self._weights = weights or Weights()
        self._second = Libtashkeel()

    def mark(self, paragraphs: Sequence[str]) -> list[str]:
        """Paragraphs with marks; letters, words and punctuation unchanged, marks that are there already kept.

        Raises:
            MarksError: the networks cannot be loaded; the message says what to do.
        """
        out = []
        for paragraph, opinion in zip(paragraphs, self.opinions(paragraphs), strict=True):
            _, own = split(paragraph)
            marks = [mine or theirs for mine, theirs in zip(own, opinion.marks, strict=True)]
            out.append(join(opinion.bare, marks))
        return out

    def opinions(self, paragraphs: Sequence[str]) -> list[Opinion]:
        """What the networks make of each paragraph, marks that are there not counted.

        Raises:
            MarksError: the networks cannot be loaded.
        """
        bare = [split(paragraph)[0] for paragraph in paragraphs]
        out: list[Opinion] = []
        for group in groups(bare, _TEXT_CHARS):
            spans, text = one_text(group)
            whole = _whole(text, [self._opinion(piece) for piece in pieces(text, _MOST_CHARS)])
            out.extend(_part(whole, one, span) for one, span in zip(group, spans, strict=True))
        return out

    def _opinion(self, bare: str) -> Opinion:
        letters = Letters(bare)
        size = len(bare)
        if not any(is_letter(char) for char in bare):
            return Opinion(bare=bare, marks=[""] * size, certainty=[1.0] * size, others=[()] * size)
        tables = self._tables(bare, letters)
        chosen, sure = choose(tables, _spans(letters.bases))
        alone = [table.argmax(axis=-1).tolist() for _, table in tables]
        marks, certainty = [""] * size, [1.0] * size
        others: list[tuple[str, ...]] = [()] * size
        for row, (place, label) in enumerate(zip(letters.places, chosen, strict=True)):
            if is_letter(letters.bases[row]):
                marks[place] = LABELS[label]
                certainty[place] = sure[row]
                others[place] = tuple(LABELS[choice[row]] for choice in alone if choice[row] != label)
        return Opinion(bare=bare, marks=marks, certainty=certainty, others=others)

    def _tables(self, bare: str, letters: Letters) -> list[tuple[float, NDArray[np.float32]]]:
        try:
            tables = self._networks(letters)
        except MarksError as error:
            _log.warning("marks: libtashkeel alone puts the marks (%s)", error)
            tables = []
        if self._weights.second or not tables:
            chosen = self._second.labels(bare)
            tables.append((self._weights.second or 1.0, _as_table([chosen[place] for place in letters.places])))
        return tables

    def _networks(self, letters: Letters) -> list[tuple[float, NDArray[np.float32]]]:
        weights = self._weights
        first = network("v3").probabilities(letters)
        tables = [(weights.v3, first)]
        if weights.v2:
            tables.append((weights.v2, network("v2").probabilities(letters)))
        if weights.v1:
            # This one marks too much: only which mark it would put is heard, not whether.
            tables.append((weights.v1, gated(network("v1").probabilities(letters), 1.0 - first[:, 0])))
        return tables


def _spans(bases: list[str]) -> list[tuple[int, int]]:
    """Where each run of letters begins and ends."""
    out = []
    start = -1
    for place, base in enumerate([*bases, " "]):
        if is_letter(base):
            start = place if start < 0 else start
        elif start >= 0:
            out.append((start, place))
            start = -1
    return out


def _whole(text: str, parts: Sequence[Opinion]) -> Opinion:
    if len(parts) == 1:
        return parts[0]
    return Opinion(
        bare=text,
        marks=[mark for part in parts for mark in part.marks],
        certainty=[sure for part in parts for sure in part.certainty],
        others=[other for part in parts for other in part.others],
    )


def _part(whole: Opinion, bare: str, span: tuple[int, int]) -> Opinion:
    start, end = span
    rest = len(bare) - (end - start)
    return Opinion(
        bare=bare,
        marks=whole.marks[start:end] + [""] * rest,
        certainty=whole.certainty[start:end] + [1.0] * rest,
        others=whole.others[start:end] + [()] * rest,
    )


def _as_table(chosen: list[str]) -> NDArray[np.float32]:
    table = np.full((len(chosen), len(LABELS)), (1.0 - _SURE) / (len(LABELS) - 1), dtype=np.float32)
    table[np.arange(len(chosen)), [LABEL_INDEX[label] for label in chosen]] = _SURE
    return table
