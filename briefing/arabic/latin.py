"""Latin in Arabic news: names by table, short capitals by their letters, the rest by sound."""

import re
import unicodedata
from functools import cache, lru_cache

from briefing.arabic.counted import noun
from briefing.arabic.counting import noun_after
from briefing.arabic.figures import figure, whole_words
from briefing.arabic.letters import view
from briefing.arabic.lexer import tokens
from briefing.arabic.line import Lead, Line, Reading, split_clitics
from briefing.arabic.numerals import digits
from briefing.arabic.ordinal_words import ordinal
from briefing.arabic.syntax import case_of
from briefing.arabic.tables import group, rows
from briefing.arabic.words import word_of

_LETTERS = dict(
    zip(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        [
            "إيه",
            "بي",
            "سي",
            "دي",
            "إي",
            "إف",
            "جي",
            "إتش",
            "آي",
            "جيه",
            "كيه",
            "إل",
            "إم",
            "إن",
            "أو",
            "بي",
            "كيو",
            "آر",
            "إس",
            "تي",
            "يو",
            "في",
            "دبليو",
            "إكس",
            "واي",
            "زد",
        ],
        strict=True,
    )
)
_ROMAN = re.compile(r"X{0,3}(?:IX|IV|V?I{0,3})")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10}
_STARTS = {"a": "أ", "e": "إ", "i": "إ", "o": "أو", "u": "أو"}
_OTHERS = {
    "ß": "ss",
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "æ": "a",
    "œ": "o",
    "ı": "i",
    "ħ": "h",
    "ə": "a",
    "ŋ": "n",
}
_HUMP = re.compile("[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_LONGEST_RUN = 12
_LONGEST_CODE = 4


@lru_cache(maxsize=4096)
def plain_latin(text: str) -> str:
    """Returns a Latin word in the letters A-Z only: accents fall, ligatures open, what is left is dropped."""
    opened = "".join(_OTHERS.get(char, char) if char.islower() else _OTHERS.get(char.lower(), char) for char in text)
    return "".join(char for char in unicodedata.normalize("NFKD", opened) if char.isascii() and char.isalpha())


def spell(text: str) -> list[str]:
    """Returns the English letter names of a Latin word, as presenters say acronyms."""
    return [_LETTERS[char] for char in plain_latin(text).upper()]


@cache
def _sounds() -> dict[str, str]:
    return {row[0]: row[1] for row in rows("sounds")}


@lru_cache(maxsize=4096)
def sound_out(text: str) -> str:
    """Returns one Latin word in Arabic letters, by sound; a rule for names that no table knows."""
    word = re.sub(
        r"([a-z])\1+", lambda match: match[1] if match[1] not in "eo" else match[1] * 2, plain_latin(text).lower()
    )
    if len(word) > 3 and word.endswith("e") and word[-2] not in "aeioucg":
        word = word[:-1]
    pieces: list[str] = []
    place = 0
    while place < len(word):
        if place == 0 and word[0] in _STARTS:
            pieces.append(_STARTS[word[0]])
            place = 1
            continue
        for length in (4, 3, 2, 1):
            sound = _sounds().get(word[place : place + length])
            if sound is not None and len(word[place : place + length]) == length:
                pieces.append(sound)
                place += length
                break
    return "".join(pieces)


@cache
def _names() -> dict[str, list[tuple[tuple[str, ...], bool, tuple[str, ...]]]]:
    table: dict[str, list[tuple[tuple[str, ...], bool, tuple[str, ...]]]] = {}
    for written, spoken in rows("latin"):
        form = tuple(token.text for token in tokens(view(written)))
        exact = len(written) <= 3 and written.isupper()
        table.setdefault(form[0].lower(), []).append((form, exact, tuple(spoken.split())))
    for entries in table.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return table


def _listed(line: Line, index: int) -> Reading | None:
    for form, exact, words in _names().get(line.text(index).lower(), ()):
        end = index + len(form)
        found = [line.text(step) for step in range(index, end)]
        same = tuple(found) == form or (not exact and [t.lower() for t in found] == [t.lower() for t in form])
        if same and not (line.glued(end) and line.kind(end) in {"latin", "number"} and line.kind(end - 1) != "number"):
            return Reading(end, list(words), "latin", "table of names")
        if same and line.kind(end) == "number" and line.glued(end):
            return Reading(end, list(words), "latin", "table of names")
    return None


@lru_cache(maxsize=4096)
def listed_word(text: str) -> tuple[str, ...] | None:
    """Returns the table's reading of one Latin word in any case, or None."""
    for form, _, words in _names().get(text.lower(), ()):
        if len(form) == 1:
            return words
    return None


def word_sounds(text: str) -> list[str]:
    """Returns one Latin word as it is said: by table, letter by letter, or by sound."""
    plain = plain_latin(text)
    if not plain:
        return []
    humps = _HUMP.findall(plain)
    if len(humps) > 1 and all(len(hump) > 2 for hump in humps):
        return [word for hump in humps for word in listed_word(hump) or word_sounds(hump)]
    capitals = plain.isupper() and len(plain) <= 5
    if capitals or len(plain) == 1 or not re.search("[aeiouyAEIOUY]", plain):
        return spell(plain[:_LONGEST_RUN])
    return [sound_out(plain)]


def _roman(text: str) -> int:
    if not 2 <= len(text) <= 7 or not _ROMAN.fullmatch(text):
        return 0
    values = [_ROMAN_VALUES[char] for char in text]
    return sum(-v if v < max(values[i + 1 :], default=0) else v for i, v in enumerate(values))


def roman(line: Line, index: int) -> Reading | None:
    """Reads XIV behind a name as an ordinal: لويس الرابع عشر, الحرب العالمية الثانية."""
    value = _roman(line.text(index))
    before = line.before(index)
    if not value or before < 0 or line.glued(index + 1):
        return None
    gender = noun(line.text(before)).gender if line.text(before).startswith("ال") else "m"
    if line.word_before(before) in group("queens"):
        gender = "f"
    if word_of(line.text(before)).role in {"prep", "verb"}:
        return None
    return Reading(index + 1, ordinal(value, gender, case_of(line, before)), "latin", "Roman numeral")


def name(line: Line, index: int, lead: Lead) -> Reading | None:
    """Reads a Latin word: Roman numeral, listed name, initials, or by sound."""
    del lead
    found = roman(line, index) or _listed(line, index)
    if found is not None:
        return found
    end = index + 1
    letters = line.text(index)
    while (
        len(letters) <= 4
        and line.text(end) == "."
        and line.glued(end)
        and line.kind(end + 1) == "latin"
        and line.glued(end + 1)
    ):
        if len(line.text(end + 1)) != 1 or len(line.text(index)) != 1:
            break
        letters += line.text(end + 1)
        end += 2
    if len(letters) > 1 and end > index + 1:
        if line.text(end) == "." and line.glued(end) and (line.after(end + 1) >= 0 or line.kind(end + 1) == "latin"):
            end += 1
        return Reading(end, spell(letters), "latin", "initials")
    if line.text(end) in {"'", "’"} and line.text(end + 1) == "s" and line.glued(end) and line.glued(end + 1):
        return Reading(end + 2, [*word_sounds(letters)[:-1], word_sounds(letters)[-1] + "ز"], "latin", "by sound")
    return Reading(end, word_sounds(letters), "latin", "by sound")


def code(line: Line, index: int, lead: Lead) -> Reading | None:
    """Reads a number that belongs to a name: F-16, إس-400, كوفيد-19, iPhone 15, 5G."""
    listed = _names().get(line.text(index).lower())
    if listed and line.kind(index + 1) == "latin" and line.glued(index + 1):
        found = _listed(line, index)
        if found is not None:
            return found
    if lead.start != index or not _named(line, index):
        return None
    number = figure(line.text(index))
    if number.fraction or line.text(index + 1) in {"%", "/"}:
        return None
    serial = len(number.whole) > _LONGEST_CODE and line.kind(index - 1) == "latin" and line.glued(index)  # A1234567
    if number.whole.startswith("0") or serial:
        return Reading(index + 1, digits(number.whole), "latin", "number of a name")
    return Reading(index + 1, whole_words(number, "m", "G"), "latin", "number of a name")


def _named(line: Line, index: int) -> bool:
    before = index - 1
    if line.text(before) == "-" and line.glued(before) and line.glued(index):
        before -= 1
        return line.kind(before) in {"word", "latin"}
    if line.kind(before) == "word":
        return (
            line.glued(index)
            and word_of(line.text(before)).role in {"other", "inna"}
            and split_clitics(line.text(before)) is None
        )
    if line.kind(before) != "latin":
        return False
    return line.glued(index) or noun_after(line, index + 1)[0] < 0
