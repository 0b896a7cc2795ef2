"""A real podcast client subscribes to the served feed and downloads the episode byte for byte."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DAY = "2026-11-23"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def served(command: Any) -> Iterator[tuple[Path, str]]:
    port = _free_port()
    base = f"http://127.0.0.1:{port}"
    command.good("make", "--date", DAY, "--voice", "tone", "--minutes", "1", "--base-url", base)
    server = command.start("serve", "--port", str(port))
    try:
        for _ in range(100):
            try:
                urllib.request.urlopen(f"{base}/feed.xml", timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield command.folder / "public", base
    finally:
        server.terminate()
        assert server.wait(timeout=20) in {0, -signal.SIGTERM}


def test_a_plain_client_gets_what_the_feed_names(served: tuple[Path, str]) -> None:
    import feedparser

    public, base = served
    with urllib.request.urlopen(f"{base}/feed.xml", timeout=5) as answer:
        (entry,) = feedparser.parse(answer.read()).entries
    audio = next((public / "episodes" / DAY).glob("*.mp3"))
    with urllib.request.urlopen(entry.enclosures[0].href, timeout=5) as answer:
        assert answer.read() == audio.read_bytes()


@pytest.mark.skipif(shutil.which("gpo") is None, reason="gPodder's command line is not installed")
def test_gpodder_subscribes_and_downloads_byte_for_byte(served: tuple[Path, str], tmp_path: Path) -> None:
    public, base = served
    home = tmp_path / "gpodder"
    env = {**{key: value for key, value in os.environ.items() if key != "PYTHONPATH"}, "GPODDER_HOME": str(home)}
    for words in (["subscribe", f"{base}/feed.xml"], ["update"], ["download"]):
        done = subprocess.run(["gpo", *words], env=env, capture_output=True, check=False, timeout=60)
        assert done.returncode == 0, done.stderr.decode()
    audio = next((public / "episodes" / DAY).glob("*.mp3"))
    (downloaded,) = home.rglob("*.mp3")
    assert downloaded.read_bytes() == audio.read_bytes()
