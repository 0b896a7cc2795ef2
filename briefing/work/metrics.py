"""What a monitor wants to know of many shows, in Prometheus' text format.

Counted in the one process that hands out the work, from what each task tells at its end: workers are not asked, so that
nothing is counted twice or lost with a child that dies.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, start_http_server

from briefing.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from briefing.shows.task import Made
    from briefing.shows.wanted import Queue

_STAGE_S = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)
_LATE_S = (60, 300, 600, 1200, 1800, 3600, 7200, 14400)
_PLACES = ("reading", "ready", "running")


class Metrics:
    """The counters of one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        made = ("briefing_editions", "Editions that were asked for, by how that ended.", ["state"])
        self._editions = Counter(*made, registry=self.registry)
        self._late = Gauge("briefing_editions_late", "Editions that are due and not there.", registry=self.registry)
        after = ("briefing_edition_delay_seconds", "From the hour at which an edition is due until it is there.")
        self._delay = Histogram(*after, buckets=_LATE_S, registry=self.registry)
        stages = ("briefing_stage_seconds", "Seconds of the clock in each stage of an edition.", ["stage"])
        self._stages = Histogram(*stages, buckets=_STAGE_S, registry=self.registry)
        clips = ("briefing_clips", "Clips, by whether they were found or had to be spoken.", ["kind"])
        self._clips = Counter(*clips, registry=self.registry)
        queue = ("briefing_queue", "Editions on their way, by what they wait for.", ["state"])
        self._queue = Gauge(*queue, registry=self.registry)
        self._shows = Gauge("briefing_shows", "Shows that are looked at.", registry=self.registry)
        for state in ("made", "there", "failed"):
            self._editions.labels(state)
        for kind in ("found", "spoken"):
            self._clips.labels(kind)

    def shows(self, count: int) -> None:
        """So many shows are looked at."""
        self._shows.set(count)

    def ended(self, made: Made, due: datetime, now: datetime) -> None:
        """A show's edition was made, was there, or failed."""
        self._editions.labels(made.state).inc()
        if made.state == "made":
            self._delay.observe(max(0.0, (now - due).total_seconds()))
        for stage, took_s in made.seconds.items():
            self._stages.labels(stage).observe(took_s)
        for kind in ("found", "spoken"):
            self._clips.labels(kind).inc(made.counts.get(f"clips {kind}", 0))

    def waiting(self, queue: Queue, late: int) -> None:
        """So many are on their way, and so many should be there by now."""
        for place in _PLACES:
            self._queue.labels(place).set(getattr(queue, place))
        self._late.set(late)


@contextlib.contextmanager
def exposed(metrics: Metrics, port: int | None) -> Iterator[int]:
    """Answer ``/metrics`` on loopback, for a collector on this machine.

    Args:
        metrics: what is told.
        port: 0 for a free one; None to answer nobody.

    Yields:
        The port; 0 when nobody is answered.

    Raises:
        SettingsError: the port is taken.
    """
    if port is None:
        yield 0
        return
    try:
        server, thread = start_http_server(port, addr="127.0.0.1", registry=metrics.registry)
    except OSError as error:
        message = f"--metrics {port}: cannot be listened on ({error.strerror or error}); choose another port"
        raise SettingsError(message) from error
    try:
        yield int(server.server_port)
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
