"""Letters, marks and signs: a clean, mark-free view of a text in which every character knows its origin."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

MARKS = "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u08ca-\u08ff"
SHADDA, FATHATAN, DAMMATAN, KASRATAN = "\u0651", "\u064b", "\u064c", "\u064d"
FATHA, DAMMA, KASRA, SUKUN = "\u064e", "\u064f", "\u0650", "\u0652"
SUN_LETTERS = frozenset("تثدذرزسشصضطظلن")
# Signs that carry meaning of their own and must not be broken up by compatibility folding.
KEEP = frozenset("²³°½⅓⅔¼¾⅛⅜⅝⅞⅕⅖⅗⅘⅙⅚‰٪€£¥₪₺₽₹₩₿$%…«»“”„’‘·−×÷±≈≤≥≠∼~™©®№ﷺﷻ﷼ﷲ\u00a0\u202f\u2009")
SPECIAL = {
    "٪": "%", "؉": "‰", "؊": "‱", "−": "-", "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "﹣": "-",
    "－": "-", "٫": "٫", "٬": "٬", "\u066d": "*", "ﷲ": "الله", "℃": "°C", "℉": "°F", "№": "رقم ", "™": "", "®": "",
    "©": "", "\u202f": "\u00a0", "\u2009": "\u00a0", "\u2007": "\u00a0", "ٱ": "ا", "۔": ".", "⸮": "؟", "＄": "$",
    "`": "'", "´": "'", "‛": "'", "′": "′", "″": "″", "∼": "~", "≈": "~", "〜": "~", "⁄": "/", "∕": "/", "µ": "µ",
    "μ": "µ", "º": "°", "˚": "°", "ـ": "",
    "⁰": "^0", "¹": "^1", "⁴": "^4", "⁵": "^5", "⁶": "^6", "⁷": "^7", "⁸": "^8", "⁹": "^9",
}  # fmt: skip
_RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-", strict=True))
_MARK = re.compile(f"[{MARKS}]")
_PLAIN = re.compile(r"[\n !-~،؛؟ء-غف-ي]*")


def strip_marks(text: str) -> str:
    """Returns `text` without Arabic vowel marks."""
    return _MARK.sub("", text)


def is_mark(char: str) -> bool:
    """Tells whether `char` is an Arabic vowel mark (Unicode category Mn in the Arabic blocks)."""
    return _MARK.match(char) is not None


@lru_cache(maxsize=8192)
def _fold(char: str) -> str:  # noqa: PLR0911 - one return a kind of character
    """Returns what one character is worth: digits as ASCII, presentation forms as letters, controls as nothing."""
    if char in SPECIAL:
        return SPECIAL[char]
    if char in KEEP or char == "\n":
        return char
    category = unicodedata.category(char)
    digit = unicodedata.decimal(char, None)
    if digit is not None:
        return str(digit)
    if category in {"Zs", "Zl", "Zp"} or (category == "Cc" and char.isspace()):
        return " "
    if category in {"Cc", "Cf", "Cs", "Co", "Cn"}:
        return ""
    if is_mark(char):
        return ""
    folded = unicodedata.normalize("NFKC", char)
    if folded == char:
        return char
    return "".join(_fold(part) for part in folded if part != char)


@dataclass(frozen=True, slots=True)
class View:
    """A text without marks, tatweel and invisible characters, with ASCII digits.

    Attributes:
        source: the text as it was written.
        text: the clean text.
        origin: for each clean character the index of the written character it came from.
    """

    source: str
    text: str
    origin: list[int] | range

    def written(self, start: int, end: int) -> str:
        """Returns the written characters behind the clean range, with the author's marks and no invisible signs."""
        if isinstance(self.origin, range):
            return self.source[start:end]
        stop = self.origin[end] if end < len(self.origin) else len(self.source)
        raw = self.source[self.origin[start] : stop]
        return "".join(char if is_mark(char) else _fold(char) for char in raw)

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Returns the written range behind the clean range."""
        if start >= end:
            return (0, 0)
        return self.origin[start], self.origin[end - 1] + 1


def view(source: str) -> View:
    """Returns the clean view of `source`; linear in its length, any Unicode is allowed."""
    if _PLAIN.fullmatch(source):
        return View(source, source, range(len(source)))
    text: list[str] = []
    origin: list[int] = []
    raised = False
    for index, char in enumerate(source):
        folded = "-" if char == "ـ" and source[index - 1 : index + 2] == " ـ " else _fold(char)
        raised = char in _RAISED and index > 0 and (raised or source[index - 1].isdecimal())
        if raised:
            folded = _RAISED[char] if source[index - 1] in _RAISED else "^" + _RAISED[char]
        text.append(folded)
        origin.extend([index] * len(folded))
    return View(source, "".join(text), origin)
