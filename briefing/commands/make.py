"""Make one edition now."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefing.commands.options import (
    CONFIG,
    DATE,
    OUT,
    VOICE,
    changed,
    inputs_or_samples,
    settings_from,
    standard_input,
)
from briefing.console import Console, show, shown
from briefing.errors import SettingsError

if TYPE_CHECKING:
    from briefing.config.settings import Settings
    from briefing.edition import Order, Outcome
    from briefing.show import EditionId


def _planned(settings: Settings, file: Path, now: datetime, *, plain: bool, force: bool) -> Order:
    """What a running order asks for; it names its edition and holds its articles, so nothing else may."""
    from briefing import edition
    from briefing.order import orderfile

    if not plain:
        message = "make --plan: INPUTS, --date and --dry-run do not go with it; see briefing plan show"
        raise SettingsError(message)
    return edition.order_of(settings, orderfile.load(file).order, now, force=force)


@click.command()
@click.argument("inputs", nargs=-1)
@CONFIG
@OUT
@DATE
@VOICE
@click.option("--minutes", type=click.FloatRange(0.5, 180), help="The longest the episode may be.")
@click.option("--base-url", help="Address under which the published folder is served.")
@click.option("--force", is_flag=True, help="Make it anew although it is there; tell INPUTS again.")
@click.option("--dry-run", is_flag=True, help="Print the running order and the script; make no sound.")
@click.option("--plan", "file", type=click.Path(path_type=Path), help="Read this running order (briefing plan write).")
@click.option("--quiet", is_flag=True, help="Print nothing but failures and what came of it.")
@click.option("--json", "events", is_flag=True, help="Print events for programs, one JSON object a line.")
def make(
    inputs: tuple[str, ...], config: Path | None, out: Path, name: EditionId | None, voice: str | None,
    minutes: float | None, base_url: str | None, file: Path | None, *, force: bool, dry_run: bool, quiet: bool,
    events: bool,
) -> None:  # fmt: skip
    """Make one edition from INPUTS (files, folders, addresses of feeds or pages, - for standard input).

    Without INPUTS the configured sources are read; with neither, the sample articles that come with the package.
    """
    from briefing import edition
    from briefing.daily.hours import current

    chosen = changed(settings_from(config), voice, minutes, base_url)
    now = datetime.now(UTC)
    if file is None:
        chosen = inputs_or_samples(chosen, inputs)
        stdin = standard_input().read() if "-" in inputs else None
        named = name or current(now, chosen.edition)
        order = edition.Order(edition=named, now=now, words=inputs, stdin=stdin, force=force)
    else:
        order = _planned(chosen, file, now, plain=not (inputs or name or dry_run), force=force)
    with Console(quiet=quiet, events=events) as console:
        if dry_run:
            from briefing.order.rundown import rundown

            for line in rundown(edition.rehearse(chosen, order, out, console), shown):
                show(line)
            return
        outcome = edition.make(chosen, order, out, console)
        _tell(console, outcome, out, chosen.show.base_url)


def _tell(console: Console, outcome: Outcome, out: Path, base_url: str) -> None:
    """What came of it; what another machine made is not in this folder, but at the show's address."""
    from briefing.publish.library import Library

    def at(name: str) -> str:
        return str(out / name) if outcome.here else f"{base_url}/{name}"

    episode, feed = outcome.episode, at("feed.xml")
    told = f"{feed}: {episode.title}"
    if not outcome.here:
        told = f"{feed}: the edition of {episode.edition} is already there; another machine made it"
    elif not outcome.made:
        told = f"{feed}: the edition of {episode.edition} is already there; --force makes it anew"
    console.result(
        told,
        edition=str(episode.edition),
        title=episode.title,
        made=outcome.made,
        feed=feed,
        audio=at(f"episodes/{Library(out).folder(episode).name}/{episode.files['audio']}"),
        seconds=episode.duration_ms / 1000,
    )
