"""A week of the daily run, quickly: SIGTERM, SIGKILL, no network, a full disk, a sleep, two daemons, a turned clock.

The daemon and its editions are real processes; only the clock is the test's, a week that has passed already.
"""

from __future__ import annotations

import contextlib
import os
import random
import resource
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import feedparser
import pytest

from briefing.publish import failure
from briefing.publish.library import Library
from briefing.show import EditionId
from tests.faults.hostile_routes import all_pieces

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 240


@dataclass
class Week:
    """The daemon's world.

    Attributes:
        folder: where everything lies.
        monday: the first day.
        news: what the feed holds by now.
        dead: whether the outlet's server hangs up.
    """

    folder: Path
    monday: date
    news: list[tuple[str, list[str]]] = field(default_factory=list)
    dead: bool = False
    daemons: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def public(self) -> Path:
        return self.folder / "public"

    def day(self, number: int) -> date:
        return self.monday + timedelta(days=number)

    def at(self, number: int, hour: int, minute: int = 0) -> None:
        """Set the clock, in one step."""
        moment = datetime(self.monday.year, self.monday.month, self.monday.day, tzinfo=UTC)
        moment += timedelta(days=number, hours=hour, minutes=minute)
        (self.folder / "clock.new").write_text(moment.isoformat())
        (self.folder / "clock.new").replace(self.folder / "clock")

    def start(self, *, largest_bytes: int = 0) -> subprocess.Popen[bytes]:
        def limit() -> None:
            if largest_bytes:
                resource.setrlimit(resource.RLIMIT_FSIZE, (largest_bytes, largest_bytes))

        words = [sys.executable, "-m", "tests.faults.daemon_driver"]
        env = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(self.folder / "cache")}
        with (self.folder / "log").open("ab") as log:
            daemon = subprocess.Popen(
                [*words, *(str(self.folder / name) for name in ("briefing.toml", "public", "clock"))],
                cwd=self.folder,
                env=env,
                stdout=log,
                stderr=log,
                preexec_fn=limit if largest_bytes else None,  # noqa: PLW1509 - the limit is the point
            )
        self.daemons.append(daemon)
        return daemon

    def end(self, *numbers: signal.Signals) -> None:
        """Stop every daemon with these signals."""
        for daemon in self.daemons:
            for number in numbers or (signal.SIGTERM,):
                daemon.send_signal(number)
        for daemon in self.daemons:
            daemon.wait(timeout=60)
        self.daemons.clear()

    def until(self, settled: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE_S
        while not settled():
            assert time.monotonic() < end, (self.folder / "log").read_text("utf-8")[-3000:]
            time.sleep(0.05)

    def made(self, number: int) -> bool:
        library = Library(self.public)
        episode = library.find(EditionId(self.day(number)))
        return episode is not None and library.in_feed(episode)

    def making(self) -> bool:
        return any((self.public / ".scratch").glob("*/*"))

    def days(self) -> list[date]:
        return [one.date for one in reversed(Library(self.public).episodes())]


SETTINGS = """
[show]
base_url = "https://news.example"
[edition]
time_zone = "UTC"
at = "06:00"
minutes = 3
retry_minutes = 5
since_days = 400
[voice]
name = "tone"
[fetch]
allow_private = ["127.0.0.1:{port}"]
[[sources]]
type = "feed"
name = "المرصد"
url = "http://127.0.0.1:{port}/feed"
"""


@pytest.fixture
def week(tmp_path: Path) -> Iterator[Week]:
    here = Week(folder=tmp_path, monday=datetime.now(UTC).date() - timedelta(days=9))

    class Outlet(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if here.dead:
                self.close_connection = True
                return
            items = "".join(
                f"<item><title>{title}</title><guid isPermaLink='false'>{title}</guid><description>"
                f"{escape(''.join(f'<p>{one}</p>' for one in paragraphs))}</description></item>"
                for title, paragraphs in here.news
            )
            body = f"<rss version='2.0'><channel><title>x</title>{items}</channel></rss>".encode()
            self.send_response(404 if "robots" in self.path else 200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keep the test's output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Outlet)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    (tmp_path / "briefing.toml").write_text(SETTINGS.format(port=server.server_port), encoding="utf-8")
    here.at(0, 5)
    yield here
    with contextlib.suppress(ProcessLookupError, subprocess.TimeoutExpired):
        here.end(signal.SIGKILL)
    server.shutdown()
    server.server_close()


def is_whole(public: Path) -> list[str]:
    """The editions that the feed names, newest first; each with its sound of the right length."""
    parsed = feedparser.parse((public / "feed.xml").read_bytes())
    assert not parsed.bozo
    for entry in parsed.entries:
        (enclosure,) = entry.enclosures
        audio = public / urlsplit(enclosure.href).path.lstrip("/")
        assert audio.stat().st_size == int(enclosure.length)
    assert len({entry.id for entry in parsed.entries}) == len(parsed.entries)
    return [urlsplit(entry.link).path.rstrip("/").rpartition("/")[2] for entry in parsed.entries]


@pytest.mark.faults
@pytest.mark.timeout(1800)
def test_a_week_of_misfortunes_ends_with_the_right_library(week: Week) -> None:  # noqa: PLR0915 - a week is long
    told = iter(all_pieces())
    week.news.append(next(told))
    week.start()
    time.sleep(1.0)
    assert not week.public.exists() or week.days() == [], "nothing before the hour"
    week.at(0, 6, 1)
    week.until(lambda: week.made(0))

    week.news.append(next(told))  # told to stop in the middle of an edition
    week.at(1, 6)
    week.until(week.making)
    week.end(signal.SIGTERM)
    assert not week.made(1)
    week.at(1, 9)
    week.start()
    week.until(lambda: week.made(1))

    week.news.append(next(told))  # killed in the middle of an edition
    week.at(2, 6)
    week.until(week.making)
    week.end(signal.SIGKILL)
    week.start()
    week.until(lambda: week.made(2))

    week.news.append(next(told))  # no network until the evening
    week.dead = True
    week.at(3, 6)
    week.until(lambda: failure.read(week.public) is not None)
    week.at(3, 7)
    week.until(lambda: (kept := failure.read(week.public)) is not None and kept.tries >= 2)
    week.dead = False
    week.at(3, 22)
    week.until(lambda: week.made(3) and failure.read(week.public) is None)

    week.end()  # a disk that is full
    week.news.append(next(told))
    week.start(largest_bytes=150_000)
    week.at(4, 6)
    week.until(lambda: failure.read(week.public) is not None)
    assert len(is_whole(week.public)) == 4
    week.end()
    week.start()
    week.until(lambda: week.made(4))

    week.news.append(next(told))  # asleep for all of a day
    week.at(6, 9)
    week.until(lambda: week.made(6))

    week.news.append(next(told))  # a second daemon, and a clock that goes back and forth
    week.start()
    for hour in (20, 11, 3, 23, 12):
        week.at(6, hour)
        time.sleep(1.0)
    week.end()
    assert week.days() == [week.day(number) for number in (0, 1, 2, 3, 4, 6)]
    assert is_whole(week.public) == [str(week.day(number)) for number in (6, 4, 3, 2, 1, 0)]
    assert sorted(one.name for one in (week.public / "episodes").iterdir()) == [str(one) for one in week.days()]
    assert "Traceback" not in (week.folder / "log").read_text("utf-8")


@pytest.mark.faults
@pytest.mark.timeout(3600)
def test_a_week_of_kills_at_random_moments_has_each_day_once(week: Week) -> None:
    seed = random.SystemRandom().randrange(1 << 32)
    chance = random.Random(seed)  # noqa: S311 - moments, not secrets
    for number, piece in enumerate(all_pieces()[:7]):
        week.news.append(piece)
        week.at(number, 6)
        for _ in range(6):
            for _daemon in range(chance.randint(1, 2)):
                week.start()
            time.sleep(chance.uniform(0.3, 4.0))
            week.end(chance.choice([signal.SIGTERM, signal.SIGKILL]))
            if (week.public / "feed.xml").exists():
                is_whole(week.public)
        week.start()
        week.until(lambda number=number: week.made(number))  # type: ignore[misc]
        week.end()
    assert week.days() == [week.day(number) for number in range(7)], f"seed {seed}"
    assert len(is_whole(week.public)) == 7, f"seed {seed}"
