"""Word times from what an engine says it spoke: its own tokens laid over our words."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise
from typing import TYPE_CHECKING

from audio.clip import WordTime, sounding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audio.clip import Clip
    from audio.voices.text import Word


@dataclass(frozen=True, kw_only=True, slots=True)
class Heard:
    """A token as the engine tells it.

    Attributes:
        text: its letters, as the engine writes them.
        start_s: where it begins.
        end_s: where it ends.
    """

    text: str
    start_s: float
    end_s: float


def word_times(clip: Clip, spoken: Sequence[Word], heard: Sequence[Heard]) -> tuple[WordTime, ...]:
    """The time of every word, in order, inside the clip.

    Tokens are found by their letters from where the last one ended, so an engine may join, part or leave out words. A
    word of which nothing was told shares the gap around it by its letters; the last word lasts to the end of the sound.
    """
    first, last = sounding(clip)
    rate_hz = clip.rate_hz
    spans = _spans(spoken)
    told: list[tuple[int, int] | None] = [None] * len(spoken)
    line = "".join(_letters(word.text) for word in spoken)
    place = 0
    for token in heard:
        wanted = _letters(token.text)
        found = line.find(wanted, place) if wanted else -1
        if found < 0:
            continue
        place = found + len(wanted)
        start, end = (min(max(round(second * rate_hz), first), last) for second in (token.start_s, token.end_s))
        _tell(told, spans, (found, place), (start, end))
    return _filled(told, spoken, (first, last))


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _spans(spoken: Sequence[Word]) -> list[tuple[int, int]]:
    spans, place = [], 0
    for word in spoken:
        length = len(_letters(word.text))
        spans.append((place, place + length))
        place += length
    return spans


def _tell(
    told: list[tuple[int, int] | None], spans: list[tuple[int, int]], found: tuple[int, int], time: tuple[int, int]
) -> None:
    """Part a token's time among the words that its letters touch."""
    low, high = found
    start, end = time
    for number, (begin, stop) in enumerate(spans):
        if stop <= low or begin >= high:
            continue
        left = start + (end - start) * (max(begin, low) - low) // (high - low)
        right = start + (end - start) * (min(stop, high) - low) // (high - low)
        before = told[number]
        told[number] = (min(left, before[0]), max(right, before[1])) if before else (left, right)


def _filled(
    told: list[tuple[int, int] | None], spoken: Sequence[Word], bounds: tuple[int, int]
) -> tuple[WordTime, ...]:
    """A time for every word: gaps shared by letters, then all put in order within the bounds."""
    first, last = bounds
    spans: list[tuple[int, int]] = []
    place = first
    for known, run in groupby(zip(told, spoken, strict=True), key=lambda pair: pair[0] is not None):
        pairs = list(run)
        if known:
            spans += [span for span, _ in pairs if span is not None]
        else:
            stop = len(spans) + len(pairs)
            after = told[stop] if stop < len(told) else None
            spans += _shared([word for _, word in pairs], place, max(place, after[0] if after else last))
        place = max(place, spans[-1][1])
    ordered = _ordered(spans, first, last)
    return tuple(
        WordTime(index=word.index, start=start, end=end) for word, (start, end) in zip(spoken, ordered, strict=True)
    )


def _shared(run: list[Word], start: int, end: int) -> list[tuple[int, int]]:
    lengths = [len(_letters(word.text)) for word in run]
    edges = [start + (end - start) * done // (sum(lengths) or 1) for done in accumulate(lengths, initial=0)]
    return list(pairwise(edges))


def _ordered(spans: list[tuple[int, int]], first: int, last: int) -> list[tuple[int, int]]:
    """Spans that do not overlap, none empty, the last one up to the end of the sound."""
    place, forward = first, []
    for start, end in spans:
        forward.append((max(start, place), max(end, start + 1, place + 1)))
        place = forward[-1][1]
    limit, backward = last, []
    for number, (start, end) in enumerate(reversed(forward)):
        stop = limit if not number else min(end, limit)
        backward.append((min(start, stop - 1), stop))
        limit = backward[-1][0]
    return backward[::-1]
