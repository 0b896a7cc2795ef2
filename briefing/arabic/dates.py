"""Calendar days: month names by region and the spoken form of a date."""

import datetime as dt

from briefing.arabic.letters import strip_marks
from briefing.arabic.numerals import cardinal, ordinal
from briefing.arabic.style import Region, Style

MONTHS: dict[Region, tuple[str, ...]] = {
    "egypt": ("يَنَايِر", "فِبْرَايِر", "مَارِس", "أَبْرِيل", "مَايُو", "يُونْيُو", "يُولْيُو", "أَغُسْطُس", "سِبْتَمْبِر", "أُكْتُوبَر", "نُوفَمْبِر", "دِيسَمْبِر"),
    "gulf": ("يَنَايِر", "فِبْرَايِر", "مَارِس", "أَبْرِيل", "مَايُو", "يُونْيُو", "يُولْيُو", "أَغُسْطُس", "سِبْتَمْبِر", "أُكْتُوبَر", "نُوفَمْبِر", "دِيسَمْبِر"),
    "levant": (
        "كَانُونَ الثَّانِي", "شُبَاط", "آذَار", "نَيْسَان", "أَيَّار", "حَزِيرَان", "تَمُّوز", "آب", "أَيْلُول", "تِشْرِينَ الْأَوَّل",
        "تِشْرِينَ الثَّانِي", "كَانُونَ الْأَوَّل",
    ),
    "maghreb": ("جَانْفِي", "فِيفْرِي", "مَارِس", "أَفْرِيل", "مَاي", "جُوَان", "جْوِيلْيَة", "أُوت", "سِبْتَمْبَر", "أُكْتُوبَر", "نُوفَمْبَر", "دِيسَمْبَر"),
}  # fmt: skip
HIJRI_MONTHS = (
    "مُحَرَّم", "صَفَر", "رَبِيعٍ الْأَوَّل", "رَبِيعٍ الْآخِر", "جُمَادَى الْأُولَى", "جُمَادَى الْآخِرَة", "رَجَب", "شَعْبَان", "رَمَضَان", "شَوَّال",
    "ذِي الْقَعْدَة", "ذِي الْحِجَّة",
)  # fmt: skip
WEEKDAYS = ("الِاثْنَيْن", "الثُّلَاثَاء", "الْأَرْبِعَاء", "الْخَمِيس", "الْجُمُعَة", "السَّبْت", "الْأَحَد")
_DEFAULT = Style()


def month_name(month: int, region: Region = "egypt") -> str:
    """Returns the marked name of a Gregorian month (1-12) as the region says it."""
    return MONTHS[region][month - 1]


def day_and_month(day: int, month: str, year: int | None = None) -> list[str]:
    """Returns the marked words of a day: the ordinal in the genitive, من, the month, and the year after عام.

    The year is genitive and masculine after عام (النحو الوافي ٤، العدد).
    """
    words = [*ordinal(day, "m", "G"), "مِنْ", *month.split()]
    if year is not None:
        words += ["عَامَ", *cardinal(year, "m", "G")]
    return words


def spoken_date(day: dt.date, style: Style = _DEFAULT, hijri: tuple[int, int, int] | None = None) -> str:
    """Returns a calendar day as a presenter says it: الثلاثاء الرابع والعشرين من نوفمبر عام ألفين وستة وعشرين.

    Args:
        day: the Gregorian day; it names the weekday.
        style: region of the month names and calendar.
        hijri: year, month and day of the same day in the Hijri calendar; said when the style's calendar is hijri.
    """
    if style.calendar == "hijri" and hijri is not None:
        year, month, number = hijri
        words = day_and_month(number, HIJRI_MONTHS[month - 1], year)
    else:
        words = day_and_month(day.day, month_name(day.month, style.region), day.year)
    return strip_marks(" ".join([WEEKDAYS[day.weekday()], *words]))


def written_date(day: dt.date, style: Style = _DEFAULT) -> str:
    """Returns a calendar day as a newspaper prints it, with the region's month: الثلاثاء 24 نوفمبر 2026."""
    return strip_marks(f"{WEEKDAYS[day.weekday()]} {day.day} {month_name(day.month, style.region)} {day.year}")
