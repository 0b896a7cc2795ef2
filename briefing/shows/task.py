"""What a worker does: one edition of one show, from articles that were gathered before. Safe to do twice."""

from __future__ import annotations

import logging
import traceback
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from audio.errors import AudioError
from briefing import edition
from briefing.errors import BriefingError, NothingToSayError, of_the_machine
from briefing.work import cluster, logs
from briefing.work.stages import measured

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from briefing.config.settings import Settings
    from briefing.order.runningorder import RunningOrder
    from briefing.show import EditionId
    from briefing.sources.readings import Reading

_log = logging.getLogger(__name__)

State = Literal["made", "there", "failed"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """What is asked of a worker.

    Attributes:
        name: of the show's settings file.
        settings: of the show; paths in them are good on every worker's machine.
        edition: which one.
        now: aware; nothing is published later than this.
        root: the published folder, or in a cluster the worker's own copy of the part that it made.
        given: the show's sources, read.
        plan: the running order that is read in their place.
    """

    name: str
    settings: Settings
    edition: EditionId
    now: datetime
    root: Path
    given: tuple[Reading, ...] = ()
    plan: RunningOrder | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Made:
    """How one show went.

    Attributes:
        name: of its settings file.
        state: made now, there already, or failed.
        told: what a person is told.
        show_id: empty when the settings could not be read.
        edition: which one; empty likewise.
        seconds: of the clock, by stage.
        counts: of clips found and spoken.
        host: of the cluster's machine where it failed, when another machine may do better; empty otherwise.
    """

    name: str
    state: State
    told: str
    show_id: str = ""
    edition: str = ""
    seconds: Mapping[str, float] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    host: str = ""

    @property
    def ok(self) -> bool:
        """Whether its edition is there."""
        return self.state != "failed"


class _Log:
    """Tells how an edition goes, in the log."""

    def line(self, text: str) -> None:
        """One stage is done, or something was left out."""
        _log.info("%s", text)

    def clip(self, done: int, total: int) -> None:
        """Single paragraphs are not told."""


def make_show(task: Task) -> Made:
    """Make one edition; whatever goes wrong is in the result, so that no other show feels it."""
    settings, named = task.settings, str(task.edition)
    with logs.about(show=settings.show.id, edition=named), measured() as measures:
        state: State = "failed"
        host = ""
        try:
            order = edition.Order(edition=task.edition, now=task.now, given=task.given)
            if task.plan is not None:
                order = edition.order_of(settings, task.plan, task.now)
            outcome = edition.make(settings, order, task.root, _Log())
        except Exception as error:  # noqa: BLE001 - told in the result, with its traces in the log
            told = reason(error)
            host = "" if isinstance(error, NothingToSayError) else cluster.host()
            _log.info("%s", told)  # the one who asked tells it
        else:
            state = "made" if outcome.made else "there"
            told = f"{'made' if outcome.made else 'already there'}: {outcome.episode.title}"
    return Made(
        name=task.name,
        state=state,
        told=told,
        show_id=settings.show.id,
        edition=named,
        seconds={name: round(took_s, 4) for name, took_s in measures.seconds.items()},
        counts=dict(measures.counts),
        host=host,
    )


def reason(error: Exception) -> str:
    """What a person is told of a failure; a fault of the program leaves its traces in the log."""
    if isinstance(error, (BriefingError, AudioError)):
        return str(error)
    told = of_the_machine(error)
    if told:
        return told
    _log.error("%s", "".join(traceback.format_exception(error)))
    return f"a fault of the program: {type(error).__name__}: {' '.join(str(error).split())}; report the log"
