"""The daily run as a process of its own: one episode for the day, however often it looks, and a quick end."""

from __future__ import annotations

import json
import signal
import socket
import time
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

import feedparser
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

# Real daemons and editions: how long they take is the machine's business.
pytestmark = pytest.mark.timeout(900)
ROOT = Path(__file__).resolve().parents[2]

SETTINGS = f"""
[edition]
time_zone = "UTC"
at = "00:00"
minutes = 1
[voice]
name = "tone"
[[sources]]
type = "folder"
name = "جريدة المرفأ"
path = "{ROOT / "seeds" / "articles" / "marfa"}"
"""


def _wait_for(path: Path, seconds: float) -> None:
    end = time.monotonic() + seconds
    while not path.exists():
        assert time.monotonic() < end, f"{path} did not come within {seconds} s"
        time.sleep(0.1)


def test_two_daemons_make_one_episode_and_stop_on_sigterm(command: Any) -> None:
    tmp_path = command.folder
    (tmp_path / "briefing.toml").write_text(SETTINGS, encoding="utf-8")
    daemons = [command.start("run", "--config", "briefing.toml") for _ in range(2)]
    try:
        _wait_for(tmp_path / "public" / "feed.xml", 400)
        time.sleep(3)
        for daemon in daemons:
            daemon.send_signal(signal.SIGTERM)
        for daemon in daemons:
            assert daemon.wait(timeout=300) == 0
    finally:
        for daemon in daemons:
            daemon.kill()
            daemon.wait()
    entries = feedparser.parse((tmp_path / "public" / "feed.xml").read_bytes()).entries
    assert len(entries) == 1
    folders = [path.name for path in (tmp_path / "public" / "episodes").iterdir()]
    assert len(folders) == 1


def test_the_service_manager_is_told_of_start_life_and_end(command: Any) -> None:
    (command.folder / "briefing.toml").write_text(SETTINGS, encoding="utf-8")
    name = f"briefing-{uuid.uuid4().hex}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(f"\0{name}")
        manager.settimeout(300)
        daemon = command.start(
            "run", "--config", "briefing.toml", NOTIFY_SOCKET=f"@{name}", WATCHDOG_USEC="1000000", WATCHDOG_PID=""
        )
        try:
            assert manager.recv(4096) == b"READY=1"
            alive = [manager.recv(4096) for _ in range(3)]
            daemon.send_signal(signal.SIGTERM)
            last = b""
            while not last.startswith(b"STOPPING"):
                last = manager.recv(4096)
            assert daemon.wait(timeout=300) == 0
        finally:
            daemon.kill()
            daemon.wait()
    assert all(one.startswith(b"WATCHDOG=1\nSTATUS=next edition at 20") for one in alive)
    assert last == b"STOPPING=1"


def test_a_failure_is_kept_told_by_status_and_forgotten_after_success(command: Any) -> None:
    bad = SETTINGS.replace(str(ROOT / "seeds" / "articles" / "marfa"), "not-there")
    (command.folder / "briefing.toml").write_text(bad, encoding="utf-8")
    kept = command.folder / "public" / ".failure.json"
    _stay_until(command, kept.exists)
    assert json.loads(kept.read_bytes())["tries"] == 1
    failed = next(line for line in command.good("status").splitlines() if line.startswith("failed: "))
    assert "1 try; next try at " in failed
    assert "not-there" in failed
    (command.folder / "briefing.toml").write_text(SETTINGS, encoding="utf-8")
    _stay_until(command, lambda: not kept.exists())
    assert "failed: " not in command.good("status")


def _stay_until(command: Any, settled: Callable[[], bool]) -> None:
    """Run the daemon until something is so, and end it."""
    daemon = command.start("run")
    try:
        end = time.monotonic() + 400
        while not settled():
            assert time.monotonic() < end
            time.sleep(0.1)
        daemon.send_signal(signal.SIGTERM)
        assert daemon.wait(timeout=300) == 0
    finally:
        daemon.kill()
        daemon.wait()


def test_two_editions_of_a_day_are_two_episodes_that_say_which_they_are(command: Any) -> None:
    settings = SETTINGS.replace('at = "00:00"', 'at = ["06:00", "18:00"]')
    (command.folder / "briefing.toml").write_text(settings, encoding="utf-8")
    command.good("make", "--date", "2026-11-23")
    command.good("make", str(ROOT / "seeds" / "articles" / "sahel"), "--date", "2026-11-23-1800")
    assert "already there" in command.good("make", "--date", "2026-11-23-1800")
    later, first = feedparser.parse((command.folder / "public" / "feed.xml").read_bytes()).entries
    assert first.title.startswith("نشرة الصباح، ")
    assert later.title.startswith("نشرة المساء، ")
    assert first.published == "Mon, 23 Nov 2026 06:00:00 +0000"
    assert later.published == "Mon, 23 Nov 2026 18:00:00 +0000"
    assert first.id != later.id
    (transcript,) = (command.folder / "public" / "episodes" / "2026-11-23-1800").glob("*-2026-11-23-1800-*.vtt")
    assert "نشرة المساء" in transcript.read_text("utf-8")
    wrong = command.run("make", "--date", "2026-11-23-1200")
    assert wrong.returncode == 2
    assert b"2026-11-23, 2026-11-23-1800" in wrong.stderr
    assert [line.split()[0] for line in command.good("episodes").splitlines()] == ["2026-11-23-1800", "2026-11-23"]
    command.good("remove", "2026-11-23-1800")
    assert [line.split()[0] for line in command.good("episodes").splitlines()] == ["2026-11-23"]
