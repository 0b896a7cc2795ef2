"""The built-in server: :func:`briefing.publish.web.app` on uvicorn, with time limits for those who do not ask or read.

Enough for a first subscription and a small show; a public one belongs behind a web server or a CDN, for TLS first.
"""

from __future__ import annotations

import contextlib
import re
import threading
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from briefing.errors import PublishError
from briefing.publish.web import app

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.types import ASGIApp, Receive, Scope, Send

_ABSOLUTE = re.compile(rb"(?i:https?)://(?:[^/@]*@)?([^/@]+)(.*)", re.DOTALL)
CONNECTIONS = 1000
_AT_ONCE = 64
"""Connections that the loop takes before it looks at one of them."""
_PASSING = 4 * _AT_ONCE
"""Connections that may be there beyond the others for a few turns of the loop, until those that make room are gone."""
_OTHER_FILES = 100
HEADERS_WITHIN_S = 15.0
STALLED_AFTER_S = 120.0


class PatientProtocol(H11Protocol):
    """HTTP/1.1 that ends connections which do not ask or do not read.

    uvicorn waits for ever for a request's first byte, for the end of its headers, and for a reader that stands still;
    and it takes connections until the process has no file left, which asyncio then tells for each one, without end.
    """

    _waiting: asyncio.TimerHandle | None = None
    _born_s = 0.0
    _asks_no_more = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in H11Protocol
        """Start the clock of the first request; of too many connections, the oldest that asks nothing makes room."""
        super().connection_made(transport)
        self._born_s = self.loop.time()
        self._expect(HEADERS_WITHIN_S)
        if self.limit_concurrency is not None and len(self.connections) > self.limit_concurrency - _PASSING:
            idle = [
                one for one in self.connections if isinstance(one, PatientProtocol) and one is not self and one.idle
            ]
            if idle:
                min(idle, key=lambda one: one._born_s).transport.abort()  # noqa: SLF001 - of this very class

    @property
    def idle(self) -> bool:
        """Whether it waits for a request and is not about to end."""
        return not self.transport.is_closing() and (self.cycle is None or self.cycle.response_complete)

    def data_received(self, data: bytes) -> None:
        """Start a clock with a request's first bytes, stop it when its headers are whole."""
        before = self.cycle
        super().data_received(data)
        if self.cycle is not None and self.cycle is not before:
            self._expect(None)
        elif self._waiting is None and (self.cycle is None or self.cycle.response_complete):
            self._expect(HEADERS_WITHIN_S)

    def eof_received(self) -> bool:  # type: ignore[override]  # as asyncio has it; H11Protocol hangs up
        """A client that has sent its whole request may close its half of the line and read on, as ncat and socat do."""
        self._asks_no_more = True
        return not self.idle and self.conn.their_state is h11.DONE

    def on_response_complete(self) -> None:
        """Hang up when nothing more can be asked."""
        super().on_response_complete()
        if self._asks_no_more and self.idle:
            self.transport.close()

    def send_400_response(self, msg: str) -> None:
        """Refuse what begins well and goes on badly; the application at work on it answers to nobody from here on.

        uvicorn lets it answer after the refusal, and refuse after it has begun to answer: h11 raises on both.
        """
        cycle = self.cycle
        if cycle is not None and not cycle.response_complete:
            if cycle.scope["method"] == "HEAD":
                msg = ""  # RFC 9110, 9.3.2
            cycle.disconnected = True
            cycle.message_event.set()
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            super().send_400_response(msg)
        else:
            self.transport.close()

    def pause_writing(self) -> None:
        """The reader is slower than we are; it must take something now and then."""
        super().pause_writing()
        self._expect(STALLED_AFTER_S)

    def resume_writing(self) -> None:
        """The reader has taken what was waiting."""
        super().resume_writing()
        self._expect(None)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop every clock."""
        self._expect(None)
        super().connection_lost(exc)

    def _expect(self, within_s: float | None) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
        self._waiting = None if within_s is None else self.loop.call_later(within_s, self.transport.abort)


def origin_form(application: ASGIApp) -> ASGIApp:
    """The application behind requests as clients send them to a proxy: ``GET http://host/feed.xml``.

    A server must take them too, and the host they name in place of the Host header (RFC 9112, section 3.2.2).
    """

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if match := _ABSOLUTE.fullmatch(scope.get("raw_path", b"")):
            host, raw_path = match[1], match[2] or b"/"
            headers = [(key, value) for key, value in scope["headers"] if key != b"host"]
            path = unquote(raw_path.decode("ascii"))
            scope = {**scope, "path": path, "raw_path": raw_path, "headers": [(b"host", host), *headers]}
        await application(scope, receive, send)

    return answer


def most_connections() -> int:
    """How many connections may stand at once, each with its socket and a file that is sent.

    The process's own limit of open files is raised for them as far as it may be.
    """
    import resource

    def files(limit: int) -> int:
        return wanted if limit == resource.RLIM_INFINITY else limit

    wanted = 2 * (CONNECTIONS + _PASSING) + _OTHER_FILES
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if files(soft) < wanted:
        with contextlib.suppress(OSError, ValueError):  # some systems allow less than they say
            resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, files(hard)), hard))
        soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return max(_AT_ONCE // 4, min(CONNECTIONS, (files(soft) - _OTHER_FILES) // 2 - _PASSING))


def _server(root: Path, host: str, port: int, application: ASGIApp | None) -> uvicorn.Server:
    if not root.is_dir():
        message = f"{root}: is not a folder; publish an episode into it first"
        raise PublishError(message)
    return uvicorn.Server(
        uvicorn.Config(
            origin_form(application or app(root)),
            host=host,
            port=port,
            http=PatientProtocol,
            ws="none",
            lifespan="off",
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_keep_alive=15,
            limit_concurrency=most_connections() + _PASSING,
            backlog=_AT_ONCE,
            h11_max_incomplete_event_size=32 * 1024,
            timeout_graceful_shutdown=3,
        )
    )


def origin(host: str, port: int) -> str:
    """How the address of a server begins; an IPv6 host stands in brackets (RFC 3986, section 3.2.2)."""
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def reachable(host: str, port: int) -> None:
    """Tell in one line that the address cannot be had, where uvicorn would exit the program."""
    import socket

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind((host, port))
    except OSError as error:
        message = f"{host}:{port}: cannot be listened on ({error.strerror or error}); choose another --port"
        raise PublishError(message) from error


def serve(root: Path, host: str, port: int, application: ASGIApp | None = None) -> None:
    """Serve a published folder until the process is told to stop (SIGINT, SIGTERM).

    Args:
        root: of the folder.
        host: address to listen on.
        port: to listen on.
        application: what answers in place of the folder alone.

    Raises:
        PublishError: there is no such folder, or the address is taken.
    """
    server = _server(root, host, port, application)
    reachable(host, port)
    server.run()


@contextlib.contextmanager
def serving(root: Path, host: str, port: int, application: ASGIApp | None = None) -> Iterator[int]:
    """Serve a published folder in a thread of this process; the arguments as in :func:`serve`.

    Yields:
        The port, also when 0 asked for a free one.

    Raises:
        PublishError: there is no such folder, or the address is taken.
    """
    server = _server(root, host, port, application)
    reachable(host, port)
    failure: list[BaseException] = []

    def work() -> None:
        try:
            server.run()
        except (SystemExit, OSError) as error:
            failure.append(error)

    thread = threading.Thread(target=work, name="serve", daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.02)
        if not thread.is_alive():
            message = f"{host}:{port}: the server did not start; choose another --port"
            raise PublishError(message) from (failure[0] if failure else None)
    sockets: list[Any] = [socket for one in server.servers for socket in one.sockets]
    try:
        yield int(sockets[0].getsockname()[1])
    finally:
        server.should_exit = True
        thread.join(10)
