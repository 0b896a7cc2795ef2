"""Editions killed at random moments: a polling reader never meets a broken feed; the next run makes the day whole."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import feedparser
import pytest

from briefing.publish.library import Library

ROOT = Path(__file__).resolve().parents[2]
NEWS = ROOT / "seeds" / "articles" / "marfa" / "interest-rate.txt"
DAY = "2026-11-23"
MAKE = ("make", str(NEWS), "--date", DAY, "--voice", "tone", "--minutes", "1", "--quiet")


def faults_of(public: Path) -> list[str]:
    """What a subscriber would find broken right now."""
    try:
        feed = (public / "feed.xml").read_bytes()
    except FileNotFoundError:
        return []
    parsed = feedparser.parse(feed)
    faults = [f"feed: {parsed.bozo_exception}"] if parsed.bozo else []
    for entry in parsed.entries:
        (enclosure,) = entry.enclosures
        audio = public / urlsplit(enclosure.href).path.lstrip("/")
        if not audio.is_file():
            faults.append(f"{audio.name}: named by the feed and missing")
        elif audio.stat().st_size != int(enclosure.length):
            faults.append(f"{audio.name}: {audio.stat().st_size} bytes, the feed says {enclosure.length}")
    return faults


class Reader(threading.Thread):
    """Polls the published folder all the while."""

    def __init__(self, public: Path) -> None:
        super().__init__(daemon=True)
        self.public = public
        self.faults: list[str] = []
        self.looks = 0
        self._stop_asked = threading.Event()

    def run(self) -> None:
        while not self._stop_asked.wait(0.02):
            self.faults += faults_of(self.public)
            self.looks += 1

    def stop(self) -> None:
        self._stop_asked.set()
        self.join()


def _audio(public: Path) -> bytes:
    (audio,) = (public / "episodes").glob("*/*.mp3")
    return audio.read_bytes()


def _storm(command: Any, kills: int, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - moments, not secrets
    began = time.monotonic()
    command.good(*MAKE, "--out", "undisturbed")
    whole_s = time.monotonic() - began
    undisturbed = _audio(command.folder / "undisturbed")
    public = command.folder / "public"
    reader = Reader(public)
    reader.start()
    for kill in range(kills):
        words = [*MAKE, "--force"] if kill % 3 == 2 else MAKE
        run = command.start(*words)
        try:
            run.wait(timeout=chance.uniform(0.1, whole_s * 1.2))
        except subprocess.TimeoutExpired:
            run.send_signal(signal.SIGKILL)
            run.wait()
    command.good(*MAKE)
    reader.stop()
    assert reader.looks > kills
    assert reader.faults == []
    (entry,) = feedparser.parse((public / "feed.xml").read_bytes()).entries
    audio = public / urlsplit(entry.enclosures[0].href).path.lstrip("/")
    assert audio.read_bytes()[-100_000:] == undisturbed[-100_000:]
    assert len(audio.read_bytes()) == len(undisturbed)


@pytest.mark.timeout(900)
def test_a_few_kills_lose_and_double_nothing(command: Any) -> None:
    _storm(command, kills=6, seed=int(time.time()))


@pytest.mark.faults
@pytest.mark.timeout(7200)
def test_a_thousand_kills_lose_and_double_nothing(command: Any) -> None:
    _storm(command, kills=1000, seed=int(time.time()))


def _at_once(command: Any, count: int, out: str) -> None:
    runs = [command.start(*MAKE, "--out", out) for _ in range(count)]
    statuses = [run.wait(timeout=600) for run in runs]
    assert 0 in statuses
    assert set(statuses) <= {0, 1}
    public = command.folder / out
    assert faults_of(public) == []
    assert len(feedparser.parse((public / "feed.xml").read_bytes()).entries) == 1
    assert [path.name for path in (public / "episodes").iterdir()] == [DAY]


@pytest.mark.timeout(900)
def test_five_runs_at_once_make_one_episode(command: Any) -> None:
    _at_once(command, 5, "public")


def test_a_run_beside_another_says_busy_and_one_after_it_that_all_is_there(command: Any) -> None:
    library = Library(command.folder / "public")
    with library.lock():
        busy = command.run(*MAKE)
    assert busy.returncode == 1
    assert b"another process is making an edition" in busy.stderr
    command.good(*MAKE)
    assert "is already there" in command.good(*MAKE)


@pytest.mark.faults
@pytest.mark.timeout(14400)
def test_five_runs_at_once_two_hundred_times(command: Any) -> None:
    for number in range(200):
        _at_once(command, 5, f"public{number}")
        shutil.rmtree(command.folder / f"public{number}")
