"""Commands on what is published: list it, take an edition back, make feed and pages anew."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefing.commands.options import CONFIG, OUT, EditionName, settings_from
from briefing.console import complain, name_of, show, tell
from briefing.errors import SettingsError

if TYPE_CHECKING:
    from briefing.config.settings import Settings
    from briefing.publish.library import Library
    from briefing.show import EditionId


def _bring(settings: Settings, library: Library, *, pages: bool = False) -> None:
    """What changed here is changed in the places elsewhere too, at once."""
    from briefing import wiring
    from briefing.publish.mirror import mirror

    for store in wiring.open_stores(settings):
        mirror(library, settings.show, store, pages=pages)


@click.command()
@OUT
def episodes(out: Path) -> None:
    """List the published editions, newest first."""
    from briefing.publish.library import Library

    published = Library(out).episodes()
    if not published:
        complain(f"{out}: holds no episode yet; make one: briefing make --out {out}")
    for episode in published:
        minutes, seconds = divmod(round(episode.duration_ms / 1000), 60)
        length = f"{minutes}:{seconds:02d}"
        size = f"{episode.audio_bytes / 1e6:.1f} {name_of('MB')}"
        show(f"{episode.edition}  {length}  {size}  ", episode.title)


@click.command()
@click.argument("edition", type=EditionName())
@CONFIG
@OUT
def remove(edition: EditionId, config: Path | None, out: Path) -> None:
    """Take EDITION out of the feed; its files go a day later, for downloads under way."""
    from briefing.publish.library import Library

    library = Library(out)
    settings = settings_from(config)
    if library.find(edition) is not None:
        library.remove(settings.show, edition)
    elif library.removed(edition):  # what broke off the last time is done now
        library.rebuild(settings.show)
    else:
        message = f"{out}: there is no edition of {edition}; see briefing episodes --out {out}"
        raise SettingsError(message)
    _bring(settings, library)
    tell(f"{out}: the edition of {edition} is no longer in the feed")


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

    base_url = settings_from(config).show.base_url
    out.mkdir(parents=True, exist_ok=True)  # a show may be private before its first edition
    token = Listeners(out).add(name)
    click.echo(f"{base_url}/t/{token}/feed.xml")


@listeners.command("remove")
@click.argument("name")
@OUT
def listeners_remove(name: str, out: Path) -> None:
    """Take back the address of NAME."""
    from briefing.publish.listeners import Listeners

    Listeners(out).remove(name)
    tell(f"{name}: the address no longer works")


@listeners.command("list")
@OUT
def listeners_list(out: Path) -> None:
    """List who may listen."""
    from briefing.publish.listeners import Listeners

    known = Listeners(out)
    if not known.private():
        complain(f"{out}: everybody may listen; briefing listeners add NAME makes the show private")
    elif not known.names():
        complain(f"{out}: nobody may listen; briefing listeners open lets everybody in again")
    for name in known.names():
        click.echo(name)


@listeners.command("open")
@OUT
def listeners_open(out: Path) -> None:
    """Open the show to everybody again."""
    from briefing.publish.listeners import Listeners

    Listeners(out).open_to_all()
    tell(f"{out}: everybody may listen")


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
    settings = settings_from(config)
    library.rebuild(settings.show, pages=True)
    _bring(settings, library, pages=True)
    tell(f"{out / 'feed.xml'}: {len(library.episodes())} episodes")
