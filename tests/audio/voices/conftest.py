"""A loopback server that speaks the online voices' protocols, with their real ways to fail."""

from __future__ import annotations

import base64
import json
import socket
import socketserver
import struct
import threading
import time
import urllib.parse
from collections import deque
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import gtts.tts
import lameenc
import numpy as np
import pytest

from audio.clip import silence
from audio.script import Sentence, Utterance
from audio.voices.tone import Tone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from audio.clip import Clip


def mp3_of(clip: Clip) -> bytes:
    encoder = lameenc.Encoder()
    encoder.set_bit_rate(32)
    encoder.set_in_sample_rate(clip.rate_hz)
    encoder.set_channels(1)
    encoder.set_quality(7)
    encoder.silence()
    quiet = np.zeros(clip.rate_hz // 4, "<i2").tobytes()
    return bytes(encoder.encode(quiet + clip.segment.raw_data + quiet) + encoder.flush())


@dataclass
class Asked:
    """One request as it arrived."""

    path: str
    headers: dict[str, str]
    body: bytes
    at: float


@dataclass
class Loopback:
    """A service on the loopback: what it was asked, and how it answers.

    ``row`` holds the names of the next ways to answer, ``usual`` the one after them; each is a method of ``Handler``.
    """

    text_of: Callable[[Asked], str]
    answer_of: Callable[[bytes | None], tuple[str, bytes]]
    url: str = ""
    asked: list[Asked] = field(default_factory=list)
    row: deque[str] = field(default_factory=deque)
    usual: str = "fine"
    stop: threading.Event = field(default_factory=threading.Event)

    @property
    def texts(self) -> list[str]:
        return [self.text_of(asked) for asked in self.asked]

    @staticmethod
    def says(text: str) -> Clip:
        """What the service says for a text: tones at about 10.5 letters a second."""
        said = Utterance(sentences=(Sentence(written=text, spoken=text),))
        return Tone(Tone.Settings(rate_hz=24000, letter_ms=81)).say(said)

    def body_for(self, asked: Asked) -> tuple[str, bytes]:
        return self.answer_of(mp3_of(self.says(self.text_of(asked))))


class Handler(socketserver.StreamRequestHandler):
    """HTTP/1.1 by hand: a library would mend the failures."""

    loopback: Loopback
    asked: Asked

    def handle(self) -> None:
        self.loopback = self.server.loopback  # type: ignore[attr-defined]
        while line := self.rfile.readline():
            headers = {}
            while row := self.rfile.readline().strip():
                name, _, value = row.decode().partition(":")
                headers[name.lower()] = value.strip()
            body = self.rfile.read(int(headers.get("content-length", 0)))
            self.asked = Asked(path=line.decode().split()[1], headers=headers, body=body, at=time.monotonic())
            self.loopback.asked.append(self.asked)
            behave = self.loopback.row.popleft() if self.loopback.row else self.loopback.usual
            try:
                getattr(self, behave)()
            except OSError:
                return

    def send(self, status: str, kind: str, body: bytes, *more: str, length: int | None = None) -> None:
        told = len(body) if length is None else length
        lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {told}", *more]
        self.wfile.write("\r\n".join([*lines, "", ""]).encode() + body)
        self.wfile.flush()
        if told != len(body):
            self.connection.shutdown(socket.SHUT_RDWR)

    def sound(self, mp3: bytes | None) -> None:
        self.send("200 OK", *self.loopback.answer_of(mp3))

    def fine(self) -> None:
        self.send("200 OK", *self.loopback.body_for(self.asked))

    def tired(self) -> None:
        self.send("429 Too Many Requests", "text/html", b"<html>sorry</html>", "Retry-After: 0")

    def broken(self) -> None:
        self.send("500 Internal Server Error", "text/html", b"<html>error</html>")

    def forbidden(self) -> None:
        self.send("403 Forbidden", "text/html", b"<html>no</html>")

    def repeats_key(self) -> None:
        told = {"error": {"message": "bad key " + self.asked.headers["authorization"].removeprefix("Bearer ")}}
        self.send("401 Unauthorized", "application/json", json.dumps(told).encode())

    def shows_key(self) -> None:
        self.send("200 OK", "text/html", b"<html>no: " + self.asked.headers["authorization"].encode())

    def moved(self) -> None:
        self.send("302 Found", "text/html", b"", "Location: https://consent.example/")

    def hang(self) -> None:
        self.loopback.stop.wait(30)

    def drip(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n")
        while not self.loopback.stop.wait(0.05):
            self.wfile.write(b" ")
            self.wfile.flush()

    def drip_headers(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while not self.loopback.stop.wait(0.05):
            self.wfile.write(b"X-Slow: 1\r\n")
            self.wfile.flush()

    def empty(self) -> None:
        self.send("200 OK", "application/json", b"")

    def no_sound(self) -> None:
        self.sound(None)

    def half_sound(self) -> None:
        mp3 = mp3_of(self.loopback.says(self.loopback.text_of(self.asked)))
        self.sound(mp3[: len(mp3) // 2])

    def half_answer(self) -> None:
        kind, body = self.loopback.body_for(self.asked)
        self.send("200 OK", kind, body[: len(body) // 2])

    def deep_answer(self) -> None:
        self.send("200 OK", "application/json", b'["jQ1olc",' + b"[" * 100_000)

    def not_a_sound(self) -> None:
        self.sound(b"this is not an MP3 at all" * 40)

    def silent_sound(self) -> None:
        said = self.loopback.says(self.loopback.text_of(self.asked))
        self.sound(mp3_of(silence(1000 * said.duration_s, said.rate_hz)))

    def web_page(self) -> None:
        self.send("200 OK", "text/html", b"<!DOCTYPE html><html><body>Before you continue</body></html>")

    def wrong_length(self) -> None:
        kind, body = self.loopback.body_for(self.asked)
        self.send("200 OK", kind, body, length=len(body) + 500)

    def short_length(self) -> None:
        kind, body = self.loopback.body_for(self.asked)
        self.send("200 OK", kind, body, length=len(body) // 3)

    def closed(self) -> None:
        self.connection.shutdown(socket.SHUT_RDWR)

    def reset(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.rfile.close()
        self.wfile.close()
        self.connection.close()
        raise ConnectionResetError


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is part of the tests."""


def _serve(told: Loopback) -> Iterator[Loopback]:
    with _Server(("127.0.0.1", 0), Handler) as server:
        server.loopback = told  # type: ignore[attr-defined]
        told.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield told
        told.stop.set()
        server.shutdown()
        thread.join()


def _batch_text(asked: Asked) -> str:
    """The text in a ``batchexecute`` request, as the service takes it apart."""
    rpc = json.loads(urllib.parse.parse_qs(asked.body.decode())["f.req"][0])
    (((name, parameter, _, _),),) = rpc
    text, language, speed, null = json.loads(parameter)
    assert (name, language, null) == ("jQ1olc", "ar", "null")
    assert speed in {None, True}
    return str(text)


def _batch_answer(mp3: bytes | None) -> tuple[str, bytes]:
    """An answer of the ``batchexecute`` interface: rows and their lengths behind the guard line."""
    inner = json.dumps([base64.b64encode(mp3).decode()]) if mp3 is not None else None
    row = json.dumps([["wrb.fr", "jQ1olc", inner, None, None, None, "generic"], ["di", 42], ["af.httprm", 42, "-1", 5]])
    tail = json.dumps([["e", 4, None, None, 123]])
    return "application/json", f")]}}'\n\n{len(row)}\n{row}\n{len(tail)}\n{tail}\n".encode()


def _address(url: str, tld: str = "com", path: str = "") -> str:
    return f"{url}/{tld}/{path}"


@pytest.fixture
def translate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Loopback]:
    """Google Translate's speech service, and the gTTS package pointed at it."""
    for told in _serve(Loopback(text_of=_batch_text, answer_of=_batch_answer)):
        monkeypatch.setattr(gtts.tts, "_translate_url", partial(_address, told.url))
        yield told


@pytest.fixture
def speech_service() -> Iterator[Loopback]:
    """A server with OpenAI's ``/v1/audio/speech``."""
    yield from _serve(
        Loopback(
            text_of=lambda asked: str(json.loads(asked.body)["input"]),
            answer_of=lambda mp3: ("audio/mpeg", mp3 or b""),
        )
    )
