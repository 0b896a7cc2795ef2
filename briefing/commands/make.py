"""Make one edition now."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefing.commands.options import CONFIG, OUT, EditionName, changed, settings_from
from briefing.console import Console, complain

if TYPE_CHECKING:
    from briefing.show import EditionId


@click.command()
@click.argument("inputs", nargs=-1)
@CONFIG
@OUT
@click.option("--date", "name", type=EditionName(), help="2026-11-24, or 2026-11-24-1800 [the newest that is due].")
@click.option("--voice", help="A voice's name, or auto.")
@click.option("--minutes", type=click.FloatRange(0.5, 180), help="The longest the episode may be.")
@click.option("--base-url", help="Address under which the published folder is served.")
@click.option("--force", is_flag=True, help="Make it anew although it is there.")
@click.option("--dry-run", is_flag=True, help="Print the running order and the script; make no sound.")
@click.option("--quiet", is_flag=True, help="Print nothing but failures.")
def make(
    inputs: tuple[str, ...], config: Path | None, out: Path, name: EditionId | None, voice: str | None,
    minutes: float | None, base_url: str | None, *, force: bool, dry_run: bool, quiet: bool,
) -> None:  # fmt: skip
    """Make one edition from INPUTS (files, folders, addresses of feeds or pages, - for standard input).

    Without INPUTS the configured sources are read; with neither, the sample articles that come with the package.
    """
    from briefing import edition, wiring
    from briefing.hours import current

    chosen = settings_from(config)
    if not inputs and not chosen.sources:
        complain("no sources are configured: reading the sample articles; name INPUTS or write [[sources]]")
        chosen = replace(chosen, sources=wiring.sample_sources())
    chosen = changed(chosen, voice, minutes, base_url)
    now = datetime.now(UTC)
    stdin = sys.stdin.buffer.read() if "-" in inputs else None
    wanted = name or current(now, chosen.edition)
    order = edition.Order(day=wanted.day, slot=wanted.slot, now=now, words=inputs, stdin=stdin, force=force)
    with Console(quiet=quiet) as console:
        if dry_run:
            from briefing.rundown import rundown

            click.echo(rundown(edition.rehearse(chosen, order, out, console)))
            return
        outcome = edition.make(chosen, order, out, console)
    where = out / "feed.xml"
    if outcome.made:
        click.echo(f"{where}: {outcome.episode.title}")
    else:
        click.echo(f"{where}: the edition of {wanted} is already there; --force makes it anew")
