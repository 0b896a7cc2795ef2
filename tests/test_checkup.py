"""What is looked at before an edition is made: one truth about the disk's room, and the clock for one record's cost."""

from __future__ import annotations

import contextlib
import shutil
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from briefing import checkup, edition
from briefing.config.settings import settings_of
from briefing.errors import PublishError
from briefing.publish.library import Library
from briefing.publish.mirror import mirror
from briefing.publish.room import ROOM_NEEDED_BYTES, free_bytes
from briefing.publish.store import FolderSettings, FolderStore
from briefing.show import EditionId
from tests.publish.episodes import SHOW, publish_one, tone_mp3

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("free", [0, ROOM_NEEDED_BYTES - 1, ROOM_NEEDED_BYTES, 10**12])
def test_the_check_is_content_where_an_edition_is_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**12, 10**12 - free, free))
    out = tmp_path / "not" / "there"
    enough = free >= ROOM_NEEDED_BYTES
    assert checkup._store(out).ok == enough
    with contextlib.nullcontext() if enough else pytest.raises(PublishError, match="MB left, an episode needs"):
        edition._room_for_an_episode(out)


def test_the_room_of_what_is_not_there_yet_is_that_of_its_disk(tmp_path: Path) -> None:
    assert free_bytes(tmp_path / "not" / "there") <= shutil.disk_usage(tmp_path).total
    assert free_bytes(tmp_path / "not" / "there") > 0


def test_the_clock_is_held_against_the_newest_episode_alone(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    settings = settings_of({"edition": {"time_zone": "UTC"}}, tmp_path)
    now = datetime.now(UTC)
    publish_one(tmp_path, (now - timedelta(days=9)).date(), tone_mp3())
    assert checkup._clock(settings, tmp_path).ok
    publish_one(tmp_path, (now + timedelta(days=3)).date(), tone_mp3())
    (tmp_path / "episodes" / str((now - timedelta(days=9)).date()) / "episode.json").write_text("damaged")
    found = checkup._clock(settings, tmp_path)
    assert found.told.endswith(" is more than a day behind the newest episode; set the clock")
    assert not found.ok
    assert caplog.records == [], "no other record was read"


def test_places_elsewhere_are_looked_at_too(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    (tmp_path / "www").mkdir()
    (tmp_path / "www" / "feed.xml").write_text("<rss/>")
    tables = [{"type": "folder", "path": str(tmp_path / name)} for name in ("new/www", "www", "file/www")]
    settings = settings_of({"stores": tables}, tmp_path)
    fresh, held, wrong = checkup._elsewhere(settings)
    assert (fresh.ok, fresh.told) == (True, "holds no feed yet")
    assert (held.ok, held.told) == (True, "holds a feed")
    assert not wrong.ok
    assert checkup._elsewhere(settings_of({}, tmp_path)) == []
    (unnamed,) = checkup._elsewhere(settings_of({"stores": [{"type": "folder"}]}, tmp_path))
    assert not unnamed.ok
    assert "no path is given" in unnamed.told


def test_the_state_of_one_show_counts_what_another_machine_brought_to_the_store(tmp_path: Path) -> None:
    now = datetime(2026, 11, 24, 9, tzinfo=UTC)
    store = tmp_path / "store"
    settings = settings_of(
        {"edition": {"time_zone": "UTC"}, "stores": [{"type": "folder", "path": str(store)}]}, tmp_path
    )
    here, there = tmp_path / "here", tmp_path / "there"
    publish_one(here, now.date() - timedelta(days=1), tone_mp3())
    publish_one(there, now.date(), tone_mp3())
    assert list(checkup.status_lines(settings, here, now))[1] == "today: 2026-11-24 is due and not there"
    mirror(Library(there), SHOW, FolderStore(FolderSettings(path=str(store))))
    assert list(checkup.status_lines(settings, here, now)) == [
        "newest: 2026-11-24, brought to the store by another machine",
        "today: 2026-11-24 is there",
        "next: 2026-11-25 06:00 UTC",
    ]
    Library(there).remove(SHOW, EditionId(now.date()))
    mirror(Library(there), SHOW, FolderStore(FolderSettings(path=str(store))))
    newest, today, _ = checkup.status_lines(settings, here, now)
    assert newest.startswith("newest: 2026-11-23, ")
    assert today == "today: 2026-11-24 was removed"


def test_a_store_that_cannot_be_asked_hides_nothing_else(tmp_path: Path) -> None:
    now = datetime(2026, 11, 24, 9, tzinfo=UTC)
    settings = settings_of({"edition": {"time_zone": "UTC"}, "stores": [{"type": "folder"}]}, tmp_path)
    lines = list(checkup.status_lines(settings, tmp_path, now))
    assert lines[0] == f"newest: none in {tmp_path}"
    assert lines[1] == "today: 2026-11-24 is due and not there"
    assert lines[2].startswith("store: ")
    assert "no path is given" in lines[2]
