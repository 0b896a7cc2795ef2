"""Cues cut by sentences and words, and the three transcript forms read by strict parsers."""

from __future__ import annotations

import io
import json
import re
from itertools import pairwise

import pytest
import webvtt
from hypothesis import given
from hypothesis import strategies as st

from audio.clip import Cue, WordTime
from audio.script import Sentence
from audio.transcript import srt, stretches, transcript_json, vtt

RATE = 44100


def _sentence(written: str, spoken: str = "") -> Sentence:
    return Sentence(written=written, spoken=spoken or written)


def test_sentences_begin_with_their_first_word() -> None:
    sentences = (_sentence("عام 2019.", "عام ألفين وتسعة عشر"), _sentence("ثم عاد."))
    words = [WordTime(index=number, start=1000 * number, end=1000 * number + 900) for number in range(6)]
    cut = stretches(sentences, words, 6000)
    assert [(one.start, one.end, one.text) for one in cut] == [(0, 4000, "عام 2019."), (4000, 6000, "ثم عاد.")]
    assert [one.words for one in cut] == [(0, 1000), (4000, 5000)]


def test_without_word_times_by_the_length_of_what_is_spoken() -> None:
    cut = stretches((_sentence("9", "ا" * 29), _sentence("كلمة طويلة", "ا" * 9)), (), 4000)
    assert [(one.start, one.end) for one in cut] == [(0, 3000), (3000, 4000)]


def test_one_missing_word_time_is_guessed() -> None:
    words = [WordTime(index=0, start=100, end=200), WordTime(index=3, start=3500, end=3900)]
    cut = stretches((_sentence("اا اا"), _sentence("اا اا")), words, 4000)
    assert [one.start for one in cut] == [0, 100 + (3500 - 100) * 2 // 3], "between its neighbours"


LONG = (
    "قال المتحدث باسم الوزارة في مؤتمر صحفي عقد مساء اليوم إن اللجنة ستواصل عملها، وإن النتائج الأولية ستعلن "
    "خلال أسبوعين على الأكثر؛ مضيفا أن جميع الأطراف أبدت استعدادها للتعاون في المرحلة المقبلة."
)


def test_a_long_sentence_is_cut_at_its_marks() -> None:
    cut = stretches((_sentence(LONG),), (), 100000)
    assert " ".join(one.text for one in cut) == LONG
    assert all(len(one.text) <= 90 for one in cut)
    assert [one.text[-1] for one in cut] == ["،", "؛", "."]


def test_a_phrase_begins_with_a_word() -> None:
    count = len(LONG.split())
    words = [WordTime(index=number, start=1000 * number, end=1000 * number + 900) for number in range(count)]
    cut = stretches((_sentence(LONG),), words, 1000 * count)
    for before, after in pairwise(cut):
        assert before.end == after.start
        assert after.start % 1000 == 0
    # The phrases' own words are the truth: written and spoken are the same here.
    firsts = [sum(len(one.text.split()) for one in cut[:number]) for number in range(len(cut))]
    assert [abs(one.start // 1000 - first) <= 1 for one, first in zip(cut, firsts, strict=True)] == [True] * len(cut)


def test_a_word_without_a_break_is_left_whole() -> None:
    assert [one.text for one in stretches((_sentence("ب" * 300),), (), 1000)] == ["ب" * 300]


@given(
    rows=st.lists(st.tuples(st.text(max_size=250), st.text(max_size=120)), min_size=1, max_size=6),
    times=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 3000)), max_size=30),
    count=st.integers(1, 2000),
)
def test_stretches_never_leave_the_clip(rows: list[tuple[str, str]], times: list[tuple[int, int]], count: int) -> None:
    words = [WordTime(index=index, start=start, end=start + 10) for index, start in times]
    cut = stretches([_sentence(written, spoken) for written, spoken in rows], words, count)
    assert cut[0].start == 0
    assert cut[-1].end == count
    assert all(one.start <= one.end for one in cut)
    assert all(before.end == after.start for before, after in pairwise(cut))
    for one in cut:
        assert list(one.words) == sorted(one.words)
        assert all(one.start <= word <= one.end for word in one.words)
    written = "".join(re.sub(r"\s", "", row) for row, _ in rows)
    assert not [sign for sign in "".join(one.text for one in cut) if sign.isalnum() and sign not in written]


HOSTILE = (
    "A & B <script>alert(1)</script>",
    "</v><v آخر>كلام",
    "00:00:01.000 --> 00:00:02.000",
    "سطر\n\nNOTE تعليق\n\nWEBVTT",
    "{\\an8}<b>غامق</b>",
    "\x00\u202eنص",
    "&lrm;&amp;",
    "X-TIMESTAMP-MAP=LOCAL",
)


def _cues(*texts: str) -> list[Cue]:
    return [
        Cue(start=number * RATE + 17, end=(number + 1) * RATE, text=text, presenter=number)
        for number, text in enumerate(texts)
    ]


def _strict_vtt(text: str) -> list[tuple[int, int, str]]:
    """WebVTT's own grammar (W3C, clauses 4.1 and 4.2), without a forgiving parser."""
    blocks = text.removesuffix("\n").split("\n\n")
    assert blocks[0] == "WEBVTT"
    read = []
    for block in blocks[1:]:
        timing, payload = block.split("\n", 1)
        times = re.fullmatch(r"(\d\d+):([0-5]\d):([0-5]\d)\.(\d{3}) --> (\d\d+):([0-5]\d):([0-5]\d)\.(\d{3})", timing)
        assert times
        numbers = [int(number) for number in times.groups()]
        start, end = (((h * 60 + m) * 60 + s) * 1000 + ms for h, m, s, ms in (numbers[:4], numbers[4:]))
        assert start < end
        assert "-->" not in payload
        body = re.sub(r"^<v ([^<>&\n]|&(amp|lt|gt);)+>", "", payload)
        assert not re.search(r"[<>]|&(?!(amp|lt|gt);)", body)
        read.append((start, end, body))
    return read


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text: str) -> None:
    cues = _cues("قبل", text, "بعد")
    read = _strict_vtt(vtt(cues, RATE, ("سلمى", "كريم & <شركاه>")))
    assert len(read) == 3
    assert [cue.text for cue in webvtt.from_buffer(io.StringIO(vtt(cues, RATE)))].__len__() == 3
    blocks = srt(cues, RATE).removesuffix("\n").split("\n\n")
    assert [block.split("\n")[0] for block in blocks] == ["1", "2", "3"]
    assert all(block.count("\n") == 2 and block.count("-->") == 1 for block in blocks)
    body = json.loads(transcript_json(cues, RATE))["segments"][1]["body"]
    assert body == " ".join(text.replace("\x00", "").replace("\u202e", "").split())


def test_webvtt_reads_text_back_as_it_was() -> None:
    text = vtt(_cues("A & B <c>"), RATE)
    assert text == "WEBVTT\n\n00:00:00.001 --> 00:00:01.000\nA &amp; B &lt;c&gt;\n"


def test_presenters_are_named_in_every_form() -> None:
    cues = _cues("أهلا", "وسهلا", "مرحبا")
    names = ("سلمى", "كريم")
    assert re.findall(r"<v ([^>]+)>", vtt(cues, RATE, names)) == ["سلمى", "كريم", "سلمى"]
    assert "\nكريم: وسهلا\n" in srt(cues, RATE, names)
    speakers = [row["speaker"] for row in json.loads(transcript_json(cues, RATE, names))["segments"]]
    assert speakers == ["سلمى", "كريم", "سلمى"]
    assert "speaker" not in json.loads(transcript_json(cues, RATE))["segments"][0]


def _cards(text: str) -> list[tuple[str, str, list[str]]]:
    """Begin, end and lines of each SubRip card."""
    read = []
    for block in text.removesuffix("\n").split("\n\n"):
        _, times, *rows = block.split("\n")
        start, end = times.split(" --> ")
        read.append((start, end, rows))
    return read


NINETY = "قال المتحدث باسم الوزارة في مؤتمر صحفي عقد مساء اليوم إن اللجنة ستواصل عملها طوال الأسبوع."


def test_subrip_cards_have_two_even_lines_of_32_letters_and_begin_with_a_word() -> None:
    """Podcast Namespace, "Transcript File Format Details", SRT."""
    words = NINETY.split()
    starts = tuple(RATE * (1 + number) for number in range(len(words)))
    cue = Cue(start=RATE, end=RATE * (1 + len(words)), text=NINETY, words=starts)
    cards = _cards(srt([cue], RATE))
    assert len(cards) > 1
    assert " ".join(" ".join(rows) for _, _, rows in cards) == NINETY
    assert all(len(rows) <= 2 and len(row) <= 32 for _, _, rows in cards for row in rows)
    assert all(abs(len(rows[0]) - len(rows[-1])) <= 12 for _, _, rows in cards)
    assert (cards[0][0], cards[-1][1]) == ("00:00:01,000", f"00:00:{1 + len(words):02},000")
    spoken = 0
    for (_, end, rows), (start, _, _) in pairwise(cards):
        spoken += len(" ".join(rows).split())
        assert (end, start) == (f"00:00:{1 + spoken:02},000",) * 2


def test_without_word_times_a_card_begins_by_its_letters() -> None:
    text = " ".join(["أربع"] * 24)  # 119 letters: four lines of six words, two cards
    cards = _cards(srt([Cue(start=0, end=RATE * 8, text=text)], RATE))
    assert [(start, end) for start, end, _ in cards] == [
        ("00:00:00,000", "00:00:04,000"),
        ("00:00:04,000", "00:00:08,000"),
    ]


def test_a_cue_too_short_for_cards_stays_one() -> None:
    cards = _cards(srt([Cue(start=0, end=RATE // 10, text=NINETY)], RATE))
    assert [(start, end) for start, end, _ in cards] == [("00:00:00,000", "00:00:00,100")]
    assert " ".join(cards[0][2]) == NINETY


def test_a_presenter_is_named_in_subrip_where_the_turn_begins() -> None:
    cues = [
        Cue(start=number * RATE, end=(number + 1) * RATE, text="أهلا بكم", presenter=presenter)
        for number, presenter in enumerate((0, 0, 1, 0))
    ]
    rows = [rows for _, _, rows in _cards(srt(cues, RATE, ("سلمى", "كريم")))]
    assert rows == [["سلمى: أهلا بكم"], ["أهلا بكم"], ["كريم: أهلا بكم"], ["سلمى: أهلا بكم"]]


@pytest.mark.parametrize("name", ["سلمى", "مذيعة " * 30])
def test_the_words_of_a_named_cue_keep_their_times(name: str) -> None:
    words = NINETY.split()
    cue = Cue(start=0, end=RATE * len(words), text=NINETY, words=tuple(RATE * number for number in range(len(words))))
    cards = _cards(srt([cue], RATE, (name,)))
    assert " ".join(" ".join(rows) for _, _, rows in cards) == f"{' '.join(name.split())}: {NINETY}"
    for start, _, rows in cards[1:]:
        first = words.index(rows[0].split()[0])
        assert start == f"00:00:{first:02},000"


def test_webvtt_lines_have_at_most_65_letters() -> None:
    """Podcast Namespace, "Transcript File Format Details", WebVTT; nothing is cut in time."""
    ((start, end, body),) = _strict_vtt(vtt([Cue(start=0, end=RATE, text=NINETY)], RATE, ("سلمى",)))
    assert (start, end) == (0, 1000)
    assert len(body.split("\n")) == 2
    assert all(len(row) <= 65 for row in body.split("\n"))
    assert body.replace("\n", " ") == NINETY


@pytest.mark.parametrize("timed", [False, True])
@given(text=st.text(alphabet="ابتث &<-> \n\u200f", max_size=300))
def test_captions_keep_every_word(timed: bool, text: str) -> None:  # noqa: FBT001 - pytest's
    told = " ".join(text.replace("\u200f", "").split())
    count = len(told.split())
    words = tuple(RATE * number for number in range(count)) if timed else ()
    cues = [Cue(start=0, end=RATE * max(1, count), text=text, words=words)]
    shown = " ".join(" ".join(rows) for _, _, rows in _cards(srt(cues, RATE))) if told else ""
    assert shown == told.replace("-->", "→")
    assert [body.replace("\n", " ") for _, _, body in _strict_vtt(vtt(cues, RATE))] == (
        [told.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")] if told else []
    )


def test_hours_are_written_out() -> None:
    late = [Cue(start=RATE * 36001, end=RATE * 36002, text="متأخر")]
    assert "10:00:01.000 --> 10:00:02.000" in vtt(late, RATE)
    assert "10:00:01,000 --> 10:00:02,000" in srt(late, RATE)


@given(st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 10**6)), min_size=1, max_size=20))
def test_times_never_leave_the_cue(spans: list[tuple[int, int]]) -> None:
    cues = [Cue(start=start, end=start + length, text="نص") for start, length in sorted(spans)]
    wide = [cue for cue in cues if cue.end * 1000 // RATE > -(-cue.start * 1000 // RATE)]
    read = _strict_vtt(vtt(cues, RATE))
    assert len(read) == len(wide)
    for cue, (start, end, _) in zip(wide, read, strict=True):
        assert cue.start <= start * RATE / 1000
        assert end * RATE / 1000 <= cue.end


def test_a_cue_without_text_is_left_out() -> None:
    assert _strict_vtt(vtt(_cues("", " \u200f ", "نص"), RATE)) == [(2001, 3000, "نص")]
