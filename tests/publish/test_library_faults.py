"""Damage, a full disk, a kill at any moment, two publishers at once: the feed is whole, an episode is there or not."""

import errno
import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import feedparser
import pytest

from briefing.errors import BusyError, PublishError
from briefing.publish import durable, state
from briefing.publish.library import Library
from briefing.show import EditionId, Episode, Show
from tests.publish.episodes import guids

DAY = date(2026, 11, 24)
Publish = Callable[..., Episode]


def test_a_folder_of_episodes_on_another_disk_is_told_as_such() -> None:
    told = durable.disk_message(Path("public/episodes/2026-11-24"), OSError(errno.EXDEV, "Invalid cross-device link"))
    assert told.endswith(": lies on another disk than the rest of the published folder; keep both on one")


def test_an_edition_is_seen_however_high_its_revision(publish: Publish, tmp_path: Path) -> None:
    (tmp_path / "episodes" / "2026-11-24-r999999").mkdir(parents=True)
    made = publish(tmp_path, DAY)
    assert made.revision == 1_000_000
    assert Library(tmp_path).find(EditionId(DAY)) == made
    assert guids(tmp_path) == [made.guid]


@pytest.mark.parametrize("damage", ["record", "audio", "other day", "escape", "naive"])
def test_a_damaged_edition_hides_itself_only(
    publish: Publish, show: Show, tmp_path: Path, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    good = publish(tmp_path, DAY - timedelta(1))
    bad = publish(tmp_path, DAY)
    folder = tmp_path / "episodes" / "2026-11-24"
    record = json.loads((folder / "episode.json").read_text(encoding="utf-8"))
    if damage == "record":
        (folder / "episode.json").write_bytes(b'{"show_id": "x"')
    elif damage == "audio":
        os.truncate(folder / bad.files["audio"], 1000)
    elif damage == "other day":
        (folder / "episode.json").write_text(json.dumps({**record, "date": "2026-11-23"}), encoding="utf-8")
    elif damage == "naive":
        (folder / "episode.json").write_text(
            json.dumps({**record, "published": "2026-11-24T04:00:00"}), encoding="utf-8"
        )
    else:
        files = {**record["files"], "vtt": "../../../etc/passwd"}
        (folder / "episode.json").write_text(json.dumps({**record, "files": files}), encoding="utf-8")
    library = Library(tmp_path)
    assert library.episodes() == [good]
    assert "2026-11-24" in caplog.text
    assert state.health(tmp_path, datetime.now(UTC))["newest"] == "2026-11-23"
    library.rebuild(show)
    assert guids(tmp_path) == [good.guid]
    again = publish(tmp_path, DAY)
    assert again.revision == 2
    assert guids(tmp_path) == [again.guid, good.guid]


@pytest.mark.parametrize("wrong", ["missing", "short", "name", "link", "naive"])
def test_what_is_not_whole_is_not_published(publish: Publish, tmp_path: Path, wrong: str) -> None:
    def spoil(scratch: Path, episode: Episode) -> None:
        audio = scratch / episode.files["audio"]
        if wrong == "missing":
            (scratch / episode.files["vtt"]).unlink()
        elif wrong == "short":
            os.truncate(audio, 10)
        elif wrong == "link":
            audio.rename(scratch / "real")
            audio.symlink_to(scratch / "real")

    changes: dict[str, Any] = {"fill": spoil}
    if wrong == "name":
        changes["files"] = {"audio": "../x.mp3", "vtt": "a", "srt": "b", "transcript": "c", "chapters": "d"}
    if wrong == "naive":
        changes["published"] = datetime(2026, 11, 24, 4)  # noqa: DTZ001 - the fault itself
    with pytest.raises(PublishError, match="nothing was published"):
        publish(tmp_path, DAY, **changes)
    assert Library(tmp_path).episodes() == []
    assert not (tmp_path / "feed.xml").exists()


def test_the_same_revision_cannot_be_published_twice(
    publish: Publish, show: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = publish(tmp_path, DAY)
    monkeypatch.setattr(Library, "next_revision", lambda *_: 1)
    with pytest.raises(PublishError, match="already there"):
        publish(tmp_path, DAY, title="أخرى")
    monkeypatch.setattr(Path, "exists", lambda _: False)  # both looked before either renamed
    with pytest.raises(PublishError, match="already there"):
        publish(tmp_path, DAY, title="أخرى")
    monkeypatch.undo()
    assert Library(tmp_path).episodes() == [made]
    Library(tmp_path).rebuild(show)


def test_a_second_process_is_told_that_the_show_is_held(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib; from briefing.publish.library import Library\n"
        "with Library(pathlib.Path(sys.argv[1])).lock(): print('held', flush=True); sys.stdin.read()"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert child.stdout
        assert child.stdout.readline() == "held\n"
        with pytest.raises(BusyError, match="another process"), Library(tmp_path).lock():
            pass
    finally:
        child.send_signal(signal.SIGKILL)
        child.communicate()
    with Library(tmp_path).lock():
        pass


def test_scratch_of_dead_jobs_is_swept_and_of_living_ones_kept(tmp_path: Path) -> None:
    library = Library(tmp_path)
    with library.scratch() as mine:
        dead = tmp_path / ".scratch" / "dead"
        dead.mkdir()
        (dead / "half.mp3").write_bytes(b"x")
        dead.with_suffix(".lock").touch()
        with library.scratch() as other:
            assert mine.is_dir()
            assert other.is_dir()
            assert other != mine
        assert not dead.exists()
        assert mine.is_dir()
    assert not mine.exists()


def test_a_full_disk_leaves_the_old_feed(
    publish: Publish, show: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(tmp_path, DAY - timedelta(1))
    before = (tmp_path / "feed.xml").read_bytes()
    real = os.fsync

    def full(handle: int) -> None:
        if "feed.xml" in Path(f"/proc/self/fd/{handle}").readlink().name:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(handle)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(PublishError, match="disk is full"):
        publish(tmp_path, DAY)
    assert (tmp_path / "feed.xml").read_bytes() == before
    assert not list(tmp_path.glob("*.tmp")) + list(tmp_path.glob(".*.tmp"))
    monkeypatch.undo()
    Library(tmp_path).rebuild(show)
    assert guids(tmp_path) == [f"moojaz-{DAY}", f"moojaz-{DAY - timedelta(1)}"]


def test_killed_at_any_boundary_nothing_is_half_there(publish: Publish, show: Show, tmp_path: Path) -> None:
    """A child is killed at its first, second, third ... call that changes the disk, until one comes through."""
    root = tmp_path / "show"
    publish(root, DAY - timedelta(1))
    seen = set()
    for at in range(1, 60):
        trial = tmp_path / f"trial-{at}"
        shutil.copytree(root, trial, symlinks=True)
        status = _killed_at(at, lambda where=trial: publish(where, DAY))  # type: ignore[misc]
        found = guids(trial)
        assert found in ([f"moojaz-{DAY - timedelta(1)}"], [f"moojaz-{DAY}", f"moojaz-{DAY - timedelta(1)}"])
        assert not feedparser.parse((trial / "feed.xml").read_bytes()).bozo
        library = Library(trial)
        seen.add((library.find(EditionId(DAY)) is not None, len(found)))
        if library.find(EditionId(DAY)) is None:
            publish(trial, DAY)
        else:
            library.rebuild(show)
        assert guids(trial) == [f"moojaz-{DAY}", f"moojaz-{DAY - timedelta(1)}"]
        shutil.rmtree(trial)
        if status == 0:
            break
    else:
        pytest.fail("never came through")
    assert seen == {(False, 1), (True, 1), (True, 2)}
    assert at > 15


def _killed_at(number: int, work: Callable[[], object]) -> int:
    """Run ``work`` in a child that kills itself before its n-th change of the disk; returns the wait status."""
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1]
    count = 0

    def counted(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **keys: Any) -> Any:
            nonlocal count
            count += 1
            if count == number:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*args, **keys)

        return call

    for name in ("fsync", "rename", "replace", "mkdir", "unlink"):
        setattr(os, name, counted(getattr(os, name)))
    code = 1
    try:
        work()
        code = 0
    finally:
        os._exit(code)


def test_two_publishers_at_once_lose_nothing(tmp_path: Path, publish: Publish) -> None:
    """A reader looks again and again meanwhile; each publication waits for another look to begin."""
    days = [DAY - timedelta(number) for number in range(8)]
    children, starts = [], []
    for share in (days[::2], days[1::2]):
        waiting, start = os.pipe()
        child = os.fork()
        if not child:
            code = 1
            try:
                for day in share:
                    os.read(waiting, 1)
                    publish(tmp_path, day)
                code = 0
            finally:
                os._exit(code)
        children.append(child)
        starts.append(start)
    while children:
        for start in starts:
            os.write(start, b"x")
        if (tmp_path / "feed.xml").exists():
            guids(tmp_path)
        done, status = os.waitpid(children[0], os.WNOHANG)
        if done:
            assert status == 0
            children.pop(0)
        time.sleep(0.002)
    assert guids(tmp_path) == [f"moojaz-{day}" for day in days]


def test_the_lock_file_outlives_its_owner(tmp_path: Path) -> None:
    with durable.locked(tmp_path / "l", wait=False, busy="busy"):
        handle = os.open(tmp_path / "l", os.O_RDWR)
        with pytest.raises(BlockingIOError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.close(handle)
    assert (tmp_path / "l").exists()
