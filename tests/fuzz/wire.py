"""The built-in server without a socket: bytes go in as they would come over a line, and its answer is looked at."""

from __future__ import annotations

import asyncio
import logging
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_from_bytes

from briefing.config.settings import settings_of
from briefing.order import orderfile
from briefing.publish import shows, web
from briefing.publish.listeners import Listeners
from briefing.publish.serve import _server
from briefing.show import EditionId
from briefing.studio.desk import Desk
from briefing.studio.web import app
from tests.fuzz.material import DAY
from tests.fuzz.test_fuzz_requests import publish_with_secrets
from tests.publish.episodes import publish_one, tone_mp3
from tests.studio.orders import ORDER, PEN

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.types import ASGIApp

BREAK = b"\x1e"
"""Between what comes at once and what comes a turn of the loop later."""


TOKEN = "a-secret-of-the-newsroom_0123456789"  # noqa: S105 - of this fuzzing


def of_a_show(root: Path) -> Wire:
    """The server of one published show."""
    root.mkdir()
    publish_with_secrets(root)
    return Wire(root)


def of_shows(root: Path) -> Wire:
    """The server of two shows, one of them for listeners with a token, which is nowhere known."""
    root.mkdir()
    publish_with_secrets(root / "moojaz")
    publish_one(root / "private", DAY, tone_mp3(), title="s3cret", summary="s3cret")
    Listeners(root / "private").add("x")
    shows.write(root, "s")
    return Wire(root)


class Studio:
    """The studio's server; each :meth:`check` is one form that is sent, or one page that is asked for."""

    def __init__(self, tmp: Path) -> None:
        (tmp / "public").mkdir()
        tables = {"show": {"id": "moojaz", "title": "s"}, "voice": {"name": "tone"}, "sound": {"music": False}}
        self._desk = Desk(settings_of(tables, tmp), tmp / "public", EditionId.parse(ORDER.edition))
        self._desk._pen = PEN  # the networks of the vowel marks are not what is fuzzed
        self._kept = orderfile.path_of(tmp / "public", EditionId.parse(ORDER.edition))
        orderfile.save(self._kept, ORDER, "")
        self._order, self._version = self._kept.read_bytes(), self._desk.version.encode()
        self._wire = Wire(tmp / "public", app(self._desk, web.app(tmp / "public"), TOKEN, "127.0.0.1"))

    def check(self, body: bytes) -> None:
        """Send a form of the first line's change and the rest's fields, then look at the page at that place."""
        self._kept.write_bytes(self._order)
        form = b"version=%s&do=%s" % (self._version, body)
        self._wire.send(
            b"POST /studio/%s/do HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: %d\r\n\r\n%s"
            % (TOKEN.encode(), len(form), form)
        )
        orderfile.load(self._kept)
        at = quote_from_bytes(body[:60]).encode()
        self._wire.send(b"GET /studio/%s/?at=%s HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" % (TOKEN.encode(), at))


class Line(asyncio.Transport):
    """What a protocol writes into."""

    def __init__(self) -> None:
        super().__init__()
        self.answer = bytearray()
        self.closed = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.answer += data

    def close(self) -> None:
        self.closed = True

    abort = close

    def is_closing(self) -> bool:
        return self.closed

    def pause_reading(self) -> None:
        pass

    resume_reading = pause_reading


class Wire(logging.Handler):
    """One server; each :meth:`check` is a connection of its own."""

    def __init__(self, root: Path, application: ASGIApp | None = None) -> None:
        super().__init__(logging.ERROR)
        self._server = _server(root, "127.0.0.1", 0, application)
        self._server.config.load()
        self._loop = asyncio.new_event_loop()
        self._loop.set_exception_handler(lambda _loop, context: self.wrong.append(str(context)))
        self.wrong: list[str] = []
        logger = logging.getLogger("uvicorn.error")
        logger.handlers[:], logger.propagate = [self], False
        logger.setLevel(logging.ERROR)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep what the server says of itself: an exception that nobody handled."""
        self.wrong.append(self.format(record))

    def check(self, body: bytes) -> None:
        """Send the bytes in pieces, and look at what comes back."""
        self.send(*body.split(BREAK))

    def send(self, *pieces: bytes) -> None:
        """Send them one after the other, and look at what comes back."""
        self.wrong.clear()
        answer = self._loop.run_until_complete(self._asked(pieces))
        assert b"s3cret" not in answer, answer
        assert not re.search(rb"Traceback|HTTP/1.1 5\d\d ", answer), answer[:400]
        assert re.match(rb"HTTP/1.1 [1-4]\d\d |\Z", answer), answer[:400]
        assert not self.wrong, self.wrong[0]

    async def _asked(self, pieces: tuple[bytes, ...]) -> bytes:
        state, line = self._server.server_state, Line()
        factory: Any = self._server.config.http_protocol_class
        protocol = factory(config=self._server.config, server_state=state, app_state={}, _loop=self._loop)
        protocol.connection_made(line)
        for piece in filter(None, pieces):
            if line.closed:
                break
            protocol.data_received(piece)
            await asyncio.sleep(0)
        while state.tasks:
            await asyncio.wait(set(state.tasks))
        protocol.connection_lost(None)
        await asyncio.sleep(0)
        assert not state.tasks, "nobody waits for an answer any more"
        assert not state.connections
        return bytes(line.answer)
