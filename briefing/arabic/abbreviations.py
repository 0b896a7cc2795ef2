"""Abbreviations: titles before a name, eulogies, eras, agencies and the like."""

from functools import cache

from briefing.arabic.line import Lead, Line, Reading
from briefing.arabic.tables import rows
from briefing.arabic.words import word_of

_LONGEST = 6


@cache
def _table(where: str) -> dict[str, str]:
    return {written: spoken for written, spoken, place in rows("abbreviations") if place == where}


@cache
def _women() -> frozenset[str]:
    return frozenset(row[0] for row in rows("women"))


def _letters(line: Line, index: int) -> tuple[int, str]:
    """Returns the token behind letters parted by points at `index`, and the letters: أ.د. gives أ.د."""
    letters = [line.text(index)]
    end = index + 1
    while (
        len(letters) < _LONGEST
        and line.text(end) == "."
        and line.glued(end)
        and line.kind(end + 1) == "word"
        and len(line.text(end + 1)) == 1
    ):
        following = line.text(end + 1)
        if not line.glued(end + 1) and (line.text(end + 2) != "." or not line.glued(end + 2)):
            break
        letters.append(following)
        end += 2
    return end, ".".join(letters)


def _woman(line: Line, start: int, end: int) -> bool:
    if line.word_after(end) in _women():
        return True
    word = word_of(line.word_before(start)) if line.before(start) >= 0 else None
    return word is not None and word.role == "verb" and word.gender == "f" and line.before(start) == start - 1


def dotted(line: Line, index: int, lead: Lead) -> Reading | None:
    """Reads letters with points: د. before a name, ق.م, ص.ب, أ.ف.ب; a point that ends the sentence stays."""
    del lead
    text = line.text(index)
    stem, joint = text, ""
    if len(text) == 2 and text[0] in {"و", "ل", "ب"}:
        stem, joint = text[1], {"و": "وَ", "ل": "لِ", "ب": "بِ"}[text[0]]
    if len(stem) != 1 or (line.text(index - 1) == "." and line.glued(index)):
        return None
    end, letters = _letters(line, index)
    letters = letters.replace(text, stem, 1)
    point = line.text(end) in {".", "/"} and line.glued(end)
    title = _table("title").get(letters)
    if title is not None and point and line.kind(end + 1) not in {"", "stop", "newline"}:
        words = title.split("|")[_woman(line, index, end + 1)].split()
        if joint == "لِ":
            words[0] = "لل" + words[0][2:]
            joint = ""
        return Reading(end + 1, [joint + words[0], *words[1:]], "abbreviation", "title")
    spoken = _table("dotted").get(letters) or _table("spaced").get(letters)
    if spoken is None or (end == index + 1 and not point):
        return None
    sentence_goes_on = point and line.text(end) == "." and line.after(end + 1) >= 0
    return Reading(end + 1 if sentence_goes_on else end, spoken.split(), "abbreviation", "letters with points")


def short(line: Line, index: int, lead: Lead) -> Reading | None:  # noqa: PLR0911 - one return a form
    """Reads إلخ, ص 45, أ ف ب and د before a name without its point."""
    del lead
    text = line.text(index)
    spoken = _table("word").get(text)
    if spoken is not None:
        return Reading(index + 1, spoken.split(), "abbreviation", "short form")
    if len(text) > 3:
        return None
    if line.kind(index + 1) == "number" or (
        line.text(index + 1) == "." and line.kind(index + 2) == "number" and text in {"ص", "ج", "ط"}
    ):
        spoken = _table("number").get(text)
        if spoken is not None and not line.glued(index):
            skip = 1 if line.text(index + 1) == "." else 0
            return Reading(index + 1 + skip, spoken.split(), "abbreviation", "before a number")
    if len(text) != 1:
        return None
    spaced = ".".join(line.text(index + step) for step in range(3))
    spoken = _table("spaced").get(spaced)
    if spoken is not None:
        return Reading(index + 3, spoken.split(), "abbreviation", "letters apart")
    if text == "د" and line.kind(index + 1) not in {"", "stop", "newline"} and not line.glued(index + 1):
        titles = _table("title")[text].split("|")
        return Reading(index + 1, [titles[_woman(line, index, index + 1)]], "abbreviation", "title")
    return None


def bracketed(line: Line, index: int, lead: Lead) -> Reading | None:
    """Reads a eulogy in brackets: (ص), (ع), (رض)."""
    del lead
    if line.text(index) != "(" or line.text(index + 2) != ")" or line.kind(index + 1) != "word":
        return None
    spoken = _table("bracket").get(line.text(index + 1))
    return None if spoken is None else Reading(index + 3, spoken.split(), "abbreviation", "eulogy")


def sign(line: Line, index: int, lead: Lead) -> Reading | None:
    """Reads a sign that is a phrase, as ﷺ."""
    del lead
    spoken = _table("sign").get(line.text(index))
    return None if spoken is None else Reading(index + 1, spoken.split(), "abbreviation", "sign")
