"""Dates and years in their written forms: 7 أكتوبر 2023, 7/10/2023, 2023-10-07, بين 5 و9 يونيو, عام 1412هـ."""

from briefing.arabic.calendars import (
    WEEKDAYS,
    Month,
    day_words,
    hijri_month_name,
    month_name,
    spoken_date,
    written_months,
    year_words,
)
from briefing.arabic.counting import fits, noun_after
from briefing.arabic.figures import figure
from briefing.arabic.letters import strip_marks
from briefing.arabic.line import Lead, Line, Reading
from briefing.arabic.numerals import Case, Gender
from briefing.arabic.ordinal_words import ordinal
from briefing.arabic.tables import group
from briefing.arabic.units import unit_at
from briefing.arabic.words import word_of

__all__ = ["spoken_date"]

_ERAS = {"م": ["للميلاد"], "هـ": ["للهجرة"], "ه": ["للهجرة"]}
_WEEKDAYS = frozenset({*map(strip_marks, WEEKDAYS), "الإثنين"})
_DOTTED_ERAS = {("ق", "م"): ("قَبْلَ", "الميلاد"), ("ب", "م"): ("بَعْدَ", "الميلاد"), ("ق", "ه"): ("قَبْلَ", "الهجرة")}
_LINKS = frozenset({"و", "وال", "إلى", "الى", "أو", "حتى", "-"})


def month_at(line: Line, index: int) -> tuple[int, Month] | None:
    """Returns the token behind a month name at `index` and the month, or None."""
    first = line.text(index)
    two = written_months().get((first, line.text(index + 1)))
    if two is not None:
        return index + 2, two
    one = written_months().get((first,))
    return None if one is None else (index + 1, one)


def _is_day(line: Line, index: int) -> bool:
    text = line.text(index)
    return line.kind(index) == "number" and text.isdecimal() and len(text) <= 2 and 1 <= int(text) <= 31


def _of_month(line: Line, index: int) -> bool:
    """Tells whether من and a month, or a word for one, stand there: من مايو, من الشهر."""
    later = line.text(index + 1)
    return line.text(index) == "من" and (month_at(line, index + 1) is not None or later in group("month_day"))


def _next_day(line: Line, index: int) -> int:
    """Returns the token behind a link and another day, as in و9 and إلى الـ12, or 0."""
    if line.text(index) not in _LINKS:
        return 0
    step = index + 2 if line.text(index + 1) == "ال" else index + 1
    return step + 1 if _is_day(line, step) else 0


def _month_later(line: Line, index: int) -> bool:
    """Tells whether other days and then a month follow: 5 و9 يونيو, 10 إلى 12 مايو."""
    for _ in range(4):
        index = _next_day(line, index)
        if not index or month_at(line, index) is not None or _of_month(line, index):
            return bool(index)
    return False


def _day_case(line: Line, lead: Lead) -> Case:
    """Returns the case of a day: genitive, but accusative where nothing governs it or the weekday that it agrees with.

    Such a date is an adverb of time: أعلن الأحدَ التاسعَ من مايو (النحو الوافي ٢، ظرف الزمان).
    """
    if lead.preposition:
        return "G"
    before = line.before(lead.start)
    if line.text(before).removeprefix("و") not in _WEEKDAYS:
        return "A" if lead.start == 0 or line.text(lead.start - 1) in {".", "\n"} else "G"
    governor = line.before(before)
    free = governor < 0 or word_of(line.text(governor)).role in {"verb", "definite", "owned", "other", "exists"}
    return "A" if free else "G"


def day(line: Line, index: int, lead: Lead) -> Reading | None:
    """Reads a day of the month before a month's name as a definite ordinal (Ryding ch. 15)."""
    if not _is_day(line, index):
        return None
    words = ordinal(int(line.text(index)), "m", _day_case(line, lead))
    found = month_at(line, index + 1)
    if found is not None:
        end, month = found
        written = [line.view.written(line.tokens[step].start, line.tokens[step].end) for step in range(index + 1, end)]
        said = month.spoken.split()
        names = said if [strip_marks(word) for word in said] == written else written
        return Reading(end, [*words, "مِنْ", *names], "date", "day and month")
    if _of_month(line, index + 1) or line.text(index + 1) in group("this_month"):
        return Reading(index + 1, words, "date", "day of a month")
    if not _month_later(line, index + 1):
        return None
    if line.text(index + 1) == "-":
        return Reading(index + 2, [*words, "إِلَى"], "date", "first of several days")
    return Reading(index + 1, words, "date", "first of several days")


def article_day(line: Line, index: int, lead: Lead) -> Reading | None:
    """Reads الـ15 with no noun near: a day of the month when a month or شهر follows, also over إلى."""
    if not lead.article or not _is_day(line, index):
        return None
    step = index + 1
    for _ in range(3):
        if _of_month(line, step):
            return Reading(index + 1, ordinal(int(line.text(index)), "m", "G"), "date", "day with the article")
        step = _next_day(line, step)
        if not step:
            return None
    return None


def _full_year(text: str) -> int:
    year = int(text)
    if len(text) == 2:
        return year + (2000 if year < 50 else 1900)
    return year


def numeric(line: Line, index: int, lead: Lead) -> Reading | None:
    """Reads 7/10/2023 (day first), 2024-03-05 (ISO 8601) and 10/23/2024 (when the second cannot be a month)."""
    text = line.text(index)
    pieces = text.replace("-", "/").replace(".", "/").split("/")
    if len(pieces[0]) == 4:
        year, month, number = int(pieces[0]), int(pieces[1]), int(pieces[2])
    elif len(pieces[0]) <= 2:
        number, month, year = int(pieces[0]), int(pieces[1]), _full_year(pieces[2])
    else:
        return None
    if month > 12 >= number:
        number, month = month, number
    if not (1 <= month <= 12 and 1 <= number <= 31 and year < 3000):
        return None
    hijri = 1300 <= year <= 1500
    name = hijri_month_name(month) if hijri else month_name(month, line.style.region)
    end, tail = era(line, index + 1)
    return Reading(
        end, [*day_words(number, name, _day_case(line, lead)), *year_words(year), *tail], "date", "numeric date"
    )


def short(line: Line, index: int, lead: Lead) -> Reading | None:
    """Reads 7/10 as day and month, only after يوم, بتاريخ and the like."""
    before, behind = line.word_before(lead.start), line.word_after(index + 3)
    loose = before in {"في", "منذ", "حتى"} and (
        not behind or behind in group("this_month") or behind in {"الماضي", "المقبل"}
    )
    dated = loose or before in group("day_nouns") or before.removeprefix("و") in _WEEKDAYS
    if line.text(index + 1) != "/" or not dated:
        return None
    if not (_is_day(line, index) and _is_day(line, index + 2) and int(line.text(index + 2)) <= 12):
        return None
    name = month_name(int(line.text(index + 2)), line.style.region)
    return Reading(index + 3, day_words(int(line.text(index)), name), "date", "day and month in figures")


def month_and_year(line: Line, index: int, lead: Lead) -> Reading | None:
    """Reads 09/2024 as a month of a year: where the month has its zero, or behind في, منذ, شهر and the like."""
    first, last = line.text(index), line.text(index + 2)
    if line.text(index + 1) != "/" or not (line.glued(index + 1) and line.glued(index + 2)):
        return None
    if not (first.isdecimal() and last.isdecimal() and len(first) <= 2 and len(last) == 4 and last[:2] in {"19", "20"}):
        return None
    dated = first.startswith("0") or line.word_before(lead.start) in group("day_nouns") | {"في", "منذ", "حتى", "شهر"}
    if not dated or not 1 <= int(first) <= 12 or line.word_before(lead.start) in group("number_words"):
        return None
    name = month_name(int(first), line.style.region)
    return Reading(index + 3, [*name.split(), *year_words(int(last))], "date", "month and year in figures")


def era(line: Line, index: int) -> tuple[int, list[str]]:
    """Returns what هـ, م and ق.م behind a year say; they may stand in brackets."""
    step = index + 1 if line.text(index) == "(" else index
    if line.text(step + 1) == "." and (line.text(step), line.text(step + 2)) in _DOTTED_ERAS:
        return step + 3, list(_DOTTED_ERAS[line.text(step), line.text(step + 2)])
    words = _ERAS.get(line.text(step))
    if words is None or (line.text(step + 1) == "." and line.glued(step + 1) and line.glued(step + 2)):
        return index, []
    end = step + 1
    return (end + 1 if step > index and line.text(end) == ")" else end), words


def _gender(line: Line, before: str, start: int) -> Gender | None:
    """Returns the gender a year takes from عام or سنة before it, also over another year: عامي 2010 و2015."""
    if before in group("kinds_of_year"):
        before = line.word_before(line.before(start))
    if line.text(start) == "و" and line.kind(line.before(start) - 1) == "number":
        return None  # ١١ سنة و٣ أشهر
    if before in group("years"):
        return "m"
    if before in group("years_f"):
        return "f"
    step = start - 1 if line.kind(start) == "word" else start - 2  # عام 2023 ١٢ شخصا is no second year
    linked = line.kind(start) == "word" or line.text(start - 1) in {"إلى", "حتى", "أو"}
    if linked and line.kind(step) == "number" and len(line.text(step)) == 4:
        text = line.word_before(step)
        return "m" if text in group("years") else "f" if text in group("years_f") else None
    return None


def _counts_years(line: Line, index: int, lead: Lead) -> bool:
    """Tells whether a number behind a year is none itself: للعام 12 على التوالي, سنة و8 أشهر."""
    if line.text(index + 1) == "على" and line.text(index + 2) == "التوالي":
        return True
    return bool(lead.conjunction) and len(line.text(index)) < 4 and noun_after(line, index + 1)[0] >= 0


def year(line: Line, index: int, lead: Lead) -> Reading | None:  # noqa: PLR0911 - one return a kind of year
    """Reads a year: after عام or سنة, after a month, before هـ or م, or four bare digits that count nothing."""
    text = line.text(index)
    if not text.isdecimal() or len(text) > 4 or lead.article:
        return None
    before = line.word_before(lead.start)
    if _counts_years(line, index, lead):
        return None
    counts = before in group("kinds_of_year") and len(text) != 4  # العام الماضي ٢٥٢ رخصة
    gender = None if counts else _gender(line, before, lead.start)
    end, tail = era(line, index + 1)
    if before.endswith(("القرن", "القرنين", "القرنان")) or lead.start - 1 in line.heads:
        return None
    if gender is not None and not lead.preposition:
        if tail and len(text) < 3 and before.startswith(("ال", "لل")):
            return Reading(end, [*ordinal(int(text), gender, "G"), *tail], "year", "early year with its era")
        if gender == "f" and before in {"سنوات", "السنوات"} and len(text) != 4:
            return None
        return Reading(end, [*year_words(figure(text).value, gender), *tail], "year", "year after عام or سنة")
    if tail and (len(text) >= 3 or line.text(index + 1) != "م") and (len(text) == 4 or line.text(index + 1) != "م"):
        dated = line.glued(index + 1) or before in {"منذ", "حتى"}
        plausible = line.text(index + 1) != "م" or (dated and 1000 <= int(text) <= 2100)
        if plausible:
            return Reading(end, [*year_words(figure(text).value), *tail], "year", "year with its era")
    if len(text) == 4 and 1000 <= int(text) <= 2199 and _stands_alone(line, index, lead, before):
        return Reading(index + 1, year_words(int(text)), "year", "four digits that count nothing")
    return None


def _stands_alone(line: Line, index: int, lead: Lead, before: str) -> bool:
    if month_before(line, lead.start):
        return True
    value = int(line.text(index))
    if value < 1800 or before in {"رقم", "عند"} or line.text(index + 1) == "%" or unit_at(line, index + 1):
        return False
    after, found = noun_after(line, index + 1)
    if before == "منذ" and found is not None and found.singular not in group("spans"):
        return True
    return after < 0 or found is None or not (found.known or fits(line.text(after), found, value))


def month_before(line: Line, index: int) -> bool:
    """Tells whether a month's name, also in brackets, stands before `index`."""
    step = line.before(index)
    if step < 0:
        return False
    names = written_months()
    return (line.text(step),) in names or (line.text(step - 1), line.text(step)) in names
