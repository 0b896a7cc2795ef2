from __future__ import annotations

import asyncio
import itertools
import json
import re
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import lameenc
import pytest

from audio.errors import AudioError, SpeechError, VoiceError, VoiceUnavailableError
from audio.script import Sentence, Utterance
from audio.voices.tone import Tone

pytest.importorskip("edge_tts", reason="the extra 'edge' is not installed")

import edge_tts.communicate
from aiohttp import web

from audio.voices.edge import Edge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audio.clip import Clip

# Own work.
PARAGRAPH = (
    "أعلنت وزارة الطاقة يوم الأحد أن المحطة الجديدة ستبدأ العمل في الشهر المقبل، وأن قدرتها تبلغ مئتي ميغاواط. "
    "هل تكفي هذه القدرة لسكان المدينة؟"
)
SENTENCE = "وصل الوفد إلى العاصمة صباح اليوم لبدء المحادثات بين الطرفين"
ENDLESS = {"hang", "drip"}  # only these may wait for the time-out: any other answer has all the time it wants
_SPEAK = "{http://www.w3.org/2001/10/synthesis}"


def _utterance(text: str) -> Utterance:
    return Utterance(sentences=(Sentence(written=text, spoken=text),))


def _mp3(clip: Clip) -> bytes:
    encoder = lameenc.Encoder()
    encoder.set_bit_rate(48)
    encoder.set_in_sample_rate(24000)
    encoder.set_channels(1)
    encoder.set_quality(7)
    encoder.silence()
    return bytes(encoder.encode(clip.segment.raw_data + bytes(24000)) + encoder.flush())


@dataclass
class Service:
    """The read-aloud service on the loopback, speaking tones."""

    url: str = ""
    texts: list[str] = field(default_factory=list)
    voices: list[str] = field(default_factory=list)
    row: deque[str] = field(default_factory=deque)
    usual: str = "fine"
    mute_voices: set[str] = field(default_factory=set)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        act = self.row.popleft() if self.row else self.usual
        status = {"tired": 429, "broken": 500, "forbidden": 403, "web_page": 200}.get(act)
        if status:
            return web.Response(status=status, text="<html>no</html>")
        if act == "hang":
            await asyncio.sleep(30)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        config = (await socket.receive_str()).split("\r\n\r\n", 1)
        assert "Path:speech.config" in config[0]
        options = json.loads(config[1])["context"]["synthesis"]["audio"]
        assert options["metadataoptions"]["wordBoundaryEnabled"] == "true"
        head, ssml = (await socket.receive_str()).split("\r\n\r\n", 1)
        assert "Path:ssml" in head
        speak = ET.fromstring(ssml)  # raises when markup slipped in
        voice = speak.find(f"{_SPEAK}voice")
        prosody = voice.find(f"{_SPEAK}prosody") if voice is not None else None
        assert voice is not None
        assert prosody is not None
        assert len(prosody) == 0
        self.voices.append(voice.get("name") or "")
        self.texts.append(prosody.text or "")
        if any(name in self.voices[-1] for name in self.mute_voices):
            act = "no_sound"
        await self.speak(socket, prosody.text or "", act)
        return socket

    async def speak(self, socket: web.WebSocketResponse, text: str, act: str) -> None:
        said = Tone(Tone.Settings(rate_hz=24000, letter_ms=77)).say(_utterance(text))
        await self.tell(socket, "turn.start", {"context": {}})
        mp3 = _mp3(said)
        if act in {"half", "half_closed"}:
            mp3 = mp3[: len(mp3) // 2]
        if act == "garbage":
            mp3 = b"not an mp3" * 500
        if act != "no_sound":
            for start in range(0, len(mp3), 2000):
                head = b"X-RequestId:1\r\nContent-Type:audio/mpeg\r\nX-StreamId:1\r\nPath:audio\r\n"
                await socket.send_bytes(len(head).to_bytes(2, "big") + head + mp3[start : start + 2000])
                if act == "drip":
                    await asyncio.sleep(0.2)
                if act == "closed":
                    await socket.close()
                    return
        if act == "unknown":
            await self.tell(socket, "surprise", {})
        for word, told in zip(said.words, re.findall(r"\w[\w']*", text), strict=False):
            data = {
                "Offset": word.start * 10_000_000 // 24000,
                "Duration": (word.end - word.start) * 10_000_000 // 24000,
                "text": {"Text": told, "Length": len(told), "BoundaryType": "WordBoundary"},
            }
            await self.tell(socket, "audio.metadata", {"Metadata": [{"Type": "WordBoundary", "Data": data}]})
        if act == "half_closed":
            await socket.close()
            return
        await self.tell(socket, "turn.end", {})

    @staticmethod
    async def tell(socket: web.WebSocketResponse, path: str, told: object) -> None:
        body = json.dumps(told, ensure_ascii=False)
        await socket.send_str(
            f"X-RequestId:1\r\nContent-Type:application/json; charset=utf-8\r\nPath:{path}\r\n\r\n{body}"
        )


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    told = Service()
    loop = asyncio.new_event_loop()
    started = threading.Event()

    async def serve() -> None:
        app = web.Application()
        app.router.add_get("/edge/v1", told.handle)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        told.url = f"ws://127.0.0.1:{runner.addresses[0][1]}/edge/v1?TrustedClientToken=x"
        started.set()
        await stop.wait()
        await runner.cleanup()

    stop = asyncio.Event()
    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    assert started.wait(60)
    monkeypatch.setattr(edge_tts.communicate, "WSS_URL", told.url)
    yield told
    loop.call_soon_threadsafe(stop.set)
    thread.join()
    loop.close()


def _voice(*, tries: int = 3, timeout_s: float = 20) -> Edge:
    return Edge(Edge.Settings(tries=tries, timeout_s=timeout_s, check_timeout_s=20, wait_ms=10))


def test_a_paragraph_and_its_word_times(service: Service) -> None:
    voice = _voice()
    clip = voice.say(_utterance(PARAGRAPH))
    said = Tone(Tone.Settings(rate_hz=24000, letter_ms=77)).say(_utterance(PARAGRAPH))
    assert service.texts == [PARAGRAPH]
    assert service.voices == ["Microsoft Server Speech Text to Speech Voice (ar-EG, ShakirNeural)"]
    assert [word.index for word in clip.words] == list(range(len(PARAGRAPH.split())))
    assert all(before.end <= after.start for before, after in itertools.pairwise(clip.words))
    assert clip.sample_count - clip.words[-1].end < 0.1 * clip.rate_hz
    # each word where the service said it: within the coder's delay
    shift = clip.words[0].start - said.words[0].start
    for got, told in zip(clip.words, said.words, strict=True):
        assert got.start - told.start == pytest.approx(shift, abs=0.05 * 24000)


@pytest.mark.parametrize(
    "failure", ["tired", "broken", "forbidden", "hang", "no_sound", "half", "half_closed", "garbage", "closed",
                "unknown", "drip"]
)  # fmt: skip
def test_one_failure_then_fine_gives_the_right_clip(service: Service, failure: str) -> None:
    service.row.append(failure)
    clip = _voice(timeout_s=1.5 if failure in ENDLESS else 20).say(_utterance(SENTENCE))
    said = Tone(Tone.Settings(rate_hz=24000, letter_ms=77)).say(_utterance(SENTENCE))
    assert clip.duration_s == pytest.approx(said.duration_s, abs=0.15)


@pytest.mark.parametrize(
    ("failure", "error", "says"),
    [
        ("tired", VoiceUnavailableError, "status 429"),
        ("broken", VoiceUnavailableError, "status 500"),
        ("forbidden", VoiceUnavailableError, "status 403"),
        ("web_page", VoiceUnavailableError, "status 200 instead of a connection"),
        ("hang", VoiceUnavailableError, "no whole answer in 0.4 s"),
        ("drip", VoiceUnavailableError, "no whole answer in 0.4 s"),
        ("no_sound", SpeechError, "without sound"),
        ("half", SpeechError, "too short|whose last word"),
        ("half_closed", SpeechError, "too short|whose last word"),
        ("closed", SpeechError, "too short|not a sound"),
        ("garbage", SpeechError, "not a sound"),
        ("unknown", SpeechError, "without sound"),
    ],
)
def test_a_lasting_failure_is_one_clear_line_within_its_time(
    service: Service, failure: str, error: type[AudioError], says: str
) -> None:
    service.usual = failure
    start = time.monotonic()
    with pytest.raises(error, match=says) as raised:
        _voice(tries=2, timeout_s=0.4 if failure in ENDLESS else 20).say(_utterance(SENTENCE))
    assert time.monotonic() - start < 20
    assert str(raised.value).startswith("edge: ")
    assert "\n" not in str(raised.value)


def test_check_takes_a_spare_voice_when_the_first_is_mute_and_keeps_it(service: Service) -> None:
    service.mute_voices = {"ShakirNeural"}
    voice = _voice()
    before = voice.info.fingerprint
    voice.check()
    voice.say(_utterance("نعم"))
    assert "(ar-SA, HamedNeural)" in service.voices[-1]
    assert voice.info.fingerprint != before
    service.mute_voices = {"ShakirNeural", "HamedNeural", "TaimNeural"}
    with pytest.raises(VoiceUnavailableError, match="without sound"):
        _voice().check()


def test_without_a_network_check_fails_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edge_tts.communicate, "WSS_URL", "ws://127.0.0.1:9/edge/v1?x=1")
    start = time.monotonic()
    with pytest.raises(VoiceUnavailableError, match="no connection"):
        Edge(Edge.Settings(check_timeout_s=60)).check()
    assert time.monotonic() - start < 30


def test_markup_in_the_text_stays_text(service: Service) -> None:
    _voice().say(_utterance("كلمة <break time='30s'/> & </prosody> أخرى"))
    assert "<" not in service.texts[0]
    assert "كلمة" in service.texts[0]


@pytest.mark.parametrize("wrong", [{"voice": "en-US-EmmaNeural"}, {"voice": "ar-EG-x'/>Neural"}, {"rate_percent": 900}])
def test_settings_that_the_service_does_not_know_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(VoiceError, match=r"edge\."):
        Edge.Settings(**wrong)  # type: ignore[arg-type]
