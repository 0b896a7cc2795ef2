"""Requests of rare forms: those that go on badly are refused, those that are right all the same are answered."""

from __future__ import annotations

import socket
import threading
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from briefing.publish.serve import serving
from tests.publish.episodes import publish_one, tone_mp3

if TYPE_CHECKING:
    from pathlib import Path

HEAD = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"


def asked(port: int, *pieces: bytes, wait_for: threading.Event | None = None) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        for piece in pieces[:-1]:
            line.sendall(piece)
            if wait_for is not None:
                assert wait_for.wait(60)
        line.sendall(pieces[-1])
        answer = b""
        while piece := line.recv(65_536):
            answer += piece
        return answer


@pytest.mark.parametrize("begun", [False, True], ids=["before-the-answer", "in-the-answer"])
def test_a_body_that_goes_on_badly_is_no_fault_of_the_application(
    begun: bool,  # noqa: FBT001 - pytest's
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    raised: list[BaseException] = []
    started, done = threading.Event(), threading.Event()

    async def application(_scope: Any, receive: Any, send: Any) -> None:
        try:
            if begun:
                await send({"type": "http.response.start", "status": 200, "headers": []})
                await send({"type": "http.response.body", "body": b"x", "more_body": True})
                started.set()
                while (await receive())["type"] != "http.disconnect":
                    pass
            else:
                await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"y"})
        except BaseException as error:
            raised.append(error)
            raise
        finally:
            done.set()

    with serving(tmp_path, "127.0.0.1", 0, application) as port:
        answer = asked(port, HEAD, b"-1\r\n", wait_for=started) if begun else asked(port, HEAD + b"-1\r\n")
        assert done.wait(60)
    assert raised == []
    assert [record.getMessage() for record in caplog.records if record.name == "asyncio"] == []
    assert answer.startswith(b"HTTP/1.1 200 " if begun else b"HTTP/1.1 400 ")


def test_a_head_request_that_goes_on_badly_is_refused_without_a_body(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    publish_one(tmp_path, date(2026, 11, 24), tone_mp3())
    request = b"HEAD /feed.xml HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n"
    with serving(tmp_path, "127.0.0.1", 0) as port:
        head, _, body = asked(port, request).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 ")
    assert body == b""
    assert [record.getMessage() for record in caplog.records if record.name == "asyncio"] == []


@pytest.mark.parametrize(
    ("target", "path", "host"),
    [
        (b"http://news.example/feed.xml", "/feed.xml", b"news.example"),
        (b"HTTPS://news.example:8000/a%20b?x=http://y/", "/a b", b"news.example:8000"),
        (b"http://news.example", "/", b"news.example"),
        (b"http://name@news.example/health", "/health", b"news.example"),
        (b"/http://news.example/feed.xml", "/http://news.example/feed.xml", b"inner.example"),
    ],
)
def test_a_target_in_absolute_form_is_taken_and_names_the_host(
    target: bytes, path: str, host: bytes, tmp_path: Path
) -> None:
    """RFC 9112, section 3.2.2."""
    scopes: list[Any] = []

    async def application(scope: Any, _receive: Any, send: Any) -> None:
        scopes.append(scope)
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    with serving(tmp_path, "127.0.0.1", 0, application) as port:
        head = b"GET " + target + b" HTTP/1.1\r\nHost: inner.example\r\nConnection: close\r\n\r\n"
        assert asked(port, head).startswith(b"HTTP/1.1 204 ")
    assert [(scope["path"], dict(scope["headers"])[b"host"]) for scope in scopes] == [(path, host)]
    assert [key for key, _ in scopes[0]["headers"]].count(b"host") == 1


def test_the_feed_is_had_in_absolute_form(tmp_path: Path) -> None:
    publish_one(tmp_path, date(2026, 11, 24), tone_mp3())
    with serving(tmp_path, "127.0.0.1", 0) as port:
        target = f"http://127.0.0.1:{port}/feed.xml".encode()
        answer = asked(port, b"GET " + target + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b"<rss " in answer


@pytest.mark.parametrize("requests", [1, 3])
def test_a_client_that_closes_its_half_of_the_line_is_answered(tmp_path: Path, requests: int) -> None:
    publish_one(tmp_path, date(2026, 11, 24), tone_mp3())
    with (
        serving(tmp_path, "127.0.0.1", 0) as port,
        socket.create_connection(("127.0.0.1", port), timeout=60) as line,
    ):
        line.sendall(b"GET /feed.xml HTTP/1.1\r\nHost: x\r\n\r\n" * requests)
        line.shutdown(socket.SHUT_WR)
        answer = b""
        while piece := line.recv(65_536):
            answer += piece
    assert answer.count(b"HTTP/1.1 200 ") == answer.count(b"</rss>") == requests


def test_a_client_that_closes_its_half_in_a_request_is_hung_up_on(tmp_path: Path) -> None:
    ended = threading.Event()

    async def application(_scope: Any, receive: Any, _send: Any) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        ended.set()

    with (
        serving(tmp_path, "127.0.0.1", 0, application) as port,
        socket.create_connection(("127.0.0.1", port), timeout=60) as line,
    ):
        line.sendall(HEAD + b"3\r\nab")
        line.shutdown(socket.SHUT_WR)
        assert ended.wait(60)
        assert line.recv(10) == b""
