"""The words of a paragraph with their marks, and what each does to its neighbours."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise, takewhile

from briefing.arabic.tables import group
from briefing.marks.counting import counted_ending
from briefing.marks.endings import PAUSES
from briefing.marks.joining import NO_NOUNS, PARTICLES, SONS, WEEKDAYS, helping_vowel, without_tanwin
from briefing.marks.letters import DAMMA, DAMMATAN, FATHA, KASRA, KASRATAN, SUKUN, VOWELS, is_letter, split
from briefing.marks.verbs import REACH, SAYING, saying

_DASHES = frozenset({"-", "--"})


@dataclass(slots=True)
class Word:
    """One word in a paragraph: where its letters begin and end, and the marks on them."""

    start: int
    end: int
    letters: str
    marks: list[str]
    stops: bool
    own: list[str]
    known: str = ""


def words_of(bare: str, own: list[str]) -> list[Word]:
    """The words of a bare paragraph, without marks yet, and where its pauses are.

    Args:
        bare: the paragraph without vowel marks.
        own: the author's marks of each of its characters.
    """
    out: list[Word] = []
    position = 0
    for token in bare.split():
        position = bare.index(token, position)
        places = [place for place, char in enumerate(token) if is_letter(char)]
        if places:
            start, end = position + places[0], position + places[-1] + 1
            stops = not PAUSES.isdisjoint(token[places[-1] + 1 :])
            word = Word(start, end, bare[start:end], [], stops, own[start:end])
            if out and not PAUSES.isdisjoint(token[: places[0]]):
                out[-1].stops = True
            out.append(word)
        elif out and (token in _DASHES or (not PAUSES.isdisjoint(token) and not any(map(str.isalnum, token)))):
            out[-1].stops = True
        position += len(token)
    if out:
        out[-1].stops = True
    return out


def _subject(words: list[Word]) -> None:
    """The nominative for the noun that follows its verb, and for the adjectives of a definite one."""
    for word in words:
        nominative = word.marks[-1].replace(KASRA, DAMMA).replace(KASRATAN, DAMMATAN)
        fixed = word.known not in {"", "known"} or word.letters in PARTICLES
        if fixed or nominative == word.marks[-1] or (word.known and not word.letters.startswith("ال")):
            return
        word.marks[-1] = nominative
        if word.stops or not word.letters.startswith("ال"):
            return


def _people(word: Word) -> bool:
    return word.known == "author" or word.letters in group("amounts") or word.letters in {"أشخاص", "آخرين"}


def hear_sayings(words: list[Word]) -> None:
    """Mark the verbs of saying that a network takes for prepositions, and their subjects."""
    start = 0
    for index, word in enumerate(words):
        if word.letters.removeprefix("و") in SAYING and not word.stops:
            after = takewhile(lambda one: not one.stops, words[index + 1 : index + REACH])
            verb = saying([one.letters for one in words[start:index]], word.letters, [one.letters for one in after])
            if verb is not None:
                word.marks, word.known = split(verb)[1], "known"
                _subject(words[index + 1 :])
        start = index + 1 if word.stops else start


def raise_amounts(words: list[Word], verbs: set[int]) -> None:
    """The nominative for an amount behind its passive verb, whose subject it is: قُتِلَ أكثرُ من ألف.

    Args:
        words: of the paragraph.
        verbs: where the passive verbs begin.
    """
    for verb, amount in pairwise(words):
        if verb.start in verbs and not verb.stops and amount.letters in group("amounts") - {"حوالي", "شخص"}:
            amount.marks[-1] = amount.marks[-1].replace(FATHA, DAMMA).replace(KASRA, DAMMA)


def meet(word: Word, after: Word) -> None:
    """What the next word does to this one's ending."""
    if word.stops:
        return
    servant = after.letters.find("عبدال")
    if servant >= 0 and not after.known and KASRA in word.marks[-1] + after.marks[servant - 1] * servant:
        after.marks[servant + 2] = KASRA
    if after.letters in SONS or (word.known == "name" and (after.known or after.letters.startswith("ال"))):
        word.marks[-1] = without_tanwin(word.marks[-1])
    if word.letters.removeprefix("و") == "جرح" and word.marks[-3:-1] == [DAMMA, SUKUN] and _people(after):
        word.marks[-3] = FATHA  # the wounding of people, not one wound
    if after.letters in NO_NOUNS and word.letters in {"لكن", "ولكن"} and not word.known:
        word.marks[-1] = SUKUN
    if not word.known or word.letters in PARTICLES:
        vowel = helping_vowel(word.letters, word.marks, after.letters)
        if vowel is not None:
            word.marks[-1] = vowel


def count(words: list[Word]) -> None:
    """Give the nouns behind numbers the case that these ask for, and the adjectives that agreed with them."""
    number: list[Word] = []
    before = after = ""
    for word in words:
        if word.known == "author":
            number, before = [] if word.stops else [*number, word], ""
            continue
        ending = word.marks[-1]
        if number:
            said = [one.letters for one in number]
            word.marks[-1] = counted_ending(said, number[-1].marks[-1], word.letters, ending)
            before, after = (ending, word.marks[-1]) if ending != word.marks[-1] else ("", "")
        elif before and ending == before and word.letters.endswith("ة"):
            word.marks[-1] = after
        else:
            before = ""
        number = []


def agree(weekday: Word, day: Word, after: Word) -> None:
    """A weekday has the case that the grammar of numbers gave the day of the month, which agrees with it: الأحدَ التاسعَ.

    The Nth of eleven to nineteen ends in a fatha in every case and tells nothing.
    """
    if weekday.stops or weekday.letters.removeprefix("و") not in WEEKDAYS or after.letters == "عشر":
        return
    if day.known == "author" and day.letters.startswith("ال") and day.marks[-1] in VOWELS:
        weekday.marks[-1] = day.marks[-1]
