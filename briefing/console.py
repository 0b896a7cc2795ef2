"""Words printed: progress on a terminal, plain lines in a pipe or a log, one line for each failure."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Protocol, Self

import click

if TYPE_CHECKING:
    from types import TracebackType

    from rich.progress import Progress, TaskID


class Report(Protocol):
    """Who is told how the work goes."""

    def line(self, text: str) -> None:
        """One stage is done, or something was left out."""

    def clip(self, done: int, total: int) -> None:
        """So many of the paragraphs are spoken."""


class Console:
    """Tells how an edition goes, on standard error.

    On a terminal a bar counts the spoken paragraphs; elsewhere each stage is one plain line.
    """

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet
        self._progress: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        """Begin the bar, on a terminal."""
        if sys.stderr.isatty() and not self._quiet:
            from rich.console import Console as Terminal
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

            columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
            self._progress = Progress(*columns, console=Terminal(stderr=True), transient=True)
            self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the bar."""
        if self._progress is not None:
            self._progress.stop()

    def line(self, text: str) -> None:
        """One stage is done, or something was left out."""
        if self._quiet:
            return
        if self._progress is not None:
            self._progress.console.print(text, markup=False, highlight=False)
        else:
            click.echo(text, err=True)

    def clip(self, done: int, total: int) -> None:
        """So many of the paragraphs are spoken."""
        if self._progress is None:
            return
        if self._task is None:
            self._task = self._progress.add_task("speaking", total=total)
        self._progress.update(self._task, completed=done, total=total)


def complain(text: str) -> None:
    """Tell a failure, each line under the program's name."""
    for line in text.splitlines() or [""]:
        click.echo(f"briefing: {line}", err=True)
