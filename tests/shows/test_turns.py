"""One bound for an online voice: over the threads and processes of a machine, and over a cluster."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from audio.voices.tone import Tone, ToneSettings
from briefing.config.settings import settings_of
from briefing.work.turns import InTurn, in_turn, locked
from briefing.work.workers import Children
from tests.shows.town import ROOT, Cluster, environment

if TYPE_CHECKING:
    from pathlib import Path

    from audio.voices import Voice


def online_voice() -> Voice:
    voice = Tone(ToneSettings())
    voice.info = replace(voice.info, online=True, parallel=3, name="far")
    return voice


def at_work(folder: Path, turns: Path, at_once: int) -> int:
    """Hold a turn for a moment; how many did so at the same time."""
    with locked(turns, "far", at_once):
        mine = folder / f"{os.getpid()}-{time.monotonic_ns()}"
        mine.touch()
        most = 0
        for _ in range(4):
            most = max(most, len(list(folder.iterdir())))
            time.sleep(0.02)
        mine.unlink()
    return most


def test_threads_and_processes_together_keep_the_bound(tmp_path: Path) -> None:
    here, turns = tmp_path / "here", tmp_path / "turns"
    here.mkdir()
    children = Children(2)
    try:
        with ThreadPoolExecutor(4) as pool:
            futures = [children.submit(at_work, here, turns, 3) for _ in range(6)]
            futures += [pool.submit(at_work, here, turns, 3) for _ in range(8)]
            most = max(future.result(60) for future in futures)
    finally:
        children.shutdown(cancel_futures=True)
    assert most <= 3
    with locked(turns, "far", 3), locked(turns, "far", 3), locked(turns, "far", 3), ThreadPoolExecutor(1) as pool:
        assert pool.submit(at_work, here, tmp_path / "other", 1).result(60) == 1, "another voice has its own turns"


def test_the_turn_of_a_killed_process_is_free(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from briefing.work.turns import locked\n"
        "with locked(Path(sys.argv[1]), 'far', 1): print('held', flush=True); time.sleep(3600)"
    )
    line = [sys.executable, "-c", code, str(tmp_path)]
    child = subprocess.Popen(line, stdout=subprocess.PIPE, env=environment(tmp_path))
    assert child.stdout is not None
    assert child.stdout.readline() == b"held\n"
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(at_work, tmp_path / "none", tmp_path, 1)
        (tmp_path / "none").mkdir()
        time.sleep(0.3)
        assert not waiting.done()
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        assert waiting.result(60) == 1


def test_only_a_voice_that_needs_a_network_waits(tmp_path: Path) -> None:
    settings = settings_of({"voice": {"cache_dir": str(tmp_path)}}, tmp_path)
    near = Tone(ToneSettings())
    assert in_turn(near, settings) is near
    assert isinstance(in_turn(online_voice(), settings), InTurn)


def in_the_cluster(folder: str) -> int:
    """The task of a cluster's worker: speak in turn, and see who else does."""
    from pathlib import Path

    here = Path(folder)
    voice = in_turn(online_voice(), replace_bound(settings_of({}, here)))
    assert isinstance(voice, InTurn)
    most = 0
    with voice._turn():
        mine = here / f"{os.getpid()}-{time.monotonic_ns()}"
        mine.touch()
        for _ in range(4):
            most = max(most, len([one for one in here.iterdir() if one.name[0].isdigit()]))
            time.sleep(0.02)
        mine.unlink()
    return most


def replace_bound(settings: object) -> object:
    return replace(settings, workers=replace(settings.workers, online_at_once=2))  # type: ignore[attr-defined,type-var]


@pytest.mark.faults
@pytest.mark.timeout(600)
def test_a_whole_cluster_keeps_the_bound(tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed", reason="needs the extra: pip install 'arabic-briefing[cluster]'")
    env = environment(tmp_path)
    env["PYTHONPATH"] = f"{ROOT}{os.pathsep}{env['PYTHONPATH']}"
    cluster = Cluster(tmp_path, env)
    (tmp_path / "here").mkdir()
    try:
        with distributed.Client(cluster.start(2), set_as_default=False) as client:
            executor = client.get_executor(pure=False)
            futures = [executor.submit(in_the_cluster, str(tmp_path / "here")) for _ in range(8)]
            most = max(future.result(300) for future in futures)
    finally:
        cluster.stop()
    assert 1 <= most <= 2
    assert not (tmp_path / "cache" / "arabic-briefing" / "turns").exists(), "the scheduler holds the turns"
