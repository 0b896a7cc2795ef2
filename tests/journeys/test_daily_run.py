"""The daily run as a process of its own: one episode for the day, however often it looks, and a quick end."""

from __future__ import annotations

import signal
import time
from pathlib import Path
from typing import Any

import feedparser

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
        _wait_for(tmp_path / "public" / "feed.xml", 60)
        time.sleep(3)
        for daemon in daemons:
            daemon.send_signal(signal.SIGTERM)
        for daemon in daemons:
            assert daemon.wait(timeout=20) == 0
    finally:
        for daemon in daemons:
            daemon.kill()
            daemon.wait()
    entries = feedparser.parse((tmp_path / "public" / "feed.xml").read_bytes()).entries
    assert len(entries) == 1
    folders = [path.name for path in (tmp_path / "public" / "episodes").iterdir()]
    assert len(folders) == 1
