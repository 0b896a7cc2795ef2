"""When an edition is made: look, do not fire.

APScheduler gives the tick; at each tick the show is asked which local date should have an episode by now and whether
it has one. A daemon that slept, crashed or was started late makes the missing edition at its next look; one that is
started twice finds the episode there.
"""

from __future__ import annotations

import logging
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from apscheduler.schedulers.background import BackgroundScheduler

from briefing.publish.library import Library

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from briefing.settings import EditionSettings

LOOK_EVERY_S = 20

logger = logging.getLogger(__name__)


def due(now: datetime, edition: EditionSettings) -> date | None:
    """The local date that should have an episode by now; None before the hour and on days without an edition.

    A comparison of wall-clock readings, so a skipped hour makes the edition late by that hour at most, and an hour
    that comes twice finds the episode already there.

    Args:
        now: aware.
        edition: hour, zone and weekdays.
    """
    local = now.astimezone(ZoneInfo(edition.time_zone))
    hour, minute = map(int, edition.at.split(":"))
    if local.isoweekday() not in edition.weekdays or local.time() < time(hour, minute):
        return None
    return local.date()


@dataclass(kw_only=True, slots=True)
class Daily:
    """The daily look at one show.

    Attributes:
        edition: when.
        root: the published folder.
        command: makes the edition of one date as a process of its own; ``{date}`` stands for the date.
        clock: gives the aware present.
    """

    edition: EditionSettings
    root: Path
    command: Sequence[str]
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    _failures: int = 0
    _not_before: datetime | None = None
    _child: subprocess.Popen[bytes] | None = None
    _stop: threading.Event = field(default_factory=threading.Event)

    def look(self) -> None:
        """Make the edition that is due and missing; after a failure wait longer each time."""
        now = self.clock()
        day = due(now, self.edition)
        if self._stop.is_set() or day is None or (self._not_before is not None and now < self._not_before):
            return
        library = Library(self.root)
        episode = library.find(day)
        if library.removed(day) or (episode is not None and library.in_feed(episode)):
            self._failures, self._not_before = 0, None
            return
        logger.info("the edition of %s is due", day)
        status = self._run([word.replace("{date}", day.isoformat()) for word in self.command])
        if status == 0 or self._stop.is_set():
            self._failures, self._not_before = 0, None
            return
        self._failures += 1
        pause = timedelta(minutes=self.edition.retry_minutes * min(2 ** (self._failures - 1), 12))
        self._not_before = now + pause
        logger.warning("the edition of %s was not made (exit %d); next try in %s", day, status, pause)

    def _run(self, command: Sequence[str]) -> int:
        self._child = subprocess.Popen(command)  # noqa: S603 - our own command line
        try:
            return self._child.wait()
        finally:
            self._child = None

    def stop(self) -> None:
        """Begin no new edition and end the one that is being made; nothing half made is ever published."""
        self._stop.set()
        child = self._child
        if child is not None:
            child.terminate()

    def run(self) -> None:
        """Look until SIGTERM or SIGINT comes."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stop())
        scheduler = BackgroundScheduler(timezone=UTC)
        scheduler.add_job(
            self.look,
            "interval",
            seconds=LOOK_EVERY_S,
            next_run_time=datetime.now(UTC),
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )
        scheduler.start()
        while not self._stop.wait(1.0):
            pass
        scheduler.shutdown(wait=True)


def make_command(arguments: Sequence[str]) -> list[str]:
    """The command line that makes one edition in a process of its own."""
    return [sys.executable, "-m", "briefing", "make", "--date", "{date}", *arguments]
