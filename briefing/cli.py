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
from briefing.console import Console, complain
from briefing.errors import BriefingError, SettingsError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.lines import Form
    from briefing.settings import Settings

CONFIG = click.option("--config", type=click.Path(path_type=Path), help="Settings file [./briefing.toml if there].")
OUT = click.option(
    "--out", type=click.Path(path_type=Path), default=Path("public"), show_default=True, help="Published folder."
)


def _settings(config: Path | None) -> Settings:
    from briefing import settings

    if config is None and Path("briefing.toml").is_file():
        config = Path("briefing.toml")
    return settings.load(config) if config is not None else settings.settings_of({}, Path.cwd())


def _changed(settings: Settings, voice: str | None, minutes: float | None, base_url: str | None) -> Settings:
    """Settings with the command line's words over those of the file."""
    if voice is not None:
        settings = replace(settings, voice=replace(settings.voice, name=voice))
    if minutes is not None:
        settings = replace(settings, edition=replace(settings.edition, minutes=minutes))
    if base_url is not None:
        settings = replace(settings, show=replace(settings.show, base_url=base_url.rstrip("/")))
    return settings


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
    from briefing import edition, settings, wiring

    chosen = _settings(config)
    if not inputs and not chosen.sources:
        complain("no sources are configured: reading the sample articles; name INPUTS or write [[sources]]")
        sample = settings.load(wiring.sample_settings())
        chosen = replace(chosen, folder=sample.folder, sources=sample.sources)
    chosen = _changed(chosen, voice, minutes, base_url)
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
@click.argument("text")
@CONFIG
@click.option("--voice", help="A voice's name, or auto.")
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("say.wav"), show_default=True, help="Clip to write."
)
def say(text: str, config: Path | None, voice: str | None, out: Path) -> None:
    """Show how TEXT is read, and read it aloud into a clip."""
    from briefing import saying

    for label, value in saying.say(_changed(_settings(config), voice, None, None), text, out):
        click.echo(f"{label:9}{value}")


@briefing.command()
@CONFIG
@click.option("--explain", is_flag=True, help="Show which rule read which part, as a table.")
@click.option("--marks", "form", flag_value="marks", help="With vowel marks.")
@click.option("--phonemes", "form", flag_value="phonemes", help="As sounds (IPA).")
@click.option("--as-written", is_flag=True, help="Leave numbers and signs as they are.")
@click.option("--endings", type=click.Choice(["full", "pausal", "news"]), help="Which last vowels are kept.")
def spoken(config: Path | None, form: Form | None, endings: str | None, *, explain: bool, as_written: bool) -> None:
    """Read lines from standard input and print each as it is spoken, one line for one line."""
    from briefing import lines

    own = config is not None or Path("briefing.toml").is_file()
    settings = _settings(config) if own or form or as_written else None  # no settings file: none is loaded
    if settings is not None and endings is not None:
        settings = replace(settings, marks=replace(settings.marks, endings=endings))
    source = (raw.decode("utf-8", errors="replace").rstrip("\r\n") for raw in sys.stdin.buffer)
    for line in lines.read_aloud(source, settings, form, as_written=as_written, explain=explain):
        sys.stdout.write(line + "\n")


@briefing.command()
@OUT
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
def serve(out: Path, host: str, port: int) -> None:
    """Serve the published folder, so that podcast apps can subscribe to it."""
    from briefing.publish.serve import serve as run_server

    if not (out / "feed.xml").is_file():
        message = f"{out}: holds no feed.xml; make an episode first: briefing make --out {out}"
        raise SettingsError(message)
    run_server(out, host, port)


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

    chosen = _settings(config)
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


@briefing.command()
@CONFIG
def voices(config: Path | None) -> None:
    """List the voices, whether each works here, and why not."""
    from briefing.checkup import voice_lines

    for line in voice_lines(_settings(config)):
        click.echo(line)


@briefing.command()
@CONFIG
@OUT
def check(config: Path | None, out: Path) -> None:
    """Look at settings, voices, stores and clock: what works here, what does not, and what to do."""
    from briefing.checkup import checkup

    findings = checkup(_settings(config), out)
    for finding in findings:
        click.echo(f"{'ok ' if finding.ok else 'NO '} {finding.subject}: {finding.told}")
    if not all(finding.ok or not finding.needed for finding in findings):
        raise click.exceptions.Exit(1)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; every failure ends as one clear line and an exit status."""
    debug = "--debug" in (sys.argv[1:] if arguments is None else arguments)
    try:
        status = briefing.main(args=arguments, prog_name="briefing", standalone_mode=False)
        sys.stdout.flush()
        sys.exit(status if isinstance(status, int) else 0)
    except click.exceptions.Exit as error:
        sys.exit(error.exit_code)
    except click.ClickException as error:
        complain(error.format_message())
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        complain("stopped; nothing half made was published, and the same command goes on from here")
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except (BriefingError, AudioError) as error:
        if debug:
            raise
        complain(str(error))
        sys.exit(2 if isinstance(error, SettingsError) else 1)
    except OSError as error:
        if debug:
            raise
        complain(f"{error.filename or 'the system'}: {error.strerror or error}; check that it exists and may be used")
        sys.exit(1)
