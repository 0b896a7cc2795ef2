"""Who can read here, what works here, and what to do where it does not."""

from __future__ import annotations

from pathlib import Path

import click

from briefing.commands.options import CONFIG, OUT, settings_from
from briefing.console import Console, name_of, show, shown


@click.group(invoke_without_command=True)
@CONFIG
@click.pass_context
def voices(context: click.Context, config: Path | None) -> None:
    """List the voices, whether each works here, and why not."""
    from briefing.checkup import voices_here

    if context.invoked_subcommand is None:
        for voice in voices_here(settings_from(config)):
            state = name_of("works") if voice.ok else name_of("does not work")
            show(f"{voice.name:10} {state}: ", shown(voice.told))


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
    click.echo(fetched.card or name_of("no card"))
    click.echo(f"{fetched.model}")


@click.command()
@CONFIG
@OUT
def check(config: Path | None, out: Path) -> None:
    """Look at settings, voices, stores and clock: what works here, what does not, and what to do."""
    from briefing.checkup import checkup

    findings = checkup(settings_from(config), out)
    for finding in findings:
        mark = name_of("ok") if finding.ok else name_of("NO")
        subject = f"{name_of(finding.subject)} {finding.name}".rstrip()
        show(f"{mark:3} {subject}: ", shown(finding.told))
    if not all(finding.ok or not finding.needed for finding in findings):
        raise click.exceptions.Exit(1)
