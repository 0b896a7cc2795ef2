"""Words typed become one call; its result becomes words printed; nothing else.

Exit status: 0 published or already there, 1 no episode, 2 wrong use or settings.
"""

from __future__ import annotations

import difflib
import logging
import os
import sys
from typing import TYPE_CHECKING, Literal

import click

from briefing.commands.daily import run, status
from briefing.commands.init import init
from briefing.commands.language import pick, review, say, spoken
from briefing.commands.lexicon import lexicon
from briefing.commands.library import episodes, listeners, rebuild, remove
from briefing.commands.make import make
from briefing.commands.plan import plan
from briefing.commands.serving import serve
from briefing.commands.shell import completion, man
from briefing.commands.shows import shows
from briefing.commands.voices import check, voices
from briefing.console import complain
from briefing.failures import STOPPED, failure
from briefing.messages.catalogue import language
from briefing.messages.helps import in_language
from briefing.work import logs

if TYPE_CHECKING:
    from collections.abc import Sequence


class _Commands(click.Group):
    """All commands; one that is typed amiss is told with those that are near."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name.

        Raises:
            UsageError: there is none, but one of nearly that name.
        """
        found = super().get_command(ctx, cmd_name)
        near = difflib.get_close_matches(cmd_name, self.commands, n=1) if found is None else []
        if near:
            message = f"there is no command {cmd_name!r}; did you mean {near[0]!r}?"
            raise click.UsageError(message, ctx)
        return found


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="arabic-briefing", prog_name="briefing")
@click.option("--debug", is_flag=True, help="Log every step, and show tracebacks.")
@click.option("--log", type=click.Choice(["text", "json"]), default="text", help="Lines for people, or JSON lines.")
def briefing(log: Literal["text", "json"], *, debug: bool) -> None:
    """Turn Arabic news into a podcast."""
    logs.begin(log, logging.DEBUG if debug else logging.WARNING)


_COMMANDS = (
    *(init, plan, make, run, status, shows),
    *(say, lexicon, spoken, pick, review),
    *(episodes, remove, rebuild, serve, listeners),
    *(voices, check),
    *(completion, man),
)
for _command in _COMMANDS:
    briefing.add_command(_command)


def _open_streams() -> None:
    """A stream that whoever started us has closed leads nowhere; else the next file that is opened takes its place."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            nowhere = os.open(os.devnull, os.O_RDWR)
            os.set_inheritable(nowhere, True)  # noqa: FBT003 - the standard library's own
            setattr(sys, name, os.fdopen(nowhere, mode, encoding="utf-8"))


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; every failure ends as one clear line and an exit status."""
    words = sys.argv[1:] if arguments is None else list(arguments)
    _open_streams()
    try:
        root = in_language(briefing, language()) if language() != "en" else briefing
        status = root.main(args=words, prog_name="briefing", standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except SystemExit:  # click leaves a broken pipe this way
        raise
    except BaseException as error:
        if "--debug" in words:
            raise
        told, status = failure(error)
        if told:
            complain(told)
        if told == STOPPED and arguments is None:  # its threads may still wait for a service that is silent
            sys.stdout.flush()
            os._exit(status)
    sys.exit(status if isinstance(status, int) else 0)
