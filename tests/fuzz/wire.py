"""The built-in server without a socket: bytes go in as they would come over a line, and its answer is looked at."""

from __future__ import annotations

import asyncio
import logging
import re
from typing import TYPE_CHECKING, Any

from briefing.publish.serve import _server
from tests.fuzz.test_fuzz_requests import publish_with_secrets

if TYPE_CHECKING:
    from pathlib import Path

BREAK = b"\x1e"
"""Between what comes at once and what comes a turn of the loop later."""


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

    def __init__(self, root: Path) -> None:
        super().__init__(logging.ERROR)
        root.mkdir(parents=True, exist_ok=True)
        publish_with_secrets(root)
        self._server = _server(root, "127.0.0.1", 0, None)
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
        """Send the bytes, and look at what comes back."""
        self.wrong.clear()
        answer = self._loop.run_until_complete(self._asked(body.split(BREAK)))
        assert b"s3cret" not in answer, answer
        assert not re.search(rb"Traceback|HTTP/1.1 5\d\d ", answer), answer[:400]
        assert re.match(rb"HTTP/1.1 [1-4]\d\d |\Z", answer), answer[:400]
        assert not self.wrong, self.wrong[0]

    async def _asked(self, pieces: list[bytes]) -> bytes:
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
