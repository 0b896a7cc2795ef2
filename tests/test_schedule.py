"""The daily look: each date once, whatever the clock does."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.hours import due, next_due
from briefing.schedule import Daily
from briefing.sections import EditionSettings
from briefing.show import EditionId

if TYPE_CHECKING:
    from pathlib import Path

ZONES = (
    "Africa/Cairo",
    "Asia/Beirut",
    "Asia/Gaza",
    "Africa/Casablanca",
    "Europe/Berlin",
    "America/New_York",
    "Europe/London",
    "Asia/Riyadh",
)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("at", ["00:00", "00:30", "01:30", "02:30", "06:00", "23:30"])
def test_each_local_date_of_a_year_is_due_once(zone: str, at: str) -> None:
    edition = EditionSettings(time_zone=zone, at=at)
    made: list[EditionId] = []
    now = datetime(2026, 1, 1, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    end = datetime(2027, 1, 1, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    while now < end:
        day = due(now, edition)
        if day is not None and day not in made[-2:]:
            made.append(day)
        now += timedelta(minutes=10)
    assert made == [EditionId(date(2026, 1, 1) + timedelta(days=number)) for number in range(365)]


@given(st.datetimes(datetime(2026, 1, 1), datetime(2029, 1, 1), timezones=st.just(UTC)), st.sampled_from(ZONES))  # noqa: DTZ001 - hypothesis wants bare bounds
def test_what_is_due_is_the_local_date_and_never_before_its_hour(now: datetime, zone: str) -> None:
    day = due(now, EditionSettings(time_zone=zone, at="06:00"))
    local = now.astimezone(ZoneInfo(zone))
    assert day == (EditionId(local.date()) if local.hour >= 6 else None)


def test_days_without_an_edition_are_left_alone() -> None:
    friday_off = EditionSettings(weekdays=(1, 2, 3, 4, 6, 7), time_zone="Asia/Riyadh")
    assert due(datetime(2026, 11, 27, 9, tzinfo=UTC), friday_off) is None
    assert due(datetime(2026, 11, 28, 9, tzinfo=UTC), friday_off) == EditionId(date(2026, 11, 28))


def test_a_failed_edition_is_tried_again_after_longer_and_longer_pauses(tmp_path: Path) -> None:
    now = datetime(2026, 11, 24, 9, tzinfo=UTC)
    tries = tmp_path / "tries"
    script = f"open({str(tries)!r}, 'a').write('x'); raise SystemExit(1)"
    daily = Daily(
        edition=EditionSettings(retry_minutes=5),
        root=tmp_path,
        command=[sys.executable, "-c", script, "{date}"],
        clock=lambda: now,
    )
    minutes_of_tries = []
    for minute in range(60):
        now = datetime(2026, 11, 24, 9, tzinfo=UTC) + timedelta(minutes=minute)
        before = tries.stat().st_size if tries.exists() else 0
        daily.look()
        if tries.exists() and tries.stat().st_size > before:
            minutes_of_tries.append(minute)
    assert minutes_of_tries == [0, 5, 15, 35]


def test_a_failed_try_is_told_to_the_owners_command(tmp_path: Path) -> None:
    told = tmp_path / "told"
    daily = Daily(
        edition=EditionSettings(on_failure=f'echo "$BRIEFING_DATE $BRIEFING_ERROR" > {told}'),
        root=tmp_path,
        command=[sys.executable, "-c", "raise SystemExit('the disk is full')"],
        clock=lambda: datetime(2026, 11, 24, 9, tzinfo=UTC),
    )
    daily.look()
    assert told.read_text() == "2026-11-24 exit 1: the disk is full\n"


def test_the_next_edition_is_told_in_the_shows_own_zone() -> None:
    edition = EditionSettings(time_zone="Africa/Cairo", at="06:00", weekdays=(1,))
    assert str(next_due(datetime(2026, 11, 24, 9, tzinfo=UTC), edition)) == "2026-11-30 06:00:00+02:00"
