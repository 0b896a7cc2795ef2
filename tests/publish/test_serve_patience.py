"""A client that holds a connection without asking, or without reading, is hung up on."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from briefing.publish import serve
from briefing.publish.serve import PatientProtocol, serving
from briefing.show import Episode
from tests.publish.episodes import DAY, audio


def test_who_does_not_ask_is_hung_up_on(root: Path, made: Episode, monkeypatch: pytest.MonkeyPatch) -> None:
    assert made
    monkeypatch.setattr(serve, "HEADERS_WITHIN_S", 0.4)
    with serving(root, "127.0.0.1", 0) as port:
        silent = socket.create_connection(("127.0.0.1", port), timeout=60)
        drip = socket.create_connection(("127.0.0.1", port), timeout=60)
        drip.sendall(b"GET /feed.xml HTTP/1.1\r\n")
        ended = None
        for _ in range(1000):
            time.sleep(0.05)
            try:
                drip.sendall(b"X: y\r\n")
            except OSError:
                ended = True
                break
        assert ended
        with contextlib.suppress(ConnectionResetError):
            assert silent.recv(10) == b""
        silent.close()
        drip.close()
        assert httpx.get(f"http://127.0.0.1:{port}/feed.xml", trust_env=False).status_code == 200


def test_who_does_not_read_is_hung_up_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, publish: Callable[..., Episode]
) -> None:
    big = 20_000_000

    def grow(scratch: Path, episode: Episode) -> None:
        (scratch / episode.files["audio"]).write_bytes(b"\0" * big)

    hung_up = threading.Event()
    ended = PatientProtocol.connection_lost

    def tell(self: PatientProtocol, exc: Exception | None) -> None:
        ended(self, exc)
        hung_up.set()

    monkeypatch.setattr(PatientProtocol, "connection_lost", tell)
    monkeypatch.setattr(serve, "STALLED_AFTER_S", 0.5)
    episode = publish(tmp_path / "p", DAY, fill=grow, audio_bytes=big)
    with serving(tmp_path / "p", "127.0.0.1", 0) as port:
        slow = socket.socket()
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.settimeout(60)
        slow.connect(("127.0.0.1", port))
        slow.sendall(f"GET {audio(episode)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert hung_up.wait(60)
        got = 0
        with contextlib.suppress(ConnectionResetError):
            while part := slow.recv(1 << 16):
                got += len(part)
        slow.close()
        assert got < big
