"""The one thing that takes time: planning or publishing, in a thread of its own, watched by the page."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING, Literal

from audio.errors import AudioError
from briefing.errors import BriefingError
from briefing.failures import failure

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefing.console import Report

logger = logging.getLogger(__name__)

Kind = Literal["plan", "publish"]


class Job:
    """Work under way, and how it went; told of each stage as a console is (:class:`briefing.console.Report`).

    Attributes:
        kind: what it is.
        lines: one a stage.
        spoken: paragraphs, done and in all.
        state: "running", "done" or "failed".
        told: what came of it: a title, or why not.
    """

    def __init__(self, kind: Kind, work: Callable[[Report], str]) -> None:
        """Begin at once."""
        self.kind = kind
        self.lines: list[str] = []
        self.spoken = (0, 0)
        self.state: Literal["running", "done", "failed"] = "running"
        self.told = ""
        self._thread = threading.Thread(target=self._run, args=(work,), name=f"studio-{kind}", daemon=True)
        self._thread.start()

    def line(self, text: str) -> None:
        """One stage is done, or something was left out."""
        self.lines.append(text)

    def clip(self, done: int, total: int) -> None:
        """So many of the paragraphs are spoken."""
        self.spoken = (done, total)

    def wait(self, timeout_s: float | None = None) -> None:
        """Until it has ended."""
        self._thread.join(timeout_s)

    def _run(self, work: Callable[[Report], str]) -> None:
        try:
            told = work(self)
        except Exception as error:
            if not isinstance(error, (BriefingError, AudioError)):
                logger.exception("studio: %s failed", self.kind)
            self.told, self.state = failure(error)[0], "failed"
        else:
            self.told, self.state = told, "done"
