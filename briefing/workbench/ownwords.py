"""The user's lexicon file, a row at a time: add, list, remove. Everything else in the file stays as its owner wrote it.

A reading is of two kinds, told apart by its letters: the word's own letters with vowel marks (``كِيِيفْ``), or other
words to say for it (``وكالة الأنباء``), with marks or without.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefing.errors import LexiconError, SettingsError
from briefing.marks.letters import has_marks, strip
from briefing.marks.lexicon import Lexicon, Row
from briefing.publish import durable

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.config.settings import Settings

_ARABIC = re.compile(r"[\u0621-\u064a]")
_HEAD = "# written\tspoken\tmarks\tnote\n"


def own_lexicon(settings: Settings) -> Path:
    """The user's file.

    Raises:
        SettingsError: the settings name none.
    """
    if not settings.marks.lexicon:
        message = (
            'marks.lexicon: names no file; write lexicon = "lexicon.tsv" under [marks], or begin with briefing init'
        )
        raise SettingsError(settings.located(message))
    return settings.path(settings.marks.lexicon)


def row_of(word: str, reading: str) -> Row:
    """The row for a word and its reading.

    Raises:
        LexiconError: one of them is none.
    """
    written, said = strip(" ".join(word.split())), " ".join(reading.split())
    if not any(letter.isalnum() for letter in written):
        message = f"lexicon: {word!r} is no word; give it as it stands in the article"
        raise LexiconError(message)
    if written.startswith("#"):
        message = f"lexicon: {word!r} would be a comment; give it without the sign #"
        raise LexiconError(message)
    if not _ARABIC.search(said):
        message = f"lexicon: {reading!r} has no Arabic letter; write the reading in Arabic, with vowel marks"
        raise LexiconError(message)
    if strip(said) != written:
        return Row(written=written, spoken=strip(said), marks=said if has_marks(said) else "", note="")
    if not has_marks(said):
        message = f"lexicon: {reading!r} is the word itself; add vowel marks, or give other words to say"
        raise LexiconError(message)
    return Row(written=written, spoken="", marks=said, note="")


def _text(path: Path) -> str:
    """The file's text once all its rows are known to be right; empty when there is no file.

    Raises:
        LexiconError: it cannot be read, or a row is wrong.
    """
    if not path.exists():
        return ""
    Lexicon.load(path)
    return path.read_bytes().decode("utf-8")  # with its own line ends


def _cells(line: str) -> list[str] | None:
    """The cells of a row; None for comments and empty lines."""
    line = line.lstrip("\ufeff")
    if not line.strip() or line.lstrip().startswith("#"):
        return None
    cells = line.rstrip("\r\n").split("\t")
    return cells + [""] * (4 - len(cells))


def _is_of(line: str, written: str) -> bool:
    cells = _cells(line)
    return cells is not None and strip(" ".join(cells[0].split())) == written


def add(path: Path, word: str, reading: str) -> Row:
    """Put a word's reading into the file: in place of the word's old row, whose note stays, else at the end.

    Args:
        path: of the file; made when it is not there.
        word: as it stands in articles, without clitics.
        reading: as in the module's first lines.

    Raises:
        LexiconError: the word or its reading is none, or the file has a wrong row already; nothing was written.
        PublishError: the disk refused.
    """
    row = row_of(word, reading)
    lines = _text(path).splitlines(keepends=True) or [_HEAD]
    if not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    old = next((number for number, line in enumerate(lines) if _is_of(line, row.written)), None)
    note = "" if old is None else "\t".join((_cells(lines[old]) or [""] * 4)[3:])
    new = f"{row.written}\t{row.spoken}\t{row.marks}\t{note}".rstrip("\t ") + "\n"
    if old is None:
        lines.append(new)
    else:
        lines[old : old + 1] = [new]
    _write(path, "".join(lines))
    return row


def remove(path: Path, word: str) -> None:
    """Take a word's rows out of the file.

    Raises:
        LexiconError: the file has no such word, or a wrong row.
        PublishError: the disk refused.
    """
    written = strip(" ".join(word.split()))
    lines = _text(path).splitlines(keepends=True)
    kept = [line for line in lines if not _is_of(line, written)]
    if len(kept) == len(lines):
        message = f"{path}: has no row for {word!r}; see briefing lexicon list"
        raise LexiconError(message)
    _write(path, "".join(kept))


def rows(path: Path) -> list[Row]:
    """The user's rows in the order of the file.

    Raises:
        LexiconError: the file cannot be read, or a row is wrong.
    """
    found = [cells for line in _text(path).splitlines() if (cells := _cells(line)) is not None]
    return [Row(written=cells[0], spoken=cells[1], marks=cells[2], note=" ".join(cells[3:]).strip()) for cells in found]


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"{path}: the lexicon cannot be written ({error.strerror}); look at marks.lexicon in the settings"
        raise LexiconError(message) from error
    durable.write(path, text.encode("utf-8"))
