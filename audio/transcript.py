"""Cues become transcripts: WebVTT, SubRip, and the JSON of the Podcasting 2.0 namespace."""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from audio import captions
from audio.clean import line
from audio.clip import Cue, WordTime
from audio.mp3 import RATE_HZ
from audio.wordtimes import aligned, starts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from audio.record import Take
    from audio.script import Sentence
    from audio.unit import Placed

_LONGEST_CUE: Final = 90
"""Letters; two lines of a caption."""

_BREAK: Final = re.compile(r"(?<=[.!?؟؛،:,;…])\s+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Stretch:
    """A part of a clip, as shares of its sound: a text and where it is heard.

    Attributes:
        start: first sample of the clip.
        end: sample after the last.
        text: as written.
        words: first sample of each of ``text.split()``; empty when the voice gave no times.
    """

    start: int
    end: int
    text: str
    words: tuple[int, ...] = ()


def stretches(sentences: Sequence[Sentence], words: Sequence[WordTime], sample_count: int) -> tuple[Stretch, ...]:
    """Cut a clip by what is read in it: by sentence, a long sentence by its phrases.

    A phrase begins with the spoken word that reads its first written one; where the voice does not know when that word
    sounds, time goes by the letters that were spoken before it.

    Args:
        sentences: of the utterance.
        words: of the clip, in its samples; may be none.
        sample_count: of the clip.

    Returns:
        In order, without gaps or overlaps, all within the clip.
    """
    texts: list[str] = []
    rows: list[list[int]] = []
    spoken: list[str] = []
    for sentence in sentences:
        said, written = sentence.spoken.split(), line(sentence.written)
        firsts = [len(spoken) + first for first in aligned(written.split(), said)] or [len(spoken)]
        for phrase in _phrases(written):
            count = len(phrase.split())
            texts.append(phrase)
            rows.append(firsts[:count])
            firsts = firsts[count:]
        spoken += said
    heard = [*starts(spoken, words, sample_count), sample_count]
    timed = [[heard[min(first, len(spoken))] for first in row] for row in rows]
    edges = [0, *(row[0] for row in timed[1:])]
    edges = [*accumulate(edges, max), sample_count]
    return tuple(
        Stretch(start=start, end=end, text=text, words=tuple(max(start, one) for one in row) if words else ())
        for text, row, start, end in zip(texts, timed, edges, edges[1:], strict=False)
    )


def _phrases(text: str) -> list[str]:
    """A sentence in pieces of at most 90 letters, cut at marks where there are some, else between words."""
    if len(text) <= _LONGEST_CUE:
        return [text or "…"]
    pieces: list[str] = []
    for phrase in _BREAK.split(text):
        count = -(-len(phrase) // _LONGEST_CUE)
        size = len(phrase) // count
        piece = ""
        for word in phrase.split():
            if piece and len(piece) + len(word) > size and count > 1:
                pieces.append(piece)
                piece = word
            else:
                piece = f"{piece} {word}".strip()
        pieces.append(piece)
    joined = [pieces[0]]
    for piece in pieces[1:]:
        if len(joined[-1]) + 1 + len(piece) <= _LONGEST_CUE:
            joined[-1] += " " + piece
        else:
            joined.append(piece)
    return joined


def vtt(cues: Iterable[Cue], rate_hz: int, presenters: Sequence[str] = ()) -> str:
    """WebVTT (W3C candidate recommendation, clause 4): one cue block a cue.

    Args:
        cues: in time order.
        rate_hz: of their samples.
        presenters: names; a cue of a named presenter begins with ``<v name>``.
    """
    blocks = ["WEBVTT"]
    for cue, start, end in _timed(cues, rate_hz):
        name = _name(cue, presenters)
        voice = f"<v {_escaped(name)}>" if name else ""
        text = "\n".join(captions.lines(line(cue.text), captions.VTT_LINE_LETTERS))
        blocks.append(f"{_clock(start, '.')} --> {_clock(end, '.')}\n{voice}{_escaped(text)}")
    return "\n\n".join(blocks) + "\n"


def srt(cues: Iterable[Cue], rate_hz: int, presenters: Sequence[str] = ()) -> str:
    """SubRip in cards of at most two lines of 32 letters; a named presenter stands before the first words of a turn.

    Both as the Podcast Namespace's transcript rules ask.
    """
    blocks: list[str] = []
    before = ""
    for cue, _, _ in _timed(cues, rate_hz):
        name = _name(cue, presenters)
        cards = captions.cards(cue, rate_hz, name if name != before else "")
        before = name
        for card, start, end in _timed(cards, rate_hz):
            text = card.text.replace("-->", "→")
            blocks.append(f"{len(blocks) + 1}\n{_clock(start, ',')} --> {_clock(end, ',')}\n{text}\n")
    return "\n".join(blocks)


def transcript_json(cues: Iterable[Cue], rate_hz: int, presenters: Sequence[str] = ()) -> str:
    """The JSON form of the Podcasting 2.0 namespace's transcript file, version 1.0.0.

    Where the voice gave word times a segment has one more key than the form names: ``wordStartTimes``, when each of
    ``body.split()`` begins, in seconds of the programme.
    """
    segments: list[dict[str, object]] = []
    for cue, start, end in _timed(cues, rate_hz):
        name = _name(cue, presenters)
        speaker = {"speaker": name} if name else {}
        body = line(cue.text)
        segments.append(speaker | {"startTime": start / 1000, "endTime": end / 1000, "body": body})
        if cue.words and len(cue.words) == len(body.split()):
            times = [min(end, max(start, _ms(word, rate_hz))) / 1000 for word in cue.words]
            segments[-1]["wordStartTimes"] = times
    return json.dumps({"version": "1.0.0", "segments": segments}, ensure_ascii=False, indent=1) + "\n"


def _timed(cues: Iterable[Cue], rate_hz: int) -> Iterator[tuple[Cue, int, int]]:
    """Cues with their whole milliseconds: rounded inwards, so that none leaves its sound; none without text."""
    for cue in cues:
        start = -(-cue.start * 1000 // rate_hz)
        end = cue.end * 1000 // rate_hz
        if end > start and line(cue.text):
            yield cue, start, end


def _ms(samples: int, rate_hz: int) -> int:
    return (samples * 1000 + rate_hz // 2) // rate_hz


def _clock(ms: int, mark: str) -> str:
    return f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02}{mark}{ms % 1000:03}"


def _name(cue: Cue, presenters: Sequence[str]) -> str:
    return line(presenters[cue.presenter % len(presenters)]) if presenters else ""


def _escaped(text: str) -> str:
    """WebVTT's own characters as references (clause 4.2.2)."""
    return html.escape(text, quote=False)


def cues_of(take: Take, place: Placed, start: int) -> Iterator[Cue]:
    """The cues of a take, in samples of the programme.

    Args:
        take: what was read.
        place: where it stands in its unit, and what of its clip stayed.
        start: of the unit, in samples of the programme.
    """
    rate_hz = take.clip.rate_hz

    def moved(sample: int) -> int:
        kept = sum(min(max(sample - first, 0), stop - first) for first, stop in place.spans)
        return min(place.sample_count, kept * RATE_HZ // rate_hz)

    words = [WordTime(index=word.index, start=moved(word.start), end=moved(word.end)) for word in take.clip.words]
    for stretch in stretches(take.utterance.sentences, words, place.sample_count):
        yield Cue(
            start=start + place.start + stretch.start,
            end=start + place.start + stretch.end,
            text=stretch.text,
            presenter=take.utterance.presenter,
            words=tuple(start + place.start + word for word in stretch.words),
        )
