"""Begin a show: a few questions, its files, and its first episode."""

from __future__ import annotations

import re
import shlex
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from briefing.console import Console, complain, tell, told
from briefing.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefing.config.settings import Settings
    from briefing.starting import Outlet, Start

_Answer = TypeVar("_Answer")
_REGIONS = {"egypt": "يناير", "levant": "كانون الثاني", "maghreb": "جانفي", "gulf": "يناير"}
_PORT = 8000
_ABOUT_FEEDS = """  These addresses were gathered from public lists and not checked; what each gives is told by
  briefing make --dry-run. Write numbers, countries or addresses with spaces between, or an OPML file;
  or - for none: the sample articles are read until you write your own sources."""


def _ask(question: str, default: str, check: Callable[[str], _Answer]) -> _Answer:
    """Ask until the answer is one."""
    while True:
        try:
            answer = click.prompt(told(question), default=default, err=True)
        except click.Abort:  # Ctrl-C or Ctrl-D: the cursor still stands behind the question
            click.echo(err=True)
            raise
        try:
            return check(answer.strip())
        except SettingsError as error:
            complain(str(error))


def _choice(known: dict[str, str]) -> Callable[[str], str]:
    def check(answer: str) -> str:
        if answer not in known:
            message = f"{answer}: is none of {', '.join(known)}; write one of them"
            raise SettingsError(message)
        return answer

    return check


def _minutes(answer: str) -> float:
    try:
        minutes = float(answer)
    except ValueError:
        minutes = 0
    if not 0.5 <= minutes <= 180:
        message = f"{answer}: is no number of minutes from 0.5 to 180; write one like 5"
        raise SettingsError(message)
    return minutes


def _base_url(answer: str) -> str:
    from briefing.config.settings import settings_of

    return settings_of({"show": {"base_url": answer}}, Path.cwd()).show.base_url


def _clock(key: str) -> Callable[[str], str]:
    """Looks at an hour or a zone as the settings will."""

    def check(answer: str) -> str:
        from briefing.config.sections import EditionSettings, checked_edition

        checked_edition(EditionSettings(at=answer) if key == "at" else EditionSettings(time_zone=answer))
        return answer

    return check


def _feeds(known: tuple[Outlet, ...]) -> tuple[tuple[Outlet, ...], Path | None]:
    """Ask which outlets are read: none, numbers, countries, addresses, or an OPML file."""
    from briefing.starting import chosen_outlets, opml_bytes

    country = ""
    for number, one in enumerate(known, 1):
        if one.country != country:
            country = one.country
            click.echo(f"  {country}", err=True)
        click.echo(f"    {number:2}  {one.name}  {one.url}", err=True)
    click.echo(told(_ABOUT_FEEDS), err=True)

    def check(answer: str) -> tuple[tuple[Outlet, ...], Path | None]:
        if answer == "-":
            return (), None
        if answer.lower().endswith((".opml", ".xml")) and "://" not in answer:
            opml_bytes(Path(answer))
            return (), Path(answer)
        return chosen_outlets([answer] if any(answer == one.name for one in known) else answer.split(), known), None

    return _ask("Feeds", "-", check)


def _asked(start: Start, *, with_feeds: bool) -> Start:
    """The answers of a person, with what options and defaults say proposed."""
    from dataclasses import replace

    from briefing import starting, wiring

    voices = dict.fromkeys(("auto", *wiring.plugin_names("audio.voices")), "")
    title = _ask("Name of the show", start.title, str)
    months = ", ".join(f"{region}: {name}" for region, name in _REGIONS.items())
    region = _ask(f"Names of the months ({months})", start.region, _choice(_REGIONS))
    zone = start.time_zone if start.region == region else starting.ZONES[region]
    start = replace(
        start,
        title=title,
        region=region,
        minutes=_ask("Minutes at most", f"{start.minutes:g}", _minutes),
        at=_ask("Hour of the daily edition", start.at, _clock("at")),
        time_zone=_ask("Time zone", zone, _clock("time_zone")),
        voice=_ask(f"Voice ({', '.join(voices)})", start.voice, _choice(voices)),
    )
    if with_feeds:
        outlets, opml = _feeds(starting.outlets())
        start = replace(start, outlets=outlets, opml=opml)
    return replace(start, base_url=_ask("Address under which it is served", start.base_url, _base_url))


def show_address(url: str) -> None:
    """The feed's address, on a terminal as a QR code too."""
    tell(f"feed: {url}")
    if sys.stdout.isatty():
        import segno

        segno.make(url, error="m", micro=False).terminal(compact=True)


def _first_episode(settings: Settings, out: Path, *, quiet: bool) -> None:
    from dataclasses import replace

    from briefing import edition, wiring
    from briefing.daily.hours import current

    if not settings.sources:
        settings = replace(settings, sources=wiring.sample_sources())
    now = datetime.now(UTC)
    order = edition.Order(edition=current(now, settings.edition), now=now)
    with Console(quiet=quiet) as console:
        outcome = edition.make(settings, order, out, console)
    tell(f"{out / 'feed.xml'}: {outcome.episode.title}")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=Path())
@click.option("--title", default="موجز الأخبار", show_default=True, help="Name of the show.")
@click.option(
    "--region", type=click.Choice(list(_REGIONS)), default="egypt", show_default=True, help="Names of the months."
)
@click.option("--minutes", type=click.FloatRange(0.5, 180), default=5, show_default=True, help="Length at most.")
@click.option("--at", default="06:00", show_default=True, help="Local time of the daily edition.")
@click.option("--time-zone", help="IANA name [that of the region].")
@click.option("--voice", default="auto", show_default=True, help="A voice's name, or auto.")
@click.option(
    "--feed", "feeds", multiple=True, help="From the starter list (an outlet, a country, a number), or an address."
)
@click.option("--opml", type=click.Path(path_type=Path), help="A list of feeds, as other programs export it.")
@click.option("--base-url", help="Address under which the published folder is served [this machine in its network].")
@click.option("--outlets", "list_only", is_flag=True, help="Print the starter list of feeds, and do nothing.")
@click.option("--yes", is_flag=True, help="Ask nothing: options and defaults are the answers.")
@click.option("--force", is_flag=True, help="Write over files that are there.")
@click.option("--no-make", is_flag=True, help="Make no first episode.")
@click.option("--quiet", is_flag=True, help="Tell nothing of the first episode's making.")
def init(
    folder: Path, title: str, region: str, minutes: float, at: str, time_zone: str | None, voice: str,
    feeds: tuple[str, ...], opml: Path | None, base_url: str | None, *,
    list_only: bool, yes: bool, force: bool, no_make: bool, quiet: bool,
) -> None:  # fmt: skip
    """Begin a show in FOLDER: ask a few questions, write its settings, lexicon and cover, make its first episode."""
    from briefing import starting

    known = starting.outlets()
    if list_only:
        for number, one in enumerate(known, 1):
            click.echo(f"{number}\t{one.country}\t{one.name}\t{one.url}")
        return
    start = starting.Start(
        title=title,
        region=region,
        minutes=minutes,
        at=at,
        time_zone=time_zone or starting.ZONES[region],
        voice=voice,
        base_url=(base_url or starting.own_address(_PORT)).rstrip("/"),
        outlets=starting.chosen_outlets(feeds, known),
        opml=opml,
    )
    if not yes:
        if not sys.stdin.isatty():
            message = "init: there is no terminal to ask on; add --yes, and options for your answers"
            raise SettingsError(message)
        starting.look(start, folder, force=force)
        start = _asked(start, with_feeds=not feeds and opml is None)
    begun = starting.begin(start, folder, force=force)
    for path in begun.written:
        tell(f"wrote {path}")
    for path in begun.kept:
        tell(f"kept {path}")
    if not no_make:
        _first(begun.settings, folder, quiet=quiet)
    _what_next(begun.settings, folder, made=not no_make)


def _first(settings: Settings, folder: Path, *, quiet: bool) -> None:
    """Make the first episode; when it cannot be made, the show's files are there all the same."""
    try:
        _first_episode(settings, folder / "public", quiet=quiet)
    except BaseException:
        complain(f"{folder}: the files are written, the first episode is not made; when it can be: briefing make")
        raise


def _what_next(settings: Settings, folder: Path, *, made: bool) -> None:
    url = f"{settings.show.base_url}/feed.xml"
    click.echo("")
    if folder.resolve() != Path.cwd():
        name = shlex.quote(str(folder)) if re.search(r"[^\w./-]", str(folder)) else str(folder)
        tell(f"next:  cd {name}")
    if not made:
        tell("make:  briefing make")
    tell(f"serve: briefing serve --host 0.0.0.0 --port {_PORT}")
    tell("daily: briefing run")
    show_address(url)
