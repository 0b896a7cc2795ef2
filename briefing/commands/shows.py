"""Many shows from one folder of settings files."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click

from briefing.commands.options import OUT


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@OUT
@click.option("--base-url", default="", help="Address of the whole folder [the one in common.toml].")
@click.option("--title", default="كل النشرات", show_default=True, help="Title of the index over the shows.")
@click.option("--workers", help="local, or the address of a Dask scheduler, instead of the settings'.")
@click.option("--quiet", is_flag=True, help="Print nothing but failures.")
def shows(folder: Path, out: Path, base_url: str, title: str, workers: str | None, *, quiet: bool) -> None:
    """Make today's edition of every show in FOLDER (one settings file a show), and an index over them."""
    from briefing.publish import shows as index
    from briefing.shows.folder import read_folder
    from briefing.shows.making import make_all

    found = read_folder(folder, base_url)
    if workers:
        found = replace(found, workers=replace(found.workers, address=workers))
    ends: Counter[str] = Counter()
    for made in make_all(found, out, datetime.now(UTC)):
        ends[made.state] += 1
        for line in made.told.splitlines():
            if not (quiet and made.ok):
                click.echo(f"{made.name}: {line}", err=not made.ok)
    if not quiet:
        click.echo(f"{ends['made']} made, {ends['there']} already there, {ends['failed']} failed")
    index.write(out, title)
    if ends["failed"]:
        raise click.exceptions.Exit(1)
