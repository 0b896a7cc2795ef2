"""The network goes in the middle of an episode: the next voice of the chain reads all of it, and the notes say so."""

from __future__ import annotations

import io
import json
import math
import threading
import wave
from array import array
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

RATE_HZ = 24000
ANSWERS = 4


def _speech(text: str) -> bytes:
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
    """An OpenAI-style speech server that answers a few requests and then only hangs up."""

    answered = 0

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        request = json.loads(self.rfile.read(length))
        type(self).answered += 1
        if type(self).answered > ANSWERS:
            self.close_connection = True
            return
        body = _speech(request["input"])
        self.send_response(200)
        self.send_header("Content-Type", "audio/wav")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""


@pytest.fixture
def service() -> Iterator[str]:
    Service.answered = 0
    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    server.server_close()


def test_one_voice_reads_the_whole_episode(command: Any, service: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-for-this-test")
    settings = f"""
[voice]
chain = ["speech_api", "espeak"]
[voice.speech_api]
base_url = "{service}"
response_format = "wav"
tries = 1
wait_ms = 10
"""
    (command.folder / "briefing.toml").write_text(settings, encoding="utf-8")
    command.good("make", "--date", "2026-11-23", "--minutes", "1")
    assert Service.answered > ANSWERS
    (record,) = (command.folder / "public" / "episodes").glob("*/episode.json")
    voice = json.loads(record.read_text("utf-8"))["voice"]
    assert voice.startswith("espeak (speech_api")
