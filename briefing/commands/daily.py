"""Stay and make each day's edition, and tell how that went."""

from __future__ import annotations

import contextlib
import logging
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click

from briefing.commands.options import CONFIG, OUT, VOICE, settings_from
from briefing.console import complain, tell


@click.command()
@CONFIG
@OUT
@click.option("--at", help="Local time of the daily run, HH:MM, instead of the settings'.")
@VOICE
@click.option("--base-url", help="Address under which the published folder is served.")
@click.option("--serve", "port", type=click.IntRange(1, 65535), help="Serve the folder on this port as well.")
@click.option(
    "--shows", "folder", type=click.Path(path_type=Path), help="Every show of this folder, as briefing shows."
)
@click.option("--metrics", "metrics_port", type=click.IntRange(0, 65535), help="With --shows: /metrics on this port.")
def run(
    config: Path | None, out: Path, at: str | None, voice: str | None, base_url: str | None, port: int | None,
    folder: Path | None, metrics_port: int | None,
) -> None:  # fmt: skip
    """Stay and make each day's edition at the configured time."""
    if folder is not None:
        from briefing.commands.shows import stay_with_all

        if config or at or voice:
            message = "--shows: each show has its own settings; --config, --at and --voice go without it"
            raise click.UsageError(message)
        stay_with_all(folder, out, base_url or "", port, metrics_port)
        return
    if metrics_port is not None:
        message = "--metrics: goes with --shows; a folder of one show will do"
        raise click.UsageError(message)
    from briefing.config.sections import checked_edition
    from briefing.daily import schedule
    from briefing.daily.hours import times
    from briefing.daily.telling import Teller

    chosen = settings_from(config)
    when = checked_edition(replace(chosen.edition, at=at)) if at else chosen.edition
    words = [("--config", config), ("--out", out), ("--voice", voice), ("--base-url", base_url)]
    arguments = [str(word) for pair in words if pair[1] is not None for word in pair]
    logging.getLogger("briefing").setLevel(logging.INFO)
    hours = ", ".join(f"{at:%H:%M}" for at in times(when))
    complain(f"an edition each day at {hours} {when.time_zone} into {out}; stop with Ctrl-C")
    address = (base_url or chosen.show.base_url).rstrip("/")
    teller = Teller(show_id=chosen.show.id, feed_url=f"{address}/feed.xml", fetch=chosen.fetch)
    command = schedule.make_command(arguments)
    daily = schedule.Daily(edition=when, root=out, command=command, teller=teller, stores=bool(chosen.stores))
    with contextlib.ExitStack() as serving_too:
        if port is not None:
            from briefing.publish.serve import serving

            out.mkdir(parents=True, exist_ok=True)
            serving_too.enter_context(serving(out, "127.0.0.1", port))
        schedule.stay([daily])


@click.command()
@CONFIG
@OUT
@click.option("--shows", "folder", type=click.Path(path_type=Path), help="A line for each show of this folder.")
def status(config: Path | None, out: Path, folder: Path | None) -> None:
    """Tell which edition is the newest, whether today's is there, and when the next one is due."""
    from briefing.checkup import status_lines

    if folder is not None:
        from briefing.commands.shows import status_of_all

        status_of_all(folder, out)
        return
    for line in status_lines(settings_from(config), out, datetime.now(UTC)):
        tell(line)
