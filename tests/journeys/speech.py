"""A speech service on loopback that speaks OpenAI's protocol: it answers, falls silent, or holds its answers back."""

from __future__ import annotations

import io
import json
import math
import threading
import wave
from array import array
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

RATE_HZ = 24000
SETTINGS = """
[voice]
chain = ["speech_api", "espeak"]
[voice.speech_api]
base_url = "{base_url}"
response_format = "wav"
tries = 1
wait_ms = 10
"""


def speech(text: str) -> bytes:
    """A WAV whose length is that of the text read at eleven letters a second."""
    count = int(RATE_HZ * max(0.5, sum(map(str.isalnum, text)) / 11))
    tone = array("h", (int(9000 * math.sin(at * 0.05)) for at in range(count)))
    sound = io.BytesIO()
    with wave.open(sound, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(tone.tobytes())
    return sound.getvalue()


class Service(BaseHTTPRequestHandler):
    """Answers so many requests and then only hangs up, or waits with each further one until it is let go on."""

    answered = 0
    last_answer = 0
    unsayable = ""
    go_on: threading.Event | None = None

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        request = json.loads(self.rfile.read(length))
        type(self).answered += 1
        if type(self).answered > type(self).last_answer:
            if type(self).go_on is None:
                self.close_connection = True
                return
            type(self).go_on.wait(300)
        whole = not type(self).unsayable or type(self).unsayable not in request["input"]
        body = speech(request["input"] if whole else "")
        self.send_response(200)
        self.send_header("Content-Type", "audio/wav")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""


@contextmanager
def serving(last_answer: int, go_on: threading.Event | None = None) -> Iterator[str]:
    """Serve from a free port; gives the address that belongs into the settings."""
    Service.answered, Service.last_answer, Service.unsayable, Service.go_on = 0, last_answer, "", go_on
    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        if go_on is not None:
            go_on.set()
        server.shutdown()
        server.server_close()
