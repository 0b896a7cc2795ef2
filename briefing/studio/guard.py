"""Who may enter: whoever knows the token, from a page of our own, under a name of our own."""

from __future__ import annotations

import hmac
import ipaddress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

FORWARD = "/studio/"
MOST_BYTES = 300_000
"""Of a request's body: two texts of a sentence, percent-encoded."""


class Guard:
    """Stands before the studio; everything outside of ``/studio/`` goes to the published folder's own application.

    Args:
        studio: sees only requests that may be; its ``root_path`` holds the token.
        public: everything else.
        token: that stands in the address.
        host: the name or address that the server was told to listen on.
    """

    def __init__(self, studio: ASGIApp, public: ASGIApp, token: str, host: str) -> None:
        self._studio = studio
        self._public = public
        self._token = token.encode()
        self._host = host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or hand on."""
        if scope["type"] != "http" or not scope["path"].startswith(FORWARD):
            await self._public(scope, receive, send)
            return
        headers = Headers(scope=scope)
        given, slash, rest = scope["path"].removeprefix(FORWARD).partition("/")
        known = hmac.compare_digest(given.encode("utf-8", "replace"), self._token)
        if not known or not slash:
            await PlainTextResponse("not found\n", 404)(scope, receive, send)
        elif not self._is_ours(headers.get("host", "")):
            await PlainTextResponse("this server does not go by that name\n", 421)(scope, receive, send)
        elif scope["method"] not in {"GET", "HEAD"} and not _from_here(headers):
            await PlainTextResponse("sent from another page\n", 403)(scope, receive, send)
        elif _length(headers) > MOST_BYTES:
            await PlainTextResponse("too long\n", 413)(scope, receive, send)
        else:
            root = f"{FORWARD}{given}"
            await self._studio({**scope, "root_path": root, "path": f"{root}/{rest}"}, receive, send)

    def _is_ours(self, host: str) -> bool:
        """Whether a Host header names this server. A name that somebody else's DNS can lead here is not ours.

        An address cannot be rebound, so that any address is good; of names only localhost and the one that was given.
        """
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return name in {"localhost", self._host.lower()}
        return True


def _from_here(headers: Headers) -> bool:
    """Whether a form was sent by a page of this very server (RFC 6454, Origin; Fetch metadata where there is none)."""
    origin = headers.get("origin")
    if origin is not None:
        try:
            return urlsplit(origin).netloc.lower() == headers.get("host", "").lower() != ""
        except ValueError:
            return False
    return headers.get("sec-fetch-site", "none") in {"same-origin", "none"}


def _length(headers: Headers) -> int:
    """The announced length of the body; too much for one that is not announced by a number."""
    told = headers.get("content-length", "0")
    if "transfer-encoding" in headers or not (told.isascii() and told.isdigit()):
        return MOST_BYTES + 1
    return int(told)
