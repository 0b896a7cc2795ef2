"""Articles become stories: those on one event together, each read from one of them, the weightiest first."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta
from statistics import median
from typing import TYPE_CHECKING, Protocol

from briefing.article import Article, Story
from briefing.choosing.likeness import alike, groups
from briefing.choosing.stems import bare, stems

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

CUT = 0.24  # mean likeness at which two groups of articles are one event
TOPIC_CUT = 0.15  # and at which two events are neighbours
_PARAGRAPHS = 4
_FEWEST_PARAGRAPHS = 5
_NEWEST = timedelta(hours=6)
_NEW_SHARE = 0.3


class Told(Protocol):
    """An article that an earlier edition told; :class:`briefing.show.Reference` is one."""

    @property
    def article_id(self) -> str:
        """Its :attr:`Article.id`."""

    @property
    def outlet(self) -> str:
        """Its outlet."""

    @property
    def title(self) -> str:
        """Its title."""

    @property
    def digest(self) -> str:
        """Its :attr:`Article.fingerprint` when it was told; empty when unknown."""


def stories(articles: Iterable[Article], now: datetime, told: Iterable[Told] = ()) -> list[Story]:
    """Groups articles by event and orders the events.

    A text that was told before comes no more. An event that was told comes as an update when an article on it is new,
    or changed under its address, and says things that the told ones did not; so does an event of a told one's topic.

    Args:
        articles: in the order of their sources; an outlet's own order is kept where nothing else decides.
        now: aware; what claims to be later counts as of now.
        told: articles that earlier editions told.
    """
    given = list(articles)
    ledger = _Ledger.of(told)
    firsts, copies = _without_copies(given)
    if not firsts:
        return []
    pairs = alike([_opening(article) for article in firsts])

    def near(one: int, other: int) -> float:
        return pairs.get((one, other) if one < other else (other, one), 0.0)

    topic_of = {number: topic[0] for topic in groups(len(firsts), pairs, TOPIC_CUT) for number in topic}
    told_topics = {topic_of[number] for number, article in enumerate(firsts) if ledger.knows(article)}
    clusters = groups(len(firsts), pairs, CUT)
    shared = Counter(topic_of[cluster[0]] for cluster in clusters)
    ages = [_days(now - min(one.published, now)) for one in firsts if one.published is not None]
    usual = median(ages) if ages else 0.0
    found: list[tuple[int, Story]] = []
    for cluster in clusters:
        story = _story([firsts[number] for number in cluster], cluster, near, ledger, copies)
        if story is None:
            continue
        topic = topic_of[cluster[0]]
        story = replace(
            story,
            update=story.update or topic in told_topics,
            topic=f"topic {topic}" if shared[topic] > 1 else "",
        )
        found.append((cluster[0], _scored(story, now, usual)))
    return _ordered(found, given)


def _opening(article: Article) -> str:
    return " ".join((article.title, *article.paragraphs[:_PARAGRAPHS]))


def _without_copies(articles: Sequence[Article]) -> tuple[list[Article], dict[str, list[Article]]]:
    """The articles whose text differs, and for each its copies by other outlets; an outlet's own copies go.

    Of an outlet's copies the one that stands first in its order stays.
    """
    firsts: dict[str, Article] = {}
    copies: dict[str, list[Article]] = {}
    for article in articles:
        key = bare("".join(article.paragraphs))
        first = firsts.setdefault(key, article)
        group = copies.setdefault(first.id, [])
        if article is not first and article.outlet not in {first.outlet, *(one.outlet for one in group)}:
            group.append(article)
    return list(firsts.values()), copies


@dataclass(frozen=True, kw_only=True, slots=True)
class _Ledger:
    """What was told: fingerprints by article, and titles by outlet."""

    fingerprints: Mapping[str, frozenset[str]]
    titles: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, told: Iterable[Told]) -> _Ledger:
        fingerprints: dict[str, frozenset[str]] = {}
        titles: set[tuple[str, str]] = set()
        for one in told:
            fingerprints[one.article_id] = fingerprints.get(one.article_id, frozenset()) | {one.digest}
            if one.title:
                titles.add((one.outlet, bare(one.title)))
        return cls(fingerprints=fingerprints, titles=frozenset(titles))

    def knows(self, article: Article) -> bool:
        """Whether this article was told, in this or an earlier form."""
        return article.id in self.fingerprints or (bool(article.title) and self._has_title(article))

    def has_told(self, article: Article) -> bool:
        """Whether this very text was told."""
        known = self.fingerprints.get(article.id)
        if known is None:
            return self._has_title(article)
        return article.fingerprint in known or "" in known

    def _has_title(self, article: Article) -> bool:
        return (article.outlet, bare(article.title)) in self.titles


def _story(
    articles: Sequence[Article],
    numbers: Sequence[int],
    near: Callable[[int, int], float],
    ledger: _Ledger,
    copies: Mapping[str, Sequence[Article]],
) -> Story | None:
    """The story of one cluster; None when it was told and nothing is new."""
    old = [one for one in articles if ledger.knows(one) or any(ledger.knows(copy) for copy in copies[one.id])]
    fresh = [one for one in articles if one not in old]
    changed = [one for one in old if not ledger.has_told(one) and not any(map(ledger.has_told, copies[one.id]))]
    if old:
        fresh = [one for one in (*fresh, *changed) if one in changed or _is_news(one, old)]
    if not fresh:
        return None
    place = dict(zip((one.id for one in articles), numbers, strict=True))
    lead = _lead(fresh, place, near)
    others = sorted(
        (one for one in fresh if one is not lead),
        key=lambda one: (-near(place[lead.id], place[one.id]), place[one.id]),
    )
    named = [copy for one in (lead, *others) for copy in copies[one.id] if not ledger.knows(copy)]
    return Story(lead=lead, others=(*others, *named), update=bool(old))


def _is_news(article: Article, old: Sequence[Article]) -> bool:
    """Whether an article on a told event is later than the told ones and says enough that they do not."""
    times = [one.published for one in old if one.published is not None]
    if article.published is not None and times and article.published <= max(times):
        return False
    said = stems(" ".join(article.paragraphs[: 2 * _PARAGRAPHS]))
    known = stems(" ".join(text for one in old for text in (one.title, *one.paragraphs)))
    return len(said - known) >= _NEW_SHARE * max(1, len(said))


def _lead(articles: Sequence[Article], place: Mapping[str, int], near: Callable[[int, int], float]) -> Article:
    """The article nearest the others among the newest that are whole: five paragraphs, and their lead not lost."""
    whole = [one for one in articles if not one.lead_missing] or list(articles)
    long = [one for one in whole if len(one.paragraphs) >= _FEWEST_PARAGRAPHS] or whole
    times = [one.published for one in long if one.published is not None]
    newest = [one for one in long if one.published is None or one.published >= max(times) - _NEWEST]

    def centrality(one: Article) -> tuple[float, int]:
        here = place[one.id]
        return round(sum(near(here, place[other.id]) for other in articles if other is not one), 9), -here

    return max(newest, key=centrality)


def _scored(story: Story, now: datetime, usual: float) -> Story:
    """Distinct outlets + 0.3 log2(1 + articles) - 0.5 x age in days; an outlet counts as much as its weight.

    A story of unknown date is taken to be as old as ``usual``, in days, so that silence about it is no merit.
    """
    weights: dict[str, float] = {}
    for article in story.articles:
        name = article.outlet or article.source
        weights[name] = max(weights.get(name, 0.0), article.weight)
    times = [min(one.published, now) for one in story.articles if one.published is not None]
    age = _days(now - max(times)) if times else usual
    count = len(story.articles)
    score = sum(weights.values()) + 0.3 * math.log2(1 + count) - 0.5 * age
    outlets = "1 outlet" if len(weights) == 1 else f"{len(weights)} outlets"
    number = "1 article" if count == 1 else f"{count} articles"
    old = f"{age:.1f} days old" if times else "of unknown date"
    reason = f"told by {outlets}, {number}, {old}: {score:.2f}"
    return replace(story, score=round(score, 4), reason=f"{reason}, an update" if story.update else reason)


def _days(age: timedelta) -> float:
    return age.total_seconds() / 86_400


def _ordered(found: Sequence[tuple[int, Story]], given: Sequence[Article]) -> list[Story]:
    """The greatest score first; one outlet alone keeps its own order, and equal scores the order of the sources."""
    if len({one.outlet or one.source for one in given}) == 1:
        return [story for _, story in sorted(found, key=lambda one: one[0])]
    position: dict[str, int] = {}
    counts: dict[str, int] = {}
    for article in given:
        name = article.outlet or article.source
        counts[name] = counts.get(name, 0) + 1
        position[article.id] = counts[name]
    ranked = sorted(found, key=lambda one: (-one[1].score, position.get(one[1].lead.id, 0), one[0]))
    return [story for _, story in ranked]
