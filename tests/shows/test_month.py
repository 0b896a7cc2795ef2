"""A month of many shows: real daemon, workers and making, only the clock is the test's; each edition once.

By the way papers answer badly, the daemon is killed and told to stop, workers are killed, no room is left for a file,
clips are damaged and feeds deleted.
"""

from __future__ import annotations

import itertools
import random
import shutil
import threading
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from briefing.publish.library import Library
from tests.shows.month import MISHAPS, PATIENCE_S, START, Show, Subscriber, World
from tests.shows.month_driver import Present
from tests.shows.papers import Papers

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    """A folder that is gone afterwards: a month of a thousand shows is tens of gigabytes."""
    yield tmp_path
    shutil.rmtree(tmp_path)


def live(home: Path, shows: int, days: int, mishaps_a_day: int, quiet_days: int, seed: int) -> None:
    end = START + timedelta(days=days)
    chance = random.Random(seed)  # noqa: S311 - mishaps, not secrets
    with Papers(Present(home / "clock"), failing=0.06, seed=seed) as papers:
        Present(home / "clock").set(START)
        Present(home / "until").set(START)
        world = World(home, [Show(number) for number in range(shows)], end, papers, chance)
        subscriber = Subscriber(world, random.Random(seed + 1), every_s=0.1 if shows < 100 else 1)  # noqa: S311 - as above
        watching = threading.Thread(target=subscriber.run)
        watching.start()
        try:
            world.start()
            _days(world, days, mishaps_a_day, quiet_days)
        finally:
            subscriber.stopped.set()
            watching.join()
            if world.daemon is not None:
                world.daemon.kill()
                world.daemon.wait()
    _all_there(world, subscriber, seed)
    assert len(world.mishaps) == mishaps_a_day * (days - quiet_days)
    assert all(papers.answers.values()) or shows < 100


def _days(world: World, days: int, mishaps_a_day: int, quiet_days: int) -> None:
    """Day by day, so that mishaps fall on every one; then the end, without any."""
    kinds = itertools.cycle(MISHAPS)
    for day in range(1, days + 1):
        tomorrow = START + timedelta(days=day)
        Present(world.home / "until").set(tomorrow if day < days else tomorrow + timedelta(days=1))
        for _ in range(mishaps_a_day if day <= days - quiet_days else 0):
            world.until(tomorrow, more=world.chance.randint(1, max(2, len(world.shows) // mishaps_a_day)))
            world.befalls(next(kinds))
        if day < days:
            world.until(tomorrow)
    assert world.daemon is not None
    assert world.daemon.wait(timeout=PATIENCE_S) == 0, world.told()


def _all_there(world: World, subscriber: Subscriber, seed: int) -> None:
    ended = world.ended()
    made = [(show, edition) for show, edition, state, _ in ended if state == "made"]
    assert len(made) == len(set(made)), f"seed {seed}: made twice"
    faults = [told for *_, state, told in ended if state == "failed" and "fault of the program" in told]
    assert faults == [], f"seed {seed}"
    editions = 0
    for show in world.shows:
        expected = show.expected(world.clock())
        library = Library(world.home / "public" / show.name)
        assert {str(one.edition) for one in library.episodes()} == expected, f"seed {seed}, {show}"
        assert {one.revision for one in library.episodes()} == {1}, f"seed {seed}, {show}: made anew"
        assert sorted(subscriber.look(show)) == sorted(expected), f"seed {seed}, {show}: feed"
        assert all(len(list(folder.glob("*.mp3"))) == 1 for folder in (library.root / "episodes").iterdir())
        assert not any((library.root / ".scratch").glob("*/*")), f"seed {seed}, {show}: scratch"
        editions += len(expected)
    assert subscriber.faults == [], f"seed {seed}"
    failed = sum(state == "failed" for *_, state, _ in ended)
    told = f"{editions} editions, {failed} failed tries, {len(world.mishaps)} mishaps, answers {world.papers.answers}"
    print(f"seed {seed}: {told}, {subscriber.looks} looks at feeds")  # noqa: T201 - what was run is part of the answer


@pytest.mark.timeout(900)
def test_three_days_of_seven_shows_have_every_edition_once(place: Path) -> None:
    live(place, shows=7, days=3, mishaps_a_day=3, quiet_days=1, seed=7)


@pytest.mark.faults
@pytest.mark.timeout(6 * 3600)
def test_a_month_of_a_thousand_shows_has_every_edition_once(place: Path) -> None:
    live(place, shows=1000, days=30, mishaps_a_day=4, quiet_days=2, seed=random.SystemRandom().randrange(1 << 32))
