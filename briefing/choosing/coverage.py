"""Which paragraphs tell most of an article in the letters that there are: position-weighted coverage.

A stem weighs the more the earlier and the oftener it stands in the article (the sum of 1 / (1 + i) over the paragraphs
i that hold it), 1.25 more when the title holds it, and three more when another outlet has it in its title or opening.
The paragraph with the most new weight for its length is taken, again and again, as long as one fits. A paragraph that
leans on the one before it comes only with it. Measured against reading from the top in the project's benchmarks.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.choosing.coherence import companions
from briefing.choosing.stems import stems

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

_SHORTEST = 30  # letters; shorter paragraphs do not look cheaper than this
_LENGTH_POWER = 0.5
_POSITION_POWER = 0.45
_TITLE_WEIGHT = 1.25
_OUTLET_WEIGHT = 3.0
_OUTLET_LETTERS = 450


@dataclass(frozen=True, kw_only=True, slots=True)
class Text:
    """An article as the choice sees it.

    Attributes:
        paragraphs: as written.
        title: empty when there is none.
        openings: of other outlets on the same event, each its title and first paragraphs.
    """

    paragraphs: tuple[str, ...]
    title: str = ""
    openings: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Pick:
    """One paragraph that was taken.

    Attributes:
        index: its place in the article.
        gain: weight that it added, in the order of being taken.
        with_index: the paragraph that it was taken along for; its own when it was taken for itself.
    """

    index: int
    gain: float
    with_index: int


def opening_of(title: str, paragraphs: Sequence[str]) -> str:
    """What an outlet says first: its title and the first 450 letters."""
    return title + "\n" + " ".join(paragraphs)[:_OUTLET_LETTERS]


def weights(text: Text) -> dict[str, float]:
    """The weight of each stem of the article."""
    found: Counter[str] = Counter()
    for index, paragraph in enumerate(text.paragraphs):
        for stem in stems(paragraph):
            found[stem] += 1 / (1 + index)  # type: ignore[assignment]  # a Counter of fractions
    for stem in stems(text.title) & found.keys():
        found[stem] += _TITLE_WEIGHT  # type: ignore[assignment]
    outlets: Counter[str] = Counter()
    for opening in text.openings:
        outlets.update(stems(opening))
    for stem in outlets.keys() & found.keys():
        found[stem] += _OUTLET_WEIGHT  # type: ignore[assignment]
    return dict(found)


def choose(
    text: Text, lengths: Sequence[int], budget: int, taken: Collection[int] = (), barred: Collection[int] = ()
) -> list[Pick]:
    """Paragraphs worth reading, the most important first, none of them without what it leans on.

    Args:
        text: the article.
        lengths: of each paragraph, in the unit of the budget.
        budget: the most that all may come to, ``taken`` not counted.
        taken: paragraphs that are read already.
        barred: paragraphs that may not be read, nor what leans on them.
    """
    weight = weights(text)
    held = [stems(paragraph) for paragraph in text.paragraphs]
    groups = companions(text.paragraphs, barred)
    covered: set[str] = set().union(*(held[index] for index in taken)) if taken else set()
    picked, used = set(taken), 0
    picks: list[Pick] = []
    while True:
        best: tuple[float, float, int] | None = None
        for index, group in enumerate(groups):
            if group is None or index in picked:
                continue
            added = [one for one in group if one not in picked]
            cost = sum(lengths[one] for one in added)
            if used + cost > budget:
                continue
            new = set().union(*(held[one] for one in added)) - covered
            gain = sum(sorted(weight[stem] for stem in new))
            rate = gain / max(cost, _SHORTEST) ** _LENGTH_POWER / (1 + added[0]) ** _POSITION_POWER
            if best is None or rate > best[0] + 1e-12:
                best = (rate, gain, index)
        if best is None:
            return picks
        _, gain, index = best
        for one in sorted(set(groups[index] or ()) - picked):
            picks.append(Pick(index=one, gain=gain, with_index=index))
            picked.add(one)
            used += lengths[one]
            covered |= held[one]
