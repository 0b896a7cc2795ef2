"""Sentences: a paragraph is cut where a presenter takes breath, and nowhere else."""

import re

from briefing.arabic.letters import strip_marks

_END = re.compile(r"[.!?؟…]+[\"”»’')\]]*(?=\s|$)|\n+")
_TITLES = frozenset(
    [
        "د",
        "أ",
        "م",
        "ص",
        "ت",
        "ط",
        "ب",
        "ج",
        "س",
        "ع",
        "ق",
        "هـ",
        "ه",
        "ف",
        "ن",
        "و",
        "ر",
        "ل",
        "ك",
        "ي",
        "ش",
        "أ.د",
        "م.م",
        "ق.م",
        "ص.ب",
        "ت.غ",
        "ر.س",
        "د.إ",
        "د.ك",
        "ج.م",
        "ل.ل",
        "د.ا",
        "ت.ق",
        "Mr",
        "Mrs",
        "Dr",
        "St",
        "No",
        "vs",
        "U.S",
        "U.N",
    ]
)
_OPENERS = {"«": "»", "“": "”", "(": ")", "[": "]"}


def _is_abbreviation(text: str, end: int) -> bool:
    start = end
    while start > 0 and not text[start - 1].isspace() and end - start < 8:
        start -= 1
    word = strip_marks(text[start:end]).lstrip("(«“\"'[").replace("ـ", "")
    stem = word[1:] if word[:1] in {"و", "ل", "ب"} and len(word) > 1 else word
    return word in _TITLES or stem in _TITLES


def _quote_depths(text: str) -> list[tuple[int, int]]:
    """Returns the ranges inside matched quotes and brackets that close in the same paragraph."""
    spans = []
    waiting: list[tuple[str, int]] = []
    for index, char in enumerate(text):
        if char in _OPENERS:
            waiting.append((_OPENERS[char], index))
        elif waiting and char == waiting[-1][0]:
            spans.append((waiting.pop()[1], index))
        elif char == "\n":
            waiting.clear()
    return spans


def _outermost(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    outer: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if not outer or start > outer[-1][1]:
            outer.append((start, end))
    return outer


def sentences(paragraph: str) -> list[str]:
    """Returns the sentences of a paragraph, stripped, none empty, nothing lost but white space.

    A sentence ends at . ! ? ؟ … before white space, and at a line end. It never ends at ، : ؛, inside a number,
    after an abbreviation such as د. or ق.م, or inside quotes and brackets that close later on.
    """
    quoted = _outermost(_quote_depths(paragraph))
    found = []
    start = 0
    place = 0
    for match in _END.finditer(paragraph):
        while place < len(quoted) and quoted[place][1] < match.start():
            place += 1
        inside = place < len(quoted) and quoted[place][0] < match.start() and match.end() <= quoted[place][1]
        broken = match.group().startswith("\n")
        if not broken and (inside or (match.group() == "." and _is_abbreviation(paragraph, match.start()))):
            continue
        found.append(paragraph[start : match.end()].strip())
        start = match.end()
    found.append(paragraph[start:].strip())
    return [sentence for sentence in found if sentence]
