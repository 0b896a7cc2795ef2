"""Many shows from one folder of settings files, each made and failing alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from audio.errors import AudioError
from briefing import edition
from briefing.errors import BriefingError, SettingsError
from briefing.settings import DEFAULT_SHOW, load

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from briefing.console import Report
    from briefing.settings import Settings


@dataclass(frozen=True, kw_only=True, slots=True)
class Made:
    """How one show went.

    Attributes:
        name: its settings file.
        told: what a person is told.
        ok: whether its edition is there.
    """

    name: str
    told: str
    ok: bool


def _at(chosen: Settings, base_url: str) -> Settings:
    """The settings with the show's own address below that of all shows; an address of its own in its file stays."""
    if chosen.show.base_url != DEFAULT_SHOW["base_url"]:
        return chosen
    return replace(chosen, show=replace(chosen.show, base_url=f"{base_url}/{chosen.show.id}"))


def make_all(folder: Path, out: Path, base_url: str, now: datetime, report: Report) -> Iterator[Made]:
    """Make today's edition of every show.

    Args:
        folder: of settings files, one show a file; read in the order of their names.
        out: each show is published into the folder ``out/ID``.
        base_url: address under which ``out`` is served.
        now: aware.
        report: told of each stage.

    Raises:
        SettingsError: the folder holds no settings file, or two shows have the same id.
    """
    files = sorted(folder.glob("*.toml"))
    if not files:
        message = f"{folder}: holds no settings file; put one .toml file for each show there"
        raise SettingsError(message)
    owners: dict[str, str] = {}
    for file in files:
        try:
            chosen = _at(load(file), base_url)
            first = owners.setdefault(chosen.show.id, file.name)
            if first != file.name:
                message = f"show.id {chosen.show.id!r} is that of {first}; each show needs its own"
                raise SettingsError(message)
            order = edition.Order(day=edition.today(chosen, now), now=now)
            outcome = edition.make(chosen, order, out / chosen.show.id, report)
        except (BriefingError, AudioError) as error:
            yield Made(name=file.name, told=str(error), ok=False)
        else:
            state = "made" if outcome.made else "already there"
            yield Made(name=file.name, told=f"{state}: {outcome.episode.title}", ok=True)
