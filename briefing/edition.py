"""One day's edition from start to end: the only file that knows the whole order.

One source of ten may fail, a voice may give up and the next one reads everything; what was left out is told in the log
and in the episode's notes.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from briefing import wiring
from briefing.daily.hours import current, editions, usual_moment
from briefing.errors import PublishError, SettingsError
from briefing.order import orderfile
from briefing.order.editing import completed, without
from briefing.order.runningorder import running_order
from briefing.packing import draft_of, package
from briefing.planning import Plan, collect, compose, compose_spare, open_sources, planner
from briefing.publish.library import Library
from briefing.publish.mirror import find, held, in_feed, mirror
from briefing.publish.room import ROOM_NEEDED_BYTES, free_bytes
from briefing.publish.websub import announce
from briefing.readers import readers, team_name
from briefing.reading import Job, read, stories_s
from briefing.show import EditionId
from briefing.work.stages import stage

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from briefing.config.settings import Settings
    from briefing.console import Report
    from briefing.order.runningorder import RunningOrder
    from briefing.planning import News, Planner
    from briefing.publish import Store
    from briefing.scriptwriter import Pen
    from briefing.show import Episode, Reference
    from briefing.sources import Source


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """What is asked for.

    Attributes:
        edition: its name.
        now: aware; nothing is published later than this.
        words: files, folders and addresses instead of the configured sources.
        stdin: text that stands for the word ``-``.
        force: make it anew although it is there, and from words also what was told before.
        given: sources instead of the configured ones, for whoever has read them before.
        plan: a running order that is read as it stands, in place of any sources.
    """

    edition: EditionId
    now: datetime
    words: tuple[str, ...] = ()
    stdin: bytes | None = None
    force: bool = False
    given: tuple[Source, ...] | None = None
    plan: RunningOrder | None = None


def order_of(settings: Settings, plan: RunningOrder, now: datetime, *, force: bool = False) -> Order:
    """What is asked for when a running order is to be read as it stands.

    Raises:
        SettingsError: it was planned for another show.
    """
    if plan.show_id != settings.show.id:
        message = f"plan: was made for the show {plan.show_id!r}, these settings are of {settings.show.id!r}"
        raise SettingsError(message)
    return Order(edition=EditionId.parse(plan.edition), now=now, force=force, given=(), plan=plan)


def waiting_plan(settings: Settings, root: Path, named: EditionId) -> RunningOrder | None:
    """The running order that lies ready for an edition, where the show has it read.

    Raises:
        SettingsError: it is damaged, or of another edition.
    """
    path = orderfile.path_of(root, named)
    if not settings.edition.plans or not path.exists():
        return None
    plan = orderfile.load(path).order
    if plan.edition != str(named):
        message = f"{path}: is the running order of {plan.edition}; write one of {named}, or take it away"
        raise SettingsError(message)
    return plan


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What came of an order.

    Attributes:
        episode: the edition's.
        made: now; false when it was there already.
        here: whether its files are in the published folder; false when another machine brought it to the store.
    """

    episode: Episode
    made: bool
    here: bool = True


def today(settings: Settings, now: datetime) -> date:
    """The show's local date."""
    return now.astimezone(ZoneInfo(settings.edition.time_zone)).date()


def _usual(settings: Settings, named: EditionId) -> datetime:
    """When the edition is due by the settings."""
    usual = usual_moment(named, settings.edition)
    if usual is None:
        known = ", ".join(str(one) for _, one in editions(named.day, settings.edition))
        message = f"--date {named}: the settings have no such edition; edition.at makes {known}"
        raise SettingsError(message)
    return usual


def _published(settings: Settings, order: Order) -> datetime:
    """The moment that the feed gives: now for the newest edition, the usual hour for an earlier one.

    It is never in the future, as that of an hour may be which the clock has skipped.
    """
    usual, newest = _usual(settings, order.edition), current(order.now, settings.edition)
    if order.edition > newest:
        local = today(settings, order.now)
        message = f"--date {order.edition}: is in the future; today is {local} in {settings.edition.time_zone}"
        raise SettingsError(message)
    now = order.now.replace(microsecond=0)
    return now if order.edition == newest else min(usual, now)


def _told(library: Library, order: Order, stores: Sequence[Store]) -> list[Reference]:
    """What the other editions have told, those that other machines brought to the first of the stores among them.

    Nothing for somebody who names what is to be read and forces it.
    """
    if order.plan is not None or (order.force and order.words):
        return []
    there = {episode.edition: episode for episode in held(library, stores[0])} if stores else {}
    there |= {episode.edition: episode for episode in library.episodes()}
    others = [there[one] for one in sorted(there, reverse=True) if one != order.edition]
    return [reference for episode in others for reference in episode.references]


@contextmanager
def _rehearsal(settings: Settings, order: Order, root: Path, report: Report) -> Iterator[tuple[News, Pen, float]]:
    """The day's news, the pen, and the spoken letters a second of the voice that would read them."""
    _usual(settings, order.edition)
    with readers(settings) as able:
        sources = open_sources(settings, order.words, order.stdin)
        told = _told(Library(root), order, wiring.open_stores(settings))
        news = collect(settings, sources, order.now, told, report)
        yield news, wiring.open_pen(settings), able.first.info.characters_per_s


def rehearse(settings: Settings, order: Order, root: Path, report: Report) -> Plan:
    """The plan of an edition without its sound: nothing is spoken, nothing is published.

    Raises:
        BriefingError, AudioError: as :func:`make`.
    """
    with _rehearsal(settings, order, root, report) as (news, pen, rate):
        return compose(settings, order.edition, news, pen, rate, stories_s(settings))


def draw_up(settings: Settings, order: Order, root: Path, report: Report) -> RunningOrder:
    """The same as a document for people; the next stories, which found no place, are in it, left out.

    Raises:
        BriefingError, AudioError: as :func:`make`.
    """
    with _rehearsal(settings, order, root, report) as (news, pen, rate):
        plan = compose(settings, order.edition, news, pen, rate, stories_s(settings))
        spare = compose_spare(settings, order.edition, news, plan, pen)
    return running_order(plan, settings.show.id, order.edition, spare)


def _planner(
    settings: Settings, order: Order, sources: Sequence[Source], told: Sequence[Reference], report: Report
) -> Planner:
    """What plans the edition: a running order that somebody has changed is read as it stands, whatever its length."""
    pen = wiring.open_pen(settings)
    if order.plan is not None:
        whole = completed(order.plan, pen)
        return lambda _characters_per_s, _stories_s, untold=(): without(whole, untold, pen)
    news = collect(settings, sources, order.now, told, report)
    return planner(settings, order.edition, news, pen, report)


def _room_for_an_episode(root: Path) -> None:
    """Refuse early what would fail late: a disk without room for scratch files, sound and feed."""
    free = free_bytes(root)
    if free < ROOM_NEEDED_BYTES:
        message = f"{root}: {free // 1_000_000} MB left, an episode needs {ROOM_NEEDED_BYTES // 1_000_000}; make room"
        raise PublishError(message)


@stage("mirror")
def _bring(settings: Settings, library: Library, stores: Sequence[Store]) -> None:
    """Bring what is published here to the places elsewhere; what is there already costs only a look."""
    for store in stores:
        mirror(library, settings.show, store)


def _announce(settings: Settings, report: Report) -> None:
    """Tell the hub, where there is one; a hub that does not answer costs its subscribers minutes, not the episode."""
    if not settings.show.hub:
        return
    try:
        announce(settings.show.hub, f"{settings.show.base_url}/feed.xml")
    except PublishError as error:
        report.line(str(error))


def _elsewhere(library: Library, stores: Sequence[Store], order: Order) -> Episode | None:
    """The edition as another machine has brought it to the first of the stores.

    Raises:
        PublishError: it is to be made anew, and nothing of it is known here: the number of its next revision is not.
    """
    if not stores or (order.force and library.next_revision(order.edition) > 1):
        return None
    there = find(library, stores[0], order.edition)
    if there is not None and order.force:
        message = f"{order.edition}: another machine made it; make it anew there: briefing make --force"
        raise PublishError(message)
    return there


def _there(settings: Settings, library: Library, episode: Episode, stores: Sequence[Store]) -> Outcome:
    """The edition is there already; what a crash left undone behind it is done: the feed, the places elsewhere."""
    if not library.in_feed(episode):
        library.rebuild(settings.show)
    _bring(settings, library, stores)
    return Outcome(episode=episode, made=False)


def make(settings: Settings, order: Order, root: Path, report: Report) -> Outcome:
    """Make one edition and publish it; an edition that is there already stays as it is unless forced.

    Args:
        settings: of the show.
        order: what is asked for.
        root: the published folder; the feed is ``root/feed.xml``.
        report: told of each stage.

    Raises:
        BriefingError, AudioError: no episode was published; what was published before is untouched.
    """
    published = _published(settings, order)
    library = Library(root)
    stores = wiring.open_stores(settings)
    before = library.find(order.edition)
    if before is not None and not order.force:
        return _there(settings, library, before, stores)
    elsewhere = _elsewhere(library, stores, order)
    if elsewhere is not None:
        if not in_feed(stores[0], elsewhere):
            _bring(settings, library, stores)
        return Outcome(episode=elsewhere, made=False, here=False)
    waiting = waiting_plan(settings, root, order.edition) if order.plan is None and not order.words else None
    if waiting is not None:
        order = order_of(settings, waiting, order.now, force=order.force)
    sources = open_sources(settings, order.words, order.stdin) if order.given is None else order.given
    _room_for_an_episode(root)
    with readers(settings) as able, library.lock():
        before = library.find(order.edition)
        if before is not None and not order.force:  # made by another process meanwhile
            return _there(settings, library, before, stores)
        for line in able.refused:
            report.line(f"voice: {line}")
        report.line(f"voice: {team_name(able.teams[0])} reads this episode")
        told = _told(library, order, stores)
        plan = _planner(settings, order, sources, told, report)
        with library.scratch() as scratch:
            draft = draft_of(settings, published, order.edition, library)
            done = read(Job(settings=settings, planner=plan, path=scratch / draft.files["audio"], report=report), able)
            draft = replace(draft, voice=done.reader, notices=(*done.plan.notices, *done.unsaid))
            episode = package(settings, draft, done.plan, done.programme, scratch)
            with stage("publish"):
                library.commit(settings.show, episode, scratch, settings.publish)
        _bring(settings, library, stores)
    _announce(settings, report)
    report.line(f"published {episode.title}")
    return Outcome(episode=episode, made=True)
