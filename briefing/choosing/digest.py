"""Stories become a running order: each story's key paragraphs, within the time that the show has.

Time is counted in spoken letters, for that is what a voice needs time for. Every story first gets its own share; what
is left over goes to further stories, then to further paragraphs, then to the first sentences of a paragraph.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.article import Choice, Digest
from briefing.choosing.budget import Clock, Draft, begun, filled, tightened, trimmed
from briefing.choosing.coherence import companions
from briefing.choosing.coverage import Text, opening_of
from briefing.choosing.headline import headline_of, opened
from briefing.choosing.stems import stems, words
from briefing.config.sections import RhythmSettings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from briefing.article import Story

_PARAGRAPHS = 40  # of an article that are thought about; the rest of a long read is no news
_MISFITS = 8  # stories that may be too long for the time left before the search for a shorter one ends
_SLACK = 0.03  # of the budget may be left over; a closer fit is not worth a worse choice
_TOLD_SHARE = 0.6  # of a paragraph's stems in one that was read: it tells nothing new


@dataclass(frozen=True, kw_only=True, slots=True)
class DigestSettings:
    """How the time is shared out, and what must or must not come.

    Attributes:
        top_stories: how many get the time of a top story.
        top_s: seconds for each of them; the event itself is told after 30 to 45 s.
        rest_s: seconds for each of the others.
        most_stories: no more than these; 0 for as many as fit.
        must_have: words or phrases; stories that hold one in title or lead come first.
        must_not: words or phrases; stories that hold one in title or lead are left out.
        categories: sections in the order in which they are read; others come after them. Empty: the order of the news.
        category_limit: the most stories of one section; 0 for no limit.
    """

    top_stories: int = 1
    top_s: float = 90.0
    rest_s: float = 40.0
    most_stories: int = 0
    must_have: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    category_limit: int = 0


def running_order(
    stories: Sequence[Story],
    budget_s: float,
    characters_per_s: float,
    settings: DigestSettings | None = None,
    speak_length: Callable[[str], int] | None = None,
    rhythm: RhythmSettings | None = None,
) -> list[Digest]:
    """The stories that are told and the paragraphs that are read of them, never longer than the budget.

    Args:
        stories: in the order of their weight.
        budget_s: seconds for all stories, their headlines, sources and pauses counted.
        characters_per_s: how many spoken letters the voice reads in a second.
        settings: how the time is shared out.
        speak_length: spoken letters of a written text; its own length when None.
        rhythm: the pauses that the script has.
    """
    clock = Clock(characters_per_s, rhythm or RhythmSettings(), speak_length)
    return _Planner(budget_s, clock, settings or DigestSettings()).planned(stories)


class _Planner:
    """The running order while it is made; ``left`` are the spoken letters that nobody has yet."""

    def __init__(self, budget_s: float, clock: Clock, settings: DigestSettings) -> None:
        self._clock, self._settings = clock, settings
        self._left = clock.budget(budget_s)
        self._enough = math.floor(_SLACK * self._left)
        rest = clock.budget(settings.rest_s)
        self._shares = (min(clock.budget(settings.top_s), max(rest, self._left // 3)), rest)
        self._drafts: list[Draft] = []
        self._told: list[frozenset[str]] = []

    def planned(self, stories: Sequence[Story]) -> list[Digest]:
        waiting = wanted(stories, self._settings)
        unused = self._shared_out(waiting)
        self._left = tightened(self._drafts, filled(self._drafts, self._left), self._enough)
        if self._left > self._enough and unused:
            self._make_room(unused)
        trimmed(self._drafts, self._left, self._enough, self._clock)
        return [_digest(draft, self._clock) for draft in beside(self._drafts)]

    def _shared_out(self, waiting: Sequence[Story]) -> list[Story]:
        """Gives each story its share as long as there is time; the stories that found none."""
        unused: list[Story] = []
        for number, story in enumerate(waiting):
            if len(unused) >= _MISFITS or self._is_full():
                return [*unused, *waiting[number:]]
            if not self._add(story, self._left):
                unused.append(story)
        return unused

    def _is_full(self) -> bool:
        return 0 < self._settings.most_stories <= len(self._drafts)

    def _add(self, story: Story, left: int) -> bool:
        share = self._shares[0 if len(self._drafts) < self._settings.top_stories else 1]
        draft = _drafted(story, self._clock, share, self._told)
        if draft is None or not begun(draft, min(left, share), self._clock):
            return False
        self._left -= draft.cost
        self._drafts.append(draft)
        self._told.extend(stems(draft.text.paragraphs[index]) for index in draft.taken)
        return True

    def _make_room(self, unused: Sequence[Story]) -> None:
        """Takes the last paragraphs from the longest story when a further story then fills the time better."""
        if self._is_full():
            return
        longest = max(self._drafts, key=lambda one: len(one.picks), default=None)
        while longest is not None and len(longest.picks) > 2:
            freed = sum(longest.costs[one.index] for one in longest.picks)
            last = longest.picks[-1].with_index
            if last == longest.picks[0].with_index:
                break
            longest.picks = [one for one in longest.picks if one.with_index != last]
            self._left += freed - sum(longest.costs[one.index] for one in longest.picks)
            if any(self._add(story, self._left) for story in unused[:_MISFITS]):
                break
        self._left = tightened(self._drafts, filled(self._drafts, self._left), self._enough)


def wanted(stories: Iterable[Story], settings: DigestSettings) -> list[Story]:
    """The stories that the settings want, in the order in which they want them."""
    order = {name: number for number, name in enumerate(settings.categories)}
    musts, nots = [words(one) for one in settings.must_have], [words(one) for one in settings.must_not]
    kept: list[tuple[tuple[int, int, int], Story]] = []
    counts: dict[str, int] = {}
    for number, story in enumerate(stories):
        said = words(" ".join((story.lead.title, *story.lead.paragraphs[:2])))
        if any(_holds(said, one) for one in nots):
            continue
        must = any(_holds(said, one) for one in musts)
        category = story.lead.category
        counts[category] = counts.get(category, 0) + 1
        if settings.category_limit and category and counts[category] > settings.category_limit and not must:
            continue
        kept.append(((0 if must else 1, order.get(category, len(order)), number), story))
    return [story for _, story in sorted(kept, key=lambda one: one[0])]


def _holds(said: Sequence[str], phrase: Sequence[str]) -> bool:
    """Whether a phrase stands in a text, its first word also behind a clitic or the article."""
    if not phrase:
        return False
    size = len(phrase)
    for at in range(len(said) - size + 1):
        first = said[at]
        if list(said[at + 1 : at + size]) == list(phrase[1:]) and (
            first == phrase[0] or (first.endswith(phrase[0]) and first[: -len(phrase[0])] in _CLITICS)
        ):
            return True
    return False


_CLITICS = frozenset({"و", "ف", "ب", "ل", "ك", "ال", "وال", "بال", "لل", "كال", "فال", "وب", "ول", "وبال", "ولل"})


def _drafted(story: Story, clock: Clock, share: int, told: Sequence[frozenset[str]]) -> Draft | None:
    """A story without paragraphs yet; None when nothing of it can open a story."""
    rhythm = clock.rhythm
    paragraphs = story.lead.paragraphs[:_PARAGRAPHS]
    openings = tuple(opening_of(one.title, one.paragraphs) for one in story.others if one.outlet != story.lead.outlet)
    barred = frozenset(
        index
        for index, text in enumerate(paragraphs)
        if (held := stems(text)) and any(len(held & one) >= _TOLD_SHARE * len(held) for one in told)
    )
    first = next((group[0] for group in companions(paragraphs, barred) if group is not None), None)
    if first is None:
        return None
    headline = headline_of(story.lead.title, paragraphs[first])
    outlets = " و".join(dict.fromkeys(one.outlet for one in story.articles if one.outlet))
    # As the script has it: a headline made from the first sentence is not said before that sentence.
    fixed = clock.letters(headline, rhythm.headline_pause_ms) if story.lead.title else 0
    fixed += clock.letters(f"المصادر: {outlets}.", rhythm.story_pause_ms) if outlets else 0
    fixed += clock.letters("جديد في خبر سابق.", rhythm.paragraph_pause_ms) if story.update else 0
    return Draft(
        story=story,
        text=Text(paragraphs=paragraphs, title=story.lead.title, openings=openings),
        headline=headline,
        costs=[clock.letters(text, rhythm.paragraph_pause_ms) for text in paragraphs],
        fixed=fixed,
        share=share,
        barred=barred,
    )


def beside(drafts: Sequence[Draft]) -> list[Draft]:
    """Stories of one topic next to each other, where the first of them stands."""
    topics: dict[str, list[Draft]] = {}
    for number, draft in enumerate(drafts):
        topics.setdefault(draft.story.topic or f"#{number}", []).append(draft)
    return [draft for some in topics.values() for draft in some]


def _digest(draft: Draft, clock: Clock) -> Digest:
    rank = {one.index: number for number, one in enumerate(draft.picks, 1)}
    picks = sorted(draft.picks, key=lambda one: one.index)
    choices = []
    for number, one in enumerate(picks):
        text = draft.cut.get(one.index, draft.text.paragraphs[one.index])
        why = "lead" if number == 0 else f"choice {rank[one.index]}, {one.gain:.1f} new"
        if one.with_index != one.index:
            why = f"{why}, read for paragraph {one.with_index + 1}"
        if one.index in draft.cut:
            why = f"{why}, first sentences only"
        choices.append(Choice(index=one.index, text=opened(text) if number == 0 else text, reason=why))
    return Digest(
        story=draft.story, headline=draft.headline, choices=tuple(choices), seconds=round(clock.seconds(draft.cost), 3)
    )
