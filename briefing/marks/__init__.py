"""Vowel marks: the contract of a diacritizer, and the manual of the room.

A diacritizer is a class registered in the entry-point group ``briefing.diacritizers`` and built without arguments.
Built in: ``rawi`` (three networks of the package text2tashkeel, weighed word by word) and ``libtashkeel`` (one network,
the fall-back of the first).

Careless spelling is read as the careful one (``respelling``, ``tables/spellings.tsv``). Then the room's order, each
step stronger than the one before it: the networks' probabilities (``models``, ``rawi``), one choice a word
(``chooser``), what spelling forbids (``spelling``, ``shapes``), the lexicon (``lexicon``, ``tables/lexicon.tsv``, the
user's file) and verbs that look like prepositions (``verbs``), the author's own marks (``authors``) and those of the
grammar of numbers, what words do to each other (``sentence``, ``joining``, ``counting``), and at last which endings are
said (``endings``). ``marker.Marker`` is the door: ``mark`` puts the marks, ``doubts`` lists the words that the networks
do not agree on. Letters never change: ``guard`` and ``letters`` see to it.
"""

from collections.abc import Sequence
from typing import Protocol


class Diacritizer(Protocol):
    """Puts vowel marks on Arabic text."""

    name: str

    def mark(self, paragraphs: Sequence[str]) -> list[str]:
        """Paragraphs with marks; letters, words and punctuation unchanged, marks that are there already kept.

        Raises:
            MarksError: the model cannot work here; the message says what to do.
        """
