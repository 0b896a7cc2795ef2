"""How right and how fast the marks and sounds are. `MARKS_DATA` names a folder with `NAME.ref`, `NAME.txt` and
`score_marks.py`; without it the quality rows are skipped."""

import json
import os
import runpy
import subprocess
import sys
import time
from pathlib import Path

import pytest

from audio.phonemes import espeak_text
from briefing.marks.letters import strip
from briefing.marks.lexicon import Lexicon
from briefing.marks.marker import Marker
from briefing.marks.rawi import Rawi, Weights

pytestmark = pytest.mark.bench
ARTICLE = Path(__file__).parents[1] / "golden" / "marks-article.tsv"
DATA = os.environ.get("MARKS_DATA", "")
GOALS = {"wn2024-open": (11.5, 7.0), "catt": (17.5, 100.0)}
PARTS = {
    "rawi v3 alone": Weights(v2=0.0, v1=0.0),
    "rawi v3, v2, v1": Weights(),
    "libtashkeel with them": Weights(second=0.5),
}


def article() -> list[str]:
    lines = ARTICLE.read_text(encoding="utf-8").splitlines()
    return [strip(line) for line in lines if not line.startswith("#")]


def test_text_to_phonemes_at_ten_thousand_characters_a_cpu_second() -> None:
    paragraphs = article()
    marker = Marker(Rawi(), Lexicon.load(None))
    marker.mark(paragraphs[:1])
    begun = time.process_time()
    for _ in range(3):
        for marked in marker.mark(paragraphs):
            espeak_text(marked)
    rate = 3 * sum(map(len, paragraphs)) / (time.process_time() - begun)
    sys.stdout.write(f"text to phonemes: {rate:,.0f} characters a CPU second\n")
    assert rate >= 10_000


def test_a_process_that_marks_and_says_stays_below_two_hundred_megabytes() -> None:
    program = (
        "import re, sys;"
        "from audio.phonemes import espeak_text;"
        "from briefing.marks.lexicon import Lexicon;"
        "from briefing.marks.marker import Marker;"
        "from briefing.marks.rawi import Rawi;"
        "[espeak_text(x) for x in Marker(Rawi(), Lexicon.load(None)).mark(sys.stdin.read().splitlines())];"
        # the kernel counts what a process began from as its own in ru_maxrss
        "print(int(re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1]) / 1024)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], input="\n".join(article()), text=True, capture_output=True, check=True
    )
    sys.stdout.write(f"marks and sounds: {float(done.stdout):.0f} MB\n")
    assert float(done.stdout) < 200


@pytest.mark.skipif(not DATA, reason="MARKS_DATA names no folder with references")
@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("lexicon", ["no lexicon", "shipped lexicon"])
@pytest.mark.parametrize("corpus", GOALS)
def test_core_word_errors(part: str, lexicon: str, corpus: str) -> None:
    score = runpy.run_path(str(Path(DATA) / "score_marks.py"))["score"]
    read = {kind: (Path(DATA) / f"{corpus}.{kind}").read_text(encoding="utf-8").splitlines() for kind in ("ref", "txt")}
    words = Lexicon.load(None) if lexicon == "shipped lexicon" else Lexicon(readings={}, _phrases={})
    got = score(read["ref"], Marker(Rawi(PARTS[part]), words, endings="full").mark(read["txt"]))
    row = {
        "WER": got["core"]["WER"],
        "noCE": got["core"]["WER_noCE"],
        "lost": got["lost"],
        "let": got["letters_changed"],
    }
    sys.stdout.write(f"{corpus}, {part}, {lexicon}: {json.dumps(row)}\n")
    assert (row["lost"], row["let"]) == (0, 0)
    if part == "rawi v3, v2, v1" and lexicon == "shipped lexicon":
        assert row["WER"] <= GOALS[corpus][0]
        assert row["noCE"] <= GOALS[corpus][1]
