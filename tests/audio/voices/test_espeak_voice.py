from __future__ import annotations

import itertools
import logging
import os
import re
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from audio.clip import sounding
from audio.errors import SpeechError, VoiceError, VoiceUnavailableError
from audio.script import Sentence, Utterance
from audio.voices import espeak_worker
from audio.voices.espeak import Espeak
from audio.voices.workers import Pool, Worker, python_command

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from audio.clip import Clip

# Own work.
MARKED = (
    "أَعْلَنَتِ الوَزَارَةُ يَوْمَ الأَحَدِ، فِي بَيَانٍ لَهَا، أَنَّ المَشْرُوعَ سَيَبْدَأُ فِي الشَّهْرِ المُقْبِلِ.",
    "هَلْ تَكْفِي هَذِهِ القُدْرَةُ لِسُكَّانِ المَدِينَةِ؟",
    "يَرَى خُبَرَاءُ أَنَّهَا تَكْفِي نِصْفَهُمْ.",
)


def _bare(text: str) -> str:
    return re.sub("[\u064b-\u0652\u0670]", "", text)


def _marked(*sentences: str) -> Utterance:
    return Utterance(sentences=tuple(Sentence(written=_bare(one), spoken=_bare(one), marked=one) for one in sentences))


def _plain(text: str) -> Utterance:
    return Utterance(sentences=(Sentence(written=text, spoken=text),))


@pytest.fixture(scope="module")
def voice() -> Iterator[Espeak]:
    made = Espeak(Espeak.Settings(workers=2))
    yield made
    made.close()


def _pids(voice: Espeak) -> set[int]:
    return {worker.pid for worker in voice._pool._idle}


def test_every_word_has_its_time_in_order_and_the_last_ends_with_the_clip(voice: Espeak) -> None:
    utterance = _marked(*MARKED)
    clip = voice.say(utterance)
    words = utterance.spoken.split()
    assert [word.index for word in clip.words] == list(range(len(words)))
    assert all(word.start < word.end for word in clip.words)
    assert all(before.end <= after.start for before, after in itertools.pairwise(clip.words))
    assert 0 <= clip.sample_count - clip.words[-1].end < 0.1 * clip.rate_hz
    # longer words take longer: the times are no even division
    lengths = [word.end - word.start for word in clip.words]
    letters = [len(word) for word in words]
    assert np.corrcoef(lengths, letters)[0, 1] > 0.6


def test_pauses_are_exact_and_follow_the_punctuation(voice: Espeak) -> None:
    clip = voice.say(_marked(*MARKED))
    words = _bare(" ".join(MARKED)).split()
    gaps_ms = {
        words[before.index][-1]: round(1000 * (after.start - before.end) / clip.rate_hz)
        for before, after in itertools.pairwise(clip.words)
        if words[before.index][-1] in "،.؟"
    }
    assert gaps_ms == {"،": 230, ".": 520, "؟": 560}
    pauses = [(a.end, b.start) for a, b in itertools.pairwise(clip.words) if b.start > a.end]
    assert len(pauses) == 4
    assert not any(clip.samples()[start:end].any() for start, end in pauses)


def _pitch_hz(samples: NDArray[np.float32], rate_hz: int) -> float:
    """Pitch by autocorrelation between 60 and 300 Hz."""
    row = samples - samples.mean()
    likeness = np.correlate(row, row, "full")[len(row) - 1 :]
    low, high = rate_hz // 300, rate_hz // 60
    return rate_hz / (low + int(likeness[low:high].argmax()))


def test_a_question_rises_and_a_statement_falls(voice: Espeak) -> None:
    def end_against_middle(sign: str) -> float:
        clip = voice.say(_marked(f"تَكْفِي هَذِهِ القُدْرَةُ لِسُكَّانِ المَدِينَةِ الآنَ{sign}"))
        samples, rate_hz = clip.samples(), clip.rate_hz
        last = clip.words[-1]
        tail = samples[last.end - rate_hz // 5 : last.end - rate_hz // 12]
        middle = clip.words[2]
        return _pitch_hz(tail, rate_hz) / _pitch_hz(samples[middle.start : middle.end], rate_hz)

    assert end_against_middle("؟") > 1.1 * end_against_middle(".")


def test_the_sound_has_no_offset_no_clipping_and_less_harshness(voice: Espeak) -> None:
    utterance = _marked(*MARKED)
    clip = voice.say(utterance)
    samples = clip.samples()
    assert abs(float(samples.mean())) < 2 / 32768
    assert np.abs(samples).max() < 0.9
    first, last = sounding(clip)
    level_db = 20 * np.log10(samples[first:last].std())
    assert -27 < level_db < -18


HOSTILE = {
    "a dash at its start": "-v en --help كلمة أخرى",
    "control bytes": "كلمة\x01s900 \x00أخرى \x02 \x1b[31m وثالثة",
    "SSML": "<speak><break time='30s'/><audio src='/etc/passwd'/>كلمة</speak>",
    "an entity": "كلمة &lt;break time=&quot;30s&quot;/&gt; &#60;mark name='0'/&#62; أخرى",
    "phoneme brackets": "كلمة [[h@l'oU]] أخرى [[_:_:_:_:]]",
    "a voice switch": "كلمة [[_^_JA ka]] أخرى",
    "eighty apostrophes in a word": "s'" * 80 + " كلمة",
    "apostrophes of the other kind": "s’" * 80 + " كلمة",
    "a word of a megabyte": "ك" * 1_000_00,
    "marks without end": "ك" + "\u0651\u064b" * 5000,
    "lone surrogates": "كلمة \ud800 \udfff أخرى",
    "bidi marks": "\u202eكلمة\u202c \u2066أخرى\u2069 \u061c",
    "emoji": "كلمة 👍🏽 أخرى 👨‍👩‍👧",
    "digits": "٠١٢٣٤٥٦٧٨٩ 0123456789",
    "Latin": "NATO والاتحاد U.S.A. iPhone's",
    "CJK and Hebrew": "漢字 كلمة שלום कखग",
    "a lone shadda": "ّ كلمة ّ",
}


@pytest.mark.parametrize("kind", [kind for kind in HOSTILE if kind != "a word of a megabyte"])
def test_a_hostile_text_is_spoken_as_plain_words_by_the_same_worker(
    voice: Espeak, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    voice.check()
    with caplog.at_level(logging.WARNING):
        clip = voice.say(_plain(HOSTILE[kind]))
    assert 0.1 < clip.duration_s < 30
    assert "died" not in caplog.text


@pytest.mark.parametrize("text", ["", "   ", "...؟!،", "[[ ]] <>", "\x01\x02", "👍", "漢字"])
def test_nothing_to_say_is_a_short_silence(voice: Espeak, text: str) -> None:
    clip = voice.say(_plain(text))
    assert clip.duration_s == pytest.approx(0.2)
    assert clip.words == ()
    assert not clip.samples().any()


def test_a_long_paragraph_is_spoken_whole(voice: Espeak) -> None:
    short = voice.say(_marked(*MARKED))
    long = voice.say(_marked(*MARKED * 12))
    assert len(long.words) == 12 * len(short.words)
    assert [word.index for word in long.words] == list(range(len(long.words)))
    assert long.duration_s == pytest.approx(12 * short.duration_s + 11 * 0.52, rel=0.01)


def test_killing_a_worker_in_mid_clip_changes_nothing_but_a_log_line(
    voice: Espeak, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    utterance = _marked(*MARKED * 12)
    calm = voice.say(utterance)
    asked: list[int] = []
    ask = Worker.ask

    def watched(self: Worker, request: bytes, timeout_s: float) -> tuple[dict[str, object], bytes]:
        asked.append(self.pid)
        if len(asked) == 1:
            # while the engine speaks: its answer takes tens of milliseconds
            threading.Timer(0.01, os.kill, (self.pid, signal.SIGKILL)).start()
        return ask(self, request, timeout_s)

    monkeypatch.setattr(Worker, "ask", watched)
    with caplog.at_level(logging.WARNING):
        clip = voice.say(utterance)
    assert len(asked) > 1
    assert asked[1] != asked[0]
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "a worker died in the middle of a clip (signal SIGKILL); tried once more" in caplog.text
    # the engine is not repeatable to the sample (its flutter is random); a lost or doubled clause would be seconds
    assert clip.duration_s == pytest.approx(calm.duration_s, abs=0.3)
    assert [word.index for word in clip.words] == [word.index for word in calm.words]


def test_an_idle_worker_that_died_is_replaced(voice: Espeak, caplog: pytest.LogCaptureFixture) -> None:
    voice.check()
    for pid in _pids(voice):
        os.kill(pid, signal.SIGKILL)
    with caplog.at_level(logging.WARNING):
        assert voice.say(_marked(MARKED[2])).duration_s > 1


def test_threads_get_their_own_clips(voice: Espeak) -> None:
    utterances = [_marked(MARKED[number % 3]) for number in range(24)]
    alone = [voice.say(one).duration_s for one in utterances[:3]]
    with ThreadPoolExecutor(6) as executor:
        clips: list[Clip] = list(executor.map(voice.say, utterances))
    assert [clip.duration_s for clip in clips] == pytest.approx(alone * 8, abs=0.05)
    assert len(_pids(voice)) == 2


def test_closing_ends_the_workers_and_may_be_done_twice() -> None:
    voice = Espeak(Espeak.Settings(workers=1))
    voice.check()
    (pid,) = _pids(voice)
    voice.close()
    voice.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert voice.say(_marked(MARKED[2])).duration_s > 1
    voice.close()


HANGING = """
import sys, time
sys.path.insert(0, {folder!r})
from espeak_worker import read_frame, write_frame
write_frame(sys.stdout.buffer, b'{{}}'); write_frame(sys.stdout.buffer, b'')
while read_frame(sys.stdin.buffer) is not None:
    {act}
"""


@pytest.mark.parametrize(
    ("act", "says"),
    [("time.sleep(60)", r"no answer in 0\.3|no answer in 0 s"), ("sys.exit(3)", "exit status 3")],
)
def test_a_worker_that_hangs_or_ends_is_given_one_more_try_then_an_error(tmp_path: Path, act: str, says: str) -> None:
    file = tmp_path / "worker.py"
    file.write_text(HANGING.format(folder=str(Path(espeak_worker.__file__).parent), act=act))
    pool = Pool(python_command(str(file)), "espeak", 1)
    start = time.monotonic()
    with pytest.raises(SpeechError, match=says):
        pool.ask(b"<speak/>", 0.3)
    assert time.monotonic() - start < 40
    pool.close()


@pytest.mark.parametrize(
    ("library", "data"), [("/nowhere/libespeak-ng.so", "/nowhere"), (None, "/nowhere")], ids=["no library", "no data"]
)
def test_an_engine_that_does_not_start_is_said(monkeypatch: pytest.MonkeyPatch, library: str | None, data: str) -> None:
    voice = Espeak(Espeak.Settings())
    command = list(voice._command())
    command[4:6] = [library or command[4], data]
    monkeypatch.setattr(voice, "_pool", Pool(command, "espeak", 1))
    with pytest.raises(VoiceUnavailableError, match=r"espeak: the engine does not start .*; reinstall"):
        voice.check()


@pytest.mark.parametrize(
    "wrong", [{"rate_wpm": 1000}, {"pitch": -1}, {"workers": 1000}, {"variant": "../../x"}, {"variant": "nobody"}]
)
def test_settings_that_the_engine_cannot_use_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(VoiceError, match=rf"espeak\.{next(iter(wrong))}"):
        Espeak.Settings(**wrong)


def test_settings_change_the_fingerprint_and_the_sound(voice: Espeak) -> None:
    other = Espeak(Espeak.Settings(variant="f2", rate_wpm=220, workers=1))
    assert other.info.fingerprint != voice.info.fingerprint
    assert other.say(_marked(*MARKED)).duration_s < 0.95 * voice.say(_marked(*MARKED)).duration_s
    other.close()
