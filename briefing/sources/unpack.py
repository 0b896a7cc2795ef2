"""Packed bodies (RFC 9110 8.4.1) unpacked within bounds."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any

from briefing.errors import SourceError

if TYPE_CHECKING:
    import httpcore


def unpacked(max_bytes: int, answer: httpcore.Response, found: dict[str, str]) -> bytes:
    """The whole body, unpacked as it comes.

    Raises:
        SourceError: it is longer than ``max_bytes``, damaged, or packed in another way.
    """
    body = unpacked_start(max_bytes + 1, answer, found)
    if len(body) > max_bytes:
        message = f"longer than {max_bytes:,} bytes; name a smaller page or feed"
        raise SourceError(message)
    return body


def unpacked_start(max_bytes: int, answer: httpcore.Response, found: dict[str, str]) -> bytes:
    """The body up to ``max_bytes``, which are above 0, unpacked as it comes; what follows is not waited for.

    Raises:
        SourceError: it is damaged, or packed in another way.
    """
    coding = found.get("content-encoding", "identity").strip().lower()
    if coding not in ("", "identity", "gzip", "x-gzip", "deflate"):
        message = f"packed as {coding[:40]!r}, which was not asked for; name another address"
        raise SourceError(message)
    unpack = None if coding in ("", "identity") else _inflater(coding)
    body = bytearray()
    for packed in answer.iter_stream():
        try:
            body += packed if unpack is None else unpack(packed, max_bytes - len(body))
        except zlib.error:
            message = "the packed body is damaged; try again later"
            raise SourceError(message) from None
        if len(body) >= max_bytes:
            break
    return bytes(body[:max_bytes])


def _inflater(coding: str) -> Any:  # noqa: ANN401 - zlib's own type has no public name
    """A bounded unpacker; ``deflate`` comes with and without its zlib head (RFC 9110 8.4.1.2 and note)."""
    state: list[Any] = []

    def unpack(packed: bytes, room: int) -> bytes:
        if not state:
            raw = coding == "deflate" and packed[:1] and packed[0] & 0x0F != 8
            state.append(zlib.decompressobj(-15 if raw else 15 if coding == "deflate" else 31))
        unpacked: bytes = state[0].decompress(packed, room)
        return unpacked

    return unpack
