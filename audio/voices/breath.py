"""Where a reader draws breath in a long sentence without punctuation.

News sentences run on for ten seconds and more. A reader pauses where a new clause or a phrase of time or cause begins:
before a relative pronoun, a conjunction, a verb of saying, a participle that carries on the report (Ryding 2005,
chapters 14 and 18). ``و`` before other words is not taken: it joins nouns as well, and begins many a root.

Not caught: clauses that begin with a plain verb or with ``و`` and one.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from audio.voices.text import letters

if TYPE_CHECKING:
    from audio.voices.text import Word

_LONG_LETTERS = 55
_LEAST_BEFORE, _LEAST_AFTER = 22, 18
_MARKS = re.compile("[\u064b-\u065f\u0670\u0640]")
# fmt: off
_OPENERS = frozenset([
    "الذي", "التي", "الذين", "اللذين", "اللذان", "اللتين", "اللتان", "اللواتي", "حيث", "فيما", "بينما", "لكن",
    "لكنه", "لكنها", "لكنهم", "ولكن", "ولكنه", "ولكنها", "إذ", "إذا", "عندما", "حينما", "بعدما", "كما", "مما",
    "وقد", "ولم", "ولن", "ولا", "وأن", "وأنه", "وأنها", "وأنهم", "وإن", "وإنه", "وإنها", "وكان", "وكانت", "وهو",
    "وهي", "وهم", "وهذا", "وهذه", "وذلك", "والذي", "والتي", "والذين", "وقال", "وقالت", "وأضاف", "وأضافت",
    "وأوضح", "وأوضحت", "وأكد", "وأكدت", "وأشار", "وأشارت", "وذكر", "وذكرت", "وأعلن", "وأعلنت", "مشيرا", "مشيرة",
    "مؤكدا", "مؤكدة", "مضيفا", "مضيفة", "موضحا", "موضحة", "لافتا", "لافتة", "معتبرا", "معتبرة", "محذرا",
    "محذرة", "داعيا", "داعية", "رغم", "بعد", "قبل", "خلال", "منذ", "بسبب", "بهدف", "وسط", "نتيجة", "وفق",
    "وفقا", "بحسب",
])
# fmt: on
# behind these the opener belongs to them: "من حيث", "من قبل"
_BINDERS = frozenset(["من", "إلى", "في", "على", "عن", "حتى", "إلا", "ما", "لا"])


def breathed(spoken: list[Word]) -> list[Word]:
    """The words with a comma's pause where a run of more than 55 letters without one begins a new clause.

    At least 22 letters stand before such a pause and 18 after it, up to the next one.
    """
    found = list(spoken)
    start = 0
    while start < len(found):
        end = next((n + 1 for n in range(start, len(found)) if found[n].pause), len(found))
        cut = _best_cut(found[start:end])
        if cut:
            found[start + cut - 1] = replace(found[start + cut - 1], pause=",")
            end = start + cut
        start = end
    return found


def _best_cut(run: list[Word]) -> int:
    """The number of words before the breath, 0 for none: the opener nearest to where breath runs out."""
    counts = [letters(word.text) for word in run]
    bare = [_MARKS.sub("", word.text) for word in run]
    total = sum(counts)
    if total <= _LONG_LETTERS:
        return 0
    best, best_miss, before = 0, total, 0
    for place, text in enumerate(bare):
        fits = before >= _LEAST_BEFORE and total - before >= _LEAST_AFTER
        miss = abs(before - min(_LONG_LETTERS, total // 2))
        if fits and miss < best_miss and text in _OPENERS and bare[place - 1] not in _BINDERS:
            best, best_miss = place, miss
        before += counts[place]
    return best
