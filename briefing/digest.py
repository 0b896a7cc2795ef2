"""Stories become a running order: each story's key paragraphs, within the time that the show has.

Time is counted in spoken letters, for that is what a voice needs time for. Every story first gets its own share; what
is left over goes to further stories, then to further paragraphs, then to the first sentences of a paragraph.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from briefing.article import Choice, Digest
from briefing.coherence import companions
from briefing.coverage import Pick, Text, choose, opening_of
from briefing.headline import headline_of, opened, sentences_of
from briefing.stems import stems, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from briefing.article import Story

_PARAGRAPHS = 40  # of an article that are thought about; the rest of a long read is no news
_MISFITS = 8  # stories that may be too long for the time left before the search for a shorter one ends
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
        headline_pause_s: silence after a headline, as the script has it.
        paragraph_pause_s: silence after a paragraph.
        story_pause_s: silence after a story.
    """

    top_stories: int = 1
    top_s: float = 90.0
    rest_s: float = 40.0
    most_stories: int = 0
    must_have: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    category_limit: int = 0
    headline_pause_s: float = 0.55
    paragraph_pause_s: float = 0.45
    story_pause_s: float = 0.8


@dataclass(kw_only=True, slots=True)
class _Draft:
    """A story while its paragraphs are chosen. Costs are in spoken letters."""

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
        return [one.index for one in self.picks]

    @property
    def cost(self) -> int:
        whole = sum(self.costs[index] for index in self.taken if index not in self.cut)
        return self.fixed + whole + self.cut_cost


class _Clock:
    """Spoken letters of a text and of a pause; each text is spoken once."""

    def __init__(self, characters_per_s: float, speak_length: Callable[[str], int] | None) -> None:
        self._rate = characters_per_s
        self._speak_length = speak_length or len
        self._known: dict[str, int] = {}

    def letters(self, text: str, pause_s: float = 0.0) -> int:
        if text not in self._known:
            self._known[text] = self._speak_length(text)
        return self._known[text] + math.ceil(pause_s * self._rate)

    def budget(self, seconds: float) -> int:
        return int(seconds * self._rate)

    def seconds(self, letters: int) -> float:
        return letters / self._rate


def running_order(
    stories: Sequence[Story],
    budget_s: float,
    characters_per_s: float,
    settings: DigestSettings | None = None,
    speak_length: Callable[[str], int] | None = None,
) -> list[Digest]:
    """The stories that are told and the paragraphs that are read of them, never longer than the budget.

    Args:
        stories: in the order of their weight.
        budget_s: seconds for all stories, their headlines, sources and pauses counted.
        characters_per_s: how many spoken letters the voice reads in a second.
        settings: how the time is shared out.
        speak_length: spoken letters of a written text; its own length when None.
    """
    settings = settings or DigestSettings()
    clock = _Clock(characters_per_s, speak_length)
    left = clock.budget(budget_s)
    drafts: list[_Draft] = []
    told: list[frozenset[str]] = []
    misfits = 0
    for story in wanted(stories, settings):
        if misfits >= _MISFITS or (settings.most_stories and len(drafts) >= settings.most_stories):
            break
        share_s = settings.top_s if len(drafts) < settings.top_stories else settings.rest_s
        draft = _drafted(story, clock, settings, clock.budget(share_s), told)
        if draft is None or not _begun(draft, min(left, draft.share), clock, settings):
            misfits += draft is not None
            continue
        misfits = 0
        left -= draft.cost
        drafts.append(draft)
        told.extend(stems(draft.text.paragraphs[index]) for index in draft.taken)
    _filled(drafts, left, clock, settings)
    return [_digest(draft, clock) for draft in beside(drafts)]


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


def _drafted(
    story: Story, clock: _Clock, settings: DigestSettings, share: int, told: Sequence[frozenset[str]]
) -> _Draft | None:
    """A story without paragraphs yet; None when nothing of it can open a story."""
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
    fixed = clock.letters(headline, settings.headline_pause_s)
    fixed += clock.letters(f"المصادر: {outlets}.", settings.story_pause_s) if outlets else 0
    fixed += clock.letters("جديد في خبر سابق: ") if story.update else 0
    return _Draft(
        story=story,
        text=Text(paragraphs=paragraphs, title=story.lead.title, openings=openings),
        headline=headline,
        costs=[clock.letters(text, settings.paragraph_pause_s) for text in paragraphs],
        fixed=fixed,
        share=share,
        barred=barred,
    )


def _begun(draft: _Draft, budget: int, clock: _Clock, settings: DigestSettings) -> bool:
    """Chooses within a share; the lead is always read. Whether there was room for it."""
    room = budget - draft.fixed
    groups = companions(draft.text.paragraphs, draft.barred)
    lead = next(group for group in groups if group is not None)
    if sum(draft.costs[index] for index in lead) <= room:
        draft.picks = [Pick(index=index, gain=0.0, with_index=lead[-1]) for index in lead]
        room -= sum(draft.costs[index] for index in lead)
        draft.picks += choose(draft.text, draft.costs, room, draft.taken, draft.barred)
        return True
    return _cut(draft, lead[0], room, clock, settings)


def _cut(draft: _Draft, index: int, room: int, clock: _Clock, settings: DigestSettings) -> bool:
    """Takes as many first sentences of a paragraph as fit, fewer than all. Whether any did."""
    sentences = sentences_of(draft.text.paragraphs[index])
    for count in range(len(sentences) - 1, 0, -1):
        part = " ".join(sentences[:count])
        cost = clock.letters(part, settings.paragraph_pause_s)
        if cost <= room and not part.endswith(":") and part.count("«") == part.count("»"):
            draft.picks.append(Pick(index=index, gain=0.0, with_index=index))
            draft.cut[index] = part
            draft.cut_cost += cost
            return True
    return False


def _filled(drafts: Sequence[_Draft], left: int, clock: _Clock, settings: DigestSettings) -> None:
    """Gives the letters that are left to the stories, the least served for its share first."""
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
    for draft in drafts:
        groups = companions(draft.text.paragraphs, draft.barred)
        for index, group in enumerate(groups):
            ready = group is not None and index not in draft.taken and set(group) - {index} <= set(draft.taken)
            if not draft.cut and ready and _cut(draft, index, left, clock, settings):
                left -= draft.cut_cost


def beside(drafts: Sequence[_Draft]) -> list[_Draft]:
    """Stories of one topic next to each other, where the first of them stands."""
    topics: dict[str, list[_Draft]] = {}
    for number, draft in enumerate(drafts):
        topics.setdefault(draft.story.topic or f"#{number}", []).append(draft)
    return [draft for some in topics.values() for draft in some]


def _digest(draft: _Draft, clock: _Clock) -> Digest:
    rank = {one.index: number for number, one in enumerate(draft.picks, 1)}
    picks = sorted(draft.picks, key=lambda one: one.index)
    choices = []
    for number, one in enumerate(picks):
        text = draft.cut.get(one.index, draft.text.paragraphs[one.index])
        why = "lead" if number == 0 else f"choice {rank[one.index]}, {one.gain:.1f} new"
        if one.with_index != one.index:
            why += f", read for paragraph {one.with_index + 1}"
        if one.index in draft.cut:
            why += ", first sentences only"
        choices.append(Choice(index=one.index, text=opened(text) if number == 0 else text, reason=why))
    return Digest(
        story=draft.story, headline=draft.headline, choices=tuple(choices), seconds=round(clock.seconds(draft.cost), 3)
    )
