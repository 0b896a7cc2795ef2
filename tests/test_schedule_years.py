"""Years of daily runs in seconds: the real look with a clock of our own, a library in memory and editions that fail.

For each local date (and hour) on which the daemon looks at any moment between the hour and the next one there must be
exactly one edition, whatever slept, crashed, was set back or was started twice.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from briefing.config.sections import EditionSettings
from briefing.daily import schedule
from briefing.daily.hours import due, editions
from briefing.daily.schedule import Daily
from briefing.show import EditionId

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ZONES = (
    "Africa/Cairo", "Asia/Beirut", "Asia/Gaza", "Africa/Casablanca",
    "Europe/Berlin", "America/New_York", "Europe/London", "Asia/Riyadh",
)  # fmt: skip
HOURS = (
    "00:00", "00:05", "00:30", "00:59", "01:30", "02:00", "02:30", "03:00", "06:00", "12:00", "18:45", "23:59",
)  # fmt: skip
START = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class World:
    """The state that outlives a daemon: what was made. Stands for the folder, which its own tests hold to the same."""

    made: Counter[EditionId] = field(default_factory=Counter)
    failed: Counter[EditionId] = field(default_factory=Counter)
    again: Counter[EditionId] = field(default_factory=Counter)
    moments: dict[EditionId, datetime] = field(default_factory=dict)
    newest: EditionId | None = None

    def library(self, root: Path) -> Any:
        del root
        newest = self.newest
        return SimpleNamespace(
            find=self._episode,
            newest=lambda: None if newest is None else self._episode(newest),
            removed=lambda _edition: False,
            in_feed=lambda _episode: True,
        )

    def _episode(self, edition: EditionId) -> Any:
        if not self.made[edition]:
            del self.made[edition]
            return None
        moment = self.moments[edition]
        return SimpleNamespace(edition=edition, date=edition.day, slot=edition.slot, published=moment, title="")


@dataclass
class Edition:
    """Makes editions as the child process does, slowly and not always; what is there already is not made again."""

    world: World
    chance: random.Random
    clock: Clock
    failing: float
    stopped: bool = False

    def run(self, command: list[str], _limit_s: float) -> tuple[int, str]:
        edition = EditionId.parse(command[-1])
        self.clock.now += timedelta(seconds=self.chance.uniform(5, 400))
        if self.chance.random() < self.failing:
            self.world.failed[edition] += 1
            return 1, "no network"
        if self.world.made[edition]:
            self.world.again[edition] += 1
            return 0, ""
        self.world.made[edition] += 1
        self.world.moments[edition] = self.clock.now
        self.world.newest = max(edition, self.world.newest or edition)
        return 0, ""


@dataclass
class Clock:
    now: datetime

    def __call__(self) -> datetime:
        return self.now


def daemon(world: World, settings: EditionSettings, clock: Clock, chance: random.Random, root: Path) -> Daily:
    daily = Daily(edition=settings, root=root, command=["{date}"], clock=clock)
    daily._processes = Edition(world, chance, clock, failing=0.05)  # type: ignore[assignment]
    return daily


def moments(chance: random.Random, clock: Clock, end: datetime) -> Iterator[str]:
    """The machine's life: looks, and now and then a long sleep, a crash, or a clock that is set."""
    while clock.now < end:
        fate = chance.random()
        if fate < 0.004:
            clock.now += timedelta(hours=chance.uniform(1, 60))
            yield "slept"
        elif fate < 0.008:
            yield "crashed"
        elif fate < 0.010:
            clock.now -= timedelta(hours=chance.uniform(0.5, 30))
            yield "set back"
        else:
            clock.now += timedelta(minutes=chance.uniform(5, 40))
            yield "looked"


def live(settings: EditionSettings, days: int, seed: int, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(seed)  # noqa: S311 - fates, not secrets
    world, clock = World(), Clock(START)
    monkeypatch.setattr(schedule, "Library", world.library)
    monkeypatch.setattr(schedule.failure, "write", lambda *_: None)
    daemons = [daemon(world, settings, clock, chance, root) for _ in range(2)]
    wanted: Counter[EditionId] = Counter()
    for fate in moments(chance, clock, START + timedelta(days=days)):
        if fate == "crashed":
            daemons[chance.randrange(2)] = daemon(world, settings, clock, chance, root)
        for one in daemons:
            asked = due(clock.now, settings)
            if asked is not None and not any(
                later > asked and later in world.made for _, later in editions(asked.day, settings)
            ):
                wanted[asked] += 1
            one.look()
    told = f"seed {seed}, {settings.time_zone}, {settings.at}"
    assert all(count <= world.failed[edition] for edition, count in world.again.items()), f"{told}: asked for nothing"
    assert set(world.made) <= set(wanted), told
    # An edition whose every try failed is missing; after five looks and more that is no chance any more.
    assert {edition for edition, looks in wanted.items() if looks > 20} <= set(world.made), told
    plenty = [edition for edition in wanted if settings.at == "00:00"]
    assert not plenty or len(plenty) > days * 0.8, told


@pytest.mark.parametrize("zone", ["Africa/Cairo", "Europe/Berlin"])
@pytest.mark.parametrize("at", ["00:30", "02:30", ("06:00", "18:00")])
def test_some_months_with_sleeps_crashes_and_clocks_set_back(
    zone: str, at: str | tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    live(EditionSettings(time_zone=zone, at=at), 130, 7, tmp_path, monkeypatch)


@pytest.mark.faults
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("at", [*HOURS, ("05:00", "12:30", "21:00")])
def test_three_years(zone: str, at: str | tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seed = random.SystemRandom().randrange(2**32)
    live(EditionSettings(time_zone=zone, at=at), 3 * 365, seed, tmp_path, monkeypatch)


def every_date_is_there_once(zone: str, at: str, days: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that never sleeps: not one date is missing, also where the hour is skipped or comes twice."""
    world, clock = World(), Clock(START)
    monkeypatch.setattr(schedule, "Library", world.library)
    settings = EditionSettings(time_zone=zone, at=at)
    one = daemon(world, settings, clock, random.Random(1), tmp_path)  # noqa: S311 - fates
    one._processes.failing = 0.0  # type: ignore[attr-defined]
    while clock.now < START + timedelta(days=days):
        one.look()
        clock.now += timedelta(minutes=1 if at == "23:59" else 10)
    first = START.astimezone(ZoneInfo(zone)).date()
    wanted = {EditionId(first + timedelta(days=number)) for number in range(1, days)}
    assert wanted <= set(world.made), f"{zone} {at}: {sorted(map(str, wanted - set(world.made)))[:3]} missing"
    assert not world.again, "a look at an edition that is there starts no process"


@pytest.mark.faults
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("at", HOURS)
def test_three_years_without_sleep(zone: str, at: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    every_date_is_there_once(zone, at, 3 * 365, tmp_path, monkeypatch)


@pytest.mark.parametrize("zone", ZONES)
def test_a_spring_without_sleep_at_the_hour_that_is_skipped(
    zone: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    every_date_is_there_once(zone, "00:30", 130, tmp_path, monkeypatch)
