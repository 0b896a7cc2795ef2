"""The running order in a person's hands: write it, look at it, change it, hear it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from briefing.commands.options import (
    CONFIG,
    IN_WORK,
    OUT,
    VOICE,
    changed,
    inputs_or_samples,
    settings_from,
    standard_input,
)
from briefing.console import Console, show, shown, tell
from briefing.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefing.order.runningorder import RunningOrder
    from briefing.show import EditionId

PLAN = click.option("--plan", "file", type=click.Path(path_type=Path), help="Running order [OUT/.plans/EDITION.json].")


def _found(file: Path | None, out: Path, name: EditionId | None, config: Path | None) -> Path:
    """The file that is meant."""
    from briefing.daily.hours import in_work
    from briefing.order.orderfile import path_of

    return file or path_of(out, name or in_work(datetime.now(UTC), settings_from(config).edition))


@click.group()
def plan() -> None:
    """Work on the running order of an edition before it is read: 2 is a part, 2.1 a paragraph, 2.1.3 a sentence."""


def _located(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say which running order is meant."""
    for option in (PLAN, IN_WORK, OUT, CONFIG):
        command = option(command)
    return command


@plan.command("write")
@click.argument("inputs", nargs=-1)
@_located
@VOICE
@click.option("--minutes", type=click.FloatRange(0.5, 180), help="The longest the episode may be.")
@click.option("--force", is_flag=True, help="Write over a running order that is there already.")
def plan_write(
    inputs: tuple[str, ...], config: Path | None, out: Path, name: EditionId | None, file: Path | None,
    voice: str | None, minutes: float | None, *, force: bool,
) -> None:  # fmt: skip
    """Plan an edition from INPUTS, or from the configured sources, and keep its running order in a file."""
    from briefing import edition
    from briefing.daily.hours import in_work
    from briefing.order import orderfile

    chosen = changed(inputs_or_samples(settings_from(config), inputs), voice, minutes, None)
    now = datetime.now(UTC)
    wanted = name or in_work(now, chosen.edition)
    path = file or orderfile.path_of(out, wanted)
    if path.exists() and not force:
        message = f"{path}: is there already; --force writes over it"
        raise SettingsError(message)
    stdin = standard_input().read() if "-" in inputs else None
    order = edition.Order(edition=wanted, now=now, words=inputs, stdin=stdin)
    with Console() as console:
        planned = edition.draw_up(chosen, order, out, console)
    orderfile.save(path, planned, seen=None)
    told = f"{path}: {len(planned.headlines)} stories; briefing make --plan {path} reads and publishes it"
    if chosen.edition.plans and not file:
        told = f"{path}: {len(planned.headlines)} stories; briefing run reads and publishes it when it is due"
    tell(told)


@plan.command("show")
@_located
def plan_show(config: Path | None, out: Path, name: EditionId | None, file: Path | None) -> None:
    """Print a running order with the place of each sentence; a dash stands before what is dropped."""
    from briefing.order import orderfile
    from briefing.order.rundown import numbered

    for line in numbered(orderfile.load(_found(file, out, name, config)).order, shown):
        show(line)


def _change(path: Path, work: Callable[[RunningOrder], RunningOrder]) -> None:
    """Load, change, save; somebody else's change in between is not lost."""
    from briefing.order import orderfile

    kept = orderfile.load(path)
    orderfile.save(path, work(kept.order), kept.version)
    tell(f"{path}: changed")


@plan.command("move")
@click.argument("place")
@click.argument("to", type=click.IntRange(min=1))
@_located
def plan_move(place: str, to: int, config: Path | None, out: Path, name: EditionId | None, file: Path | None) -> None:
    """Bring the story, or the paragraph within its story, at PLACE to the number TO."""
    from briefing.order import editing

    _change(
        _found(file, out, name, config),
        lambda order: editing.move(order, editing.place(place, order, depth=(1, 2)), to),
    )


def _dropping(place: str, path: Path, config: Path | None, *, dropped: bool) -> None:
    from briefing import wiring
    from briefing.order import editing

    pen = wiring.open_pen(settings_from(config))
    _change(path, lambda order: editing.drop(order, editing.place(place, order, depth=(1, 2)), pen, dropped=dropped))


@plan.command("drop")
@click.argument("place")
@_located
def plan_drop(place: str, config: Path | None, out: Path, name: EditionId | None, file: Path | None) -> None:
    """Leave the part or paragraph at PLACE out of the programme; it stays in the file."""
    _dropping(place, _found(file, out, name, config), config, dropped=True)


@plan.command("keep")
@click.argument("place")
@_located
def plan_keep(place: str, config: Path | None, out: Path, name: EditionId | None, file: Path | None) -> None:
    """Take the part or paragraph at PLACE back into the programme."""
    _dropping(place, _found(file, out, name, config), config, dropped=False)


@plan.command("edit")
@click.argument("place")
@click.option("--written", help="The text as listeners read it; the rules make its spoken form.")
@click.option("--spoken", help="How the sentence is said, under the same written text; vowel marks are kept.")
@_located
def plan_edit(
    place: str, written: str | None, spoken: str | None,
    config: Path | None, out: Path, name: EditionId | None, file: Path | None,
) -> None:  # fmt: skip
    """Write the sentence or paragraph at PLACE anew, or give a sentence another spoken form."""
    from briefing import wiring
    from briefing.order import editing

    if written is None and spoken is None:
        message = "plan edit: nothing to change; give --written, --spoken or both"
        raise SettingsError(message)
    pen = wiring.open_pen(settings_from(config))

    def work(order: RunningOrder) -> RunningOrder:
        if written is not None:
            order = editing.rewrite(order, editing.place(place, order, depth=(2, 3)), written, pen)
        if spoken is not None:
            order = editing.reread(order, editing.place(place, order, depth=(2, 3)), spoken, pen)
        return order

    _change(_found(file, out, name, config), work)


@plan.command("title")
@click.argument("place")
@click.argument("text")
@_located
def plan_title(
    place: str, text: str, config: Path | None, out: Path, name: EditionId | None, file: Path | None
) -> None:
    """Give the part at PLACE another title: of its chapter, and of the episode when it is told first."""
    from briefing.order import editing

    _change(
        _found(file, out, name, config),
        lambda order: editing.retitle(order, editing.place(place, order, depth=(1,)), text),
    )


@plan.command("say")
@click.argument("place")
@_located
@VOICE
@click.option("--clip", type=click.Path(path_type=Path), default=Path("say.wav"), show_default=True)
def plan_say(
    place: str, config: Path | None, out: Path, name: EditionId | None, file: Path | None, voice: str | None, clip: Path
) -> None:
    """Hear the paragraph at PLACE: a clip of the voice that will read it."""
    from briefing import wiring
    from briefing.order import editing, orderfile
    from briefing.order.hearing import Hearing
    from briefing.workbench.saying import write_clip

    settings = changed(settings_from(config), voice, None, None)
    order = orderfile.load(_found(file, out, name, config)).order
    at = editing.place(place, order, depth=(2,))
    paragraph = editing.ready(order, at, lambda: wiring.open_pen(settings))
    with Hearing(settings) as hearing:
        write_clip(clip, hearing.wav(paragraph.utterance), "--clip")
    show(f"{clip}: ", paragraph.written)
