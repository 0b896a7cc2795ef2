"""Editions of many shows: sources are read while workers compute, and the show that is due first goes first.

A show is handed to the workers as soon as its own sources are read; one that waits for a slow outlet holds up no other.
No more is handed out than the workers can soon begin, so that the order is kept and a lost cluster holds little.
"""

from __future__ import annotations

import functools
import heapq
import itertools
import logging
import queue
import threading
import time
from concurrent.futures import CancelledError
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from briefing import wiring
from briefing.daily.hours import current
from briefing.edition import waiting_plan
from briefing.errors import BriefingError, WorkersError
from briefing.publish.library import Library
from briefing.shows.task import Made, Task, make_show, reason
from briefing.shows.wanted import Queue, Wanted
from briefing.sources.readings import Desk
from briefing.work import cluster, logs
from briefing.work.workers import open_workers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Executor, Future
    from datetime import datetime
    from pathlib import Path

    from briefing.order.runningorder import RunningOrder
    from briefing.shows.folder import ShowFolder
    from briefing.sources.readings import Reading
    from briefing.work.workers import Workers

_AHEAD = 2  # tasks handed out beyond those that are worked at
_SLOTS_GOOD_FOR_S = 5.0
_LOOK_EVERY_S = 1.0  # whether the cluster is still there
_PATIENCE_S = 60.0  # for a worker of a cluster
_TRIES = 3  # of one edition, each on another machine

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Show:
    """An edition on its way."""

    wanted: Wanted
    now: datetime
    plan: RunningOrder | None
    readings: list[Future[Reading]]
    task: Task | None = None
    future: Future[Made | cluster.Refused] | None = None
    failures: tuple[Made, ...] = ()
    only_on: frozenset[str] = frozenset()


class Making:
    """Editions on their way, of any number of shows; more may be added at any time, from the thread that asks."""

    def __init__(self, workers: Workers) -> None:
        self._workers = workers
        self._shows: dict[int, _Show] = {}
        self._restricted: set[int] = set()
        self._seen_s: dict[str, float] = {}
        self._ready: list[tuple[datetime, str, int]] = []
        self._events: queue.SimpleQueue[int] = queue.SimpleQueue()
        self._numbers = itertools.count()
        self._running = 0
        self._slots, self._asked_s = 0, float("-inf")
        self._alone_since_s = time.monotonic()

    @property
    def queue(self) -> Queue:
        """How much is waiting."""
        ready = len(self._ready)
        return Queue(reading=len(self._shows) - self._running - ready, ready=ready, running=self._running)

    def add(self, one: Wanted, desk: Desk, now: datetime) -> None:
        """Have a show's sources read, and its edition made after that; one that is there, or planned, needs none.

        Raises:
            BriefingError: its sources are not named rightly, or its running order is damaged.
        """
        there = Library(one.root).find(one.edition)
        plan = None if there else waiting_plan(one.settings, one.root, one.edition)
        elsewhere = self._workers.on is not None and one.settings.stores  # another machine has not this folder
        readings = [] if plan or (there and not elsewhere) else _asked(one, desk, now)
        number = next(self._numbers)
        self._shows[number] = _Show(one, now, plan, readings)
        _after(readings, lambda: self._events.put(number))

    def next(self, wait_s: float) -> Iterator[Made]:
        """Hand out what can be begun, and wait a while for something to end.

        Yields:
            How a show went, none when nothing has ended. Those on their way fail together when the workers are lost.
        """
        lost = self._workers.lost()
        try:
            if not lost:
                yield from self._hand_out()
        except BriefingError as error:
            lost = str(error)
        if lost:
            left, self._shows, self._ready, self._running = self._shows, {}, [], 0
            for number in sorted(left):
                yield failed(left[number].wanted, lost)
            return
        yield from self._stranded()
        if (done := self._event(wait_s)) is not None:
            yield done

    def _hand_out(self) -> Iterator[Made]:
        """Give the workers as many shows as they can soon begin, the one due first first.

        Yields:
            How it went for one that cannot be begun.

        Raises:
            WorkersError: the cluster has had no worker for a minute.
        """
        while self._ready and self._running < self._places() + _AHEAD:
            number = heapq.heappop(self._ready)[2]
            show = self._shows[number]
            one = show.wanted
            try:
                show.task = Task(
                    name=one.name, settings=one.settings, edition=one.edition, now=show.now, root=one.root,
                    given=tuple(reading.result() for reading in show.readings), plan=show.plan,
                )  # fmt: skip
                show.readings = []
                self._begin(number, show.task, self._workers.executor)
            except Exception as error:  # noqa: BLE001 - whatever is wrong with one show, the others are made
                del self._shows[number]
                yield failed(one, reason(error))

    def _begin(self, number: int, task: Task, executor: Executor) -> None:
        future = self._shows[number].future = executor.submit(make_show, task)
        self._running += 1
        _after([future], functools.partial(self._events.put, number))

    def _begun_elsewhere(self, number: int, made: Made) -> bool:
        """Have another machine try it: a sick one fails fast, is free at once, and would so fail at most shows."""
        show = self._shows[number]
        show.failures += (made,)
        others = self._workers.hosts() - {one.host for one in show.failures}
        if not others or len(show.failures) == _TRIES or show.task is None or self._workers.on is None:
            return False
        try:
            self._begin(number, show.task, self._workers.on(others))
        except Exception:  # noqa: BLE001 - the cluster is lost in this moment; the first failure is told
            return False
        show.only_on = others
        self._seen_s |= dict.fromkeys(others, time.monotonic())
        self._restricted.add(number)
        _log.warning("%s: failed on %s (%s); begun again on another machine", made.name, made.host, made.told)
        return True

    def _stranded(self) -> Iterator[Made]:
        """Give up what waits for machines that are all gone; a cluster would keep it for ever."""
        self._restricted &= self._shows.keys()
        if not self._restricted:
            return
        now_s = time.monotonic()
        self._seen_s |= dict.fromkeys(self._workers.hosts(), now_s)
        there = {host for host, seen_s in self._seen_s.items() if now_s - seen_s < _PATIENCE_S}
        for number in [one for one in self._restricted if not self._shows[one].only_on & there]:
            show = self._shows.pop(number)
            if show.future is not None:
                show.future.cancel()
            self._running -= 1
            yield show.failures[-1]

    def _places(self) -> int:
        """How many tasks are worked at together, asked now and then."""
        now_s = time.monotonic()
        if now_s - self._asked_s > _SLOTS_GOOD_FOR_S:
            self._slots, self._asked_s = self._workers.slots(), now_s
        if self._slots:
            self._alone_since_s = now_s
        elif now_s - self._alone_since_s > _PATIENCE_S:
            message = "workers: the cluster has no worker; start one: dask worker ADDRESS --nthreads 2"
            raise WorkersError(message)
        return self._slots

    def _event(self, wait_s: float) -> Made | None:
        """Wait for a show to become ready or done; what came of it if it is done."""
        try:
            number = self._events.get(timeout=wait_s)
        except queue.Empty:
            return None
        show = self._shows.get(number)
        if show is None or show.future is None:
            if show is not None:  # else given up with its cluster
                heapq.heappush(self._ready, (show.wanted.due(show.now), show.wanted.name, number))
            return None
        self._running -= 1
        made = _result(show.future, show.wanted)
        if made.host and self._begun_elsewhere(number, made):
            return None
        del self._shows[number]
        return made


def _asked(one: Wanted, desk: Desk, now: datetime) -> list[Future[Reading]]:
    """Have the show's sources read; a source is what its table says, asked in the show's way."""
    since = now - timedelta(days=one.settings.edition.since_days)
    sources = wiring.open_sources(one.settings, desk.fetcher(wiring.fetch_options(one.settings)))
    place = {"folder": str(one.settings.folder), "fetch": repr(one.settings.fetch)}
    pairs = zip(sources, one.settings.sources, strict=True)
    return [desk.reading(source, {**place, **table}, since) for source, table in pairs]


def make_editions(wanted: Sequence[Wanted], workers: Workers, desk: Desk, now: datetime) -> Iterator[Made]:
    """Make editions of many shows, each failing alone.

    Args:
        wanted: at most one edition a show.
        workers: who makes them.
        desk: who reads their sources.
        now: aware.

    Yields:
        How each went, as it ends.
    """
    making = Making(workers)
    for one in sorted(wanted, key=lambda one: (one.due(now), one.name)):
        try:
            making.add(one, desk, now)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one show, the others are made
            yield failed(one, reason(error))
    while making.queue.total:
        yield from making.next(_LOOK_EVERY_S)


def failed(one: Wanted, told: str, host: str = "") -> Made:
    """The result of a show that no worker made, or that the one at the host refused."""
    return Made(
        name=one.name, state="failed", told=told, show_id=one.settings.show.id, edition=str(one.edition), host=host
    )


def _result(future: Future[Made | cluster.Refused], one: Wanted) -> Made:
    try:
        made = future.result()
        return failed(one, *made) if isinstance(made, cluster.Refused) else made
    except CancelledError:
        return failed(one, "workers: the task was lost with its cluster; run the same command again")
    except Exception as error:  # noqa: BLE001 - a task tells its own failures; this is one of those who carry it
        return failed(one, reason(error))


def _after(futures: Sequence[Future[Any]], then: Callable[[], object]) -> None:
    """Call ``then`` once all are done, in whichever thread ends the last."""
    left, lock = len(futures), threading.Lock()

    def one_done(_: Future[Any]) -> None:
        nonlocal left
        with lock:
            left -= 1
            last = left == 0
        if last:
            then()

    if not futures:
        then()
    for future in futures:
        future.add_done_callback(one_done)


def make_all(found: ShowFolder, out: Path, now: datetime) -> Iterator[Made]:
    """Make today's edition of every show of a folder.

    Args:
        found: the shows and their workers.
        out: each show is published into the folder ``out/ID``.
        now: aware.

    Raises:
        WorkersError: there is nobody to do the work.
        SettingsError: the workers' extra is not installed.
    """
    for file in found.files:
        if file.problem:
            yield Made(name=file.name, state="failed", told=file.problem)
    wanted = [
        Wanted(name=name, settings=one, edition=current(now, one.edition), root=out.absolute() / one.show.id)
        for name, one in found.shows
    ]
    with open_workers(found.workers, logs.beginner()) as workers, Desk() as desk:
        yield from make_editions(wanted, workers, desk, now)
