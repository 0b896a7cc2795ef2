"""Many shows from one folder of settings files."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from briefing.commands.options import OUT
from briefing.console import Console


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@OUT
@click.option("--base-url", default="http://127.0.0.1:8000", show_default=True, help="Address of the whole folder.")
@click.option("--title", default="كل النشرات", show_default=True, help="Title of the index over the shows.")
@click.option("--quiet", is_flag=True, help="Print nothing but a line a show.")
def shows(folder: Path, out: Path, base_url: str, title: str, *, quiet: bool) -> None:
    """Make today's edition of every show in FOLDER (one settings file a show), and an index over them."""
    from briefing.manyshows import make_all
    from briefing.publish import shows as index

    failed = 0
    with Console(quiet=quiet) as console:
        for made in make_all(folder, out, base_url.rstrip("/"), datetime.now(UTC), console):
            failed += not made.ok
            for line in made.told.splitlines():
                click.echo(f"{made.name}: {line}", err=not made.ok)
    index.write(out, title)
    if failed:
        raise click.exceptions.Exit(1)
