"""Certificates are checked: a service that nobody vouches for is not spoken to."""

from __future__ import annotations

import socketserver
import ssl
import threading
from typing import TYPE_CHECKING

import gtts.tts
import pytest

from audio.errors import VoiceUnavailableError
from audio.script import Sentence, Utterance
from audio.voices import online
from audio.voices.gtts import Gtts
from audio.voices.speech_api import SpeechApi

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Made for this test with openssl, for localhost and 127.0.0.1, signed by itself; it guards nothing.
_PEM = """\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg6/9zs8PTuhs0YhZX
GjuVGm6Fu5v5x75Qp8Yp68fnhdShRANCAATLMAsACAdR8RhaakLyhLq9X0aGBIbK
83cDEJKiml7xNpYO4K8xCAJo/nVX6qW+IDPOOvzkvUcriKleSvN0hvAI
-----END PRIVATE KEY-----
-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUBsvySUugVJcSG9pH4b7W87/qG24wCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNDE3MTA1OVoYDzIxMjYxMDMx
MTcxMDU5WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAATLMAsACAdR8RhaakLyhLq9X0aGBIbK83cDEJKiml7xNpYO4K8xCAJo
/nVX6qW+IDPOOvzkvUcriKleSvN0hvAIo28wbTAdBgNVHQ4EFgQUTxakqltm3wpF
AYB98yjgbjbGXiowHwYDVR0jBBgwFoAUTxakqltm3wpFAYB98yjgbjbGXiowDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSAAwRQIhANnWazvcOpY+8cW4qIYozjMkzCZt9QSbCHgUm0cpNPI7AiBS
lQs0JNyg0n3k4EGpTs4EzD5SXrMyH//WXdMG/6Bpew==
-----END CERTIFICATE-----
"""
UTTERANCE = Utterance(sentences=(Sentence(written="نعم", spoken="نعم"),))


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.server.heard.append(self.rfile.readline())  # type: ignore[attr-defined]
        self.wfile.write(b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n")


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is what the test wants."""


@pytest.fixture
def pem(tmp_path: Path) -> Path:
    path = tmp_path / "self-signed.pem"
    path.write_text(_PEM)
    return path


@pytest.fixture
def secure(pem: Path) -> Iterator[tuple[str, list[bytes]]]:
    heard: list[bytes] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.heard = heard  # type: ignore[attr-defined]
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"https://127.0.0.1:{server.server_address[1]}", heard
        server.shutdown()
        thread.join()


def test_gtts_refuses_a_certificate_that_nobody_vouches_for(
    secure: tuple[str, list[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, heard = secure
    monkeypatch.setattr(gtts.tts, "_translate_url", lambda tld="com", path="": f"{url}/{tld}/{path}")
    with pytest.raises(VoiceUnavailableError, match="CERTIFICATE_VERIFY_FAILED"):
        Gtts(Gtts.Settings(tries=1)).say(UTTERANCE)
    assert heard == []


def test_a_key_is_not_told_to_a_service_that_nobody_vouches_for(
    secure: tuple[str, list[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, heard = secure
    monkeypatch.setenv("OPENAI_API_KEY", "secret-123")
    with pytest.raises(VoiceUnavailableError, match="CERTIFICATE_VERIFY_FAILED"):
        SpeechApi(SpeechApi.Settings(base_url=f"{url}/v1", tries=1)).say(UTTERANCE)
    assert heard == []


def test_the_same_service_is_heard_when_its_certificate_is_trusted(
    secure: tuple[str, list[bytes]], pem: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, heard = secure
    monkeypatch.setattr(gtts.tts, "_translate_url", lambda tld="com", path="": f"{url}/{tld}/{path}")
    trusting = ssl.create_default_context(cafile=str(pem))
    monkeypatch.setattr(online, "certificates", lambda: trusting)
    with pytest.raises(VoiceUnavailableError, match="status 503"):
        Gtts(Gtts.Settings(tries=1)).say(UTTERANCE)
    assert len(heard) == 1
