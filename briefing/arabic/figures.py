"""Figures: what a run of digits is worth, and how its whole and decimal parts are said."""

import re
from dataclasses import dataclass

from briefing.arabic.numerals import Case, Gender, State, cardinal, define, digits, ending, join_and
from briefing.arabic.style import Style

_THOUSANDS = re.compile(r"[0-9]{1,3}(?:[,،٬\u00a0 '’][0-9]{3})+(?![0-9])")
# 72.000 is seventy-two thousand: nobody writes three empty decimals.
_DOTTED = re.compile(r"[0-9]{1,3}(?:(?:\.[0-9]{3}){2,}|\.000)")
# 1.234.567,89 is written so in the Maghreb and in half of Europe (CLDR ar_DZ, ar_MA).
_DOTTED_DECIMAL = re.compile(r"([0-9]{1,3}(?:\.[0-9]{3})+),([0-9]+)")
_POINTS = {"فاصل": "فَاصِل", "فاصلة": "فَاصِلَة"}
SCALES = {
    "ألف": 10**3, "آلاف": 10**3, "ألفا": 10**3, "الف": 10**3, "الاف": 10**3, "مليون": 10**6, "ملايين": 10**6,
    "مليونا": 10**6, "مليار": 10**9, "مليارات": 10**9, "مليارا": 10**9, "بليون": 10**9, "تريليون": 10**12,
    "تريليونات": 10**12, "ترليون": 10**12, "تريليونا": 10**12,
}  # fmt: skip
SCALE_WORDS = {10**3: "أَلْف", 10**6: "مِلْيُون", 10**9: "مِلْيَار", 10**12: "تِرِيلْيُون"}


@dataclass(frozen=True, slots=True)
class Figure:
    """A written number.

    Attributes:
        whole: its digits before the point, separators removed.
        fraction: its digits behind the point, or nothing.
    """

    whole: str
    fraction: str = ""

    @property
    def value(self) -> int:
        """The whole part; -1 when it is too long to be said as a number."""
        return int(self.whole) if len(self.whole.lstrip("0")) <= 18 else -1

    @property
    def is_plain(self) -> bool:
        """Whether it is a whole number that is said as a cardinal."""
        return not self.fraction and self.value >= 0


def figure(text: str) -> Figure:
    """Reads a number token.

    A comma before exactly three digits parts thousands when at most three digits precede it; else it is the decimal
    comma. One point is a decimal point; several part thousands. ٫ is always decimal, ٬ always thousands (CLDR ar).
    """
    if len(text) <= 3 or text.isdecimal():
        return Figure(text) if text.isdecimal() else _split(text)
    if _DOTTED.fullmatch(text):
        return Figure(text.replace(".", ""))
    dotted = _DOTTED_DECIMAL.fullmatch(text)
    if dotted is not None:
        return Figure(dotted[1].replace(".", ""), dotted[2])
    grouped = _THOUSANDS.match(text)
    if grouped is not None and not text.startswith("0"):
        whole = re.sub(r"[^0-9]", "", grouped.group())
        rest = text[grouped.end() :]
        return Figure(whole, rest[1:]) if rest else Figure(whole)
    return _split(text)


def _split(text: str) -> Figure:
    pieces = re.split(r"[.,،٫]", text, maxsplit=1)
    whole = re.sub(r"[^0-9]", "", pieces[0])
    return Figure(whole, re.sub(r"[^0-9]", "", pieces[1]) if len(pieces) > 1 else "")


def without_empty(number: Figure) -> Figure:
    """Returns 2.00 as 2: its things are counted like any whole number of them."""
    return number if number.fraction.strip("0") else Figure(number.whole)


def whole_words(
    number: Figure, gender: Gender, case: Case, state: State = "indefinite", *, definite: bool = False
) -> list[str]:
    """Returns the words of the whole part; digit by digit from 10**18 on."""
    if number.value < 0:
        return digits(number.whole)
    return cardinal(number.value, gender, case, state, definite=definite)


def decimal_words(number: Figure, case: Case, style: Style, *, empty: bool = False) -> list[str]:
    """Returns the words of a decimal number: whole, point, decimals.

    Decimals without a leading zero are said as a number up to three digits, others digit by digit. Zeros only are
    not said at all, unless `empty`, as in version 2.0.
    """
    words = whole_words(number, "m", case)
    fraction = number.fraction
    if not fraction.strip("0") and not empty:
        return words
    if len(fraction) > 3 or fraction.startswith("0"):
        tail = digits(fraction, case)
    else:
        tail = cardinal(int(fraction), "m", "N" if case == "N" else "G")
    return [*words, _POINTS[style.point], *tail]


def scaled(number: Figure, scale: int) -> int | None:
    """Returns number times scale when that is a whole number without loss, else None."""
    digits_behind = len(number.fraction)
    if 10**digits_behind > scale or number.value < 0 or number.value * scale >= 10**18:
        return None
    part: int = int(number.fraction or "0") * (scale // 10**digits_behind)
    return number.value * scale + part


def half_scaled(number: Figure, scale: int, case: Case) -> list[str] | None:
    """Returns ... ونصف المليون for a number that ends in a half of its scale, else None."""
    if number.fraction != "5" or number.value < 0 or number.value * scale >= 10**18:
        return None
    noun = SCALE_WORDS[scale]
    half = ending("نِصْف", case, "construct")
    if number.value == 0:
        return [half, ending(noun, "G", "indefinite")]
    return [*cardinal(number.value * scale, "m", case), join_and(half), define(ending(noun, "G", "construct"))]
