"""The daily look: each date once, whatever the clock does."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.config.sections import EditionSettings
from briefing.daily.hours import due, next_due
from briefing.daily.schedule import Daily
from briefing.publish import failure
from briefing.publish.state import health
from briefing.show import EditionId
from tests.publish.episodes import publish_one, tone_mp3

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


@dataclass
class Clock:
    now: datetime

    def __call__(self) -> datetime:
        return self.now


def failing(tmp_path: Path, clock: Clock, **settings: Any) -> Daily:
    return Daily(
        edition=EditionSettings(time_zone="UTC", **settings),
        root=tmp_path,
        command=[sys.executable, "-c", "raise SystemExit('no article to read')"],
        clock=clock,
    )


def test_a_clock_more_than_a_day_behind_is_said_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    publish_one(tmp_path, date(2026, 11, 24), tone_mp3())
    clock = Clock(datetime(2026, 11, 22, 9, tzinfo=UTC))
    daily = failing(tmp_path, clock)
    for _ in range(3):
        daily.look()
        clock.now += timedelta(hours=2)
    told = [one.getMessage() for one in caplog.records if "the clock says" in one.getMessage()]
    assert told == [
        "the clock says 2026-11-22 09:00 UTC, more than a day before the newest episode (2026-11-24); set the clock"
    ]


def test_an_edition_that_was_never_made_is_said_at_the_end_of_its_day(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    clock = Clock(datetime(2026, 11, 24, 22, tzinfo=UTC))
    daily = failing(tmp_path, clock)
    while clock.now < datetime(2026, 11, 25, 5, tzinfo=UTC):
        daily.look()
        clock.now += timedelta(minutes=10)
    told = [one.getMessage() for one in caplog.records if "never made" in one.getMessage()]
    assert told == [
        "the edition of 2026-11-24 was never made (5 tries); make it by hand: briefing make --date 2026-11-24"
    ]


def test_a_clock_that_was_set_back_does_not_put_off_the_next_try(tmp_path: Path) -> None:
    clock = Clock(datetime(2026, 11, 24, 20, tzinfo=UTC))
    daily = failing(tmp_path, clock)
    daily.look()
    clock.now -= timedelta(hours=6)
    daily.look()
    kept = failure.read(tmp_path)
    assert kept is not None
    assert kept.tries == 2


def test_an_earlier_edition_is_not_made_after_a_later_one_of_the_day(tmp_path: Path) -> None:
    publish_one(tmp_path, date(2026, 11, 24), tone_mp3(), slot="1800")
    clock = Clock(datetime(2026, 11, 24, 12, tzinfo=UTC))
    daily = failing(tmp_path, clock, at=("06:00", "18:00"))
    daily.look()
    assert failure.read(tmp_path) is None, "no try was made"


def test_a_failure_is_forgotten_when_the_edition_was_made_by_hand_and_the_daemon_began_anew(tmp_path: Path) -> None:
    clock = Clock(datetime(2026, 11, 24, 12, tzinfo=UTC))
    failing(tmp_path, clock).look()
    assert health(tmp_path, clock.now)["status"] == "empty"
    publish_one(tmp_path, date(2026, 11, 24), tone_mp3())
    assert health(tmp_path, clock.now)["status"] == "failing"
    failing(tmp_path, clock).look()
    assert health(tmp_path, clock.now)["status"] == "ok"


def test_a_folder_that_cannot_be_read_is_a_failed_try_and_no_end(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "episodes").write_text("a file where the folder should be")
    daily = failing(tmp_path, Clock(datetime(2026, 11, 24, 12, tzinfo=UTC)))
    daily.look()
    assert "was not made" in caplog.text
    assert failure.read(tmp_path) is not None
