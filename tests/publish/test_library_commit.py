"""Episode folders are the state: one rename publishes, the rest is made from them, the oldest leave in one step too."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from briefing.errors import PublishError
from briefing.publish import folders, surface
from briefing.publish.entries import Entry
from briefing.publish.feed import podcast_guid
from briefing.publish.library import Library, Retention
from briefing.show import EditionId, Episode, Show
from tests.publish.episodes import guids

DAY = date(2026, 11, 24)
Publish = Callable[..., Episode]


def test_an_edition_appears_whole(publish: Publish, show: Show, tmp_path: Path) -> None:
    made = publish(tmp_path, DAY)
    library = Library(tmp_path)
    assert library.find(EditionId(DAY)) == made
    assert library.episodes() == [made]
    assert library.newest() == made
    assert guids(tmp_path) == [made.guid]
    folder = tmp_path / "episodes" / "2026-11-24"
    assert {file.name for file in folder.iterdir()} == {*made.files.values(), "episode.json", "index.html"}
    assert (tmp_path / "index.html").is_file()
    assert [entry.name for entry in (tmp_path / ".scratch").iterdir()] == [".door"]
    assert made.files["audio"] == "moojaz-2026-11-24.mp3"
    assert Library.file_stem(show, EditionId(DAY), 2) == "moojaz-2026-11-24-r2"


def test_newest_first_and_the_feed_can_be_deleted(publish: Publish, show: Show, tmp_path: Path) -> None:
    for days in (3, 1, 2):
        publish(tmp_path, DAY - timedelta(days))
    before = {name: (tmp_path / name).read_bytes() for name in ("feed.xml", "index.html", "search.json")}
    assert guids(tmp_path) == [f"moojaz-{DAY - timedelta(days)}" for days in (1, 2, 3)]
    for name in (*before, "show.json"):
        (tmp_path / name).unlink()
    Library(tmp_path).rebuild(show)
    assert {name: (tmp_path / name).read_bytes() for name in before} == before


def test_a_rebuild_without_a_change_touches_nothing(publish: Publish, show: Show, tmp_path: Path) -> None:
    publish(tmp_path, DAY)

    def times() -> dict[str, int]:
        return {str(file): file.stat().st_mtime_ns for file in tmp_path.rglob("*.*") if file.is_file()}

    before = times()
    time.sleep(0.02)
    Library(tmp_path).rebuild(show, pages=True)
    assert times() == before


def test_a_correction_has_new_names_under_the_old_guid(
    publish: Publish, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = publish(tmp_path, DAY)
    second = publish(tmp_path, DAY, title="نسخة مصححة")
    assert second.revision == 2
    assert second.files["audio"] == "moojaz-2026-11-24-r2.mp3"
    assert guids(tmp_path) == [first.guid]
    assert b"moojaz-2026-11-24-r2.mp3" in (tmp_path / "feed.xml").read_bytes()
    old = tmp_path / "episodes" / "2026-11-24" / first.files["audio"]
    assert old.is_file(), "a download under way goes on for a day"
    now = time.time()
    monkeypatch.setattr(folders.time, "time", lambda: now + folders.RETIRED_STAYS_S + 60)
    publish(tmp_path, DAY - timedelta(1))
    assert not old.exists()
    assert Library(tmp_path).next_revision(EditionId(DAY)) == 3


def test_a_removed_edition_leaves_the_feed_first(publish: Publish, show: Show, tmp_path: Path) -> None:
    made = publish(tmp_path, DAY)
    kept = publish(tmp_path, DAY - timedelta(1))
    library = Library(tmp_path)
    library.remove(show, EditionId(DAY))
    assert guids(tmp_path) == [kept.guid]
    assert library.removed(EditionId(DAY))
    assert not library.removed(EditionId(kept.date))
    assert library.find(EditionId(DAY)) is None
    assert (tmp_path / "episodes" / "2026-11-24" / made.files["audio"]).is_file()
    assert library.next_revision(EditionId(DAY)) == 2, "clients cache by address, so a name is not used again"
    with pytest.raises(PublishError, match="no episode of that date"):
        library.remove(show, EditionId(DAY))


def test_the_show_keeps_its_guid_when_it_moves(publish: Publish, show: Show, tmp_path: Path) -> None:
    publish(tmp_path, DAY)
    moved = replace(show, base_url="https://elsewhere.example.org")
    Library(tmp_path).rebuild(moved)
    text = (tmp_path / "feed.xml").read_text(encoding="utf-8")
    assert f"<podcast:guid>{podcast_guid(show.base_url + '/feed.xml')}</podcast:guid>" in text
    assert "<itunes:new-feed-url>https://elsewhere.example.org/feed.xml</itunes:new-feed-url>" in text


def test_leaving_the_own_machine_is_not_a_move(publish: Publish, show: Show, tmp_path: Path) -> None:
    publish(tmp_path, DAY, show=replace(show, base_url="http://127.0.0.1:8000"))
    Library(tmp_path).rebuild(show)
    text = (tmp_path / "feed.xml").read_text(encoding="utf-8")
    assert podcast_guid(show.base_url + "/feed.xml") in text
    assert "new-feed-url" not in text


@pytest.mark.parametrize(
    ("kept", "left"),
    [
        (Retention(), 5),
        (Retention(episodes=2), 2),
        (Retention(days=3), 3),
        (Retention(megabytes=1), 5),
        (Retention(episodes=1, days=4), 1),
        (Retention(days=1), 1),
    ],
)
def test_retention_takes_the_oldest(publish: Publish, show: Show, tmp_path: Path, kept: Retention, left: int) -> None:
    made = [publish(tmp_path, DAY - timedelta(days)) for days in range(5)]
    library = Library(tmp_path)
    library.rebuild(show, kept=kept)
    assert library.episodes() == made[:left]
    assert guids(tmp_path) == [episode.guid for episode in made[:left]]
    assert set(library.retired()) == {str(episode.edition) for episode in made[left:]}


def test_retention_never_empties_a_show(publish: Publish, show: Show, tmp_path: Path) -> None:
    made = publish(tmp_path, DAY - timedelta(400))
    Library(tmp_path).rebuild(show, kept=Retention(days=1, megabytes=1, episodes=1))
    assert guids(tmp_path) == [made.guid]


def test_what_leaves_for_a_new_episode_leaves_in_its_one_publication(
    publish: Publish, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(tmp_path, DAY - timedelta(1))
    written: list[list[date]] = []
    real = surface.write

    def write(library: Library, show: Show, entries: list[Entry], *more: Any, **named: Any) -> None:
        written.append([entry.edition.day for entry in entries])
        real(library, show, entries, *more, **named)

    monkeypatch.setattr(surface, "write", write)
    made = publish(tmp_path, DAY, kept=Retention(episodes=1))
    assert written == [[DAY]]
    assert guids(tmp_path) == [made.guid]
    assert Library(tmp_path).removed(EditionId(DAY - timedelta(1)))


def test_an_archive_leaves_with_its_year(
    publish: Publish, show: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(surface, "FEED_ITEMS", 1)
    publish(tmp_path, date(2024, 5, 1))
    publish(tmp_path, date(2025, 5, 1))
    publish(tmp_path, DAY)
    assert sorted(path.name for path in tmp_path.glob("feed*.xml")) == ["feed-2024.xml", "feed-2025.xml", "feed.xml"]
    text = (tmp_path / "feed.xml").read_text(encoding="utf-8")
    assert 'href="https://news.example.org/show/feed-2025.xml" rel="prev-archive"' in text
    Library(tmp_path).rebuild(show, kept=Retention(episodes=2))
    assert sorted(path.name for path in tmp_path.glob("feed*.xml")) == ["feed-2025.xml", "feed.xml"]
    assert b"prev-archive" not in (tmp_path / "feed-2025.xml").read_bytes()
