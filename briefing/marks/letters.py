"""Letters and the marks on them, kept apart: the bare text, and what stands on each of its characters.

A mark is one of fathatan..sukun (U+064B-U+0652) or the dagger alef (U+0670). Hamza and madda written as marks of their
own (U+0653-U+0655) belong to the letter: taking vowel marks off leaves them.
"""

import re
import unicodedata
from functools import lru_cache

FATHATAN, DAMMATAN, KASRATAN = "\u064b", "\u064c", "\u064d"
FATHA, DAMMA, KASRA = "\u064e", "\u064f", "\u0650"
SHADDA, SUKUN, DAGGER = "\u0651", "\u0652", "\u0670"
MARKS = frozenset("\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0670")
TANWIN = frozenset((FATHATAN, DAMMATAN, KASRATAN))
VOWELS = frozenset((FATHA, DAMMA, KASRA))
SUN = frozenset("تثدذرزسشصضطظلن")
HAMZA = frozenset("\u0653\u0654\u0655")
_MARKED = re.compile("[\u064b-\u0652\u0670]")
_SPLIT = re.compile("([^\u064b-\u0652\u0670])([\u064b-\u0652\u0670]*)")


def strip(text: str) -> str:
    """The text without vowel marks; every other character stays as it is."""
    return _MARKED.sub("", text)


def has_marks(text: str) -> bool:
    """Whether a vowel mark stands anywhere in the text."""
    return _MARKED.search(text) is not None


def split(text: str) -> tuple[str, list[str]]:
    """The bare text, and for each of its characters the marks that followed it.

    Marks before the first character stand on nothing; they are kept on it.

    Returns:
        ``(bare, marks)`` with ``len(bare) == len(marks)``.
    """
    if not has_marks(text):
        return text, [""] * len(text)
    pairs = _SPLIT.findall(text)
    bare = "".join(char for char, _ in pairs)
    marks = [marks for _, marks in pairs]
    stray = text[: len(text) - len(text.lstrip("".join(MARKS)))]
    if stray and marks:
        marks[0] = stray + marks[0]
    return bare, marks


def join(bare: str, marks: list[str]) -> str:
    """The text with its marks put after their characters."""
    return "".join([char + mark if mark else char for char, mark in zip(bare, marks, strict=True)])


@lru_cache(maxsize=4096)
def is_letter(char: str) -> bool:
    """Whether the character is a letter of the Arabic script that can bear a vowel mark."""
    return "\u0600" <= char <= "\u08ff" and unicodedata.category(char) == "Lo"


def in_order(marks: str) -> str:
    """The marks of one letter, shadda first, then the vowel, then a dagger alef."""
    return "".join(sorted(marks, key=lambda mark: (mark != SHADDA, mark == DAGGER)))
