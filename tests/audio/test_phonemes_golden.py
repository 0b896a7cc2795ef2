"""Marked Arabic as it sounds: golden rows, checked as IPA and through the engine's own ear."""

import subprocess
import sys
from pathlib import Path

import pytest

from audio.phonemes import espeak_phonemes, ipa, words

GOLDEN = Path(__file__).parents[1] / "golden" / "pronunciation.tsv"
EAR = Path(__file__).with_name("espeak_ear.py")
ROWS = [
    tuple(line.split("\t"))
    for line in GOLDEN.read_text(encoding="utf-8").splitlines()
    if line.strip() and not line.startswith("#")
]
# How espeak-ng names the same sounds; it does not report length, and tells ظ and ذ apart by formants alone.
FOLD = (("s̪", "sˤ"), ("t̪", "tˤ"), ("χ", "x"), ("ˈ", ""), ("ˌ", ""), (".", ""), ("ː", ""), ("ðˤ", "ð"), (" ", ""))


def folded(sounds: str) -> str:
    for theirs, ours in FOLD:
        sounds = sounds.replace(theirs, ours)
    return sounds


@pytest.mark.parametrize(("marked", "full", "pausal", "rule"), ROWS)
def test_a_marked_phrase_sounds_as_wanted(marked: str, full: str, pausal: str, rule: str) -> None:
    assert ipa(marked) == full, rule
    assert not pausal or ipa(marked, pause=True) == pausal, rule


def test_espeak_hears_the_wanted_sounds_in_our_mnemonics() -> None:
    assert len(ROWS) >= 150
    blocks = "\n".join(f"[[{espeak_phonemes(row[0], pause=False)}]]" for row in ROWS)
    heard = subprocess.run([sys.executable, str(EAR)], input=blocks, text=True, capture_output=True, check=True)
    wrong = [
        (row[0], row[1], got)
        for row, got in zip(ROWS, heard.stdout.splitlines(), strict=True)
        if folded(got) != folded(row[1])
    ]
    assert len(wrong) <= len(ROWS) * 0.03, wrong


def test_the_ipa_for_piper_is_what_the_engine_writes_of_our_mnemonics() -> None:
    blocks = "\n".join(f"[[{espeak_phonemes(row[0], pause=False)}]]" for row in ROWS)
    command = [sys.executable, str(EAR), "--written"]
    heard = subprocess.run(command, input=blocks, text=True, capture_output=True, check=True)
    for row, written in zip(ROWS, heard.stdout.splitlines(), strict=True):
        assert "".join(word.espeak_ipa for word in words(row[0], pause=False)) == written, row[0]
