"""What a shell is given: completion of what is typed, and the manual page, both made from the commands themselves."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAME = "briefing"


def _root(context: click.Context) -> click.Group:
    """The command of all commands."""
    command = context.find_root().command
    assert isinstance(command, click.Group)  # noqa: S101 - for the type checker
    return command


_WHERE = """\b
bash: briefing completion bash > ~/.local/share/bash-completion/completions/briefing
zsh:  briefing completion zsh > ~/.zfunc/_briefing     (with fpath+=~/.zfunc before compinit)
fish: briefing completion fish > ~/.config/fish/completions/briefing.fish
"""


@click.command(epilog=_WHERE)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the script that completes commands and options in SHELL."""
    from click.shell_completion import get_completion_class

    script = get_completion_class(shell)
    assert script is not None  # noqa: S101 - the choice above has no other
    words = script(_root(context), {}, _NAME, f"_{_NAME.upper()}_COMPLETE")
    click.echo(script.source_template % words.source_vars())


def _roff(text: str) -> str:
    """Text as groff takes it: no line is a request, no dash breaks (groff_char(7))."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq")
    return re.sub(r"^([.'])", r"\\&\1", escaped, flags=re.MULTILINE)


def _commands(command: click.Command, context: click.Context) -> Iterator[tuple[click.Command, click.Context]]:
    """The command and those below it, each with its context."""
    yield command, context
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            if below is not None and not below.hidden:
                yield from _commands(below, click.Context(below, info_name=name, parent=context))


def _first_line(command: click.Command) -> str:
    line = (command.help or "").partition("\n")[0].rstrip(".")
    return line[:1].lower() + line[1:]


def manual(root: click.Group, version: str) -> str:
    """The manual page in the macros of man(7).

    Args:
        root: the command of all commands.
        version: of the program.
    """
    top = click.Context(root, info_name=_NAME)
    lines = [
        f'.TH BRIEFING 1 "" "arabic\\-briefing {_roff(version)}" "User Commands"',
        ".SH NAME",
        f"briefing \\- {_roff(_first_line(root))}",
        ".SH SYNOPSIS",
        ".B briefing",
        "[\\-\\-debug] COMMAND [ARGUMENTS]",
        ".SH COMMANDS",
    ]
    for command, context in _commands(root, top):
        if command is not root:
            usage = " ".join(command.collect_usage_pieces(context))
            lines += [".SS " + _roff(f"{context.command_path} {usage}".strip())]
            lines += [_roff(" ".join(part.split())) for part in (command.help or "").replace("\b", "").split("\n\n")]
        for option in command.get_params(context):
            record = option.get_help_record(context)
            if record is not None and "--help" not in record[0]:
                lines += [".TP", ".B " + _roff(record[0]), _roff(" ".join(record[1].split()))]
    lines += [".SH EXIT STATUS", _EXIT, ".SH ENVIRONMENT", ".TP", ".B BRIEFING_LANG", "ar for messages in Arabic."]
    lines += [".TP", ".B XDG_CACHE_HOME", "Where spoken clips and fetched pages are kept.", ".SH FILES", _FILES]
    return "\n".join(lines) + "\n"


_EXIT = "0 published or already there, 1 no episode, 2 wrong use or settings, 130 stopped by Ctrl\\-C."
_FILES = "briefing.toml in the current folder is read when \\-\\-config names no other."


@click.command()
@click.pass_context
def man(context: click.Context) -> None:
    """Print the manual page, such as for man -l: briefing man > briefing.1."""
    from importlib.metadata import version

    click.echo(manual(_root(context), version("arabic-briefing")))
