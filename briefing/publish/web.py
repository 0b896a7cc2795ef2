"""What is answered to whom: the published names of one show, or of a folder of shows; read only."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from briefing.errors import PublishError
from briefing.publish import names, records, shows, state
from briefing.publish.documents import Documents, condition
from briefing.publish.listeners import Listeners, addressed, split

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.requests import Request
    from starlette.types import Receive, Scope, Send

_RANGE = re.compile(rb"(?i:bytes)=(?=.*[0-9])([0-9]{0,18})-([0-9]{0,18})")
_ALLOW = {"Allow": "GET, HEAD, OPTIONS"}
_OPEN = {"Access-Control-Allow-Origin": "*", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
_METHODS = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Found:
    """A published name and the listener who asks for it.

    Attributes:
        show: folder of the show.
        token: the listener's; empty in a show for all.
    """

    name: names.Name
    show: Path
    token: str = ""


def app(root: Path) -> Starlette:
    """The ASGI application over a published folder.

    Args:
        root: as written by :class:`briefing.publish.library.Library`, or a folder of such folders.
    """
    documents = Documents()

    async def answer(request: Request) -> Response:
        if request.method == "OPTIONS":
            more = {"Access-Control-Allow-Methods": "GET, HEAD", "Access-Control-Allow-Headers": "Range, If-Range"}
            return Response(status_code=204, headers={**_ALLOW, **_OPEN, **more})
        _read_only(request)
        path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))[1:]
        return await run_in_threadpool(_answer, request, root, path, documents)

    def health(request: Request) -> Response:
        _read_only(request)
        content = state.health(root, datetime.now(UTC))
        return JSONResponse(
            content, 503 if content["status"] == "empty" else 200, headers={"Cache-Control": "no-store"}
        )

    return Starlette(
        routes=[Route("/health", health, methods=_METHODS), Route("/{path:path}", answer, methods=_METHODS)],
        exception_handlers={HTTPException: _refused, Exception: _broken},
    )


def _read_only(request: Request) -> None:
    if request.method not in {"GET", "HEAD"}:
        raise HTTPException(405, headers=_ALLOW)


def _answer(request: Request, root: Path, path: str, documents: Documents) -> Response:
    try:
        found = _find(root, path)
    except PublishError:
        raise HTTPException(503) from None
    if found is None:
        raise HTTPException(404)
    if found.name.folder:
        return RedirectResponse(f"{path.rsplit('/', 1)[-1]}/", status_code=308, headers=_OPEN)
    return _file(request, found, documents)


def _find(root: Path, path: str) -> _Found | None:
    """The published name of a path; None for every other one, and for a private show without a good token."""
    show, asked = root, path
    if not (root / "feed.xml").is_file():
        if path in {"", *shows.NAMES}:
            name = names.named(root, path)
            return _Found(name=name, show=root) if name else None
        first, _, path = path.partition("/")
        inside = shows.folder(root, first)
        if inside is None:
            return None
        show = inside
    listeners = Listeners(show)
    token = ""
    if listeners.private():
        token, path = split(path)
        if not token or not listeners.allows(token):
            return None
    name = names.named(show, path)
    if name and not path and asked and not asked.endswith("/"):
        name = replace(name, folder=True)  # its relative links would lead astray
    return _Found(name=name, show=show, token=token) if name else None


class _File(FileResponse):
    """A file by ranges; a Range header that is not one plain range of bytes is passed over (RFC 9110, 14.2)."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        headers = [(key, value) for key, value in scope["headers"] if key != b"range" or _plain_range(value)]
        await super().__call__({**scope, "headers": headers}, receive, send)


def _plain_range(value: bytes) -> bool:
    match = _RANGE.fullmatch(value.strip())
    return match is not None and (not match[2] or not match[1] or int(match[1]) <= int(match[2]))


def _file(request: Request, found: _Found, documents: Documents) -> Response:
    """A text from memory, whole and of one moment; everything else from its file, by ranges."""
    name = found.name
    whose = "private" if found.token else "public"
    for_good = ", immutable" if name.for_good else ""
    headers = {**_OPEN, "Cache-Control": f"{whose}, max-age={names.fresh_s(name.path.name)}{for_good}"}
    if found.token:
        headers["X-Robots-Tag"] = "noindex"  # a token that leaked is not to be found
    try:
        if name.is_text and found.token and names.changes(name.path.name):
            base_url = records.load_show(found.show / "show.json").feed_url.removesuffix("/feed.xml")

            def change(content: bytes) -> bytes:
                return addressed(content, base_url, found.token)

            return documents.answer(request, name, headers, key=found.token, change=change)
        if name.is_text:
            return documents.answer(request, name, headers)
        stat = name.path.stat()
    except OSError:
        raise HTTPException(404) from None
    except PublishError:
        raise HTTPException(503) from None
    response = _File(name.path, headers=headers, media_type=name.media_type, stat_result=stat)
    status = condition(request, response.headers["etag"], response.headers["last-modified"])
    if status != 200:
        kept = {key: response.headers[key] for key in ("etag", "last-modified", "cache-control")}
        return Response(status_code=status, headers={**_OPEN, **kept})
    return response


async def _refused(request: Request, error: Exception) -> Response:
    del request
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    words = {404: "not found", 405: "read only", 503: "not now"}.get(status, "refused")
    return PlainTextResponse(words + "\n", status_code=status, headers={**_OPEN, **headers})


async def _broken(request: Request, error: Exception) -> Response:
    del request, error
    return PlainTextResponse("something went wrong here\n", status_code=500)
