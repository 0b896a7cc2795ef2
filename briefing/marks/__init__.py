"""Vowel marks: the contract of a diacritizer.

A diacritizer is a class registered in the entry-point group ``briefing.diacritizers``.
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
