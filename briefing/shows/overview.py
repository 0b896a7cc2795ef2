"""How all shows of a folder stand: a line each, those that want somebody's eye first."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from briefing import wiring
from briefing.daily.hours import due, next_due
from briefing.errors import BriefingError
from briefing.publish import failure
from briefing.publish.library import Library
from briefing.publish.mirror import listed

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from briefing.config.settings import Settings
    from briefing.shows.folder import ShowFile, ShowFolder

State = Literal["wrong", "missing", "there", "removed", "not due"]
_AT_ONCE = 16  # shows of which the store is asked
_ORDER: tuple[State, ...] = ("wrong", "missing", "there", "removed", "not due")


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One show.

    Attributes:
        name: of its settings file.
        state: whether its settings are wrong, its edition is due and missing, there, taken back, or not due.
        told: for people.
    """

    name: str
    state: State
    told: str


def overview(folder: ShowFolder, out: Path, now: datetime) -> list[Line]:
    """A line for each show.

    Args:
        folder: the shows.
        out: each show is published into the folder ``out/ID``.
        now: aware.
    """
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        lines = list(pool.map(lambda file: _told(file, out, now), folder.files))
    return sorted(lines, key=lambda line: (_ORDER.index(line.state), line.name))


def _told(file: ShowFile, out: Path, now: datetime) -> Line:
    if file.settings is None:
        return Line(name=file.name, state="wrong", told=" ".join(file.problem.split()))
    try:
        return _line(file.name, file.settings, out / file.settings.show.id, now)
    except (BriefingError, OSError) as error:
        return Line(name=file.name, state="wrong", told=str(error))


def _line(name: str, settings: Settings, root: Path, now: datetime) -> Line:
    library = Library(root)
    wanted = due(now, settings.edition)
    coming = f"next {next_due(now, settings.edition):%Y-%m-%d %H:%M}"
    if wanted is not None and library.find(wanted) is not None:
        return Line(name=name, state="there", told=f"{wanted} is there, {coming}")
    stores = wiring.open_stores(settings)
    brought = listed(stores[0]) if stores else {}  # other machines may have made it
    newest = library.newest()
    known = [edition for edition, there in brought.items() if there] + ([newest.edition] if newest else [])
    last = f"newest {max(known)}" if known else "no episode yet"
    if wanted is None:
        return Line(name=name, state="not due", told=f"not due, {last}, {coming}")
    if library.removed(wanted) or brought.get(wanted) is False:
        return Line(name=name, state="removed", told=f"{wanted} was removed, {last}, {coming}")
    if wanted in brought:
        return Line(name=name, state="there", told=f"{wanted} is there, {coming}")
    failed = failure.read(root)
    why = ""
    if failed is not None and failed.edition == str(wanted):
        why = f", failed tries: {failed.tries}: {failed.told}"
    return Line(name=name, state="missing", told=f"{wanted} is due and missing, {last}{why}")
