"""Telephone and identity numbers: digit by digit."""

from briefing.arabic.line import Lead, Line, Reading
from briefing.arabic.numerals import digits
from briefing.arabic.tables import group


def phone(line: Line, index: int, lead: Lead) -> Reading | None:
    """Reads a token in telephone form; the plus of the country code is not said."""
    del lead
    figures = "".join(char for char in line.text(index) if char.isdecimal())
    return Reading(index + 1, digits(figures), "phone", "telephone form")


def _asked(line: Line, index: int) -> bool:
    """Tells whether the words before ask for a telephone or identity number."""
    step = index - 1
    for _ in range(5):
        while step >= 0 and line.kind(step) in {"quote", "sign"}:
            step -= 1
        if step >= 0 and line.text(step) == ":":
            step -= 1
        if step < 0 or line.kind(step) != "word":
            return False
        text = line.text(step)
        if text in group("calls") or text in group("identities") or text.lstrip("وبل") in group("calls"):
            return True
        step -= 1
    return False


def dialled(line: Line, index: int, lead: Lead) -> Reading | None:
    """Reads a number digit by digit when it has the look of one that is dialled, or the words before say so."""
    text = line.text(index)
    if not text.isdecimal() or lead.article:
        return None
    known_look = len(text) >= 7 and text.startswith("0")
    if not known_look and not (len(text) >= 3 and _asked(line, index) and (line.after(index + 1) < 0 or len(text) > 5)):
        return None
    end = index + 1
    figures = text
    while line.kind(end) == "number" and line.text(end).isdecimal() and len(figures) < 20:
        figures += line.text(end)
        end += 1
    return Reading(end, digits(figures), "phone", "dialled number")
