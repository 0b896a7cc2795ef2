"""Spoken time shared out among the paragraphs of stories: what fits, what is swapped, what is cut short."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from briefing.choosing.coherence import companions
from briefing.choosing.coverage import Pick, Text, choose
from briefing.choosing.headline import sentences_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from briefing.article import Story
    from briefing.config.sections import RhythmSettings


class Clock:
    """Spoken letters of a text and of a pause; each text is spoken once.

    Args:
        characters_per_s: of the voice.
        rhythm: the pauses that the script has.
        speak_length: spoken letters of a written text; its own length when None.
    """

    def __init__(
        self, characters_per_s: float, rhythm: RhythmSettings, speak_length: Callable[[str], int] | None
    ) -> None:
        self._rate = characters_per_s
        self.rhythm = rhythm
        self._speak_length = speak_length or len
        self._known: dict[str, int] = {}

    def letters(self, text: str, pause_ms: int = 0) -> int:
        """What a text and the pause after it take."""
        if text not in self._known:
            self._known[text] = self._speak_length(text)
        return self._known[text] + math.ceil(pause_ms * self._rate / 1000)

    def budget(self, seconds: float) -> int:
        """How many letters fit into a time."""
        return int(seconds * self._rate)

    def seconds(self, letters: int) -> float:
        """How long so many letters take."""
        return letters / self._rate


@dataclass(kw_only=True, slots=True)
class Draft:
    """A story while its paragraphs are chosen. All costs are in spoken letters, pauses counted.

    Attributes:
        headline: as written.
        costs: of each paragraph.
        fixed: of the headline and the naming of the sources.
        share: what the story should take.
        barred: paragraphs that may not be read.
        picks: those chosen so far, in the order of being chosen; the lead first.
        cut: what is read of the paragraphs that are not read whole, by their numbers.
        cut_cost: of those parts.
    """

    story: Story
    text: Text
    headline: str
    costs: list[int]
    fixed: int
    share: int
    barred: frozenset[int]
    picks: list[Pick] = field(default_factory=list)
    cut: dict[int, str] = field(default_factory=dict)
    cut_cost: int = 0

    @property
    def taken(self) -> list[int]:
        """Numbers of the chosen paragraphs."""
        return [one.index for one in self.picks]

    @property
    def cost(self) -> int:
        """What the story takes as it stands."""
        whole = sum(self.costs[index] for index in self.taken if index not in self.cut)
        return self.fixed + whole + self.cut_cost


def begun(draft: Draft, budget: int, clock: Clock) -> bool:
    """Chooses within a share; the lead is always read. Whether there was room for it."""
    room = budget - draft.fixed
    groups = companions(draft.text.paragraphs, draft.barred)
    lead = next(group for group in groups if group is not None)
    if sum(draft.costs[index] for index in lead) <= room:
        draft.picks = [Pick(index=index, gain=0.0, with_index=lead[-1]) for index in lead]
        room -= sum(draft.costs[index] for index in lead)
        draft.picks += choose(draft.text, draft.costs, room, draft.taken, draft.barred)
        return True
    return _cut(draft, lead[0], room, clock)


def _cut(draft: Draft, index: int, room: int, clock: Clock) -> bool:
    """Takes as many first sentences of a paragraph as fit, fewer than all. Whether any did."""
    sentences = sentences_of(draft.text.paragraphs[index])
    for count in range(len(sentences) - 1, 0, -1):
        part = " ".join(sentences[:count])
        cost = clock.letters(part, clock.rhythm.paragraph_pause_ms)
        if cost <= room and not part.endswith(":") and part.count("«") == part.count("»"):
            draft.picks.append(Pick(index=index, gain=0.0, with_index=index))
            draft.cut[index] = part
            draft.cut_cost += cost
            return True
    return False


def filled(drafts: Sequence[Draft], left: int) -> int:
    """Gives the letters that are left to the stories, the least served for its share first; what is left then."""
    growing = list(drafts)
    while growing and left > 0:
        draft = min(growing, key=lambda one: one.cost / one.share)
        picks = [] if draft.cut else choose(draft.text, draft.costs, left, draft.taken, draft.barred)
        if not picks:
            growing.remove(draft)
            continue
        added = [one for one in picks if one.with_index == picks[0].with_index]
        draft.picks += added
        left -= sum(draft.costs[one.index] for one in added)
    return left


def tightened(drafts: Sequence[Draft], left: int, enough: int) -> int:
    """Swaps one paragraph for another where less time is left over, until no more than ``enough`` is."""
    while left > enough:
        best: tuple[int, Draft, list[Pick], list[Pick]] | None = None
        for draft in drafts:
            for kept, freed, added, cost in _swaps(draft, left):
                rest = left + freed - cost
                if 0 <= rest < left and (best is None or rest < best[0]):
                    best = (rest, draft, kept, added)
        if best is None:
            return left
        left, draft, kept, added = best
        draft.picks = kept + added
    return left


def _swaps(draft: Draft, left: int) -> Iterator[tuple[list[Pick], int, list[Pick], int]]:
    """What may stay of a story when one paragraph goes, what that frees, and what may come instead at what cost."""
    groups = companions(draft.text.paragraphs, draft.barred)
    lead = next(group for group in groups if group is not None)
    for gone in draft.picks:
        if gone.index in lead or draft.cut:
            continue
        kept = [one for one in draft.picks if gone.index not in (groups[one.index] or ())]
        held = {one.index for one in kept}
        freed = sum(draft.costs[one.index] for one in draft.picks if one.index not in held)
        for index, group in enumerate(groups):
            if group is None or index in held or gone.index in group:
                continue
            added = [Pick(index=one, gain=0.0, with_index=index) for one in group if one not in held]
            cost = sum(draft.costs[one.index] for one in added)
            if freed < cost <= freed + left:
                yield kept, freed, added, cost


def trimmed(drafts: Sequence[Draft], left: int, enough: int, clock: Clock) -> None:
    """Adds first sentences of a paragraph where no whole one fits any more."""
    for draft in drafts:
        if left <= enough or draft.cut:
            continue
        groups = companions(draft.text.paragraphs, draft.barred)
        for index, group in enumerate(groups):
            ready = group is not None and index not in draft.taken and set(group) - {index} <= set(draft.taken)
            if ready and _cut(draft, index, left, clock):
                left -= draft.cut_cost
                break
