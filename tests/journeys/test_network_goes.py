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
    last_answer = ANSWERS
    unsayable = ""

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        request = json.loads(self.rfile.read(length))
        type(self).answered += 1
        if type(self).answered > type(self).last_answer:
            self.close_connection = True
            return
        whole = not type(self).unsayable or type(self).unsayable not in request["input"]
        body = _speech(request["input"] if whole else "")
        self.send_response(200)
        self.send_header("Content-Type", "audio/wav")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""


@pytest.fixture
def service() -> Iterator[str]:
    Service.answered, Service.last_answer, Service.unsayable = 0, ANSWERS, ""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    server.server_close()


def _configure(command: Any, service: str, monkeypatch: pytest.MonkeyPatch) -> None:
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


def test_one_voice_reads_the_whole_episode(command: Any, service: str, monkeypatch: pytest.MonkeyPatch) -> None:
    _configure(command, service, monkeypatch)
    command.good("make", "--date", "2026-11-23", "--minutes", "1")
    assert Service.answered > ANSWERS
    (record,) = (command.folder / "public" / "episodes").glob("*/episode.json")
    voice = json.loads(record.read_text("utf-8"))["voice"]
    assert voice.startswith("espeak (speech_api")


ARTICLE = """# افتتاح جسر النهر

افتتحت المدينة صباح الأحد جسرا جديدا فوق النهر الكبير بعد عامين من العمل المتواصل.

ووصف المهندس زعبور الجسر بأنه أطول ما بني في البلاد منذ ثلاثين عاما.

ويختصر الجسر الطريق إلى المطار ويخفف الزحام عن وسط المدينة في ساعات الذروة.
"""


def test_a_paragraph_that_the_voice_cannot_say_is_left_out(
    command: Any, service: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _configure(command, service, monkeypatch)
    Service.last_answer, Service.unsayable = 1000, "زعبور"
    (command.folder / "bridge.md").write_text(ARTICLE, encoding="utf-8")
    command.good("make", "bridge.md", "--date", "2026-11-23")
    (path,) = (command.folder / "public" / "episodes").glob("*/episode.json")
    record = json.loads(path.read_text("utf-8"))
    assert record["voice"] == "speech_api"
    assert [one for one in record["notices"] if "left out a paragraph" in one and "زعبور" in one]
    transcript = (path.parent / record["files"]["vtt"]).read_text("utf-8")
    assert "زعبور" not in transcript
    assert "ويختصر الجسر" in transcript


def test_an_edition_of_which_nothing_could_be_said_is_read_by_the_next_voice(
    command: Any, service: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _configure(command, service, monkeypatch)
    Service.last_answer, Service.unsayable = 1000, " "
    (command.folder / "bridge.md").write_text(ARTICLE, encoding="utf-8")
    command.good("make", "bridge.md", "--date", "2026-11-23")
    (path,) = (command.folder / "public" / "episodes").glob("*/episode.json")
    record = json.loads(path.read_text("utf-8"))
    assert record["voice"].startswith("espeak (")
    assert not [one for one in record["notices"] if "left out a paragraph" in one]
