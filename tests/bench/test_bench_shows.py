"""Many shows, measured: local workers beside a cluster's, one S3 store on loopback; how time and memory grow.

``BRIEFING_BENCH_SHOWS`` sets how many shows (200). The two runs read the same outlets with caches of their own, so each
speaks everything; the processor time is that of all processes of the program, the wall time that of the command.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tests.shows.town import Cluster, Outlets, environment, write_shows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

psutil = pytest.importorskip("psutil", reason="comes with distributed")
boto3 = pytest.importorskip("boto3", reason="the tests' group is not installed")
pytestmark = [pytest.mark.bench, pytest.mark.timeout(7200)]

SHOWS = int(os.environ.get("BRIEFING_BENCH_SHOWS", "200"))
_COMPARED = (".srt", ".vtt", ".mp3")
MINUTES = (1, 1.5, 2, 3)
MOTO = (
    "from moto.server import ThreadedMotoServer as S; s = S(ip_address='127.0.0.1', port=0); s.start()\n"
    "print(s.get_host_and_port()[1], flush=True); import sys; sys.stdin.readline()"
)


@dataclass
class Run:
    """What one run took."""

    shows: int
    wall_s: float
    cpu_s: float
    peak_mb: float
    coordinator_mb: float

    def row(self, name: str) -> str:
        return (
            f"| {name} | {self.shows} | {self.wall_s:.1f} | {self.cpu_s:.1f} | {self.cpu_s / self.shows:.2f} | "
            f"{self.coordinator_mb:.0f} | {self.peak_mb:.0f} |"
        )


HEAD = (
    "\n| workers | shows | wall s | CPU s | CPU s a show | MB handing out | MB in all |\n"
    "|---|---:|---:|---:|---:|---:|---:|"
)


def tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


class Watch(threading.Thread):
    """The processor time and memory of processes and all that they start, looked at now and then."""

    def __init__(self, pids: list[int]) -> None:
        super().__init__(daemon=True)
        self.pids, self.seconds, self.peak_mb, self.first_mb = pids, dict[tuple[int, float], float](), 0.0, 0.0
        self.done = threading.Event()

    def run(self) -> None:
        while not self.done.wait(0.2):
            self.look()

    def look(self) -> None:
        total = 0.0
        for pid in self.pids:
            try:
                root = psutil.Process(pid)
                for one in [root, *root.children(recursive=True)]:
                    times = one.cpu_times()
                    self.seconds[one.pid, one.create_time()] = times.user + times.system
                    rss_mb = one.memory_info().rss / 1e6
                    total += rss_mb
                    if one.pid == self.pids[-1]:
                        self.first_mb = max(self.first_mb, rss_mb)
            except psutil.Error:
                continue
        self.peak_mb = max(self.peak_mb, total)


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    pytest.importorskip("moto.server", reason="the tests' group is not installed")
    server = subprocess.Popen([sys.executable, "-c", MOTO], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL)  # fmt: skip
    assert server.stdout is not None
    server.stdout.readline()  # its greeting
    yield f"http://127.0.0.1:{int(server.stdout.readline())}"
    server.kill()
    server.wait()


def timed(folder: Path, env: dict[str, str], shows: int, cluster: Cluster | None) -> Run:
    words = [sys.executable, "-m", "briefing", "shows", "shows", "--quiet"]
    pids = []
    if cluster is not None:
        words += ["--workers", cluster.start(2)]
        pids = [process.pid for process in [cluster.scheduler, *cluster.workers] if process is not None]
        time.sleep(5)  # the workers have come
    before = Watch(pids)
    before.look()
    start = time.monotonic()
    run = subprocess.Popen(words, cwd=folder, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    watch = Watch([*pids, run.pid])
    watch.start()
    _, complaints = run.communicate()
    wall_s = time.monotonic() - start
    watch.done.set()
    watch.join()
    assert run.returncode == 0, complaints[-2000:]
    cpu_s = sum(watch.seconds.values()) - sum(before.seconds.values())
    return Run(shows, wall_s, cpu_s, watch.peak_mb, watch.first_mb)


@pytest.mark.parametrize(("voice", "shows"), [("tone", min(8, SHOWS)), ("espeak", SHOWS)])
def test_local_workers_and_a_cluster_publish_the_same(
    tmp_path: Path, endpoint: str, monkeypatch: pytest.MonkeyPatch, voice: str, shows: int
) -> None:
    keys = {"AWS_ACCESS_KEY_ID": "t", "AWS_SECRET_ACCESS_KEY": "t", "AWS_EC2_METADATA_DISABLED": "true"}
    for name, value in keys.items():
        monkeypatch.setenv(name, value)
    client = boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1")
    runs: dict[str, Run] = {}
    published: dict[str, dict[str, str]] = {}
    with Outlets(40) as outlets:
        for name in ("local", "dask"):
            folder, bucket = tmp_path / name, f"{voice}-{name}"
            folder.mkdir()
            env = environment(folder, **keys)
            client.create_bucket(Bucket=bucket)
            store = (
                f'[[stores]]\ntype = "s3"\nbucket = "{bucket}"\nprefix = "{{show}}"\n'
                f'endpoint_url = "{endpoint}"\nregion = "us-east-1"\n'
            )
            cluster = Cluster(folder, env) if name == "dask" else None
            write_shows(folder / "shows", shows, outlets, common=store, voice=voice, minutes=MINUTES)
            outlets.asked.clear()
            try:
                runs[name] = timed(folder, env, shows, cluster)
            finally:
                if cluster is not None:
                    cluster.stop()
            assert set(outlets.asked.values()) == {1}, "each source is fetched once"
            assert len(outlets.asked) == 1 + min(40, shows + 2)
            pages = client.get_paginator("list_objects_v2").paginate(Bucket=bucket)
            objects = {one["Key"]: one["ETag"] for page in pages for one in page.get("Contents", ())}
            assert sum(key.endswith(".mp3") for key in objects) == shows
            published[name] = {_plain(key): tag for key, tag in objects.items() if key.endswith(_COMPARED)}
            if (
                voice == "espeak"
            ):  # never the same samples twice, so that cues move by milliseconds: the words are compared
                published[name] = {_plain(key): words(client, bucket, key) for key in objects if key.endswith(".srt")}
    assert published["local"] == published["dask"]
    tell(HEAD)
    for name, run in runs.items():
        tell(run.row(f"{name}, {voice}"))
    ratio = runs["dask"].wall_s / runs["local"].wall_s
    tell(f"wall, cluster to local: {ratio:.2f}; processor: {runs['dask'].cpu_s / runs['local'].cpu_s:.2f}")
    if voice == "espeak":
        assert ratio <= 1.25


def words(client: Any, bucket: str, key: str) -> str:
    """A transcript without its times."""
    lines = client.get_object(Bucket=bucket, Key=key)["Body"].read().decode().splitlines()
    return "\n".join(line for line in lines if "-->" not in line)


def _plain(key: str) -> str:
    """A file's show and ending: its name tells the sound's content."""
    return f"{key.split('/', maxsplit=1)[0]}{key[key.rindex('.') :]}"


def test_time_and_memory_a_show_do_not_grow(tmp_path: Path) -> None:
    counts = [max(2, SHOWS // 20), max(4, SHOWS // 4), SHOWS]
    rows: list[Run] = []
    tell(HEAD)
    for count in counts:
        folder = tmp_path / str(count)
        folder.mkdir()
        with Outlets(40) as outlets:
            write_shows(folder / "shows", count, outlets, voice="espeak", minutes=MINUTES)
            rows.append(timed(folder, environment(folder), count, None))
        tell(rows[-1].row("local"))
    start_s = 6.0  # two children that import and load their models, and the command itself
    each = [(row.cpu_s - start_s) / row.shows for row in rows]
    assert each[-1] <= 1.3 * statistics.median(each[:2]) + 0.1
    assert rows[-1].peak_mb <= 1.5 * rows[0].peak_mb
