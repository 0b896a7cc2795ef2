"""Numerals: whole numbers as Arabic words, in gender, case and state.

Sources: Wright, A Grammar of the Arabic Language I, cardinal and ordinal numbers, and II, their syntax;
Ryding, A Reference Grammar of Modern Standard Arabic (2005) ch. 15; عباس حسن، النحو الوافي ٤، باب العدد.
"""

import re
import threading
from functools import cache, lru_cache
from typing import Any, Literal

from briefing.arabic.letters import (
    DAMMA,
    DAMMATAN,
    FATHA,
    FATHATAN,
    KASRA,
    KASRATAN,
    SHADDA,
    SUKUN,
    SUN_LETTERS,
)

Gender = Literal["m", "f"]
Case = Literal["N", "A", "G"]
State = Literal["indefinite", "construct"]

LARGEST = 10**18
"""Numbers from here on are read digit by digit."""

_ENDINGS = {
    "indefinite": {"N": DAMMATAN, "A": FATHATAN, "G": KASRATAN},
    "construct": {"N": DAMMA, "A": FATHA, "G": KASRA},
}
# Counted masculine nouns take the form with ة and feminine nouns the form without (Wright I, cardinal numbers).
_UNITS: dict[int, tuple[str, str]] = {
    1: ("وَاحِد", "وَاحِدَة"),
    3: ("ثَلَاثَة", "ثَلَاث"),
    4: ("أَرْبَعَة", "أَرْبَع"),
    5: ("خَمْسَة", "خَمْس"),
    6: ("سِتَّة", "سِتّ"),
    7: ("سَبْعَة", "سَبْع"),
    8: ("ثَمَانِيَة", "ثَمَان"),
    9: ("تِسْعَة", "تِسْع"),
    10: ("عَشَرَة", "عَشْر"),
}
_TENS = {20: "عِشْر", 30: "ثَلَاث", 40: "أَرْبَع", 50: "خَمْس", 60: "سِتّ", 70: "سَبْع", 80: "ثَمَان", 90: "تِسْع"}
_HUNDREDS = {300: "ثَلَاث", 400: "أَرْبَع", 500: "خَمْس", 600: "سِتّ", 700: "سَبْع", 800: "ثَمَان", 900: "تِسْع"}
_SCALES: tuple[tuple[str, str], ...] = (
    ("", ""),
    ("أَلْف", "آلَاف"),
    ("مِلْيُون", "مَلَايِين"),
    ("مِلْيَار", "مِلْيَارَات"),
    ("تِرِيلْيُون", "تِرِيلْيُونَات"),
    ("كُوَادْرِيلْيُون", "كُوَادْرِيلْيُونَات"),
)
_DIGITS = ("صِفْر", "وَاحِد", "اثْنَان", "ثَلَاثَة", "أَرْبَعَة", "خَمْسَة", "سِتَّة", "سَبْعَة", "ثَمَانِيَة", "تِسْعَة")
# num2words 0.5.14 writes these roots; each triple is the sum of such words joined by " و ".
_ROOT = re.compile("^(?:(ثلاث|أربع|خمس|ست|سبع|ثمان|تسع)(مائة|ون|ة|ية)?|(عشرة|عشرون|مائة|مئتا|مئتان|واحد|اثنان))$")
_ROOT_VALUES = {"ثلاث": 3, "أربع": 4, "خمس": 5, "ست": 6, "سبع": 7, "ثمان": 8, "تسع": 9}
_WHOLE_VALUES = {"عشرة": 10, "عشرون": 20, "مائة": 100, "مئتا": 200, "مئتان": 200, "واحد": 1, "اثنان": 2, "صفر": 0}
_TEENS = {"أحد": 11, "اثنا": 12}

_lock = threading.Lock()


@cache
def _converter() -> Any:  # noqa: ANN401 - num2words publishes no types
    """Returns the one converter; it keeps the current number in itself, so calls hold the lock."""
    from num2words.lang_AR import Num2Word_AR

    return Num2Word_AR()


def _value(word: str) -> int:
    if word.endswith(" عشر"):
        head = word.removesuffix(" عشر")
        return _TEENS.get(head) or 10 + _ROOT_VALUES[head.removesuffix("ة").removesuffix("ي")]
    if word in _WHOLE_VALUES:
        return _WHOLE_VALUES[word]
    match = _ROOT.match(word)
    if match is None:
        message = f"num2words returned {word!r}, which is no Arabic numeral; install num2words 0.5.14"
        raise ValueError(message)
    factor = {"مائة": 100, "ون": 10}.get(match[2] or "", 1)
    return _ROOT_VALUES[match[1]] * factor


@lru_cache(maxsize=1000)
def parts(triple: int) -> tuple[int, ...]:
    """Returns the values of the words that num2words reads for 1-999, in spoken order: 234 is (200, 4, 30)."""
    with _lock:
        words = _converter().to_cardinal(triple)
    return tuple(_value(word) for word in words.split(" و "))


def ending(stem: str, case: Case, state: State) -> str:
    """Adds the triptote ending to a marked stem (Wright I, the triptotes)."""
    vowel = _ENDINGS[state][case]
    alef = "ا" if vowel == FATHATAN and not stem.endswith(("ة", "اء")) else ""
    return stem + vowel + alef


def dual(stem: str, case: Case, state: State) -> str:
    """Returns the dual of a marked stem; its nun falls in the construct (Wright I, the dual in construct)."""
    base = stem[:-1] + "ت" if stem.endswith("ة") else stem
    if case == "N":
        return base + (FATHA + "ا") + ("" if state == "construct" else "ن" + KASRA)
    return base + (FATHA + "ي" + SUKUN) + ("" if state == "construct" else "ن" + KASRA)


def define(word: str) -> str:
    """Puts the article before a marked word; a sun letter takes the shadda, the nunation falls."""
    word = word.translate({ord(DAMMATAN): DAMMA, ord(KASRATAN): KASRA})
    if word.endswith(FATHATAN + "ا"):
        word = word[:-2] + FATHA
    word = word.replace(FATHATAN, FATHA)
    if word[0] in SUN_LETTERS:
        return "ال" + word[0] + SHADDA + word[1:]
    if word[0] == "ا":
        return "الِ" + word
    return "ال" + SUKUN + word


def join_and(word: str) -> str:
    """Joins the conjunction to a marked word."""
    return "و" + FATHA + word


def _unit(value: int, gender: Gender, case: Case, state: State) -> str:
    if value == 2:
        return dual("اثْن" if gender == "m" else "اثْنَت", case, "indefinite")
    stem = _UNITS[value][gender == "f"]
    if value == 8 and gender == "f":
        if case == "A":
            return "ثَمَانِيَ" if state == "construct" else "ثَمَانِيًا"
        return "ثَمَانِي" if state == "construct" else "ثَمَانٍ"
    return ending(stem, case, state)


def _teen(value: int, gender: Gender, case: Case) -> list[str]:
    ten = "عَشَرَ" if gender == "m" else "عَشْرَةَ"
    if value == 11:
        return ["أَحَدَ" if gender == "m" else "إِحْدَى", ten]
    if value == 12:
        return [dual("اثْن" if gender == "m" else "اثْنَت", case, "construct"), ten]
    if value == 18 and gender == "f":
        return ["ثَمَانِيَ", ten]
    return [_UNITS[value - 10][gender == "f"] + FATHA, ten]


def component(value: int, gender: Gender, case: Case, state: State) -> list[str]:
    """Returns the words of one part of a number below a thousand: a unit, a teen, a ten or a hundred."""
    if value == 100:
        return [ending("مِئَة", case, state)]
    if value == 200:
        return [dual("مِئَة", case, state)]
    if value > 100:
        vowel = KASRA if value == 800 else _ENDINGS["construct"][case]
        return [_HUNDREDS[value] + vowel + ending("مِئَة", "G", state)]
    if value >= 20:
        vowels = DAMMA + "ون" if case == "N" else KASRA + "ين"
        return [_TENS[value] + vowels + FATHA]
    if value > 10:
        return _teen(value, gender, case)
    return [_unit(value, gender, case, state)]


def _below_thousand(triple: int, gender: Gender, case: Case, state: State) -> list[list[str]]:
    values = parts(triple)
    components: list[list[str]] = []
    for index, value in enumerate(values):
        last = index == len(values) - 1
        if value == 1 and gender == "f" and not last:
            components.append(["إِحْدَى"])
            continue
        components.append(component(value, gender, case, state if last else "indefinite"))
    return components


def _scaled(triple: int, power: int, case: Case, state: State) -> list[list[str]]:
    stem, plural = _SCALES[power]
    if triple == 1:
        return [[ending(stem, case, state)]]
    if triple == 2:
        return [[dual(stem, case, state)]]
    rest = triple % 100
    if rest in {1, 2} and triple > 100:
        hundreds = _scaled(triple - rest, power, case, "indefinite")
        return hundreds + _scaled(rest, power, case, state)
    if 3 <= rest <= 10:
        words = _below_thousand(triple, "m", case, "construct")
        noun = plural + FATHA if power == 2 and state == "indefinite" else ending(plural, "G", state)
    elif rest:
        words = _below_thousand(triple, "m", case, "indefinite")
        noun = ending(stem, "A", state)
    else:
        words = _below_thousand(triple, "m", case, "construct")
        noun = ending(stem, "G", state)
    words[-1].append(noun)
    return words


@lru_cache(maxsize=16384)
def _cardinal(number: int, gender: Gender, case: Case, state: State) -> tuple[tuple[str, ...], ...]:
    if number == 0:
        return ((ending("صِفْر", case, state),),)
    triples = []
    rest = number
    while rest:
        rest, triple = divmod(rest, 1000)
        triples.append(triple)
    lowest = next(power for power, triple in enumerate(triples) if triple)
    components: list[list[str]] = []
    for power in range(len(triples) - 1, -1, -1):
        triple = triples[power]
        here: State = state if power == lowest else "indefinite"
        if triple and power:
            components += _scaled(triple, power, case, here)
        elif triple:
            components += _below_thousand(triple, gender, case, here)
    return tuple(tuple(component) for component in components)


def cardinal(
    number: int, gender: Gender = "m", case: Case = "N", state: State = "indefinite", *, definite: bool = False
) -> list[str]:
    """Returns the marked words of a cardinal number.

    Args:
        number: 0 <= number < 10**18.
        gender: the gender of the counted noun, not of the numeral word.
        case: nominative, accusative or genitive.
        state: "construct" when a counted noun in the genitive follows.
        definite: whether each joined part takes the article, as in السبع والعشرون (Wright II, the numerals).

    Returns:
        Words with their vowel marks; the conjunction is joined to its word.

    Raises:
        ValueError: the number is negative or too large.
    """
    if not 0 <= number < LARGEST:
        message = f"{number} is outside 0 to 10**18; read it digit by digit"
        raise ValueError(message)
    words: list[str] = []
    for index, component in enumerate(_cardinal(number, gender, case, state)):
        first = component[0]
        if definite:
            # ثمانٍ regains its ي with the article (Wright I, The Numerals).
            first = define("ثَمَانِي" if first == "ثَمَانٍ" else first)
        words.append(join_and(first) if index else first)
        words.extend(component[1:])
    return words


def digits(text: str, case: Case = "N") -> list[str]:
    """Returns one marked word for each ASCII digit in `text`, in the pausal citation form."""
    words = [_DIGITS[int(char)] for char in text]
    if case != "N":
        return ["اثْنَيْن" if word == "اثْنَان" else word for word in words]
    return words
