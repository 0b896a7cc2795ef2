"""Which edition is due, in shows of one edition a day and of several."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.config.sections import EditionSettings, checked_edition
from briefing.daily.hours import bulletin, current, due, editions, moments, next_due, usual_moment
from briefing.errors import SettingsError
from briefing.show import EditionId

TWICE = EditionSettings(time_zone="UTC", at=("18:00", "06:00"))
DAY = date(2026, 11, 24)


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 24, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "wanted"),
    [
        (at(5, 59), None),
        (at(6), EditionId(DAY)),
        (at(17, 59), EditionId(DAY)),
        (at(18), EditionId(DAY, "1800")),
        (at(23, 59), EditionId(DAY, "1800")),
    ],
)
def test_the_latest_hour_that_has_come_is_due(now: datetime, wanted: EditionId | None) -> None:
    assert due(now, TWICE) == wanted


def test_the_first_edition_is_named_by_the_date_alone_whatever_its_hour() -> None:
    assert [str(one) for _, one in editions(DAY, TWICE)] == ["2026-11-24", "2026-11-24-1800"]
    assert [str(one) for _, one in editions(DAY, EditionSettings(at="06:00"))] == ["2026-11-24"]
    assert due(at(9), EditionSettings(at="06:00", time_zone="UTC")) == due(at(9), TWICE)


def test_by_hand_there_is_always_an_edition_to_make() -> None:
    assert current(at(3), TWICE) == EditionId(DAY)
    assert current(at(20), TWICE) == EditionId(DAY, "1800")
    assert current(at(20), EditionSettings(weekdays=(1,), time_zone="UTC")) == EditionId(DAY)


def test_the_next_moment_is_the_next_hour_of_any_day_with_an_edition() -> None:
    assert next_due(at(6), TWICE) == at(18)
    assert next_due(at(18), TWICE) == at(6) + timedelta(days=1)
    sundays = EditionSettings(time_zone="UTC", at=("06:00", "18:00"), weekdays=(7,))
    assert [f"{one:%d %H}" for one in islice(moments(at(9), sundays), 3)] == ["29 06", "29 18", "06 06"]


def test_an_edition_that_the_settings_do_not_make_has_no_moment() -> None:
    assert usual_moment(EditionId(DAY, "1800"), TWICE) == at(18)
    assert usual_moment(EditionId(DAY, "0600"), TWICE) is None, "the first is named by the date alone"
    assert usual_moment(EditionId(DAY, "1200"), TWICE) is None


@pytest.mark.parametrize(
    ("hours", "names"),
    [
        (("06:00",), [""]),
        (("06:00", "18:00"), ["نشرة الصباح", "نشرة المساء"]),
        (("06:00", "12:30", "18:00", "23:00"), ["نشرة الصباح", "نشرة الظهيرة", "نشرة المساء", "نشرة الليل"]),
        (("00:30", "12:00"), ["نشرة الليل", "نشرة الظهيرة"]),
        (("06:00", "08:30", "18:00"), ["نشرة الساعة 06:00", "نشرة الساعة 08:30", "نشرة المساء"]),
    ],
)
def test_each_edition_of_a_day_has_a_name_of_its_own_on_air(hours: tuple[str, ...], names: list[str]) -> None:
    settings = EditionSettings(at=hours)
    assert [bulletin(one, settings) for _, one in editions(DAY, settings)] == names


@pytest.mark.parametrize(
    "hours", ["24:00", "6", "06:0", "06:60", "", "6:00 pm", "٠٦:٠٠", "-1:00", "06:00:00", "06:00\n"]
)
def test_what_is_no_time_is_said(hours: str) -> None:
    for written in (hours, (hours, "06:00")):
        with pytest.raises(SettingsError, match=r"edition\.at: "):
            checked_edition(EditionSettings(at=written))


def test_a_show_without_hours_or_days_is_refused() -> None:
    with pytest.raises(SettingsError, match=r"edition\.at: is empty.*\nedition\.weekdays: is empty"):
        checked_edition(EditionSettings(at=(), weekdays=()))


@pytest.mark.parametrize("name", ["2026-11-24", "2026-11-24-1800", "2026-11-24-0000"])
def test_a_name_is_read_as_it_is_written(name: str) -> None:
    assert str(EditionId.parse(name)) == name


@pytest.mark.parametrize("name", ["", "2026-11-24-2400", "2026-11-24-18", "2026-13-01", "2026-11-24-r2", "٢٠٢٦-١١-٢٤"])
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        EditionId.parse(name)


def test_a_day_that_no_calendar_has_is_told_as_such() -> None:
    with pytest.raises(ValueError, match="'2026-02-30' is no day of the calendar; write one like 2026-11-24"):
        EditionId.parse("2026-02-30")


HOURS = st.lists(
    st.builds(lambda hour, minute: f"{hour:02}:{minute:02}", st.integers(0, 23), st.integers(0, 59)), min_size=1
)


@given(HOURS, st.datetimes(datetime(2026, 1, 1), datetime(2029, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - hypothesis wants bare bounds
def test_editions_become_due_in_their_order(hours: list[str], start: datetime) -> None:
    settings = EditionSettings(time_zone="Africa/Cairo", at=tuple(hours))
    seen = [due(start + timedelta(minutes=9 * number), settings) for number in range(320)]
    named = [one for one in seen if one is not None]
    zone = ZoneInfo("Africa/Cairo")
    back = any(
        (after.utcoffset() or timedelta()) < (before.utcoffset() or timedelta())
        for before, after in pairwise((start + timedelta(hours=n)).astimezone(zone) for n in range(50))
    )
    assert back or named == sorted(named)
