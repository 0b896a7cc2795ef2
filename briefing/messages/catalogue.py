"""Finds the template that a line was made from, and fills its twin."""

from __future__ import annotations

import functools
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

FIRST_STRONG_ISOLATE, POP_ISOLATE, RIGHT_TO_LEFT = "\u2068", "\u2069", "\u200f"

_FOLDER = Path(__file__).parent
_TELLING = 6
_LONGEST, _MOST_PARTS = 10_000, 5
_HOLE = re.compile(r"\{(\d+)\}")
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_LATIN = re.compile(r"[A-Za-z]")
_TORN = re.compile(f"{FIRST_STRONG_ISOLATE}([^{FIRST_STRONG_ISOLATE}{POP_ISOLATE}]*){POP_ISOLATE}([])']+)")
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

    @property
    def own(self) -> int:
        """How many letters are the sentence's own."""
        return _own(self.english)

    def match(self, line: str) -> list[str] | None:
        """What stands in the holes when the line was made from this template."""
        literals = self.literals
        if not line.startswith(literals[0]) or not line.endswith(literals[-1]):
            return None
        at = 0
        for part in literals:
            at = line.find(part, at)
            if at < 0:
                return None
            at += len(part)
        found = _pattern(self.english).fullmatch(line)
        return None if found is None else list(found.groups())


@functools.cache
def _literals(english: str) -> tuple[str, ...]:
    return tuple(part.replace("{{", "{").replace("}}", "}") for part in _HOLE.split(english)[::2])


@functools.lru_cache(maxsize=512)
def _pattern(english: str) -> re.Pattern[str]:
    return re.compile("(.*?)".join(map(re.escape, _literals(english))), re.DOTALL)


@functools.cache
def _own(english: str) -> int:
    return sum(map(str.isalpha, "".join(_literals(english))))


def _precision(template: Template) -> tuple[bool, int, int]:
    """Of two that fit equally the surer begins with its own words, has more of them, and fewer holes."""
    literals = template.literals
    return literals[0] != "", template.own, -len(literals)


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
            lines.append((RIGHT_TO_LEFT if isolated else "") + indent + found.text)
    return "\n".join(lines)


class _Found(NamedTuple):
    """A text in another language, and how many of its letters are the templates' own."""

    text: str
    own: int


@functools.lru_cache(maxsize=4096)
def _message(text: str, wanted: str, *, isolated: bool) -> _Found | None:
    """One message, or several with a semicolon between: the reading of which most letters are our own words.

    A path, or the title of a story, may hold anything: no rule on one template alone tells where it ends.
    """
    one = _single(text, wanted, isolated=isolated)
    several = _several(text, wanted, isolated=isolated)
    return several if several is not None and (one is None or several.own > one.own) else one


@functools.lru_cache(maxsize=4096)
def _single(text: str, wanted: str, *, isolated: bool) -> _Found | None:
    best = None
    for template in templates(wanted) if len(text) <= _LONGEST else ():
        held = template.match(text)
        if held is None:
            continue
        inside = [_inside(one, wanted, isolated=isolated) for one in held]
        own = template.own + sum(one.own for one in inside)
        if best is None or own > best.own:
            best = _Found(_filled(template.twin, [one.text for one in inside], isolated=isolated), own)
    return best


def _several(text: str, wanted: str, *, isolated: bool) -> _Found | None:
    """Two messages or more; each may hold semicolons of its own, and is more than a hole or two."""
    parts = text.split("; ")
    count = len(parts)
    best: list[_Found | None] = [None] * count + [_Found("", 0)]
    for at in reversed(range(count)):
        for end in range(at + 1, min(at + _MOST_PARTS, count) + 1):
            rest = best[end]
            if rest is None or (at, end) == (0, count):
                continue
            found = _single("; ".join(parts[at:end]), wanted, isolated=isolated)
            if found is None or found.own < _TELLING:
                continue
            own, before = found.own + rest.own, best[at]
            if before is None or own > before.own:
                best[at] = _Found(f"{found.text}؛ {rest.text}" if rest.text else found.text, own)
    return best[0]


def _inside(text: str, wanted: str, *, isolated: bool) -> _Found:
    """What stands in a hole: a message, several, or something that has no language."""
    found = _message(text, wanted, isolated=isolated) if _LATIN.search(text) else None
    if found is not None:
        return found
    bare = text.strip()
    return _Found(_isolated(text) if isolated and bare and not _ARABIC.match(bare) else text, 0)


def _filled(twin: str, held: list[str], *, isolated: bool) -> str:
    """The twin with its holes filled; its own words of another script are isolated like what stands in the holes."""
    parts = _HOLE.split(twin)
    for at, part in enumerate(parts):
        if at % 2:
            parts[at] = held[int(part) - 1]
        else:
            words = part.replace("{{", "{").replace("}}", "}")
            parts[at] = _LATIN_RUN.sub(_isolated_run, words) if isolated else words
    text = "".join(parts)
    return _TORN.sub(_mended, text.replace(POP_ISOLATE + FIRST_STRONG_ISOLATE, "")) if isolated else text


def _mended(torn: re.Match[str]) -> str:
    """A run of which a hole was the middle, as in 'arabic-briefing[{1}]': what closes it is part of it."""
    words, after = torn[1], torn[2]
    while after and (not _balanced(words) or words.count("'") % 2):
        words, after = words + after[0], after[1:]
    return _isolated(words) + after


def _isolated_run(run: re.Match[str]) -> str:
    """A run of Latin words; a bracket whose twin stands outside belongs to the line around it."""
    words, before, after = run[0], "", ""
    while words.startswith(("(", "[")) and not _balanced(words):
        before, words = before + words[0], words[1:]
    while words.endswith((")", "]", ".", ":")) and (words[-1] in ".:" or not _balanced(words)):
        words, after = words[:-1], words[-1] + after
    return before + _isolated(words) + after


def _balanced(words: str) -> bool:
    return all(words.count(opening) == words.count(closing) for opening, closing in ("()", "[]"))


def _isolated(text: str) -> str:
    return FIRST_STRONG_ISOLATE + text + POP_ISOLATE
