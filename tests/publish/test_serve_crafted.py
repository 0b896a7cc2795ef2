"""Requests that begin well and go on badly: they are refused, and the application never hears of it."""

from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING, Any

import pytest

from briefing.publish.serve import serving

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
