"""Writes the parts of the pages that are read from the code: commands, settings, errors, plug-ins, file formats.

Between ``<!-- code: KIND ARGUMENT -->`` and ``<!-- end -->`` a page is made anew; the rest of it is its author's.
``make docs`` runs this file; a test compares what it makes with what is committed.
"""

# ruff: noqa: INP001 - a script beside the pages that it writes

from __future__ import annotations

import ast
import dataclasses
import importlib
import inspect
import json
import re
import sys
import tomllib
import types
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin, get_type_hints

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # `python docs/generate.py` starts in docs/

_BLOCK = re.compile(r"(<!-- code: (\w[\w-]*) ?([^\n]*?) -->\n).*?(<!-- end -->)", re.DOTALL)
_ROLE = re.compile(r":\w+:`~?([^`]*)`")
_RST_TABLE = re.compile(r"^=+  [= ]+\n.*?\n=+  [= ]+\n.*?\n=+  [= ]+$", re.MULTILINE | re.DOTALL)
_LITERAL = re.compile(r"::\n\n((?:    .*\n|\n)+)")
_NAMES = {"Path": Path, "Mapping": Mapping, "datetime": datetime, "date": date, "Episode": type("Episode", (), {})}
_PLAIN = {
    str: "text",
    int: "whole number",
    float: "number",
    bool: "true or false",
    Path: "path",
    date: "date",
    datetime: "time",
}


def pages() -> list[Path]:
    """Every page of the project that people read."""
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def written(page: str) -> str:
    """The page with its parts from the code made anew."""
    return _BLOCK.sub(lambda found: found[1] + "\n" + KINDS[found[2]](found[3]).strip() + "\n\n" + found[4], page)


def commands(_: str) -> str:
    """Every command with its arguments and options."""
    from briefing.cli import briefing

    return "\n\n".join(_command(("briefing",), briefing))


def _command(path: tuple[str, ...], command: click.Command) -> Iterator[str]:
    options = [one for one in command.params if isinstance(one, click.Option)]
    told = inspect.cleandoc(command.help or "")
    yield f"{'##' if len(path) < 3 else '###'} {' '.join(path)}\n\n{_prose(told)}"
    names = [one.make_metavar() for one in command.params if isinstance(one, click.Argument)]
    group = isinstance(command, click.Group)
    words = [*path, *(["[OPTIONS]"] if options else []), *names, *(["COMMAND"] if group else [])]
    yield f"```text\n{' '.join(words)}\n```"
    if options:
        yield "\n".join(_option(one) for one in options)
    if isinstance(command, click.Group):
        for name in sorted(command.commands):
            if not command.commands[name].hidden:
                yield from _command((*path, name), command.commands[name])


def _option(option: click.Option) -> str:
    kind = "" if option.is_flag else f" {_metavar(option.type)}"
    told = [option.help or "", *_limits(option)]
    return f"- `{', '.join(option.opts)}{kind}`: {_cell(' '.join(told).strip())}"


def _metavar(kind: click.ParamType) -> str:
    if isinstance(kind, click.DateTime):
        return "YYYY-MM-DD"
    if isinstance(kind, click.Choice):
        return "|".join(kind.choices)
    return kind.name.split()[0].upper()


def _limits(option: click.Option) -> Iterator[str]:
    if isinstance(option.type, (click.IntRange, click.FloatRange)) and option.type.max is not None:
        yield f"From {option.type.min} to {option.type.max}."
    if option.show_default and option.default is not None:
        yield f"Default: `{option.default}`."


def settings(_: str) -> str:
    """Every key of the settings file, table by table, each plug-in's table with it."""
    from briefing.config.settings import Settings

    hints = get_type_hints(Settings, localns=_NAMES)
    parts = [
        f"## [{name}]\n\n{_first(cls)}\n\n{_table(cls, name)}"
        for name, cls in hints.items()
        if dataclasses.is_dataclass(cls)
    ]
    for group, title in _TABLES.items():
        for name, where in sorted(plugins()[group].items()):
            cls = getattr(_loaded(where), "Settings", None)
            if cls is not None:
                parts.append(f"## {title.format(name)}\n\n{_first(cls)}\n\n{_table(cls, name)}")
    return "\n\n".join(parts)


_TABLES = {
    "audio.voices": "[voice.{}]",
    "briefing.sources": '[[sources]] of type "{}"',
    "briefing.stores": '[[stores]] of type "{}"',
}


def plugins() -> dict[str, dict[str, str]]:
    """Entry-point groups with their names and ``module:Class``, as the package declares them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    groups: dict[str, dict[str, str]] = project["entry-points"]
    return groups


def _loaded(where: str) -> Any:  # noqa: ANN401 - whatever is registered
    module, _, name = where.partition(":")
    return getattr(importlib.import_module(module), name)


def dataclass(argument: str) -> str:
    """The fields of one dataclass, ``module:Class``, as a table."""
    return _table(_loaded(argument), "")


def _table(cls: type, section: str) -> str:
    from briefing.config.tables import keys

    told = {**_seeded(section), **attributes(cls)}
    hints = get_type_hints(cls, localns=_NAMES)
    rows = ["| key | kind | default | meaning |", "|---|---|---|---|"]
    for one in keys(cls):
        default = "required"
        if one.default is not dataclasses.MISSING:
            default = _toml(one.default)
        elif one.default_factory is not dataclasses.MISSING:
            default = _toml(one.default_factory())
        if section == "show" and default == "required":
            from briefing.config.settings import DEFAULT_SHOW

            default = _toml(DEFAULT_SHOW[one.name])
        meaning = _cell(told.get(one.name, ""))
        rows.append(f"| `{one.name}` | {_kind(hints[one.name])} | {_cell(default)} | {meaning} |")
    return "\n".join(rows)


def attributes(cls: type) -> dict[str, str]:
    """What a google-style docstring says of each attribute."""
    _, _, block = inspect.cleandoc(cls.__doc__ or "").partition("Attributes:\n")
    block = re.split(r"\n(?=\S)", block)[0]
    found = re.findall(r"^    (\w+): (.*(?:\n     +.*)*)", block, re.MULTILINE)
    return {name: _prose(" ".join(text.split())) for name, text in found}


def _seeded(section: str) -> dict[str, str]:
    """What the comments of the sample settings file say of the keys of a section."""
    lines = (ROOT / "seeds" / "briefing.toml").read_text("utf-8").splitlines()
    here, told = "", {}
    for line in lines:
        if head := re.match(r"\[+([\w.]+)\]+", line):
            here = head[1]
        elif here == section and (row := re.match(r"(?:# )?(\w+) = .*?\s{2,}# (.*)", line)):
            told[row[1]] = row[2]
    return told


def _kind(hint: Any) -> str:  # noqa: ANN401 - a type of any form
    origin, inner = get_origin(hint), [one for one in get_args(hint) if one is not Ellipsis]
    if origin is Literal:
        return "one of " + ", ".join(f"`{json.dumps(one, ensure_ascii=False)}`" for one in inner)
    if origin in {Union, types.UnionType}:
        return " or ".join(_kind(one) for one in inner if one is not type(None))
    if origin is tuple and inner:
        return f"list of {_kind(inner[0])}s"
    if origin in {dict, types.MappingProxyType} or not isinstance(hint, type):
        return "table"
    return _PLAIN.get(hint, hint.__name__)


def _toml(value: object) -> str:
    if value is None:
        return "none"
    return f"`{json.dumps(value, ensure_ascii=False, default=str)}`"


def errors(_argument: str) -> str:
    """Both error trees, as lists within lists."""
    known = error_classes()
    tree: dict[str, list[str]] = {}
    for name, (bases, _) in sorted(known.items()):
        tree.setdefault(next((base for base in bases if base in known), ""), []).append(name)

    def lines(parent: str, depth: int) -> Iterator[str]:
        for name in tree.get(parent, ()):
            yield f"{'  ' * depth}- `{name}`: {known[name][1]}"
            yield from lines(name, depth + 1)

    return "\n".join(lines("", 0))


def error_classes() -> dict[str, tuple[list[str], str]]:
    """Every class below BriefingError or AudioError: its bases and what its docstring begins with."""
    seen: dict[str, tuple[list[str], str]] = {}
    for path in sorted([*(ROOT / "briefing").rglob("*.py"), *(ROOT / "audio").rglob("*.py")]):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef) and node.name.endswith("Error"):
                bases = [base.id if isinstance(base, ast.Name) else "" for base in node.bases]
                seen[node.name] = (bases, _prose((ast.get_docstring(node) or "").split("\n\n")[0]))
    known = {"BriefingError", "AudioError"}
    while more := {name for name, (bases, _) in seen.items() if name not in known and not known.isdisjoint(bases)}:
        known |= more
    return {name: seen[name] for name in known}


def entry_points(_: str) -> str:
    """What is registered, group by group."""
    rows = ["| group | name | class |", "|---|---|---|"]
    for group, names in plugins().items():
        rows.extend(f"| `{group}` | `{name}` | `{where}` |" for name, where in sorted(names.items()))
    return "\n".join(rows)


def manual(argument: str) -> str:
    """The docstring of a module, or of ``module:Class``."""
    found = _loaded(argument) if ":" in argument else importlib.import_module(argument)
    text = _prose(inspect.cleandoc(found.__doc__ or "")) + "\n"
    text = _RST_TABLE.sub(lambda table: f"```text\n{table[0]}\n```", text)
    text = _LITERAL.sub(lambda block: f":\n\n```text\n{dedent(block[1]).strip()}\n```\n\n", text)
    return text.replace("\n\n:\n\n", "\n\n")


def contract(argument: str) -> str:
    """The source of a protocol, ``module:Class``, or the head and docstring of a function."""
    found = _loaded(argument)
    source = inspect.getsource(found).strip()
    shown = source if inspect.isclass(found) else '"""'.join([*source.split('"""')[:2], ""])
    return f"`{argument.replace(':', '.')}`:\n\n```py\n{shown}\n```"


def _first(cls: type) -> str:
    return _prose(inspect.cleandoc(cls.__doc__ or "").split("\n\nAttributes:")[0].split("\n\nRaises:")[0])


def _prose(text: str) -> str:
    return _ROLE.sub(lambda found: f"`{found[1].rpartition('.')[2]}`", text).replace("``", "`")


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")


KINDS = {
    "commands": commands,
    "settings": settings,
    "dataclass": dataclass,
    "errors": errors,
    "entry-points": entry_points,
    "manual": manual,
    "contract": contract,
}


if __name__ == "__main__":
    for path in pages():
        before = path.read_text("utf-8")
        after = written(before)
        if after != before:
            path.write_text(after, "utf-8")
            sys.stdout.write(f"{path.relative_to(ROOT)}\n")
