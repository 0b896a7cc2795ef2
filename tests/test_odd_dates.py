"""Hours that the clock skips in shows of several editions a day, and dates at the ends of the calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from briefing import edition
from briefing.config.settings import settings_of
from briefing.daily.hours import due, usual_moment
from briefing.errors import SettingsError
from briefing.show import EditionId

if TYPE_CHECKING:
    from briefing.config.settings import Settings

SKIPPED = date(2026, 3, 29)  # 02:00 to 03:00 in Berlin: EU directive 2000/84/EC, the last Sunday of March


def berlin(*hours: str) -> Settings:
    return settings_of({"edition": {"time_zone": "Europe/Berlin", "at": list(hours)}}, Path())


def published(settings: Settings, now: datetime, named: EditionId) -> datetime:
    return edition._published(settings, edition.Order(edition=named, now=now))


@pytest.mark.parametrize("minute", [0, 5, 29, 44])
def test_what_is_due_after_a_skipped_hour_is_not_in_the_future(minute: int) -> None:
    settings = berlin("00:00", "02:30", "03:45")
    now = datetime(2026, 3, 29, 1, minute, tzinfo=UTC)  # from 03:00 on there
    wanted = due(now, settings.edition)
    assert wanted == EditionId(SKIPPED, "0230")
    assert published(settings, now, wanted) == now


def test_an_edition_of_a_skipped_hour_that_is_made_later_is_published_in_no_future() -> None:
    settings, named = berlin("00:00", "02:30", "03:00"), EditionId(SKIPPED, "0230")
    usual, early = usual_moment(named, settings.edition), datetime(2026, 3, 29, 1, 4, tzinfo=UTC)
    assert usual is not None
    assert usual > early
    assert published(settings, early, named) == early
    assert published(settings, early + timedelta(days=1), named) == usual


@pytest.mark.parametrize(
    "named", [EditionId(SKIPPED, "0310"), EditionId(date(2026, 3, 30)), EditionId(date(2026, 4, 1))]
)
def test_what_is_still_to_come_is_refused(named: EditionId) -> None:
    with pytest.raises(SettingsError, match=f"--date {named}: is in the future; today is 2026-03-29 in Europe/Berlin"):
        published(berlin("00:00", "03:10"), datetime(2026, 3, 29, 1, 9, tzinfo=UTC), named)


@pytest.mark.parametrize("name", ["0001-01-01", "1900-12-31", "9999-01-01", "9999-12-31-2300"])
def test_a_day_that_no_feed_can_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=f"'{name}' is no day from 1901 to 9998; write one like 2026-11-24"):
        EditionId.parse(name)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Niue", "UTC"])
@pytest.mark.parametrize("name", ["1901-01-01", "9998-12-31"])
def test_the_first_and_the_last_day_have_their_hour_everywhere(zone: str, name: str) -> None:
    settings = settings_of({"edition": {"time_zone": zone, "at": "23:59"}}, Path())
    assert usual_moment(EditionId.parse(name), settings.edition) is not None
