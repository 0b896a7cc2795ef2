from __future__ import annotations

import json
import struct
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from audio.errors import AudioError, SpeechError, VoiceError, VoiceUnavailableError
from audio.script import Sentence, Utterance
from audio.voices.online import retry_after_s
from audio.voices.speech_api import SpeechApi

if TYPE_CHECKING:
    from tests.audio.voices.conftest import Asked, Loopback

SENTENCE = "وصل الوفد إلى العاصمة صباح اليوم لبدء المحادثات بين الطرفين"
ENDLESS = {"hang", "drip", "drip_headers"}  # only these may wait for the time-out


def _utterance(text: str) -> Utterance:
    return Utterance(sentences=(Sentence(written=text, spoken=text),))


def _voice(service: Loopback, **told: object) -> SpeechApi:
    settings = {"timeout_s": 20, "check_timeout_s": 20, "tries": 3, "wait_ms": 10} | told
    return SpeechApi(SpeechApi.Settings(base_url=f"{service.url}/v1", **settings))  # type: ignore[arg-type]


def test_the_request_is_what_the_interface_asks_for(speech_service: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MY_KEY", " secret-123 ")
    voice = _voice(speech_service, key_variable="MY_KEY", model="m", voice="v", speed=1.25, instructions="اقرأ بهدوء")
    clip = voice.say(_utterance(SENTENCE))
    (asked,) = speech_service.asked
    assert asked.path == "/v1/audio/speech"
    assert asked.headers["authorization"] == "Bearer secret-123"
    assert json.loads(asked.body) == {
        "model": "m", "input": SENTENCE, "voice": "v", "response_format": "mp3", "speed": 1.25,
        "instructions": "اقرأ بهدوء",
    }  # fmt: skip
    assert clip.rate_hz == voice.info.rate_hz
    assert clip.duration_s == pytest.approx(speech_service.says(SENTENCE).duration_s, abs=0.15)


def test_without_a_key_none_is_sent_to_a_server_of_ones_own(
    speech_service: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    _voice(speech_service).check()
    assert "authorization" not in speech_service.asked[0].headers


@pytest.mark.parametrize(
    ("settings", "key", "says"),
    [
        ({}, "", "no key; put it into the environment variable OPENAI_API_KEY"),
        ({"base_url": "http://speech.example.com/v1"}, "secret-123", "may not travel over http to speech.example.com"),
        ({"base_url": "https://speech.example.com/v1"}, "secret\nX-Evil: 1", "holds what no key can be"),
    ],
)
def test_a_key_that_is_missing_or_in_danger_is_said_and_not_sent(
    monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], key: str, says: str
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", key)
    with pytest.raises(VoiceUnavailableError, match=says) as raised:
        SpeechApi(SpeechApi.Settings(**settings)).check()  # type: ignore[arg-type]
    assert "secret" not in str(raised.value)


def test_a_key_that_a_server_repeats_is_in_no_message(
    speech_service: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret-123")
    speech_service.usual = "repeats_key"
    with pytest.raises(VoiceUnavailableError, match=r"status 401 .*bad key \(the key\)") as raised:
        _voice(speech_service).check()
    told: BaseException | None = raised.value
    while told is not None:
        assert "secret-123" not in str(told)
        told = told.__cause__


@pytest.mark.parametrize("usual", ["repeats_key", "shows_key"])
def test_no_part_of_a_long_key_is_left_where_an_answer_is_cut(
    speech_service: Loopback, monkeypatch: pytest.MonkeyPatch, usual: str
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret-123" + "x" * 400)
    speech_service.usual = usual
    with pytest.raises((VoiceUnavailableError, SpeechError), match=r"\(the key\)") as raised:
        _voice(speech_service, tries=1).say(_utterance(SENTENCE))
    assert "secret-123" not in str(raised.value)


@pytest.mark.parametrize(
    "failure", ["tired", "broken", "empty", "half_sound", "half_answer", "not_a_sound", "silent_sound", "web_page",
                "wrong_length", "closed", "reset", "hang", "drip", "drip_headers", "short_length"]
)  # fmt: skip
def test_one_failure_then_fine_gives_the_right_clip(speech_service: Loopback, failure: str) -> None:
    speech_service.row.append(failure)
    clip = _voice(speech_service, timeout_s=1.5 if failure in ENDLESS else 20).say(_utterance(SENTENCE))
    assert len(speech_service.asked) == 2
    assert clip.duration_s == pytest.approx(speech_service.says(SENTENCE).duration_s, abs=0.15)


@pytest.mark.parametrize(
    ("failure", "error", "says"),
    [
        ("tired", VoiceUnavailableError, "status 429"),
        ("broken", VoiceUnavailableError, "status 500"),
        ("forbidden", VoiceUnavailableError, "status 403"),
        ("moved", VoiceUnavailableError, "status 302"),
        ("closed", VoiceUnavailableError, "connection"),
        ("reset", VoiceUnavailableError, "connection"),
        ("wrong_length", VoiceUnavailableError, "connection"),
        ("hang", VoiceUnavailableError, "no whole answer in 0.3 s"),
        ("drip", VoiceUnavailableError, "no whole answer in 0.3 s"),
        ("drip_headers", VoiceUnavailableError, "no whole answer in 0.3 s"),
        ("empty", SpeechError, "without sound"),
        ("half_sound", SpeechError, "too short"),
        ("half_answer", SpeechError, "too short"),
        ("short_length", SpeechError, "too short"),
        ("not_a_sound", SpeechError, "not a sound"),
        ("silent_sound", SpeechError, "silence"),
        ("web_page", SpeechError, "text instead of sound"),
    ],
)
def test_a_lasting_failure_is_one_clear_line_within_its_time(
    speech_service: Loopback, failure: str, error: type[AudioError], says: str
) -> None:
    speech_service.usual = failure
    start = time.monotonic()
    with pytest.raises(error, match=says) as raised:
        _voice(speech_service, timeout_s=0.3 if failure in ENDLESS else 20, tries=2).say(_utterance(SENTENCE))
    assert time.monotonic() - start < 20
    assert str(raised.value).startswith("speech_api: ")
    assert "\n" not in str(raised.value)


def test_a_streamed_wav_whose_header_knows_no_length_is_read(speech_service: Loopback) -> None:
    def wav(asked: Asked) -> tuple[str, bytes]:
        said = speech_service.says(speech_service.text_of(asked))
        pcm = bytes(said.segment.raw_data)
        form = struct.pack("<HHIIHH", 1, 1, said.rate_hz, 2 * said.rate_hz, 2, 16)
        head = b"RIFF\xff\xff\xff\xffWAVEfmt \x10\x00\x00\x00" + form + b"data\xff\xff\xff\xff"
        return "audio/wav", head + pcm

    speech_service.body_for = wav  # type: ignore[method-assign]
    clip = _voice(speech_service, response_format="wav").say(_utterance(SENTENCE))
    assert clip.duration_s == pytest.approx(speech_service.says(SENTENCE).duration_s, abs=0.1)


def test_a_long_paragraph_is_cut_at_sentences(speech_service: Loopback) -> None:
    text = " ".join([SENTENCE + "."] * 30)
    _voice(speech_service).say(_utterance(text))
    assert " ".join(speech_service.texts) == text
    assert len(speech_service.texts) == 2
    assert all(piece.endswith(".") and len(piece) <= 1200 for piece in speech_service.texts)


def test_no_more_requests_at_once_than_agreed(speech_service: Loopback) -> None:
    busy, most, lock = 0, 0, threading.Lock()
    calm = speech_service.body_for

    def counted(asked: Asked) -> tuple[str, bytes]:
        nonlocal busy, most
        with lock:
            busy += 1
            most = max(most, busy)
        time.sleep(0.03)
        with lock:
            busy -= 1
        return calm(asked)

    speech_service.body_for = counted  # type: ignore[method-assign]
    voice = _voice(speech_service, parallel=2, timeout_s=10)
    with ThreadPoolExecutor(6) as executor:
        list(executor.map(voice.say, [_utterance(f"{SENTENCE} {number}") for number in range(8)]))
    assert most == 2


@pytest.mark.parametrize(
    "wrong", [{"base_url": "ftp://x/v1"}, {"base_url": "https://u:p@x/v1"}, {"response_format": "opus"}, {"speed": 9}]
)
def test_settings_that_are_no_use_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(VoiceError, match=rf"speech_api\.{next(iter(wrong))}"):
        SpeechApi.Settings(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        *(("7", 7.0), (" 7 ", 7.0), ("\u00b2", 0.0), ("soon", 0.0), ("", 0.0)),
        *(("Mon, 01 Jan 99999999999 00:00:00 GMT", 0.0), (f"Mon, 01 Jan 2024 00:00:00 +{'9' * 20}", 0.0)),
    ],
)
def test_how_long_a_service_asks_to_wait(header: str, seconds: float) -> None:
    assert retry_after_s(header) == seconds
