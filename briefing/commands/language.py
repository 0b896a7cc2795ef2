"""Commands on the language: how a text is read, line by line or aloud, and what an integrator asks of the rooms."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefing.commands.options import CONFIG, OUT, EditionName, changed, settings_from
from briefing.errors import SettingsError

if TYPE_CHECKING:
    from briefing.lines import Form
    from briefing.show import EditionId


@click.command()
@click.argument("text")
@CONFIG
@click.option("--voice", help="A voice's name, or auto.")
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("say.wav"), show_default=True, help="Clip to write."
)
def say(text: str, config: Path | None, voice: str | None, out: Path) -> None:
    """Show how TEXT is read, and read it aloud into a clip."""
    from briefing import saying

    for label, value in saying.say(changed(settings_from(config), voice, None, None), text, out):
        click.echo(f"{label:9}{value}")


@click.command()
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
    settings = (
        settings_from(config, whole=False) if own or form or as_written else None
    )  # no settings file: none is loaded
    if settings is not None and endings is not None:
        settings = replace(settings, marks=replace(settings.marks, endings=endings))
    source = (raw.decode("utf-8", errors="replace").rstrip("\r\n") for raw in sys.stdin.buffer)
    for line in lines.read_aloud(source, settings, form, as_written=as_written, explain=explain):
        sys.stdout.write(line + "\n")


@click.command()
@click.option("--jsonl", "--json", "json_lines", is_flag=True, required=True, help="One JSON record a line.")
def pick(*, json_lines: bool) -> None:
    """Choose key paragraphs for records on standard input: one JSON object a line in, one JSON list a line out."""
    from briefing.choosing.pick import pick_lines

    del json_lines  # names the form; there is one so far
    lines = (raw.decode("utf-8", errors="replace") for raw in sys.stdin.buffer)
    for answer in pick_lines(lines):
        click.echo(answer)


@click.command()
@click.argument("edition", type=EditionName())
@CONFIG
@OUT
def review(edition: EditionId, config: Path | None, out: Path) -> None:
    """List the words of EDITION that the vowel marks were unsure about, as rows for your lexicon."""
    from briefing.publish.library import Library
    from briefing.reviewing import review_rows

    library = Library(out)
    episode = library.find(edition.day, edition.slot)
    if episode is None:
        message = f"{out}: there is no edition of {edition}; see briefing episodes --out {out}"
        raise SettingsError(message)
    for row in review_rows(settings_from(config), library.folder(episode) / episode.files["transcript"]):
        click.echo(row)
