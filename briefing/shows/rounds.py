"""Day after day: the daily look at many shows at once, and their editions made by the workers.

The look is that of ``briefing.daily.schedule``, show by show; what it wants goes to the workers. A look takes no notice
of what is still on its way, so a slow show delays no other; whoever wants to know how it went is told beside it, so
that a slow hook delays no look. Workers that are lost are opened again at the next look.
"""

from __future__ import annotations

import contextvars
import functools
import logging
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from briefing.daily import systemd
from briefing.daily.hours import due
from briefing.daily.schedule import LOOK_EVERY_S, Daily, outlook, pulse
from briefing.daily.telling import Teller
from briefing.errors import BriefingError
from briefing.show import EditionId
from briefing.shows.making import Making, failed
from briefing.shows.task import reason
from briefing.shows.wanted import Wanted
from briefing.sources.readings import Desk
from briefing.work import logs
from briefing.work.metrics import Metrics
from briefing.work.workers import open_workers

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable
    from concurrent.futures import Future
    from pathlib import Path

    from briefing.config.settings import Settings
    from briefing.shows.folder import ShowFolder
    from briefing.shows.task import Made
    from briefing.work.workers import Workers

_LOOK_AGAIN_S = 600.0  # at an edition that is known to be there: its owner may have taken it back
_COUNT_EVERY_S = 1.0

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class _Show:
    """One show, and what is known of it."""

    name: str
    settings: Settings
    daily: Daily
    on_its_way: bool = False
    there: EditionId | None = None
    looked_s: float = float("-inf")


class _Every:
    """What is done every so many seconds in a loop that turns more often."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._last_s = float("-inf")

    def due(self) -> bool:
        """Whether the seconds have passed; they begin anew when they have."""
        now_s = time.monotonic()
        if now_s - self._last_s < self.seconds:
            return False
        self._last_s = now_s
        return True


@dataclass(slots=True)
class Rounds:
    """The daily look at all shows of a folder.

    Attributes:
        folder: the shows and their workers.
        out: each show is published into the folder ``out/ID``.
        metrics: counts what happens.
        when_idle: called when all that was begun has ended.
        clock: gives the aware present.
    """

    folder: ShowFolder
    out: Path
    metrics: Metrics = field(default_factory=Metrics)
    when_idle: Callable[[], object] = bool
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    _shows: dict[str, _Show] = field(init=False)
    _telling: ThreadPoolExecutor = field(init=False, default_factory=lambda: ThreadPoolExecutor(1, "telling"))

    def __post_init__(self) -> None:
        """Nothing is looked at yet."""
        self._shows = {name: self._show(name, settings) for name, settings in self.folder.shows}
        self.metrics.shows(len(self._shows))

    def _show(self, name: str, settings: Settings) -> _Show:
        teller = Teller(show_id=settings.show.id, feed_url=f"{settings.show.base_url}/feed.xml", fetch=settings.fetch)
        root = self.out.absolute() / settings.show.id
        tell = functools.partial(self._tell, teller.tell)
        stores = bool(settings.stores)
        daily = Daily(edition=settings.edition, root=root, command=(), clock=self.clock, tell=tell, stores=stores)
        return _Show(name=name, settings=settings, daily=daily)

    def _tell(self, tell: Callable[..., None], *about: object) -> None:
        """In a thread of its own: a hook may take a minute, and whoever looks must show that it lives."""
        telling = self._telling.submit(contextvars.copy_context().run, tell, *about)
        telling.add_done_callback(_own_up)

    def wanted(self) -> list[Wanted]:
        """The editions that are due, missing and not on their way, the one due first first."""
        now, now_s = self.clock(), time.monotonic()
        found = []
        for show in self._shows.values():
            known = show.there is not None and show.there == due(now, show.settings.edition)
            if show.on_its_way or (known and now_s - show.looked_s < _LOOK_AGAIN_S):
                continue
            edition = show.daily.wanted(now)
            show.looked_s = now_s
            if edition is None:
                show.there = due(now, show.settings.edition) if not show.daily.trying else None
            elif not (known and show.settings.stores):  # what is there may be in the store alone
                found.append(Wanted(name=show.name, settings=show.settings, edition=edition, root=show.daily.root))
        return sorted(found, key=lambda one: (one.due(now), one.name))

    def begin(self, making: Making) -> None:
        """One look: what is wanted is begun. A source that several of these shows name is read once."""
        wanted, now = self.wanted(), self.clock()
        if not wanted:
            return
        logger.info("%d editions are due", len(wanted))
        desk = Desk()
        for one in wanted:
            self._shows[one.name].on_its_way = True
            try:
                making.add(one, desk, now)
            except Exception as error:  # noqa: BLE001 - whatever is wrong with one show, the others are made
                self.ended(failed(one, reason(error)))
        desk.close()

    def ended(self, made: Made) -> None:
        """An edition is there, or a try failed."""
        show, now = self._shows[made.name], self.clock()
        show.on_its_way = False
        edition = EditionId.parse(made.edition)
        with logs.about(show=made.show_id, edition=made.edition):
            if made.ok:
                show.there, show.looked_s = edition, time.monotonic()
                logger.info("%s", made.told, extra={"seconds": round(sum(made.seconds.values()), 3)})
                if made.state == "made" or show.daily.trying:
                    show.daily.made(edition, made.told.partition(": ")[2])
                else:
                    show.daily.settled()
            else:
                show.daily.failed(edition, now, made.told)
        one = Wanted(name=show.name, settings=show.settings, edition=edition, root=show.daily.root)
        self.metrics.ended(made, one.due(now), now)

    def stay(self, stop: threading.Event) -> None:
        """Look every 20 seconds until told to stop; then nothing more is begun, and what is half made is given up."""
        systemd.notify("READY=1")
        while not stop.is_set():
            try:
                with open_workers(self.folder.workers, logs.beginner()) as workers:
                    self._work(workers, stop)
            except BriefingError as error:
                logger.error("%s", error)  # noqa: TRY400 - the error is its own explanation
            self._wait(stop)
        systemd.notify("STOPPING=1")
        for show in self._shows.values():
            show.daily.stop()
        self._telling.shutdown(cancel_futures=True)

    def _wait(self, stop: threading.Event) -> None:
        """Until the next look, alive."""
        end_s = time.monotonic() + LOOK_EVERY_S
        while not stop.wait(systemd.pulse_s()) and time.monotonic() < end_s:
            pulse(self._dailies)

    def _work(self, workers: Workers, stop: threading.Event) -> None:
        """Look and make, until told to stop or the workers are lost."""
        making = Making(workers)
        look, live, count = _Every(LOOK_EVERY_S), _Every(systemd.pulse_s()), _Every(_COUNT_EVERY_S)
        while not stop.is_set():
            if live.due():
                pulse(self._dailies)
            if look.due():
                self.begin(making)
            busy = making.queue.total > 0
            for made in making.next(min(_COUNT_EVERY_S, live.seconds)):
                self.ended(made)
            if busy and not making.queue.total:
                self.when_idle()
            if count.due():
                self.metrics.waiting(making.queue, self.late())
            if workers.lost():
                for made in making.next(0):
                    self.ended(made)
                logger.error("%s", workers.lost())
                return

    def late(self) -> int:
        """How many editions are due and not there, as far as was seen."""
        now = self.clock()
        return sum(
            wanted is not None and wanted != show.there
            for show in self._shows.values()
            for wanted in [due(now, show.settings.edition)]
        )

    @property
    def _dailies(self) -> list[Daily]:
        return [show.daily for show in self._shows.values()]

    def outlook(self) -> str:
        """The next edition of all shows."""
        return outlook(self._dailies)


def _own_up(telling: Future[None]) -> None:
    """A fault of the telling is told in the log; nobody asks for its result."""
    if not telling.cancelled() and isinstance(error := telling.exception(), Exception):
        logger.error("telling: %s", reason(error))
