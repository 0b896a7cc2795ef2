"""Publishing measured beside its references: run with ``make bench``. CPU seconds and peak memory, not wall time."""

import asyncio
import os
import resource
import shutil
import socket
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from briefing.publish.library import Library
from briefing.show import Chapter, Episode, Reference
from tests.publish.episodes import SHOW, draft, publish_one, tone_mp3

pytestmark = [pytest.mark.bench, pytest.mark.timeout(900)]
DAY = date(2026, 11, 24)


def say(line: str) -> None:
    print(line)  # noqa: T201 - a measurement is for people


def rich(day: date) -> Episode:
    """As a ten-story episode is: ten chapters with links, ten sources, no line twice in the show."""
    heads = [f"عنوان طويل لقصة من قصص {day} رقم {number} في نشرة الأخبار العربية" for number in range(10)]
    return replace(
        draft(SHOW, day, 1, audio_bytes=7_200_000, duration_ms=600_000),
        published=datetime(day.year, day.month, day.day, 4, tzinfo=UTC),
        chapters=tuple(
            Chapter(start_ms=n * 60_000, title=head, url="https://example.org/a/b") for n, head in enumerate(heads)
        ),
        references=tuple(
            Reference(article_id=str(n), outlet="وكالة المثال", title=head, url="https://example.org/a/b")
            for n, head in enumerate(heads)
        ),
    )


def test_a_feed_of_5000_episodes() -> None:
    """Goal: under 1 CPU second and 100 MB. Reference: the same count through lxml alone, 0.24 s and 64 MB."""
    from briefing.publish.entries import Entry
    from briefing.publish.feed import Frame, document
    from briefing.publish.surface import split

    episodes = [rich(DAY - timedelta(number)) for number in range(5000)]
    frame = Frame(guid="917393e3-1b1e-5cef-ace4-edaa54e1f810", cover="cover-1a2b3c4d.jpg")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    one = document(SHOW, [Entry.of(episode) for episode in episodes], frame)
    single_s = time.process_time() - start
    start = time.process_time()
    current, archives = split([Entry.of(episode) for episode in episodes])
    sizes = [len(document(SHOW, some, frame)) for some in [current, *(some for _, some in archives)]]
    paged_s = time.process_time() - start
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    say(f"feed of 5,000 in one document: {single_s:.2f} CPU s, {len(one) / 1e6:.1f} MB of XML")
    say(f"in {len(sizes)} documents with full notes: {paged_s:.2f} CPU s, largest {max(sizes) / 1e6:.2f} MB")
    say(f"peak memory grew by {(after - before) / 1024:.0f} MB to {after / 1024:.0f} MB")
    assert single_s < 1
    assert paged_s < 1.5
    assert len(one) > 1_000_000


def test_one_more_episode_at_10_and_at_1000(tmp_path: Path) -> None:
    """What a publication costs as the library grows; without the sound, which costs seconds.

    The first of the two may be the one that turns a year into an archive document, which happens once a year.
    """
    mp3 = tone_mp3()
    publish_one(tmp_path, DAY - timedelta(5000), mp3)
    template = tmp_path / "episodes" / (DAY - timedelta(5000)).isoformat()
    have, usual = 1, {}
    for count in (10, 100, 1000, 3650):
        for number in range(have, count):
            day = DAY - timedelta(5000 - number)
            copy = tmp_path / "episodes" / day.isoformat()
            shutil.copytree(template, copy, copy_function=os.link)
            (copy / "episode.json").unlink()
            record = replace(rich(day), audio_bytes=len(mp3), files={"audio": next(template.glob("*.mp3")).name})
            from briefing.publish.records import dump

            (copy / "episode.json").write_bytes(dump(record))
        have = count + 2
        Library(tmp_path).rebuild(SHOW)
        costs = []
        for number in range(2):
            start = time.process_time()
            publish_one(tmp_path, DAY - timedelta(5000 - count - number), mp3)
            costs.append(time.process_time() - start)
        usual[count] = costs[1]
        say(f"one more at {count}: {costs[0]:.3f}, then {costs[1]:.3f} CPU s")
    assert usual[1000] < 6 * usual[10]


def _served(code: str, *arguments: str) -> tuple[subprocess.Popen[str], int]:
    child = subprocess.Popen(
        [sys.executable, "-c", code, *arguments], stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
    )
    assert child.stdout
    return child, int(child.stdout.readline())


OURS = """
import sys, time
from pathlib import Path
from briefing.publish.serve import serving
with serving(Path(sys.argv[1]), '127.0.0.1', 0) as port:
    print(port, flush=True)
    time.sleep(3600)
"""
PLAIN = """
import socket, sys, uvicorn
from starlette.staticfiles import StaticFiles
s = socket.socket(); s.bind(('127.0.0.1', 0)); print(s.getsockname()[1], flush=True)
config = uvicorn.Config(StaticFiles(directory=sys.argv[1]), access_log=False, log_level='warning', http='h11',
                        lifespan='off')
uvicorn.Server(config).run(sockets=[s])
"""


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _peak_mb(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


async def _download(port: int, path: str) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    size = 0
    while part := await reader.read(1 << 18):
        size += len(part)
    writer.close()
    return size


async def _all(port: int, path: str, count: int) -> int:
    return sum(await asyncio.gather(*(_download(port, path) for _ in range(count))))


def test_downloads_beside_plain_starlette(tmp_path: Path) -> None:
    """100 at once: CPU per GB within 1.3 times of Starlette's StaticFiles on the same uvicorn and parser."""
    size = 10_600_000

    def grow(scratch: Path, episode: Episode) -> None:
        (scratch / episode.files["audio"]).write_bytes(os.urandom(size))

    episode = publish_one(tmp_path, DAY, b"", audio_bytes=size, fill=grow)
    path = f"/episodes/{DAY}/{episode.files['audio']}"
    found: dict[str, list[float]] = {"ours": [], "plain": []}
    for _ in range(3):
        for name, code in (("ours", OURS), ("plain", PLAIN)):
            child, port = _served(code, str(tmp_path))
            try:
                time.sleep(1)
                start = _cpu_s(child.pid)
                got = asyncio.run(_all(port, path, 100))
                assert got > 100 * size
                found[name].append((_cpu_s(child.pid) - start) / (got / 1e9))
                peak = _peak_mb(child.pid)
            finally:
                child.kill()
                child.wait()
        say(f"CPU s/GB at 100 connections: ours {found['ours'][-1]:.2f}, plain {found['plain'][-1]:.2f}; {peak:.0f} MB")
    ratio = min(found["ours"]) / min(found["plain"])
    say(f"ratio of the best of three: {ratio:.2f}")
    assert ratio < 1.3


def test_memory_under_200_slow_clients(tmp_path: Path) -> None:
    size = 10_600_000

    def grow(scratch: Path, episode: Episode) -> None:
        (scratch / episode.files["audio"]).write_bytes(os.urandom(size))

    episode = publish_one(tmp_path, DAY, b"", audio_bytes=size, fill=grow)
    child, port = _served(OURS, str(tmp_path))
    try:
        idle = _peak_mb(child.pid)
        clients = []
        for _ in range(200):
            client = socket.create_connection(("127.0.0.1", port))
            client.sendall(f"GET /episodes/{DAY}/{episode.files['audio']} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            clients.append(client)
        for _ in range(20):
            for client in clients:
                client.recv(2000)
            time.sleep(0.1)
        assert asyncio.run(_download(port, "/feed.xml")) > 1000, "a feed reader is served meanwhile"
        peak = _peak_mb(child.pid)
        say(f"200 slow clients: {peak:.0f} MB at most, {idle:.0f} MB idle")
        assert peak < idle + 80
    finally:
        child.kill()
        child.wait()
