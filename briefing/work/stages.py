"""How long the stages of an edition take and what they found: measured where they happen, told to whoever asked.

Whoever wants to know opens :func:`measured` around the work; without it a stage only leaves a line in the log.
"""

from __future__ import annotations

import contextlib
import logging
import time
from collections import Counter
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

STAGES = ("gather", "write", "speak", "pack", "publish", "mirror")
"""In the order of an edition: articles, script, sound, tags and transcripts, the library, the places elsewhere."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Measures:
    """What was measured.

    Attributes:
        seconds: of the clock, by stage; a stage that was gone through twice counts both times.
        counts: by what was counted.
    """

    seconds: dict[str, float] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)


_asked: ContextVar[Measures | None] = ContextVar("measures", default=None)


@contextlib.contextmanager
def measured() -> Iterator[Measures]:
    """Measure what happens inside, in this thread."""
    measures = Measures()
    token = _asked.set(measures)
    try:
        yield measures
    finally:
        _asked.reset(token)


_listener: ContextVar[Callable[[str], None] | None] = ContextVar("listener", default=None)


@contextlib.contextmanager
def listening(listener: Callable[[str], None]) -> Iterator[None]:
    """Tell ``listener`` the name of each stage that begins inside, in this thread."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


@contextlib.contextmanager
def stage(name: str) -> Iterator[None]:
    """Count the seconds inside as those of a stage; stands before a function as well."""
    listener = _listener.get()
    if listener is not None:
        listener(name)
    start_s = time.monotonic()
    try:
        yield
    finally:
        took_s = time.monotonic() - start_s
        measures = _asked.get()
        if measures is not None:
            measures.seconds[name] = measures.seconds.get(name, 0.0) + took_s
        _log.debug("%s took %.3f s", name, took_s, extra={"stage": name, "seconds": round(took_s, 3)})


def count(name: str, number: int) -> None:
    """Add to what is counted."""
    measures = _asked.get()
    if measures is not None:
        measures.counts[name] += number
