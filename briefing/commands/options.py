"""Options that several commands share, and the settings that they lead to."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from briefing.console import complain
from briefing.show import EditionId

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.config.settings import Settings

CONFIG = click.option("--config", type=click.Path(path_type=Path), help="Settings file [./briefing.toml if there].")
VOICE = click.option("--voice", help="A voice's name, or auto.")
OUT = click.option(
    "--out", type=click.Path(path_type=Path), default=Path("public"), show_default=True, help="Published folder."
)


class EditionName(click.ParamType):
    """An edition as it is typed: 2026-11-24, or 2026-11-24-1800 for one after the day's first."""

    name = "edition"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> EditionId:
        """The edition of that name."""
        if isinstance(value, EditionId):
            return value
        try:
            return EditionId.parse(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


DATE = click.option(
    "--date", "name", type=EditionName(), help="2026-11-24, or 2026-11-24-1800 [the newest that is due]."
)
IN_WORK = click.option(
    "--date",
    "name",
    type=EditionName(),
    help="2026-11-24, or 2026-11-24-1800 [the newest that is due; with edition.plans the coming one].",
)


def settings_from(config: Path | None, *, whole: bool = True) -> Settings:
    """The settings of the named file, else of ./briefing.toml, else the defaults.

    Args:
        config: what the command line names.
        whole: look at the tables of voices, sources and stores too, so that all problems are told at once.
    """
    from briefing.config import settings

    if config is None and Path("briefing.toml").is_file():
        config = Path("briefing.toml")
    if config is None:
        return settings.settings_of({}, Path.cwd())
    if not whole:
        return settings.load(config)
    from briefing.wiring import table_problems

    return settings.load(config, more=table_problems)


def changed(settings: Settings, voice: str | None, minutes: float | None, base_url: str | None) -> Settings:
    """Settings with the command line's words over those of the file."""
    if voice is not None:
        settings = replace(settings, voice=replace(settings.voice, name=voice))
    if minutes is not None:
        settings = replace(settings, edition=replace(settings.edition, minutes=minutes))
    if base_url is not None:
        settings = replace(settings, show=replace(settings.show, base_url=base_url.rstrip("/")))
    return settings


def standard_input() -> BinaryIO:
    """Standard input; a person before a terminal is told that it is waited for."""
    if sys.stdin.isatty():
        complain("reading what is typed here; end it with Ctrl-D on a line of its own")
    return sys.stdin.buffer


def inputs_or_samples(settings: Settings, inputs: Sequence[str]) -> Settings:
    """The settings; where neither they nor the command line name a source, with the sample articles for one."""
    if inputs or settings.sources:
        return settings
    from briefing import wiring

    complain("no sources are configured: reading the sample articles; name INPUTS or write [[sources]]")
    return replace(settings, sources=wiring.sample_sources())
