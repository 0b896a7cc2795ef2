"""Everything before the first sound: gather, group, choose within the time, write."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from audio.voices.text import letters
from briefing import wiring
from briefing.choosing.digest import running_order
from briefing.choosing.stories import stories
from briefing.daily.hours import bulletin
from briefing.errors import NothingToSayError
from briefing.order.runningorder import references_of
from briefing.scriptwriter import write
from briefing.sources.gather import gather
from briefing.work.stages import stage

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from audio.script import Script
    from briefing.article import Digest, Story
    from briefing.config.settings import Settings
    from briefing.console import Report
    from briefing.scriptwriter import Pen
    from briefing.show import EditionId, Reference
    from briefing.sources import Source


@dataclass(frozen=True, kw_only=True, slots=True)
class News:
    """What there is to tell.

    Attributes:
        stories: in the order of their weight.
        notices: a line for each source or article that was left out, and why.
    """

    stories: tuple[Story, ...]
    notices: tuple[str, ...]


class Planned(Protocol):
    """What is to be read, whoever planned it."""

    @property
    def script(self) -> Script:
        """What the booth reads."""

    @property
    def headlines(self) -> tuple[str, ...]:
        """Of the stories, in their order."""

    @property
    def references(self) -> tuple[Reference, ...]:
        """The articles that are told, in their order."""

    @property
    def notices(self) -> tuple[str, ...]:
        """What was left out, and why."""


class Planner(Protocol):
    """What plans an edition, as often as it is asked, within the time that it is given."""

    def __call__(self, characters_per_s: float, stories_s: float, untold: Collection[str] = ()) -> Planned:
        """The plan.

        Args:
            characters_per_s: as in :func:`compose`.
            stories_s: as in :func:`compose`.
            untold: headlines of stories that are left out; others take their time.
        """


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """The running order before a voice has read it.

    Attributes:
        characters_per_s: spoken letters a second of the voice that it was planned for.
    """

    script: Script
    digests: tuple[Digest, ...]
    notices: tuple[str, ...]
    characters_per_s: float

    @property
    def headlines(self) -> tuple[str, ...]:
        """Of the stories, in their order."""
        return tuple(digest.headline for digest in self.digests)

    @property
    def references(self) -> tuple[Reference, ...]:
        """The articles that are told, in their order."""
        return tuple(one for digest in self.digests for one in references_of(digest))


@stage("gather")
def collect(
    settings: Settings, sources: Sequence[Source], now: datetime, told: Sequence[Reference], report: Report
) -> News:
    """The day's stories.

    Args:
        settings: of the show.
        sources: what is read.
        now: aware.
        told: what other editions have told.
        report: told of each stage and of everything that is left out.

    Raises:
        NothingToSayError: no article is left; the message says what was tried.
    """
    gathered = gather(sources, now - timedelta(days=settings.edition.since_days))
    report.line(f"gathered {len(gathered.articles)} articles from {len(sources)} sources")
    for notice in gathered.notices:
        report.line(notice)
    if not gathered.articles:
        nothing = "the sources hold nothing new" if sources else "no source is named"
        tried = "; ".join(gathered.notices) or nothing
        message = f"no article to read: {tried}; name files, folders or addresses, or mend [[sources]]"
        raise NothingToSayError(message)
    grouped = stories(gathered.articles, now, told)
    if not grouped:
        count = len(gathered.articles)
        message = f"no story to read: all {count} articles were told before; wait, or name them as INPUTS with --force"
        raise NothingToSayError(message)
    return News(stories=tuple(grouped), notices=tuple(gathered.notices))


@stage("write")
def compose(
    settings: Settings, edition: EditionId, news: News, pen: Pen, characters_per_s: float, stories_s: float
) -> Plan:
    """The running order and its script.

    Args:
        settings: of the show.
        edition: whose; in a show of several a day the script says which one it is.
        news: from :func:`collect`.
        pen: how to write.
        characters_per_s: how many spoken letters the voice reads in a second.
        stories_s: seconds for all stories.

    Raises:
        NothingToSayError: no story fits.
    """

    def spoken_letters(text: str) -> int:
        return letters(pen.spoken(text).text)

    digests = running_order(news.stories, stories_s, characters_per_s, settings.digest, spoken_letters, settings.rhythm)
    if not digests:
        message = f"no story fits {settings.edition.minutes:g} minutes and the settings; raise edition.minutes"
        raise NothingToSayError(message)
    name = bulletin(edition, settings.edition)
    show = replace(settings.show, title=f"{settings.show.title}، {name}") if name else settings.show
    script = write(show, edition.day, digests, pen)
    return Plan(script=script, digests=tuple(digests), notices=news.notices, characters_per_s=characters_per_s)


_SPARE = 10
_SPARE_S = 45.0


def compose_spare(settings: Settings, edition: EditionId, news: News, plan: Plan, pen: Pen) -> Plan | None:
    """The next stories after those of a plan, for an editor to take in; None when there are none.

    Args:
        settings: of the show.
        edition: whose.
        news: from :func:`collect`.
        plan: from :func:`compose`.
        pen: how to write.
    """
    told = {digest.story.lead.id for digest in plan.digests}
    rest = tuple(story for story in news.stories if story.lead.id not in told)[:_SPARE]
    open_to_all = replace(settings, digest=replace(settings.digest, most_stories=0, category_limit=0))
    try:
        left = News(stories=rest, notices=())
        return compose(open_to_all, edition, left, pen, plan.characters_per_s, _SPARE_S * len(rest)) if rest else None
    except NothingToSayError:
        return None


def planner(settings: Settings, edition: EditionId, news: News, pen: Pen, report: Report) -> Planner:
    """What plans an edition of these news; the arguments as in :func:`compose`. A plan is told once."""
    told: list[Script] = []

    def plan(characters_per_s: float, stories_s: float, untold: Collection[str] = ()) -> Plan:
        left = news
        while True:
            made = compose(settings, edition, left, pen, characters_per_s, stories_s)
            out = {digest.story for digest in made.digests if digest.headline in untold}
            if not out:
                if told[-1:] != [made.script]:
                    told.append(made.script)
                    report.line(f"chose {len(made.digests)} of {len(news.stories)} stories")
                return made
            left = replace(left, stories=tuple(one for one in left.stories if one not in out))

    return plan


def open_sources(settings: Settings, words: Sequence[str], stdin: bytes | None) -> list[Source]:
    """The sources that the command line names, else the configured ones.

    Raises:
        SettingsError: one line for each wrong table.
        SourceError: a word is no file, folder or address.
    """
    fetcher = wiring.open_fetcher(settings)
    return wiring.sources_of_words(words, fetcher, stdin) if words else wiring.open_sources(settings, fetcher)
