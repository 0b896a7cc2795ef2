"""Any server with OpenAI's ``POST /v1/audio/speech``: hosted ones with a key, or one of your own without.

The interface: a JSON object with ``model``, ``input``, ``voice``, ``response_format`` and ``speed``, answered by the
bytes of a sound file (OpenAI API reference, audio, create speech). The key is read from the environment when it is
needed, travels in the Authorization header alone, and is in no message.
"""

from __future__ import annotations

import hashlib
import ipaddress
import json
import os
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlsplit

from audio.errors import VoiceError
from audio.voices import VoiceInfo
from audio.voices.length import Tempo
from audio.voices.online import Pace, RefusedError, Request, check_above_0, post, told_without
from audio.voices.plain import RATE_HZ, PlainVoice
from audio.voices.spoken_pieces import Limits, SpokenPieces

_LONGEST_LETTERS = 20_000
# the reference allows 4,096; shorter pieces keep these models from running away
_PIECE_CHARACTERS = 1200
_FORMATS = ("mp3", "wav", "flac")


@dataclass(frozen=True, kw_only=True, slots=True)
class SpeechApiSettings:
    """Settings of a speech server.

    Attributes:
        base_url: the address up to and with ``/v1``.
        key_variable: name of the environment variable that holds the key; a server of your own may do without.
        model: the model's name.
        voice: the voice's name.
        response_format: ``mp3``, ``wav`` or ``flac``.
        speed: 0.25 to 4.
        instructions: how it shall be read, for models that take it; empty sends none.
        timeout_s: longest wait for one whole answer.
        check_timeout_s: longest wait when it is asked whether it is there; the check speaks one word.
        tries: how often one piece is asked for.
        wait_ms: first wait after a failure; doubles each time.
        parallel: requests at once.
        characters_per_s: expected letters a second until four pieces have been measured.
    """

    base_url: str = "https://api.openai.com/v1"
    key_variable: str = "OPENAI_API_KEY"
    model: str = "gpt-4o-mini-tts"
    voice: str = "alloy"
    response_format: str = "mp3"
    speed: float = 1.0
    instructions: str = ""
    timeout_s: float = 90.0
    check_timeout_s: float = 15.0
    tries: int = 4
    wait_ms: int = 1000
    parallel: int = 2
    characters_per_s: float = 11.0

    def __post_init__(self) -> None:
        """Refuse an address that is none, and values that the interface does not know."""
        address = urlsplit(self.base_url)
        if address.scheme not in {"http", "https"} or not address.hostname or address.username or address.query:
            message = f"speech_api.base_url: {self.base_url!r} is no address; use one like http://127.0.0.1:8000/v1"
            raise VoiceError(message)
        if self.response_format not in _FORMATS:
            message = f"speech_api.response_format: {self.response_format!r} is not one of {', '.join(_FORMATS)}"
            raise VoiceError(message)
        if not 0.25 <= self.speed <= 4:
            message = f"speech_api.speed: {self.speed!r} is outside 0.25 to 4; choose one inside"
            raise VoiceError(message)
        check_above_0("speech_api", self, "timeout_s", "check_timeout_s", "tries", "parallel", "characters_per_s")


class SpeechApi(PlainVoice):
    """Reads plain text with a speech server."""

    Settings: ClassVar[type] = SpeechApiSettings
    settings: SpeechApiSettings

    def __init__(self, settings: SpeechApiSettings) -> None:
        told = (settings.base_url, settings.model, settings.voice, settings.response_format, settings.speed)
        digest = hashlib.sha256(repr((*told, settings.instructions)).encode()).hexdigest()[:16]
        self.info = VoiceInfo(
            name="speech_api",
            version=f"{settings.model} {settings.voice}",
            licence=f"the terms of {urlsplit(settings.base_url).hostname}",
            languages=("ar",),
            rate_hz=RATE_HZ,
            wants="plain",
            online=True,
            word_times=False,
            characters_per_s=round(settings.characters_per_s * settings.speed, 2),
            parallel=settings.parallel,
            fingerprint=f"speech_api-1-{digest}",
            cost="the server's price, a check costs one word; free with one's own server",
        )
        pace = Pace(
            "speech_api", parallel=settings.parallel, gap_s=0.0, tries=settings.tries, wait_s=settings.wait_ms / 1000
        )
        limits = Limits(piece_characters=_PIECE_CHARACTERS, letters=_LONGEST_LETTERS, rate_hz=RATE_HZ)
        super().__init__(settings, SpokenPieces("speech_api", limits, pace, Tempo(self.info.characters_per_s)))

    def fetch(self, piece: str, timeout_s: float) -> bytes:
        """One request; the key travels in a header alone."""
        settings = self.settings
        body: dict[str, object] = {
            "model": settings.model,
            "input": piece,
            "voice": settings.voice,
            "response_format": settings.response_format,
            "speed": settings.speed,
        }
        if settings.instructions:
            body["instructions"] = settings.instructions
        key = self._key()
        headers = {"Content-Type": "application/json", "Accept": f"audio/{settings.response_format}, audio/*"}
        request = Request(
            url=f"{settings.base_url.rstrip('/')}/audio/speech",
            headers=headers | ({"Authorization": f"Bearer {key}"} if key else {}),
            content=json.dumps(body, ensure_ascii=False).encode(),
            secret=key,
        )
        try:
            answer = post(request, timeout_s)
        except RefusedError as error:
            raise _without(key, error) from None
        if not answer:
            what = "an answer without sound"
            raise RefusedError(what, answered=True)
        if answer.lstrip()[:1] in {b"<", b"{"}:
            what = f"text instead of sound ({told_without(key, answer)[:80]})"
            raise RefusedError(what, answered=True)
        return answer

    def _key(self) -> str:
        """The key, empty when there is none.

        Raises:
            RefusedError: the hosted service needs one, it cannot be one, or it would travel in the clear.
        """
        settings = self.settings
        key = os.environ.get(settings.key_variable, "").strip() if settings.key_variable else ""
        address = urlsplit(settings.base_url)
        what = ""
        if not key and address.hostname == "api.openai.com":
            what = f"no key; put it into the environment variable {settings.key_variable}"
        elif not (key.isascii() and key.isprintable() and " " not in key):
            what = f"the environment variable {settings.key_variable} holds what no key can be; look at it"
        elif key and address.scheme == "http" and not _is_near(address.hostname or ""):
            what = f"a key may not travel over http to {address.hostname}; use https"
        if what:
            raise RefusedError(what, again=False)
        return key


def _is_near(host: str) -> bool:
    """Whether a host is this machine or one of the house's own network."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost" or "." not in host or host.endswith((".local", ".internal"))
    return address.is_loopback or address.is_private


def _without(key: str, error: RefusedError) -> RefusedError:
    """The same refusal without the key: some servers repeat it in their answer."""
    if not key or key not in str(error):
        return error
    told = str(error).replace(key, "(the key)")
    return RefusedError(told, again=error.again, answered=error.answered, after_s=error.after_s)
