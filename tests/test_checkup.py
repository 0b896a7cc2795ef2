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
from briefing.publish.room import ROOM_NEEDED_BYTES, free_bytes
from tests.publish.episodes import publish_one, tone_mp3

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
