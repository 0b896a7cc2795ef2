"""Bare quantities: whole numbers and decimals that no other rule wants."""

from briefing.arabic.line import Lead, Line, Reading
from briefing.arabic.numerals import cardinal, digits


def bare(line: Line, index: int, lead: Lead) -> Reading | None:
    """Reads a whole number as a cardinal, or digit by digit beyond 10**18."""
    text = line.text(index).replace(",", "").replace("٬", "")
    if not text.isdecimal():
        return None
    if len(text) > 18:
        return Reading(index + 1, digits(text), "digits", "long number")
    words = cardinal(int(text), "m", "G", definite=lead.article)
    return Reading(index + 1, words, "cardinal", "bare number")
