"""One table of the settings file as a value of its room's dataclass, and every problem in it in plain words."""

from __future__ import annotations

import dataclasses
import difflib
import functools
import json
import types
import typing
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import pydantic

from audio.errors import AudioError
from briefing.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Section = TypeVar("Section")

_PLAIN = {
    str: "text in quotes",
    Path: "a path in quotes",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
}
_LISTS = {
    str: "a list of texts, in square brackets",
    int: "a list of whole numbers, in square brackets",
    float: "a list of numbers, in square brackets",
}
_LONGEST_SHOWN = 60
_MOST_LETTERS = 5000


def unknown_key(key: str, known: Sequence[str], homes: Mapping[str, str] | None = None) -> str:
    """What is said of a key that nobody knows: the nearest right one, else the section in which it would be right.

    Args:
        key: as it was written.
        known: the keys that are right in its place.
        homes: keys that are right elsewhere, with their section.
    """
    near = difflib.get_close_matches(key, known, n=1)
    if near:
        return f"unknown key; did you mean {near[0]!r}?"
    if homes and key in homes:
        return f"unknown key; it belongs to [{homes[key]}]"
    return f"unknown key; known are {', '.join(known)}"


def keys(cls: type) -> list[dataclasses.Field[Any]]:
    """The fields that a table may hold; one that is derived comes from another section."""
    return [one for one in dataclasses.fields(cls) if not one.metadata.get("derived")]


@functools.cache
def _fields(cls: type) -> dict[str, tuple[Any, Any]]:
    """Type and default of each field, as pydantic takes them."""
    hints = get_type_hints(cls, localns={"Path": Path})  # rooms import Path for type checkers only
    fields: dict[str, tuple[Any, Any]] = {}
    for one in keys(cls):
        default: Any = ...
        if one.default is not dataclasses.MISSING:
            default = one.default
        elif one.default_factory is not dataclasses.MISSING:
            default = pydantic.Field(default_factory=one.default_factory)
        fields[one.name] = (hints[one.name], default)
    return fields


@functools.cache
def _model(cls: type) -> type[pydantic.BaseModel]:
    """What looks at a table; made once, as many shows have many files."""
    fields: dict[str, Any] = _fields(cls)
    config = pydantic.ConfigDict(extra="forbid", str_max_length=_MOST_LETTERS, allow_inf_nan=False)
    return pydantic.create_model("Table", __config__=config, **fields)


def read_section(cls: type[Section], table: object, where: str, homes: Mapping[str, str] | None = None) -> Section:
    """One table as a value of its room's dataclass.

    Args:
        cls: a dataclass whose :func:`keys` all have defaults, or are all given in the table.
        table: as ``tomllib`` gives it.
        where: dotted path of the table, for messages.
        homes: keys of the other sections, for messages.

    Raises:
        SettingsError: one line for each wrong or unknown key.
    """
    if not isinstance(table, dict):
        message = f"{where}: must be a table ([{where}])"
        raise SettingsError(message)
    nul = [key for key, value in table.items() if _holds_nul(value)]
    if nul:
        message = f"{where}.{nul[0]}: holds U+0000, at which the names of files end; take it out"
        raise SettingsError(message)
    room: Any = cls
    fields = _fields(room)
    try:
        checked = _model(room).model_validate(table)
    except pydantic.ValidationError as error:
        raise SettingsError("\n".join(_problems(error, fields, where, homes))) from None
    try:
        return cls(**{name: getattr(checked, name) for name in fields})
    except (AudioError, SettingsError) as error:  # a room that looks at its own values says so itself
        raise SettingsError(str(error)) from None


def _holds_nul(value: object) -> bool:
    if isinstance(value, str):
        return "\0" in value
    return isinstance(value, list | tuple) and any(map(_holds_nul, value))


def _problems(
    error: pydantic.ValidationError, fields: Mapping[str, tuple[Any, Any]], where: str, homes: Mapping[str, str] | None
) -> list[str]:
    """A line for each key; a value that fits none of several kinds is one problem, not one for each kind."""
    lines: dict[str, str] = {}
    problems = error.errors()
    strange = [str(problem["loc"][0]) for problem in problems if problem["type"] == "extra_forbidden"]
    meant = {near for key in strange for near in difflib.get_close_matches(key, list(fields), n=1)}
    for problem in problems:
        key = str(problem["loc"][0])
        path = f"{where}.{key}".lstrip(".")
        if problem["type"] == "extra_forbidden":
            told = unknown_key(key, list(fields), homes)
            line = f"{path}: {told}"
        elif problem["type"] == "string_too_long":
            line = f"{path}: has more than {_MOST_LETTERS:,} letters; shorten it"
        elif problem["type"] == "missing":
            if key in meant:  # it is there, misspelt, and that is told
                continue
            line = f"{path}: is missing; write it"
        else:
            hint, default = fields[key]
            if len(problem["loc"]) == 2 and get_origin(hint) is tuple:  # one of a list is wrong
                hint = get_args(hint)[0]
            line = f"{path}: {_misfit(problem['input'], hint, default)}"
        lines.setdefault(key, line)
    return list(lines.values())


def _misfit(value: object, hint: object, default: object) -> str:
    """What is said of a value of the wrong kind."""
    shown = _shown(value)
    names = _names(hint)
    if names:
        near = difflib.get_close_matches(value, names, n=1) if isinstance(value, str) else []
        known = ", ".join(names)
        return f"{shown} is none of {known}; did you mean {near[0]!r}?" if near else f"{shown} is none of {known}"
    kind = _kind(hint)
    example = _shown(list(default) if isinstance(default, tuple) else default)
    if isinstance(default, (str, int, float, tuple)) and default not in {"", ()}:
        return f"{shown} is not {kind}; write it like {example}"
    return f"{shown} is not {kind}"


def _names(hint: object) -> list[str]:
    return [str(one) for one in get_args(hint)] if get_origin(hint) is Literal else []


def _kind(hint: object) -> str:
    """A type in plain words."""
    if hint in _PLAIN:
        return _PLAIN[hint]
    inner = get_args(hint)
    if get_origin(hint) in {Union, types.UnionType}:
        return " or ".join(_kind(one) for one in inner if one is not types.NoneType)
    if get_origin(hint) in {tuple, list}:
        return _LISTS.get(inner[0] if inner else str, "a list, in square brackets")
    return "a table" if get_origin(hint) in {dict, typing.Mapping} else "such a value"


def _shown(value: object) -> str:
    """A value as it stands in the file, cut short."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}..."
