"""The chooser: several networks' probabilities of the marks of each letter become one choice for each word.

Letter by letter the weighted mean of the networks decides; but a word put together of letters from different networks
is often no word. So each network's own word and the word of the mean stand for election, and the one that the networks
together find likeliest as a whole wins: the weighted sum of each network's probability of all its letters, tempered,
since letters of one word are not independent.

What no word has is never chosen: tanwin inside it, or a doubled letter right behind a sukun, which would be three
consonants in a row (Ryding, A Reference Grammar of Modern Standard Arabic, 2005, 2.5).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from briefing.marks.letters import SHADDA, SUKUN, TANWIN
from briefing.marks.models import LABEL_INDEX, LABELS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Table = NDArray[np.float32]

_TEMPER = 0.5
_SILENT = LABEL_INDEX[SUKUN]
_DOUBLED = np.array([SHADDA in label for label in LABELS])
_NUNATED = np.array([not TANWIN.isdisjoint(label) for label in LABELS])


def choose(tables: Sequence[tuple[float, Table]], spans: Sequence[tuple[int, int]]) -> tuple[list[int], list[float]]:
    """The label of each place, and how likely the mean finds it.

    Args:
        tables: weight of each network and its probabilities, shape ``(places, labels)``, rows sum to one.
        spans: first place of each word and the place after its last.

    Returns:
        The chosen column of each place, and its mean probability.
    """
    total = sum(weight for weight, _ in tables)
    mean = np.sum([weight / total * table for weight, table in tables], axis=0)
    chosen = mean.argmax(axis=-1)
    alone = np.stack([chosen, *(table.argmax(axis=-1) for _, table in tables)])
    if len(tables) > 1:
        differs = (alone != chosen).any(axis=0)
        logs = [(weight / total, np.log(table + 1e-7)) for weight, table in tables]
        for start, end in spans:
            if differs[start:end].any():
                chosen[start:end] = _elect(alone[:, start:end], [(weight, log[start:end]) for weight, log in logs])
    _forbid(chosen, mean, spans)
    sure = mean[np.arange(len(chosen)), chosen]
    return chosen.tolist(), sure.tolist()


def _elect(candidates: NDArray[np.int64], logs: Sequence[tuple[float, Table]]) -> NDArray[np.int64]:
    places = np.arange(candidates.shape[1])
    scores = np.sum([weight * np.exp(_TEMPER * log[places, candidates].sum(axis=1)) for weight, log in logs], axis=0)
    winner: NDArray[np.int64] = candidates[int(np.argmax(scores))]
    return winner


def _forbid(chosen: NDArray[np.int64], mean: Table, spans: Sequence[tuple[int, int]]) -> None:
    """Put the likeliest possible mark where the chosen ones make no word."""
    last = np.zeros(len(chosen) + 2, dtype=bool)
    for _, end in spans:
        last[[end - 1, end - 2]] = True  # the tanwin of كتابًا stands before its alef
    for place in np.flatnonzero(_NUNATED[chosen] & ~last[: len(chosen)]):
        chosen[place] = np.where(_NUNATED, 0, mean[place]).argmax()
    for place in np.flatnonzero((chosen[:-1] == _SILENT) & _DOUBLED[chosen[1:]]):
        single = np.where(_DOUBLED, 0, mean[place + 1]).argmax()
        voiced = np.where(np.arange(len(LABELS)) == _SILENT, 0, mean[place]).argmax()
        if mean[place, voiced] * mean[place + 1, chosen[place + 1]] > mean[place, _SILENT] * mean[place + 1, single]:
            chosen[place] = voiced
        else:
            chosen[place + 1] = single
