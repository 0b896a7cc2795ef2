"""Ranges and scores: two numbers with a dash between them."""

import re
from functools import cache

from briefing.arabic.calendars import year_words
from briefing.arabic.coordination import number_case
from briefing.arabic.counting import noun_after
from briefing.arabic.dates import era
from briefing.arabic.figures import Figure, decimal_words, figure
from briefing.arabic.line import Lead, Line, Reading
from briefing.arabic.money import currency_at
from briefing.arabic.numerals import Case, Gender, State, cardinal
from briefing.arabic.quantities import percent_end, percent_words
from briefing.arabic.tables import group
from briefing.arabic.things import count, single
from briefing.arabic.units import unit_at
from briefing.arabic.words import word_of

_REACH = 20


def _second(line: Line, index: int) -> int:
    """Returns the token of the second number of a pair with a dash, or -1."""
    if line.text(index + 1) not in {"-", "~"} or line.kind(index + 2) != "number":
        return -1
    opens = index == 0 or line.kind(index - 1) == "newline"  # 1- is the number of a paragraph
    return -1 if opens and line.glued(index + 1) and not line.glued(index + 2) else index + 2


def _sporting(line: Line, index: int) -> bool:
    for step in (*range(index - 1, max(-1, index - _REACH), -1), *range(index + 1, min(len(line.tokens), index + 9))):
        token = line.tokens[step]
        if token.kind == "newline" or (token.kind == "stop" and token.text in {".", "؟", "!"}):
            if step > index:
                break
            continue
        if token.kind == "word" and token.text.lstrip("وبال").startswith(_stems()):
            return True
    return False


@cache
def _stems() -> tuple[str, ...]:
    return tuple(word.lstrip("وبال") for word in group("sport"))


def score(line: Line, index: int, lead: Lead) -> Reading | None:
    """Reads 2-1 among words of sport as اثنين واحد; a zero is صفر."""
    second = index + 2 if line.text(index + 1) == "-" and line.kind(index + 2) == "number" else -1
    nil = _to_nil(line, index)
    if nil is not None:
        return nil
    colon = (
        line.text(index + 1) == ":"
        and line.glued(index + 1)
        and line.kind(index + 2) == "number"
        and line.glued(index + 2)
    )
    if second < 0 and colon:
        second = index + 2
    if second < 0 or line.text(second + 1) == "-" or (noun_after(line, second + 1)[0] >= 0 and not colon):
        return None
    first, last = figure(line.text(index)), figure(line.text(second))
    if (
        not (first.is_plain and last.is_plain and max(first.value, last.value) < 200)
        or len(first.whole + last.whole) > 6
    ):
        return None
    if not _sporting(line, index) or percent_end(line, second + 1) or unit_at(line, second + 1):
        return None
    del lead
    return Reading(second + 1, [*_cited(first), *_cited(last)], "score", "result of a match")


def _cited(number: Figure) -> list[str]:
    """Returns a number of goals as it is cited, without ending: فاز ثلاثةْ واحدْ (Wright I, the pause)."""
    *words, last = cardinal(number.value, "m", "G")
    return [*words, re.sub("[\u064b-\u0650]$", "", last)]


def slashed(line: Line, index: int, lead: Lead) -> Reading | None:
    """Reads 3/1 among words of sport as the result of a match; 2/3, where the second is larger, is a fraction."""
    del lead
    if line.text(index + 1) != "/" or not (line.glued(index + 1) and line.glued(index + 2)):
        return None
    if line.kind(index + 2) != "number" or line.text(index + 3) == "/" or noun_after(line, index + 3)[0] >= 0:
        return None
    first, last = figure(line.text(index)), figure(line.text(index + 2))
    if not (first.is_plain and last.is_plain and 200 > first.value >= last.value) or not _sporting(line, index):
        return None
    return Reading(index + 3, [*_cited(first), *_cited(last)], "score", "result with a slash")


def season(line: Line, index: int, lead: Lead) -> Reading | None:
    """Reads 2022/2023, 2023/24 and 1990-91 as two years; 2023/2022, as it looks from right to left, is the same."""
    del lead
    first, last = line.text(index), line.text(index + 2)
    if line.text(index + 1) not in {"/", "-"} or not (line.glued(index + 1) and line.glued(index + 2)):
        return None
    if not (first.isdecimal() and last.isdecimal() and len(first) == 4 and len(last) in {2, 4}):
        return None
    year = int(last) if len(last) == 4 else int(first[:2] + last)
    if abs(year - int(first)) != 1 or (year < int(first) and len(last) == 2) or not 1800 <= int(first) < 2200:
        return None
    early, late = sorted((int(first), year))
    return Reading(index + 3, [*year_words(early), "إِلَى", *year_words(late)], "range", "season")


def ratio(line: Line, index: int, lead: Lead) -> Reading | None:
    """Reads 3:1 as ثلاثة إلى واحد."""
    first, last = figure(line.text(index)), figure(line.text(index + 2))
    glued = line.glued(index + 1) and line.glued(index + 2)
    if line.text(index + 1) != ":" or not glued or line.kind(index + 2) != "number":
        return None
    if not (first.is_plain and last.is_plain):
        return None
    words = [*cardinal(first.value, "m", number_case(line, lead)), "إِلَى", *cardinal(last.value, "m", "G")]
    return Reading(index + 3, words, "range", "ratio")


def _to_nil(line: Line, index: int) -> Reading | None:
    """Reads 1-صفر and 3 - لا شيء."""
    number = figure(line.text(index))
    if line.text(index + 1) != "-" or line.text(index + 2) != "صفر" or not number.is_plain:
        return None
    return Reading(index + 3, [*_cited(number), "صِفْر"], "score", "result of a match")


def _link(line: Line, lead: Lead) -> str:
    return "وَ" if line.word_before(lead.start) in {"بين", "وبين"} else ""


def _of_ages(line: Line, lead: Lead) -> bool:
    """Tells whether a range is in apposition to a group of ages in the genitive: للفئة العمرية ١٢-١٧ سنة."""
    head = line.before(line.before(lead.start)) if line.word_before(lead.start) in {"العمرية", "العمري"} else -1
    return head >= 0 and (word_of(line.text(head)).role == "phrase" or word_of(line.word_before(head)).role == "prep")


def span(line: Line, index: int, lead: Lead) -> Reading | None:
    """Reads 3-5 سنوات, 10-15%, 2010-2015 with إلى, after بين with و."""
    second = _second(line, index)
    chained = line.text(second + 1) == "-" or (line.text(index - 1) == "-" and line.kind(index - 2) == "number")
    if second < 0 or (chained and line.glued(index + 1)):
        return None
    first, last = figure(line.text(index)), figure(line.text(second))
    if first.value < 0 or last.value < 0:
        return None
    after, found = noun_after(line, second + 1)
    gender: Gender = found.gender if found is not None else "m"
    year_f = line.word_before(lead.start) in {"سنة", "سنتي"}
    case: Case = number_case(line, lead, found)
    if (len(first.whole) == 4 and len(last.whole) == 4) or (case == "N" and _of_ages(line, lead)):
        case = "G"
    rest = last.value % 100
    state: State = "construct" if after >= 0 and (rest == 0 or 3 <= rest <= 10) else "indefinite"
    if year_f:
        gender = "f"
    words = cardinal(first.value, gender, case) if first.is_plain else decimal_words(first, case, line.style)
    behind, years = era(line, second + 1)
    if years and last.is_plain and first.is_plain:
        words = [*year_words(first.value), "إِلَى", *year_words(last.value), *years]
        return Reading(behind, words, "range", "years with their era")
    end, tail = _tail(line, second, last.value if last.is_plain else -1)
    if not tail:
        last_words = cardinal(last.value, gender, "G", state) if last.is_plain else decimal_words(last, "G", line.style)
        tail = last_words
    joint = _link(line, lead)
    middle = [joint + tail[0], *tail[1:]] if joint else ["إِلَى", *tail]
    return Reading(end, [*words, *middle], "range", "two numbers with a dash")


def _tail(line: Line, second: int, value: int) -> tuple[int, list[str]]:
    """Returns the second number with the sign that both share: a percent sign, a currency or a unit."""
    last = figure(line.text(second))
    end = percent_end(line, second + 1)
    if end:
        words = cardinal(value, "m", "G") if value >= 0 else decimal_words(last, "G", line.style)
        return end, [*words, *percent_words(line.text(second + 1), line)]
    found = unit_at(line, second + 1)
    if found is not None:
        if value > 0:
            return found[0], count(value, found[1], "G")
        return found[0], [*decimal_words(last, "G", line.style), *single(found[1], "G")]
    money = currency_at(line, second + 1)
    if money is not None and value > 0:
        return money[0], count(value, money[1].major, "G")
    return second + 1, []
