"""Which edition is due: pure functions of the clock and the settings.

A day has an edition for each of its hours. The first is named by the date alone, so that a show that is given further
hours keeps its names; each later one is named by date and hour.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from briefing.show import EditionId, Schedule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.config.sections import EditionSettings

_PARTS = ((time(4), "نشرة الصباح"), (time(11), "نشرة الظهيرة"), (time(16), "نشرة المساء"), (time(21), "نشرة الليل"))
"""From which hour on a news programme carries which name; before the first it is still the night's."""

_BEHIND = timedelta(days=1)


def times(edition: EditionSettings) -> tuple[time, ...]:
    """The local hours at which editions are due, in order."""
    written = (edition.at,) if isinstance(edition.at, str) else edition.at
    return tuple(sorted({time(int(hour), int(minute)) for hour, minute in (one.split(":") for one in written)}))


def schedule(edition: EditionSettings) -> Schedule:
    """How often there is an edition, for listeners and their programs."""
    of_day = tuple(f"{at:%H:%M}" for at in times(edition))
    return Schedule(weekdays=tuple(sorted(set(edition.weekdays))), times=of_day if len(of_day) > 1 else ())


def editions(day: date, edition: EditionSettings) -> list[tuple[time, EditionId]]:
    """The editions of a date and their local hours, in order; the first is named by the date alone."""
    return [(at, EditionId(day, f"{at:%H%M}" if number else "")) for number, at in enumerate(times(edition))]


def due(now: datetime, edition: EditionSettings) -> EditionId | None:
    """The edition that should be there by now; None before the day's first hour and on days without an edition.

    It is the day's latest whose hour has come: an hour that was missed wholly is not made up for beside the next one.
    A comparison of wall-clock readings, so a skipped hour makes the edition late by that hour at most, and an hour
    that comes twice finds the episode already there.

    Args:
        now: aware.
        edition: hours, zone and weekdays.
    """
    local = now.astimezone(ZoneInfo(edition.time_zone))
    if local.isoweekday() not in edition.weekdays:
        return None
    return next((one for at, one in reversed(editions(local.date(), edition)) if at <= local.time()), None)


def current(now: datetime, edition: EditionSettings) -> EditionId:
    """The edition that is made when one is asked for by hand, on any day and at any hour."""
    local = now.astimezone(ZoneInfo(edition.time_zone))
    of_day = editions(local.date(), edition)
    return next((one for at, one in reversed(of_day) if at <= local.time()), of_day[0][1])


def in_work(now: datetime, edition: EditionSettings) -> EditionId:
    """The edition that an editor works on: the coming one where the daily run will read the plan, else the current."""
    if not edition.plans:
        return current(now, edition)
    moment = next_due(now, edition)
    return dict(editions(moment.date(), edition))[moment.time()]


def usual_moment(one: EditionId, edition: EditionSettings) -> datetime | None:
    """When the edition is due by the settings, aware; None when the settings have no such edition."""
    zone = ZoneInfo(edition.time_zone)
    found = {named: at for at, named in editions(one.day, edition)}.get(one)
    return None if found is None else datetime.combine(one.day, found, zone).astimezone(UTC)


def behind(now: datetime, newest: datetime) -> bool:
    """Whether the clock that gives ``now`` stands more than a day before the newest episode's publication."""
    return newest - now > _BEHIND


def moments(now: datetime, edition: EditionSettings) -> Iterator[datetime]:
    """The moments after ``now`` at which editions become due, without end; aware, in the show's zone."""
    zone = ZoneInfo(edition.time_zone)
    day = now.astimezone(zone).date()
    while True:
        if day.isoweekday() in edition.weekdays:
            for at in times(edition):
                moment = datetime.combine(day, at, zone)
                if moment > now:
                    yield moment
        day += timedelta(days=1)


def next_due(now: datetime, edition: EditionSettings) -> datetime:
    """The next moment at which an edition becomes due; aware, in the show's zone."""
    return next(moments(now, edition))


def bulletin(one: EditionId, edition: EditionSettings) -> str:
    """What an edition is called on air in a show that has several a day, such as نشرة المساء; empty in other shows."""
    of_day = {named: at for at, named in editions(one.day, edition)}
    if len(of_day) < 2 or one not in of_day:
        return ""
    names = [_part(at) for at in of_day.values()]
    name = _part(of_day[one])
    return name if names.count(name) == 1 else f"نشرة الساعة {of_day[one]:%H:%M}"


def _part(at: time) -> str:
    return next((name for start, name in reversed(_PARTS) if at >= start), _PARTS[-1][1])
