"""Counted nouns: gender, number and being of the noun behind a numeral.

The numeral takes its gender from the singular of the noun (Wright I §319, النحو الوافي ٤/٥٢٥), so a plural such as
اجتماعات is masculine and حروب is feminine. Known nouns are in `tables/nouns.tsv`; others are judged by their form and
logged, so that the table grows.
"""

import logging
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from briefing.arabic.numerals import Gender
from briefing.arabic.tables import rows

_log = logging.getLogger(__name__)

# Verbal nouns (masdars) of the derived forms keep their masculine gender in the sound feminine plural (Wright I §302).
_MASDAR = re.compile(
    "^(?:ا[^ا]ت[^ا]ا[^ا]|ان[^ا][^ا]ا[^ا]|است[^ا]{1,2}[^ا]?ا[^ا]|ا[^ا]{2}ا[^ا]|إ[^ا]{1,2}[^ا]?ا[^ا]|ت[^ا][^ا]ي[^ا]|ت[^ا]ا[^ا][^ا]|ت[^اي]{3})$"
)


@dataclass(frozen=True, slots=True)
class Noun:
    """What the grammar knows of one written noun form.

    Attributes:
        gender: gender of its singular.
        human: whether it names people.
        number: whether the form is singular, dual or plural.
        singular: the singular form.
        known: whether it stands in the table.
    """

    gender: Gender
    human: bool
    number: Literal["singular", "dual", "plural"]
    singular: str
    known: bool


def _duals(singular: str) -> tuple[str, str]:
    base = singular[:-1] + "ت" if singular.endswith("ة") else singular
    base = base[:-1] + "ي" if base.endswith("ى") else base
    return base + "ان", base + "ين"


@cache
def _forms() -> dict[str, Noun]:
    forms: dict[str, Noun] = {}
    entries = [(s, p.split("|"), "f" if g == "f" else "m", b == "human") for s, p, g, b in rows("nouns")]
    for singular, _, gender, human in entries:
        noun = Noun(gender, human, "singular", singular, True)  # type: ignore[arg-type]  # noqa: FBT003 - one row
        forms.setdefault(singular, noun)
        if not singular.endswith(("ة", "اء", "ى")):
            forms.setdefault(singular + "ا", noun)
    for singular, plurals, gender, human in entries:
        for plural in plurals:
            noun = Noun(gender, human, "plural", singular, True)  # type: ignore[arg-type]  # noqa: FBT003 - one row
            forms.setdefault(plural, noun)
            if not plural.endswith(("ات", "ة", "اء", "ون", "ين")):
                forms.setdefault(plural + "ا", noun)
    for singular, _, gender, human in entries:
        for two in _duals(singular):
            noun = Noun(gender, human, "dual", singular, True)  # type: ignore[arg-type]  # noqa: FBT003 - one row
            forms.setdefault(two, noun)
    for singular, plurals, gender, human in entries:
        if human and gender == "m" and singular + "ين" in plurals:
            she = Noun("f", True, "singular", singular + "ة", True)  # noqa: FBT003 - one row
            forms.setdefault(singular + "ة", she)
            forms.setdefault(singular + "ات", Noun("f", True, "plural", singular + "ة", True))  # noqa: FBT003
    return forms


def _by_form(word: str) -> Noun:
    """Judges an unknown noun by its ending and pattern; right for about nine nouns of ten."""
    if word.endswith("ات") and len(word) > 3:
        stem = word[:-2]
        gender: Gender = "m" if _MASDAR.match(stem) else "f"
        return Noun(gender, human=False, number="plural", singular=stem, known=False)
    if word.endswith(("ون", "ين")) and len(word) > 4:
        return Noun("m", human=True, number="plural", singular=word[:-2], known=False)
    if word.endswith("ة"):
        return Noun("f", human=False, number="singular", singular=word, known=False)
    if re.match("^[^ا]{2}ائ[^ا]$", word):
        return Noun("f", human=False, number="plural", singular=word, known=False)
    return Noun("m", human=False, number="singular", singular=word, known=False)


def exact(word: str) -> Noun | None:
    """Returns the table's noun for a form as it stands, without article or clitics; None when it is not there."""
    return _forms().get(word)


def known(word: str) -> Noun | None:
    """Returns the table's noun for a written form, with or without article and clitics; None when it is not there."""
    forms = _forms()
    for candidate in _stems(word):
        if candidate in forms:
            return forms[candidate]
    return None


@lru_cache(maxsize=4096)
def _stems(word: str) -> tuple[str, ...]:
    stems = [word]
    if word[:1] in {"و", "ف"} and len(word) > 4:
        stems.append(word[1:])
    for stem in tuple(stems):
        if stem.startswith("ال") and len(stem) > 4:
            stems.append(stem[2:])
        if stem.startswith("لل") and len(stem) > 4:
            stems.append(stem[2:])
        if stem[:1] in {"ب", "ل", "ك"} and len(stem) > 3:
            stems.append(stem[1:])
            if stem[1:3] == "ال":
                stems.append(stem[3:])
    return tuple(stems)


@lru_cache(maxsize=4096)
def noun(word: str) -> Noun:
    """Returns the noun for a written form; an unknown one is judged by its form and logged at debug level."""
    found = known(word)
    if found is not None:
        return found
    _log.debug("unknown counted noun %s: judged by its form; add it to tables/nouns.tsv", word)
    return _by_form(word)
