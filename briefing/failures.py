"""What a person is told when something fails, in one line or a few, and the exit status that goes with it.

Exit status: 1 no episode, 2 wrong use or settings, 130 stopped by the person (128 + SIGINT, as shells count).
"""

from __future__ import annotations

import click

from audio.errors import AudioError
from briefing.errors import BriefingError, SettingsError, of_the_machine

STOPPED = "stopped; nothing half made was published, and the same command goes on from here"


def failure(error: BaseException) -> tuple[str, int]:
    """The words for a person, empty for none, and the exit status."""
    if isinstance(error, click.exceptions.Exit):
        return "", error.exit_code
    if isinstance(error, click.ClickException):
        return error.format_message(), 2
    if isinstance(error, (BriefingError, AudioError)):
        return str(error), 2 if isinstance(error, SettingsError) else 1
    if isinstance(error, (click.Abort, KeyboardInterrupt)):
        return STOPPED, 130
    return of_the_machine(error) or _fault(error), 1


def _fault(error: BaseException) -> str:
    """The words for what no room has words for."""
    fault = " ".join(f"{type(error).__name__}: {error}".split())
    return f"a fault of the program: {fault}; run briefing --debug and report what it prints"
