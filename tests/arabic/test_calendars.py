"""Spoken dates by region and calendar."""

import datetime as dt

import pytest

from briefing.arabic.calendars import month_name, written_date
from briefing.arabic.dates import spoken_date
from briefing.arabic.letters import strip_marks
from briefing.arabic.spoken import speak
from briefing.arabic.style import Style

DAY = dt.date(2026, 11, 24)


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        (Style(), "الثلاثاء الرابع والعشرين من نوفمبر عام ألفين وستة وعشرين"),
        (Style(region="levant"), "الثلاثاء الرابع والعشرين من تشرين الثاني عام ألفين وستة وعشرين"),
        (Style(region="maghreb"), "الثلاثاء الرابع والعشرين من نوفمبر عام ألفين وستة وعشرين"),
        (
            Style(calendar="hijri"),
            "الثلاثاء الرابع عشر من جمادى الآخرة عام ألف وأربعمئة وثمانية وأربعين للهجرة",
        ),
    ],
)
def test_a_day_is_said(style: Style, expected: str) -> None:
    # 24 November 2026 is 14 Jumada II 1448 in the Umm al-Qura calendar.
    assert spoken_date(DAY, style, hijri=(1448, 6, 14)) == expected


def test_every_region_names_twelve_months() -> None:
    for region in ("egypt", "levant", "maghreb", "gulf"):
        assert len({strip_marks(month_name(month, region)) for month in range(1, 13)}) == 12  # type: ignore[arg-type]


@pytest.mark.parametrize("region", ["egypt", "levant", "maghreb", "gulf"])
def test_a_printed_date_is_said_as_the_day_is(region: str) -> None:
    style = Style(region=region)  # type: ignore[arg-type]
    assert speak(written_date(DAY, style), style).text == spoken_date(DAY, style).replace(" عام", "")
