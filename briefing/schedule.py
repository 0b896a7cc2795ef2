"""When an edition is made: look, do not fire.

APScheduler gives the tick; at each tick the show is asked which local date should have an episode by now and whether
it has one. A daemon that slept, crashed or was started late makes the missing edition at its next look; one that is
started twice finds the episode there.
"""

from __future__ import annotations

import logging
import os
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

    from briefing.sections import EditionSettings

LOOK_EVERY_S = 20
_HOOK_TIMEOUT_S = 60

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
        edition: when, and whom to tell.
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
        if library.removed(day) or (not self._failures and episode is not None and library.in_feed(episode)):
            return
        logger.info("the edition of %s is due", day)
        status, told = self._run([word.replace("{date}", day.isoformat()) for word in self.command])
        if self._stop.is_set():
            return
        made = library.find(day) if status == 0 else None
        if made is not None:
            self._failures, self._not_before = 0, None
            feed = str(self.root / "feed.xml")
            self._tell(self.edition.on_success, BRIEFING_DATE=str(day), BRIEFING_TITLE=made.title, BRIEFING_FEED=feed)
            return
        self._failures += 1
        pause = timedelta(minutes=self.edition.retry_minutes * min(2 ** (self._failures - 1), 12))
        self._not_before = now + pause
        logger.warning("the edition of %s was not made (exit %d: %s); next try in %s", day, status, told, pause)
        self._tell(self.edition.on_failure, BRIEFING_DATE=str(day), BRIEFING_ERROR=told)

    def _run(self, command: Sequence[str]) -> tuple[int, str]:
        """Its exit status and the last line that it told; all its lines are passed on to our own standard error."""
        told = ""
        self._child = subprocess.Popen(command, stderr=subprocess.PIPE)  # noqa: S603 - our own command line
        try:
            for raw in self._child.stderr or ():
                told = raw.decode("utf-8", errors="replace").strip() or told
                sys.stderr.write(told + "\n")
            return self._child.wait(), told
        finally:
            self._child = None

    def _tell(self, hook: str, **about: str) -> None:
        """Run the user's command; what it does is its own business, but its failure is told."""
        if not hook:
            return
        try:
            done = subprocess.run(  # noqa: S602 - the owner's own command line, from the owner's own settings
                hook,
                shell=True,
                env={**os.environ, **about},
                timeout=_HOOK_TIMEOUT_S,
                check=False,
            )
        except subprocess.TimeoutExpired:
            logger.warning("hook %r: did not end within %d s", hook, _HOOK_TIMEOUT_S)
            return
        if done.returncode:
            logger.warning("hook %r: exit %d", hook, done.returncode)

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


def next_look(now: datetime, edition: EditionSettings) -> datetime:
    """The next moment at which an edition becomes due, after ``now``; aware, in the show's zone."""
    zone = ZoneInfo(edition.time_zone)
    hour, minute = map(int, edition.at.split(":"))
    day = now.astimezone(zone).date()
    while True:
        moment = datetime.combine(day, time(hour, minute), zone)
        if moment > now and day.isoweekday() in edition.weekdays:
            return moment
        day += timedelta(days=1)


def make_command(arguments: Sequence[str]) -> list[str]:
    """The command line that makes one edition in a process of its own."""
    return [sys.executable, "-m", "briefing", "make", "--date", "{date}", *arguments]
