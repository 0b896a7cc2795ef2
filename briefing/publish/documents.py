"""Documents sent from memory: one whole state of the file, packed once, told apart by what is in it."""

from __future__ import annotations

import gzip
import hashlib
import os
import threading
from collections import OrderedDict
from dataclasses import dataclass
from email.utils import formatdate, parsedate_to_datetime
from typing import TYPE_CHECKING

from starlette.responses import Response

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    from briefing.publish.names import Name

_KEPT_BYTES = 48_000_000
_PACKED_FROM_BYTES = 600


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """A file's content at one moment.

    Attributes:
        stamp: what tells that the file is still the same.
        tag: of the content, without quotes.
        packed: gzip, empty when it would not pay.
    """

    stamp: tuple[int, int, int]
    content: bytes
    packed: bytes
    tag: str
    modified: str


class Documents:
    """A bounded memory of documents, safe to use from several threads."""

    def __init__(self) -> None:
        """Empty."""
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, str], Document] = OrderedDict()
        self._bytes = 0

    def answer(
        self,
        request: Request,
        name: Name,
        headers: dict[str, str],
        *,
        key: str = "",
        change: Callable[[bytes], bytes] = bytes,
    ) -> Response:
        """The response to GET or HEAD, packed when asked (RFC 9110, 12.5.3), or 304 or 412.

        Args:
            request: its conditions and encodings count.
            name: of the file.
            headers: that the response has anyway.
            key: who it is changed for.
            change: makes the content that is sent from the file's.

        Raises:
            OSError: the file is gone.
        """
        document = self._document(str(name.path), key, change)
        pack = bool(document.packed) and _takes_gzip(request.headers.get("accept-encoding", ""))
        # RFC 9110, 8.8.3.3: each encoding is a representation of its own, with its own strong tag.
        tag = f'"{document.tag}-gzip"' if pack else f'"{document.tag}"'
        headers = {**headers, "ETag": tag, "Last-Modified": document.modified, "Vary": "Accept-Encoding"}
        status = condition(request, tag, document.modified)
        if status != 200:
            return Response(status_code=status, headers=headers)
        if pack:
            headers["Content-Encoding"] = "gzip"
        return Response(document.packed if pack else document.content, headers=headers, media_type=name.media_type)

    def _document(self, path: str, key: str, change: Callable[[bytes], bytes]) -> Document:
        stat = os.stat(path)  # noqa: PTH116 - one call for the whole stamp
        stamp = (stat.st_ino, stat.st_mtime_ns, stat.st_size)
        with self._lock:
            known = self._kept.get((path, key))
            if known is not None and known.stamp == stamp:
                self._kept.move_to_end((path, key))
                return known
        document = _read(path, change)
        with self._lock:
            old = self._kept.pop((path, key), None)
            self._bytes += _weight(document) - (_weight(old) if old else 0)
            self._kept[path, key] = document
            while self._bytes > _KEPT_BYTES:
                self._bytes -= _weight(self._kept.popitem(last=False)[1])
        return document


def _weight(document: Document) -> int:
    return len(document.content) + len(document.packed) + 1000


def _read(path: str, change: Callable[[bytes], bytes]) -> Document:
    """The file through one handle, so that size, time and content belong together."""
    with open(path, "rb") as file:  # noqa: PTH123 - the handle's own stat is needed
        stat = os.fstat(file.fileno())
        content = change(file.read())
    packed = gzip.compress(content, 6, mtime=0) if len(content) >= _PACKED_FROM_BYTES else b""
    return Document(
        stamp=(stat.st_ino, stat.st_mtime_ns, stat.st_size),
        content=content,
        packed=packed if len(packed) < len(content) else b"",
        tag=hashlib.sha256(content).hexdigest()[:20],
        modified=formatdate(stat.st_mtime, usegmt=True),
    )


def _takes_gzip(accepted: str) -> bool:
    """Whether an Accept-Encoding header allows gzip with a weight above zero."""
    weights: dict[str, float] = {}
    for part in accepted.lower().split(",")[:50]:
        coding, _, rest = part.partition(";")
        name, _, value = rest.partition("=")
        try:
            weights[coding.strip()] = float(value) if name.strip() == "q" else 1.0
        except ValueError:
            weights[coding.strip()] = 0.0
    return weights.get("gzip", weights.get("x-gzip", weights.get("*", 0.0))) > 0


def condition(request: Request, tag: str, modified: str) -> int:
    """What the conditions of a request make of its answer: 200, 304 or 412, in the order of RFC 9110, 13.2.2.

    Args:
        request: that asks.
        tag: entity tag of what is there, quoted and strong.
        modified: its Last-Modified.
    """
    match, none = request.headers.get("if-match"), request.headers.get("if-none-match")
    if match is not None:
        if match.strip() != "*" and tag not in {one.strip() for one in match.split(",")}:
            return 412
    elif _is_older(request.headers.get("if-unmodified-since"), modified) is True:
        return 412
    if none is not None:
        known = {one.strip().removeprefix("W/") for one in none.split(",")}
        return 304 if none.strip() == "*" or tag in known else 200
    return 304 if _is_older(request.headers.get("if-modified-since"), modified) is False else 200


def _is_older(date: str | None, modified: str) -> bool | None:
    """Whether a date of a header lies before that of what is there; None when it is no date, and so does not count."""
    try:
        return parsedate_to_datetime(date or "") < parsedate_to_datetime(modified)
    except (TypeError, ValueError, IndexError, OverflowError):  # OverflowError: a year of eleven digits
        return None
