"""Which noun a number counts: the one behind it, a later one that it shares, or an earlier one that it takes up."""

import re
from dataclasses import replace

from briefing.arabic.counted import Noun, as_plural, exact, known, noun
from briefing.arabic.figures import SCALES, Figure
from briefing.arabic.line import Line, split_clitics
from briefing.arabic.tables import group
from briefing.arabic.words import word_of

_COUNTABLE = frozenset({"noun", "other", "verb"})
_OTHERS = frozenset({"أخرى", "أخريات"})
_SHE = Noun(gender="f", human=False, number="singular", singular="أخرى", known=False)
_AGAIN_BEHIND = frozenset({"منها", "منهن"}) | _OTHERS
_FEMININE = _OTHERS | {"منهن", "عددهن", "وعددهن"}
_AGAIN_BEFORE = frozenset({"أصل", "منها", "منهن", "بينها", "بينهن", "عددهن", "وعددهن"})
# Right behind a number such a word is a noun (كاسحات, بارجة) and no ب, ل or ك with one.
_COMPARED = re.compile("^(?:ك.{3,}|[بل]ا[^ا]{2})(?:ة|ات)$")
_AFILA = re.compile("^أ[^ا]{3}ة$")


def fits(text: str, found: Noun, value: int) -> bool:
    """Tells whether a noun has the form that the number asks of what it counts."""
    rest = value % 100
    if text in SCALES or rest < 3:
        return True
    return found.number == "plural" if rest <= 10 else text.endswith(("ا", "ة", "ى", "اء"))


def noun_after(line: Line, index: int) -> tuple[int, Noun | None]:  # noqa: PLR0911 - one return a rule of grammar
    """Returns the token and the noun that is counted by a number ending before `index`, if there is one.

    "من" and a plural count as well (2 من أفراد الطاقم); the token is then -1 and the noun serves for gender only.
    """
    after = line.after(index)
    if after < 0:
        return -1, None
    text = line.text(after)
    word = word_of(text)
    if text in group("adverbs") or text in _OTHERS or (text in group("days") and line.text(after + 1).startswith("ال")):
        return -1, None
    if text == "من" and line.text(after + 1) == "أصل" and line.kind(after + 2) == "number":
        return -1, noun_after(line, after + 3)[1]
    if text == "من" and line.kind(after + 1) == "word":
        partner = known(line.text(after + 1))
        plural = partner is not None and partner.number == "plural" and partner.singular != "قوة"
        return -1, partner if plural else None
    nominal = word.role == "prep" and _COMPARED.match(text) and exact(text[1:]) is None
    role = "noun" if nominal else word.role
    if role not in _COUNTABLE or word.joined or (role == "verb" and not word.also_noun and not known(text)):
        return -1, None
    if split_clitics(text) is not None or (text in group("dated") and line.kind(after + 1) == "number"):
        return -1, None
    if len(text) < 2 or (text.endswith("يا") and len(text) > 3 and known(text) is None):
        return -1, None
    return after, noun(text)


def later_noun(line: Line, index: int) -> Noun | None:
    """Returns the noun that a second number brings, as in من ٥ إلى ٧ سنوات and بين ٢٠ و٣٠ عاما."""
    step = index
    if line.text(step) == "من" and line.text(step + 1) == "كل" and line.kind(step + 2) == "number":
        step += 1  # ١ من كل ٤ أشخاص, but قرص ١ كل ١٢ ساعة
    elif line.text(step) not in {"إلى", "الى", "أو", "و", "حتى", "-", "~", "أم"}:
        return None
    signed = line.text(step + 1) in {"-", "+"} and line.text(step) not in {"-", "~"}
    step += 2 if signed else 1
    if line.kind(step) != "number":
        return None
    after, found = noun_after(line, step + 1)
    return found if after >= 0 else None


def earlier_noun(line: Line, index: int) -> Noun | None:
    """Returns the noun that a number alone counts again: منها, أخرى or a verb of hers behind it, من أصل before it."""
    again = line.word_after(index + 1) in _AGAIN_BEHIND or line.word_before(index) in _AGAIN_BEFORE
    if not again and _result(line, index):
        return exact("مباراة")
    if not again and line.word_before(index).removeprefix("و") in {"العظمى", "الصغرى"}:  # والصغرى ٢٢
        return exact("درجة")
    if not again and line.word_before(index) in {"إلى", "الى"}:
        return _from(line, index)
    if not again and not _hers(line, index):
        return None
    for step in range(index - 1, max(-1, index - 20), -1):
        if line.tokens[step].kind == "word":
            found = exact(line.text(step)) or exact(line.text(step).removeprefix("ال"))
            if found is not None and (found.number == "plural" or line.kind(step - 1) == "number"):
                return found
    return _SHE if {line.word_after(index + 1), line.word_before(index)} & _FEMININE else None


def _from(line: Line, index: int) -> Noun | None:
    """Returns the noun that the first of two numbers brought: من ١٠ سنوات إلى ٣."""
    for step in range(index - 2, max(1, index - 6), -1):
        if line.kind(step - 1) == "number" and line.word_before(step - 1) in {"من", "ومن"}:
            return exact(line.text(step))
    return None


def _result(line: Line, index: int) -> bool:
    """Tells whether a number counts matches that were named before: فاز في ١٤ مباراة وتعادل في ٦ وخسر ٣."""
    verb = line.before(index)
    verb = line.before(verb) if line.text(verb) == "في" else verb
    if verb < 0 or not line.text(verb).startswith("و") or line.text(verb)[1:] not in group("results"):
        return False
    return any(line.text(step) in {"مباراة", "مباريات"} for step in range(max(0, index - 20), index))


def _hers(line: Line, index: int) -> bool:
    """Tells whether a number joined by و has a verb in the feminine behind it: ١٥ دولة رفضت و٩ امتنعت."""
    text = line.word_after(index + 1)
    verb = word_of(text)
    sure = verb.role == "verb" and not verb.also_noun and (verb.verb != "?" or text.endswith("ت"))
    return line.text(index - 1) in {"و", "ف"} and sure and verb.gender == "f"


def agreeing(line: Line, index: int, after: int, found: Noun, value: int) -> Noun | None:
    """Returns the noun that a number counts, in the reading that the number asks for, or None when it counts nothing.

    Behind 3-10 a form is a plural if it can be one (معارض of معرض), and an unknown singular in ة is no counted noun.
    A number in brackets that opens a line numbers it.
    """
    if (
        line.text(index - 1) == "("
        and line.text(index + 1) == ")"
        and (index == 1 or line.kind(index - 2) == "newline")
    ):
        return None
    if not 3 <= value % 100 <= 10:
        return found
    text = line.text(after)
    if found.known:
        return (as_plural(text) if found.number == "singular" else None) or found
    if _AFILA.match(text):  # أحذية, أغلفة: plurals of masculines (Wright I, the plural of paucity)
        return replace(found, gender="m", number="plural")
    return None if text.endswith("ة") and not text.startswith("أ") else found


def pointed_thousands(line: Line, index: int) -> Figure | None:
    """Returns 8.157 شخصا as a whole number: people and houses have no decimals, and no rate ends in two zeros."""
    text = line.text(index)
    if not 5 <= len(text) <= 7 or text[-4] != "." or not (text[:-4] + text[-3:]).isdecimal() or text[0] == "0":
        return None
    after, found = noun_after(line, index + 1)
    if after < 0 or found is None or not found.known or line.text(after) in SCALES:
        return None
    if found.singular in group("measures") and not text.endswith("00"):
        return None
    return Figure(text.replace(".", ""))
