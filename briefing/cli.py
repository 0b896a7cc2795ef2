"""Words typed become one call; its result becomes words printed; nothing else.

Exit status: 0 published or already there, 1 no episode, 2 wrong use or settings.
"""

from __future__ import annotations

import logging
import os
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from audio.errors import AudioError
from briefing.cli_language import pick, review, say, spoken
from briefing.cli_library import episodes, listeners, rebuild, remove, serve, shows, status
from briefing.cli_options import CONFIG, OUT, changed, settings_from
from briefing.console import Console, complain
from briefing.errors import BriefingError, SettingsError

if TYPE_CHECKING:
    from collections.abc import Sequence


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="arabic-briefing", prog_name="briefing")
@click.option("--debug", is_flag=True, help="Log every step, and show tracebacks.")
def briefing(*, debug: bool) -> None:
    """Turn Arabic news into a podcast."""
    logging.basicConfig(
        level=logging.DEBUG if debug else logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )


@briefing.command()
@click.argument("inputs", nargs=-1)
@CONFIG
@OUT
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="The edition's date [today in the show's zone].")
@click.option("--voice", help="A voice's name, or auto.")
@click.option("--minutes", type=click.FloatRange(0.5, 180), help="The longest the episode may be.")
@click.option("--base-url", help="Address under which the published folder is served.")
@click.option("--force", is_flag=True, help="Make it anew although it is there.")
@click.option("--dry-run", is_flag=True, help="Print the running order and the script; make no sound.")
@click.option("--quiet", is_flag=True, help="Print nothing but failures.")
def make(
    inputs: tuple[str, ...], config: Path | None, out: Path, day: datetime | None, voice: str | None,
    minutes: float | None, base_url: str | None, *, force: bool, dry_run: bool, quiet: bool,
) -> None:  # fmt: skip
    """Make one edition from INPUTS (files, folders, addresses of feeds or pages, - for standard input).

    Without INPUTS the configured sources are read; with neither, the sample articles that come with the package.
    """
    from briefing import edition, wiring

    chosen = settings_from(config)
    if not inputs and not chosen.sources:
        complain("no sources are configured: reading the sample articles; name INPUTS or write [[sources]]")
        chosen = replace(chosen, sources=wiring.sample_sources())
    chosen = changed(chosen, voice, minutes, base_url)
    now = datetime.now(UTC)
    stdin = sys.stdin.buffer.read() if "-" in inputs else None
    order = edition.Order(
        day=day.date() if day else edition.today(chosen, now), now=now, words=inputs, stdin=stdin, force=force
    )
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
        click.echo(f"{where}: the edition of {order.day} is already there; --force makes it anew")


@briefing.command()
@CONFIG
@OUT
@click.option("--at", help="Local time of the daily run, HH:MM, instead of the settings'.")
@click.option("--voice", help="A voice's name, or auto.")
@click.option("--base-url", help="Address under which the published folder is served.")
@click.option("--serve", "port", type=click.IntRange(1, 65535), help="Serve the folder on this port as well.")
def run(
    config: Path | None, out: Path, at: str | None, voice: str | None, base_url: str | None, port: int | None
) -> None:
    """Stay and make each day's edition at the configured time."""
    from briefing import schedule
    from briefing.settings import checked_edition

    chosen = settings_from(config)
    when = checked_edition(replace(chosen.edition, at=at)) if at else chosen.edition
    words = [("--config", config), ("--out", out), ("--voice", voice), ("--base-url", base_url)]
    arguments = [str(word) for pair in words if pair[1] is not None for word in pair]
    logging.getLogger("briefing").setLevel(logging.INFO)
    complain(f"an edition each day at {when.at} {when.time_zone} into {out}; stop with Ctrl-C")
    daily = schedule.Daily(edition=when, root=out, command=schedule.make_command(arguments))
    if port is None:
        daily.run()
        return
    from briefing.publish.serve import serving

    with serving(out, "127.0.0.1", port):
        daily.run()


@briefing.group(invoke_without_command=True)
@CONFIG
@click.pass_context
def voices(context: click.Context, config: Path | None) -> None:
    """List the voices, whether each works here, and why not."""
    from briefing.checkup import voice_lines

    if context.invoked_subcommand is None:
        for line in voice_lines(settings_from(config)):
            click.echo(line)


@voices.command("get")
@click.argument("name")
@click.option("--to", type=click.Path(path_type=Path), help="Folder [where the piper voice looks].")
@click.option("--from", "base_url", help="Address of the collection or of a mirror of it.")
def voices_get(name: str, to: Path | None, base_url: str | None) -> None:
    """Fetch the Piper voice NAME once, such as ar_JO-kareem-medium, and show its card with its licence."""
    from audio.voices.fetch import COLLECTION_URL, fetch_voice
    from audio.voices.piper import voices_folder

    with Console() as console:
        fetched = fetch_voice(name, to or voices_folder(), base_url=base_url or COLLECTION_URL, on_bytes=console.clip)
    click.echo(fetched.card or "no card")
    click.echo(f"{fetched.model}")


@briefing.command()
@CONFIG
@OUT
def check(config: Path | None, out: Path) -> None:
    """Look at settings, voices, stores and clock: what works here, what does not, and what to do."""
    from briefing.checkup import checkup

    findings = checkup(settings_from(config), out)
    for finding in findings:
        click.echo(f"{'ok ' if finding.ok else 'NO '} {finding.subject}: {finding.told}")
    if not all(finding.ok or not finding.needed for finding in findings):
        raise click.exceptions.Exit(1)


for command in (say, spoken, pick, review, serve, episodes, remove, rebuild, status, listeners, shows):
    briefing.add_command(command)


def _failure(error: BaseException) -> tuple[str, int]:
    """What a person is told, and the exit status."""
    if isinstance(error, click.exceptions.Exit):
        return "", error.exit_code
    if isinstance(error, click.ClickException):
        return error.format_message(), 2
    if isinstance(error, (BriefingError, AudioError)):
        return str(error), 2 if isinstance(error, SettingsError) else 1
    if isinstance(error, (click.Abort, KeyboardInterrupt)):
        return "stopped; nothing half made was published, and the same command goes on from here", 130
    if isinstance(error, OSError):
        return f"{error.filename or 'the system'}: {error.strerror or error}; check that it exists and may be used", 1
    fault = f"a fault of the program: {type(error).__name__}: {error}"
    return f"{' '.join(fault.split())}; run briefing --debug and report what it prints", 1


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; every failure ends as one clear line and an exit status."""
    words = sys.argv[1:] if arguments is None else list(arguments)
    try:
        status = briefing.main(args=words, prog_name="briefing", standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except SystemExit:  # click leaves a broken pipe this way
        raise
    except BaseException as error:
        if "--debug" in words:
            raise
        told, status = _failure(error)
        if told:
            complain(told)
    sys.exit(status if isinstance(status, int) else 0)
