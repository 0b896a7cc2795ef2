"""Children that do work: results and errors come back, a killed one costs nothing, none outlives its parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from pickle import PicklingError
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from briefing import make_episode, reading
from briefing.config.sections import WorkerSettings
from briefing.errors import SettingsError, SourceError, WorkersError
from briefing.work import cluster
from briefing.work.workers import Children, open_workers

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent


class StrangeError(Exception):
    """One that can be packed and not be made again."""

    def __init__(self, one: str, *, two: str) -> None:
        super().__init__(one)
        self.two = two


def whoami() -> int:
    return os.getpid()


def refuse(text: str) -> None:
    raise SourceError(text)


def refuse_strangely() -> None:
    message = "one"
    raise StrangeError(message, two="two")


def slowly(path: Path, s: float) -> str:
    """Note that it began, wait, tell."""
    with path.open("a") as file:
        file.write(f"{os.getpid()}\n")
    time.sleep(s)
    return path.name


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_an_edition_is_read_on_the_cores_that_this_process_may_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def noted(max_workers: int) -> ThreadPoolExecutor:
        asked.append(max_workers)
        return ThreadPoolExecutor(max_workers)

    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 2}, raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 64)
    monkeypatch.setattr(reading, "ThreadPoolExecutor", noted)
    article = ROOT / "seeds" / "articles" / "marfa" / "interest-rate.txt"
    settings = {"voice": {"cache_dir": str(tmp_path / "cache")}}
    make_episode(tmp_path / "public", inputs=[article], settings=settings, voice="tone", minutes=1)
    assert asked == [3], "the tone bears two at once"


@pytest.fixture(scope="module")
def children() -> Iterator[Children]:
    made = Children(2)
    yield made
    made.shutdown(cancel_futures=True)


def test_results_and_errors_come_back(children: Children) -> None:
    assert children.submit(pow, 2, 10).result(60) == 1024
    with pytest.raises(SourceError, match="no feed"):
        children.submit(refuse, "no feed").result(60)
    with pytest.raises(WorkersError, match="StrangeError: one"):
        children.submit(refuse_strangely).result(60)
    with pytest.raises(WorkersError, match="ended with"):
        children.submit(threading.Lock).result(60)


def test_two_processes_do_the_work_and_neither_is_ours(children: Children, tmp_path: Path) -> None:
    wait([children.submit(slowly, tmp_path / str(number), 0.2) for number in range(8)])
    pids = {path.read_text() for path in tmp_path.iterdir()}
    assert len(pids) == 2
    assert str(os.getpid()) not in {pid.strip() for pid in pids}


def test_what_cannot_be_packed_costs_no_place(children: Children) -> None:
    for _ in range(2 * children.slots):
        with pytest.raises((AttributeError, TypeError, PicklingError)):
            children.submit(lambda: None).result(60)
    answers = [children.submit(whoami) for _ in range(2 * children.slots)]
    assert os.getpid() not in {answer.result(60) for answer in answers}


def test_a_killed_child_loses_no_task(children: Children, tmp_path: Path) -> None:
    futures = [children.submit(slowly, tmp_path / str(number), 0.5) for number in range(6)]
    while not list(tmp_path.iterdir()):
        time.sleep(0.02)
    victim = int(next(tmp_path.iterdir()).read_text().split()[0])
    os.kill(victim, signal.SIGKILL)
    assert [future.result(60) for future in futures] == [str(number) for number in range(6)]
    begun = [line for path in tmp_path.iterdir() for line in path.read_text().splitlines()]
    assert len(begun) > 6
    assert begun.count(str(victim)) <= 2


def test_a_task_that_kills_its_child_is_given_up() -> None:
    children = Children(1, retries=1)
    try:
        with pytest.raises(WorkersError, match=r"2 child processes died .*SIGKILL"):
            children.submit(die).result(60)
        assert children.submit(pow, 2, 3).result(60) == 8
    finally:
        children.shutdown(cancel_futures=True)


def test_giving_back_ends_what_is_at_work(tmp_path: Path) -> None:
    with open_workers(WorkerSettings(processes=1)) as workers:
        future = workers.executor.submit(slowly, tmp_path / "0", 3600)
        while not (tmp_path / "0").exists() or not (tmp_path / "0").read_text():
            time.sleep(0.02)
        assert workers.slots() == 2
    with pytest.raises(WorkersError):
        future.result(60)
    assert _gone(int((tmp_path / "0").read_text()))


def test_no_child_outlives_a_killed_parent(tmp_path: Path) -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); sys.path.insert(0, sys.argv[1] + '/tests')\n"
        "from pathlib import Path\n"
        "from briefing.work.workers import Children\n"
        "from test_workers import slowly\n"
        "Children(1).submit(slowly, Path(sys.argv[2]), 3600).result()\n"
    )
    script = tmp_path / "parent.py"
    script.write_text(f"if __name__ == '__main__':\n{''.join('    ' + line + chr(10) for line in code.splitlines())}")
    env = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"}
    parent = subprocess.Popen([sys.executable, str(script), str(ROOT), str(tmp_path / "begun")], env=env)
    while not (tmp_path / "begun").exists() or not (tmp_path / "begun").read_text():
        assert parent.poll() is None
        time.sleep(0.05)
    parent.kill()
    parent.wait()
    assert _gone(int((tmp_path / "begun").read_text()))


def _gone(pid: int) -> bool:
    for _ in range(600):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False


def test_no_scheduler_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_ANSWER_WITHIN_S", 0.5)
    pytest.importorskip("distributed", reason="needs the extra: pip install 'arabic-briefing[cluster]'")
    with (
        pytest.raises(WorkersError, match=r"no scheduler answers at tcp://127\.0\.0\.1:9; start one"),
        open_workers(WorkerSettings(address="tcp://127.0.0.1:9")),
    ):
        pass


class Scheduler:
    """What a client's ``sync`` reaches: it answers, or is lost."""

    scheduler = SimpleNamespace(identity="identity")

    def __init__(self) -> None:
        self.workers = {f"tls://10.0.0.{number // 2}:{4000 + number}": {"nthreads": 2} for number in range(4)}
        self.lost = False

    def sync(self, ask: str, *, n_workers: int, callback_timeout: float) -> dict[str, Any]:
        assert (ask, n_workers) == ("identity", -1)
        assert callback_timeout > 0
        if self.lost:
            raise TimeoutError
        return {"workers": self.workers}


def test_workers_are_known_also_while_the_scheduler_is_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_GOOD_FOR_S", -1.0)
    scheduler = Scheduler()
    roster = cluster.Roster(scheduler)
    assert (roster.threads(), roster.hosts()) == (8, {"10.0.0.0", "10.0.0.1"})
    scheduler.lost = True
    assert (roster.threads(), roster.hosts()) == (8, {"10.0.0.0", "10.0.0.1"})
    scheduler.lost, scheduler.workers = False, {"tcp://[::1]:4000": {"nthreads": 3}}
    assert (roster.threads(), roster.hosts()) == (3, {"::1"})


def test_what_another_release_packed_is_refused_unopened(monkeypatch: pytest.MonkeyPatch) -> None:
    with ThreadPoolExecutor(1) as pool:
        packing = cluster.Packing(pool)
        assert packing.submit(pow, 2, 10).result(60) == 1024
        assert packing.submit(sorted, [1, 2], reverse=True).result(60) == [2, 1]
    monkeypatch.setattr(cluster, "_release", lambda: "2.0")
    told = "workers: this machine has release 2.0, whoever asks has 1.9; install the same"
    assert cluster.unpacked("1.9", b"no pickle") == cluster.Refused(told, host="")


def test_a_missing_extra_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(SettingsError, match=r"arabic-briefing\[cluster\]"),
        open_workers(WorkerSettings(address="tcp://127.0.0.1:9")),
    ):
        pass
