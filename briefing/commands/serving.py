"""Serve what is published."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefing.commands.init import show_address
from briefing.commands.options import CONFIG, IN_WORK, OUT, changed, inputs_or_samples, settings_from
from briefing.console import complain, tell
from briefing.errors import SettingsError

if TYPE_CHECKING:
    from briefing.show import EditionId


_EVERYWHERE = "0.0.0.0"  # noqa: S104 - what a person may type


@click.command()
@OUT
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option("--studio", is_flag=True, help="Open the newsroom's page too, and print its secret address.")
@CONFIG
@IN_WORK
@click.option("--voice", help="For --studio: a voice's name, or auto.")
def serve(
    out: Path, host: str, port: int, config: Path | None, name: EditionId | None, voice: str | None, *, studio: bool
) -> None:
    """Serve the published folder, so that podcast apps can subscribe to it.

    With --studio a page of the newsroom is served beside it, under a secret address: the running order of the edition
    before it is read, to be changed, heard and published. BRIEFING_STUDIO_TOKEN keeps that address the same.
    """
    if studio:
        from briefing.studio.opening import open_studio, token_of

        chosen = inputs_or_samples(changed(settings_from(config), voice, None, None), ())
        token = token_of(os.environ.get("BRIEFING_STUDIO_TOKEN", ""))
        open_studio(chosen, out, (host, port), token, name, tell)
        return
    from briefing.publish.serve import reachable
    from briefing.publish.serve import serve as run_server
    from briefing.publish.shows import folders

    if not any((folder / "feed.xml").is_file() for folder in folders(out)):
        message = f"{out}: holds no feed.xml; make an episode first: briefing make --out {out}"
        raise SettingsError(message)
    if port:
        reachable(host, port)
        _tell_where(out, host, port)
    run_server(out, host, port)


def _tell_where(out: Path, host: str, port: int) -> None:
    """The address for listeners, and a word when the feed's own addresses are others and lead elsewhere."""
    from briefing.publish.listeners import Listeners
    from briefing.publish.serve import origin
    from briefing.starting import own_address

    base = own_address(port) if host == _EVERYWHERE else origin("::1" if host == "::" else host, port)
    complain(f"serving {out}; stop with Ctrl-C")
    feed = out / "feed.xml"
    if not feed.is_file() or Listeners(out).private():
        return
    show_address(f"{base}/feed.xml")
    own = re.search(rb'<atom:link href="([^"]+)/feed.xml" rel="self"', feed.read_bytes()[:20_000])
    told = own[1].decode("utf-8", "replace") if own else base
    if told != base:
        complain(
            f"the episodes' addresses begin with {told}, where a phone may find nothing; if it is this server that"
            f' they should name, write base_url = "{base}" under [show], then: briefing rebuild'
        )
