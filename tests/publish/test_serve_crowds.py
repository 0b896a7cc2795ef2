"""More connections than the server has room for: those that ask nothing make room for those that ask."""

from __future__ import annotations

import asyncio
import contextlib
import resource
import socket
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any

import pytest

from briefing.publish import serve
from briefing.publish.serve import most_connections, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

ASK = b"GET /feed.xml HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


@pytest.fixture
def line_to() -> Iterator[Callable[[int], socket.socket]]:
    with contextlib.ExitStack() as open_lines:
        yield lambda port: open_lines.enter_context(socket.create_connection(("127.0.0.1", port), timeout=60))


def whole(line: socket.socket) -> bytes:
    answer = b""
    with contextlib.suppress(ConnectionResetError):
        while piece := line.recv(65_536):
            answer += piece
    return answer


def test_the_oldest_that_asks_nothing_makes_room_and_no_answer_is_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line_to: Callable[[int], socket.socket]
) -> None:
    monkeypatch.setattr(serve, "CONNECTIONS", 20)
    monkeypatch.setattr(serve, "HEADERS_WITHIN_S", 3600.0)
    begun, go_on = threading.Event(), threading.Event()

    async def application(scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        if scope["path"] == "/long":
            await send({"type": "http.response.body", "body": b"half", "more_body": True})
            begun.set()
            await asyncio.to_thread(go_on.wait, 60)
        await send({"type": "http.response.body", "body": b"done"})

    with serving(tmp_path, "127.0.0.1", 0, application) as port:
        long = line_to(port)
        long.sendall(ASK.replace(b"/feed.xml", b"/long"))
        assert begun.wait(60)
        idle = [line_to(port) for _ in range(60)]
        asks = line_to(port)
        asks.sendall(ASK)
        assert whole(asks).startswith(b"HTTP/1.1 200 ")
        assert [whole(line) for line in idle[:35]] == [b""] * 35, "they were hung up on"
        idle[-1].sendall(ASK)
        assert whole(idle[-1]).startswith(b"HTTP/1.1 200 ")
        go_on.set()
        assert b"half" in (answer := whole(long))
        assert b"done" in answer


SERVER = """
import resource, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_NOFILE, (400, 400))
from briefing.publish.serve import serving
with serving(Path(sys.argv[1]), "127.0.0.1", 0) as port:
    print(port, flush=True)
    sys.stdin.read()
"""


def test_no_file_is_left_wanting_and_nothing_is_told_when_a_crowd_stands_before_the_door(
    tmp_path: Path, line_to: Callable[[int], socket.socket]
) -> None:
    """asyncio tells of a connection that it has no file for, a thousand times a second, and takes nobody's."""
    with subprocess.Popen(
        [sys.executable, "-c", SERVER, str(tmp_path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=(tmp_path / "told").open("wb"),
    ) as server:  # fmt: skip
        assert server.stdin
        assert server.stdout
        port = int(server.stdout.readline())
        crowd = [line_to(port) for _ in range(450)]
        asks = line_to(port)
        asks.sendall(ASK)
        assert whole(asks).startswith(b"HTTP/1.1 404 "), "nothing is published there"
        assert whole(crowd[0]) == b""
        server.stdin.close()
        assert server.wait(60) == 0
    told = (tmp_path / "told").read_bytes()
    assert b"Traceback" not in told
    assert b"out of system resource" not in told


@pytest.mark.parametrize(
    ("limits", "most", "raised"),
    [
        ((1_024, 1_048_576), 1_000, 2_612),
        ((1_024, resource.RLIM_INFINITY), 1_000, 2_612),
        ((1_024, 2_000), 694, 2_000),
        ((1_024, 1_024), 206, 1_024),
        ((64, 64), 16, 64),
        ((1_048_576, 1_048_576), 1_000, None),
        ((resource.RLIM_INFINITY, resource.RLIM_INFINITY), 1_000, None),
    ],
)
def test_as_many_as_there_may_be_files_for(
    limits: tuple[int, int], most: int, raised: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [limits]
    monkeypatch.setattr(resource, "getrlimit", lambda _: now[-1])
    monkeypatch.setattr(resource, "setrlimit", lambda _, wanted: now.append(wanted))
    assert most_connections() == most
    assert [soft for soft, _ in now[1:]] in ([raised] if raised else [], [raised])


def test_a_system_that_allows_less_files_than_it_says_is_taken_at_its_word(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: int, wanted: tuple[int, int]) -> None:
        message = f"{wanted}: current limit exceeds maximum limit"
        raise ValueError(message)

    monkeypatch.setattr(resource, "getrlimit", lambda _: (1_024, resource.RLIM_INFINITY))
    monkeypatch.setattr(resource, "setrlimit", refuse)
    assert most_connections() == 206
