"""Help pages in the person's language: the commands are walked once, before one of them is run."""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING

import click

from briefing.messages.catalogue import table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_HEADINGS = {
    "Usage:": "الاستعمال:",
    "Options:": "الخيارات:",
    "Commands:": "الأوامر:",
    "[default:": "[المبدئي:",
    "[required]": "[واجب]",
    "; required]": "؛ واجب]",
}
_WORDS = re.compile(r"^(?:Usage|Options|Commands):|\[default:|\[required\]|; required\]", re.MULTILINE)


def rows(language: str) -> dict[str, str]:
    """Each English paragraph with its twin; none for English and for languages without a table."""
    found = table(f"help-{language}") if language.isalpha() else []
    return {english: twin for english, twin in found}  # noqa: C416 - each row is checked to be a pair


def paragraphs(text: str) -> list[str]:
    """A help text as the table holds it: paragraphs, each on one line."""
    return [" ".join(part.split()) for part in text.split("\f", maxsplit=1)[0].split("\n\n")]


def commands(command: click.Command) -> Iterator[click.Command]:
    """The command and all below it."""
    yield command
    if isinstance(command, click.Group):
        for below in command.commands.values():
            yield from commands(below)


def in_language(root: click.Group, language: str) -> click.Group:
    """The commands with their help texts in a language; the given ones stay as they are."""
    known = rows(language)
    if not known:
        return root
    root = copy.deepcopy(root)
    for command in commands(root):
        command.help = _told(command.help, known)
        command.params = [*command.params, *_help_option(command)]
        for option in command.params:
            if isinstance(option, click.Option):
                option.help = _told(option.help, known)
        setattr(command, "get_help", _with_headings(command))  # noqa: B010 - one object's method, not its class's
    return root


def _help_option(command: click.Command) -> list[click.Option]:
    """The option that click would add by itself, in English."""
    names = ["-h", "--help"]
    if any("--help" in option.opts for option in command.params):
        return []

    def show(context: click.Context, _option: click.Parameter, value: bool) -> None:  # noqa: FBT001 - click's callback
        if value and not context.resilient_parsing:
            click.echo(context.get_help(), color=context.color)
            context.exit()

    told = "Show this message and exit."
    return [click.Option(names, is_flag=True, is_eager=True, expose_value=False, callback=show, help=told)]


def _told(text: str | None, known: Mapping[str, str]) -> str | None:
    return None if text is None else "\n\n".join(known.get(one, one) for one in paragraphs(text))


def _with_headings(command: click.Command) -> object:
    plain = command.get_help

    def get_help(context: click.Context) -> str:
        return _WORDS.sub(lambda found: _HEADINGS[found[0]], plain(context))

    return get_help
