"""Real podcast clients subscribe to the served feed, download the episode whole, and go on where a line broke."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.journeys.conftest import ROOT
from tests.journeys.tap import Tap

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DAY = "2026-11-23"


@dataclass
class Served:
    """A show behind a listening line.

    Attributes:
        base: its address.
        audio: the newest episode's file.
        tap: the line.
    """

    base: str
    audio: Path
    tap: Tap

    @property
    def feed(self) -> str:
        return f"{self.base}/feed.xml"


def needs(program: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"{program} is not installed")


def fetch(url: str) -> bytes:
    answer = httpx.get(url, trust_env=False, timeout=60)
    assert answer.status_code == 200
    return answer.content


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def served(first_command: Any) -> Iterator[Served]:
    port = _free_port()
    tap = Tap(port)
    base = f"http://127.0.0.1:{tap.port}"
    first_command.good("make", "--date", DAY, "--voice", "tone", "--minutes", "1", "--base-url", base)
    server = first_command.start("serve", "--port", str(port))
    try:
        for _ in range(300):
            with contextlib.suppress(httpx.HTTPError):
                fetch(f"http://127.0.0.1:{port}/feed.xml")
                break
            time.sleep(0.1)
        audio = next((first_command.folder / "public" / "episodes" / DAY).glob("*.mp3"))
        yield Served(base=base, audio=audio, tap=tap)
    finally:
        tap.close()
        server.terminate()
        assert server.wait(timeout=20) in {0, -signal.SIGTERM}


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """An environment with a home of its own and no proxy."""
    kept = {key: value for key, value in os.environ.items() if key in {"PATH", "LANG"}}
    return {**kept, "HOME": str(tmp_path), "LC_ALL": "C.UTF-8", "TERM": "xterm"}


def run(home: dict[str, str], *words: str, good: bool = True) -> str:
    done = subprocess.run(words, env=home, cwd=home["HOME"], capture_output=True, check=False, timeout=100)
    told = (done.stdout + done.stderr).decode(errors="replace")
    assert done.returncode == 0 or not good, told
    return told


def half(audio: Path) -> bytes:
    content = audio.read_bytes()
    return content[: len(content) // 2]


def test_a_plain_client_gets_what_the_feed_names(served: Served) -> None:
    import feedparser

    (entry,) = feedparser.parse(fetch(served.feed)).entries
    assert fetch(entry.enclosures[0].href) == served.audio.read_bytes()


@needs("gpo")
def test_gpodder_subscribes_and_downloads_byte_for_byte(served: Served, home: dict[str, str], tmp_path: Path) -> None:
    for words in (["subscribe", served.feed], ["update"], ["download"]):
        run({**home, "GPODDER_HOME": str(tmp_path / "g")}, "gpo", *words)
    (downloaded,) = (tmp_path / "g").rglob("*.mp3")
    assert downloaded.read_bytes() == served.audio.read_bytes()


@needs("gpo")
def test_gpodder_goes_on_where_the_line_broke(served: Served, home: dict[str, str], tmp_path: Path) -> None:
    own = {**home, "GPODDER_HOME": str(tmp_path / "g")}
    for words in (["subscribe", served.feed], ["update"]):
        run(own, "gpo", *words)
    served.tap.asked, served.tap.break_after = b"", len(half(served.audio))
    run(own, "gpo", "download", good=False)
    run(own, "gpo", "download")
    assert served.tap.break_after is None
    (downloaded,) = (tmp_path / "g").rglob("*.mp3")
    assert downloaded.read_bytes() == served.audio.read_bytes()


@needs("curl")
def test_curl_goes_on_where_the_line_broke(served: Served, home: dict[str, str], tmp_path: Path) -> None:
    url = f"{served.base}/episodes/{DAY}/{served.audio.name}"
    served.tap.break_after = len(half(served.audio))
    run(home, "curl", "-s", "-o", "a.mp3", url, good=False)
    assert 0 < (tmp_path / "a.mp3").stat().st_size < served.audio.stat().st_size
    served.tap.asked = b""
    run(home, "curl", "-s", "-C", "-", "-o", "a.mp3", url)
    assert (tmp_path / "a.mp3").read_bytes() == served.audio.read_bytes()
    assert b"\r\nRange: bytes=" in served.tap.asked


@needs("wget")
def test_wget_goes_on_where_the_line_broke(served: Served, home: dict[str, str], tmp_path: Path) -> None:
    url = f"{served.base}/episodes/{DAY}/{served.audio.name}"
    served.tap.break_after = len(half(served.audio))
    run(home, "wget", "-q", "-t", "1", "-O", "a.mp3", url, good=False)
    assert 0 < (tmp_path / "a.mp3").stat().st_size < served.audio.stat().st_size
    served.tap.asked = b""
    for _ in ("the rest", "nothing"):
        run(home, "wget", "-q", "-c", "-O", "a.mp3", url)
        assert (tmp_path / "a.mp3").read_bytes() == served.audio.read_bytes()
    assert served.tap.asked.count(b"\r\nRange: bytes=") == 2


@needs("podget")
def test_podget_subscribes_and_downloads_byte_for_byte(served: Served, home: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / ".podget").mkdir()
    (tmp_path / ".podget" / "serverlist").write_text(f"{served.feed} News Briefing\n", encoding="utf-8")
    run(home, "podget", "-d", str(tmp_path / ".podget"), "-l", str(tmp_path / "POD"), good=False)
    (downloaded,) = (tmp_path / "POD").rglob("*.mp3")
    assert downloaded.read_bytes() == served.audio.read_bytes()


@needs("podget")
def test_podget_goes_on_where_the_line_broke(served: Served, home: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / ".podget").mkdir()
    (tmp_path / ".podget" / "serverlist").write_text(f"{served.feed} News Briefing\n", encoding="utf-8")
    served.tap.asked, served.tap.break_after = b"", len(half(served.audio))
    run(home, "podget", "-d", str(tmp_path / ".podget"), "-l", str(tmp_path / "POD"), good=False)
    assert served.tap.break_after is None
    (downloaded,) = (tmp_path / "POD").rglob("*.mp3")
    assert downloaded.read_bytes() == served.audio.read_bytes()
    assert b"\r\nRange: bytes=" in served.tap.asked


@pytest.fixture
def newsboat(served: Served, home: dict[str, str], tmp_path: Path) -> Path:
    """Its folder, after a look at the feed that put the episode into the queue of downloads."""
    folder = tmp_path / ".newsboat"
    folder.mkdir()
    (folder / "urls").write_text(f"{served.feed}\n", encoding="utf-8")
    settings = f'podcast-auto-enqueue yes\ndownload-path "{tmp_path}/got"\ndownload-filename-format "episode.mp3"\n'
    (folder / "config").write_text(settings, encoding="utf-8")
    (tmp_path / "got").mkdir()
    run(home, "newsboat", "-x", "reload")
    assert served.audio.name in (folder / "queue").read_text(encoding="utf-8")
    return folder


def podboat(home: dict[str, str], wanted: Path, size: int) -> None:
    """Run podboat on a terminal until the file is there whole."""
    ours, theirs = pty.openpty()
    child = subprocess.Popen(
        ["podboat", "-a"],
        env=home,
        cwd=home["HOME"],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    os.set_blocking(ours, False)
    try:
        for number in range(600):
            with contextlib.suppress(OSError):  # it often has nothing to show
                os.read(ours, 65_536)
            if number % 10 == 5:
                with contextlib.suppress(OSError):
                    os.write(ours, b"d")  # what was begun earlier waits for this key
            if wanted.exists() and wanted.stat().st_size == size:
                break
            time.sleep(0.1)
    finally:
        child.terminate()
        child.wait()
        os.close(ours)


@needs("newsboat")
@needs("podboat")
def test_newsboat_subscribes_and_podboat_downloads_byte_for_byte(
    served: Served, home: dict[str, str], newsboat: Path, tmp_path: Path
) -> None:
    assert newsboat.is_dir()
    told = run(home, "newsboat", "-x", "print-unread")
    assert told.startswith("1 ")
    podboat(home, tmp_path / "got" / "episode.mp3", served.audio.stat().st_size)
    assert (tmp_path / "got" / "episode.mp3").read_bytes() == served.audio.read_bytes()


@needs("newsboat")
@needs("podboat")
def test_podboat_goes_on_where_it_stopped(served: Served, home: dict[str, str], newsboat: Path, tmp_path: Path) -> None:
    assert newsboat.is_dir()
    (tmp_path / "got" / "episode.mp3.part").write_bytes(half(served.audio))
    served.tap.asked = b""
    podboat(home, tmp_path / "got" / "episode.mp3", served.audio.stat().st_size)
    assert (tmp_path / "got" / "episode.mp3").read_bytes() == served.audio.read_bytes()
    assert f"Range: bytes={len(half(served.audio))}-".encode() in served.tap.asked


PARTYTIME = """
const {parseFeed} = require("podcast-partytime");
let xml = "";
process.stdin.on("data", (part) => xml += part).on("end", () => {
  console.log(JSON.stringify(parseFeed(xml, {allowMissingGuid: false})));
});
"""


@needs("node")
def test_podcast_indexs_own_parser_reads_all_of_it(served: Served, home: dict[str, str]) -> None:
    own = {**home, "NODE_PATH": str(ROOT / "build" / "node" / "node_modules"), "LOG": "silent"}
    there = subprocess.run(["node", "-e", "require('podcast-partytime')"], env=own, capture_output=True, check=False)
    if there.returncode:
        pytest.skip("podcast-partytime is not installed: npm install --prefix build/node podcast-partytime")
    content = fetch(served.feed)
    done = subprocess.run(
        ["node", "-e", PARTYTIME], env=own, input=content, capture_output=True, check=True, timeout=60
    )
    told = json.loads(done.stdout)
    assert told["guid"]
    assert told["medium"] == "podcast"
    assert told["locked"] is True
    assert told["explicit"] is False
    assert told["itunesCategory"] == ["News > Daily News"]
    assert told["pubsub"] == {"self": served.feed}
    (item,) = told["items"]
    assert item["enclosure"]["length"] == served.audio.stat().st_size
    assert [one["type"] for one in item["podcastTranscripts"]] == [
        "text/vtt",
        "application/srt",  # its own name for what the namespace calls application/x-subrip
        "application/json",
    ]
    assert item["podcastChapters"]["type"] == "application/json+chapters"
    assert item["duration"] > 30
