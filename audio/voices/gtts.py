"""Google Translate's voice through the gTTS package, guarded against what the package lets pass.

gTTS 2.5.4 builds the requests; they are sent from here, because its own sending switches certificate checks off, waits
for ever, and takes an answer without sound for success. Text is cut here too, at Arabic punctuation, to the 100
characters that the service takes. No key is needed, and nobody promises that the service is there: it is a web page's
own interface, and it answers bursts with status 429.
"""

from __future__ import annotations

import base64
import importlib.metadata
import json
from dataclasses import dataclass
from typing import ClassVar

from gtts import gTTS

from audio.errors import VoiceError
from audio.voices import VoiceInfo
from audio.voices.length import Tempo
from audio.voices.online import Pace, RefusedError, Request, check_above_0, post
from audio.voices.plain import RATE_HZ, PlainVoice
from audio.voices.spoken_pieces import Limits, SpokenPieces

_LONGEST_LETTERS = 10_000


@dataclass(frozen=True, kw_only=True, slots=True)
class GttsSettings:
    """Settings of Google Translate's voice.

    Attributes:
        tld: the end of the host name ``translate.google.``, where another one is nearer or not blocked.
        slow: the service's slow reading.
        timeout_s: longest wait for one whole answer.
        check_timeout_s: longest wait when it is asked whether it is there.
        tries: how often one piece is asked for.
        gap_ms: shortest time between two requests.
        wait_ms: first wait after a refusal; doubles each time.
        characters_per_s: expected letters a second until four pieces have been measured.
    """

    tld: str = "com"
    slow: bool = False
    timeout_s: float = 20.0
    check_timeout_s: float = 5.0
    tries: int = 4
    gap_ms: int = 250
    wait_ms: int = 2000
    characters_per_s: float = 10.5

    def __post_init__(self) -> None:
        """Refuse a host name's end that could name another host, and times that are none."""
        if not self.tld.replace(".", "").isalpha() or not self.tld.isascii():
            message = f"gtts.tld: {self.tld!r} is not the end of a host name; use one like com or com.eg"
            raise VoiceError(message)
        check_above_0("gtts", self, "timeout_s", "check_timeout_s", "tries", "characters_per_s")
        if self.gap_ms < 0 or self.wait_ms < 0:
            message = "gtts.gap_ms, gtts.wait_ms: a time below 0; choose 0 or more"
            raise VoiceError(message)


class Gtts(PlainVoice):
    """Reads plain text with Google Translate's Arabic voice, one request at a time."""

    Settings: ClassVar[type] = GttsSettings
    settings: GttsSettings

    def __init__(self, settings: GttsSettings) -> None:
        version = importlib.metadata.version("gTTS")
        self.info = VoiceInfo(
            name="gtts",
            version=f"gTTS {version}",
            licence="Google Translate's terms of service; gTTS is MIT",
            languages=("ar",),
            rate_hz=RATE_HZ,
            wants="plain",
            online=True,
            word_times=False,
            characters_per_s=settings.characters_per_s,
            parallel=1,
            fingerprint=f"gtts-1-{version}-{settings.tld}-{settings.slow}",
            cost="free, without any promise",
        )
        pace = Pace(
            "gtts", parallel=1, gap_s=settings.gap_ms / 1000, tries=settings.tries, wait_s=settings.wait_ms / 1000
        )
        limits = Limits(piece_characters=gTTS.GOOGLE_TTS_MAX_CHARS, letters=_LONGEST_LETTERS, rate_hz=RATE_HZ)
        super().__init__(settings, SpokenPieces("gtts", limits, pace, Tempo(settings.characters_per_s)))

    def fetch(self, piece: str, timeout_s: float) -> bytes:
        """One request of the package, sent from here."""
        (prepared,) = gTTS(  # noqa: SLF001 - there is no public way to a request's address without sending it
            piece,
            tld=self.settings.tld,
            lang="ar",
            slow=self.settings.slow,
            lang_check=False,
            pre_processor_funcs=[],
            tokenizer_func=lambda whole: [whole],
        )._prepare_requests()
        body = post(
            Request(url=prepared.url, headers=gTTS.GOOGLE_TTS_HEADERS, content=prepared.body.encode()), timeout_s
        )
        return sound_of(body)


def sound_of(body: bytes) -> bytes:
    r"""The MP3 in an answer of the ``batchexecute`` interface.

    The answer is lines; the one that holds ``jQ1olc`` is JSON: ``[["wrb.fr","jQ1olc","[\"<base64>\"]",...],...]``.

    Raises:
        RefusedError: no such line, a line that is cut off, or one without sound.
    """
    line = next((line for line in body.decode("utf-8", "replace").splitlines() if '"jQ1olc"' in line), None)
    if line is None:
        start = body.lstrip()[:9].lower()
        what = (
            "a web page instead of sound" if start.startswith((b"<!doctype", b"<html")) else "an answer without sound"
        )
        raise RefusedError(what, answered=True)
    try:
        rows = json.loads(line)
        inner = next(row[2] for row in rows if row[:2] == ["wrb.fr", "jQ1olc"])
        sound = base64.b64decode(json.loads(inner)[0], validate=True) if inner else b""
    except (ValueError, TypeError, LookupError, StopIteration, RecursionError) as error:
        what = "an answer that is cut off or of another form"
        raise RefusedError(what, answered=True) from error
    if not sound:
        what = "an answer without sound"
        raise RefusedError(what, answered=True)
    return sound
