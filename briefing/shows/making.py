"""Editions of many shows: sources are read while workers compute, and the show that is due first goes first.

A show is handed to the workers as soon as its own sources are read; one that waits for a slow outlet holds up no other.
No more is handed out than the workers can soon begin, so that the order is kept and a lost cluster holds little.
"""

from __future__ import annotations

import functools
import heapq
import queue
import threading
import time
from concurrent.futures import CancelledError
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from briefing import logs, wiring
from briefing.errors import BriefingError, WorkersError
from briefing.hours import current, usual_moment
from briefing.publish.library import Library
from briefing.shows.task import Made, Task, make_show, reason
from briefing.sources.readings import Desk
from briefing.workers import open_workers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Future
    from datetime import datetime
    from pathlib import Path

    from briefing.settings import Settings
    from briefing.show import EditionId
    from briefing.shows.folder import ShowFolder
    from briefing.sources.readings import Reading
    from briefing.workers import Workers

_AHEAD = 2  # tasks handed out beyond those that are worked at
_SLOTS_GOOD_FOR_S = 5.0
_LOOK_EVERY_S = 1.0  # whether the cluster is still there
_PATIENCE_S = 60.0  # for a worker of a cluster


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """One edition that is to be made.

    Attributes:
        name: of the show's settings file.
        settings: of the show.
        edition: which one.
        root: where it is published.
    """

    name: str
    settings: Settings
    edition: EditionId
    root: Path

    def due(self, now: datetime) -> datetime:
        """When it should be there."""
        return usual_moment(self.edition, self.settings.edition) or now


@dataclass(frozen=True, kw_only=True, slots=True)
class Queue:
    """How much is waiting, as told to the metrics.

    Attributes:
        reading: shows whose sources are being read.
        ready: shows that wait for a worker.
        running: shows that were handed to the workers.
    """

    reading: int = 0
    ready: int = 0
    running: int = 0


class _Round:
    """The state of one round; the numbers of its shows are their places in the order in which they are due."""

    def __init__(self, wanted: Sequence[Wanted], workers: Workers, desk: Desk, now: datetime) -> None:
        self.wanted = sorted(wanted, key=lambda one: (one.due(now), one.name))
        self.workers, self.desk, self.now = workers, desk, now
        self.events: queue.SimpleQueue[int] = queue.SimpleQueue()
        self.read: dict[int, list[Future[Reading]]] = {}
        self.ready: list[int] = []
        self.running: dict[int, Future[Made]] = {}
        self._slots, self._asked_s = 0, float("-inf")
        self._alone_since_s = time.monotonic()

    @property
    def queue(self) -> Queue:
        """How much is waiting."""
        return Queue(reading=len(self.read) - len(self.ready), ready=len(self.ready), running=len(self.running))

    def ask(self, number: int) -> None:
        """Have the show's sources read; an edition that is there already needs none.

        Raises:
            BriefingError: its sources are not named rightly.
        """
        one = self.wanted[number]
        readings: list[Future[Reading]] = []
        if Library(one.root).find(one.edition.day, one.edition.slot) is None:
            since = self.now - timedelta(days=one.settings.edition.since_days)
            sources = wiring.open_sources(one.settings, self.desk.fetcher(wiring.fetch_options(one.settings)))
            place = {"folder": str(one.settings.folder), "fetch": repr(one.settings.fetch)}
            readings = [
                self.desk.reading(source, {**place, **table}, since)
                for source, table in zip(sources, one.settings.sources, strict=True)
            ]
        self.read[number] = readings
        _after(readings, lambda: self.events.put(number))

    def hand_out(self) -> None:
        """Give the workers as many shows as they can soon begin.

        Raises:
            WorkersError: the cluster has had no worker for a minute.
        """
        while self.ready and len(self.running) < self._places() + _AHEAD:
            number = heapq.heappop(self.ready)
            one = self.wanted[number]
            given = tuple(reading.result() for reading in self.read.pop(number))
            task = Task(
                name=one.name, settings=one.settings, edition=one.edition, now=self.now, root=one.root, given=given
            )
            self.running[number] = future = self.workers.executor.submit(make_show, task)
            _after([future], functools.partial(self.events.put, number))

    def _places(self) -> int:
        """How many tasks are worked at together, asked now and then."""
        now_s = time.monotonic()
        if now_s - self._asked_s > _SLOTS_GOOD_FOR_S:
            self._slots, self._asked_s = self.workers.slots(), now_s
        if self._slots:
            self._alone_since_s = now_s
        elif now_s - self._alone_since_s > _PATIENCE_S:
            message = "workers: the cluster has no worker; start one: dask worker ADDRESS --nthreads 2"
            raise WorkersError(message)
        return self._slots

    def next_event(self) -> Made | None:
        """Wait for a show to become ready or done; what came of it if it is done."""
        try:
            number = self.events.get(timeout=_LOOK_EVERY_S)
        except queue.Empty:
            return None
        if number in self.read:
            heapq.heappush(self.ready, number)
            return None
        return _result(self.running.pop(number), self.wanted[number])

    def left(self) -> list[Wanted]:
        """Those that are not done."""
        return [self.wanted[number] for number in sorted({*self.read, *self.running})]


def make_editions(
    wanted: Sequence[Wanted],
    workers: Workers,
    desk: Desk,
    now: datetime,
    on_queue: Callable[[Queue], object] = lambda _: None,
) -> Iterator[Made]:
    """Make editions of many shows, each failing alone.

    Args:
        wanted: at most one edition a show.
        workers: who makes them.
        desk: who reads their sources.
        now: aware.
        on_queue: told how much is waiting, whenever that changes.

    Yields:
        How each went, as it ends.
    """
    this = _Round(wanted, workers, desk, now)
    for number, one in enumerate(this.wanted):
        try:
            this.ask(number)
        except BriefingError as error:
            yield failed(one, str(error))
    while this.read or this.running:
        on_queue(this.queue)
        lost = workers.lost()
        try:
            if not lost:
                this.hand_out()
        except BriefingError as error:
            lost = str(error)
        if lost:
            for one in this.left():
                yield failed(one, lost)
            break
        done = this.next_event()
        if done is not None:
            yield done
    on_queue(Queue())


def failed(one: Wanted, told: str) -> Made:
    """The result of a show that no worker made."""
    return Made(
        name=one.name, state="failed", told=told, show_id=one.settings.show.id, edition=str(one.edition), seconds={}
    )


def _result(future: Future[Made], one: Wanted) -> Made:
    try:
        return future.result()
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
