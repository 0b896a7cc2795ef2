"""Fractions: 3/4, ½ and whole numbers with a part (Wright I, fractions)."""

from briefing.arabic.coordination import number_case
from briefing.arabic.counted import Noun, before_ending
from briefing.arabic.counting import noun_after
from briefing.arabic.figures import SCALES, Figure, figure, half_scaled
from briefing.arabic.line import Lead, Line, Reading
from briefing.arabic.numerals import Case, State, cardinal, dual, ending
from briefing.arabic.things import single
from briefing.arabic.times import HOUR
from briefing.arabic.units import unit_at
from briefing.arabic.words import word_of

_VULGAR = {
    "½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅛": (1, 8), "⅜": (3, 8), "⅝": (5, 8), "⅞": (7, 8),
    "⅕": (1, 5), "⅖": (2, 5), "⅗": (3, 5), "⅘": (4, 5), "⅙": (1, 6), "⅚": (5, 6),
}  # fmt: skip
_PARTS = {
    2: ("نِصْف", "أَنْصَاف"), 3: ("ثُلْث", "أَثْلَاث"), 4: ("رُبْع", "أَرْبَاع"), 5: ("خُمْس", "أَخْمَاس"), 6: ("سُدْس", "أَسْدَاس"),
    7: ("سُبْع", "أَسْبَاع"), 8: ("ثُمْن", "أَثْمَان"), 9: ("تُسْع", "أَتْسَاع"), 10: ("عُشْر", "أَعْشَار"),
}  # fmt: skip


def fraction_words(top: int, bottom: int, case: Case, state: State) -> list[str]:
    """Returns the words of a proper fraction up to tenths, else top على bottom (Wright I, fractions)."""
    if bottom not in _PARTS or top >= bottom or top == 0:
        return [*cardinal(top, "m", case), "عَلَى", *cardinal(bottom, "m", "G")]
    part, many = _PARTS[bottom]
    if top == 1:
        return [ending(part, case, state)]
    if top == 2:
        return [dual(part, case, state)]
    return [*cardinal(top, "m", case, "construct"), ending(many, "G", state)]


def vulgar(line: Line, index: int, lead: Lead) -> Reading | None:
    """Reads a fraction sign such as ½, alone or behind a whole number."""
    pair = _VULGAR.get(line.text(index))
    if pair is None:
        return None
    case = number_case(line, lead)
    state: State = "construct" if line.after(index + 1) >= 0 else "indefinite"
    return Reading(index + 1, fraction_words(*pair, case, state), "fraction", "fraction sign")


def always(line: Line, index: int, lead: Lead) -> Reading | None:
    """Reads 24/7 as 24 hours on seven days of the week, an adverb of time (النحو الوافي ٢، ظرف الزمان)."""
    if line.text(index) != "24" or _pair(line, index) != (24, 7):
        return None
    case: Case = "G" if number_case(line, lead) == "G" else "A"
    hours = [*cardinal(24, "f", case), *single(HOUR, "A")]
    return Reading(index + 3, [*hours, "سَبْعَةَ", "أَيَّامٍ", "فِي", "الْأُسْبُوع"], "time", "around the clock")


def fraction(line: Line, index: int, lead: Lead) -> Reading | None:
    """Reads 3/4 as ثلاثة أرباع, and 1 1/2 as واحد ونصف."""
    if line.text(index + 1) in _VULGAR:
        return _mixed(line, index, lead, index + 1, _VULGAR[line.text(index + 1)], index + 2)
    if line.kind(index + 1) == "number" and not line.glued(index + 1) and line.text(index + 2) == "/":
        pair = _pair(line, index + 1)
        if pair is not None and pair[0] < pair[1]:
            return _mixed(line, index, lead, index + 1, pair, index + 4)
    pair = _pair(line, index)
    if pair is None:
        return None
    case = number_case(line, lead)
    line.cases[index] = case
    measured = unit_at(line, index + 3)
    if measured is not None and pair[0] < pair[1]:
        words = [*fraction_words(*pair, case, "construct"), *single(measured[1], "G")]
        return Reading(measured[0], words, "fraction", "part of a unit")
    follows = line.after(index + 3)
    apart = {"prep", "clause", "exists", "phrase"}  # ثلثين منها
    state: State = "construct" if follows >= 0 and word_of(line.text(follows)).role not in apart else "indefinite"
    return Reading(index + 3, fraction_words(*pair, case, state), "fraction", "fraction bar")


def _pair(line: Line, index: int) -> tuple[int, int] | None:
    if line.text(index + 1) != "/" or not (line.glued(index + 1) and line.glued(index + 2)):
        return None
    if line.kind(index + 2) != "number":
        return None
    top, bottom = figure(line.text(index)), figure(line.text(index + 2))
    if not (top.is_plain and bottom.is_plain):
        return None
    return top.value, bottom.value


def _whole(value: int, found: Noun, case: Case) -> list[str]:
    """Returns a number with its noun, unmarked: ساعة, ساعتين, ثلاث ساعات, عشرين ساعة (Wright II, the numerals)."""
    singular = found.singular
    if value == 1:
        return [singular]
    if value == 2:
        return [dual(before_ending(singular), case, "indefinite")]
    if 3 <= value % 100 <= 10:
        return [*cardinal(value, found.gender, case, "construct"), found.plural or singular]
    ends = ("ة", "ى", "اء")
    accusative = singular if value % 100 == 0 or singular.endswith(ends) else before_ending(singular) + "ا"
    return [*cardinal(value, found.gender, case), accusative]


def _mixed(line: Line, index: int, lead: Lead, place: int, pair: tuple[int, int], end: int) -> Reading | None:
    number = figure(line.text(index))
    if not number.is_plain:
        return None
    after, found = noun_after(line, end)
    case = number_case(line, lead, found)
    line.cases[index] = line.cases[place] = case
    text = line.text(after)
    if after >= 0 and text in SCALES and pair == (1, 2):
        half = half_scaled(Figure(number.whole, "5"), SCALES[text], case)
        return Reading(after + 1, half, "fraction", "whole and half") if half else None
    if after >= 0 and found is not None and found.known and found.number != "dual" and text not in SCALES:
        parts = fraction_words(*pair, case, "construct")
        words = [*_whole(number.value, found, case), "وَ" + parts[0], *parts[1:], "ال" + found.singular]
        return Reading(after + 1, words, "fraction", "whole and part of a noun")
    part = fraction_words(*pair, case, "indefinite")
    return Reading(end, [*cardinal(number.value, "m", case), "وَ" + part[0], *part[1:]], "fraction", "whole and part")
