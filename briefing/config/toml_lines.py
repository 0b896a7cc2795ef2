"""On which line of a TOML file each key stands; ``tomllib`` gives values, but no places.

Only for messages: the file is known to be TOML, so that a light scan is enough. A key inside an inline table has the
line of that table.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_STRING_OR_COMMENT = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|\'{3}.*?\'{3,5}|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*', re.DOTALL
)
_SIGNS = re.compile(r"[\[\]{}=#.]")
_PART = re.compile(r'"((?:\\.|[^"\\])*)"|\'([^\']*)\'|([^\s.\'"]+)')
_HIDDEN = {sign: chr(0xE000 + number) for number, sign in enumerate("[]{}=#.")}
_SHOWN = {hidden: sign for sign, hidden in _HIDDEN.items()}


def _masked(match: re.Match[str]) -> str:
    """A string with the signs of TOML's grammar hidden, a comment as nothing."""
    text = match[0]
    return "" if text.startswith("#") else _SIGNS.sub(lambda sign: _HIDDEN[sign[0]], text)


def _path(key: str) -> list[str]:
    """The parts of a dotted key."""
    parts = ["".join(filter(None, match.groups())) for match in _PART.finditer(key)]
    return ["".join(_SHOWN.get(letter, letter) for letter in part) for part in parts]


def key_lines(text: str) -> dict[str, int]:
    """The line of each key and table.

    Args:
        text: of a TOML file (TOML 1.0.0).

    Returns:
        Dotted path to line, the first being 1. The tables of a list are counted: ``sources[2].url``.
    """
    lines: dict[str, int] = {}
    counts: Counter[str] = Counter()
    table: list[str] = []
    depth = 0
    for number, line in enumerate(_STRING_OR_COMMENT.sub(_masked, text).split("\n"), 1):
        stripped = line.strip()
        if depth == 0 and stripped.startswith("["):
            listed = stripped.startswith("[[")
            table = _path(stripped.strip("[]"))
            if listed:
                counts[".".join(table)] += 1
            table = _numbered(table, counts)
            lines.setdefault(".".join(table), number)
            continue
        if depth == 0 and "=" in stripped:
            lines.setdefault(".".join([*table, *_path(stripped.partition("=")[0])]), number)
        depth += sum(map(line.count, "[{")) - sum(map(line.count, "]}"))
    return lines


def _numbered(table: list[str], counts: Counter[str]) -> list[str]:
    """The table's path with the number of the list's table that it stands in."""
    numbered: list[str] = []
    for end, part in enumerate(table, 1):
        count = counts[".".join(table[:end])]
        numbered.append(f"{part}[{count}]" if count else part)
    return numbered


def line_of(subject: str, lines: Mapping[str, int]) -> int | None:
    """The line of a dotted path, else of the nearest table or key around it; None when there is none.

    Args:
        subject: such as ``edition.weekdays`` or ``sources[2].url``; a voice's key may stand without ``voice.``.
        lines: from :func:`key_lines`.
    """
    for path in (subject, f"voice.{subject}"):
        while path and path != "voice":
            if path in lines:
                return lines[path]
            path = path.rpartition(".")[0]  # noqa: PLW2901 - walked outwards
    return None
