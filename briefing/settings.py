"""The settings file as frozen dataclasses, one per room.

A section is a TOML table whose keys are the fields of the room's own dataclass. Every wrong or unknown key of the file
is told at once, by dotted path, with the nearest right name.
"""

from __future__ import annotations

import dataclasses
import difflib
import functools
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_type_hints

import pydantic

from audio.errors import AudioError
from audio.mix import SoundSettings
from briefing.arabic.spoken import Style
from briefing.choosing.digest import DigestSettings
from briefing.errors import SettingsError
from briefing.publish.library import Retention
from briefing.sections import (
    EditionSettings,
    FetchSettings,
    MarkSettings,
    RhythmSettings,
    VoiceSettings,
    WorkerSettings,
    clock_problems,
)
from briefing.show import Show

if TYPE_CHECKING:
    from collections.abc import Mapping

Section = TypeVar("Section")

DEFAULT_SHOW: Mapping[str, Any] = {
    "id": "briefing",
    "title": "موجز الأخبار",
    "description": "أبرز أخبار اليوم بالعربية، في دقائق.",
    "author": "موجز الأخبار",
    "email": "briefing@example.org",
    "base_url": "http://127.0.0.1:8000",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """The whole file.

    Attributes:
        folder: what relative paths in the file start from.
        voices: raw table of each voice, read by the voice's own ``Settings``.
        sources: raw tables, each read by its source's own ``Settings``.
        stores: raw tables of the places elsewhere to which the published folder is brought.
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

    def path(self, written: str) -> Path:
        """A path of the file, from the file's own folder."""
        return self.folder / Path(written).expanduser()


def _suggestion(key: str, known: list[str]) -> str:
    near = difflib.get_close_matches(key, known, n=1)
    return f"unknown key; did you mean {near[0]!r}?" if near else f"unknown key; known are {', '.join(known)}"


@functools.cache
def _model(cls: type) -> type[pydantic.BaseModel]:
    """What looks at a table; made once, as many shows have many files."""
    hints = get_type_hints(cls, localns={"Path": Path})  # rooms import Path for type checkers only
    defaults: dict[str, Any] = {}
    for one in dataclasses.fields(cls):
        default: Any = ...
        if one.default is not dataclasses.MISSING:
            default = one.default
        elif one.default_factory is not dataclasses.MISSING:
            default = pydantic.Field(default_factory=one.default_factory)
        defaults[one.name] = (hints[one.name], default)
    return pydantic.create_model("Table", __config__=pydantic.ConfigDict(extra="forbid"), **defaults)


def read_section(cls: type[Section], table: object, where: str) -> Section:
    """One table as a value of its room's dataclass.

    Args:
        cls: a dataclass whose fields all have defaults, or are all given in the table.
        table: as ``tomllib`` gives it.
        where: dotted path of the table, for messages.

    Raises:
        SettingsError: one line for each wrong or unknown key.
    """
    if not isinstance(table, dict):
        message = f"{where}: must be a table ([{where}])"
        raise SettingsError(message)
    names = [one.name for one in dataclasses.fields(cls)]  # type: ignore[arg-type]
    try:
        checked = _model(cls).model_validate(table)
    except pydantic.ValidationError as error:
        lines = []
        for problem in error.errors():
            path = ".".join([where, *map(str, problem["loc"])]).lstrip(".")
            unknown = problem["type"] == "extra_forbidden"
            told = _suggestion(str(problem["loc"][0]), names) if unknown else problem["msg"].lower()
            lines.append(f"{path}: {told}")
        raise SettingsError("\n".join(lines)) from None
    try:
        return cls(**{name: getattr(checked, name) for name in names})
    except (AudioError, SettingsError) as error:  # a room that looks at its own values says so itself
        raise SettingsError(str(error)) from None


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


def _from_folder(section: Section, folder: Path) -> Section:
    """The section with its relative paths starting from the settings file's folder."""
    names = [one.name for one in dataclasses.fields(section)]  # type: ignore[arg-type]
    paths = {name: getattr(section, name) for name in names if isinstance(getattr(section, name), Path)}
    moved: dict[str, Any] = {name: folder / path.expanduser() for name, path in paths.items()}
    if isinstance(section, Show) and section.cover:
        moved["cover"] = str(folder / Path(section.cover).expanduser())
    return dataclasses.replace(section, **moved)  # type: ignore[type-var]


def settings_of(tables: Mapping[str, Any], folder: Path) -> Settings:
    """Settings from the tables of a file.

    Raises:
        SettingsError: one line for each problem, all at once.
    """
    values: dict[str, Any] = {}
    known = [*_SECTIONS, *_LISTS]
    problems = [f"{key}: {_suggestion(key, known)}" for key in tables if key not in known]
    for name, cls in _SECTIONS.items():
        table = tables.get(name, {})
        if name == "show" and isinstance(table, dict):
            table = {**DEFAULT_SHOW, **table}
        if name == "voice" and isinstance(table, dict):
            values["voices"] = {key: value for key, value in table.items() if isinstance(value, dict)}
            table = {key: value for key, value in table.items() if not isinstance(value, dict)}
        try:
            values[name] = _from_folder(read_section(cls, table, name), folder)
        except SettingsError as error:
            problems.append(str(error))
    if "edition" in values:
        problems.extend(clock_problems(values["edition"]))
    for name in _LISTS:
        listed = tables.get(name, [])
        if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
            problems.append(f"{name}: must be a list of tables ([[{name}]])")
        else:
            values[name] = tuple(listed)
    if problems:
        raise SettingsError("\n".join(problems))
    return Settings(folder=folder, **values)


def tables_of(path: Path) -> dict[str, Any]:
    """The tables of a settings file, unchecked.

    Raises:
        SettingsError: it cannot be read, or is not TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        message = f"{path}: cannot be read ({error.strerror}); name an existing file with --config"
        raise SettingsError(message) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        message = f"{path}: not TOML: {error}"
        raise SettingsError(message) from error


def _laid_over(common: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Tables over tables, key by key; a list of tables stands for itself alone."""
    both = dict(common)
    for key, value in own.items():
        below = both.get(key)
        both[key] = _laid_over(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return both


def load(path: Path, common: Mapping[str, Any] | None = None) -> Settings:
    """Read a settings file.

    Args:
        path: of the file.
        common: tables that hold wherever the file says nothing else.

    Raises:
        SettingsError: it cannot be read, or something in it is wrong; each line begins with the file's name.
    """
    tables = _laid_over(common or {}, tables_of(path))
    try:
        return settings_of(tables, path.parent)
    except SettingsError as error:
        raise SettingsError("\n".join(f"{path}: {line}" for line in str(error).splitlines())) from None
