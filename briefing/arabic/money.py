"""Money: signs and codes on either side, in words that count."""

from functools import cache
from typing import NamedTuple

from briefing.arabic.coordination import number_case
from briefing.arabic.figures import SCALES, Figure, decimal_words, figure, half_scaled, scaled
from briefing.arabic.letters import view
from briefing.arabic.lexer import tokens
from briefing.arabic.line import Lead, Line, Reading
from briefing.arabic.numerals import Case, cardinal, join_and
from briefing.arabic.tables import rows
from briefing.arabic.things import Thing, count, single

_SUFFIXES = {
    "K": 10**3, "k": 10**3, "M": 10**6, "m": 10**6, "mn": 10**6, "MM": 10**6, "B": 10**9, "bn": 10**9, "Bn": 10**9,
    "T": 10**12, "tn": 10**12, "million": 10**6, "billion": 10**9, "trillion": 10**12,
}  # fmt: skip


class Currency(NamedTuple):
    """A currency: its major and minor unit and how many minor units make a major one."""

    major: Thing
    minor: Thing
    minors: int


@cache
def _currencies() -> dict[str, list[tuple[tuple[str, ...], Currency]]]:
    table: dict[str, list[tuple[tuple[str, ...], Currency]]] = {}
    for codes, one, many, gender, nation, minor, minor_many, minor_gender, minors in rows("currencies"):
        major = Thing(singular=one, plural=many, gender="f" if gender == "f" else "m", adjective=nation)
        small = Thing(singular=minor, plural=minor_many, gender="f" if minor_gender == "f" else "m")
        for code in codes.split("|"):
            for variant in {code, code.lower()} if code.isascii() else {code}:
                form = tuple(token.text for token in tokens(view(variant)))
                table.setdefault(form[0], []).append((form, Currency(major, small, int(minors))))
    for entries in table.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return table


def currency_at(line: Line, index: int) -> tuple[int, Currency] | None:
    """Returns the token behind a currency sign or code at `index` and the currency, the longest form first."""
    for form, currency in _currencies().get(line.text(index), ()):
        if all(line.text(index + step) == text for step, text in enumerate(form)):
            return index + len(form), currency
    return None


def _scale_at(line: Line, index: int) -> tuple[int, int]:
    """Returns the token behind a scale word or suffix and the scale; (index, 1) when there is none."""
    text = line.text(index)
    if line.kind(index) == "word" and text in SCALES:
        return index + 1, SCALES[text]
    if line.kind(index) == "latin" and text in _SUFFIXES:
        return index + 1, _SUFFIXES[text]
    return index, 1


def amount_words(number: Figure, scale: int, currency: Currency, case: Case, line: Line) -> list[str]:
    """Returns the words of an amount: whole things counted, minor units by name, large decimals without loss."""
    major = currency.major
    if scale == 1 and number.fraction:
        return _with_minor(number, currency, case) or [*decimal_words(number, case, line.style), *single(major, "G")]
    if number.value < 0:
        return [*decimal_words(number, case, line.style), *single(major, "G")]
    if scale > 1 and number.fraction:
        half = half_scaled(number, scale, case)
        if half is not None:
            return [*half, *single(major, "G")]
    value = scaled(number, scale)
    if value is None:
        words = decimal_words(number, case, line.style)
        return [*words, *cardinal(scale, "m", "G", "construct"), *single(major, "G")]
    return ["صِفْر", *single(major, "G")] if value == 0 else count(value, major, case)


def _with_minor(number: Figure, currency: Currency, case: Case) -> list[str] | None:
    places = len(str(currency.minors)) - 1
    fraction = number.fraction.rstrip("0")
    if len(fraction) > places or places > 3 or number.value < 0:
        return None
    small = int(fraction.ljust(places, "0")) if fraction else 0
    if not small:
        return count(number.value, currency.major, case) if number.value else None
    minor = count(small, currency.minor, case)
    if not number.value:
        return minor
    return [*count(number.value, currency.major, case), join_and(minor[0]), *minor[1:]]


def sign_first(line: Line, index: int, lead: Lead) -> Reading | None:
    """Reads $100, US$5.50, $1.2 مليار, EUR 40."""
    found = currency_at(line, index)
    if found is None or line.kind(found[0]) != "number":
        return None
    place, currency = found
    case = number_case(line, lead)
    line.cases[index] = case
    low: list[str] = []
    if line.text(place + 1) == "-" and line.glued(place + 1) and line.kind(place + 2) == "number":
        low = decimal_words(figure(line.text(place)), case, line.style)
        place, case = place + 2, "G"
    end, scale = _scale_at(line, place + 1)
    words = amount_words(figure(line.text(place)), scale, currency, case, line)
    if low and line.word_before(lead.start) in {"بين", "وبين"}:
        words = [*low, join_and(words[0]), *words[1:]]
    elif low:
        words = [*low, "إِلَى", *words]
    return Reading(end, words, "money", "sign before")


def letters_first(line: Line, index: int, lead: Lead) -> Reading | None:
    """Reads د.ك 200: the currency's letters before the number."""
    if len(line.text(index)) != 1 or line.text(index + 1) != ".":
        return None
    return sign_first(line, index, lead)


def sign_after(line: Line, index: int, lead: Lead) -> Reading | None:
    """Reads 200 USD, 4000 ر.س, 500 مليون $."""
    place, scale = _scale_at(line, index + 1)
    found = currency_at(line, place)
    if found is None:
        return None
    case = number_case(line, lead)
    line.cases[index] = case
    words = amount_words(figure(line.text(index)), scale, found[1], case, line)
    return Reading(found[0], words, "money", "sign behind")


def lone_sign(line: Line, index: int, lead: Lead) -> Reading | None:
    """Reads a currency sign that has no number: its name."""
    del lead
    found = currency_at(line, index)
    if found is None:
        return None
    return Reading(found[0], single(found[1].major, "G"), "money", "sign alone")
