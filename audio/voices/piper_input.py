"""What a Piper model is given, and what it tells of its times: signs, their numbers, and the words that own them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from audio import phonemes
from audio.clip import WordTime
from audio.voices.text import groups

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from piper import PiperVoice

    from audio.voices.text import Word

_LONGEST_GROUP = 300  # letters; the model's memory grows with its input


def sentences(spoken: list[Word]) -> list[list[Word]]:
    """The words in rows that end at full stops and question marks, none too long for the model."""
    found: list[list[Word]] = [[]]
    for word in spoken:
        found[-1].append(word)
        if word.pause in {".", "!", "?"}:
            found.append([])
    return [group for sentence in found if sentence for group in groups(sentence, _LONGEST_GROUP)]


def signs(engine: PiperVoice, sentence: Sequence[Word]) -> list[tuple[int, list[str]]]:
    """Word index and phonemes, word by word, spaces and punctuation with the word before them."""
    rows: list[tuple[int, list[str]]] = []
    if engine.config.espeak_voice != "ar" or engine.config.phoneme_type != "espeak":
        for word in sentence:
            said = [sign for part in engine.phonemize(word.text) for sign in part]
            rows.append((word.index, [*said, *word.pause, " "]))
        return rows
    tokens = [(word, part) for word in sentence for part in word.text.split()]
    ends = {id(word): place for place, (word, _) in enumerate(tokens)}
    line = " ".join(part + (word.pause if ends[id(word)] == place else "") for place, (word, part) in enumerate(tokens))
    for told in phonemes.words(line):
        word = tokens[told.index][0]
        if told.joined and rows and rows[-1][1][-1:] == [" "]:
            rows[-1][1].pop()
        said = list(told.espeak_ipa) if told.sounds else [sign for part in engine.phonemize(told.text) for sign in part]
        pause = word.pause if ends[id(word)] == told.index else ""
        rows.append((word.index, [*said, *pause, " "]))
    return rows


def numbered(known: Any, rows: list[tuple[int, list[str]]]) -> tuple[list[int], list[int]]:  # noqa: ANN401 - piper's own map
    """The model's input, and the word that each of its numbers belongs to (-1 for none)."""
    ids, owners = [*known["^"], *known["_"]], [-1] * (len(known["^"]) + len(known["_"]))
    while rows and rows[-1][1][-1:] == [" "]:
        rows[-1][1].pop()
    for index, said in rows:
        for sign in said:
            more = [*known[sign], *known["_"]] if sign in known else []
            ids += more
            owners += [-1 if sign == " " else index] * len(more)
    ids += known["$"]
    return ids, owners + [-1] * len(known["$"])


def word_times(owners: list[int], lengths: NDArray[np.int64], count: int) -> tuple[WordTime, ...]:
    """First and last sample of each word, from the length of each of its sounds."""
    if len(lengths) != len(owners):
        return ()
    edges = np.minimum(np.concatenate([[0], np.cumsum(lengths)]), count)
    times: list[WordTime] = []
    for place, index in enumerate(owners):
        start, end = int(edges[place]), int(edges[place + 1])
        if index < 0 or end <= start:
            continue
        if times and times[-1].index == index:
            times[-1] = WordTime(index=index, start=times[-1].start, end=end)
        else:
            times.append(WordTime(index=index, start=start, end=end))
    return tuple(times)
