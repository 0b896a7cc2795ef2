"""The order of it all: a diacritizer's marks, the lexicon's over them, the author's over both, then the endings.

The author's marks include those that the grammar of numbers put on number words.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise, zip_longest
from typing import TYPE_CHECKING, Literal, Protocol, cast

from briefing.arabic.passives import passives
from briefing.errors import SettingsError
from briefing.marks.authors import fill, is_complete
from briefing.marks.endings import MODES, is_dropped, pausal
from briefing.marks.joining import diptote, without_tanwin
from briefing.marks.letters import SHADDA, TANWIN, VOWELS, in_order, join, split
from briefing.marks.lexicon import Found, Lexicon, fits_ending
from briefing.marks.respelling import Respeller, madda
from briefing.marks.sentence import Word, agree, count, hear_sayings, meet, raise_amounts, words_of
from briefing.marks.spelling import mend

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.marks import Diacritizer
    from briefing.marks.rawi import Opinion

Endings = Literal["full", "pausal", "news"]
_UNSURE = 0.65


@dataclass(frozen=True, kw_only=True, slots=True)
class Doubt:
    """A word whose marks the networks do not agree on.

    Attributes:
        word: without marks.
        marked: as it was marked, its ending left open: a lexicon's row.
        others: as it might be marked instead.
        sentence: the words around it, without marks.
        certainty: the networks' probability of the least certain mark, 0 to 1.
    """

    word: str
    marked: str
    others: tuple[str, ...]
    sentence: str
    certainty: float


class _Opinionated(Protocol):
    def opinions(self, paragraphs: Sequence[str]) -> list[Opinion]: ...


class Marker:
    """Puts vowel marks on spoken paragraphs.

    Args:
        diacritizer: whose marks are taken where nothing better is known.
        lexicon: known words; they win over the diacritizer.
        endings: ``full``, ``pausal`` or ``news``.

    Raises:
        SettingsError: no such way of endings.
    """

    def __init__(self, diacritizer: Diacritizer, lexicon: Lexicon, endings: str = "news") -> None:
        if endings not in MODES:
            message = f"marks.endings: {endings!r} is none of {', '.join(MODES)}; choose one of them"
            raise SettingsError(message)
        self._diacritizer = diacritizer
        self._lexicon = lexicon
        self._respeller = Respeller(lexicon)
        self._endings = cast("Endings", endings)

    def mark(self, paragraphs: Sequence[str]) -> list[str]:
        """The paragraphs with marks: same tokens, same letters; every mark that is there already is kept.

        A word whose author marked every letter that needs it is left alone, its bare ending too.

        Args:
            paragraphs: spoken words with punctuation, in reading order.

        Raises:
            MarksError: the diacritizer cannot work here.
        """
        read = [self._respeller.read(split(paragraph)[0]) for paragraph in paragraphs]
        marked = self._diacritizer.mark(read)
        return [self._finish(paragraph, answer) for paragraph, answer in zip(paragraphs, marked, strict=True)]

    def doubts(self, paragraphs: Sequence[str]) -> list[Doubt]:
        """The words that the networks do not agree on and neither author nor lexicon settles, each once, worst first.

        Empty for a diacritizer that gives no opinions.
        """
        if not hasattr(self._diacritizer, "opinions"):
            return []
        source = cast("_Opinionated", self._diacritizer)
        out: dict[str, Doubt] = {}
        read = [self._respeller.read(split(paragraph)[0]) for paragraph in paragraphs]
        for paragraph, opinion in zip(paragraphs, source.opinions(read), strict=True):
            final = split(self._finish(paragraph, join(opinion.bare, opinion.marks)))[1]
            words = words_of(*split(paragraph))
            letters = [word.letters for word in words]
            for index, word in enumerate(words):
                if word.letters in out or any(word.own) or self._lexicon.find(letters, index):
                    continue
                doubt = _doubt(word, opinion, final, " ".join(letters[max(0, index - 5) : index + 6]))
                if doubt is not None:
                    out[word.letters] = doubt
        return sorted(out.values(), key=lambda doubt: doubt.certainty)

    def _finish(self, paragraph: str, answer: str) -> str:
        bare, own = split(paragraph)
        read, marks = split(answer)
        verbs = passives(read)
        for start, end, verb in verbs:
            given = split(verb)[1]
            if not any(own[start:end]) and len(given) == end - start:
                own[start:end] = given
        words = words_of(read, own)
        for word in words:
            word.marks = mend(word.letters, marks[word.start : word.end])
        self._consult(words)
        hear_sayings(words)
        raise_amounts(words, {start for start, _, _ in verbs})
        for word in words:
            if is_complete(word.letters, word.own):
                word.marks, word.known = list(word.own), "author"
        for word, after in pairwise(words):
            meet(word, after)
        for weekday, day, after in zip(words, words[1:], words[2:], strict=False):
            agree(weekday, day, after)
        count(words)
        self._end(words)
        for word in words:
            own[word.start : word.end] = marks[word.start : word.end] = fill(word.letters, word.own, word.marks)
        return join(bare, madda(bare, read, [mine or theirs for mine, theirs in zip(own, marks, strict=True)]))

    def _end(self, words: list[Word]) -> None:
        if self._endings == "full":
            return
        for word, after in zip_longest(words, words[1:]):
            if word.known == "author":
                continue
            if word.stops or (
                self._endings == "news" and is_dropped(word.letters, word.marks, word.known, after.letters)
            ):
                word.marks = pausal(word.letters, word.marks)

    def _consult(self, words: list[Word]) -> None:
        letters = [word.letters for word in words]
        index = 0
        while index < len(words):
            found = self._lexicon.find(letters, index)
            if found is None:
                index += 1
                continue
            _apply(found, words[index : index + len(found.words)])
            index += len(found.words)


def _apply(found: Found, words: list[Word]) -> None:
    for known, word, after in zip_longest(found.words, words, words[1:]):
        last = word.marks[-1]
        word.marks = list(known)
        word.known = found.ending or "known"
        if fits_ending(known[-1]) and (word.letters[-1] not in "اىوي" or SHADDA in known[-1]):
            ending = "".join(mark for mark in last if mark in VOWELS or mark in TANWIN)
            if known is found.words[-1] and found.ending == "diptote":
                ending = diptote(ending)
            elif after is not None and after.letters.startswith("ال"):
                ending = without_tanwin(ending)
            word.marks[-1] = (SHADDA if SHADDA in known[-1] else "") + ending


def _doubt(word: Word, opinion: Opinion, final: list[str], sentence: str) -> Doubt | None:
    """The doubt about a word's stem; its ending follows from the sentence and is nothing for a lexicon."""
    stem = range(word.start, word.end - 1)
    unsure = [place for place in stem if opinion.certainty[place] < _UNSURE]
    if not unsure:
        return None
    here = final[word.start : word.end]
    here[-1] = SHADDA if SHADDA in here[-1] else ""
    others = []
    for place in unsure:
        for other in opinion.others[place]:
            marks = [*here[: place - word.start], in_order(other), *here[place - word.start + 1 :]]
            others.append(join(word.letters, mend(word.letters, marks)))
    return Doubt(
        word=word.letters,
        marked=join(word.letters, here),
        others=tuple(dict.fromkeys(others)),
        sentence=sentence,
        certainty=min(opinion.certainty[place] for place in unsure),
    )
