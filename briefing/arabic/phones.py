"""Telephone and identity numbers: digit by digit."""

import re

from briefing.arabic.counting import noun_after
from briefing.arabic.latin import spell
from briefing.arabic.line import Lead, Line, Reading
from briefing.arabic.money import currency_at
from briefing.arabic.numerals import digits
from briefing.arabic.tables import group
from briefing.arabic.words import word_of

_LONG = 8
_GROUPS = 12
_COUNTRY = re.compile("[A-Z]{2}")
_IBAN = re.compile("[A-Z]{2}[0-9]{2}[A-Z0-9]{8,30}")


def phone(line: Line, index: int, lead: Lead) -> Reading | None:
    """Reads a token in telephone form; the plus of the country code is not said."""
    del lead
    figures = "".join(char for char in line.text(index) if char.isdecimal())
    return Reading(index + 1, digits(figures), "phone", "telephone form")


def account(line: Line, index: int, lead: Lead) -> Reading | None:
    """Reads an IBAN, whole or in groups of four, by its letters and digits (ISO 13616)."""
    del lead
    country = line.text(index)
    if not _COUNTRY.fullmatch(country) or line.kind(index + 1) != "number" or not line.glued(index + 1):
        return None
    end, groups = index + 1, [country]
    while end < len(line.tokens) and len(groups) < _GROUPS:
        text = line.text(end)
        if not (text.isascii() and text.isalnum()):
            break
        groups[-1:] = [groups[-1] + text] if line.glued(end) else [groups[-1], text]
        end += 1
    whole = "".join(groups)
    if not _IBAN.fullmatch(whole) or any(len(text) != 4 for text in groups[:-1]):
        return None
    words = [word for char in whole for word in (digits(char) if char.isdecimal() else spell(char))]
    return Reading(end, words, "phone", "account number")


def _words_before(line: Line, index: int) -> list[str]:
    """Returns up to four words before a number, the nearest first, over brackets and a colon."""
    words: list[str] = []
    step = index - 1
    while step >= 0 and len(words) < 4:
        kind, text = line.kind(step), line.text(step)
        if kind == "word":
            words.append(text)
        elif kind not in {"quote", "sign"} and not (text == ":" and not words):
            break
        step -= 1
        if index - step > 12:
            break
    return words


def _asked(line: Line, index: int) -> bool:
    """Tells whether the words before ask for a telephone or identity number.

    هاتف and its like do alone; الطوارئ or الحساب only beside رقم, and رقم alone where so many figures count nothing.
    """
    words = _words_before(line, index)
    if not words:
        return False
    if words[0] == "ت" and line.text(index - 1) == ":" and len(line.text(index)) >= _LONG - 2:
        return True
    if words[0] == "بالرقم" or words[:2] == ["الرقم", "على"]:
        return True
    if any(word in group("calls") or word.lstrip("وبل") in group("calls") for word in words):
        return True
    if not any(word in group("number_words") for word in words):
        return False
    named = word_of(words[0]).role != "prep"  # ارتفع رقم الأعمال إلى 150000000 is an amount
    counts = noun_after(line, index + 1)[0] >= 0 or currency_at(line, index + 1) is not None
    long = named and not counts and (len(line.text(index)) >= _LONG or line.text(index).startswith("0"))
    return long or any(word in group("identities") for word in words)


def dialled(line: Line, index: int, lead: Lead) -> Reading | None:
    """Reads a number digit by digit when it has the look of one that is dialled, or the words before say so."""
    text = line.text(index)
    if not text.isdecimal() or lead.article:
        return None
    end = index + 1
    figures = text
    while line.kind(end) == "number" and line.text(end).isdecimal() and len(figures) < 20:
        figures += line.text(end)
        end += 1
    known_look = len(text) >= 7 and text.startswith("0")
    zero = text.startswith("0") and len(figures) > 1  # رمز المنطقة 02, الجوال 05 1234 5678
    if not known_look and not (
        (len(text) >= 3 or zero) and _asked(line, index) and (line.after(end) < 0 or len(figures) > 5)
    ):
        return None
    return Reading(end, digits(figures), "phone", "dialled number")
