"""When each written word is heard: written words found again among the spoken ones, spoken words found in the sound."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from itertools import accumulate
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audio.clip import WordTime

_MOST_PAIRS: Final = 250_000
"""Of words to compare; a longer sentence is shared out by its letters alone."""

DIGIT_LETTERS: Final = 5
"""A digit is read as a word of about this many letters (measured on one to ninety-nine, spoken)."""

# Vowel marks are no word characters; tatweel is one.
_SOUNDLESS: Final = re.compile(r"[\W\u0640]+")


def aligned(written: Sequence[str], spoken: Sequence[str]) -> list[int]:
    """For each written word the number of the spoken word that begins it, rising.

    Words that are spoken as they are written meet; what lies between two such words, a number or an abbreviation, is
    shared out by its letters. So "350" of four spoken words begins with the first of them.

    Args:
        written: words of a sentence as its author wrote them.
        spoken: words of the same sentence as they are read; at least one where something is written.
    """
    if len(written) * len(spoken) > _MOST_PAIRS:
        return _shared(written, 0, len(spoken))
    one, other = ([_SOUNDLESS.sub("", word) or word for word in words] for words in (written, spoken))
    firsts: list[int] = []
    for same, start, end, begin, stop in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        firsts += range(begin, stop) if same == "equal" else _shared(written[start:end], begin, stop)
    return [min(first, max(0, len(spoken) - 1)) for first in firsts]


def _shared(written: Sequence[str], begin: int, stop: int) -> list[int]:
    """A row of spoken words shared out among written ones, by their letters."""
    sizes = [sum(DIGIT_LETTERS if sign.isdecimal() else 1 for sign in word) for word in written]
    before, total = accumulate(sizes[:-1], initial=0), sum(sizes)
    return [begin + (stop - begin) * size // total for size in before] if written else []


def starts(spoken: Sequence[str], times: Sequence[WordTime], sample_count: int) -> list[int]:
    """The first sample of each spoken word; where the voice does not know it, time goes by the letters between.

    Args:
        spoken: the words of a clip.
        times: of some, all or none of them.
        sample_count: of the clip.

    Returns:
        Rising, within the clip.
    """
    letters = np.concatenate(([0], np.cumsum([len(word) + 1 for word in spoken])))
    known = {time.index: time.start for time in times if 0 <= time.index < len(spoken)}
    points = {int(letters[index]): start for index, start in known.items()}
    points = {0: 0, **points, int(letters[-1]): sample_count}
    at = sorted(points)
    found = np.interp(letters[:-1], at, [points[letter] for letter in at])
    return [int(start) for start in np.clip(np.maximum.accumulate(found), 0, sample_count)] if spoken else []
