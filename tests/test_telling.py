"""Who is told: commands and webhooks, against real processes and a real server with its failures."""

from __future__ import annotations

import errno
import json
import logging
import sys
import threading
import time
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from briefing.config.sections import EditionSettings, FetchSettings
from briefing.daily.processes import Processes
from briefing.daily.schedule import Daily
from briefing.daily.telling import Event, Teller
from briefing.show import EditionId

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EDITION = EditionId(date(2026, 11, 24), "1800")
NEXT = datetime(2026, 11, 24, 18, 5, tzinfo=UTC)
SECRET = "T0KEN-in-the-path"  # noqa: S105 - the test's own


class Hook(BaseHTTPRequestHandler):
    """A webhook that answers as its path says."""

    got: list[tuple[str, dict[str, str], bytes]]
    elsewhere = ""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        type(self).got.append((self.path, dict(self.headers), body))
        if "drip" in self.path:
            try:
                for _ in range(100):
                    self.wfile.write(b"H")
                    self.wfile.flush()
                    time.sleep(0.1)
            except OSError:
                return
        if "away" in self.path:
            self.send_response(307)
            self.send_header("Location", self.elsewhere)
        else:
            self.send_response(500 if "broken" in self.path else 204)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""


@pytest.fixture
def hook() -> Iterator[ThreadingHTTPServer]:
    Hook.got = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    Hook.elsewhere = f"http://127.0.0.1:{server.server_port}/elsewhere"
    yield server
    server.shutdown()
    server.server_close()


def teller(server: ThreadingHTTPServer | None, timeout_s: float = 5) -> Teller:
    allowed = (f"127.0.0.1:{server.server_port}",) if server else ()
    fetch = FetchSettings(allow_private=allowed, timeout_s=timeout_s)
    return Teller(show_id="moojaz", feed_url="https://news.example/feed.xml", fetch=fetch)


def address(server: ThreadingHTTPServer, path: str = "/") -> EditionSettings:
    return EditionSettings(webhook=f"http://127.0.0.1:{server.server_port}{path}{SECRET}")


def made(root: Path) -> Event:
    return Event(edition=EDITION, root=root, title="نشرة المساء: قمة")


def failed(root: Path, error: str = "exit 1: the disk is full") -> Event:
    return Event(edition=EDITION, root=root, error=error, tries=2, next_try=NEXT)


def test_a_made_edition_and_a_failed_try_are_posted_as_json(hook: Any, tmp_path: Path) -> None:
    teller(hook).tell(made(tmp_path), address(hook), Processes())
    teller(hook).tell(failed(tmp_path), address(hook), Processes())
    (path, headers, first), (_, _, second) = Hook.got
    assert path == f"/{SECRET}"
    assert headers["Content-Type"] == "application/json"
    assert json.loads(first) == {
        "event": "made",
        "show": "moojaz",
        "edition": "2026-11-24-1800",
        "date": "2026-11-24",
        "title": "نشرة المساء: قمة",
        "feed": "https://news.example/feed.xml",
    }
    assert json.loads(second) == {
        "event": "failed",
        "show": "moojaz",
        "edition": "2026-11-24-1800",
        "date": "2026-11-24",
        "error": "exit 1: the disk is full",
        "tries": 2,
        "next_try": "2026-11-24T18:05:00+00:00",
    }


def test_the_address_may_come_from_the_environment_alone(
    hook: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    settings = EditionSettings(webhook_variable="HOOK_OF_THIS_TEST")
    teller(hook).tell(made(tmp_path), settings, Processes())
    assert "HOOK_OF_THIS_TEST is not set" in caplog.text
    monkeypatch.setenv("HOOK_OF_THIS_TEST", address(hook).webhook)
    teller(hook).tell(made(tmp_path), settings, Processes())
    assert len(Hook.got) == 1


@pytest.mark.parametrize(
    ("path", "told"),
    [("/broken/", "the server answered 500"), ("/away/", "the server answered 307"), ("/drip/", "no whole answer")],
)
def test_a_webhook_that_fails_is_one_line_without_its_key(
    hook: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture, path: str, told: str
) -> None:
    caplog.set_level(logging.DEBUG)
    start = time.monotonic()
    teller(hook, timeout_s=1).tell(made(tmp_path), address(hook, path), Processes())
    assert time.monotonic() - start < 20, "a drip of ten seconds is not waited for, whatever else the machine does"
    lines = [record.getMessage() for record in caplog.records if record.name.startswith("briefing")]
    assert len(lines) == 1
    assert told in lines[0]
    assert lines[0].startswith("webhook: http://127.0.0.1:")
    assert SECRET not in caplog.text
    assert [one for one, _, _ in Hook.got] == [f"{path}{SECRET}"], "what was posted is posted to no other address"


@pytest.mark.parametrize(
    ("url", "told"),
    [
        (f"http://93.184.216.34/{SECRET}", "not https"),
        (f"https://127.0.0.1:1/{SECRET}", "not a public address"),
        (f"https://169.254.169.254/{SECRET}", "not a public address"),
        (f"https://user:{SECRET}@[::1]:1/", "not a public address"),
        (f"file:///etc/{SECRET}", "not a web address"),
        (f"nonsense {SECRET}", "not a web address"),
    ],
)
def test_a_webhook_leads_neither_inside_nor_in_the_clear(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, url: str, told: str
) -> None:
    caplog.set_level(logging.DEBUG)
    teller(None).tell(made(tmp_path), EditionSettings(webhook=url), Processes())
    assert told in caplog.text
    assert SECRET not in caplog.text


def test_a_webhook_that_nobody_answers_is_one_line(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    server.server_close()
    teller(server, timeout_s=2).tell(made(tmp_path), address(server), Processes())
    assert len(caplog.records) == 1
    assert SECRET not in caplog.text


def test_the_owners_command_is_told_what_happened(tmp_path: Path) -> None:
    settings = EditionSettings(
        on_success='echo "$BRIEFING_EDITION|$BRIEFING_TITLE|$BRIEFING_FEED" > made',
        on_failure='echo "$BRIEFING_DATE|$BRIEFING_ERROR|$BRIEFING_TRIES" > failed',
    )
    settings = EditionSettings(
        on_success=f"cd {tmp_path} && {settings.on_success}", on_failure=f"cd {tmp_path} && {settings.on_failure}"
    )
    hostile = 'exit 1: $(touch hacked) `touch hacked`; touch hacked "\0'
    teller(None).tell(made(tmp_path), settings, Processes())
    teller(None).tell(failed(tmp_path, hostile), settings, Processes())
    assert (tmp_path / "made").read_text("utf-8") == f"2026-11-24-1800|نشرة المساء: قمة|{tmp_path}/feed.xml\n"
    assert (tmp_path / "failed").read_text("utf-8") == f"2026-11-24|{hostile[:-1]}|2\n"
    assert not (tmp_path / "hacked").exists()


def test_a_command_that_fails_is_one_line(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    teller(None).tell(made(tmp_path), EditionSettings(on_success="echo no room >&2; exit 3"), Processes())
    assert [one.getMessage() for one in caplog.records] == ["hook 'echo no room >&2; exit 3': exit 3 (no room)"]


def test_a_process_that_does_not_end_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    script = f"trap '' TERM; (trap '' TERM; sleep 600) & echo $! > {tmp_path}/inner; sleep 600"
    status, told = Processes().run(script, 1.0)
    assert status < 0
    assert told == "did not end within 1 s"
    inner = int((tmp_path / "inner").read_text())
    end = time.monotonic() + 30
    while _lives(inner):
        assert time.monotonic() < end, "what it started lives on"
        time.sleep(0.05)


def _lives(pid: int) -> bool:
    from pathlib import Path

    try:
        return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_stopping_ends_what_runs_and_starts_nothing_more(tmp_path: Path) -> None:
    processes = Processes()
    timer = threading.Timer(0.5, processes.stop)
    timer.start()
    status, _ = processes.run([sys.executable, "-c", "import time; time.sleep(600)"], 500)
    timer.join()
    assert status < 0
    status, _ = processes.run(f"touch {tmp_path}/started", 5)
    assert status < 0
    assert not (tmp_path / "started").exists()


def test_something_left_behind_that_holds_the_pipe_delays_no_look(tmp_path: Path) -> None:
    del tmp_path
    start = time.monotonic()
    status, told = Processes().run("echo done >&2; sleep 600 & exit 0", 300)
    assert (status, told) == (0, "done")
    assert time.monotonic() - start < 120


def test_a_flood_without_a_line_s_end_fills_no_memory() -> None:
    status, told = Processes().run("head -c 3000000 /dev/zero | tr '\\0' x >&2", 300)
    assert status == 0
    assert 0 < len(told) <= 8192


def test_a_log_that_cannot_be_written_stops_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: str) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(sys, "stderr", SimpleNamespace(write=full))
    status, told = Processes().run("head -c 400000 /dev/zero | tr '\\0' '\\n' >&2; echo last >&2; exit 3", 60)
    assert (status, told) == (3, "last"), "a pipe that nobody empties would have stopped it"


def test_a_daily_run_posts_each_failed_try(hook: Any, tmp_path: Path) -> None:
    now = datetime(2026, 11, 24, 9, tzinfo=UTC)
    settings = EditionSettings(time_zone="UTC", webhook=address(hook).webhook, retry_minutes=5)
    daily = Daily(
        edition=settings,
        root=tmp_path,
        command=[sys.executable, "-c", "raise SystemExit('no article to read')"],
        teller=teller(hook),
        clock=lambda: now,
    )
    daily.look()
    now += timedelta(minutes=5)
    daily.look()
    told = [json.loads(body) for _, _, body in Hook.got]
    assert [one["tries"] for one in told] == [1, 2]
    assert [one["next_try"][11:16] for one in told] == ["09:05", "09:15"]
