"""What is worked on: the running order of the current edition, what is heard of it, and the one job."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from briefing import edition, wiring
from briefing.daily.hours import in_work
from briefing.errors import BusyError, ChangedError
from briefing.order import orderfile
from briefing.order.editing import ready
from briefing.order.hearing import Hearing
from briefing.publish.library import Library
from briefing.studio.job import Job

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from briefing.config.settings import Settings
    from briefing.console import Report
    from briefing.order.editing import Place
    from briefing.order.orderfile import Kept
    from briefing.order.runningorder import RunningOrder
    from briefing.scriptwriter import Pen
    from briefing.show import EditionId, Episode
    from briefing.studio.job import Kind

_CHANGED = "somebody else has changed the running order; look at it again, then change it"


class Desk:
    """The state of a studio. Its methods may be called by several threads.

    Args:
        settings: of the show.
        root: the published folder.
        only: the edition that is worked on; None for the one that is due at each moment.
    """

    def __init__(self, settings: Settings, root: Path, only: EditionId | None = None) -> None:
        self.settings = settings
        self.root = root
        self.hearing = Hearing(settings)
        self.job: Job | None = None
        self._only = only
        self._lock = threading.RLock()
        self._pen: Pen | None = None

    @property
    def edition(self) -> EditionId:
        """The edition that is worked on."""
        return self._only or in_work(datetime.now(UTC), self.settings.edition)

    @property
    def _path(self) -> Path:
        return orderfile.path_of(self.root, self.edition)

    @property
    def version(self) -> str:
        """What changes when the running order changes; empty when there is none."""
        return orderfile.version(self._path)

    def kept(self) -> Kept | None:
        """The running order; None before it was planned.

        Raises:
            SettingsError: its file is damaged.
        """
        return orderfile.load(self._path) if self.version else None

    def published(self) -> Episode | None:
        """The edition as listeners have it; None while it is not there."""
        named = self.edition
        return Library(self.root).find(named)

    def change(self, seen: str, work: Callable[[RunningOrder, Pen], RunningOrder]) -> RunningOrder:
        """Change the running order; what it is then.

        Args:
            seen: the version that the person looks at.
            work: makes the changed order.

        Raises:
            ChangedError: it is another one by now; nothing was changed.
            SettingsError: the change is not possible.
        """
        with self._lock:
            kept = orderfile.load(self._path)
            self._same(seen, kept.version)
            return orderfile.save(self._path, work(kept.order, self._open_pen()), kept.version).order

    def wav(self, seen: str, where: Callable[[RunningOrder], Place]) -> bytes:
        """How a paragraph sounds, as a WAV file; errors as :meth:`change`, and :class:`audio.errors.VoiceError`."""
        with self._lock:
            kept = orderfile.load(self._path)
            self._same(seen, kept.version)
            paragraph = ready(kept.order, where(kept.order), self._open_pen)
        return self.hearing.wav(paragraph.utterance)

    def plan(self, seen: str) -> None:
        """Begin to plan the edition from the configured sources; what was changed in the present order is lost.

        Raises:
            ChangedError: the order is another one by now.
            BusyError: a job is under way.
        """
        named = self.edition

        def work(report: Report) -> str:
            order = edition.Order(edition=named, now=datetime.now(UTC))
            made = edition.draw_up(self.settings, order, self.root, report)
            orderfile.save(orderfile.path_of(self.root, named), made, seen)
            return made.headlines[0]

        self._begin("plan", seen, work)

    def publish(self, seen: str) -> None:
        """Begin to read the running order and to publish it, as a correction when the edition is there already.

        Errors as of :meth:`plan`.
        """
        kept = orderfile.load(self._path)

        def work(report: Report) -> str:
            self._same(seen, kept.version)
            order = edition.order_of(self.settings, kept.order, datetime.now(UTC), force=True)
            return edition.make(self.settings, order, self.root, report).episode.title

        self._begin("publish", seen, work)

    def close(self) -> None:
        """Wait for the job, close the voices."""
        if self.job is not None:
            self.job.wait()
        self.hearing.__exit__(None, None, None)

    def _begin(self, kind: Kind, seen: str, work: Callable[[Report], str]) -> None:
        with self._lock:
            if self.job is not None and self.job.state == "running":
                message = "studio: a job is under way; wait for it to end"
                raise BusyError(message)
            self._same(seen, self.version)
            self.job = Job(kind, work)

    def _same(self, seen: str, now: str) -> None:
        if seen != now:
            raise ChangedError(_CHANGED)

    def _open_pen(self) -> Pen:
        if self._pen is None:
            self._pen = wiring.open_pen(self.settings)
        return self._pen
