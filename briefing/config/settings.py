"""The settings file as frozen dataclasses, one per room.

A section is a TOML table whose keys are the fields of the room's own dataclass. Every wrong or unknown key of the file
is told at once, by dotted path, with the nearest right name.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from audio.mix import SoundSettings
from briefing.arabic.spoken import Style
from briefing.choosing.digest import DigestSettings
from briefing.config.sections import (
    EditionSettings,
    FetchSettings,
    MarkSettings,
    RhythmSettings,
    VoiceSettings,
    WorkerSettings,
    clock_problems,
    fetch_problems,
)
from briefing.config.tables import keys, read_section, unknown_key
from briefing.config.toml_file import text_and_tables
from briefing.config.toml_lines import key_lines, line_of
from briefing.daily.hours import schedule
from briefing.errors import SettingsError
from briefing.publish import suitable
from briefing.publish.library import Retention
from briefing.show import Show

if TYPE_CHECKING:
    from collections.abc import Mapping

Section = TypeVar("Section")

_LONGEST_ID = 60  # what file names hold of it
_MOST_TOLD = 50
_LONGEST_TOLD = 1000

DEFAULT_SHOW: Mapping[str, Any] = {
    "id": "briefing",
    "title": "موجز الأخبار",
    "description": "أبرز أخبار اليوم بالعربية، في دقائق.",
    "author": "موجز الأخبار",
    "email": "briefing@example.org",
    "base_url": "http://127.0.0.1:8000",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class File:
    """Where settings came from.

    Attributes:
        path: of the file.
        lines: of its keys, as :func:`briefing.config.toml_lines.key_lines` gives them.
    """

    path: Path
    lines: Mapping[str, int]

    def located(self, told: Iterable[str]) -> list[str]:
        """Lines of a message that begin with a key, with file and line before them, in the order of the file."""
        numbered = [(line_of(line.partition(":")[0], self.lines), line) for line in told]
        numbered.sort(key=lambda pair: pair[0] or 0)
        return [f"{self.path}:{number}: {line}" if number else f"{self.path}: {line}" for number, line in numbered]


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """The whole file.

    Attributes:
        folder: what relative paths in the file start from.
        voices: raw table of each voice, read by the voice's own ``Settings``.
        sources: raw tables, each read by its source's own ``Settings``.
        stores: raw tables of the places elsewhere to which the published folder is brought.
        source: the file they were read from; None for none.
    """

    folder: Path
    show: Show = field(default_factory=lambda: Show(**dict(DEFAULT_SHOW)))
    edition: EditionSettings = field(default_factory=EditionSettings)
    voice: VoiceSettings = field(default_factory=VoiceSettings)
    arabic: Style = field(default_factory=Style)
    marks: MarkSettings = field(default_factory=MarkSettings)
    digest: DigestSettings = field(default_factory=DigestSettings)
    rhythm: RhythmSettings = field(default_factory=RhythmSettings)
    sound: SoundSettings = field(default_factory=SoundSettings)
    fetch: FetchSettings = field(default_factory=FetchSettings)
    publish: Retention = field(default_factory=Retention)
    workers: WorkerSettings = field(default_factory=WorkerSettings)
    voices: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    sources: tuple[Mapping[str, Any], ...] = ()
    stores: tuple[Mapping[str, Any], ...] = ()
    source: File | None = None

    def located(self, told: str) -> str:
        """Each line of a message with the file and the line that its subject stands on."""
        return told if self.source is None else "\n".join(self.source.located(told.splitlines()))

    def path(self, written: str) -> Path:
        """A path of the file, from the file's own folder."""
        return self.folder / _from_home(written)


_SECTIONS: Mapping[str, type] = {
    "show": Show,
    "edition": EditionSettings,
    "voice": VoiceSettings,
    "arabic": Style,
    "marks": MarkSettings,
    "digest": DigestSettings,
    "rhythm": RhythmSettings,
    "sound": SoundSettings,
    "fetch": FetchSettings,
    "publish": Retention,
    "workers": WorkerSettings,
}


_LISTS = ("sources", "stores")


Look = Callable[[Settings], Iterable[str]]
"""Finds further problems in settings: a line each."""


def _from_home(written: str) -> Path:
    return Path(os.path.expanduser(written))  # noqa: PTH111 - a ~ of nobody stays as it is, and is told as no file


def _from_folder(section: Section, folder: Path) -> Section:
    """The section with its relative paths starting from the settings file's folder."""
    names = [one.name for one in dataclasses.fields(section)]  # type: ignore[arg-type]
    paths = {name: getattr(section, name) for name in names if isinstance(getattr(section, name), Path)}
    moved: dict[str, Any] = {name: folder / _from_home(str(path)) for name, path in paths.items()}
    if isinstance(section, Show):
        moved["base_url"] = section.base_url.rstrip("/")
        if section.cover:
            moved["cover"] = str(folder / _from_home(section.cover))
    return dataclasses.replace(section, **moved)  # type: ignore[type-var]


def _show_problems(show: Show) -> list[str]:
    """What is wrong with the parts of a show that stand in addresses, file names and the feed: a line each."""
    problems = []
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]*", show.id):
        problems.append(
            f"show.id: {show.id!r} is more than ASCII letters, digits and dashes; write one like 'briefing'"
        )
    if len(show.id) > _LONGEST_ID:
        problems.append(f"show.id: has more than {_LONGEST_ID} letters; shorten it")
    return problems + suitable.problems(show)


_LOOKS: dict[str, Callable[[Any], list[str]]] = {"show": _show_problems, "fetch": fetch_problems}


def _homes() -> dict[str, str]:
    """Each key with the section that has it."""
    fields = [(one.name, name) for name, cls in _SECTIONS.items() for one in keys(cls)]
    return dict(reversed(fields))


def _read(tables: Mapping[str, Any], folder: Path) -> tuple[dict[str, Any], list[str]]:
    """The values of all sections, and a line for each problem in them."""
    values: dict[str, Any] = {}
    known, homes = [*_SECTIONS, *_LISTS], _homes()
    problems = [f"{key}: {unknown_key(key, known, homes)}" for key in tables if key not in known]
    for name, cls in _SECTIONS.items():
        table = tables.get(name, {})
        if name == "show" and isinstance(table, dict):
            table = {**DEFAULT_SHOW, **table}
        if name == "voice" and isinstance(table, dict):
            values["voices"] = {key: value for key, value in table.items() if isinstance(value, dict)}
            table = {key: value for key, value in table.items() if not isinstance(value, dict)}
        try:
            values[name] = _from_folder(read_section(cls, table, name, homes), folder)
        except SettingsError as error:
            told = str(error).splitlines()
            problems.extend(told)
            wrong = {line.removeprefix(f"{name}.").partition(":")[0] for line in told}
            right = {key: value for key, value in table.items() if key not in wrong} if isinstance(table, dict) else {}
            with contextlib.suppress(SettingsError):  # what is right is looked at further, so that all is told at once
                values[name] = read_section(cls, right, name)
    for name in filter(values.__contains__, _LOOKS):
        problems.extend(_LOOKS[name](values[name]))
    if "edition" in values:
        problems.extend(told := clock_problems(values["edition"]))
        if "show" in values and not told:
            values["show"] = dataclasses.replace(values["show"], schedule=schedule(values["edition"]))
    for name in _LISTS:
        listed = tables.get(name, [])
        if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
            problems.append(f"{name}: must be a list of tables ([[{name}]])")
        else:
            values[name] = tuple(listed)
    return values, problems


def settings_of(
    tables: Mapping[str, Any], folder: Path, more: Look | None = None, source: File | None = None
) -> Settings:
    """Settings from the tables of a file.

    Args:
        tables: as ``tomllib`` gives them.
        folder: what relative paths start from.
        more: looks at what only the plug-ins know, for as long as the rest is right enough to be looked at.
        source: the file, for messages.

    Raises:
        SettingsError: one line for each problem, all at once.
    """
    values, problems = _read(tables, folder)
    whole = Settings(folder=folder, source=source, **values)
    problems.extend(more(whole) if more is not None else ())
    if problems:
        raise SettingsError(_bounded(whole, problems))
    return whole


def _bounded(settings: Settings, problems: Iterable[str]) -> str:
    """As many problems as a person reads, each of bounded length, in the order of the file."""
    lines = settings.located("\n".join(dict.fromkeys(problems))).splitlines()
    told = [line if len(line) <= _LONGEST_TOLD else f"{line[:_LONGEST_TOLD]}..." for line in lines[:_MOST_TOLD]]
    if left := len(lines) - len(told):
        where = settings.source.path if settings.source else "settings"
        told.append(f"{where}: {left:,} more are wrong; mend these first")
    return "\n".join(told)


def tables_of(path: Path) -> dict[str, Any]:
    """The tables of a settings file, unchecked.

    Raises:
        SettingsError: it cannot be read, or is not TOML.
    """
    return text_and_tables(path)[1]


def _laid_over(common: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Tables over tables, key by key; a list of tables stands for itself alone."""
    both = dict(common)
    for key, value in own.items():
        below = both.get(key)
        both[key] = _laid_over(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return both


def load(path: Path, common: Mapping[str, Any] | None = None, more: Look | None = None) -> Settings:
    """Read a settings file.

    Args:
        path: of the file.
        common: tables that hold wherever the file says nothing else.
        more: as in :func:`settings_of`.

    Raises:
        SettingsError: it cannot be read, or something in it is wrong; each line begins with the file's name and, where
            there is one, the line.
    """
    text, tables = text_and_tables(path)
    source = File(path=path, lines=key_lines(text))
    return settings_of(_laid_over(common or {}, tables), path.parent, more, source)
