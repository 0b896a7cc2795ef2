"""Two machines that publish the same show into one store, one between any two steps of the other."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from briefing.errors import PublishError
from briefing.publish import Store
from briefing.publish.library import Library
from briefing.publish.mirror import find, held, mirror
from briefing.publish.store import FolderSettings, FolderStore
from briefing.show import EditionId, Episode, Show
from tests.publish.mirrored import back, guids, mirror_at_once

DAY = date(2026, 11, 24)
Publish = Callable[..., Episode]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return FolderStore(FolderSettings(path=str(tmp_path / "store")))


def test_two_publishers_into_one_store_lose_nothing(publish: Publish, show: Show, tmp_path: Path, store: Store) -> None:
    libraries = [Library(tmp_path / "one"), Library(tmp_path / "two")]
    days = [DAY - timedelta(number) for number in range(8)]
    for number, day in enumerate(days):
        publish(libraries[number % 2].root, day)
    mirror_at_once(libraries, show, (store, store))
    assert guids(store) == [f"moojaz-{day}" for day in days]


class Between(FolderStore):
    """A store in which something happens just before the first reading, or swapping, of a name."""

    def __init__(self, path: Path, **before: dict[str, Callable[[], object]]) -> None:
        super().__init__(FolderSettings(path=str(path)))
        self._before = before

    def _now(self, call: str, name: str) -> None:
        happens = self._before.get(call, {}).pop(name, None)
        if happens:
            happens()

    def read(self, name: str) -> tuple[bytes, str]:
        self._now("read", name)
        return super().read(name)

    def swap(self, name: str, content: bytes, version: str, *, media_type: str, fresh_s: int) -> bool:
        self._now("swap", name)
        return super().swap(name, content, version, media_type=media_type, fresh_s=fresh_s)


def test_a_page_that_was_written_in_a_try_that_failed_is_made_again(
    publish: Publish, show: Show, tmp_path: Path, store: Store
) -> None:
    """The other publisher is faster, and its search.json, which tells where pages lead, comes last."""
    first, second = Library(tmp_path / "one"), Library(tmp_path / "two")
    publish(first.root, DAY - timedelta(2))
    publish(first.root, DAY)
    mirror(first, show, store)
    publish(first.root, DAY - timedelta(2), title="مصححة")
    publish(second.root, DAY - timedelta(1))
    page, searches = f"episodes/{DAY}/index.html", []

    def faster() -> None:
        mirror(second, show, store)
        searches.append(store.read("search.json")[0])

    def last() -> None:
        (tmp_path / "store" / "search.json").write_bytes(searches[0])

    mirror(first, show, Between(tmp_path / "store", read={page: faster}, swap={"feed.xml": last}))
    assert back(store.read(page)[0]) == [f"../../episodes/{DAY - timedelta(1)}/"]
    assert guids(store) == [f"moojaz-{DAY - timedelta(days)}" for days in range(3)]


def test_an_edition_that_is_taken_back_stays_away_although_another_machine_is_just_bringing_it(
    publish: Publish, show: Show, tmp_path: Path, store: Store
) -> None:
    first, second = Library(tmp_path / "one"), Library(tmp_path / "two")
    publish(first.root, DAY - timedelta(1))
    episode = publish(first.root, DAY)
    publish(second.root, DAY)
    first.remove(show, EditionId(DAY))
    record = f"episodes/{DAY}/episode.json"
    mirror(second, show, Between(tmp_path / "store", swap={record: lambda: mirror(first, show, store)}))
    assert guids(store) == [f"moojaz-{DAY - timedelta(1)}"]
    assert [one.date for one in held(second, store)] == [DAY - timedelta(1)]
    with pytest.raises(PublishError, match="taken back"):
        find(second, store, episode.edition)


def test_pages_are_made_anew_in_a_store_when_the_shows_settings_changed(
    publish: Publish, show: Show, tmp_path: Path, store: Store
) -> None:
    first, second = Library(tmp_path / "one"), Library(tmp_path / "two")
    publish(first.root, DAY - timedelta(1))
    mirror(first, show, store)
    publish(second.root, DAY)
    mirror(second, show, store)
    renamed = replace(show, title="ميزان الأخبار")
    mirror(second, renamed, store, pages=True)
    for day in (DAY, DAY - timedelta(1)):
        assert "ميزان الأخبار" in store.read(f"episodes/{day}/index.html")[0].decode(), day


@pytest.mark.parametrize(
    "damage", [('"date"', '"day"'), ("{", ""), ('"2026-11-23"', '"2026-11-22"'), ("moojaz-", "../moojaz-")]
)
def test_a_record_of_another_machine_that_is_damaged_costs_that_edition_alone(
    publish: Publish, show: Show, tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch, damage: tuple[str, str]
) -> None:
    first, second = Library(tmp_path / "one"), Library(tmp_path / "two")
    publish(first.root, DAY - timedelta(1))
    mirror(first, show, store)
    record = tmp_path / "store" / "episodes" / "2026-11-23" / "episode.json"
    good = record.read_text(encoding="utf-8")
    record.write_text(good.replace(*damage), encoding="utf-8")
    publish(second.root, DAY)
    told: list[str] = []
    monkeypatch.setattr("briefing.publish.mirror.logger.warning", lambda *words: told.append(words[0] % words[1:]))
    mirror(second, show, store)
    assert guids(store) == [f"moojaz-{DAY}"]
    assert told
    assert all(line.startswith("episodes/2026-11-23/episode.json: ") for line in told)
    record.write_text(good, encoding="utf-8")
    mirror(second, show, store)
    assert guids(store) == [f"moojaz-{DAY}", f"moojaz-{DAY - timedelta(1)}"]
