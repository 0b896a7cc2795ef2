"""Month names and the words of a calendar day."""

import datetime as dt
from functools import cache
from typing import NamedTuple

from briefing.arabic.letters import strip_marks
from briefing.arabic.numerals import Case, Gender, cardinal
from briefing.arabic.ordinal_words import ordinal
from briefing.arabic.style import Region, Style
from briefing.arabic.tables import rows

WEEKDAYS = ("الِاثْنَيْن", "الثُّلَاثَاء", "الْأَرْبِعَاء", "الْخَمِيس", "الْجُمُعَة", "السَّبْت", "الْأَحَد")
_DEFAULT = Style()


class Month(NamedTuple):
    """A month's name as it is said, its number and calendar (g or h)."""

    spoken: str
    number: int
    calendar: str


@cache
def written_months() -> dict[tuple[str, ...], Month]:
    """Returns every written month name, by its words."""
    found: dict[tuple[str, ...], Month] = {}
    for written, spoken, number, calendar, _ in rows("months"):
        for form in written.split("|"):
            found[tuple(form.split())] = Month(spoken, int(number), calendar)
    return found


@cache
def _by_region() -> dict[tuple[str, int], str]:
    names: dict[tuple[str, int], str] = {}
    for _, spoken, number, calendar, regions in rows("months"):
        for region in regions.split("|") if calendar == "g" else ["hijri"]:
            names[(region, int(number))] = spoken
    return names


def month_name(month: int, region: Region = "egypt") -> str:
    """Returns the name of a Gregorian month (1-12) as the region says it."""
    return _by_region()[(region, month)]


def hijri_month_name(month: int) -> str:
    """Returns the name of a Hijri month (1-12)."""
    return _by_region()[("hijri", month)]


def year_words(year: int, gender: Gender = "m") -> list[str]:
    """Returns a year in the genitive: masculine after عام or alone, feminine after سنة (النحو الوافي ٤، العدد)."""
    return cardinal(year, gender, "G")


def day_words(day: int, month: str, case: Case = "G") -> list[str]:
    """Returns the day as a definite ordinal, من, and the month name."""
    return [*ordinal(day, "m", case), "مِنْ", *month.split()]


def spoken_date(day: dt.date, style: Style = _DEFAULT, hijri: tuple[int, int, int] | None = None) -> str:
    """Returns a calendar day as a presenter says it: الثلاثاء الرابع والعشرين من نوفمبر عام ألفين وستة وعشرين.

    Args:
        day: the Gregorian day; it names the weekday.
        style: region of the month names and calendar.
        hijri: year, month and day of the same day in the Hijri calendar; said when the style's calendar is hijri.
    """
    if style.calendar == "hijri" and hijri is not None:
        year, month, number = hijri
        words = [*day_words(number, hijri_month_name(month)), "عَامَ", *year_words(year), "للهجرة"]
    else:
        words = [*day_words(day.day, month_name(day.month, style.region)), "عَامَ", *year_words(day.year)]
    return strip_marks(" ".join([WEEKDAYS[day.weekday()], *words]))


def written_date(day: dt.date, style: Style = _DEFAULT) -> str:
    """Returns a calendar day as a newspaper prints it, with the region's month: الثلاثاء 24 نوفمبر 2026."""
    return strip_marks(f"{WEEKDAYS[day.weekday()]} {day.day} {month_name(day.month, style.region)} {day.year}")
