"""Units of measure behind a number, in words that count."""

from dataclasses import replace
from functools import cache

from briefing.arabic.coordination import number_case
from briefing.arabic.counted import known
from briefing.arabic.counting import pointed_thousands
from briefing.arabic.figures import SCALES, Figure, decimal_words, figure, half_scaled, scaled, without_empty
from briefing.arabic.letters import strip_marks, view
from briefing.arabic.lexer import tokens
from briefing.arabic.line import Lead, Line, Reading
from briefing.arabic.numerals import cardinal, join_and
from briefing.arabic.tables import group, rows
from briefing.arabic.things import Thing, count, single
from briefing.arabic.times import MINUTE, SECOND

_DEGREE = Thing(singular="دَرَجَة", plural="دَرَجَات", gender="f")
_WINDS = {"N": "شمالا", "S": "جنوبا", "E": "شرقا", "W": "غربا"}


@cache
def _units() -> dict[str, list[tuple[tuple[str, ...], Thing]]]:
    table: dict[str, list[tuple[tuple[str, ...], Thing]]] = {}
    for signs, one, many, gender, after in rows("units"):
        adjective = after.removeprefix("adj:") if after.startswith("adj:") else ""
        tail = () if adjective else tuple(strip_marks(after).split())
        thing = Thing(singular=one, plural=many, gender="f" if gender == "f" else "m", adjective=adjective, tail=tail)
        for sign in signs.split("|"):
            form = tuple(token.text for token in tokens(view(sign)))
            table.setdefault(form[0], []).append((form, thing))
    for entries in table.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return table


def unit_at(line: Line, index: int) -> tuple[int, Thing] | None:
    """Returns the token behind a unit sign at `index` and the unit, the longest sign first."""
    for form, thing in _units().get(line.text(index), ()):
        end = index + len(form)
        if all(line.text(index + step) == text for step, text in enumerate(form)) and not (
            line.kind(end) in {"latin", "number"} and line.glued(end)
        ):
            return end, thing
    return None


def _angle(line: Line, index: int, end: int) -> bool:
    """Tells whether a lone degree sign is one of an angle or a place on the map and none of warmth."""
    near = {line.text(step) for step in (*range(max(0, index - 4), index), end)}
    return not near.isdisjoint(group("angles"))


def angle(line: Line, index: int, lead: Lead) -> Reading | None:
    """Reads 33°20′ and 33°20′15″N: degrees, minutes and seconds of an angle or a place on the map."""
    case = number_case(line, lead)
    words: list[str] = []
    step = index
    for signs, thing in (({"°"}, _DEGREE), ({"′", "'", "’"}, MINUTE), ({"″", '"'}, SECOND)):
        number = figure(line.text(step)) if line.kind(step) == "number" else Figure("", "")
        if not number.whole or not number.is_plain or line.text(step + 1) not in signs:
            break
        said = count(number.value, thing, case) if number.value else ["صِفْر", *single(thing, "G")]
        words += [join_and(said[0]), *said[1:]] if words else said
        step += 2
    if step < index + 4:
        return None
    line.cases[index] = case
    if line.text(step) in _WINDS:
        return Reading(step + 1, [*words, _WINDS[line.text(step)]], "unit", "angle")
    return Reading(step, words, "unit", "angle")


def unit(line: Line, index: int, lead: Lead) -> Reading | None:
    """Reads a number with a unit sign: 5 كم, 365 كم², 45°م, 256 GB, 2 مليون م³."""
    scale_end = index + 1
    scale = SCALES.get(line.text(index + 1), 1)
    if scale > 1:
        scale_end += 1
    found = unit_at(line, scale_end)
    if found is None:
        return None
    end, thing = found
    if line.text(index + 1) == "م" and (lead.start - 1 in line.heads or "قرن" in line.word_before(lead.start)):
        return None  # القرن 19م, القرنين 18 و19م
    if line.text(end - 1) == "°" and end == scale_end + 1 and _angle(line, index, end):
        thing = replace(thing, adjective="")
    round_number = pointed_thousands(line, index) if line.text(index).endswith("00") else None  # 2.500 هكتار
    number = round_number or without_empty(figure(line.text(index)))
    case = number_case(line, lead, known(strip_marks(thing.singular)))
    line.cases[index] = case
    if scale > 1 and number.fraction:
        half = half_scaled(number, scale, case)
        if half is not None:
            return Reading(end, [*half, *single(thing, "G")], "unit", "unit sign")
    value = scaled(number, scale)
    if value is None or value < 0:
        words = decimal_words(number, case, line.style)
        if scale > 1:
            words += cardinal(scale, "m", "G", "construct")
        return Reading(end, [*words, *single(thing, "G")], "unit", "unit sign")
    words = ["صِفْر", *single(thing, "G")] if value == 0 else count(value, thing, case)
    return Reading(end, words, "unit", "unit sign")
