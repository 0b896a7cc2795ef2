"""Day after day with many shows: each edition once, whatever fails; what a monitor is told; how all shows stand."""

from __future__ import annotations

import contextlib
import json
import logging
import socket
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen
from zoneinfo import ZoneInfo

import pytest

from briefing import failures, wiring
from briefing.errors import SettingsError
from briefing.publish import failure
from briefing.publish.library import Library
from briefing.publish.mirror import mirror
from briefing.shows import rounds as rounds_room
from briefing.shows import task as task_room
from briefing.shows.folder import read_folder
from briefing.shows.making import Making, make_all
from briefing.shows.overview import overview
from briefing.shows.rounds import Rounds
from briefing.shows.task import Made
from briefing.shows.wanted import Queue
from briefing.work import logs
from briefing.work.metrics import Metrics, exposed
from briefing.work.workers import Workers
from tests.shows.town import Outlets, briefing, environment, write_shows

if TYPE_CHECKING:
    from collections.abc import Iterator

START = datetime(2026, 11, 1, 2, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def outlets() -> Iterator[Outlets]:
    with Outlets(3) as made:
        yield made


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path


class Clock:
    """A day in as many steps as wanted."""

    def __init__(self) -> None:
        self.now = START
        self.steady_s = 0.0

    def __call__(self) -> datetime:
        return self.now

    def step(self, minutes: float) -> None:
        self.now += timedelta(minutes=minutes)
        self.steady_s += minutes * 60


def test_a_round_of_real_shows_with_real_workers(home: Path, outlets: Outlets) -> None:
    write_shows(home / "shows", 2, outlets, common='[edition]\nat = "00:00"\n[workers]\nprocesses = 1\n')
    metrics = Metrics()
    idle = threading.Event()
    rounds = Rounds(folder=read_folder(home / "shows"), out=home / "public", metrics=metrics, when_idle=idle.set)
    assert len(rounds.wanted()) == 2
    stop = threading.Event()
    with exposed(metrics, 0) as port:
        thread = threading.Thread(target=rounds.stay, args=(stop,))
        thread.start()
        while 'briefing_editions_total{state="made"} 2.0' not in _metrics(port):
            assert thread.is_alive()
            stop.wait(0.1)
        text = _metrics(port)
        assert idle.wait(100)
        stop.set()
        thread.join(60)
    assert "briefing_shows 2.0" in text
    for stage in ("gather", "write", "speak", "pack", "publish"):
        assert f'briefing_stage_seconds_count{{stage="{stage}"}} 2.0' in text
    assert rounds.wanted() == []
    assert rounds.late() == 0


def _metrics(port: int) -> str:
    with urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
        return str(answer.read().decode())


def test_a_failed_show_is_tried_again_later_and_counted(home: Path, outlets: Outlets) -> None:
    write_shows(home / "shows", 1, outlets)
    clock = Clock()
    clock.now = START.replace(hour=6)
    rounds = Rounds(folder=read_folder(home / "shows"), out=home / "public", clock=clock)
    (wanted,) = rounds.wanted()
    about: dict[str, Any] = {"name": wanted.name, "show_id": "s0000", "edition": str(wanted.edition)}
    rounds.ended(Made(state="failed", told="no network", **about))
    assert (rounds.wanted(), rounds.late()) == ([], 1)
    (line,) = overview(read_folder(home / "shows"), home / "public", clock.now)
    assert line.state == "missing"
    assert "failed tries: 1: no network" in line.told
    clock.step(6)
    assert [one.edition for one in rounds.wanted()] == [wanted.edition]
    rounds.ended(Made(state="made", told="made: x", seconds={"speak": 2.0}, counts={"clips spoken": 4}, **about))
    rounds.metrics.waiting(Queue(reading=1, ready=2, running=3), rounds.late())
    with exposed(rounds.metrics, 0) as port:
        text = _metrics(port)
    for line_told in (
        'briefing_editions_total{state="failed"} 1.0',
        'briefing_editions_total{state="made"} 1.0',
        "briefing_editions_late 0.0",
        'briefing_stage_seconds_sum{stage="speak"} 2.0',
        'briefing_clips_total{kind="spoken"} 4.0',
        'briefing_queue{state="ready"} 2.0',
        "briefing_edition_delay_seconds_sum 11160.0",
    ):
        assert line_told in text


def test_a_failure_is_forgotten_once_the_edition_is_there_whoever_made_it(home: Path, outlets: Outlets) -> None:
    write_shows(home / "shows", 1, outlets)
    clock, told = Clock(), home / "told"
    clock.now = START.replace(hour=6)
    common = (home / "shows" / "common.toml").read_text("utf-8")
    hook = f'[edition]\non_success = "echo $BRIEFING_TITLE >> {told}"\n'
    (home / "shows" / "common.toml").write_text(common + hook, "utf-8")
    rounds = Rounds(folder=read_folder(home / "shows"), out=home / "public", clock=clock)
    (wanted,) = rounds.wanted()
    about: dict[str, Any] = {"name": wanted.name, "show_id": "s0000", "edition": str(wanted.edition)}
    rounds.ended(Made(state="failed", told="no network", **about))
    assert failure.read(wanted.root) is not None
    rounds.ended(Made(state="there", told="already there: x", **about))
    rounds._telling.shutdown()
    assert told.read_text() == "x\n", "whoever was told of the failure is told of its end"
    assert failure.read(wanted.root) is None
    assert (rounds.wanted(), rounds.late()) == ([], 0)


def test_a_failure_before_a_restart_is_forgotten_too(home: Path, outlets: Outlets) -> None:
    write_shows(home / "shows", 1, outlets)
    clock = Clock()
    clock.now = START.replace(hour=6)
    folder = read_folder(home / "shows")
    before, after = (Rounds(folder=folder, out=home / "public", clock=clock) for _ in range(2))
    (wanted,) = before.wanted()
    about: dict[str, Any] = {"name": wanted.name, "show_id": "s0000", "edition": str(wanted.edition)}
    before.ended(Made(state="failed", told="no network", **about))
    after.ended(Made(state="there", told="already there: x", **about))
    assert failure.read(wanted.root) is None


@contextlib.contextmanager
def _staying(rounds: Rounds, home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """The daemon in a thread, and the socket of its service manager."""
    monkeypatch.chdir(home)
    monkeypatch.setenv("NOTIFY_SOCKET", str(home / "notify"))
    monkeypatch.setenv("WATCHDOG_USEC", "100000")
    monkeypatch.delenv("WATCHDOG_PID", raising=False)
    stop = threading.Event()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind("notify")
        manager.settimeout(100)
        thread = threading.Thread(target=rounds.stay, args=(stop,))
        thread.start()
        try:
            yield manager
        finally:
            stop.set()
            manager.settimeout(0.1)
            while thread.is_alive():  # a full socket holds its sender up
                with contextlib.suppress(TimeoutError):
                    manager.recv(4096)


def _lives(manager: socket.socket, told: Path) -> bool:
    """Whether life is shown, again and again, after a file is there; what was sent before does not count."""
    while not told.exists():
        manager.recv(4096)
    manager.settimeout(0)
    with contextlib.suppress(BlockingIOError):
        while True:
            manager.recv(4096)
    manager.settimeout(100)
    return all(b"WATCHDOG=1" in manager.recv(4096) for _ in range(3))


def test_a_hook_that_takes_long_stands_in_nobodys_way(
    home: Path, outlets: Outlets, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_shows(home / "shows", 2, outlets, common='[edition]\nat = "00:00"\n')
    begun, shows = home / "begun", home / "shows"
    for one in ("s0000", "s0001"):  # fails at once, without a worker
        text = (shows / f"{one}.toml").read_text("utf-8").replace('"feed"', '"feeed"')
        hook = f'on_failure = "touch {begun}; exec sleep 600"\n'
        (shows / f"{one}.toml").write_text(text.replace("[edition]\n", f"[edition]\n{hook}"), "utf-8")
    rounds = Rounds(folder=read_folder(shows), out=home / "public")
    with _staying(rounds, home, monkeypatch) as manager:
        assert _lives(manager, begun)
        assert failure.read(home / "public" / "s0001") is not None, "both were looked at"


def test_a_daemon_without_workers_lives(home: Path, outlets: Outlets, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    write_shows(home / "shows", 1, outlets, common='[workers]\naddress = "tcp://127.0.0.1:1"\n')
    rounds = Rounds(folder=read_folder(home / "shows"), out=home / "public")
    with _staying(rounds, home, monkeypatch) as manager:
        assert manager.recv(4096) == b"READY=1"
        assert _lives(manager, home)


def test_who_is_late_is_counted_once_a_second_however_often_the_loop_turns(
    home: Path, outlets: Outlets, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_shows(home / "shows", 1, outlets, common='[edition]\nat = "23:59"\n')
    clock, turns, asked = Clock(), 0, 0

    class Stop(threading.Event):
        def is_set(self) -> bool:
            nonlocal turns
            turns += 1
            clock.step(1 / 600)
            return turns > 200

    def late(_: Rounds) -> int:
        nonlocal asked
        asked += 1
        return 0

    monkeypatch.setattr(rounds_room.time, "monotonic", lambda: clock.steady_s)
    monkeypatch.setattr(Rounds, "late", late)
    monkeypatch.setattr(Making, "next", lambda *_: iter(()))
    rounds = Rounds(folder=read_folder(home / "shows"), out=home / "public", clock=clock)
    rounds._work(Workers(executor=ThreadPoolExecutor(1), slots=lambda: 1), Stop())
    assert 18 <= asked <= 21, "twenty seconds in steps of a tenth"


def test_a_taken_port_is_one_line() -> None:
    with (
        exposed(Metrics(), 0) as port,
        pytest.raises(SettingsError, match="cannot be listened on"),
        exposed(Metrics(), port),
    ):
        pass


def test_the_state_of_all_shows_by_the_command(tmp_path: Path, outlets: Outlets) -> None:
    write_shows(tmp_path / "shows", 1, outlets, common='[edition]\nat = "00:00"\n')
    (tmp_path / "shows" / "bad.toml").write_text("[show]\nid = 7\n")
    told = briefing(tmp_path, environment(tmp_path), ["status", "--shows", "shows"])
    assert told.returncode == 1
    first, second, last = told.stdout.splitlines()
    assert first.startswith("bad.toml: ")
    assert second.startswith("s0000.toml: ")
    assert "is due and missing, no episode yet" in second
    assert last == "0 there, 0 not due, 0 removed, 1 missing, 1 wrong"
    wrong = briefing(tmp_path, environment(tmp_path), ["run", "--shows", "shows", "--voice", "tone"])
    assert wrong.returncode == 2
    assert "--shows: each show has its own settings" in wrong.stderr


def test_what_other_machines_brought_to_the_store_is_there(home: Path, outlets: Outlets) -> None:
    store = '[[stores]]\ntype = "folder"\npath = "../www/{show}"\n'
    write_shows(home / "shows", 3, outlets, common='[edition]\nat = "00:00"\n' + store)
    folder = read_folder(home / "shows")
    now = datetime.now(UTC)
    assert {line.state for line in overview(folder, home / "here", now)} == {"missing"}
    for made in make_all(folder, home / "elsewhere", now):
        assert made.ok, made.told
    assert [line.state for line in overview(folder, home / "here", now)] == ["there"] * 3
    assert not (home / "here").exists(), "a look leaves nothing behind"
    last = folder.shows[2][1]
    library = Library(home / "elsewhere" / "s0002")
    library.remove(last.show, library.episodes()[0].edition)
    (store_of_last,) = wiring.open_stores(last)
    mirror(library, last.show, store_of_last)
    tomorrow = overview(folder, home / "here", now + timedelta(days=1))
    assert [line.state for line in tomorrow] == ["missing"] * 3
    assert f"newest {now.astimezone(ZoneInfo('Asia/Riyadh')).date()}" in tomorrow[0].told
    assert tomorrow[2].told.endswith("no episode yet")
    assert [line.state for line in overview(folder, home / "here", now)] == ["there", "there", "removed"]


def test_a_log_line_is_one_json_object_with_show_and_edition() -> None:
    record = logging.LogRecord("briefing.x", logging.INFO, "f", 1, "قال %s\nثم", ("نعم",), None)
    record.seconds = 0.5
    with logs.about(show="s1", edition="2026-11-24"):
        logs._About().filter(record)
    line = logs.JsonLines().format(record)
    assert "\n" not in line
    told = json.loads(line)
    assert told.pop("time").endswith("+00:00")
    assert told == {
        "level": "info",
        "logger": "briefing.x",
        "message": "قال نعم\nثم",
        "show": "s1",
        "edition": "2026-11-24",
        "seconds": 0.5,
    }


def test_a_machine_without_memory_is_one_line_and_the_commands_own() -> None:
    told = "memory: this machine has none left; close other programs, or make a shorter edition"
    assert task_room.reason(MemoryError()) == failures.failure(MemoryError())[0] == told


def test_a_full_disk_is_one_line() -> None:
    assert task_room.reason(OSError(28, "No space left on device", "/x")) == (
        "/x: No space left on device; check that it exists and may be used"
    )
