"""Serve what is published."""

from __future__ import annotations

from pathlib import Path

import click

from briefing.commands.options import OUT
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
