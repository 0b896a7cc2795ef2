from __future__ import annotations

import itertools
import time
from typing import TYPE_CHECKING

import gtts.tts
import numpy as np
import pytest

from audio.errors import AudioError, SpeechError, VoiceError, VoiceUnavailableError
from audio.script import Sentence, Utterance
from audio.voices.gtts import Gtts

if TYPE_CHECKING:
    from tests.audio.voices.conftest import Loopback

# Own work: three sentences, Arabic punctuation, more than 100 characters each way of cutting.
PARAGRAPH = (
    "أعلنت وزارة الطاقة يوم الأحد أن المحطة الجديدة ستبدأ العمل في الشهر المقبل، وأن قدرتها تبلغ مئتي ميغاواط. "
    "هل تكفي هذه القدرة لسكان المدينة؟ يرى خبراء أنها تكفي نصفهم؛ فيما تقول الوزارة إن محطة ثانية ستتبعها، "
    "وإن العمل فيها يبدأ قبل نهاية العام بعد أن تكتمل الدراسات."
)
SENTENCE = "وصل الوفد إلى العاصمة صباح اليوم لبدء المحادثات بين الطرفين"
ENDLESS = {"hang", "drip", "drip_headers"}  # only these may wait for the time-out


def _utterance(text: str) -> Utterance:
    return Utterance(sentences=(Sentence(written=text, spoken=text),))


def _voice(*, tries: int = 3, timeout_s: float = 20, check_timeout_s: float = 20, gap_ms: int = 0) -> Gtts:
    return Gtts(
        Gtts.Settings(timeout_s=timeout_s, check_timeout_s=check_timeout_s, tries=tries, gap_ms=gap_ms, wait_ms=10)
    )


def test_a_paragraph_is_asked_for_in_order_in_pieces_of_at_most_100_characters(translate: Loopback) -> None:
    voice = _voice()
    clip = voice.say(_utterance(PARAGRAPH))
    assert " ".join(translate.texts) == PARAGRAPH
    assert all(len(piece) <= 100 for piece in translate.texts)
    # the cuts fall at Arabic punctuation where there is some
    assert all(piece[-1] in "،.؟؛" for piece in translate.texts)
    assert clip.rate_hz == voice.info.rate_hz
    assert all(one.path == "/com/_/TranslateWebserverUi/data/batchexecute" for one in translate.asked)
    assert "charset=utf-8" in translate.asked[0].headers["content-type"]


def test_joints_hold_the_pause_of_their_punctuation_and_no_click(translate: Loopback) -> None:
    first = "جملة أولى قصيرة نسمعها في هذا الصباح كما هي دون زيادة أو نقصان."
    second = "وهذه الثانية وقد قيلت بعدها بقليل كما أراد كاتبها لها أن تكون."
    clip = _voice().say(_utterance(f"{first} {second}"))
    spoken_s = translate.says(first).duration_s + translate.says(second).duration_s
    assert len(translate.asked) == 2
    assert clip.duration_s == pytest.approx(spoken_s + 0.42, abs=0.25)
    assert np.abs(np.diff(clip.samples())).max() < 0.1


@pytest.mark.parametrize(
    "failure", ["tired", "broken", "empty", "no_sound", "half_sound", "half_answer", "not_a_sound", "silent_sound",
                "web_page", "wrong_length", "short_length", "closed", "reset", "hang", "drip", "drip_headers"]
)  # fmt: skip
def test_one_failure_then_fine_gives_the_right_clip(translate: Loopback, failure: str) -> None:
    translate.row.append(failure)
    clip = _voice(timeout_s=1.5 if failure in ENDLESS else 20).say(_utterance(SENTENCE))
    assert len(translate.asked) == 2
    assert clip.duration_s == pytest.approx(translate.says(SENTENCE).duration_s, abs=0.15)


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
        ("no_sound", SpeechError, "without sound"),
        ("half_sound", SpeechError, "too short"),
        ("half_answer", SpeechError, "cut off"),
        ("deep_answer", SpeechError, "cut off"),
        ("short_length", SpeechError, "cut off"),
        ("not_a_sound", SpeechError, "not a sound"),
        ("silent_sound", SpeechError, "silence"),
        ("web_page", SpeechError, "web page"),
    ],
)
def test_a_lasting_failure_is_one_clear_line_within_its_time(
    translate: Loopback, failure: str, error: type[AudioError], says: str
) -> None:
    translate.usual = failure
    start = time.monotonic()
    with pytest.raises(error, match=says) as raised:
        _voice(tries=2, timeout_s=0.3 if failure in ENDLESS else 20).say(_utterance(SENTENCE))
    assert time.monotonic() - start < 20
    assert str(raised.value).startswith("gtts: ")
    assert "\n" not in str(raised.value)
    # what asking again cannot mend is asked once
    assert len(translate.asked) == (1 if failure in {"forbidden", "moved"} else 2)


def test_pieces_that_were_heard_are_not_asked_for_again(translate: Loopback) -> None:
    translate.row.extend(["fine", "fine", "web_page", "web_page", "web_page"])
    voice = _voice()
    with pytest.raises(SpeechError):
        voice.say(_utterance(PARAGRAPH))
    before = translate.texts
    voice.say(_utterance(PARAGRAPH))
    again = translate.texts[len(before) :]
    assert " ".join([*before[:2], *again]) == PARAGRAPH
    assert not voice._pieces._heard  # what is done is let go: memory does not grow with the programme


def test_requests_keep_their_distance(translate: Loopback) -> None:
    _voice(gap_ms=400).say(_utterance(PARAGRAPH))
    starts = [one.at for one in translate.asked]
    assert len(starts) > 2
    assert all(later - earlier > 0.2 for earlier, later in itertools.pairwise(starts))


def test_check_is_quick_and_says_why(translate: Loopback) -> None:
    voice = _voice()
    voice.check()
    translate.usual = "hang"
    with pytest.raises(VoiceUnavailableError, match=r"no whole answer in 0.6 s \(asked once\)"):
        _voice(check_timeout_s=0.6).check()
    translate.usual = "no_sound"
    with pytest.raises(VoiceUnavailableError, match="without sound"):
        voice.check()


def test_without_a_network_check_fails_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    # a port of the loopback where nobody listens
    monkeypatch.setattr(gtts.tts, "_translate_url", lambda tld="com", path="": f"http://127.0.0.1:9/{tld}/{path}")
    start = time.monotonic()
    with pytest.raises(VoiceUnavailableError, match="no connection"):
        Gtts(Gtts.Settings(check_timeout_s=60)).check()
    assert time.monotonic() - start < 30


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:9", "nonsense://x", "http://127.0.0.1:9"])
def test_a_proxy_that_does_not_work_is_said(monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    monkeypatch.setenv("ALL_PROXY", proxy)
    monkeypatch.setattr(gtts.tts, "_translate_url", lambda tld="com", path="": f"http://speech.example/{tld}/{path}")
    with pytest.raises(VoiceUnavailableError, match="no connection"):
        _voice(tries=1).say(_utterance("نعم"))


def test_a_text_of_a_hundred_requests_is_refused_before_the_first(translate: Loopback) -> None:
    with pytest.raises(SpeechError, match="cut it into paragraphs"):
        _voice().say(_utterance("كلمة " * 5000))
    assert translate.asked == []


@pytest.mark.parametrize("tld", ["com/evil", "com.evil@x", "", "com:80", "кон"])
def test_a_host_name_that_leads_elsewhere_is_refused(tld: str) -> None:
    with pytest.raises(VoiceError, match=r"gtts\.tld"):
        Gtts.Settings(tld=tld)
