"""What was sent becomes one change of the running order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.errors import SettingsError
from briefing.order import editing
from briefing.publish import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from briefing.order.runningorder import RunningOrder
    from briefing.scriptwriter import Pen

    Work = Callable[[RunningOrder, Pen], RunningOrder]


def change(form: Mapping[str, str]) -> Work:
    """The change that a form asks for.

    ``do`` is a verb and a place, as in ``up 2.1``: up, down, drop, keep, write (with the fields ``written`` and
    ``spoken``), title (with the field ``title``).

    Raises:
        SettingsError: there is no such verb. The place is looked at when the change is made.
    """
    verb, _, at = form.get("do", "").partition(" ")
    if verb in {"up", "down"}:
        return lambda order, _pen: _stepped(order, at, -1 if verb == "up" else 1)
    if verb in {"drop", "keep"}:
        return lambda order, pen: editing.drop(
            order, editing.place(at, order, depth=(1, 2)), pen, dropped=verb == "drop"
        )
    if verb == "write":
        return lambda order, pen: _written(order, at, form, pen)
    if verb == "title":
        return lambda order, _pen: editing.retitle(order, editing.place(at, order, depth=(1,)), form.get("title", ""))
    message = f"{verb!r}: is nothing that can be done here"
    raise SettingsError(message)


def landing(form: Mapping[str, str], order: RunningOrder) -> str:
    """The place at which the person goes on after a change, such as the new number of what was moved."""
    verb, _, at = form.get("do", "").partition(" ")
    numbers = [int(number) for number in at.split(".") if number.isascii() and number.isdigit()]
    if not numbers:
        return ""
    if verb in {"up", "down"}:
        numbers[-1] += -1 if verb == "up" else 1
    numbers = numbers[:2]
    try:
        return str(editing.place(".".join(map(str, numbers)), order))
    except SettingsError:
        return ""


def _stepped(order: RunningOrder, at: str, by: int) -> RunningOrder:
    source = editing.place(at, order, depth=(1, 2))
    return editing.move(order, source, (source.paragraph or source.part) + by)


def _shown(text: str) -> str:
    """A text as the form shows it and as a browser sends it back, so that what nobody touched is found the same."""
    return " ".join(clean.text(text).split())


def _written(order: RunningOrder, at: str, form: Mapping[str, str], pen: Pen) -> RunningOrder:
    """The sentence with the forms that were sent; one that was not touched stays as it is."""
    where = editing.place(at, order, depth=(3,))
    line = order.parts[where.part - 1].paragraphs[where.paragraph - 1].lines[where.line - 1]
    written, spoken = (_shown(form.get(name, "")) for name in ("written", "spoken"))
    another = spoken and spoken != _shown(line.marked or line.spoken)
    if written and written != _shown(line.written):
        before = len(order.parts[where.part - 1].paragraphs[where.paragraph - 1].lines)
        order = editing.rewrite(order, where, written, pen)
        after = len(order.parts[where.part - 1].paragraphs[where.paragraph - 1].lines)
        if another and after != before:
            message = f"{where}: the text is {after - before + 1} sentences now; save it first, then how each is said"
            raise SettingsError(message)
    return editing.reread(order, where, spoken, pen) if another else order
