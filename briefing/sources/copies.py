"""Copies of what was fetched: the next run asks a server only whether something changed (RFC 9111)."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_KEPT_S = 14 * 86_400.0


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


class Copies:
    """A folder with one file for each address: a line of JSON, then the body with its checksum.

    A copy that is damaged, or cannot be written, is no copy: the server is asked again. Copies that were not used for
    two weeks go.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._swept = False

    def find(self, url: str) -> Response | None:
        """The kept answer, None when there is none or it is damaged."""
        try:
            head, _, body = self._path(url).read_bytes().partition(b"\n")
            fields = json.loads(head)
            if fields.pop("sha256") != hashlib.sha256(body).hexdigest():
                return None
            return Response(status=200, body=body, **{str(name): str(value) for name, value in fields.items()})
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None

    def age_s(self, url: str) -> float:
        """Seconds since the copy was last known to be the newest."""
        try:
            return max(0.0, time.time() - self._path(url).stat().st_mtime)
        except OSError:
            return float("inf")

    def touch(self, url: str) -> None:
        """The server says that the copy is still the newest."""
        with contextlib.suppress(OSError):
            os.utime(self._path(url))

    def keep(self, url: str, answer: Response) -> None:
        """Keeps an answer, whole or not at all."""
        fields = {
            "url": answer.url,
            "content_type": answer.content_type,
            "etag": answer.etag,
            "modified": answer.modified,
            "sha256": hashlib.sha256(answer.body).hexdigest(),
        }
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._sweep()
            handle, name = tempfile.mkstemp(dir=self._folder, prefix=".new-")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(json.dumps(fields).encode() + b"\n" + answer.body)
                os.replace(name, self._path(url))  # noqa: PTH105 - the temporary name is a text
            except BaseException:
                os.unlink(name)  # noqa: PTH108
                raise
        except OSError:
            return  # a full or read-only disk costs one more question, not the article

    def _path(self, url: str) -> Path:
        return self._folder / hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()[:40]

    def _sweep(self) -> None:
        if self._swept:
            return
        self._swept = True
        for path in self._folder.iterdir():
            with contextlib.suppress(OSError):
                if time.time() - path.stat().st_mtime > _KEPT_S:
                    path.unlink()
