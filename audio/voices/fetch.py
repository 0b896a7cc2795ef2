"""Fetch a Piper voice once: resumable, checked, and moved into place only when it is whole.

The list of voices (``voices.json`` of the rhasspy/piper-voices collection, or of a mirror with the same layout) tells
each file's size and MD5. MD5 finds damage, not malice: the list and the files come from one place over TLS.
"""

from __future__ import annotations

import asyncio
import difflib
import hashlib
import json
import logging
import time
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import httpx

from audio.errors import VoiceError, VoiceUnavailableError
from audio.voices.online import RefusedError, certificates, run

if TYPE_CHECKING:
    from collections.abc import Callable

_log = logging.getLogger(__name__)

COLLECTION_URL = "https://huggingface.co/rhasspy/piper-voices/resolve/main"
_LIST_BYTES = 20 * 1024 * 1024
_TRIES = 8
_CHUNK = 1 << 16
# A stream slower than this over half a minute will not end today.
_SLOWEST_BYTES_PER_S, _LOOK_S = 2000, 30.0


@dataclass(frozen=True, kw_only=True, slots=True)
class FetchedVoice:
    """A voice on this machine.

    Attributes:
        model: the ``.onnx`` file.
        card: the text of its model card, with its licence; empty when the collection has none.
    """

    model: Path
    card: str


@dataclass(frozen=True, kw_only=True, slots=True)
class _File:
    url: str
    path: Path
    size_bytes: int
    md5: str


def fetch_voice(
    name: str,
    folder: Path,
    *,
    base_url: str = COLLECTION_URL,
    on_bytes: Callable[[int, int], None] | None = None,
    timeout_s: float = 30.0,
) -> FetchedVoice:
    """Fetch a voice's files that are not there yet.

    Args:
        name: as in the collection, ``ar_JO-kareem-medium``.
        folder: where the files are put.
        base_url: the collection or a mirror of it.
        on_bytes: called with (bytes of the voice that are here, bytes in all).
        timeout_s: longest wait for a connection and for each part of an answer.

    Returns:
        The model's place and its card.

    Raises:
        VoiceUnavailableError: no connection, no such voice, or files that stay damaged. What was fetched whole stays, a
            part is taken up again by the next call.
        VoiceError: the folder cannot be written.
    """
    base_url = base_url.rstrip("/")
    listed = run(_listed(f"{base_url}/voices.json", timeout_s))
    files = _files_of(name, listed, base_url, folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _fetch_all(files, timeout_s, on_bytes)
    except OSError as error:
        message = (
            f"voice {name}: {folder} cannot be written ({error.strerror or error}); free some space or name another"
        )
        raise VoiceError(message) from error
    cards = [file.path for file in files if file.path.name.endswith("MODEL_CARD")]
    card = cards[0].read_text("utf-8", "replace") if cards else ""
    return FetchedVoice(model=folder / f"{name}.onnx", card=card)


def _fetch_all(files: list[_File], timeout_s: float, on_bytes: Callable[[int, int], None] | None) -> None:
    total = sum(file.size_bytes for file in files)
    done = 0

    def tell(got: int) -> None:
        if on_bytes is not None:
            on_bytes(done + got, total)

    for file in files:
        _fetch_file(file, timeout_s, tell)
        done += file.size_bytes


async def _listed(url: str, timeout_s: float) -> dict[str, Any]:
    try:
        async with asyncio.timeout(2 * timeout_s), _client(timeout_s) as client, client.stream("GET", url) as answer:
            answer.raise_for_status()
            body = bytearray()
            async for part in answer.aiter_bytes():
                body += part
                if len(body) > _LIST_BYTES:
                    break
        told = json.loads(body)
    except (TimeoutError, httpx.HTTPError, httpx.InvalidURL, ValueError, RecursionError, ImportError) as error:
        what = " ".join(str(error).split())[:160] or type(error).__name__
        message = f"voices: the list {url} cannot be read ({what}); look at the network and the address"
        raise VoiceUnavailableError(message) from error
    return told if isinstance(told, dict) else {}


def _files_of(name: str, listed: dict[str, Any], base_url: str, folder: Path) -> list[_File]:
    entry = listed.get(name)
    if not isinstance(entry, dict):
        near = difflib.get_close_matches(name, [*listed], n=3) or sorted(key for key in listed if key.startswith("ar_"))
        message = f"voice {name}: the collection has none of that name; near are {', '.join(near) or 'none'}"
        raise VoiceUnavailableError(message)
    files: list[_File] = []
    listed_files = entry.get("files")
    for where, told in listed_files.items() if isinstance(listed_files, dict) else ():
        last = PurePosixPath(where).name
        # names from outside: only the three that a voice has, never a path of their own
        place = {f"{name}.onnx": last, f"{name}.onnx.json": last, "MODEL_CARD": f"{name}.MODEL_CARD"}.get(last)
        size_bytes, md5 = (told.get("size_bytes"), told.get("md5_digest")) if isinstance(told, dict) else (None, None)
        if place and isinstance(size_bytes, int) and isinstance(md5, str):
            url = f"{base_url}/{quote(where)}"
            files.append(_File(url=url, path=folder / place, size_bytes=size_bytes, md5=md5))
    if {f"{name}.onnx", f"{name}.onnx.json"} - {file.path.name for file in files}:
        message = f"voice {name}: the list tells no model and configuration for it; try another collection"
        raise VoiceUnavailableError(message)
    return files


def _fetch_file(file: _File, timeout_s: float, on_bytes: Callable[[int], object]) -> None:
    if _is_whole(file.path, file):
        on_bytes(file.size_bytes)
        return
    part = file.path.with_name(f"{file.path.name}.part")
    reason, wrong = "", 0
    for number in range(1, _TRIES + 1):
        held = part.stat().st_size if part.exists() else 0
        try:
            if held < file.size_bytes or not held:
                run(_append(file, part, held, timeout_s, on_bytes))
            if _is_whole(part, file):
                part.replace(file.path)
                return
            got = part.stat().st_size
            reason = "its checksum is wrong" if got >= file.size_bytes else f"it ends after {got} bytes"
            if got >= file.size_bytes:
                part.unlink()
                wrong += 1
            if wrong == 2:
                break
        except RefusedError as error:
            reason = str(error)
            if not error.again:
                break
        _log.info("voice file %s: %s; try %d of %d", file.path.name, reason, number, _TRIES)
        # what moved forward is taken up at once, what stood still after a while
        if not (part.exists() and part.stat().st_size > held):
            time.sleep(min(8.0, 0.05 * 2**number))
    message = f"voice file {file.path.name}: cannot be fetched from {file.url} ({reason}); run it again to go on"
    raise VoiceUnavailableError(message)


def _is_whole(path: Path, file: _File) -> bool:
    if not path.is_file() or path.stat().st_size != file.size_bytes:
        return False
    digest = hashlib.md5(usedforsecurity=False)
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK * 16):
            digest.update(chunk)
    return digest.hexdigest() == file.md5


async def _append(file: _File, part: Path, held: int, timeout_s: float, on_bytes: Callable[[int], object]) -> None:
    """Write what is missing of a file behind what is held of it.

    Raises:
        RefusedError: no answer, another status than 200 or 206, a stream that stops or creeps.
    """
    headers = {"Range": f"bytes={held}-"} if held else {}
    try:
        async with _client(timeout_s) as client:
            async with asyncio.timeout(timeout_s):
                answer = await client.send(client.build_request("GET", file.url, headers=headers), stream=True)
            try:
                if file.url.startswith("https:") and answer.url.scheme != "https":
                    what = "it is led away from https"
                    raise RefusedError(what, again=False)
                mode, held = _mode(answer, held)
                with part.open(mode) as stream:
                    await _copy(answer, stream.write, held, (file, timeout_s, on_bytes))
            finally:
                await answer.aclose()
    except TimeoutError as error:
        what = f"no answer in {timeout_s:g} s"
        raise RefusedError(what) from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        what = f"no connection or a broken one ({type(error).__name__})"
        raise RefusedError(what) from error


def _mode(answer: httpx.Response, held: int) -> tuple[str, int]:
    """How the part is opened, and from which byte on it is written."""
    if answer.status_code == httpx.codes.PARTIAL_CONTENT:
        # RFC 9110, 14.4: a server may answer with another range than the one asked for
        if answer.headers.get("content-range", "").startswith(f"bytes {held}-"):
            return "ab", held
        what = "the server sends another part than was asked for"
        raise RefusedError(what, again=False)
    if answer.status_code == httpx.codes.OK:
        return "wb", 0
    if answer.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
        return "wb", 0
    again = answer.status_code in {408, 429} or answer.status_code >= 500
    what = f"status {answer.status_code} {answer.reason_phrase}"
    raise RefusedError(what, again=again)


async def _copy(
    answer: httpx.Response,
    write: Callable[[bytes], object],
    held: int,
    about: tuple[_File, float, Callable[[int], object]],
) -> None:
    file, timeout_s, on_bytes = about
    if answer.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
        return
    chunks = answer.aiter_raw(_CHUNK)
    mark_s, mark_bytes = time.monotonic(), held
    while True:
        async with asyncio.timeout(timeout_s):
            chunk = await anext(chunks, None)
        if chunk is None:
            return
        held += len(chunk)
        if held > file.size_bytes:
            what = "the server sends more than the list tells"
            raise RefusedError(what, again=False)
        write(chunk)
        on_bytes(held)
        now = time.monotonic()
        if now - mark_s > _LOOK_S:
            if held - mark_bytes < _SLOWEST_BYTES_PER_S * (now - mark_s):
                what = "the server creeps"
                raise RefusedError(what)
            mark_s, mark_bytes = now, held


def _client(timeout_s: float) -> httpx.AsyncClient:
    headers = {"Accept-Encoding": "identity"}  # bytes are counted and resumed as they are stored
    return httpx.AsyncClient(
        timeout=timeout_s, verify=certificates(), headers=headers, follow_redirects=True, max_redirects=5
    )
