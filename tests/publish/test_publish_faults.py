"""Long storms over the library: kills at random moments while a listener polls, and files that may not grow."""

import os
import random
import resource
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import feedparser
import httpx
import pytest

from briefing.errors import PublishError
from briefing.publish.library import Library
from briefing.publish.serve import serving
from briefing.show import EditionId
from tests.publish.episodes import SHOW, publish_one, tone_mp3

pytestmark = [pytest.mark.faults, pytest.mark.timeout(1800)]
DAY = date(2026, 1, 1)
PATIENCE_S = 300  # a machine at its limit is slow, not broken


class Listener(threading.Thread):
    """Polls the feed over HTTP and downloads what it names; keeps every fault it meets."""

    def __init__(self, port: int) -> None:
        super().__init__(daemon=True)
        self._base = f"http://127.0.0.1:{port}"
        self._done = threading.Event()
        self.faults: list[str] = []
        self.looks = 0
        self.most = 0

    def run(self) -> None:
        with httpx.Client(trust_env=False, timeout=PATIENCE_S) as client:
            while not self._done.is_set():
                try:
                    self._look(client)
                except httpx.HTTPError as error:
                    self.faults.append(repr(error))
                time.sleep(0.01)

    def _look(self, client: httpx.Client) -> None:
        answer = client.get(f"{self._base}/feed.xml")
        seen = feedparser.parse(answer.content)
        if answer.status_code != 200 or seen.bozo or len(seen.entries) < self.most:
            self.faults.append(f"feed: {answer.status_code}, {len(seen.entries)} after {self.most} episodes")
            return
        self.looks += 1
        self.most = len(seen.entries)
        for entry in seen.entries[:3]:
            sound = client.get(entry.enclosures[0].href)
            if sound.status_code != 200 or len(sound.content) != int(entry.enclosures[0].length):
                self.faults.append(f"{entry.enclosures[0].href}: {sound.status_code}, {len(sound.content)} bytes")

    def end(self) -> None:
        self._done.set()
        self.join()


def child_of(work: Callable[[], object]) -> int:
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        work()
        code = 0
    except PublishError:
        code = 3
    finally:
        os._exit(code)


def test_kills_at_random_moments_lose_and_double_nothing(tmp_path: Path) -> None:
    mp3, chance = tone_mp3(), random.Random(20261124)  # noqa: S311 - moments, not secrets
    root = tmp_path / "public"
    root.mkdir()
    with serving(root, "127.0.0.1", 0) as port:
        show = replace(SHOW, base_url=f"http://127.0.0.1:{port}")
        publish_one(root, DAY, mp3, show=show)
        listener = Listener(port)
        listener.start()
        kills, usual_s = 0, 0.06
        for number in range(1, 101):
            day = DAY + timedelta(number)

            def work(day: date = day) -> None:
                library = Library(root)
                if library.find(EditionId(day)) is None:
                    publish_one(root, day, mp3, show=show)
                elif not (root / "feed.xml").read_bytes().count(day.isoformat().encode()):
                    library.rebuild(show)

            for _ in range(3):
                child = child_of(work)
                time.sleep(chance.uniform(0, usual_s))
                os.kill(child, signal.SIGKILL)
                kills += os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0
            started = time.monotonic()
            assert os.waitstatus_to_exitcode(os.waitpid(child_of(work), 0)[1]) == 0
            usual_s = (usual_s + time.monotonic() - started) / 2
        listener.end()
    episodes = Library(root).episodes()
    assert [episode.date for episode in episodes] == [DAY + timedelta(number) for number in range(100, -1, -1)]
    assert all(episode.revision == 1 for episode in episodes)
    assert listener.faults == []
    assert listener.looks > 10
    assert kills > 50
    with Library(root).scratch() as scratch:
        left = {path.name for path in (root / ".scratch").iterdir()}
        assert left == {".door", scratch.name, f"{scratch.name}.lock"}, "the dead jobs' folders are swept"
    assert not list(root.glob(".*.tmp"))


def test_files_that_may_not_grow_beyond_a_ladder_of_sizes(tmp_path: Path) -> None:
    """RLIMIT_FSIZE fails each write at its size, as a disk that fills up does."""
    mp3 = tone_mp3()
    root = tmp_path / "public"
    publish_one(root, DAY, mp3)
    (root / "feed.xml").unlink()
    Library(root).rebuild(SHOW)
    before = {name: (root / name).read_bytes() for name in ("feed.xml", "index.html")}
    refused = 0
    for size in [*range(0, 2000, 250), *range(2000, 60_000, 2500), len(mp3) - 1, len(mp3), 400_000]:

        def work(size: int = size) -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
            publish_one(root, DAY + timedelta(1), mp3)

        code = os.waitstatus_to_exitcode(os.waitpid(child_of(work), 0)[1])
        library = Library(root)
        if code:
            refused += 1
            assert not feedparser.parse((root / "feed.xml").read_bytes()).bozo
            if library.find(EditionId(DAY + timedelta(1))) is None:
                assert {name: (root / name).read_bytes() for name in before} == before
        if library.find(EditionId(DAY + timedelta(1))) is not None:
            library.rebuild(SHOW)
            break
    assert refused > 20
    assert len(feedparser.parse((root / "feed.xml").read_bytes()).entries) == 2
    assert not list(root.glob(".*.tmp"))
