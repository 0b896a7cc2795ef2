"""Commands on what is published: serve it, list it, take an edition back, make feed and pages anew."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from briefing.cli_options import CONFIG, OUT, settings_from
from briefing.console import Console
from briefing.errors import SettingsError


@click.command()
@OUT
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
def serve(out: Path, host: str, port: int) -> None:
    """Serve the published folder, so that podcast apps can subscribe to it."""
    from briefing.publish.serve import serve as run_server
    from briefing.publish.shows import folders

    if not any((folder / "feed.xml").is_file() for folder in folders(out)):
        message = f"{out}: holds no feed.xml; make an episode first: briefing make --out {out}"
        raise SettingsError(message)
    run_server(out, host, port)


@click.command()
@OUT
def episodes(out: Path) -> None:
    """List the published editions, newest first."""
    from briefing.publish.library import Library

    for episode in Library(out).episodes():
        minutes, seconds = divmod(round(episode.duration_ms / 1000), 60)
        click.echo(f"{episode.date}  {minutes}:{seconds:02d}  {episode.audio_bytes / 1e6:.1f} MB  {episode.title}")


@click.command()
@click.argument("day", type=click.DateTime(["%Y-%m-%d"]))
@CONFIG
@OUT
def remove(day: datetime, config: Path | None, out: Path) -> None:
    """Take the edition of DAY out of the feed; its files go a day later, for downloads under way."""
    from briefing.publish.library import Library

    library = Library(out)
    if library.find(day.date()) is None:
        message = f"{out}: there is no edition of {day.date()}; see briefing episodes --out {out}"
        raise SettingsError(message)
    library.remove(settings_from(config).show, day.date())
    click.echo(f"{out}: the edition of {day.date()} is no longer in the feed")


@click.group()
def listeners() -> None:
    """Make a show private: each listener gets a token in the feed's address."""


@listeners.command("add")
@click.argument("name")
@CONFIG
@OUT
def listeners_add(name: str, config: Path | None, out: Path) -> None:
    """Let NAME listen, and print the feed's address for them; it is shown this once."""
    from briefing.publish.listeners import Listeners

    token = Listeners(out).add(name)
    click.echo(f"{settings_from(config).show.base_url}/t/{token}/feed.xml")


@listeners.command("remove")
@click.argument("name")
@OUT
def listeners_remove(name: str, out: Path) -> None:
    """Take back the address of NAME."""
    from briefing.publish.listeners import Listeners

    Listeners(out).remove(name)
    click.echo(f"{name}: the address no longer works")


@listeners.command("list")
@OUT
def listeners_list(out: Path) -> None:
    """List who may listen."""
    from briefing.publish.listeners import Listeners

    for name in Listeners(out).names():
        click.echo(name)


@listeners.command("open")
@OUT
def listeners_open(out: Path) -> None:
    """Open the show to everybody again."""
    from briefing.publish.listeners import Listeners

    Listeners(out).open_to_all()
    click.echo(f"{out}: everybody may listen")


@click.command()
@CONFIG
@OUT
def rebuild(config: Path | None, out: Path) -> None:
    """Make feed and pages anew from the stored episodes, after a change of the show's settings."""
    from briefing.publish.library import Library

    library = Library(out)
    if not library.episodes():
        message = f"{out}: holds no episode; make one first: briefing make --out {out}"
        raise SettingsError(message)
    library.rebuild(settings_from(config).show, pages=True)
    click.echo(f"{out / 'feed.xml'}: {len(library.episodes())} episodes")


@click.command()
@CONFIG
@OUT
def status(config: Path | None, out: Path) -> None:
    """Tell which edition is the newest, whether today's is there, and when the next one is due."""
    from briefing.checkup import status_lines

    for line in status_lines(settings_from(config), out, datetime.now(UTC)):
        click.echo(line)


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
