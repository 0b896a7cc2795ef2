"""The words that are said wrong: put right, listed, forgotten."""

from __future__ import annotations

from pathlib import Path

import click

from briefing.commands.language import CLIP, PLAY, read_out, row, rows
from briefing.commands.options import CONFIG, VOICE, changed, settings_from
from briefing.console import name_of, tell


@click.group()
def lexicon() -> None:
    """Your own readings: words that are said wrong, and how they are said right."""


@lexicon.command("add")
@click.argument("word")
@click.argument("reading")
@CONFIG
@VOICE
@CLIP
@PLAY
@click.option("--no-clip", is_flag=True, help="Make no sound.")
def lexicon_add(
    word: str, reading: str, config: Path | None, voice: str | None, out: Path, *, play: bool, no_clip: bool
) -> None:
    """Say WORD as READING from now on: the same letters with vowel marks, or other words; and read it aloud at once."""
    from briefing.workbench import ownwords, saying

    settings = changed(settings_from(config), voice, None, None)
    path = ownwords.own_lexicon(settings)
    ownwords.add(path, word, reading)
    row(name_of("lexicon"), str(path))
    form = saying.forms(settings, word)
    rows(form)
    if not no_clip:
        read_out(settings, form, out, play=play)


@lexicon.command("list")
@CONFIG
def lexicon_list(config: Path | None) -> None:
    """List your readings: written, spoken, marks, note, with a tab between each two."""
    from briefing.workbench import ownwords

    for own in ownwords.rows(ownwords.own_lexicon(settings_from(config, whole=False))):
        click.echo(f"{own.written}\t{own.spoken}\t{own.marks}\t{own.note}".rstrip("\t"))


@lexicon.command("remove")
@click.argument("word")
@CONFIG
def lexicon_remove(word: str, config: Path | None) -> None:
    """Forget your reading of WORD."""
    from briefing.workbench import ownwords

    path = ownwords.own_lexicon(settings_from(config, whole=False))
    ownwords.remove(path, word)
    tell(f"{path}: {word} is read by the rules again")
