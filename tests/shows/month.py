"""Many shows, their daemon and what happens to it: a world for days that pass as quickly as editions are made.

What is due is computed here, not asked of the program.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import feedparser

from tests.shows.month_driver import Present
from tests.shows.papers import Papers
from tests.shows.town import environment

if TYPE_CHECKING:
    import random

    from tests.shows.papers import Papers

START = datetime(2026, 10, 18, 0, 0, tzinfo=UTC)
"""Before the clocks are set back in Berlin and Beirut (25 October), Cairo (30 October) and New York (1 November)."""

ZONES = ("Asia/Riyadh", "Africa/Cairo", "Europe/Berlin", "America/New_York", "Asia/Beirut")
HOURS = (
    ("06:00",),
    ("06:00",),
    ("05:10",),
    ("06:30",),
    ("20:45",),
    ("02:30",),
    ("06:00",),
    ("06:15",),
    ("06:00",),
    ("06:00", "18:30"),
    ("07:20",),
)
FREE_DAYS: tuple[tuple[int, ...], ...] = ((), (5, 6))
PATIENCE_S = 3600


@dataclass(frozen=True, slots=True)
class Show:
    """What the settings file of one show says."""

    number: int

    @property
    def name(self) -> str:
        return f"s{self.number:04}"

    @property
    def zone(self) -> str:
        return ZONES[self.number % len(ZONES)]

    @property
    def hours(self) -> tuple[str, ...]:
        return HOURS[self.number % len(HOURS)]

    @property
    def weekdays(self) -> tuple[int, ...]:
        free = FREE_DAYS[self.number % len(FREE_DAYS)]
        return tuple(day for day in range(1, 8) if day not in free)

    def settings(self, papers: str, many: int) -> str:
        sources = "".join(
            f'[[sources]]\ntype = "feed"\nname = "جريدة {one % many}"\nurl = "http://{papers}/{one % many}.xml"\n'
            for one in (self.number, self.number + 1)
        )
        return (
            f'[show]\nid = "{self.name}"\ntitle = "نشرة {self.number}"\n[edition]\nminutes = 0.6\nsince_days = 1.5\n'
            f'at = {json.dumps(self.hours)}\ntime_zone = "{self.zone}"\nweekdays = {list(self.weekdays)}\n{sources}'
        )

    def expected(self, end: datetime) -> set[str]:
        """Names of the editions that are due from the start to ``end``."""
        zone, found = ZoneInfo(self.zone), set()
        day = START.astimezone(zone).date()
        while (midnight := datetime(day.year, day.month, day.day, tzinfo=zone)) <= end:
            for number, hour in enumerate(self.hours):
                at = midnight.replace(hour=int(hour[:2]), minute=int(hour[3:]))
                later = [one for one in self.hours[number + 1 :] if midnight.replace(hour=int(one[:2])) <= START]
                if at <= end and day.isoweekday() in self.weekdays and not later:
                    found.add(f"{day}-{hour.replace(':', '')}" if number else str(day))
            day += timedelta(days=1)
        return found


@dataclass
class World:
    """Papers, shows, the daemon, and what happens to it."""

    home: Path
    shows: list[Show]
    end: datetime
    papers: Papers
    chance: random.Random
    daemon: subprocess.Popen[bytes] | None = None
    clock: Present = field(init=False)
    mishaps: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.clock = Present(self.home / "clock")
        folder = self.home / "shows"
        folder.mkdir()
        (folder / "common.toml").write_text(
            f'[show]\nbase_url = "https://p.example.org"\n[voice]\nname = "tone"\n'
            f"[workers]\nprocesses = {4 if len(self.shows) > 100 else 2}\n"
            f'[fetch]\nallow_private = ["{self.papers.pair}"]\n',
            encoding="utf-8",
        )
        many = max(3, len(self.shows) // 12)
        for show in self.shows:
            (folder / f"{show.name}.toml").write_text(show.settings(self.papers.pair, many), encoding="utf-8")
        Present(self.home / "end").set(self.end)

    def start(self) -> None:
        words = [sys.executable, "-m", "tests.shows.month_driver", str(self.home)]
        with (self.home / "log").open("ab") as log:
            self.daemon = subprocess.Popen(words, cwd=self.home, env=environment(self.home), stdout=log, stderr=log)

    def ended(self) -> list[tuple[str, str, str, str]]:
        """Show, edition, state and words of each edition that ended; a line that a kill has cut is none."""
        path = self.home / "ended"
        lines = path.read_text("utf-8").splitlines() if path.exists() else []
        return [tuple(json.loads(line)) for line in lines if line.endswith("]")]

    def until(self, moment: datetime, more: int = sys.maxsize) -> None:
        """Wait until the clock has come to a moment, or so many more editions have ended."""
        path, end_s = self.home / "ended", time.monotonic() + PATIENCE_S
        size = path.stat().st_size if path.exists() else 0
        while self.clock() < moment and (not path.exists() or path.stat().st_size < size + 150 * more):
            assert self.daemon is not None
            assert self.daemon.poll() is None, self.told()
            assert time.monotonic() < end_s, self.told()
            time.sleep(0.02)

    def told(self) -> str:
        return (self.home / "log").read_text("utf-8")[-3000:]

    def workers(self) -> list[int]:
        """The child processes that make editions; none in a daemon that has begun none."""
        assert self.daemon is not None
        found = []
        for one in Path(f"/proc/{self.daemon.pid}/task").glob("*/children"):
            with contextlib.suppress(OSError):  # a thread that has just ended
                found += [int(pid) for pid in one.read_text("ascii").split() if _is_worker(pid)]
        return found

    def signal(self, number: signal.Signals) -> None:
        """Send the daemon a signal, see it end, and start another."""
        assert self.daemon is not None
        up = self.home / "up"
        while number == signal.SIGTERM and (not up.exists() or up.read_text("ascii") != str(self.daemon.pid)):
            assert self.daemon.poll() is None, self.told()
            time.sleep(0.02)
        self.daemon.send_signal(number)
        status = self.daemon.wait(timeout=PATIENCE_S)
        assert status == (-number if number == signal.SIGKILL else 0), self.told()
        self.start()

    def befalls(self, mishap: str) -> None:
        """One of :data:`MISHAPS`."""
        match mishap:
            case "the daemon is killed":
                self.signal(signal.SIGKILL)
            case "the daemon is told to stop":
                self.signal(signal.SIGTERM)
            case "a worker is killed":
                for worker in self.workers()[:1]:
                    os.kill(worker, signal.SIGKILL)
            case "no file may grow":
                self.cramped(self.chance.uniform(0.2, 2))
            case "clips are damaged":
                clips = [path for path in (self.home / "cache").rglob("*") if path.is_file()]
                for path in self.chance.sample(clips, min(20, len(clips))):
                    path.write_bytes(b"\0" + path.read_bytes()[3:])
            case "a feed is deleted":
                (self.home / "public" / self.chance.choice(self.shows).name / "feed.xml").unlink(missing_ok=True)
        self.mishaps.append(mishap)

    def cramped(self, seconds: float) -> None:
        """The workers' files end at 60 KB, as on a full disk. The clock stands, or the day might be over first."""
        until = Present(self.home / "until")
        further = until()
        until.set(self.clock())
        for limit in (60_000, None):
            for worker in self.workers():
                with contextlib.suppress(ProcessLookupError):
                    _, hard = resource.prlimit(worker, resource.RLIMIT_FSIZE)
                    resource.prlimit(worker, resource.RLIMIT_FSIZE, (limit or hard, hard))
            time.sleep(seconds)
            seconds = 0
        until.set(further)


def _is_worker(pid: str) -> bool:
    with contextlib.suppress(OSError):
        return b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()
    return False


MISHAPS = (
    "the daemon is killed", "a worker is killed", "no file may grow", "the daemon is told to stop",
    "clips are damaged", "a feed is deleted",
)  # fmt: skip


@dataclass
class Subscriber:
    """Polls feeds all the while: what one names is there, as long as it says, and each guid once."""

    world: World
    chance: random.Random
    every_s: float
    looks: int = 0
    faults: list[str] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        while not self.stopped.wait(self.every_s):
            show = self.chance.choice(self.world.shows)
            if (self.world.home / "public" / show.name / "feed.xml").exists():
                self.look(show)

    def look(self, show: Show) -> list[str]:
        """Names of the editions in the feed of a show, newest first."""
        root = self.world.home / "public" / show.name
        try:
            parsed = feedparser.parse((root / "feed.xml").read_bytes())
        except FileNotFoundError:  # deleted by a mishap
            return []
        self.looks += 1
        if parsed.bozo or len({entry.id for entry in parsed.entries}) != len(parsed.entries):
            self.faults.append(f"{show.name}: {parsed.get('bozo_exception', 'a guid comes twice')}")
        for entry in parsed.entries:
            audio = root / urlsplit(entry.enclosures[0].href).path.removeprefix(f"/{show.name}/")
            if not audio.is_file() or audio.stat().st_size != int(entry.enclosures[0].length):
                self.faults.append(f"{audio}: not as the feed of {show.name} says")
        return [urlsplit(entry.link).path.rstrip("/").rpartition("/")[2] for entry in parsed.entries]
