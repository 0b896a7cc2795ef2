"""Phrases of the news as the whole chain marks them: numbers spoken, networks, lexicon, grammar."""

import unicodedata
from pathlib import Path

import pytest

from briefing.arabic.spoken import speak
from briefing.marks.marker import Marker

GOLDEN = Path(__file__).parents[1] / "golden" / "marks-phrases.tsv"
ROWS = [
    tuple(line.split("\t"))
    for line in GOLDEN.read_text(encoding="utf-8").splitlines()
    if line.strip() and not line.startswith("#")
]


def nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(("written", "wanted", "rule"), ROWS)
def test_a_phrase_is_marked_as_the_grammar_has_it(full_marker: Marker, written: str, wanted: str, rule: str) -> None:
    (marked,) = full_marker.mark([speak(written).marked])
    assert f" {nfc(wanted)} " in f" {nfc(marked).rstrip('.؟').replace('،', '')} ", rule
