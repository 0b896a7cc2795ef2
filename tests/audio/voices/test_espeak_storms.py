"""The embedded voice among forks, kills and texts from anywhere."""

from __future__ import annotations

import logging
import multiprocessing
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audio.errors import SpeechError
from audio.record import record, speak
from audio.script import Item, Script, Sentence, Utterance
from audio.voices.espeak import Espeak
from audio.voices.text import letters
from audio.voices.workers import Worker

if TYPE_CHECKING:
    from collections.abc import Iterator

# Own work.
MARKED = "أَعْلَنَتِ الوَزَارَةُ يَوْمَ الأَحَدِ أَنَّ المَشْرُوعَ سَيَبْدَأُ فِي الشَّهْرِ المُقْبِلِ."


def _utterance(marked: str) -> Utterance:
    bare = re.sub("[\u064b-\u0652\u0670]", "", marked)
    return Utterance(sentences=(Sentence(written=bare, spoken=bare, marked=marked),))


@pytest.fixture(scope="module")
def voice() -> Iterator[Espeak]:
    made = Espeak(Espeak.Settings(workers=2))
    yield made
    made.close()


SIGNS = st.one_of(
    st.sampled_from(
        ["[[", "]]", "<", ">", "&", "<break time='9s'/>", "</speak>", "s'", "'", "\x01", "\x00", "\x02", "ّ", "ً"]
    ),
    st.sampled_from(list("ابتثجحخدذرزسشصضطظعغفقكلمنهويةىءآأإؤئ،؛؟.:!-_0123456789٠١٢abcXYZéß €$%@#")),
    st.characters(),
)
TEXTS = st.lists(SIGNS, max_size=60).map("".join)


def _spoken_or_silent(voice: Espeak, text: str) -> None:
    clip = voice.say(_utterance(text))
    # an espeak letter by its name may take a second; a command or an endless word would take many
    assert clip.duration_s < 2 + 1.5 * letters(text)
    assert [word.index for word in clip.words] == sorted({word.index for word in clip.words})


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXTS)
def test_texts_from_anywhere_are_spoken_by_workers_that_live(voice: Espeak, text: str) -> None:
    voice.check()
    before = {worker.pid for worker in voice._pool._idle}
    _spoken_or_silent(voice, text)
    assert {worker.pid for worker in voice._pool._idle} >= before


@pytest.mark.faults
@settings(max_examples=4000, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXTS)
def test_many_texts_from_anywhere(voice: Espeak, text: str) -> None:
    _spoken_or_silent(voice, text)


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="this system does not fork")
def test_forked_workers_do_not_talk_through_the_parents_pipes(voice: Espeak) -> None:
    said = [_utterance(MARKED)] * 6
    alone = voice.say(said[0]).duration_s
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("fork")) as executor:
        jobs = [executor.submit(speak, voice, one) for one in said]
        here = [voice.say(one) for one in said]
        clips = [job.result() for job in jobs]
    assert [clip.duration_s for clip in [*here, *clips]] == pytest.approx([alone] * 12, abs=0.05)


PARENT = """
import sys, time
from audio.voices.espeak import Espeak
voice = Espeak(Espeak.Settings(workers=1))
voice.check()
print(voice._pool._idle[0].pid, flush=True)
time.sleep(60)
"""


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:  # noqa: PTH123 - one read of a kernel file
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(not os.path.isdir("/proc"), reason="needs /proc")  # noqa: PTH112 - a question to the kernel
def test_a_parent_that_is_killed_leaves_no_worker_behind() -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        assert _is_alive(worker)
        parent.kill()
    deadline = time.monotonic() + 5
    while _is_alive(worker) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not _is_alive(worker)


@pytest.mark.faults
def test_a_programme_under_a_storm_of_kills_is_whole(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    voice = Espeak(Espeak.Settings(workers=2))
    dice = random.Random(1)  # noqa: S311 - which worker dies is no secret
    ask = Worker.ask

    def struck(self: Worker, request: bytes, timeout_s: float) -> tuple[dict[str, object], bytes]:
        if dice.random() < 0.15:
            threading.Timer(dice.random() * 0.004, self._process.kill).start()
        return ask(self, request, timeout_s)

    calm = voice.say(_utterance(MARKED)).duration_s
    monkeypatch.setattr(Worker, "ask", struck)
    utterances = tuple(_utterance(MARKED) for _ in range(300))
    script = Script(title="", language="ar", items=(Item(kind="story", title="", utterances=utterances),))
    with caplog.at_level(logging.WARNING), ThreadPoolExecutor(2) as executor:
        takes = list(record(script, [voice], executor))
    voice.close()
    # a clip whose worker was killed twice is spoken in halves, and a little longer
    assert [take.clip.duration_s for take in takes] == pytest.approx([calm] * 300, abs=0.3)
    assert all(len(take.clip.words) == 10 for take in takes)
    assert caplog.text.count("a worker died") > 10


def test_a_text_that_kills_two_workers_is_one_clear_error(voice: Espeak, monkeypatch: pytest.MonkeyPatch) -> None:
    ask = Worker.ask

    def struck(self: Worker, request: bytes, timeout_s: float) -> tuple[dict[str, object], bytes]:
        os.kill(self.pid, signal.SIGABRT)
        return ask(self, request, timeout_s)

    monkeypatch.setattr(Worker, "ask", struck)
    with pytest.raises(SpeechError, match=r"espeak: two workers died of one text \(signal SIGABRT\); look at the text"):
        voice.say(_utterance(MARKED))


def test_one_word_that_the_engine_cannot_say_costs_that_word_alone(
    voice: Espeak, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    calm = voice.say(_utterance(MARKED))
    ask = Worker.ask

    def struck(self: Worker, request: bytes, timeout_s: float) -> tuple[dict[str, object], bytes]:
        if b"maSR" in request:  # the phonemes of one word of the sentence
            os.kill(self.pid, signal.SIGABRT)
        return ask(self, request, timeout_s)

    monkeypatch.setattr(Worker, "ask", struck)
    with caplog.at_level(logging.WARNING):
        clip = voice.say(_utterance(MARKED))
    left_out = {word.index for word in calm.words} - {word.index for word in clip.words}
    assert [_utterance(MARKED).spoken.split()[index] for index in left_out] == ["المشروع"]
    assert "'المَشْرُوعَ' cannot be spoken and is left out" in caplog.text
    assert 0.7 * calm.duration_s < clip.duration_s < 1.3 * calm.duration_s
