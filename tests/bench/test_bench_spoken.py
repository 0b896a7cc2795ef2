"""Spoken Arabic measured: right sentences beside num2words, sentences a CPU second, memory, a line of a megabyte.

The golden rows were written by the makers of this program; a set that nobody tuned to says more.
"""

import re
import sys
import time
import tracemalloc
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from num2words import num2words

from briefing.arabic.spoken import speak

pytestmark = [pytest.mark.bench, pytest.mark.timeout(600)]

GOLDEN = Path(__file__).parents[1] / "golden"
PUNCTUATION = re.compile('[.،؛:!؟…«»"()\\-]')
NUMBER = re.compile(r"[0-9٠-٩]+(?:[.,][0-9]+)?")


def report(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def rows() -> list[tuple[str, str, list[str]]]:
    found = []
    for path in sorted(GOLDEN.glob("spoken-*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith(("#", "class\t")):
                kind, written, accepted, _ = line.split("\t")
                found.append((kind, written, accepted.split(" || ")))
    return found


def bare(text: str) -> str:
    """Forgives what is a matter of spelling, so that the peer is not judged by مائة or a detached و."""
    text = " ".join(PUNCTUATION.sub(" ", text).split())
    text = re.sub("[أإآ]", "ا", text).replace("مائ", "مئ")
    return re.sub(r"(?<!\S)و (?=\S)", "و", text)


def ours(written: str) -> str:
    return speak(written).text


def naive(written: str) -> str:
    """num2words put in the place of each number, as most programs do."""

    def words(match: re.Match[str]) -> str:
        text = match.group().replace(",", "")
        return str(num2words(float(text) if "." in text else int(text), lang="ar"))

    return NUMBER.sub(words, written)


def right(engine: Callable[[str], str]) -> Counter[str]:
    found: Counter[str] = Counter()
    for kind, written, accepted in rows():
        found[kind] += bare(engine(written)) in [bare(form) for form in accepted]
    return found


def test_table_beside_num2words() -> None:
    count = Counter(kind for kind, *_ in rows())
    scores = {"this program": right(ours), "num2words": right(naive)}
    report(f"\n| class | rows | {' | '.join(scores)} |\n| --- | ---: |{' ---: |' * len(scores)}")
    for kind, number in count.items():
        report(f"| {kind} | {number} | {' | '.join(f'{100 * s[kind] / number:.0f} %' for s in scores.values())} |")
    total = count.total()
    report(f"| all | {total} | {' | '.join(f'{100 * s.total() / total:.1f} %' for s in scores.values())} |")
    assert scores["this program"].total() > scores["num2words"].total()


def rate(engine: Callable[[str], str], lines: list[str]) -> float:
    start = time.process_time()
    for line in lines:
        engine(line)
    return len(lines) / (time.process_time() - start)


def test_sentences_a_cpu_second() -> None:
    lines = [written for _, written, _ in rows()] * 10
    ours(lines[0])
    report(f"\nsentences a CPU second: this program {rate(ours, lines):.0f}, num2words {rate(naive, lines):.0f}")


def test_memory_is_flat_over_a_hundred_thousand_lines() -> None:
    lines = [written for _, written, _ in rows()]
    tracemalloc.start()
    peaks = []
    for _ in range(2):
        tracemalloc.reset_peak()
        for number in range(25_000):
            ours(lines[number % len(lines)].replace("3", str(number)))
        peaks.append(tracemalloc.get_traced_memory()[1] / 2**20)
    tracemalloc.stop()
    report(f"\nMB after 25,000 and 50,000 lines: {peaks[0]:.1f}, {peaks[1]:.1f}")


def test_a_line_of_a_megabyte() -> None:
    line = "قتل 39 شخصا في 7/10/2023، وبلغت الخسائر $1.2 مليار أي 3.5%. " * 10_000
    for part in (len(line) // 4, len(line) // 2, len(line)):
        start = time.process_time()
        ours(line[:part])
        report(f"{len(line[:part].encode()) / 2**20:.2f} MB in {time.process_time() - start:.2f} CPU s")
