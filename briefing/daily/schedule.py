"""When an edition is made: look, do not fire.

APScheduler gives the tick; at each tick a show is asked which edition should be there by now and whether it is. A
daemon that slept, crashed or was started late makes the missing edition at its next look; one that is started twice
finds the episode there. What is due is a pure function (``briefing.daily.hours``); what is there, the
library's folders tell.
"""

from __future__ import annotations

import logging
import signal
import sys
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger

from briefing.daily import systemd
from briefing.daily.hours import behind, due, editions, next_due
from briefing.daily.processes import Processes
from briefing.daily.telling import Event, Teller
from briefing.errors import BriefingError
from briefing.messages.catalogue import language, translated
from briefing.publish import failure
from briefing.publish.library import Library

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from briefing.config.sections import EditionSettings
    from briefing.show import EditionId

LOOK_EVERY_S = 20
_LONGEST_EDITION_S = 4 * 3600

logger = logging.getLogger(__name__)


@dataclass(kw_only=True, slots=True)
class Daily:
    """The look at one show; as many as wanted are kept by one :func:`stay`.

    Attributes:
        edition: when.
        root: the published folder.
        command: makes one edition as a process of its own; ``{date}`` stands for its name.
        teller: who is told how it went.
        clock: gives the aware present.
        tell: does the telling instead of the teller, for whoever may not wait for a hook.
        stores: whether editions are brought to places elsewhere, of which the folder tells nothing.
    """

    edition: EditionSettings
    root: Path
    command: Sequence[str]
    teller: Teller = field(default_factory=Teller)
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    tell: Callable[[Event, EditionSettings, Processes], object] | None = None
    stores: bool = False
    _trying: EditionId | None = None
    _tries: int = 0
    _last_try: datetime | None = None
    _behind_told: bool = False
    _elsewhere: EditionId | None = None
    _brought: EditionId | None = None
    _processes: Processes = field(default_factory=Processes)

    @property
    def trying(self) -> bool:
        """Whether the last try failed and another is to come."""
        return self._trying is not None

    def look(self) -> None:
        """Make the edition that is due and missing; after a failure wait longer each time."""
        now = self.clock()
        wanted = self.wanted(now)
        if wanted is None:
            return
        try:
            self._try(Library(self.root), wanted, now)
        except (BriefingError, OSError) as error:
            self.failed(wanted, now, str(error))

    def wanted(self, now: datetime) -> EditionId | None:
        """The edition that is due and missing, unless the next try is still to come."""
        wanted = due(now, self.edition)
        if self._trying is not None and wanted != self._trying:
            logger.error("the edition of %s was never made (%d tries); %s", self._trying, self._tries, self._by_hand())
            self._forget()
        if self._processes.stopped or wanted is None or wanted == self._elsewhere or self._waiting(now):
            return None
        try:
            library = Library(self.root)
            self._look_at_clock(library, now)
            settled = self._settled(library, wanted)
        except (BriefingError, OSError) as error:
            self.failed(wanted, now, str(error))
            return None
        if settled:
            self.settled()
        return None if settled else wanted

    def _by_hand(self) -> str:
        return f"make it by hand: briefing make --date {self._trying}"

    def _forget(self) -> None:
        self._trying, self._tries, self._last_try = None, 0, None

    def _waiting(self, now: datetime) -> bool:
        """Whether the next try is still to come; a clock that was set back before the last try waits for nothing."""
        return self._last_try is not None and self._last_try <= now < self._last_try + self._pause()

    def _pause(self) -> timedelta:
        return timedelta(minutes=self.edition.retry_minutes * min(2 ** max(0, self._tries - 1), 12))

    def _look_at_clock(self, library: Library, now: datetime) -> None:
        """Tell, once, of a clock that is more than a day behind what was published."""
        newest = library.newest()
        late = newest is not None and behind(now, newest.published)
        if newest is not None and late and not self._behind_told:
            told = "the clock says %s, more than a day before the newest episode (%s); set the clock"
            logger.warning(told, f"{now:%Y-%m-%d %H:%M} UTC", newest.edition)
        self._behind_told = late

    def _settled(self, library: Library, wanted: EditionId) -> bool:
        """Whether the edition needs nothing: it is there and in the feed, was taken back, or a later one is out."""
        if library.removed(wanted):
            return True
        later = (one for _, one in editions(wanted.day, self.edition) if one > wanted)
        if any(library.find(one) is not None for one in later):
            return True
        return self._here(library, wanted) and (not self.stores or wanted == self._brought)

    def _here(self, library: Library, wanted: EditionId) -> bool:
        """Whether the edition is there and in the feed, and no try has failed since."""
        there = library.find(wanted)
        return self._tries == 0 and there is not None and library.in_feed(there)

    def _try(self, library: Library, wanted: EditionId, now: datetime) -> None:
        here = self._here(library, wanted)  # a daemon before this one may have died before it was brought elsewhere
        if not here:
            logger.info("the edition of %s is due", wanted)
        command = [word.replace("{date}", str(wanted)) for word in self.command]
        status, told = self._processes.run(command, _LONGEST_EDITION_S)
        if self._processes.stopped:
            return
        if status:
            self.failed(wanted, now, f"exit {status}: {told}" if told else f"exit {status}")
        elif (made := library.find(wanted)) is None:
            logger.info("the edition of %s is there: another machine made it", wanted)
            self._elsewhere = wanted
            self.settled()
        elif here:
            self._brought = wanted
            self.settled()
        else:
            self._brought = wanted
            self.made(made.edition, made.title)

    def settled(self) -> None:
        """Nothing is left to try: what failed before is forgotten."""
        self._forget()
        try:
            failure.clear(self.root)
        except (BriefingError, OSError) as error:
            logger.warning("%s", error)

    def made(self, edition: EditionId, title: str) -> None:
        """The edition is there: whoever wants to know is told."""
        self.settled()
        self._tell(Event(edition=edition, root=self.root, title=title))

    def _tell(self, event: Event) -> None:
        (self.tell or self.teller.tell)(event, self.edition, self._processes)

    def failed(self, wanted: EditionId, now: datetime, told: str) -> None:
        """A try failed: it is kept for whoever asks, told to whoever wants to know, and tried again later."""
        self._trying, self._last_try = wanted, now
        self._tries += 1
        following = now + self._pause()
        logger.warning("the edition of %s was not made (%s); next try in %s", wanted, told, self._pause())
        what = failure.Failure(edition=str(wanted), tries=self._tries, told=told, at=now, next_try=following)
        try:
            failure.write(self.root, what)
        except (BriefingError, OSError) as error:
            logger.warning("%s", error)
        self._tell(Event(edition=wanted, root=self.root, error=told, tries=self._tries, next_try=following))

    def stop(self) -> None:
        """Begin no new edition and end the one that is being made; nothing half made is ever published."""
        self._processes.stop()


class After(BaseTrigger):  # type: ignore[misc]  # APScheduler publishes no types
    """So long after the last time; APScheduler's own interval lists every one that a clock set forward has missed."""

    def __init__(self, seconds: float) -> None:
        self._pause = timedelta(seconds=seconds)

    def get_next_fire_time(self, _previous: datetime | None, now: datetime) -> datetime:
        """When it is time again."""
        return now + self._pause


def stay(shows: Sequence[Daily], *, at_once: int = 1) -> None:
    """Look at every show every 20 seconds until SIGTERM or SIGINT comes; one scheduler for all.

    Args:
        shows: each is looked at alone; one that takes long delays no other's look beyond ``at_once``.
        at_once: how many editions may be made at the same time.
    """
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    executors = {"default": ThreadPoolExecutor(at_once), "pulse": ThreadPoolExecutor(1)}
    scheduler = BackgroundScheduler(timezone=UTC, executors=executors)
    for show in shows:
        scheduler.add_job(
            show.look,
            After(LOOK_EVERY_S),
            next_run_time=datetime.now(UTC),
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )
    # A sign of life from the scheduler itself: one that stands still is started anew by the service manager.
    scheduler.add_job(pulse, After(systemd.pulse_s()), args=[shows], executor="pulse", misfire_grace_time=None)
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # it warns of each look that an edition under way delays
    scheduler.start()
    systemd.notify("READY=1")
    _wait(stop, scheduler)
    systemd.notify("STOPPING=1")
    for show in shows:
        show.stop()
    scheduler.shutdown(wait=True)


def _wait(stop: threading.Event, scheduler: BackgroundScheduler) -> None:
    """Until told to stop. APScheduler goes by the clock: one set back by a day would keep it waiting for a day."""
    ahead_s = time.time() - time.monotonic()
    while not stop.wait(1.0):
        before_s, ahead_s = ahead_s, time.time() - time.monotonic()
        if ahead_s < before_s - 1:
            for job in scheduler.get_jobs():
                job.modify(next_run_time=datetime.now(UTC))


def pulse(shows: Sequence[Daily]) -> None:
    """Tell the service manager that all is well, and when the next edition of all shows is due."""
    systemd.notify("WATCHDOG=1", f"STATUS={translated(outlook(shows), language())}")


def outlook(shows: Sequence[Daily]) -> str:
    """The next edition of all shows, for people."""
    coming = min((next_due(show.clock(), show.edition) for show in shows), default=None)
    return f"next edition at {coming:%Y-%m-%d %H:%M %Z}" if coming else "no show"


def make_command(arguments: Sequence[str]) -> list[str]:
    """The command line that makes one edition in a process of its own."""
    return [sys.executable, "-m", "briefing", "make", "--date", "{date}", *arguments]
