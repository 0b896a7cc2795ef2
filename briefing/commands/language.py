"""Commands on the language: how a text is read, line by line or aloud, and what an integrator asks of the rooms."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefing.commands.options import CONFIG, OUT, VOICE, EditionName, changed, settings_from, standard_input
from briefing.console import complain, name_of, show, shown
from briefing.errors import SettingsError

if TYPE_CHECKING:
    from briefing.config.settings import Settings
    from briefing.show import EditionId
    from briefing.workbench.lines import Form
    from briefing.workbench.saying import Forms


CLIP = click.option(
    "--out", type=click.Path(path_type=Path), default=Path("say.wav"), show_default=True, help="Clip to write."
)
PLAY = click.option("--play", is_flag=True, help="Play the clip too.")


def row(label: str, text: str) -> None:
    """Print a text behind its label."""
    show(f"{label:10}", text)


def rows(form: Forms) -> None:
    """Print each form of a text."""
    for label, text in form.lines(name_of):
        row(label, text)


def read_out(settings: Settings, form: Forms, out: Path, *, play: bool) -> None:
    """Write the clip, tell of it, and play it when that is asked for."""
    from briefing.workbench import player, saying

    said = saying.clip(settings, form, out)
    for line in said.refused:
        row(name_of("voice"), shown(line))
    row(name_of("clip"), shown(f"{said.path} ({said.seconds:.1f} s, {said.voice})"))
    if play:
        player.play(said.path, said.seconds)


@click.command()
@click.argument("text")
@CONFIG
@VOICE
@CLIP
@PLAY
@click.option("--no-clip", is_flag=True, help="Show how it is read; make no sound.")
def say(text: str, config: Path | None, voice: str | None, out: Path, *, play: bool, no_clip: bool) -> None:
    """Show how TEXT is read (- for standard input), and read it aloud into a clip."""
    from briefing.workbench import saying

    if text == "-":
        text = standard_input().read().decode("utf-8", errors="replace")
    settings = changed(settings_from(config), voice, None, None)
    form = saying.forms(settings, text)
    rows(form)
    if form.doubts:
        word = form.doubts[0].word
        complain(f"a word that is read wrong is put right for good by: briefing lexicon add {word} READING")
    if not no_clip:
        read_out(settings, form, out, play=play)


@click.command()
@CONFIG
@click.option("--explain", is_flag=True, help="Show which rule read which part, as a table.")
@click.option("--marks", "form", flag_value="marks", help="With vowel marks.")
@click.option("--phonemes", "form", flag_value="phonemes", help="As sounds (IPA).")
@click.option("--espeak", "form", flag_value="espeak", help="As sounds that espeak-ng reads, in [[...]].")
@click.option("--piper", "form", flag_value="piper", help="As sounds that Piper reads, in [[...]].")
@click.option("--ssml", "form", flag_value="ssml", help="As SSML, a document a line.")
@click.option("--as-written", is_flag=True, help="Leave numbers and signs as they are.")
@click.option("--endings", type=click.Choice(["full", "pausal", "news"]), help="Which last vowels are kept.")
def spoken(config: Path | None, form: Form | None, endings: str | None, *, explain: bool, as_written: bool) -> None:
    """Read lines from standard input and print each as it is spoken, one line for one line."""
    from briefing.workbench import lines

    own = config is not None or Path("briefing.toml").is_file()
    # without a settings file none is loaded, so that a line costs nothing but its reading
    settings = settings_from(config, whole=False) if own or form not in {None, "ssml"} or as_written else None
    if settings is not None and endings is not None:
        settings = replace(settings, marks=replace(settings.marks, endings=endings))
    source = (raw.decode("utf-8", errors="replace").rstrip("\r\n") for raw in standard_input())
    for line in lines.read_aloud(source, settings, form, as_written=as_written, explain=explain):
        sys.stdout.write(line + "\n")


@click.command()
@click.option("--jsonl", "--json", "json_lines", is_flag=True, required=True, help="One JSON record a line.")
def pick(*, json_lines: bool) -> None:
    """Choose key paragraphs for records on standard input: one JSON object a line in, one JSON list a line out."""
    from briefing.choosing.pick import pick_lines

    del json_lines  # names the form; there is one so far
    lines = (raw.decode("utf-8", errors="replace") for raw in standard_input())
    for answer in pick_lines(lines):
        click.echo(answer)


@click.command()
@click.argument("edition", type=EditionName())
@CONFIG
@OUT
def review(edition: EditionId, config: Path | None, out: Path) -> None:
    """List the words of EDITION that the vowel marks were unsure about, as rows for your lexicon."""
    from briefing.publish.library import Library
    from briefing.workbench.reviewing import review_rows

    library = Library(out)
    episode = library.find(edition)
    if episode is None:
        message = f"{out}: there is no edition of {edition}; see briefing episodes --out {out}"
        raise SettingsError(message)
    for found in review_rows(settings_from(config), library.folder(episode) / episode.files["transcript"]):
        click.echo(found)
