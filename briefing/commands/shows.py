"""Many shows from one folder of settings files."""

from __future__ import annotations

import contextlib
import logging
import signal
import threading
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click

from briefing.commands.options import OUT
from briefing.console import complain, shown, tell, told, under

TITLE = "كل النشرات"


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@OUT
@click.option("--base-url", default="", help="Address of the whole folder [the one in common.toml].")
@click.option("--title", default=TITLE, show_default=True, help="Title of the index over the shows.")
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
                click.echo(under(made.name, shown(line) if made.ok else told(line)), err=not made.ok)
    if not quiet:
        tell(f"{ends['made']} made, {ends['there']} already there, {ends['failed']} failed")
    if out.is_dir():  # in a cluster the shows may lie on other machines alone
        index.write(out, title)
    if ends["failed"]:
        raise click.exceptions.Exit(1)


def stay_with_all(folder: Path, out: Path, base_url: str, port: int | None, metrics_port: int | None) -> None:
    """Stay, and make each day's editions of all shows of a folder."""
    from briefing.shows.folder import read_folder
    from briefing.shows.rounds import Rounds
    from briefing.work.metrics import Metrics, exposed

    found = read_folder(folder, base_url)
    logging.getLogger().setLevel(min(logging.INFO, logging.getLogger().level))
    for file in found.files:
        for line in file.problem.splitlines():
            complain(line)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    metrics = Metrics()

    def write_index() -> None:
        from briefing.publish import shows as index

        if out.is_dir():
            index.write(out, TITLE)

    rounds = Rounds(folder=found, out=out, metrics=metrics, when_idle=write_index)
    complain(f"{len(found.shows)} shows into {out}, {rounds.outlook()}; stop with Ctrl-C")
    with contextlib.ExitStack() as serving_too:
        if port is not None:
            from briefing.publish.serve import serving

            out.mkdir(parents=True, exist_ok=True)
            serving_too.enter_context(serving(out, "127.0.0.1", port))
        metrics_at = serving_too.enter_context(exposed(metrics, metrics_port))
        if metrics_at:
            complain(f"metrics at http://127.0.0.1:{metrics_at}/metrics")
        rounds.stay(stop)


def status_of_all(folder: Path, out: Path) -> None:
    """A line for each show of a folder, those that want somebody's eye first; exit status 1 when there are such."""
    from briefing.shows.folder import read_folder
    from briefing.shows.overview import overview

    lines = overview(read_folder(folder), out, datetime.now(UTC))
    for line in lines:
        click.echo(under(line.name, shown(line.told)))
    states = Counter(line.state for line in lines)
    there, early, gone = states["there"], states["not due"], states["removed"]
    tell(f"{there} there, {early} not due, {gone} removed, {states['missing']} missing, {states['wrong']} wrong")
    if states["missing"] or states["wrong"]:
        raise click.exceptions.Exit(1)
