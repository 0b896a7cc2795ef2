"""The hub is a real server on loopback that takes, refuses, redirects, hangs up or stays silent."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest

from briefing.errors import PublishError
from briefing.publish import websub

FEED = "https://news.example.org/show/feed.xml"


class Hub(BaseHTTPRequestHandler):
    """Answers what its path says and keeps what it was told."""

    told: list[dict[str, list[str]]]
    given_up: threading.Event
    waited_for: bool

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.told.append(parse_qs(body))
        if self.path == "/cut":
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        if self.path in {"/drip-head", "/drip-body"}:
            self._drip(b"X-A: b\r\n" if self.path == "/drip-head" else b"\r\n" + b"x" * 100)
            return
        self.send_response(int(self.path[1:]))
        self.send_header("Location", "/204")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _drip(self, piece: bytes) -> None:
        """A line now and then, for more than a minute; no time-out for each read ends that."""
        with contextlib.suppress(OSError):
            self.wfile.write(b"HTTP/1.0 500 No\r\n")
            for _ in range(1500):
                self.wfile.write(piece)
                self.given_up.wait(0.05)
            Hub.waited_for = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it
        del format, args


@pytest.fixture
def hub() -> Iterator[str]:
    Hub.told, Hub.given_up, Hub.waited_for = [], threading.Event(), False
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    Hub.given_up.set()
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("status", [200, 202, 204])
def test_a_hub_is_told(hub: str, status: int) -> None:
    websub.announce(f"{hub}/{status}", FEED)
    assert Hub.told == [{"hub.mode": ["publish"], "hub.url": [FEED], "hub.topic": [FEED]}]


@pytest.mark.parametrize("path", ["400", "403", "404", "500", "302", "307", "cut"])
def test_a_refusal_is_one_clear_line(hub: str, path: str) -> None:
    with pytest.raises(PublishError, match=f"{hub}/{path}: the hub") as told:
        websub.announce(f"{hub}/{path}", FEED)
    assert "\n" not in str(told.value)
    assert len(Hub.told) == 1


def test_silence_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(websub, "TIMEOUT_S", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(PublishError, match=r"within 0\.3 s"):
        websub.announce(f"http://127.0.0.1:{silent.getsockname()[1]}/", FEED)


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/", "not an address", "ftp://x/", ""])
def test_a_wrong_address_is_one_clear_line(address: str) -> None:
    with pytest.raises(PublishError, match="the hub was not told"):
        websub.announce(address, FEED)


def test_a_drip_ends(hub: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(websub, "TIMEOUT_S", 0.5)
    with pytest.raises(PublishError, match=r"within 0\.5 s"):
        websub.announce(f"{hub}/drip-head", FEED)


def test_of_an_answer_the_status_is_enough(hub: str) -> None:
    with pytest.raises(PublishError, match="answered 500"):
        websub.announce(f"{hub}/drip-body", FEED)
    assert not Hub.waited_for


def test_the_hubs_password_and_key_are_not_told(hub: str) -> None:
    with pytest.raises(PublishError) as told:
        websub.announce(f"{hub.replace('//', '//s3cret:s3cret@')}/404?s3cret", FEED)
    assert "/404: the hub" in str(told.value)
    assert "s3cret" not in str(told.value)
