"""What is remembered of the episodes from one publication to the next: any loss of it changes nothing."""

import inspect
import json
import os
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from briefing.publish import entries, feed, item, page, surface
from briefing.publish.folders import folders
from briefing.publish.library import Library, Retention
from briefing.show import EditionId, Episode, Show

DAY = date(2026, 11, 24)
Publish = Callable[..., Episode]
NAMES = ("feed.xml", "index.html", "search.json")


@pytest.fixture
def root(tmp_path: Path, publish: Publish) -> Path:
    for days in range(4, 0, -1):
        publish(tmp_path, DAY - timedelta(days))
    return tmp_path


def told(root: Path) -> dict[str, bytes]:
    return {name: (root / name).read_bytes() for name in NAMES}


def afresh(root: Path, show: Show) -> dict[str, bytes]:
    """What is told without any memory."""
    (root / ".made").unlink()
    for name in NAMES:
        (root / name).unlink()
    Library(root).rebuild(show)
    return told(root)


def spoil_one_byte(content: bytes) -> bytes:
    at = len(content) // 2
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[:0],
        lambda content: content[:100],
        lambda content: content[:-1],
        lambda content: b"\0" * len(content),
        lambda content: content[:0] + b"0" * 64 + b"\n{}",
        spoil_one_byte,
    ],
    ids=["empty", "beginning", "cut", "zeros", "unsealed", "one bit"],
)
def test_a_damaged_memory_is_left_aside(root: Path, show: Show, damage: Callable[[bytes], bytes]) -> None:
    before = told(root)
    (root / ".made").write_bytes(damage((root / ".made").read_bytes()))
    for name in NAMES:
        (root / name).unlink()
    Library(root).rebuild(show)
    assert told(root) == before


def test_with_memory_and_without_the_same_is_told(root: Path, show: Show, publish: Publish) -> None:
    publish(root, DAY)
    with_memory = told(root)
    assert afresh(root, show) == with_memory


def test_nothing_is_made_twice(root: Path, publish: Publish, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[date] = []
    real = item.item
    monkeypatch.setattr(
        "briefing.publish.feed.item",
        lambda show, episode, *, full: made.append(episode.date) or real(show, episode, full=full),
    )
    publish(root, DAY)
    assert made == [DAY]


def test_a_record_changed_by_hand_is_read_again(root: Path, show: Show) -> None:
    path = root / "episodes" / str(DAY - timedelta(2)) / "episode.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**record, "title": "عنوان مصحح"}), encoding="utf-8")
    Library(root).rebuild(show)
    assert "عنوان مصحح".encode() in (root / "feed.xml").read_bytes()
    assert "عنوان مصحح".encode() in (root / "search.json").read_bytes()


def test_an_audio_file_cut_short_is_noticed(root: Path, show: Show, caplog: pytest.LogCaptureFixture) -> None:
    day = DAY - timedelta(2)
    os.truncate(root / "episodes" / str(day) / f"moojaz-{day}.mp3", 10)
    Library(root).rebuild(show)
    assert str(day) in caplog.text
    assert (root / "feed.xml").read_bytes().count(b"<item>") == 3


def test_settings_of_the_show_make_all_anew(root: Path, show: Show) -> None:
    changed = replace(show, base_url="https://other.example.org")
    Library(root).rebuild(changed)
    assert (root / "feed.xml").read_bytes().count(b"https://other.example.org/episodes/") >= 4
    assert b"news.example.org" not in (root / "feed.xml").read_bytes()


def test_a_disk_that_refuses_the_memory_costs_only_time(
    root: Path, publish: Publish, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    real = Path.write_bytes

    def full(self: Path, content: bytes) -> int:
        if ".made" in self.name:
            raise OSError(28, "No space left on device")
        return real(self, content)

    monkeypatch.setattr(Path, "write_bytes", full)
    publish(root, DAY)
    assert "the next publication takes longer" in caplog.text
    assert (root / "feed.xml").read_bytes().count(b"<item>") == 5
    assert not list(root.glob("*.tmp")) + list(root.glob(".*.tmp"))


def test_archived_years_are_not_carried_along(
    tmp_path: Path, publish: Publish, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(surface, "FEED_ITEMS", 1)
    for year in (2023, 2024, 2025):
        publish(tmp_path, date(year, 5, 1))
    memory = entries.Memory(tmp_path, surface.key(show))
    kept = {str(entry.edition): set(entry.known) for entry in memory.entries(folders(tmp_path / "episodes"))}
    assert kept == {"2025-05-01": {"row", "full"}, "2024-05-01": {"row"}, "2023-05-01": {"row"}}


@pytest.fixture
def with_archive(tmp_path: Path, publish: Publish, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(surface, "FEED_ITEMS", 1)
    for year in (2024, 2025):
        publish(tmp_path, date(year, 5, 1))
    return tmp_path / "feed-2024.xml"


def test_an_archive_does_not_outlive_a_change_of_the_program(
    with_archive: Path, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = with_archive.read_bytes()
    Library(with_archive.parent).rebuild(show)
    assert with_archive.read_bytes() == before
    real, describe = inspect.getsource, feed._describe

    def describes_more(channel: etree._Element, *rest: Any) -> None:
        describe(channel, *rest)
        etree.SubElement(channel, "ttl").text = "60"

    monkeypatch.setattr(feed, "_describe", describes_more)
    monkeypatch.setattr(inspect, "getsource", lambda of: real(of) + "# more\n" if of is feed else real(of))
    surface._makers.cache_clear()
    try:
        Library(with_archive.parent).rebuild(show)
    finally:
        surface._makers.cache_clear()
    assert b"<ttl>60</ttl>" in with_archive.read_bytes()


def test_all_pages_anew_are_the_archives_too(with_archive: Path, show: Show) -> None:
    before = with_archive.read_bytes()
    with_archive.write_bytes(before.replace(b"</title>", b"?</title>"))
    Library(with_archive.parent).rebuild(show, pages=True)
    assert with_archive.read_bytes() == before


def test_a_page_leads_back_to_what_is_there(root: Path, show: Show, publish: Publish) -> None:
    """After a correction, a removal, an edition of a day long gone, and a settings change between."""
    library = Library(root)

    def chain() -> list[str]:
        pages = [root / "episodes" / library.folder(one).name / "index.html" for one in library.episodes()]
        links = [re.findall(rb'href="../../episodes/([^"]+)/"', path.read_bytes()) for path in pages]
        assert [[path.parent.name.encode()] for path in pages[1:]] == links[:-1]
        assert links[-1] == []
        return [path.parent.name for path in pages]

    day = {n: str(DAY - timedelta(n)) for n in range(1, 7)}
    assert chain() == [day[1], day[2], day[3], day[4]]
    publish(root, DAY - timedelta(3), title="مصححة")
    assert chain() == [day[1], day[2], f"{day[3]}-r2", day[4]]
    library.rebuild(replace(show, title="اسم آخر"))
    library.remove(show, EditionId(DAY - timedelta(2)))
    assert chain() == [day[1], f"{day[3]}-r2", day[4]]
    publish(root, DAY - timedelta(6))
    assert chain() == [day[1], f"{day[3]}-r2", day[4], day[6]]
    library.rebuild(show, kept=Retention(episodes=2))
    assert chain() == [day[1], f"{day[3]}-r2"]


def test_only_a_page_whose_link_changed_is_made_again(
    root: Path, show: Show, publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[date] = []
    real = page.episode_page
    monkeypatch.setattr(
        page, "episode_page", lambda show, episode, *rest: made.append(episode.date) or real(show, episode, *rest)
    )
    Library(root).rebuild(replace(show, title="اسم آخر"))
    assert made == []
    publish(root, DAY)
    assert set(made) == {DAY}
    made.clear()
    Library(root).remove(show, EditionId(DAY - timedelta(2)))
    assert made == [DAY - timedelta(1)]


def test_rows_of_the_search_are_those_of_all(root: Path) -> None:
    wanted = [json.loads(page.search_row(episode)) for episode in Library(root).episodes()]
    assert json.loads((root / "search.json").read_bytes()) == wanted
