"""Signs: minus and plus before a number, comparison, and the few that are words between words."""

from briefing.arabic.counted import exact
from briefing.arabic.counting import noun_after
from briefing.arabic.figures import figure, whole_words
from briefing.arabic.line import Lead, Line, Reading
from briefing.arabic.numbers import NUMBER_RULES
from briefing.arabic.numerals import define
from briefing.arabic.tables import group
from briefing.arabic.things import single
from briefing.arabic.units import unit_at
from briefing.arabic.words import word_of

_BEFORE = {
    "-": "نَاقِص", "+": "زَائِد", "±": "زَائِد أَوْ نَاقِص", "~": "نَحْوَ", ">": "أَكْثَرَ مِنْ", "<": "أَقَلَّ مِنْ", "#": "رَقْم",
    "≥": "مَا لَا يَقِلُّ عَنْ", "≤": "مَا لَا يَزِيدُ عَلَى",
}  # fmt: skip
_BETWEEN = {"&": "آنْد", "+": "زَائِد", "=": "يُسَاوِي", "×": "فِي", "÷": "عَلَى", "@": "آت", "≠": "لَا يُسَاوِي"}


def before_number(line: Line, index: int, lead: Lead) -> Reading | None:
    """Reads -5, +3, ~20, >100: the sign's word and the number in the genitive."""
    sign = line.text(index)
    word = _BEFORE.get(sign)
    if word is None or line.kind(index + 1) != "number":
        return None
    joined = line.glued(index) and lead.start == index and line.kind(index - 1) != "quote"
    if sign in {"-", "+"} and (not line.glued(index + 1) or joined):
        return None
    if sign == "-" and _hyphen(line, index):
        return Reading(index + 1, [], "sign", "hyphen of a name")
    heard = group("minus") if sign == "-" else group("near") if sign == "~" else frozenset[str]()
    said = [] if line.word_before(index) in heard else word.split()
    inner = Lead("", "-", False, index)  # noqa: FBT003 - oblique
    for rule in NUMBER_RULES:
        found = rule(line, index + 1, inner)
        if found is not None:
            return Reading(found.end, [*said, *found.words], "negative" if sign == "-" else found.kind, f"sign {sign}")
    return None


def _hyphen(line: Line, index: int) -> bool:
    """Tells whether the dash only parts a name from its number, as in فوستوك -2018, or two numbers."""
    if line.kind(index - 1) == "number":
        return True
    if line.kind(index - 1) not in {"word", "latin"} or noun_after(line, index + 2)[0] >= 0:
        return False
    bare = line.kind(index + 2) in {"", "stop", "newline", "word", "quote"} and line.text(index + 1).isdecimal()
    return bare and (line.kind(index - 1) == "latin" or word_of(line.text(index - 1)).role == "other")


def power(line: Line, index: int, lead: Lead) -> Reading | None:
    """Reads 10⁶ and 10^-6 as a power; behind a word a raised figure is the number of a footnote and not said."""
    del lead
    minus = line.text(index + 1) == "-" and line.glued(index + 2)
    last = index + 2 if minus else index + 1
    if line.text(index) != "^" or not line.glued(index) or not line.text(last).isdecimal():
        return None
    if line.kind(index - 1) != "number" or line.text(index + 1) == "1":
        return Reading(last + 1, [], "sign", "footnote")
    words = ["أُسّ", *(["نَاقِص"] if minus else []), *whole_words(figure(line.text(last)), "m", "G")]
    end, thing = unit_at(line, last + 1) or (last + 1, None)
    return Reading(end, [*words, *(single(thing, "G") if thing else [])], "sign", "power")


def per(line: Line, index: int, lead: Lead) -> Reading | None:
    """Reads نسمة/كم² and ليرة/كغ: the unit with the article after في."""
    del lead
    if line.text(index) != "/" or not (line.glued(index) and line.glued(index + 1)) or line.kind(index - 1) != "word":
        return None
    if word_of(line.text(index - 1)).role != "noun":
        return None
    found = unit_at(line, index + 1)
    if found is None:
        return _per_noun(line, index)
    end, thing = found
    words = [define(word) for word in single(thing, "G", "construct")]
    return Reading(end, ["فِي", *words], "unit", "per unit")


def _per_noun(line: Line, index: int) -> Reading | None:
    """Reads a bar between a measure and a noun: كيلومترا في الساعة, دولارا للبرميل (Wright II, في and ل)."""
    noun, measure = exact(line.text(index + 1)), exact(line.text(index - 1))
    if noun is None or noun.singular != line.text(index + 1):
        return None
    if noun.singular in group("spans"):
        return Reading(index + 2, ["فِي", "ال" + noun.singular], "unit", "per unit")
    if measure is None or measure.singular not in group("measures"):
        return None
    return Reading(index + 2, ["لِل" + noun.singular], "unit", "per unit")


def plus(line: Line, index: int, lead: Lead) -> Reading | None:
    """Reads the plus that ends a name, as in أوبك+."""
    del lead
    if line.text(index) != "+" or not line.glued(index) or line.glued(index + 1):
        return None
    return Reading(index + 1, ["بْلَس"], "sign", "plus of a name") if line.kind(index - 1) in {"word", "latin"} else None


def between(line: Line, index: int, lead: Lead) -> Reading | None:
    """Reads & = × ÷ + @ between words; a row of one sign, as in === العنوان ===, is drawn and not said."""
    del lead
    sign = line.text(index)
    word = _BETWEEN.get(sign)
    if (
        word is None
        or index == 0
        or index + 1 >= len(line.tokens)
        or sign in {line.text(index - 1), line.text(index + 1)}
    ):
        return None
    return Reading(index + 1, word.split(), "sign", "sign between words")
