"""What hostile and broken servers answer: a name, and what is sent down the line once a request came."""

from __future__ import annotations

import contextlib
import gzip
import socket
import time
import zlib
from collections.abc import Callable, Iterator

Answer = Callable[[socket.socket, bytes], None]
INNER = (
    "http://127.0.0.1:{port}/x", "http://10.0.0.1:{port}/x", "http://192.168.1.1:{port}/x", "http://172.16.0.1:{port}/x",
    "http://169.254.169.254:{port}/latest/meta-data/", "http://100.64.0.1:{port}/x", "http://[::1]:{port}/x",
    "http://[fd00::1]:{port}/x", "http://[::ffff:10.0.0.1]:{port}/x", "http://[64:ff9b::a00:1]:{port}/x",
    "http://[2002:a00:1::1]:{port}/x", "http://[fec0::1]:{port}/x", "http://2130706433:{port}/x", "http://0x7f.1:{port}/x",
    "http://0177.0.0.1:{port}/x", "http://0:{port}/x", "http://localhost:{port}/x", "http://inner.example:{port}/x",
    "http://mixed.example:{port}/x", "http://mapped.example:{port}/x", "http://user:pass@10.0.0.1:{port}/x",
    "http://public.example@10.0.0.1:{port}/x", "http://10.0.0.1:{port}#@public.example/", "http://0.0.0.0:{port}/x",
    "http://[::]:{port}/x", "http://１０.0.0.1:{port}/x", "http://10。0。0。1:{port}/x",
)  # fmt: skip
NOT_WEB = (
    "file:///etc/passwd", "gopher://10.0.0.1/x", "ftp://10.0.0.1/x", "javascript:alert(1)", "data:,x", "//", "",
    "\\\\10.0.0.1\\x", "unix:/run/x",
)  # fmt: skip
CANARY_PORTS = (80, 8080)


def whole(body: bytes, kind: str = "text/xml", *more: str, status: str = "200 OK", length: int | None = None) -> Answer:
    """One plain answer."""
    head = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body) if length is None else length}"]
    raw = "\r\n".join([*head, *more, "Connection: close", "", ""]).encode("latin-1", "replace") + body

    def answer(line: socket.socket, _: bytes) -> None:
        line.sendall(raw)

    return answer


def raw(*pieces: bytes, pause_s: float = 0, times: int = 1) -> Answer:
    """These bytes, and again, with pauses."""

    def answer(line: socket.socket, _: bytes) -> None:
        for _number in range(times):
            for piece in pieces:
                line.sendall(piece)
                time.sleep(pause_s)

    return answer


def redirect(where: str, *more: str, status: str = "302 Found") -> Answer:
    """Elsewhere."""
    return whole(b"", "text/plain", f"Location: {where}", *more, status=status)


def silence(line: socket.socket, _: bytes) -> None:
    """Nothing, for long."""
    with contextlib.suppress(OSError):
        line.settimeout(120)
        line.recv(1)


def head_first(head: bytes, then: Iterator[bytes]) -> Answer:
    """A head and then pieces without end."""

    def answer(line: socket.socket, _: bytes) -> None:
        line.sendall(head)
        for piece in then:
            line.sendall(piece)

    return answer


def _for_ever(piece: bytes, pause_s: float = 0) -> Iterator[bytes]:
    while True:
        time.sleep(pause_s)
        yield piece


def _bomb(times: int, packer: Callable[[bytes], bytes]) -> bytes:
    """Zeros that are a thousand times as long once unpacked."""
    return packer(bytes(times * 1_000_000))


def feed_of(items: str, head: str = "<?xml version='1.0' encoding='utf-8'?>") -> bytes:
    return f"{head}<rss version='2.0'><channel><title>الجريدة</title>{items}</channel></rss>".encode()


def lines() -> dict[str, Answer]:
    """Broken and hostile at the level of HTTP."""
    ok = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n"
    bomb = _bomb(300, lambda zeros: gzip.compress(zeros, 6))
    return {
        "silence": silence,
        "hangs-up": raw(),
        "head-drip": raw(b"X-A: b\r\n", pause_s=0.2, times=600),
        "status-drip": raw(*(bytes([one]) for one in b"HTTP/1.1 200 OK\r\n" * 40), pause_s=0.2),
        "body-drip": head_first(ok + b"\r\n", _for_ever(b"x", 0.2)),
        "endless-chunks": head_first(
            ok + b"Transfer-Encoding: chunked\r\n\r\n", _for_ever(b"8000\r\n" + b"x" * 32768 + b"\r\n")
        ),
        "endless-body": head_first(ok + b"\r\n", _for_ever(b"x" * 65536)),
        "tiny-chunks": head_first(ok + b"Transfer-Encoding: chunked\r\n\r\n", _for_ever(b"1\r\nx\r\n")),
        "bad-chunk-size": raw(ok + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n"),
        "negative-chunk": raw(ok + b"Transfer-Encoding: chunked\r\n\r\n-5\r\nabc\r\n"),
        "huge-chunk-size": raw(ok + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\nabc\r\n"),
        "length-too-long": whole(feed_of("<item/>"), length=10**9),
        "length-too-short": whole(feed_of("<item><title>خبر</title></item>"), length=30),
        "length-negative": whole(b"abc", length=-1),
        "two-lengths": raw(ok + b"Content-Length: 3\r\nContent-Length: 5\r\n\r\nabcde"),
        "one-huge-header": raw(ok + b"X-Big: " + b"a" * 5_000_000 + b"\r\n\r\nabc"),
        "many-headers": raw(ok + b"".join(b"X-%d: a\r\n" % number for number in range(100_000)) + b"\r\nabc"),
        "header-of-nulls": raw(b"HTTP/1.1 200 OK\r\nX\x00: \x00\r\n\r\nabc"),
        "no-http": raw(b"SSH-2.0-OpenSSH_9.2\r\n", b"\x00" * 1000),
        "http-0.9": raw(b"<rss><channel/></rss>"),
        "status-999": whole(b"x", status="999 What"),
        "status-204": raw(b"HTTP/1.1 204 No Content\r\n\r\n"),
        "status-304": raw(b"HTTP/1.1 304 Not Modified\r\n\r\n"),
        "hundred-continues": raw(b"HTTP/1.1 100 Continue\r\n\r\n", times=50_000),
        "gzip-bomb": whole(bomb, "text/xml", "Content-Encoding: gzip"),
        "gzip-twice": whole(gzip.compress(bomb), "text/xml", "Content-Encoding: gzip, gzip"),
        "deflate-bomb": whole(_bomb(300, zlib.compress), "text/xml", "Content-Encoding: deflate"),
        "gzip-noise": whole(bytes(range(256)) * 40, "text/xml", "Content-Encoding: gzip"),
        "gzip-cut": whole(gzip.compress(feed_of("<item/>"))[:-12], "text/xml", "Content-Encoding: gzip"),
        "brotli-claimed": whole(b"\x0b\x02\x80abc\x03", "text/xml", "Content-Encoding: br"),
        "cookies": whole(feed_of(""), "text/xml", *(f"Set-Cookie: a{n}={'x' * 4000}" for n in range(20))),
        "redirect-loop": redirect("/again"),
        "redirect-nowhere": raw(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n"),
        "redirect-huge": redirect("http://public.example/" + "a" * 60_000),
        "redirect-endless-body": head_first(
            b"HTTP/1.1 302 Found\r\nLocation: http://public.example/x\r\n\r\n", _for_ever(b"x" * 65536)
        ),
    }  # fmt: skip


def inward() -> dict[str, Answer]:
    """Redirects to inner addresses and to what is no web address."""
    found: dict[str, Answer] = {}
    for number, pattern in enumerate(INNER):
        for port in CANARY_PORTS:
            found[f"inward-{number}-{port}"] = redirect(pattern.format(port=port).encode().decode("latin-1"))
    for number, where in enumerate(NOT_WEB):
        found[f"not-web-{number}"] = redirect(where)
    for status in ("301 Moved", "303 See Other", "307 Temporary", "308 Permanent"):
        found[f"inward-{status[:3]}"] = redirect("http://10.0.0.1:8080/x", status=status)
    return found
