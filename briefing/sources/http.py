"""The one guarded fetch: every byte from outside comes through here.

A name is resolved once and the connection goes to the address that was checked, so that no second answer of a name
server can lead inside. Redirects are followed by hand and each hop is checked anew. Bytes are counted after unpacking.
One clock runs over the whole of a fetch: a server that sends a byte a second never trips a time-out per read.
Nothing is taken from the environment: no proxies, no ``.netrc``, no cookies.
"""

from __future__ import annotations

import base64
import logging
import queue
import socket
import ssl
import threading
import time
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import certifi
import httpcore
from protego import Protego

from briefing.errors import SourceError
from briefing.sources.addresses import is_public
from briefing.sources.unpack import unpacked
from briefing.sources.urls import one_line, parsed, redirected, shown, with_port

if TYPE_CHECKING:
    from collections.abc import Iterable

    import httpx

log = logging.getLogger(__name__)

AGENT = "arabic-briefing"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_ROBOTS_BYTES = 512_000  # RFC 9309 2.5: at least 500 kibibytes
_PATIENCE = 2  # time-outs after which a host is left alone for the rest of the run


@dataclass(frozen=True, kw_only=True, slots=True)
class Response:
    """What a server answered.

    Attributes:
        url: where the body came from, after redirects.
        status: 200, or 304 when the copy that ``etag`` or ``modified`` stands for is still the newest.
        body: unpacked bytes; empty with 304.
        content_type: as sent, with its charset.
        etag: to be sent with the next request, as is ``modified`` (RFC 9110 13.1).
    """

    url: str
    status: int
    body: bytes
    content_type: str = ""
    etag: str = ""
    modified: str = ""


class Fetcher:
    """Fetches what lies at public addresses, one request at a time for each host. Safe to share between threads.

    Args:
        allow_private: ``host:port`` pairs, written exactly as in the address, that may lie at inner addresses.
        timeout_s: seconds for a whole fetch, with its redirects.
        max_bytes: size of a body after unpacking.
        max_hops: redirects that are followed.
        user_agent: product token of the User-Agent and of robots.txt.
    """

    def __init__(
        self,
        *,
        allow_private: Iterable[str] = (),
        timeout_s: float = 20.0,
        max_bytes: int = 5_000_000,
        max_hops: int = 5,
        user_agent: str = AGENT,
    ) -> None:
        self._allowed = frozenset(pair.lower() for pair in allow_private)
        self._timeout_s = timeout_s
        self._max_bytes = max_bytes
        self._max_hops = max_hops
        self._agent = user_agent
        self._lock = threading.Lock()
        self._hosts: dict[str, threading.Lock] = {}
        self._rules: dict[str, Protego | None] = {}
        self._timeouts: dict[str, int] = {}

    def get(self, url: str, etag: str | None = None, modified: str | None = None, *, robots: bool = True) -> Response:
        """Fetches ``url``; with validators of an earlier answer the server may say 304.

        Args:
            url: http or https. A name and password in it go to that host only.
            etag: of an earlier answer.
            modified: the Last-Modified of an earlier answer, as sent.
            robots: whether robots.txt is asked first (RFC 9309).

        Raises:
            SourceError: nothing usable came; the message is one line without secrets.
        """
        conditions = {"If-None-Match": etag, "If-Modified-Since": modified}
        headers = {name: value for name, value in conditions.items() if value and value.isprintable()}
        target, start = parsed(url), time.monotonic()
        for _ in range(self._max_hops + 1):
            host = target.netloc.decode("ascii").lower()
            with self._turn(host):
                if robots and not self._permitted(target):
                    message = f"{shown(target)}: robots.txt asks programs not to read it; name another address"
                    raise SourceError(message)
                left_s = self._timeout_s - (time.monotonic() - start)
                status, found, body = self._ask(target, headers, left_s if left_s > 0 else 0.001, self._max_bytes)
            if status not in _REDIRECTS:
                return _answer(target, status, found, body, conditional=bool(headers))
            target = redirected(target, found.get("location", ""))
        message = f"{shown(parsed(url))}: more than {self._max_hops} redirects; check the address"
        raise SourceError(message)

    def _turn(self, host: str) -> threading.Lock:
        with self._lock:
            if self._timeouts.get(host, 0) >= _PATIENCE:
                message = f"{host}: too slow {_PATIENCE} times, left alone for this run; try again later"
                raise SourceError(message)
            return self._hosts.setdefault(host, threading.Lock())

    def _permitted(self, target: httpx.URL) -> bool:
        """Asks robots.txt, once for each origin; RFC 9309 2.3.1: 4xx permits all, no answer forbids all."""
        origin = f"{target.scheme}://{target.netloc.decode('ascii')}"
        if origin not in self._rules:
            self._rules[origin] = self._read_robots(target.copy_with(raw_path=b"/robots.txt"))
        rules = self._rules[origin]
        return rules is not None and bool(rules.can_fetch(str(target.copy_with(fragment=None)), self._agent))

    def _read_robots(self, target: httpx.URL) -> Protego | None:
        origin = target
        for _ in range(self._max_hops + 1):
            try:
                status, found, body = self._ask(target, {}, self._timeout_s, _ROBOTS_BYTES)
            except SourceError as error:
                message = f"{error} (asked for its robots.txt)"
                raise SourceError(message) from None
            if status in _REDIRECTS:
                target = redirected(target, found.get("location", ""))
                continue
            if status == 200:
                return Protego.parse(body.decode("utf-8", "replace"))
            if 400 <= status < 500:
                return Protego.parse("")
            break
        log.warning("%s: no answer; nothing is read from there", shown(origin))
        return None

    def _ask(
        self, target: httpx.URL, headers: dict[str, str], left_s: float, max_bytes: int
    ) -> tuple[int, dict[str, str], bytes]:
        host = target.netloc.decode("ascii").lower()
        pair = with_port(target)
        backend = _Guard(time.monotonic() + left_s, pair, private_allowed=pair in self._allowed)
        request = {
            "Host": host,
            "User-Agent": f"{self._agent}/1 (makes a podcast of public news)",
            "Accept": "application/atom+xml, application/rss+xml, text/html;q=0.9, */*;q=0.5",
            "Accept-Encoding": "gzip, deflate",
            "Connection": "close",
            **headers,
        }
        if target.userinfo:
            secret = f"{target.username}:{target.password}".encode()
            request["Authorization"] = "Basic " + base64.b64encode(secret).decode("ascii")
        plain = target.copy_with(userinfo=b"", fragment=None)
        try:
            with (
                httpcore.ConnectionPool(ssl_context=self._tls, network_backend=backend, max_connections=1) as pool,
                pool.stream("GET", str(plain), headers=list(request.items())) as answer,
            ):
                found = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in answer.headers}
                body = b"" if answer.status in _REDIRECTS else unpacked(answer, found, max_bytes)
                return answer.status, found, body
        except SourceError as error:
            message = f"{shown(target)}: {error}"
            raise SourceError(message) from None
        except httpcore.TimeoutException:
            with self._lock:
                self._timeouts[host] = self._timeouts.get(host, 0) + 1
            message = f"{shown(target)}: no whole answer within {self._timeout_s:g} s; try again later"
            raise SourceError(message) from None
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol, OSError) as error:
            message = f"{shown(target)}: {one_line(error)}; check the address and the network"
            raise SourceError(message) from None

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        context.load_verify_locations(certifi.where())  # machines without certificates of their own
        return context


def _answer(target: httpx.URL, status: int, found: dict[str, str], body: bytes, *, conditional: bool) -> Response:
    if status == 304 and not conditional:
        message = f"{shown(target)}: answered 304 although nothing was asked about a copy; try again later"
        raise SourceError(message)
    if status not in (200, 203, 304):
        hint = "try again later" if status >= 500 or status == 429 else "check the address"
        message = f"{shown(target)}: the server answered {status}; {hint}"
        raise SourceError(message)
    return Response(
        url=str(target.copy_with(userinfo=b"")),
        status=304 if status == 304 else 200,
        body=body,
        content_type=found.get("content-type", ""),
        etag=found.get("etag", ""),
        modified=found.get("last-modified", ""),
    )


class _Guard(httpcore.NetworkBackend):
    """Connects only to an address that it has checked itself, and only until the deadline."""

    def __init__(self, deadline: float, pair: str, *, private_allowed: bool) -> None:
        self._deadline, self._pair, self._private_allowed = deadline, pair, private_allowed

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the deadline rules
        local_address: str | None = None,  # noqa: ARG002 - httpcore's signature
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = _resolved(host, port, self._left())
        public = [address for address in addresses if self._private_allowed or is_public(address)]
        if not public:
            message = (
                f"it is at {addresses[0]}, which is not a public address; "
                f'if it is yours, add "{self._pair}" to allow_private'
            )
            raise SourceError(message)
        failure: Exception | None = None
        for number, address in enumerate(public[:4]):
            wait_s = self._left() / (1 if number + 1 == len(public[:4]) else 2)
            try:
                stream = httpcore.SyncBackend().connect_tcp(address, port, wait_s, None, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _Clocked(stream, self._deadline)
        raise failure or httpcore.ConnectError(host)

    def connect_unix_socket(self, path: str, *_: object, **__: object) -> httpcore.NetworkStream:
        raise httpcore.UnsupportedProtocol(path)

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)

    def _left(self) -> float:
        return max(0.001, self._deadline - time.monotonic())


class _Clocked(httpcore.NetworkStream):
    """A stream whose every wait ends at one deadline, so that no drip of bytes moves it."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream, self._deadline = stream, deadline

    def _left(self) -> float:
        left_s = self._deadline - time.monotonic()
        if left_s <= 0:
            raise httpcore.ReadTimeout
        return left_s

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 - the deadline rules
        return self._stream.read(max_bytes, self._left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002 - the deadline rules
        self._stream.write(buffer, self._left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002 - the deadline rules
    ) -> httpcore.NetworkStream:
        return _Clocked(self._stream.start_tls(ssl_context, server_hostname, self._left()), self._deadline)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - httpcore's signature
        return self._stream.get_extra_info(info)


def _resolved(host: str, port: int, left_s: float) -> list[str]:
    """A name's addresses. The system's resolver knows no time-out, so it is waited for from outside."""
    answers: queue.SimpleQueue[list[str] | OSError | UnicodeError] = queue.SimpleQueue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answers.put(list(dict.fromkeys(str(row[4][0]) for row in found)))
        except (OSError, UnicodeError) as error:
            answers.put(error)

    threading.Thread(target=ask, daemon=True, name=f"resolve {host}").start()
    try:
        answer = answers.get(timeout=left_s)
    except queue.Empty:
        raise httpcore.ConnectTimeout(host) from None
    if isinstance(answer, list):
        return answer
    message = f"the name {host} leads nowhere ({one_line(answer)}); check the address and the network"
    raise SourceError(message)
