"""The one guarded fetch: every byte from outside comes through here.

A name is resolved once and the connection goes to the address that was checked, so that no second answer of a name
server can lead inside. Redirects are followed by hand and each hop is checked anew. Bytes are counted after unpacking.
One clock runs over the whole of a fetch: a server that sends a byte a second never trips a time-out per read.
Nothing is taken from the environment: no proxies, no ``.netrc``, no cookies.
"""

from __future__ import annotations

import base64
import contextlib
import functools
import logging
import ssl
import threading
import time
from functools import cached_property
from typing import TYPE_CHECKING

import certifi
import httpcore

from briefing.errors import SourceError
from briefing.sources.copies import Copies, Response
from briefing.sources.guard import Guard
from briefing.sources.robots import PARSED_BYTES, Robots, permitted
from briefing.sources.unpack import unpacked, unpacked_start
from briefing.sources.urls import one_line, origin, parsed, redirected, shown, with_port

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    import httpx

    _Read = Callable[[httpcore.Response, dict[str, str]], bytes]

log = logging.getLogger(__name__)

__all__ = ["AGENT", "Fetcher", "Response"]

AGENT = "arabic-briefing"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_WITH_BODY = frozenset({200, 203})
_PATIENCE = 2  # time-outs after which a host is left alone for the rest of the run


class Fetcher:
    """Fetches what lies at public addresses, one request at a time for each host. Safe to share between threads.

    Args:
        allow_private: ``host:port`` pairs, written exactly as in the address, that may lie at inner addresses.
        timeout_s: seconds for a whole fetch, with its redirects.
        max_bytes: size of a body after unpacking.
        max_hops: redirects that are followed.
        user_agent: product token of the User-Agent and of robots.txt.
        copies: folder that keeps what was fetched, so that the next run asks only for what changed; None keeps nothing.
    """

    def __init__(
        self,
        *,
        allow_private: Iterable[str] = (),
        timeout_s: float = 20.0,
        max_bytes: int = 5_000_000,
        max_hops: int = 5,
        user_agent: str = AGENT,
        copies: Path | None = None,
    ) -> None:
        self._allowed = frozenset(pair.lower() for pair in allow_private)
        self._timeout_s = timeout_s
        self._max_bytes = max_bytes
        self._max_hops = max_hops
        self._agent = user_agent
        self._copies = Copies(copies) if copies is not None else None
        self._lock = threading.Lock()
        self._hosts: dict[str, threading.Lock] = {}
        self._robots = Robots(user_agent)
        self._timeouts: dict[str, int] = {}

    def get(
        self, url: str, etag: str | None = None, modified: str | None = None, *, robots: bool = True, fresh_s: float = 0
    ) -> Response:
        """Fetches ``url``; with validators of an earlier answer the server may say 304.

        With a folder of copies and without validators the kept copy's are sent, and a 304 gives the copy with status
        200.

        Args:
            url: http or https. A name and password in it go to that host only.
            etag: of an earlier answer.
            modified: the Last-Modified of an earlier answer, as sent.
            robots: whether robots.txt is asked first (RFC 9309).
            fresh_s: a copy younger than these seconds is good without asking.

        Raises:
            SourceError: nothing usable came; the message is one line without secrets.
        """
        if self._copies is None or etag or modified:
            return self._fetch(url, etag, modified, robots=robots)
        copy = self._copies.find(url)
        if copy is not None and self._copies.age_s(url) < fresh_s:
            return copy
        answer = self._fetch(url, copy.etag if copy else None, copy.modified if copy else None, robots=robots)
        if answer.status == 304 and copy is not None:
            self._copies.touch(url)
            return copy
        self._copies.keep(url, answer)
        return answer

    def post(self, url: str, content: bytes, content_type: str = "application/json") -> None:
        """Sends ``content`` to ``url``, with the same guard; nothing but its status is read of the answer.

        Args:
            url: https, or http to a host of ``allow_private``. Redirects are not followed: what was posted to one
                address is meant for no other.
            content: the body.
            content_type: its media type.

        Raises:
            SourceError: it was not taken; the message is one line that names the server alone.
        """
        try:
            target = parsed(url)
        except SourceError:
            message = "not a web address; write it as https://host/path"
            raise SourceError(message) from None
        if target.scheme != "https" and with_port(target) not in self._allowed:
            message = f'{origin(target)}: not https; use https, or add "{with_port(target)}" to allow_private'
            raise SourceError(message)
        headers = {"Content-Type": content_type, "Content-Length": str(len(content))}
        deadline = time.monotonic() + self._timeout_s
        status, _, _ = self._ask(target, headers, deadline, _unread, content)
        if not 200 <= status < 300:
            message = f"{origin(target)}: the server answered {status}; check the address"
            raise SourceError(message)

    def _fetch(self, url: str, etag: str | None, modified: str | None, *, robots: bool) -> Response:
        conditions = {"If-None-Match": etag, "If-Modified-Since": modified}
        headers = {name: value for name, value in conditions.items() if value and _can_be_sent(value)}
        target, spent_s = parsed(url), 0.0
        for _ in range(self._max_hops + 1):
            host = target.netloc.decode("ascii").lower()
            with self._turn(host):
                start = time.monotonic()  # waiting for the host's turn is not the host's fault
                deadline = start + self._timeout_s - spent_s
                if robots and not self._permitted(target, deadline):
                    message = f"{shown(target)}: robots.txt asks programs not to read it; name another address"
                    raise SourceError(message)
                status, found, body = self._ask(target, headers, deadline, functools.partial(unpacked, self._max_bytes))
                spent_s += time.monotonic() - start
            if status not in _REDIRECTS:
                return _answer(target, status, found, body, conditional=bool(headers))
            target = redirected(target, found.get("location", ""))
        message = f"{shown(parsed(url))}: more than {self._max_hops} redirects; check the address"
        raise SourceError(message)

    @contextlib.contextmanager
    def _turn(self, host: str) -> Iterator[None]:
        """Waits until nobody else asks the host."""
        with self._lock:
            turn = self._hosts.setdefault(host, threading.Lock())
        with turn:
            if self._timeouts.get(host, 0) >= _PATIENCE:  # looked at now: those before may have been its time-outs
                message = f"{host}: too slow {_PATIENCE} times, left alone for this run; try again later"
                raise SourceError(message)
            yield

    def _permitted(self, target: httpx.URL, deadline: float) -> bool:
        """Asks robots.txt, once for each origin; RFC 9309 2.3.1: 4xx permits all, no answer forbids all."""
        server = origin(target)
        rules = self._robots.find(server)
        if rules is None:
            rules = self._robots.keep(server, self._robots_txt(target.copy_with(raw_path=b"/robots.txt"), deadline))
        return permitted(rules, str(target.copy_with(fragment=None)))

    def _robots_txt(self, target: httpx.URL, deadline: float) -> bytes:
        first = target
        for _ in range(self._max_hops + 1):
            try:
                status, found, body = self._ask(target, {}, deadline, functools.partial(unpacked_start, PARSED_BYTES))
            except SourceError as error:
                message = f"{error} (asked for its robots.txt)"
                raise SourceError(message) from None
            if status in _REDIRECTS:
                target = redirected(target, found.get("location", ""))
                continue
            if status == 200:
                return body
            if 400 <= status < 500:
                return b""
            break
        log.warning("%s: no answer; nothing is read from there", shown(first))
        return b"User-agent: *\nDisallow: /"

    def _ask(
        self, target: httpx.URL, headers: dict[str, str], deadline: float, read: _Read, content: bytes | None = None
    ) -> tuple[int, dict[str, str], bytes]:
        """Asks for ``target``, or posts ``content`` to it; of a refusal or redirect nothing but the head is read."""
        method, subject = ("GET", shown(target)) if content is None else ("POST", origin(target))
        host = target.netloc.decode("ascii").lower()
        pair = with_port(target)
        backend = Guard(deadline, pair, private_allowed=pair in self._allowed)
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
                pool.stream(method, str(plain), headers=list(request.items()), content=content) as answer,
            ):
                found = {name.decode("latin-1").lower(): _text(value) for name, value in answer.headers}
                return answer.status, found, read(answer, found) if answer.status in _WITH_BODY else b""
        except SourceError as error:
            message = f"{subject}: {error}"
            raise SourceError(message) from None
        except httpcore.TimeoutException:
            with self._lock:
                self._timeouts[host] = self._timeouts.get(host, 0) + 1
            message = f"{subject}: no whole answer within {self._timeout_s:g} s; try again later"
            raise SourceError(message) from None
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol, OSError) as error:
            message = f"{subject}: {one_line(error)}; check the address and the network"
            raise SourceError(message) from None

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        context.load_verify_locations(certifi.where())  # machines without certificates of their own
        return context


def _text(value: bytes) -> str:
    """A header's value; servers write addresses in UTF-8, although RFC 9110 5.5 wants ASCII."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _can_be_sent(value: str) -> bool:
    """Whether a validator can stand in a request; a stranger made it, and without it the whole answer comes again."""
    return value.isascii() and value.isprintable()


def _unread(_answer: httpcore.Response, _found: dict[str, str]) -> bytes:
    return b""


def _answer(target: httpx.URL, status: int, found: dict[str, str], body: bytes, *, conditional: bool) -> Response:
    if status == 304 and not conditional:
        message = f"{shown(target)}: answered 304 although nothing was asked about a copy; try again later"
        raise SourceError(message)
    if status != 304 and status not in _WITH_BODY:
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
