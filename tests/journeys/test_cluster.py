"""A cluster on this machine: a worker and then the scheduler are killed in the middle; every show has one episode."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from lxml import etree

from tests.shows.town import ROOT, Cluster, Outlets, briefing, environment, write_shows

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.timeout(900)
pytest.importorskip("distributed", reason="needs the extra: pip install 'arabic-briefing[cluster]'")


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    made = Cluster(tmp_path, environment(tmp_path))
    yield made
    made.stop()


def whole(public: Path, count: int) -> None:
    """Every show has one episode, and its feed names a file that is there and as long as it says."""
    for number in range(count):
        root = public / f"s{number:04}"
        tree = etree.parse(root / "feed.xml")
        (enclosure,) = tree.xpath("//enclosure")
        audio = root / urlsplit(enclosure.get("url")).path.removeprefix(f"/s{number:04}/")
        assert audio.stat().st_size == int(enclosure.get("length"))
        assert len(list((root / "episodes").iterdir())) == 1


def begin(folder: Path, env: dict[str, str], address: str) -> subprocess.Popen[str]:
    line = [sys.executable, "-m", "briefing", "shows", "shows", "--workers", address]
    return subprocess.Popen(line, cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def wait_for_feeds(public: Path, count: int, run: subprocess.Popen[Any]) -> None:
    while len(list(public.glob("*/feed.xml"))) < count:
        assert run.poll() is None
        time.sleep(0.05)


def test_a_killed_worker_and_a_killed_scheduler_lose_no_show(cluster: Cluster, tmp_path: Path) -> None:
    count = 6
    with Outlets(3) as outlets:
        write_shows(tmp_path / "shows", count, outlets)
        address = cluster.start(2)
        run = begin(tmp_path, cluster.env, address)
        wait_for_feeds(tmp_path / "public", 1, run)
        os.kill(cluster.workers[0].pid, signal.SIGKILL)
        told, complaints = run.communicate(timeout=300)
        assert run.returncode == 0, complaints
        assert "0 failed" in told  # one that the killed worker had published is there already
        whole(tmp_path / "public", count)
        assert outlets.asked == {"/robots.txt": 1, "/0.xml": 1, "/1.xml": 1, "/2.xml": 1}
        done = briefing(tmp_path, cluster.env, ["shows", "shows", "--workers", address])
        assert f"0 made, {count} already there" in done.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has all of 127.0.0.0/8 for itself")
def test_a_machine_that_fails_at_everything_costs_no_show(cluster: Cluster, tmp_path: Path) -> None:
    count = 6
    full = tmp_path / "full" / "sitecustomize.py"
    full.parent.mkdir()
    full.write_text("import shutil\nshutil.disk_usage = lambda path: shutil._ntuple_diskusage(10**9, 10**9, 0)\n")
    with Outlets(3) as outlets:
        write_shows(tmp_path / "shows", count, outlets)
        address = cluster.start(1)
        cluster.add(address, "127.0.0.2", PYTHONPATH=f"{full.parent}:{ROOT}")
        cluster.wait_for_workers(address, 2)
        done = briefing(tmp_path, cluster.env, ["shows", "shows", "--workers", address])
    assert f"{count} made, 0 already there, 0 failed" in done.stdout, done.stderr
    assert "toml: failed on 127.0.0.2 (" in done.stderr
    assert "0 MB left" in done.stderr
    whole(tmp_path / "public", count)


def test_a_machine_with_another_release_says_so(cluster: Cluster, tmp_path: Path) -> None:
    other = tmp_path / "other" / "sitecustomize.py"
    other.parent.mkdir()
    other.write_text(
        "import importlib.metadata, sys\n"
        "importlib.metadata.version = lambda name, known=importlib.metadata.version: (\n"
        "    '0.9' if name == 'arabic-briefing' else known(name))\n"
        "sys.modules['briefing.shows.task'] = None  # in 0.9 it was elsewhere\n"
    )
    with Outlets(3) as outlets:
        write_shows(tmp_path / "shows", 2, outlets)
        address = cluster.start(0)
        cluster.add(address, PYTHONPATH=f"{other.parent}:{ROOT}")
        done = briefing(tmp_path, cluster.env, ["shows", "shows", "--workers", address])
    assert done.returncode == 1
    told = f"workers: this machine has release 0.9, whoever asks has {version('arabic-briefing')}; install the same"
    assert [f"s000{number}.toml: {told}" in done.stdout + done.stderr for number in range(2)] == [True, True]
    assert "Traceback" not in done.stderr


@pytest.mark.faults
def test_a_scheduler_that_dies_is_told_and_the_same_command_goes_on(cluster: Cluster, tmp_path: Path) -> None:
    count = 5
    with Outlets(4) as outlets:
        gate = outlets.gates["/3.xml"] = threading.Event()  # so that the run cannot end before the kill
        write_shows(tmp_path / "shows", count, outlets, common="timeout_s = 200\n")
        run = begin(tmp_path, cluster.env, cluster.start(1))
        wait_for_feeds(tmp_path / "public", 1, run)
        assert cluster.scheduler is not None
        os.kill(cluster.scheduler.pid, signal.SIGKILL)
        told, complaints = run.communicate(timeout=300)
        gate.set()
        assert run.returncode == 1
        assert "is gone; start it and run the same command again" in complaints
        assert "Traceback" not in complaints, complaints
        assert int(re.findall(r"(\d+) failed", told)[0]) >= 3
        cluster.stop()
        address = cluster.start(1)
        done = briefing(tmp_path, cluster.env, ["shows", "shows", "--workers", address])
        assert done.returncode == 0, done.stderr
        whole(tmp_path / "public", count)
