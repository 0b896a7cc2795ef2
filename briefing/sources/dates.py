"""Dates as outlets write them: ISO 8601, RFC 5322, and Arabic words with any digits."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

from briefing.choosing.stems import bare

# Four naming traditions: Egypt and the Gulf, the Levant and Iraq, Algeria and Tunisia, Morocco (Unicode CLDR ar, ar_SY,
# ar_DZ, ar_MA), on bare text.
_MONTHS = {
    1: "يناير|كانون الثاني|جانفي",
    2: "فبراير|شباط|فيفري",
    3: "مارس|اذار",
    4: "ابريل|نيسان|افريل",
    5: "مايو|ايار|ماي",
    6: "يونيو|يونيه|حزيران|جوان",
    7: "يوليو|يوليه|تموز|جويليه|يوليوز",
    8: "اغسطس|اب|اوت|غشت",
    9: "سبتمبر|ايلول|شتنبر",
    10: "اكتوبر|تشرين الاول",
    11: "نوفمبر|تشرين الثاني|نونبر",
    12: "ديسمبر|كانون الاول|دجنبر",
}
_NUMBERS = {name: number for number, names in _MONTHS.items() for name in names.split("|")}
_NAMES = "|".join(sorted(_NUMBERS, key=len, reverse=True))
_CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?\s*(?P<half>ص|م|صباحا|مساء|ظهرا|am|pm)?(?!\w)"
_WRITTEN = re.compile(
    rf"(?<!\d)(?P<day>\d{{1,2}})\s*(?:من\s+)?[-/ ]?\s*(?P<month>{_NAMES})"
    rf"(?:\s*/\s*(?:{_NAMES}))?\s*[-/،, ]\s*(?P<year>\d{{4}})"
)
_NUMERIC = re.compile(r"(?<!\d)(?P<day>\d{1,2})\s*[/.\-]\s*(?P<month>\d{1,2})\s*[/.\-]\s*(?P<year>\d{4})(?!\d)")
_REVERSED = re.compile(r"(?<!\d)(?P<year>\d{4})\s*[/.\-]\s*(?P<month>\d{1,2})\s*[/.\-]\s*(?P<day>\d{1,2})(?!\d)")
_ZONE = re.compile(
    r"(?:غرينتش|جرينتش|gmt|utc|z(?!\w)|توقيت)?\s*(?P<sign>[+-])(?P<hours>\d{1,2}):?(?P<minutes>\d{2})?(?!\d)",
    re.IGNORECASE,
)
_ZONES = {"مكه": 3, "السعوديه": 3, "ابوظبي": 4, "الامارات": 4, "غرينتش": 0, "جرينتش": 0}


def read_date(written: str) -> datetime | None:
    """The aware moment that a text names, None when it names none or an impossible one.

    A date without a zone is read as UTC, one without a clock as its midnight. Read are ISO 8601, RFC 5322 also with
    Arabic-Indic digits, day month-name year in the four traditions of month names, and day/month/year in numbers.
    """
    text = " ".join(bare(written[:200]).replace("\u200f", "").replace("\u200e", "").split())
    if not re.search(r"\d", text):
        return None
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            return within_reason(read(text))
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    for pattern in (_WRITTEN, _REVERSED, _NUMERIC):
        found = pattern.search(text)
        if found:
            rest = text[: found.start()] + " " + text[found.end() :]
            return _moment(found, rest)
    return None


def within_reason(found: datetime) -> datetime | None:
    """A moment in UTC, None for a year in which no news was written: such a one overflows in some zone or format."""
    found = found if found.tzinfo else found.replace(tzinfo=UTC)
    try:
        return found.astimezone(UTC) if 1990 <= found.year <= 2200 else None
    except OverflowError:
        return None


def _moment(found: re.Match[str], rest: str) -> datetime | None:
    month = found["month"]
    number = int(month) if month.isdigit() else _NUMBERS[month]
    hour = minute = second = 0
    if clock := re.search(_CLOCK, rest, re.IGNORECASE):
        hour, minute, second = int(clock["hour"]), int(clock["minute"]), int(clock["second"] or 0)
        half = (clock["half"] or "").lower()
        if half in ("م", "مساء", "pm", "ظهرا") and hour < 12:
            hour += 12
        if half in ("ص", "صباحا", "am") and hour == 12:
            hour = 0
        rest = rest[: clock.start()] + " " + rest[clock.end() :]
    try:
        local = datetime(int(found["year"]), number, int(found["day"]), hour, minute, second, tzinfo=_zone(rest))
    except ValueError:
        return None
    return within_reason(local)


def _zone(rest: str) -> timezone:
    if offset := _ZONE.search(rest):
        minutes = int(offset["hours"]) * 60 + int(offset["minutes"] or 0)
        if minutes <= 14 * 60:
            return timezone(timedelta(minutes=minutes if offset["sign"] == "+" else -minutes))
    for name, hours in _ZONES.items():
        if name in rest:
            return timezone(timedelta(hours=hours))
    return UTC
