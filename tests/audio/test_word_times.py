"""Which spoken word begins a written one, and when it is heard."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio.clip import Cue, WordTime
from audio.transcript import transcript_json
from audio.wordtimes import aligned, starts

# Written, spoken, the number of the spoken word that begins each written one; counted by hand.
ROWS = [
    ("قال الوزير.", "قال الوزير.", [0, 1]),
    ("بلغ 350 ميغاواط", "بلغ ثلاثمئة وخمسين ميغاواط", [0, 1, 3]),
    ("عام 2019، عاد", "عام ألفين وتسعة عشر، عاد", [0, 1, 4]),
    ("قُتل - وفق المصدر - 3 أشخاص", "قتل وفق المصدر ثلاثة أشخاص", [0, 1, 1, 2, 3, 3, 4]),
    ("في 12 كم²، ويعمل", "في اثني عشر كيلومترا مربعا، ويعمل", [0, 1, 3, 5]),
    ("د. سامر", "الدكتور سامر", [0, 1]),
    ("!", "", [0]),
]


@pytest.mark.parametrize(("written", "spoken", "firsts"), ROWS)
def test_written_words_find_their_spoken_ones(written: str, spoken: str, firsts: list[int]) -> None:
    assert aligned(written.split(), spoken.split()) == firsts


@given(
    st.lists(st.sampled_from(["ا", "ب", "ج", "1", "2", "-"]), max_size=30),
    st.lists(st.sampled_from(["ا", "ب", "ج", "د"]), max_size=30),
)
def test_they_rise_and_stay_in_the_row(written: list[str], spoken: list[str]) -> None:
    firsts = aligned(written, spoken)
    assert len(firsts) == len(written)
    assert firsts == sorted(firsts)
    assert all(0 <= first <= max(0, len(spoken) - 1) for first in firsts)


def test_a_sentence_without_end_costs_no_comparison() -> None:
    words = ["كلمة"] * 20_000
    assert aligned(words, words) == list(range(20_000))


def test_an_unknown_word_lies_between_its_neighbours() -> None:
    times = [WordTime(index=1, start=1000, end=1500), WordTime(index=3, start=3000, end=3500)]
    assert starts(["اا"] * 5, times, 4000) == [0, 1000, 2000, 3000, 3500]
    assert starts([], times, 4000) == []


def test_the_json_form_tells_when_each_word_begins() -> None:
    cue = Cue(start=44100, end=88200, text="قال الوزير اليوم", words=(44100, 60000, 80000))
    segment = json.loads(transcript_json([cue, Cue(start=88200, end=99000, text="بلا أوقات")], 44100))["segments"]
    assert segment[0]["wordStartTimes"] == [1.0, 1.361, 1.814]
    assert "wordStartTimes" not in segment[1]
