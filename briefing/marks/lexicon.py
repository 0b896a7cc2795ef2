"""The lexicon: words whose marks, or whose reading, are known. The user's rows win over the shipped ones.

A row is ``written <TAB> spoken <TAB> marks <TAB> note``; lines that start with ``#`` are comments. ``spoken`` gives
other words to say (an abbreviation, a foreign spelling), ``marks`` the same letters with vowel marks; either may be
empty, not both. ``marks`` are of ``spoken`` where there is one, else of ``written``. In ``marks`` the last letter of a
word tells of its ending: bare, the sentence gives it one (``مُجَمَّع``); with a sukun, it has none (``بَايْدِنْ``); with a
vowel, always that one. A note with the word ``diptote`` says that the ending is never tanwin nor kasra (``مِصْر``), one
with ``name`` that it has no tanwin before another name (``مُحَمَّد``).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from briefing import named_file
from briefing.errors import LexiconError
from briefing.marks.letters import DAGGER, FATHA, KASRA, SHADDA, SUKUN, SUN, in_order, split, strip

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

_SHIPPED = "lexicon.tsv"
_MOST_BYTES = 5_000_000
_MOST_SHOWN = 60
_CLITICS = {"و": FATHA, "ف": FATHA, "ب": KASRA, "ل": KASRA, "ك": FATHA}
_MIN_STEM = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """Words of the lexicon found in a text.

    Attributes:
        words: for each word found, the marks of each of its letters; the last of them bare when the sentence decides.
        source: ``user`` or ``shipped``.
        ending: ``diptote`` when the last word takes neither tanwin nor kasra, ``name`` when it takes no tanwin before
            another name, else empty.
    """

    words: tuple[tuple[str, ...], ...]
    source: str
    ending: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Lexicon:
    """Known words.

    Attributes:
        readings: the user's written forms with the words to say for them.
    """

    readings: Mapping[str, str]
    _phrases: dict[str, list[tuple[tuple[str, ...], Found]]] = field(repr=False)

    @classmethod
    def load(cls, path: Path | None) -> Lexicon:
        """The shipped lexicon with the user's rows before it.

        Args:
            path: the user's file; None for none.

        Raises:
            LexiconError: the file cannot be read, or a row is wrong; the message names file and line.
        """
        readings: dict[str, str] = {}
        phrases: dict[str, list[tuple[tuple[str, ...], Found]]] = {}
        seen: set[tuple[str, ...]] = set()
        own = [] if path is None else _rows(_read(path), str(path))
        for rows, source in ((own, "user"), (shipped(), "shipped")):
            for row in rows:
                if row.spoken and source == "user":
                    readings[row.written] = row.spoken
                if row.marks:
                    _add(row, source, phrases, seen)
        for entries in phrases.values():
            entries.sort(key=lambda entry: -len(entry[0]))
        return cls(readings=readings, _phrases=phrases)

    def find(self, words: Sequence[str], at: int) -> Found | None:
        """The longest entry that begins at a word, with its proclitics (``وبايدن``, ``لنتنياهو``, ``للعراق``).

        Args:
            words: the bare words of a sentence, without punctuation.
            at: index of the first word.
        """
        word = words[at]
        for cut in range(3):
            head, rest = word[:cut], word[cut:]
            if any(char not in _CLITICS for char in head) or (cut and len(rest) < _MIN_STEM):
                return None
            found = self._after_clitics(head, rest, words, at) or self._after_article(head, rest)
            if found is not None:
                return found
        return None

    def _after_clitics(self, head: str, rest: str, words: Sequence[str], at: int) -> Found | None:
        if head.endswith("ل") and rest[0] == "ل":
            found = self._longest("ا" + rest, words, at)
            return found and _glued(head, found, drop=1)
        found = self._longest(rest, words, at)
        if found is None or not head:
            return found
        return _glued(head, found, drop=0) if _may_follow(head, rest, found) else None

    def _after_article(self, head: str, rest: str) -> Found | None:
        """A common word of the lexicon with the article before it: ``الملاعب``, ``للملاعب``."""
        if head.endswith("ل") and rest[0] == "ل":
            stem, article = rest[1:], [""]
        elif rest.startswith("ال"):
            stem, article = rest[2:], ["", ""]
        else:
            return None
        found = self._longest(stem, (stem,), 0) if len(stem) > _MIN_STEM else None
        if found is None or found.ending or stem.startswith("ال") or SUKUN in found.words[0][-1]:
            return None
        first = list(found.words[0])
        if stem[0] in SUN:
            first[0] = in_order(SHADDA + first[0])
        else:
            article[-1] = KASRA if stem[0] == "ا" else SUKUN
        return replace(found, words=((*(_CLITICS[char] for char in head), *article, *first),))

    def _longest(self, first: str, words: Sequence[str], at: int) -> Found | None:
        for form, found in self._phrases.get(first, ()):
            if all(at + k < len(words) and words[at + k] == form[k] for k in range(1, len(form))):
                return found
        return None


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One row of a lexicon file."""

    written: str
    spoken: str
    marks: str
    note: str


@lru_cache(maxsize=1)
def shipped() -> tuple[Row, ...]:
    """The rows of the packaged lexicon, read once a process."""
    text = files("briefing.marks").joinpath("tables", _SHIPPED).read_text(encoding="utf-8")
    return tuple(_rows(text, _SHIPPED))


def _read(path: Path) -> str:
    try:
        return named_file.content(path, _MOST_BYTES).decode("utf-8-sig")
    except OSError as error:
        message = f"{path}: the lexicon cannot be read ({error.strerror}); look at marks.lexicon in the settings"
        raise LexiconError(message) from error
    except UnicodeDecodeError as error:
        message = f"{path}: the lexicon is not UTF-8 text; save it as UTF-8"
        raise LexiconError(message) from error


def _rows(text: str, name: str) -> Iterable[Row]:
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        cells = [" ".join(cell.split()) for cell in line.split("\t")]
        cells += [""] * (4 - len(cells))
        row = Row(written=strip(cells[0]), spoken=cells[1], marks=cells[2], note=" ".join(cells[3:]).strip())
        wrong = _fault(row)
        if wrong:
            message = f"{name}:{number}: {wrong}"
            raise LexiconError(message)
        yield row


def _fault(row: Row) -> str:
    if not row.written:
        return "no written form; a row is written, spoken, marks and note with tabs between"
    shown = _shown(row.written)
    if not row.spoken and not row.marks:
        return f"{shown}: neither a spoken form nor marks; give one of them"
    if row.marks and strip(row.marks) != (strip(row.spoken) or row.written):
        return f"{shown}: the marks stand on other letters ({_shown(strip(row.marks))}); mark the same letters"
    return ""


def _shown(words: str) -> str:
    """As they stand in a message."""
    return words if len(words) <= _MOST_SHOWN else f"{words[:_MOST_SHOWN]}..."


def _add(
    row: Row, source: str, phrases: dict[str, list[tuple[tuple[str, ...], Found]]], seen: set[tuple[str, ...]]
) -> None:
    form = tuple(strip(row.marks).split())
    if form in seen:
        return
    seen.add(form)
    words = tuple(tuple(split(word)[1]) for word in row.marks.split())
    phrases.setdefault(form[0], []).append((form, Found(words=words, source=source, ending=_ending(row.note))))


def _may_follow(head: str, stem: str, found: Found) -> bool:
    """Short stems after a clitic are more often another word (فعلي, لجان); so is what looks like ك before a name."""
    if head[-1] == "ك" and stem[0] not in "اأإآ":
        return False
    return len(stem) > _MIN_STEM or head == "و" or (head[-1] != "ف" and found.ending == "diptote")


def _ending(note: str) -> str:
    words = note.split()
    return next((ending for ending in ("diptote", "name") if ending in words), "")


def _glued(head: str, found: Found, *, drop: int) -> Found:
    first, *rest = found.words
    return replace(found, words=((*(_CLITICS[char] for char in head), *first[drop:]), *rest))


def fits_ending(marks: str) -> bool:
    """Whether the sentence decides the ending of a word whose last letter has these marks in the lexicon."""
    return all(mark in {SHADDA, DAGGER} for mark in marks)
