"""Abbreviations: titles before a name, eulogies, eras, agencies and the like."""

from functools import cache, lru_cache

from briefing.arabic.line import Lead, Line, Reading, attach, split_clitics
from briefing.arabic.tables import rows
from briefing.arabic.words import word_of

_LONGEST = 32
_NAME = 4
_LADIES = frozenset({"السيدة", "للسيدة", "والسيدة", "أم"})


@cache
def _table(where: str) -> dict[str, str]:
    return {written: spoken for written, spoken, place in rows("abbreviations") if place == where}


@cache
def _women() -> frozenset[str]:
    return frozenset(row[0] for row in rows("women"))


@lru_cache(maxsize=1024)
def _parts(letters: str) -> tuple[str, ...]:
    """Returns what each abbreviation of a row says, longest first: أ.د.م is أ.د and م; nothing if one is unknown."""
    table = _table("title") | _table("spaced") | _table("dotted")
    if letters in table:
        return (table[letters],)
    for end in range(len(letters) - 2, 0, -2):
        rest = _parts(letters[end + 1 :]) if letters[:end] in table else ()
        if rest:
            return (table[letters[:end]], *rest)
    return ()


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
    clitic = text[0] if len(text) == 2 and text[0] in {"و", "ل", "ب"} else ""
    stem = text.removeprefix(clitic)
    if len(stem) != 1 or (line.text(index - 1) == "." and line.glued(index)):
        return None
    end, row = _letters(line, index)
    parts = _parts(row.replace(text, stem, 1))
    point = line.text(end) in {".", "/"} and line.glued(end)
    if not parts or (end == index + 1 and not point):
        return None
    woman = _woman(line, index, end + 1)
    words = " ".join(part.split("|")[-1 if woman else 0] for part in parts).split()
    words[0] = attach(Lead(*(split_clitics(clitic) or ("", "", False)), index), words[0])
    if "|" in parts[-1]:  # a title, which needs its name
        named = point and line.kind(end + 1) not in {"", "stop", "newline"}
        return Reading(end + 1, words, "abbreviation", "title") if named else None
    sentence_goes_on = point and line.text(end) == "." and line.after(end + 1) >= 0
    return Reading(end + 1 if sentence_goes_on else end, words, "abbreviation", "letters with points")


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
        if spoken is not None and (not line.glued(index) or line.kind(index - 1) == "quote"):
            skip = 1 if line.text(index + 1) == "." else 0
            return Reading(index + 1 + skip, spoken.split(), "abbreviation", "before a number")
    if len(text) != 1:
        return None
    spaced = ".".join(line.text(index + step) for step in range(3))
    spoken = _table("spaced").get(spaced)
    if spoken is not None:
        return Reading(index + 3, spoken.split(), "abbreviation", "letters apart")
    if text == "د" and line.kind(index + 1) not in {"", "stop", "newline", "number"} and not line.glued(index + 1):
        titles = _table("title")[text].split("|")
        return Reading(index + 1, [titles[_woman(line, index, index + 1)]], "abbreviation", "title")
    return None


def bracketed(line: Line, index: int, lead: Lead) -> Reading | None:
    """Reads a eulogy in brackets: (ص), (ع), (رض); the words before it name a woman or not."""
    del lead
    if line.text(index) != "(" or line.text(index + 2) != ")" or line.kind(index + 1) != "word":
        return None
    spoken = _table("bracket").get(line.text(index + 1))
    if spoken is None:
        return None
    named = {line.text(step) for step in range(max(0, index - _NAME), index)}
    woman = not named.isdisjoint(_women() | _LADIES)
    return Reading(index + 3, spoken.split("|")[-1 if woman else 0].split(), "abbreviation", "eulogy")


def sign(line: Line, index: int, lead: Lead) -> Reading | None:
    """Reads a sign that is a phrase, as ﷺ."""
    del lead
    spoken = _table("sign").get(line.text(index))
    return None if spoken is None else Reading(index + 1, spoken.split(), "abbreviation", "sign")
