"""Counted nouns: gender, number and being of the noun behind a numeral.

The numeral takes its gender from the singular of the noun (Wright I, cardinal numbers; النحو الوافي ٤، باب العدد), so
a plural such as اجتماعات is masculine and حروب is feminine. Known nouns are in `tables/nouns.tsv`; others are judged by
their form and logged, so that the table grows.
"""

import logging
import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Literal

from briefing.arabic.numerals import Gender
from briefing.arabic.tables import group, rows

_log = logging.getLogger(__name__)

# Verbal nouns of the derived forms keep their masculine gender in the plural in ات (Wright I, verbal nouns).
_MASDAR = re.compile(
    "^(?:ا[^ا]ت[^ا]ا[^ا]|ان[^ا][^ا]ا[^ا]|است[^ا]{1,2}[^ا]?ا[^ا]|ا[^ا]{2}ا[^ا]|إ[^ا]{1,2}[^ا]?ا[^ا]|ت[^ا][^ا]ي[^ا]|ت[^ا]ا[^ا][^ا]|ت[^اي]{3})$"
)

# Loan nouns in -on, -um, -o and nouns in ان of more than two root letters are masculine (Wright I, gender; أسطوانة and
# its like are in the table).
_LOAN = re.compile("^(?!است)(?:.{2,}(?:ون|وم|وه)|.{3,}ان)$")


@dataclass(frozen=True, kw_only=True, slots=True)
class Noun:
    """What the grammar knows of one written noun form.

    Attributes:
        gender: gender of its singular.
        human: whether it names people.
        number: whether the form is singular, dual or plural.
        singular: the singular form.
        known: whether it stands in the table.
        plural: the plural behind 3-10, or nothing.
    """

    gender: Gender
    human: bool
    number: Literal["singular", "dual", "plural"]
    singular: str
    known: bool
    plural: str = ""

    @property
    def agreement(self) -> Gender:
        """Gender of the verb and the demonstrative of this form: a plural of things takes the feminine singular.

        Ryding, deflected agreement; Wright II, the concord of gender: كانت هذه أخبار, although خبر is masculine.
        """
        return "f" if self.number == "plural" and not self.human else self.gender


def before_ending(singular: str) -> str:
    """Returns a singular as it stands before the dual: مبنى and محام regain their ي (Wright I, the weak nouns)."""
    if singular.endswith("ى"):
        return singular[:-1] + "ي"
    return singular + "ي" if singular in group("defective") else singular


def _duals(singular: str) -> tuple[str, str]:
    base = singular[:-1] + "ت" if singular.endswith("ة") else before_ending(singular)
    return base + "ان", base + "ين"


def _genitive(plurals: list[str]) -> str:
    """Returns the plural as it stands behind 3-10: the oblique of a sound masculine plural, else the first form."""
    first = plurals[0]
    oblique = first[:-2] + "ين"
    return oblique if first.endswith("ون") and oblique in plurals else first


def _add_number(forms: dict[str, Noun], noun: Noun, plurals: list[str]) -> None:
    for plural in plurals:
        forms.setdefault(plural, replace(noun, number="plural"))
        if not plural.endswith(("ات", "ة", "اء", "ون", "ين")):
            forms.setdefault(plural + "ا", replace(noun, number="plural"))


@cache
def _forms() -> dict[str, Noun]:
    forms: dict[str, Noun] = {}
    entries: list[tuple[Noun, list[str]]] = []
    for singular, many, gender, being in rows("nouns"):
        plurals = many.split("|")
        entries.append((_noun(singular, _genitive(plurals), gender, being), plurals))
    for noun, _ in entries:
        forms.setdefault(noun.singular, noun)
        base = before_ending(noun.singular)
        if noun.singular in group("defective"):
            forms.setdefault(base, noun)
        if not noun.singular.endswith(("ة", "اء", "ى")):
            forms.setdefault(base + "ا", noun)
    for noun, plurals in entries:
        _add_number(forms, noun, plurals)
    for noun, plurals in entries:
        for two in _duals(noun.singular):
            forms.setdefault(two, replace(noun, number="dual"))
        if noun.human and noun.gender == "m" and noun.singular + "ين" in plurals:
            she = _noun(noun.singular + "ة", noun.singular + "ات", "f", "human")
            forms.setdefault(she.singular, she)
            _add_number(forms, she, [she.plural])
    return forms


def _noun(singular: str, plural: str, gender: str, being: str) -> Noun:
    return Noun(
        gender="f" if gender == "f" else "m", human=being == "human", number="singular", singular=singular, known=True,
        plural=plural,
    )  # fmt: skip


def _by_form(word: str) -> Noun:
    """Judges an unknown noun by its ending and pattern; right for about nine nouns of ten."""
    if word.endswith("آت") and len(word) > 4:
        return Noun(gender="f", human=False, number="plural", singular=word[:-2] + "أة", known=False)
    if word.endswith("ات") and len(word) > 3:
        stem = word[:-2]
        gender: Gender = "m" if _MASDAR.match(stem) or _LOAN.match(stem) else "f"
        return Noun(gender=gender, human=False, number="plural", singular=stem, known=False)
    if word.endswith(("ون", "ين")) and len(word) > 4 and not _MASDAR.match(word.removeprefix("ال")):  # التعاون
        return Noun(gender="m", human=True, number="plural", singular=word[:-2], known=False)
    if word.endswith("ة"):
        return Noun(gender="f", human=False, number="singular", singular=word, known=False)
    if re.match("^[^ا]{2}ائ[^ا]$", word):
        return Noun(gender="f", human=False, number="plural", singular=word, known=False)
    return Noun(gender="m", human=False, number="singular", singular=word, known=False)


def is_verbal_noun(word: str) -> bool:
    """Tells whether a word has the pattern of a verbal noun of a derived form, as استجواب and ارتفاع."""
    return _MASDAR.match(word) is not None


def exact(word: str) -> Noun | None:
    """Returns the table's noun for a form as it stands, without article or clitics; None when it is not there."""
    return _forms().get(word)


def known(word: str) -> Noun | None:
    """Returns the table's noun for a written form, with or without article and clitics; None when it is not there."""
    forms = _forms()
    for candidate in (*_stems(word), *_respelled(word), *_unowned(word)):
        if candidate in forms:
            return forms[candidate]
    return None


def in_construct(word: str) -> Noun | None:
    """Returns the noun whose sound plural a form is without its nun: ممثلو, لاعبي (Wright II, the construct state)."""
    found = _forms().get(word + "ن") if word.endswith(("و", "ي")) else None
    return found if found is not None and found.number == "plural" else None


def as_plural(word: str) -> Noun | None:
    """Returns the noun whose plural a form is, also where the form is another noun's singular, as معارض and عقد."""
    return _plurals().get(word)


@cache
def _plurals() -> dict[str, Noun]:
    return {
        plural: replace(noun, number="plural")
        for singular in rows("nouns")
        for noun in [_noun(singular[0], _genitive(singular[1].split("|")), singular[2], singular[3])]
        for plural in singular[1].split("|")
        if plural != singular[0]
    }


_PRONOUNS = ("هما", "هم", "هن", "ها", "نا", "كم", "ه")


def without_pronoun(word: str) -> tuple[str, ...]:
    """Returns what a noun may be without its pronoun: أعضائه is أعضاء, موظفيها is موظفين, دورته is دورة."""
    for pronoun in _PRONOUNS:
        stem = word.removesuffix(pronoun)
        if stem != word and len(stem) > 2:
            other = {"ئ": stem[:-1] + "ء", "ؤ": stem[:-1] + "ء", "ي": stem + "ن", "و": stem + "ن", "ت": stem[:-1] + "ة"}
            return (stem, other[stem[-1]]) if stem[-1] in other else (stem,)
    return ()


def _unowned(word: str) -> tuple[str, ...]:
    found = without_pronoun(word)
    return (*found, *(form[1:] for form in found if form[0] in "وبلكف" and len(form) > 4))


def owned(word: str) -> Noun | None:
    """Returns the table's noun that a form is with a pronoun, all its letters its own: بطاقته is بطاقة."""
    return next((_forms()[form] for form in without_pronoun(word) if form in _forms()), None)


def _respelled(word: str) -> tuple[str, ...]:
    """Returns the spellings that careless writing hides: ايام is أيام, سنه is سنة."""
    hamza = tuple(seat + word[1:] for seat in "أإآ") if word.startswith("ا") else ()
    return (*hamza, word[:-1] + "ة") if word.endswith("ه") else hamza


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
