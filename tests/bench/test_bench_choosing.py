"""How well and how fast the choice is made.

Quality needs reference sets that may not be passed on: set BRIEFING_PICK_DATA to a folder with ``open.jsonl`` (records
with title, paragraphs of sentences, and what other outlets said: ``refs``); without it those parts are skipped.
"""

from __future__ import annotations

import json
import os
import random
import re
import resource
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from briefing.article import Article
from briefing.choosing.coverage import Text, choose
from briefing.choosing.digest import running_order
from briefing.choosing.headline import sentences_of
from briefing.choosing.likeness import alike, groups
from briefing.choosing.stems import bare, stems
from briefing.choosing.stories import CUT, stories

pytestmark = pytest.mark.bench
NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)

# Written apart from the program's own list, so that the one checks the other: the openings that were counted as
# leaning back when the reference sets were read by hand.
LEANING = re.compile(
    r"[\W\d]*[وف]?(?:(?:لكن(?:ه|ها|هم)?|غير ان|الا ان|بيد ان|مع ذلك|رغم ذلك|لهذا|لذلك|لذا|بذلك|هكذا|بالتالي|في المقابل"
    r"|من جانب(?:ه|ها)|من جهت(?:ه|ها)|بدور(?:ه|ها)|كما|ايضا|كذلك|اما|هو|هي|هم|هذا|هذه|ذلك|تلك|منها|منهم|بعد ذلك"
    r"|ياتي ذلك|جاء ذلك)(?!\w)|(?:قال|اضاف|تابع|اكد|اوضح|اشار|ذكر|لفت|شدد)ت?\s+(?:ان|انه|انها|الي|علي|في)(?!\w))"
)


def tell(line: str) -> None:
    print(line)  # noqa: T201 - a measurement is for people


@pytest.fixture(scope="module")
def records() -> list[dict[str, Any]]:
    folder = os.environ.get("BRIEFING_PICK_DATA")
    path = Path(folder or ".") / "open.jsonl"
    if not folder or not path.exists():
        pytest.skip("set BRIEFING_PICK_DATA to a folder with open.jsonl")
    found = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for one in found:
        one["paragraphs"] = [" ".join(sentences) for sentences in one["paragraphs"]]
    return [one for one in found if len(one["paragraphs"]) >= 4]


def read(record: dict[str, Any], budget: int, openings: tuple[str, ...] = ()) -> list[int]:
    text = Text(paragraphs=tuple(record["paragraphs"]), title=record["title"], openings=openings)
    return sorted(one.index for one in choose(text, [len(one) for one in text.paragraphs], budget))


def lead(record: dict[str, Any], budget: int) -> list[int]:
    taken: list[int] = []
    for index, paragraph in enumerate(record["paragraphs"]):
        if sum(len(record["paragraphs"][one]) for one in taken) + len(paragraph) <= budget:
            taken.append(index)
    return taken


def recall(record: dict[str, Any], chosen: list[int], reference: str) -> float:
    wanted = stems(reference)
    said = stems(" ".join(record["paragraphs"][index] for index in chosen))
    return len(wanted & said) / max(1, len(wanted))


def interval(values: list[float]) -> tuple[float, float, float]:
    chance = random.Random(1)  # noqa: S311 - a bootstrap, the same on every run
    means = sorted(sum(chance.choices(values, k=len(values))) / len(values) for _ in range(1_000))
    return sum(values) / len(values), means[25], means[975]


@pytest.mark.parametrize("budget", [600, 1200])
@pytest.mark.parametrize("name", ["xref", "bbc"])
def test_content_recall_against_reading_from_the_top(records: list[dict[str, Any]], name: str, budget: int) -> None:
    some = [one for one in records if one["set"] == name]
    gains = [
        sum(recall(one, read(one, budget), ref) - recall(one, lead(one, budget), ref) for ref in one["refs"].values())
        / len(one["refs"])
        for one in some
    ]
    mean, low, high = interval(gains)
    tell(f"{name} {budget}: choice - top {mean:+.4f} [{low:+.4f}, {high:+.4f}], {len(some)} articles")
    assert mean > 0


@pytest.mark.parametrize("budget", [600, 1200])
def test_what_others_lead_with_helps_for_a_third_outlet(records: list[dict[str, Any]], budget: int) -> None:
    without, helped = [], []
    for one in records:
        if one["set"] != "xref" or len(one["refs"]) < 2:
            continue
        for outlet, reference in one["refs"].items():
            openings = tuple(text for other, text in one["refs"].items() if other != outlet)
            without.append(recall(one, read(one, budget), reference))
            helped.append(recall(one, read(one, budget, openings), reference))
    mean, low, high = interval([b - a for a, b in zip(without, helped, strict=True)])
    tell(
        f"third outlet {budget}: {sum(without) / len(without):.4f} alone, {sum(helped) / len(helped):.4f} with others, "
        f"{mean:+.4f} [{low:+.4f}, {high:+.4f}], {len(helped)} judgements"
    )
    assert mean > 0


def test_dangling_choices(records: list[dict[str, Any]]) -> None:
    chosen = dangling = top = 0
    for one in records:
        for budget in (600, 1200):
            taken = read(one, budget)
            leans = [LEANING.match(bare(one["paragraphs"][index])) is not None for index in taken]
            chosen += len(taken)
            dangling += sum(lean and index - 1 not in taken for lean, index in zip(leans, taken, strict=True))
            top += sum(LEANING.match(bare(one["paragraphs"][index])) is not None for index in taken)
    tell(f"dangling: {dangling} of {chosen} chosen paragraphs ({100 * dangling / chosen:.2f} %); {top} lean back")
    assert dangling < 0.01 * chosen


def test_one_event_in_several_outlets_is_one_story(records: list[dict[str, Any]]) -> None:
    """How many pairs of an article and what others said first of its event are one story.

    The set spans nine months without dates, so clashes of two months fall together here as no day's news would: the
    precision that is printed is a lower bound.
    """
    texts, owner = [], []
    for one in records:
        if one["set"] == "xref":
            texts.append(" ".join((one["title"], *one["paragraphs"][:4])))
            texts.extend(one["refs"].values())
            owner.extend([one["id"]] * (1 + len(one["refs"])))
    pairs = [(a, b) for group in groups(len(texts), alike(texts), CUT) for a in group for b in group if a < b]
    right = sum(owner[a] == owner[b] for a, b in pairs)
    wanted = sum(owner[a] == owner[b] for a in range(len(texts)) for b in range(a + 1, len(texts)))
    tell(f"stories: {len(texts)} texts, recall {right / wanted:.3f}, precision at least {right / len(pairs):.3f}")
    assert right > 0.85 * wanted


def test_cutting_asides(records: list[dict[str, Any]]) -> None:
    """What would be won if asides in brackets and second sentences were cut: the measurement that decides."""
    for name, edit in {
        "whole": lambda text: text,
        "no brackets": lambda text: re.sub(r"\s*\([^()]{0,60}\)", "", text),
        "first sentence": lambda text: sentences_of(text)[0] if sentences_of(text) else text,
    }.items():
        gains = []
        for one in records:
            if one["set"] in ("xref", "bbc"):
                edited = {**one, "paragraphs": [edit(text) for text in one["paragraphs"]]}
                chosen = read(edited, 600)
                gains.append(sum(recall(edited, chosen, ref) for ref in one["refs"].values()) / len(one["refs"]))
        tell(f"{name}: content recall at 600 letters {sum(gains) / len(gains):.4f}")


SYLLABLES = [first + second for first in "بتجحدرسشصطعغفقكلمنهو" for second in ("ا", "ي", "و", "ر", "ل", "م", "د", "ت")]


def articles_of(count: int) -> list[Article]:
    """News without sense but with the shape of news: Zipf's words, events told by one to five of nine outlets."""
    chance = random.Random(3)  # noqa: S311 - the same on every run
    lexicon = ["".join(chance.choices(SYLLABLES, k=chance.choice((2, 2, 3)))) for _ in range(20_000)]
    lexicon = [word if number % 3 else f"ال{word}" for number, word in enumerate(lexicon)]
    shares = [1 / (number + 20) for number in range(len(lexicon))]
    found: list[Article] = []
    while len(found) < count:
        own = chance.choices(lexicon[200:], k=40)
        for outlet in chance.sample(range(9), k=chance.choice((1, 1, 1, 2, 3, 5))):
            paragraphs = tuple(
                " ".join(chance.choices(lexicon, shares, k=18) + chance.choices(own, k=8)) + "." for _ in range(9)
            )
            found.append(
                Article(
                    id=str(len(found)),
                    outlet=f"outlet {outlet}",
                    title=" ".join(chance.choices(own, k=7)),
                    paragraphs=paragraphs,
                    published=NOW - timedelta(hours=48 * chance.random()),
                )
            )
    return found[:count]


def measured(count: int) -> None:
    articles = articles_of(count)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    order = stories(articles, NOW)
    grouped = time.process_time()
    digests = running_order(order, 286, 13.5)
    end = time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    tell(json.dumps({
        "articles": count, "stories": len(order), "told": len(digests), "grouping_s": round(grouped - start, 2),
        "choosing_s": round(end - grouped, 2), "peak_mb": peak // 1024, "before_mb": before // 1024,
    }))  # fmt: skip


@pytest.mark.parametrize("count", [100, 1_000, 10_000])
def test_from_articles_to_a_running_order(count: int) -> None:
    """In a process of its own, so that the peak of memory is that of this work."""
    done = subprocess.run([sys.executable, __file__, str(count)], check=True, capture_output=True, text=True)
    tell(done.stdout.strip())
    found = json.loads(done.stdout)
    if count <= 1_000:
        assert found["grouping_s"] + found["choosing_s"] < 10
        assert found["peak_mb"] < 300


if __name__ == "__main__":
    measured(int(sys.argv[1]))
