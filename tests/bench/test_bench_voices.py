"""Measurements of the voices; run with ``-m bench -s`` to read the figures."""

from __future__ import annotations

import os
import re
import resource
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from audio.script import Sentence, Utterance
from audio.voices.espeak import Espeak
from audio.voices.espeak_ssml import blocks, document
from audio.voices.text import words

if TYPE_CHECKING:
    from collections.abc import Callable

    from audio.clip import Clip

pytestmark = pytest.mark.bench

# Own work; a paragraph of an ordinary length.
_PARAGRAPH = (
    "أَعْلَنَتِ الوَزَارَةُ يَوْمَ الأَحَدِ، فِي بَيَانٍ لَهَا، أَنَّ المَشْرُوعَ الجَدِيدَ سَيَبْدَأُ فِي الشَّهْرِ المُقْبِلِ.",
    "وَصَلَ الوَفْدُ إِلَى العَاصِمَةِ صَبَاحَ اليَوْمِ لِبَدْءِ جَوْلَةٍ ثَانِيَةٍ مِنَ المُحَادَثَاتِ بَيْنَ الطَّرَفَيْنِ.",
    "قَالَ مُدِيرُ الشَّرِكَةِ إِنَّ العُمَّالَ أَنْهَوْا عَمَلَهُمْ قَبْلَ المَوْعِدِ بِأُسْبُوعَيْنِ كَامِلَيْنِ.",
    "تَوَقَّعَ خُبَرَاءُ الأَرْصَادِ أَنْ تَهْطِلَ أَمْطَارٌ غَزِيرَةٌ عَلَى المُدُنِ السَّاحِلِيَّةِ حَتَّى مَسَاءِ الغَدِ.",
)


def _utterance(*sentences: str) -> Utterance:
    bare = [re.sub("[\u064b-\u0652\u0670]", "", one) for one in sentences]
    return Utterance(
        sentences=tuple(
            Sentence(written=one, spoken=one, marked=full) for one, full in zip(bare, sentences, strict=True)
        )
    )


PARAGRAPH = _utterance(*_PARAGRAPH)


def _cpu_s() -> float:
    """CPU of this process and of the children that have ended."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def test_real_time_factor_of_the_embedded_voice(capsys: pytest.CaptureFixture[str]) -> None:
    before = _cpu_s()
    voice = Espeak(Espeak.Settings(workers=1))
    said_s = sum(voice.say(PARAGRAPH).duration_s for _ in range(30))
    voice.close()
    factor = (_cpu_s() - before) / said_s
    with capsys.disabled():
        print(f"\nespeak: {said_s:.0f} s of speech, real-time factor {factor:.5f} CPU, start included")  # noqa: T201
    assert factor <= 0.003


def _wall_s(say: Callable[[Utterance], Clip], threads: int, count: int) -> float:
    with ThreadPoolExecutor(threads) as executor:
        list(executor.map(say, [PARAGRAPH] * threads))
        start = time.perf_counter()
        list(executor.map(say, [PARAGRAPH] * count))
        return time.perf_counter() - start


def test_two_workers_against_one(capsys: pytest.CaptureFixture[str]) -> None:
    one, two = Espeak(Espeak.Settings(workers=1)), Espeak(Espeak.Settings(workers=2))
    gains = sorted(_wall_s(one.say, 1, 24) / _wall_s(two.say, 2, 24) for _ in range(5))
    one.close()
    two.close()
    with capsys.disabled():
        print(f"\nespeak: two workers {gains[0]:.2f} to {gains[-1]:.2f} times one")  # noqa: T201
    assert gains[-1] >= 1.7


def test_overhead_of_a_clip_over_the_engine(capsys: pytest.CaptureFixture[str]) -> None:
    voice = Espeak(Espeak.Settings(workers=1))
    short = _utterance("قَالَ مُدِيرُ الشَّرِكَةِ.")
    request = document(blocks(words(short, marked=True))).encode()

    def median_ms(task: Callable[[], object]) -> float:
        times = []
        for _ in range(200):
            start = time.perf_counter()
            task()
            times.append(time.perf_counter() - start)
        return 1000 * sorted(times)[len(times) // 2]

    voice.say(short)
    worker = voice._pool._idle[0]

    # the engine's own share of the answer is what its process spends
    def engine_cpu_ms() -> float:
        with open(f"/proc/{worker.pid}/stat", encoding="ascii") as file:  # noqa: PTH123 - one read of a kernel file
            ticks = sum(map(int, file.read().rsplit(")", 1)[1].split()[11:13]))
        return 1000 * ticks / os.sysconf("SC_CLK_TCK")

    before = engine_cpu_ms()
    whole_ms = median_ms(lambda: voice.say(short))
    engine_ms = (engine_cpu_ms() - before) / 200
    asked_ms = median_ms(lambda: voice._pool.ask(request, 10))
    voice.close()
    with capsys.disabled():
        print(  # noqa: T201
            f"\nespeak: a short clip {whole_ms:.2f} ms, of it the engine {engine_ms:.2f}, "
            f"with its pipe {asked_ms:.2f}; overhead {whole_ms - engine_ms:.2f} ms"
        )
    assert whole_ms - engine_ms < 3


def test_memory_is_flat_in_the_number_of_clips(capsys: pytest.CaptureFixture[str]) -> None:
    voice = Espeak(Espeak.Settings(workers=1))
    for _ in range(20):
        voice.say(PARAGRAPH)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    (worker,) = voice._pool._idle

    def worker_kb() -> int:
        with open(f"/proc/{worker.pid}/status", encoding="ascii") as file:  # noqa: PTH123 - one read of a kernel file
            return int(next(line for line in file if line.startswith("VmRSS")).split()[1])

    worker_before = worker_kb()
    for _ in range(300):
        voice.say(PARAGRAPH)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    worker_grown = worker_kb() - worker_before
    voice.close()
    with capsys.disabled():
        print(f"\nespeak: 300 clips later {grown} KB more here, {worker_grown} KB more in the worker")  # noqa: T201
    assert grown < 4000
    assert worker_grown < 4000
