"""Words printed: progress on a terminal, plain lines in a pipe or a log, events for programs, a line for each failure.

Events are JSON objects, one a line, on standard output. Each has ``event`` and ``time`` (RFC 3339, UTC):

========  ==================================================================================================
event     further keys
========  ==================================================================================================
stage     ``stage`` (gather, write, speak, pack, publish, mirror), ``number`` and ``of``: a stage begins
told      ``text``: one stage is done, or something was left out
clip      ``done`` and ``of``: so many of the paragraphs are spoken
episode   ``edition``, ``title``, ``made`` (false: it was there already), ``feed``, ``audio``, ``seconds``
error     ``text`` and ``status``: nothing was published; the last event
========  ==================================================================================================

``feed`` and ``audio`` are paths, or addresses when another machine made the edition. Further keys and events may be
added; those here stay.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol, Self

import click

from briefing.failures import STOPPED, failure
from briefing.messages.catalogue import (
    FIRST_STRONG_ISOLATE,
    POP_ISOLATE,
    RIGHT_TO_LEFT,
    label,
    language,
    translated,
)
from briefing.work.stages import STAGES, listening

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType, TracebackType

    from rich.progress import Progress, TaskID


class Report(Protocol):
    """Who is told how the work goes."""

    def line(self, text: str) -> None:
        """One stage is done, or something was left out."""

    def clip(self, done: int, total: int) -> None:
        """So many of the paragraphs are spoken."""


class Console:
    """Tells how an edition goes, on standard error.

    On a terminal a bar names the stage and counts the spoken paragraphs; elsewhere each stage leaves one plain line.

    Args:
        quiet: tell nothing.
        events: write events to standard output instead.
    """

    def __init__(self, *, quiet: bool = False, events: bool = False) -> None:
        self._quiet = quiet
        self._events = events
        self._progress: Progress | None = None
        self._task: TaskID | None = None
        self._until = ExitStack()

    def __enter__(self) -> Self:
        """Begin the bar, on a terminal."""
        if sys.stderr.isatty() and not self._quiet and not self._events:
            from rich.console import Console as Terminal
            from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

            counted = TextColumn("{task.fields[counted]}")  # a stage that counts nothing has no 0/? to show
            columns = (TextColumn("{task.description}"), BarColumn(), counted, TimeRemainingColumn())
            self._progress = self._until.enter_context(
                Progress(*columns, console=Terminal(stderr=True), transient=True)
            )
        self._until.enter_context(listening(self.stage))
        self._until.enter_context(_patience(self._give_back))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the bar; a failure is an event."""
        self._until.close()
        if error is not None:
            text, status = failure(error)
            if text:
                self._event("error", text=translated(text, language()), status=status)

    def _give_back(self) -> None:
        """The terminal without the bar, its cursor shown."""
        if self._progress is not None:
            self._progress.stop()

    def stage(self, name: str) -> None:
        """A stage begins."""
        number = STAGES.index(name) + 1
        self._event("stage", stage=name, number=number, of=len(STAGES))
        if self._progress is not None:
            if self._task is not None:
                self._progress.remove_task(self._task)
            self._task = self._progress.add_task(f"{number}/{len(STAGES)} {told(_DOING[name])}", total=None, counted="")

    def line(self, text: str) -> None:
        """One stage is done, or something was left out."""
        if self._events:
            self._event("told", text=translated(text, language()))
        elif self._progress is not None:
            self._progress.console.print(told(text), markup=False, highlight=False)
        elif not self._quiet:
            click.echo(told(text), err=True)

    def clip(self, done: int, total: int) -> None:
        """So many of the paragraphs are spoken."""
        self._event("clip", done=done, of=total)
        if self._progress is None:
            return
        if self._task is None:
            self._task = self._progress.add_task("", total=total, counted="")
        self._progress.update(self._task, completed=done, total=total, counted=f"{done}/{total}")

    def result(self, text: str, **event: object) -> None:
        """What came of it: a line on standard output, or an event.

        Args:
            text: for people; told though the rest is quiet.
            event: keys of the event ``episode``.
        """
        if self._events:
            self._event("episode", **event)
        else:
            tell(text)

    def _event(self, kind: str, **more: object) -> None:
        if not self._events:
            return
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        line = json.dumps({"event": kind, "time": now, **more}, ensure_ascii=False)
        sys.stdout.write(line.encode("utf-8", "replace").decode() + "\n")
        sys.stdout.flush()


_PATIENCE_S = 3.0


@contextmanager
def _patience(last: Callable[[], None]) -> Iterator[None]:
    """Ctrl-C leaves what is under way; what does not let go, such as a service that is silent, is not waited for.

    Args:
        last: is called before an end without waiting.
    """
    before = signal.getsignal(signal.SIGINT)
    if before is not signal.default_int_handler or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        threading.Thread(target=_end_soon, args=(last,), daemon=True).start()
        signal.default_int_handler(number, frame)

    signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _end_soon(last: Callable[[], None]) -> None:
    """End at any moment: that loses nothing, which is what the published folder and the caches are made for."""
    time.sleep(_PATIENCE_S)
    try:
        last()
        complain(STOPPED)
    finally:
        os._exit(130)


_DOING = {
    "gather": "gathering",
    "write": "writing",
    "speak": "speaking",
    "pack": "packing",
    "publish": "publishing",
    "mirror": "bringing it elsewhere",
}


def told(text: str) -> str:
    """A text in the person's language, as it is written to standard error."""
    return translated(text, language(), isolated=sys.stderr.isatty())


def shown(text: str) -> str:
    """A text in the person's language, as it is written to standard output."""
    return translated(text, language(), isolated=sys.stdout.isatty())


def tell(text: str) -> None:
    """Tell what came of a command, on standard output."""
    click.echo(shown(text))


def name_of(word: str) -> str:
    """A word that names something in a table or before a colon, in the person's language."""
    return label(word, language())


def show(*parts: str) -> None:
    """Print a line on standard output that is already in the person's language, or that has none.

    Args:
        parts: on a terminal the last of them is isolated in an Arabic line, so that it stays whole whatever its script.
    """
    if language() == "ar" and sys.stdout.isatty() and any(part.strip() for part in parts):
        *first, last = (part.replace(RIGHT_TO_LEFT, "") for part in parts)
        if first:
            last = FIRST_STRONG_ISOLATE + last + POP_ISOLATE
        click.echo(RIGHT_TO_LEFT + "".join(first) + last)
    else:
        click.echo("".join(parts))


def complain(text: str) -> None:
    """Tell a failure, each line under the program's name."""
    for line in text.splitlines() or [""]:
        click.echo(under("briefing", told(line)), err=True)


def under(name: str, line: str) -> str:
    """A told line under a name; on a terminal the name of an Arabic line is part of it, at its right end."""
    if line.startswith(RIGHT_TO_LEFT):
        name = f"{RIGHT_TO_LEFT}{FIRST_STRONG_ISOLATE}{name}{POP_ISOLATE}"
    return f"{name}: {line.removeprefix(RIGHT_TO_LEFT)}"
