"""Marked Arabic taken apart: letters with their vowel marks, in any order of the marks.

The letter table and the marks are those of the Unicode block Arabic (U+0600-U+06FF), forms as Ryding, A Reference
Grammar of Modern Standard Arabic, 2005, chapter 2.
"""

import unicodedata
from dataclasses import dataclass

SHADDA = "\u0651"
SUKUN = "\u0652"
DAGGER = "\u0670"
SILENT = "\u06df"
"""The small high circle of the Koran's spelling: the letter is written and not said."""

VOWELS = {
    "\u064b": "an",
    "\u064c": "un",
    "\u064d": "in",
    "\u064e": "a",
    "\u064f": "u",
    "\u0650": "i",
    SUKUN: "o",
}
MARKS = frozenset(VOWELS) | {SHADDA, DAGGER}
CONSONANTS = {
    "ب": "b", "ت": "t", "ث": "θ", "ج": "dʒ", "ح": "ħ", "خ": "x", "د": "d", "ذ": "ð", "ر": "r", "ز": "z", "س": "s",
    "ش": "ʃ", "ص": "sˤ", "ض": "dˤ", "ط": "tˤ", "ظ": "ðˤ", "ع": "ʕ", "غ": "ɣ", "ف": "f", "ق": "q", "ك": "k", "ل": "l",
    "م": "m", "ن": "n", "ه": "h", "و": "w", "ي": "j", "ء": "ʔ", "أ": "ʔ", "إ": "ʔ", "ؤ": "ʔ", "ئ": "ʔ",
    "پ": "p", "چ": "tʃ", "ڤ": "v", "گ": "ɡ", "ژ": "ʒ", "ک": "k", "ی": "j", "ڨ": "ɡ", "ڭ": "ɡ",
}  # fmt: skip
SUN = frozenset("تثدذرزسشصضطظلن")
_LETTERS = frozenset(CONSONANTS) | frozenset("اىةآٱ")


@dataclass(slots=True)
class Letter:
    """One letter and what stands on it.

    Attributes:
        char: the letter, hamza and madda composed.
        vowel: ``a u i an un in``, ``o`` for sukun, empty for none.
        shadda: the letter is said twice.
        dagger: a long a that is not written as a letter follows.
        silent: written and not said.
    """

    char: str
    vowel: str = ""
    shadda: bool = False
    dagger: bool = False
    silent: bool = False

    @property
    def bare(self) -> bool:
        """Whether no vowel stands on it."""
        return self.vowel in {"", "o"}


def letters_of(token: str) -> list[Letter] | None:
    """The letters of a token without its punctuation; None when something in it is no Arabic letter.

    Args:
        token: one word; tatweel and invisible characters are dropped.
    """
    out: list[Letter] = []
    for char in unicodedata.normalize("NFC", token):
        if char in _LETTERS:
            out.append(Letter(char))
        elif char in MARKS or char == SILENT:
            if out:
                _put(char, out[-1])
        elif char != "\u0640" and unicodedata.category(char) not in {"Cf", "Mn"}:
            return None
    return out


def _put(mark: str, letter: Letter) -> None:
    if mark == SHADDA:
        letter.shadda = True
    elif mark == DAGGER:
        letter.dagger = True
    elif mark == SILENT:
        letter.silent = True
    elif not letter.vowel:
        letter.vowel = VOWELS[mark]


def shadda_first(text: str) -> str:
    """The same text with every shadda before the vowel of its letter.

    Unicode's canonical order is vowel, then shadda; espeak-ng and Piper drop the vowel of that order.

    Args:
        text: any text; characters other than marks stay where they are.
    """
    if SHADDA not in text:
        return text
    out: list[str] = []
    run: list[str] = []
    for char in text:
        if char in MARKS:
            run.append(char)
            continue
        if run:
            out.extend(sorted(run, key=lambda mark: mark != SHADDA))
            run.clear()
        out.append(char)
    out.extend(sorted(run, key=lambda mark: mark != SHADDA))
    return "".join(out)
