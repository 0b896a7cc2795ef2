"""Ordinals as words: الحادي والعشرون, الثانية عشرة, الخامس بعد المئة (Wright I, The Numerals; Ryding ch. 15)."""

from briefing.arabic.letters import FATHA
from briefing.arabic.numerals import Case, Gender, cardinal, component, define, ending, join_and

_ORDINALS: dict[int, tuple[str, str]] = {
    1: ("أَوَّل", "أُولَى"),
    2: ("ثَانِي", "ثَانِيَة"),
    3: ("ثَالِث", "ثَالِثَة"),
    4: ("رَابِع", "رَابِعَة"),
    5: ("خَامِس", "خَامِسَة"),
    6: ("سَادِس", "سَادِسَة"),
    7: ("سَابِع", "سَابِعَة"),
    8: ("ثَامِن", "ثَامِنَة"),
    9: ("تَاسِع", "تَاسِعَة"),
    10: ("عَاشِر", "عَاشِرَة"),
}


def _ordinal_unit(value: int, gender: Gender, case: Case) -> str:
    stem = _ORDINALS[value][gender == "f"]
    if stem.endswith("َى"):
        return define(stem)
    if stem.endswith("ي"):
        return define(stem + FATHA if case == "A" else stem)
    return define(ending(stem, case, "construct"))


def _ordinal_below_hundred(value: int, gender: Gender, case: Case) -> list[str]:
    if value <= 10:
        return [_ordinal_unit(value, gender, case)]
    unit = value % 10
    if unit == 0:
        return [define(component(value, "m", case, "indefinite")[0])]
    stem = ("حَادِي", "حَادِيَة")[gender == "f"] if unit == 1 else _ORDINALS[unit][gender == "f"]
    if value < 20:
        return [define(stem + FATHA), "عَشَرَ" if gender == "m" else "عَشْرَةَ"]
    if stem.endswith("ي"):
        first = define(stem + FATHA if case == "A" else stem)
    else:
        first = define(ending(stem, case, "construct"))
    return [first, join_and(define(component(value - unit, "m", case, "indefinite")[0]))]


def ordinal(number: int, gender: Gender = "m", case: Case = "G") -> list[str]:
    """Returns the marked words of a definite ordinal, as in الحادي والعشرين or الثانية عشرة.

    Above 99 a round number stands in its definite cardinal form (المئة والخمسون); any other is counted on from the
    hundred (الخامس بعد المئة; Wright I, ordinal numbers; النحو الوافي ٤، باب العدد).
    """
    rest = number % 100
    if 0 < number < 100:
        return _ordinal_below_hundred(number, gender, case)
    if rest == 0 or (rest % 10 == 0 and rest > 10) or number > 10**6:
        return cardinal(number, gender, case, definite=True)
    after = cardinal(number - rest, "m", "G", definite=True)
    return [*_ordinal_below_hundred(rest, gender, case), "بَعْدَ", *after]
