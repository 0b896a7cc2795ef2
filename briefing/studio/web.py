"""The studio answers: one page, forms that change the running order, a clip for a paragraph, the state of the job."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from audio.errors import AudioError
from briefing.errors import BriefingError, ChangedError
from briefing.order import editing
from briefing.studio import forms, views
from briefing.studio.guard import MOST_BYTES, Guard

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request
    from starlette.types import ASGIApp

    from briefing.studio.desk import Desk

_HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # not no-referrer: under it browsers send "Origin: null" with our own forms (Fetch, "append a request Origin")
    "Referrer-Policy": "same-origin",
}
_FIELDS = 12


def app(desk: Desk, public: ASGIApp, token: str, host: str) -> ASGIApp:
    """The studio beside a published folder.

    Args:
        desk: what is worked on.
        public: answers everything outside of ``/studio/``.
        token: that stands in the address: ``/studio/TOKEN/``.
        host: the name or address that the server was told to listen on.
    """
    studio = Starlette(
        routes=[
            Route("/", _in_thread(desk, _page)),
            Route("/do", _with_form(desk, _do), methods=["POST"]),
            Route("/plan", _with_form(desk, _plan), methods=["POST"]),
            Route("/publish", _with_form(desk, _publish), methods=["POST"]),
            Route("/say", _in_thread(desk, _say)),
            Route("/state", _in_thread(desk, _state)),
        ],
        exception_handlers={HTTPException: _refused},
    )
    return Guard(studio, public, token, host)


def _in_thread(desk: Desk, answer: Callable[[Desk, Request], Response]) -> Callable[[Request], Awaitable[Response]]:
    async def work(request: Request) -> Response:
        return await run_in_threadpool(answer, desk, request)

    return work


def _with_form(
    desk: Desk, answer: Callable[[Desk, dict[str, str]], Response]
) -> Callable[[Request], Awaitable[Response]]:
    async def work(request: Request) -> Response:
        body = b""
        async for piece in request.stream():
            body += piece
            if len(body) > MOST_BYTES:
                raise HTTPException(413)
        try:
            form = dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=_FIELDS))
        except ValueError:
            raise HTTPException(400) from None
        return await run_in_threadpool(answer, desk, form)

    return work


def _page(desk: Desk, request: Request) -> Response:
    return _shown(desk, views.Said(at=request.query_params.get("at", "")[:20]))


def _shown(desk: Desk, said: views.Said, status: int = 200) -> Response:
    """The page as things stand now."""
    job = views.job_now(desk.job)
    version = ""
    order = None
    try:
        kept = desk.kept()
        if kept is not None:
            order, version = kept.order, kept.version
    except BriefingError as error:
        said, status = views.Said(trouble=str(error)), 500
        version = desk.version
    headers = {**_HEADERS, "Content-Security-Policy": views.policy_of(desk)}
    return HTMLResponse(views.page(desk, job, order, version, said), status, headers=headers)


def _do(desk: Desk, form: dict[str, str]) -> Response:
    typed = "\n".join(text for text in (form.get(name, "") for name in ("written", "spoken", "title")) if text)
    try:
        order = desk.change(form.get("version", ""), forms.change(form))
    except BriefingError as error:
        status = 409 if isinstance(error, ChangedError) else 422
        return _shown(desk, views.Said(trouble=str(error), kept=typed), status)
    at = forms.landing(form, order)
    return RedirectResponse(f"./?at={quote(at)}#p{quote(at)}", 303, headers=_HEADERS)


def _plan(desk: Desk, form: dict[str, str]) -> Response:
    return _begun(desk, desk.plan, form)


def _publish(desk: Desk, form: dict[str, str]) -> Response:
    return _begun(desk, desk.publish, form)


def _begun(desk: Desk, begin: Callable[[str], None], form: dict[str, str]) -> Response:
    try:
        begin(form.get("version", ""))
    except BriefingError as error:
        return _shown(desk, views.Said(trouble=str(error)), 409)
    return RedirectResponse("./", 303, headers=_HEADERS)


def _say(desk: Desk, request: Request) -> Response:
    at = request.query_params.get("at", "")[:20]
    try:
        content = desk.wav(request.query_params.get("v", ""), lambda order: editing.place(at, order, depth=(2,)))
    except ChangedError as error:
        return PlainTextResponse(views.in_arabic(str(error)), 409, headers=_HEADERS)
    except (BriefingError, AudioError) as error:
        return PlainTextResponse(views.in_arabic(str(error)), 422, headers=_HEADERS)
    return Response(content, media_type="audio/wav", headers=_HEADERS)


def _state(desk: Desk, request: Request) -> Response:
    del request
    return JSONResponse({"job": views.job_now(desk.job), "version": desk.version}, headers=_HEADERS)


async def _refused(request: Request, error: Exception) -> Response:
    del request
    status = error.status_code if isinstance(error, HTTPException) else 500
    return PlainTextResponse(f"{status}\n", status, headers=_HEADERS)
