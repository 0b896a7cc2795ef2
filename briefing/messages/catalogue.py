"""Finds the template that a line was made from, and fills its twin."""

from __future__ import annotations

import functools
import os
import re
from dataclasses import dataclass
from pathlib import Path

FIRST_STRONG_ISOLATE, POP_ISOLATE, RIGHT_TO_LEFT = "\u2068", "\u2069", "\u200f"

_FOLDER = Path(__file__).parent
_TELLING = 8
_HOLE = re.compile(r"\{(\d+)\}")
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_LATIN = re.compile(r"[A-Za-z]")
_LATIN_RUN = re.compile(r"[!-~]*[A-Za-z][!-~]*(?: [!-~]*[A-Za-z][!-~]*)*")


@dataclass(frozen=True, slots=True)
class Template:
    """A sentence with numbered holes, and its twin.

    Attributes:
        english: as it stands in the source, ``{{`` for a brace.
        twin: the same in another language.
        source: empty for our own, else who says it; ``label`` for a word that stands alone, as in a table.
    """

    english: str
    twin: str
    source: str = ""

    @property
    def literals(self) -> tuple[str, ...]:
        """The text between the holes."""
        return _literals(self.english)

    def match(self, line: str) -> list[str] | None:
        """What stands in the holes when the line was made from this template."""
        literals = self.literals
        if not line.startswith(literals[0]) or not all(part in line for part in literals):
            return None
        found = _pattern(self.english).fullmatch(line)
        return None if found is None else list(found.groups())


@functools.cache
def _literals(english: str) -> tuple[str, ...]:
    return tuple(part.replace("{{", "{").replace("}}", "}") for part in _HOLE.split(english)[::2])


@functools.lru_cache(maxsize=512)
def _pattern(english: str) -> re.Pattern[str]:
    return re.compile("(.*?)".join(map(re.escape, _literals(english))), re.DOTALL)


def _precision(template: Template) -> tuple[bool, int, int]:
    """A match is the surer when the sentence begins with its own words, has more of them, and fewer holes."""
    literals = template.literals
    return literals[0] != "", _own_letters(template), -len(literals)


def _own_letters(template: Template) -> int:
    return sum(map(len, template.literals))


def table(name: str) -> list[list[str]]:
    """The rows of a table of this room; none when there is no such table."""
    path = _FOLDER / f"{name}.tsv"
    if not path.is_file():
        return []
    return [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]


@functools.cache
def templates(language: str) -> tuple[Template, ...]:
    """The rows of a language's table, the most telling first; none for English and for languages without a table."""
    rows = [row for row in _rows(language) if row[2:] != ["label"]]
    return tuple(sorted((Template(*row) for row in rows), key=_precision, reverse=True))


def _rows(language: str) -> list[list[str]]:
    return table(language) if language.isalpha() else []


@functools.cache
def labels(language: str) -> tuple[Template, ...]:
    """The words that stand alone in a language's table."""
    return tuple(Template(*row) for row in _rows(language) if row[2:] == ["label"])


def label(word: str, wanted: str) -> str:
    """A word that stands alone, in a language; what has no row stays as it is.

    It is asked for by whoever knows it for a label: a file or a title that is called like one is never translated.
    """
    for one in labels(wanted):
        held = one.match(word)
        if held is not None:
            return _filled(one.twin, held, isolated=False)
    return word


def language() -> str:
    """The person's language, from the environment: ``ar`` for Arabic, else English."""
    wanted = os.environ.get("BRIEFING_LANG", "").strip().lower().replace("-", "_").partition("_")[0]
    return "ar" if wanted == "ar" else "en"


def translated(text: str, wanted: str, *, isolated: bool = False) -> str:
    """A text in a language, line by line; a line that no template fits stays as it is.

    Args:
        text: in English.
        wanted: ``ar``; any other language leaves the text alone.
        isolated: whether what is not Arabic in an Arabic line is isolated, for a terminal.
    """
    if not templates(wanted):
        return text
    lines = []
    for line in text.split("\n"):
        indent, told = line[: len(line) - len(line.lstrip())], line.strip()
        found = _message(told, wanted, isolated=isolated)
        if found is None:
            lines.append(line)
        else:
            lines.append((RIGHT_TO_LEFT if isolated else "") + indent + found)
    return "\n".join(lines)


def _translated(line: str, wanted: str, *, isolated: bool, telling: bool = False) -> str | None:
    """The twin of the first template that fits.

    Args:
        line: a whole message.
        wanted: its language.
        isolated: as in :func:`translated`.
        telling: leave out templates that are little more than holes.
    """
    for template in templates(wanted):
        if telling and _own_letters(template) < _TELLING:
            continue
        held = template.match(line)
        if held is not None:
            return _filled(template.twin, [_inside(one, wanted, isolated=isolated) for one in held], isolated=isolated)
    return None


def _filled(twin: str, held: list[str], *, isolated: bool) -> str:
    """The twin with its holes filled; its own words of another script are isolated like what stands in the holes."""
    parts = _HOLE.split(twin)
    for at, part in enumerate(parts):
        if at % 2:
            parts[at] = held[int(part) - 1]
        else:
            words = part.replace("{{", "{").replace("}}", "}")
            parts[at] = _LATIN_RUN.sub(_isolated, words) if isolated else words
    return "".join(parts)


def _isolated(run: re.Match[str]) -> str:
    return FIRST_STRONG_ISOLATE + run[0] + POP_ISOLATE


def _inside(text: str, wanted: str, *, isolated: bool) -> str:
    """What stands in a hole: a message, several with a semicolon between, or something that has no language."""
    if _LATIN.search(text):
        found = _message(text, wanted, isolated=isolated)
        if found is not None:
            return found
    if isolated and text.strip() and not _ARABIC.match(text.strip()):
        return FIRST_STRONG_ISOLATE + text + POP_ISOLATE
    return text


def _message(text: str, wanted: str, *, isolated: bool) -> str | None:
    """One message or several; several first, as a path may seem to hold all that stands before its colon."""
    found = _several(text, wanted, isolated=isolated) if text.count("; ") > 1 else None
    return _translated(text, wanted, isolated=isolated) if found is None else found


def _several(text: str, wanted: str, *, isolated: bool) -> str | None:
    """Messages that were joined with a semicolon; each may hold semicolons of its own. None when they are fewer."""
    parts = text.split("; ")
    done: list[str] = []
    at = 0
    while at < len(parts):
        for end in range(at + 1, len(parts) + 1):
            found = _translated("; ".join(parts[at:end]), wanted, isolated=isolated, telling=True)
            if found is not None:
                done.append(found)
                at = end
                break
        else:
            return None
    return "؛ ".join(done) if len(done) > 1 else None
