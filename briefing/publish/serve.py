"""The built-in server: the published names of one folder, read only.

Enough for a first subscription and a small show; a public one belongs behind a web server or a CDN, for TLS first.
"""

from __future__ import annotations

import contextlib
import re
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from uvicorn.protocols.http.h11_impl import H11Protocol

from briefing.errors import PublishError
from briefing.publish import names
from briefing.publish.documents import Documents, not_modified
from briefing.publish.library import Library

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.requests import Request
    from starlette.types import Receive, Scope, Send

HEADERS_WITHIN_S = 15.0
STALLED_AFTER_S = 120.0
_RANGE = re.compile(rb"bytes=(?=.*[0-9])([0-9]{0,18})-([0-9]{0,18})")
_ALLOW = {"Allow": "GET, HEAD, OPTIONS"}
_OPEN = {"Access-Control-Allow-Origin": "*", "X-Content-Type-Options": "nosniff"}


def app(root: Path) -> Starlette:
    """The ASGI application over a published folder.

    Args:
        root: as written by :class:`briefing.publish.library.Library`.
    """
    documents = Documents()

    async def answer(request: Request) -> Response:
        if request.method == "OPTIONS":
            more = {"Access-Control-Allow-Methods": "GET, HEAD", "Access-Control-Allow-Headers": "Range, If-Range"}
            return Response(status_code=204, headers={**_ALLOW, **_OPEN, **more})
        if request.method not in {"GET", "HEAD"}:
            raise HTTPException(405, headers=_ALLOW)
        name = names.named(root, request.scope["path"].removeprefix(request.scope.get("root_path", ""))[1:])
        if name is None:
            raise HTTPException(404)
        if name.folder:
            return RedirectResponse(f"{request.url.path.rsplit('/', 1)[-1]}/", status_code=308)
        return await run_in_threadpool(_file, request, name, documents)

    def health(request: Request) -> Response:
        if request.method not in {"GET", "HEAD"}:
            raise HTTPException(405, headers=_ALLOW)
        newest = Library(root).newest()
        if newest is None:
            return JSONResponse({"status": "empty"}, status_code=503, headers={"Cache-Control": "no-store"})
        age_s = int((datetime.now(UTC) - newest.published).total_seconds())
        content = {"status": "ok", "newest": newest.date.isoformat(), "age_s": age_s}
        return JSONResponse(content, headers={"Cache-Control": "no-store"})

    every = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]
    return Starlette(
        routes=[Route("/health", health, methods=every), Route("/{path:path}", answer, methods=every)],
        exception_handlers={HTTPException: _refused, Exception: _broken},
    )


class _File(FileResponse):
    """A file by ranges; a Range header that is not one plain range of bytes is passed over (RFC 9110, 14.2)."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        headers = [(key, value) for key, value in scope["headers"] if key != b"range" or _plain_range(value)]
        await super().__call__({**scope, "headers": headers}, receive, send)


def _plain_range(value: bytes) -> bool:
    match = _RANGE.fullmatch(value.strip())
    return match is not None and (not match[2] or not match[1] or int(match[1]) <= int(match[2]))


def _file(request: Request, name: names.Name, documents: Documents) -> Response:
    """A text from memory, whole and of one moment; everything else from its file, by ranges."""
    fresh_s = names.fresh_s(name.path.name)
    headers = {**_OPEN, "Cache-Control": f"public, max-age={fresh_s}{', immutable' if name.for_good else ''}"}
    try:
        if name.is_text:
            return documents.answer(request, name, headers)
        stat = name.path.stat()
    except OSError:
        raise HTTPException(404) from None
    response = _File(name.path, headers=headers, media_type=name.media_type, stat_result=stat)
    if not_modified(request, response.headers["etag"], response.headers["last-modified"]):
        kept = {key: response.headers[key] for key in ("etag", "last-modified", "cache-control")}
        return Response(status_code=304, headers={**_OPEN, **kept})
    return response


async def _refused(request: Request, error: Exception) -> Response:
    del request
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    words = {404: "not found", 405: "read only"}.get(status, "refused")
    return PlainTextResponse(words + "\n", status_code=status, headers={**_OPEN, **headers})


async def _broken(request: Request, error: Exception) -> Response:
    del request, error
    return PlainTextResponse("something went wrong here\n", status_code=500)


class PatientProtocol(H11Protocol):
    """HTTP/1.1 that ends connections which do not ask or do not read.

    uvicorn waits for ever for a request's first byte, for the end of its headers, and for a reader that stands still.
    """

    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in H11Protocol
        """Start the clock of the first request."""
        super().connection_made(transport)
        self._expect(HEADERS_WITHIN_S)

    def data_received(self, data: bytes) -> None:
        """Start a clock with a request's first bytes, stop it when its headers are whole."""
        before = self.cycle
        super().data_received(data)
        if self.cycle is not None and self.cycle is not before:
            self._expect(None)
        elif self._waiting is None and (self.cycle is None or self.cycle.response_complete):
            self._expect(HEADERS_WITHIN_S)

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


def _server(root: Path, host: str, port: int) -> uvicorn.Server:
    if not root.is_dir():
        message = f"{root}: is not a folder; publish an episode into it first"
        raise PublishError(message)
    return uvicorn.Server(
        uvicorn.Config(
            app(root),
            host=host,
            port=port,
            http=PatientProtocol,
            ws="none",
            lifespan="off",
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_keep_alive=15,
            limit_concurrency=1000,
            h11_max_incomplete_event_size=32 * 1024,
            timeout_graceful_shutdown=3,
        )
    )


def _reachable(host: str, port: int) -> None:
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


def serve(root: Path, host: str, port: int) -> None:
    """Serve a published folder until the process is told to stop (SIGINT, SIGTERM).

    Raises:
        PublishError: there is no such folder, or the address is taken.
    """
    server = _server(root, host, port)
    _reachable(host, port)
    server.run()


@contextlib.contextmanager
def serving(root: Path, host: str, port: int) -> Iterator[int]:
    """Serve a published folder in a thread of this process.

    Yields:
        The port, also when 0 asked for a free one.

    Raises:
        PublishError: there is no such folder, or the address is taken.
    """
    server = _server(root, host, port)
    _reachable(host, port)
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
