"""The guarded fetch against a loopback server that does what hostile and broken servers do."""

from __future__ import annotations

import base64
import gzip
import socket
import threading
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from briefing.errors import SourceError
from briefing.sources.http import Fetcher

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def fetcher(site: Any) -> Fetcher:
    return Fetcher(allow_private=[site.pair], timeout_s=60, max_bytes=100_000)


def refused(fetcher: Fetcher, url: str) -> str:
    with pytest.raises(SourceError) as caught:
        fetcher.get(url)
    message = str(caught.value)
    assert "\n" not in message
    assert "Traceback" not in message
    return message


def test_a_body_comes_as_it_was_sent(site: Any, fetcher: Fetcher) -> None:
    site.serve("/a", b"\x00\xffhello", "text/plain", etag='"1"', **{"Last-Modified": "Mon, 23 Nov 2026 10:00:00 GMT"})
    got = fetcher.get(f"{site.url}/a")
    assert (got.status, got.body, got.content_type) == (200, b"\x00\xffhello", "text/plain")
    assert (got.etag, got.modified) == ('"1"', "Mon, 23 Nov 2026 10:00:00 GMT")


def test_an_unchanged_body_is_not_sent_again(site: Any, fetcher: Fetcher) -> None:
    site.serve("/a", b"x", etag='"1"')
    assert fetcher.get(f"{site.url}/a", etag='"1"').status == 304
    assert fetcher.get(f"{site.url}/a", etag='"2"').body == b"x"


@pytest.mark.parametrize("url", [
    "http://127.0.0.1:{port}/secret", "http://localhost:{port}/secret", "http://2130706433:{port}/secret",
    "http://0x7f.1:{port}/secret", "http://[::ffff:127.0.0.1]:{port}/secret", "http://0:{port}/secret",
    "http://127.1:{port}/secret", "http://017700000001:{port}/secret",
])  # fmt: skip
def test_nothing_reaches_an_inner_address(site: Any, url: str) -> None:
    site.serve("/secret", b"x")
    message = refused(Fetcher(timeout_s=60), url.format(port=site.pair.rpartition(":")[2]))
    assert "not a public address" in message or "leads nowhere" in message
    assert not site.asked


def test_a_redirect_inside_is_refused(site: Any, fetcher: Fetcher) -> None:
    for target in (
        "http://169.254.169.254/latest/meta-data/",
        "http://[fec0::1]/",
        "http://10.0.0.1/",
        "file:///etc/passwd",
    ):
        site.redirect("/out", target)
        message = refused(fetcher, f"{site.url}/out")
        assert "not a public address" in message or "no web address" in message


def test_the_exact_pair_alone_is_allowed(site: Any) -> None:
    site.serve("/a", b"x")
    port = site.pair.rpartition(":")[2]
    assert "not a public address" in refused(Fetcher(allow_private=[f"127.0.0.2:{port}"]), f"{site.url}/a")
    assert "not a public address" in refused(Fetcher(allow_private=["127.0.0.1"]), f"{site.url}/a")
    assert "not a public address" in refused(Fetcher(allow_private=[site.pair]), f"http://localhost:{port}/a")


def test_a_name_is_asked_for_once_and_its_checked_address_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["93.184.216.34", "127.0.0.1", "127.0.0.1"])
    tried: list[str] = []

    def resolve(_host: str, port: int, **_: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    def connect(address: tuple[str, int], *_: Any, **__: Any) -> socket.socket:
        tried.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(SourceError):
        Fetcher().get("http://rebind.example/", robots=False)
    assert tried == ["93.184.216.34"]


def test_a_name_with_inner_and_public_addresses_is_reached_at_the_public_one(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []

    def resolve(_host: str, port: int, **_: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in ("10.0.0.1", "93.184.216.34")]

    def connect(address: tuple[str, int], *_: Any, **__: Any) -> socket.socket:
        tried.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(SourceError):
        Fetcher().get("http://both.example/", robots=False)
    assert tried == ["93.184.216.34"]


def test_redirects_come_to_an_end(site: Any, fetcher: Fetcher) -> None:
    site.redirect("/loop", "/loop")
    assert "more than 5 redirects" in refused(fetcher, f"{site.url}/loop")
    assert site.asked["/loop"] == 6


def test_a_password_stays_with_its_host(site: Any, fetcher: Fetcher) -> None:
    site.serve("/a", b"x")
    secret = f"http://user:pa%73s@{site.pair}/a"
    assert fetcher.get(secret).url == f"{site.url}/a"
    assert site.headers[-1]["Authorization"] == "Basic " + base64.b64encode(b"user:pass").decode()
    port = site.pair.rpartition(":")[2]
    site.redirect("/away", f"http://localhost:{port}/a")
    both = Fetcher(allow_private=[site.pair, f"localhost:{port}"])
    both.get(f"http://user:pass@{site.pair}/away")
    assert "Authorization" not in site.headers[-1]
    message = refused(fetcher, f"http://user:pass@{site.pair}/missing?key=topsecret")
    assert "pass" not in message
    assert "topsecret" not in message


@pytest.mark.parametrize("head", [False, True])
def test_a_drip_ends_with_the_clock(site: Any, head: bool) -> None:  # noqa: FBT001 - a parameter of the table
    site.drip("/drip", head=head)
    start = time.monotonic()
    assert "within 0.6 s" in refused(Fetcher(allow_private=[site.pair], timeout_s=0.6), f"{site.url}/drip")
    assert time.monotonic() - start < 80, "the drip lasts a hundred seconds"


def test_a_host_that_is_twice_too_slow_is_left_alone(site: Any) -> None:
    site.drip("/drip")
    slow = Fetcher(allow_private=[site.pair], timeout_s=0.5)
    for _ in range(2):
        refused(slow, f"{site.url}/drip")
    assert "left alone" in refused(slow, f"{site.url}/drip")
    assert site.asked["/drip"] <= 2


def test_those_who_wait_for_a_slow_host_leave_it_alone_too(site: Any) -> None:
    site.drip("/drip")
    slow = Fetcher(allow_private=[site.pair], timeout_s=0.5)
    together = threading.Barrier(6)

    def ask(_: int) -> str:
        together.wait(60)
        return refused(slow, f"{site.url}/drip")

    with ThreadPoolExecutor(6) as executor:
        told = list(executor.map(ask, range(6)))
    assert sum("left alone" in one for one in told) == 4
    assert site.asked["/drip"] <= 2


def packed(handler: Any, body: bytes, coding: str) -> None:
    handler.send_response(200)
    handler.send_header("Content-Encoding", coding)
    handler.end_headers()
    handler.wfile.write(body)


def test_packed_bodies_are_unpacked(site: Any, fetcher: Fetcher) -> None:
    text = "خبر".encode() * 500
    raw = zlib.compressobj(wbits=-15)
    forms = {
        "gzip": gzip.compress(text),
        "deflate": zlib.compress(text),
        "Deflate": raw.compress(text) + raw.flush(),
    }
    for coding, body in forms.items():
        site.routes["/p"] = lambda handler, body=body, coding=coding: packed(handler, body, coding)
        assert fetcher.get(f"{site.url}/p").body == text, coding


def test_bombs_and_broken_packing_end_in_one_line(site: Any, fetcher: Fetcher) -> None:
    bomb = gzip.compress(bytes(50_000_000))
    site.routes["/bomb"] = lambda handler: packed(handler, bomb, "gzip")
    site.routes["/broken"] = lambda handler: packed(handler, b"\x1f\x8b\x08no", "gzip")
    site.routes["/brotli"] = lambda handler: packed(handler, b"x", "br")
    site.routes["/twice"] = lambda handler: packed(handler, gzip.compress(gzip.compress(b"x")), "gzip, gzip")
    site.serve("/long", bytes(200_000))
    assert "longer than 100,000 bytes" in refused(fetcher, f"{site.url}/bomb")
    assert "damaged" in refused(fetcher, f"{site.url}/broken")
    assert "packed as" in refused(fetcher, f"{site.url}/brotli")
    assert "packed as" in refused(fetcher, f"{site.url}/twice")
    assert "longer than" in refused(fetcher, f"{site.url}/long")


def test_answers_that_are_no_http_end_in_one_line(site: Any, fetcher: Fetcher) -> None:
    junk = [
        b"SSH-2.0-x\r\n",
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nA: " + b"x" * 200_000,
    ]
    for number, raw in enumerate(junk):
        site.routes["/junk"] = lambda handler, raw=raw: handler.wfile.write(raw)
        refused(fetcher, f"{site.url}/junk?{number}")


def test_robots_txt_is_asked_once_and_obeyed(site: Any, fetcher: Fetcher) -> None:
    rules = b"User-agent: *\nDisallow: /\nUser-agent: arabic-briefing\nDisallow: /private\nAllow: /private/news$\n"
    site.serve("/robots.txt", rules, "text/plain")
    for path in ("/a", "/private/news", "/private/x"):
        site.serve(path, b"x")
    assert fetcher.get(f"{site.url}/a").body == b"x"
    assert fetcher.get(f"{site.url}/private/news").body == b"x"
    assert "robots.txt" in refused(fetcher, f"{site.url}/private/x")
    assert fetcher.get(f"{site.url}/private/x", robots=False).body == b"x"
    assert site.asked["/robots.txt"] == 1
    assert site.asked["/private/x"] == 1


def test_robots_txt_that_fails_forbids(site: Any, fetcher: Fetcher) -> None:
    site.routes["/robots.txt"] = lambda handler: handler.send_error(503)
    site.serve("/a", b"x")
    assert "robots.txt" in refused(fetcher, f"{site.url}/a")
    assert not site.asked["/a"]


def test_the_environment_is_not_asked(site: Any, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    site.serve("/a", b"x")
    assert fetcher.get(f"{site.url}/a").body == b"x"


def test_copies_are_used_and_a_damaged_one_is_fetched_again(site: Any, tmp_path: Path) -> None:
    site.serve("/a", b"first", etag='"1"')
    keeping = Fetcher(allow_private=[site.pair], copies=tmp_path / "copies")
    assert keeping.get(f"{site.url}/a").body == b"first"
    assert keeping.get(f"{site.url}/a").body == b"first"
    assert site.answered[304] == 1
    asked = site.asked["/a"]
    assert keeping.get(f"{site.url}/a", fresh_s=60).body == b"first"
    assert site.asked["/a"] == asked
    for kept in (tmp_path / "copies").iterdir():
        kept.write_bytes(kept.read_bytes()[:-2])
    assert keeping.get(f"{site.url}/a").body == b"first"
    assert site.answered[304] == 1, "a damaged copy is not asked about"
    site.serve("/a", b"second", etag='"2"')
    assert keeping.get(f"{site.url}/a").body == b"second"
    for kept in (tmp_path / "copies").iterdir():
        kept.write_bytes(b"[" * 100_000)
    assert keeping.get(f"{site.url}/a").body == b"second"


def test_a_folder_that_cannot_be_written_costs_only_the_copy(site: Any, tmp_path: Path) -> None:
    site.serve("/a", b"x")
    (tmp_path / "file").write_bytes(b"")
    assert Fetcher(allow_private=[site.pair], copies=tmp_path / "file").get(f"{site.url}/a").body == b"x"


def test_a_validator_that_cannot_be_sent_back_costs_a_whole_answer_and_no_more(site: Any, tmp_path: Path) -> None:
    answer = b'HTTP/1.0 200 OK\r\nETag: "caf\xe9"\r\nLast-Modified: \xd8\xa3\xd9\x85\xd8\xb3\r\n\r\nx'
    site.routes["/a"] = lambda handler: handler.wfile.write(answer)
    keeping = Fetcher(allow_private=[site.pair], timeout_s=60, copies=tmp_path / "copies")
    assert [keeping.get(f"{site.url}/a").body for _ in range(2)] == [b"x", b"x"]
    assert site.asked["/a"] == 2


@pytest.mark.parametrize("where", ["/خبر", "http://{pair}/خبر?س=1", "/%D8%AE%D8%A8%D8%B1"])
def test_a_redirect_in_plain_arabic_is_followed(site: Any, fetcher: Fetcher, where: str) -> None:
    """Servers write Location in UTF-8, and browsers follow."""
    site.serve("/%D8%AE%D8%A8%D8%B1", b"x")
    head = f"HTTP/1.0 302 Found\r\nLocation: {where.format(pair=site.pair)}\r\n\r\n".encode()
    site.routes["/out"] = lambda handler: handler.wfile.write(head)
    assert fetcher.get(f"{site.url}/out").body == b"x"


@pytest.mark.parametrize(
    "where", ["http://１０.0.0.1:{port}/x", "http://10。0。0。1:{port}/x", "http://①27.0.0.1:{port}/x"]
)
def test_a_redirect_inside_in_wide_digits_is_refused(site: Any, fetcher: Fetcher, where: str) -> None:
    head = f"HTTP/1.0 302 Found\r\nLocation: {where.format(port=80)}\r\n\r\n".encode()
    site.routes["/out"] = lambda handler: handler.wfile.write(head)
    message = refused(fetcher, f"{site.url}/out")
    assert "not a public address" in message or "no web address" in message
