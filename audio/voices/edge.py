"""Microsoft Edge's read-aloud voices through the edge-tts package (extra ``edge``): natural, free, no promise.

The package speaks the browser's own protocol; the service changes it at times, and then ``NoAudioReceived`` can last
for days. A connection that ends early is not noticed by edge-tts 7.3.1, so what comes is measured against its text.
"""

from __future__ import annotations

import asyncio
import importlib.metadata
import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

import aiohttp
import edge_tts
from edge_tts.exceptions import EdgeTTSException, SkewAdjustmentError

from audio.clip import Clip, decode, fade, join, silence, trim
from audio.errors import ClipError, SpeechError, VoiceError, VoiceUnavailableError
from audio.voices import VoiceInfo
from audio.voices.length import Tempo
from audio.voices.online import Pace, RefusedError, check_above_0, run
from audio.voices.process import one_per_process
from audio.voices.text import groups, letters, words
from audio.voices.timing import Heard, word_times

if TYPE_CHECKING:
    from audio.script import Utterance
    from audio.voices.text import Word

_RATE_HZ = 24000
_TICKS_PER_S = 10_000_000
_LONGEST_LETTERS = 20_000
_NOTHING_MS = 200
_LATE_S = 0.3
_LARGEST_BYTES = 8 * 1024 * 1024
_PAUSE_MS = {"": 60, ",": 180, ":": 250, ".": 420, "!": 420, "?": 450}
_SIGNS = {",": "،", ":": ":", "?": "؟"}


@dataclass(frozen=True, kw_only=True, slots=True)
class EdgeSettings:
    """Settings of Edge's voices.

    Attributes:
        voice: one of the service's Arabic voices.
        spare_voices: asked in this order by ``check`` when ``voice`` gives no sound; the one that answers is kept.
        rate_percent: speed against the voice's own, -50 to 100.
        pitch_hz: pitch against the voice's own, -50 to 50.
        timeout_s: longest wait for one whole answer.
        check_timeout_s: longest wait for each voice that ``check`` asks.
        tries: how often one text is asked for.
        wait_ms: first wait after a failure; doubles each time.
        parallel: requests at once.
        characters_per_s: expected letters a second.
    """

    voice: str = "ar-EG-ShakirNeural"
    spare_voices: tuple[str, ...] = ("ar-SA-HamedNeural", "ar-JO-TaimNeural")
    rate_percent: int = 0
    pitch_hz: int = 0
    timeout_s: float = 40.0
    check_timeout_s: float = 6.0
    tries: int = 3
    wait_ms: int = 1500
    parallel: int = 2
    characters_per_s: float = 11.0

    def __post_init__(self) -> None:
        """Refuse what the service would not understand."""
        for name in (self.voice, *self.spare_voices):
            if not (name.startswith("ar-") and name.endswith("Neural") and name.replace("-", "").isalnum()):
                message = f"edge.voice: {name!r} is no Arabic voice of the service; use one like ar-EG-SalmaNeural"
                raise VoiceError(message)
        if not (-50 <= self.rate_percent <= 100 and -50 <= self.pitch_hz <= 50):
            message = "edge.rate_percent, edge.pitch_hz: outside -50 to 100 or -50 to 50; choose values inside"
            raise VoiceError(message)
        check_above_0("edge", self, "timeout_s", "check_timeout_s", "tries", "parallel", "characters_per_s")


class Edge:
    """Reads plain text with a neural voice and knows its word times."""

    Settings: ClassVar[type] = EdgeSettings

    def __init__(self, settings: EdgeSettings) -> None:
        self.settings = settings
        self._lock = threading.Lock()
        self._tempo = Tempo(settings.characters_per_s * (1 + settings.rate_percent / 100))
        self._pace = Pace(
            "edge", parallel=settings.parallel, gap_s=0.1, tries=settings.tries, wait_s=settings.wait_ms / 1000
        )

    @property
    def info(self) -> VoiceInfo:
        """The description of the voice that is used now."""
        settings = self.settings
        version = importlib.metadata.version("edge-tts")
        return VoiceInfo(
            name="edge",
            version=f"edge-tts {version}",
            licence="Microsoft's terms of service; edge-tts is LGPL-3.0",
            languages=(settings.voice[:5],),
            rate_hz=_RATE_HZ,
            wants="plain",
            online=True,
            word_times=True,
            characters_per_s=round(settings.characters_per_s * (1 + settings.rate_percent / 100), 2),
            parallel=settings.parallel,
            fingerprint=f"edge-1-{version}-{settings.voice}-{settings.rate_percent}-{settings.pitch_hz}",
            cost="free, without any promise",
        )

    def __reduce__(self) -> tuple[object, ...]:
        """Travel as settings, with the voice that answered."""
        return one_per_process, (type(self), self.settings)

    def check(self) -> None:
        """Ask for one word, with the spare voices when the first gives no sound; keep the one that answers.

        Raises:
            VoiceUnavailableError: none of them answers; what the first said.
        """
        reason: VoiceUnavailableError | None = None
        settings = self.settings
        for name in (settings.voice, *settings.spare_voices):
            probe = replace(settings, voice=name, timeout_s=settings.check_timeout_s)
            try:
                self._pace.ask(lambda probe=probe: _ask("نعم", probe), tries=1)  # type: ignore[misc]
            except SpeechError as error:
                reason = reason or VoiceUnavailableError(str(error))
            except VoiceUnavailableError as error:
                # no connection is the same for every voice
                raise reason or error from error
            else:
                with self._lock:
                    self.settings = replace(settings, voice=name)
                return
        raise reason or VoiceUnavailableError("edge: no voice is named; name one in the settings")

    def say(self, utterance: Utterance) -> Clip:
        """Read an utterance.

        Returns:
            The clip with its word times; 200 ms of silence when the text has no letter.

        Raises:
            VoiceUnavailableError: the service does not answer, or refuses.
            SpeechError: no sound came, or too little or too much; or the text has more than 20,000 letters.
        """
        spoken = words(utterance, marked=False)
        if sum(letters(word.text) for word in spoken) > _LONGEST_LETTERS:
            message = f"edge: a text of more than {_LONGEST_LETTERS} letters; cut it into paragraphs"
            raise SpeechError(message)
        parts: list[Clip] = []
        for group in groups(spoken):
            parts += [self._say_group(group), silence(_PAUSE_MS[group[-1].pause], _RATE_HZ)]
        return join(parts[:-1]) if parts else silence(_NOTHING_MS, _RATE_HZ)

    def _say_group(self, group: list[Word]) -> Clip:
        settings = self.settings
        text = " ".join(word.text + _SIGNS.get(word.pause, word.pause) for word in group)
        return self._pace.ask(lambda: self._judged(group, _ask(text, settings)))

    def _judged(self, group: list[Word], answer: tuple[bytes, list[Heard]]) -> Clip:
        mp3, heard = answer
        try:
            clip = decode(mp3, "edge")
            self._tempo.check(clip, " ".join(word.text for word in group), "edge")
        except (ClipError, SpeechError) as error:
            what = str(error).removeprefix("edge: ").partition(";")[0]
            raise RefusedError(what, answered=True) from error
        if heard and heard[-1].end_s > clip.duration_s + _LATE_S:
            what = f"a sound of {clip.duration_s:.1f} s whose last word is told at {heard[-1].end_s:.1f} s"
            raise RefusedError(what, answered=True)
        timed = Clip(segment=clip.segment, words=word_times(clip, group, heard))
        return fade(trim(timed), 5, 10)

    def close(self) -> None:
        """Nothing is held between requests."""


def _ask(text: str, settings: EdgeSettings) -> tuple[bytes, list[Heard]]:
    return run(_stream(text, settings))


async def _stream(text: str, settings: EdgeSettings) -> tuple[bytes, list[Heard]]:
    """The MP3 and the words heard in it.

    Raises:
        RefusedError: no sound, no whole answer in time, or no connection.
    """
    try:
        async with asyncio.timeout(settings.timeout_s):
            return await _collected(text, settings)
    except TimeoutError as error:
        what = f"no whole answer in {settings.timeout_s:g} s"
        raise RefusedError(what) from error
    except aiohttp.WSServerHandshakeError as error:
        again = error.status in {403, 408, 425, 429} or error.status >= 500
        what = f"status {error.status} instead of a connection"
        raise RefusedError(what, again=again) from error
    except SkewAdjustmentError as error:
        what = "status 403; look whether this machine's clock is right"
        raise RefusedError(what) from error
    except EdgeTTSException as error:
        what = f"an answer without sound ({type(error).__name__})"
        raise RefusedError(what, answered=True) from error
    except (aiohttp.ClientError, OSError, ValueError, KeyError) as error:
        # aiohttp's own text holds the address of an object
        told = error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error
        what = f"no connection or a broken one ({type(told).__name__}: {' '.join(str(told).split())[:120]})"
        raise RefusedError(what) from error


async def _collected(text: str, settings: EdgeSettings) -> tuple[bytes, list[Heard]]:
    speech = edge_tts.Communicate(
        text,
        settings.voice,
        rate=f"{settings.rate_percent:+d}%",
        pitch=f"{settings.pitch_hz:+d}Hz",
        boundary="WordBoundary",
    )
    sound = bytearray()
    heard: list[Heard] = []
    async for chunk in speech.stream():
        if chunk["type"] == "audio":
            sound += chunk["data"]
        elif chunk["type"] == "WordBoundary":
            start_s, length_s = chunk["offset"] / _TICKS_PER_S, chunk["duration"] / _TICKS_PER_S
            heard.append(Heard(text=chunk["text"], start_s=start_s, end_s=start_s + length_s))
        if len(sound) > _LARGEST_BYTES:
            what = f"an answer of more than {_LARGEST_BYTES} bytes"
            raise RefusedError(what, again=False, answered=True)
    return bytes(sound), heard
