"""A library with several editions a day: each its own episode, and old libraries stay as they are."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from briefing.publish import names
from briefing.publish.library import Library, Retention
from briefing.publish.mirror import mirror
from briefing.publish.store import FolderSettings, FolderStore
from briefing.show import EditionId
from tests.publish.episodes import SHOW, publish_one

if TYPE_CHECKING:
    from briefing.show import Episode

DAY = date(2026, 11, 24)
EVENING = datetime(2026, 11, 24, 16, tzinfo=UTC)


def evening(root: Path, mp3: bytes) -> Episode:
    return publish_one(root, DAY, mp3, slot="1800", guid="evening", published=EVENING)


def in_feed(root: Path) -> list[str]:
    tree = ET.parse(root / "feed.xml")
    return [urlsplit(one.attrib["url"]).path.split("/")[-2] for one in tree.iterfind(".//enclosure")]


def test_each_edition_of_a_day_is_an_episode_of_its_own(tmp_path: Path, mp3: bytes) -> None:
    morning = publish_one(tmp_path, DAY, mp3)
    later = evening(tmp_path, mp3)
    publish_one(tmp_path, DAY - timedelta(1), mp3)
    library = Library(tmp_path)
    assert [str(one.edition) for one in library.episodes()] == ["2026-11-24-1800", "2026-11-24", "2026-11-23"]
    assert library.find(EditionId(DAY)) == morning
    assert library.find(EditionId(DAY, "1800")) == later
    assert library.find(EditionId(DAY, "1200")) is None
    assert library.newest() == later
    assert in_feed(tmp_path) == ["2026-11-24-1800", "2026-11-24", "2026-11-23"]
    for folder in ("2026-11-24", "2026-11-24-1800"):
        assert names.named(tmp_path, f"episodes/{folder}/") is not None
    page = (tmp_path / "index.html").read_text("utf-8")
    assert "episodes/2026-11-24-1800/" in page
    assert "episodes/2026-11-24-1800/" in json.dumps(json.loads((tmp_path / "search.json").read_text("utf-8")))


def test_one_edition_is_made_anew_or_taken_back_and_the_other_stays(tmp_path: Path, mp3: bytes) -> None:
    publish_one(tmp_path, DAY, mp3)
    evening(tmp_path, mp3)
    evening(tmp_path, mp3)
    library = Library(tmp_path)
    assert in_feed(tmp_path) == ["2026-11-24-1800-r2", "2026-11-24"]
    library.remove(SHOW, EditionId(DAY))
    assert library.removed(EditionId(DAY))
    assert not library.removed(EditionId(DAY, "1800"))
    assert in_feed(tmp_path) == ["2026-11-24-1800-r2"]


def test_retention_counts_editions(tmp_path: Path, mp3: bytes) -> None:
    publish_one(tmp_path, DAY, mp3)
    evening(tmp_path, mp3)
    Library(tmp_path).rebuild(SHOW, kept=Retention(episodes=1))
    assert list(Library(tmp_path).retired()) == ["2026-11-24"]
    assert in_feed(tmp_path) == ["2026-11-24-1800"]


def test_a_store_gets_both(tmp_path: Path, mp3: bytes) -> None:
    publish_one(tmp_path / "here", DAY, mp3)
    evening(tmp_path / "here", mp3)
    store = FolderStore(FolderSettings(path=str(tmp_path / "there")))
    assert mirror(Library(tmp_path / "here"), SHOW, store) == 2
    assert in_feed(tmp_path / "there") == ["2026-11-24-1800", "2026-11-24"]


def test_a_record_from_before_there_were_several_is_read_as_the_first(tmp_path: Path, mp3: bytes) -> None:
    publish_one(tmp_path, DAY, mp3)
    record = tmp_path / "episodes" / "2026-11-24" / "episode.json"
    old = {key: value for key, value in json.loads(record.read_bytes()).items() if key != "slot"}
    record.write_text(json.dumps(old, ensure_ascii=False), encoding="utf-8")
    library = Library(tmp_path)
    found = library.find(EditionId(DAY))
    assert found is not None
    assert found.slot == ""
    library.rebuild(SHOW)
    assert in_feed(tmp_path) == ["2026-11-24"]
