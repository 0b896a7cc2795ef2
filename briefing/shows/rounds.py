"""Day after day: the daily look at many shows at once, and their editions made by the workers.

The look is that of ``briefing.daily.schedule``, show by show; what it wants goes to the workers. A look takes no notice
of what is still on its way, so a slow show delays no other. Workers that are lost are opened again at the next look.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from briefing.daily import systemd
from briefing.daily.hours import due, next_due
from briefing.daily.schedule import LOOK_EVERY_S, Daily
from briefing.daily.telling import Teller
from briefing.errors import BriefingError
from briefing.show import EditionId
from briefing.shows.making import Making, Wanted, failed
from briefing.sources.readings import Desk
from briefing.work import logs
from briefing.work.metrics import Metrics
from briefing.work.workers import open_workers

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable
    from pathlib import Path

    from briefing.config.settings import Settings
    from briefing.shows.folder import ShowFolder
    from briefing.shows.task import Made
    from briefing.work.workers import Workers

_LOOK_AGAIN_S = 600.0  # at an edition that is known to be there: its owner may have taken it back
_WAIT_S = 1.0

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

    def __post_init__(self) -> None:
        """Nothing is looked at yet."""
        self._shows = {name: self._show(name, settings) for name, settings in self.folder.shows}
        self.metrics.shows(len(self._shows))

    def _show(self, name: str, settings: Settings) -> _Show:
        teller = Teller(show_id=settings.show.id, feed_url=f"{settings.show.base_url}/feed.xml", fetch=settings.fetch)
        root = self.out.absolute() / settings.show.id
        daily = Daily(edition=settings.edition, root=root, command=(), teller=teller, clock=self.clock)
        return _Show(name=name, settings=settings, daily=daily)

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
            except BriefingError as error:
                self.ended(failed(one, str(error)))
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
                if made.state == "made":
                    show.daily.made(edition, made.told.partition(": ")[2])
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
            stop.wait(_WAIT_S if stop.is_set() else LOOK_EVERY_S)
        systemd.notify("STOPPING=1")
        for show in self._shows.values():
            show.daily.stop()

    def _work(self, workers: Workers, stop: threading.Event) -> None:
        """Look and make, until told to stop or the workers are lost."""
        making, looked_s = Making(workers), float("-inf")
        while not stop.is_set():
            if time.monotonic() - looked_s >= LOOK_EVERY_S:
                looked_s = time.monotonic()
                self.begin(making)
                systemd.notify("WATCHDOG=1", f"STATUS={self.outlook()}")
            busy = making.queue.total > 0
            for made in making.next(_WAIT_S):
                self.ended(made)
            if busy and not making.queue.total:
                self.when_idle()
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

    def outlook(self) -> str:
        """The next edition of all shows."""
        now = self.clock()
        coming = min((next_due(now, show.settings.edition) for show in self._shows.values()), default=None)
        return f"next edition at {coming:%Y-%m-%d %H:%M %Z}" if coming else "no show"
