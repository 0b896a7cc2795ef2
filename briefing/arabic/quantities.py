"""Quantities: counted nouns, decimals, fractions, percentages and bare numbers."""

from briefing.arabic.agreement import noun_case
from briefing.arabic.coordination import number_case
from briefing.arabic.counted import Noun, before_ending, known
from briefing.arabic.counting import agreeing, earlier_noun, later_noun, noun_after, pointed_thousands
from briefing.arabic.figures import (
    SCALES,
    decimal_words,
    figure,
    half_scaled,
    scaled,
    whole_words,
    without_empty,
)
from briefing.arabic.line import Lead, Line, Reading
from briefing.arabic.lookahead import accepts, acts_on, grows_by
from briefing.arabic.numerals import Case, Gender, State, cardinal, digits, dual, ending, join_and
from briefing.arabic.tables import group
from briefing.arabic.words import word_of

_APART = frozenset({"prep", "skip", "clause", "relative", "inna", "innasub", "phrase", "exists"})


def _state(value: int, counted: bool) -> State:  # noqa: FBT001 - a grammar fact, not a switch
    """The numeral stands in construct before a genitive: 3-10, hundreds, thousands (Wright II, the numerals)."""
    rest = value % 100
    return "construct" if counted and (rest == 0 or 3 <= rest <= 10) else "indefinite"


def _small(line: Line, after: int, found: Noun, value: int, case: Case) -> list[str] | None:
    """Says one and two of a singular noun by the noun itself: شخص واحد, شخصان."""
    text = line.text(after)
    if value == 2 and found.number == "dual" and text.endswith(("ان", "ين")):
        shown: Case = "N" if text.endswith("ان") else "A" if case == "A" else "G"
        return [text, *cardinal(2, found.gender, shown)]  # 2 جنديين: behind its dual the number is an adjective
    if (
        found.number == "dual"
        or not found.known
        or (value == 1 and found.number == "plural")
        or line.view.written(*_range(line, after)) != text
    ):
        return None
    stem = found.singular
    if value == 1:
        if text in SCALES:
            return [text]
        ends = ("ة", "ا", "ى", "اء", "ي")
        noun = text if text.endswith(ends) else ending(text, case, "indefinite")
        return [noun, *cardinal(1, found.gender, case)]
    following, _ = noun_after(line, after + 1)
    bound = text in SCALES or text == "رجل" or line.text(following) in group("masses")
    state: State = "construct" if following >= 0 and bound else "indefinite"
    return [dual(before_ending(stem), case, state)]


def _range(line: Line, index: int) -> tuple[int, int]:
    token = line.tokens[index]
    return token.start, token.end


def _wants_plural(line: Line, lead: Lead, after: int, found: Noun, value: int) -> bool:
    """Tells whether a singular of the table stands where grammar wants its plural: 5 مليون, 8 سنة."""
    if after < 0 or not 3 <= value % 100 <= 10 or found.number != "singular" or not found.known or lead.article:
        return False
    if line.word_before(lead.start) in {"رقم", "الرقم"} or line.text(after) not in {
        found.singular,
        found.singular + "ا",
    }:
        return False
    apart = any(line.kind(step) == "quote" and line.text(step) != ")" for step in range(lead.start + 1, after))
    return bool(found.plural) and not apart and line.view.written(*_range(line, after)) == line.text(after)


def _wants_accusative(line: Line, lead: Lead, after: int, found: Noun, value: int) -> bool:
    """Tells whether a singular behind 11-99 lacks its alef, as in 12 طالب; not before a word that may agree with it."""
    text = line.text(after)
    bare = after >= 0 and text == found.singular and found.known and found.plural not in {"", text}
    shaped = text not in SCALES and not text.endswith(("ة", "ى", "ء", "أ", "ا", "و", "ي"))
    named = lead.article or line.word_before(lead.start) in {"رقم", "الرقم"}
    if named or not (bare and shaped and 11 <= value % 100 <= 99):
        return False
    word = word_of(line.text(after + 1))
    alone = line.kind(after + 1) != "word" or word.joined or word.role in _APART
    quoted = any(line.kind(step) == "quote" for step in range(lead.start + 1, after))
    return alone and not quoted and line.view.written(*_range(line, after)) == text


def _other_form(line: Line, lead: Lead, after: int, found: Noun, value: int, words: list[str]) -> Reading | None:
    """Reads the number with the form of the noun that grammar wants where the author wrote another."""
    if _wants_plural(line, lead, after, found, value):
        return Reading(after + 1, [*words, found.plural], "cardinal", "plural behind three to ten")
    if _wants_accusative(line, lead, after, found, value):
        form = before_ending(found.singular) + "ا"
        return Reading(after + 1, [*words, form], "cardinal", "accusative behind eleven to ninety-nine")
    return None


def _counted_case(line: Line, lead: Lead, after: int, found: Noun) -> Case:
    """Returns the case of a counted phrase; the author's آخرين and آخرون show the one that he has in mind."""
    subject = found
    if after >= 0 and line.text(after) in SCALES:
        subject = noun_after(line, after + 1)[1] or found
    case = number_case(line, lead, subject)
    if case == "G" and after >= 0 and accepts(line, lead.start, after, subject):
        case = "N"
    if case == "A" and after >= 0 and not (lead.conjunction or lead.preposition) and acts_on(line, lead.start, after):
        case = "N"
    shown: dict[str, Case] = {"آخرون": "N", "آخرين": "A" if case == "A" else "G"}
    return shown.get(line.text(after), case)


def counted(line: Line, index: int, lead: Lead) -> Reading | None:
    """Reads a whole number before a noun of the author's: gender, case and state follow the noun and the sentence."""
    number = pointed_thousands(line, index) or without_empty(figure(line.text(index)))
    if not number.is_plain:
        return None
    after, found = noun_after(line, index + 1)
    if found is not None and after >= 0:
        found = agreeing(line, index, after, found, number.value)
        after = after if found is not None else -1
    if found is None:
        found = later_noun(line, index + 1) or earlier_noun(line, index)
    if found is None:
        return None
    case = _counted_case(line, lead, after, found)
    line.cases[index] = case
    gender: Gender = found.gender
    value = number.value
    if after >= 0 and value in {1, 2} and not lead.article:
        words = _small(line, after, found, value, case)
        if words is not None:
            return Reading(after + 1, words, "cardinal", "one and two by the noun")
    adjective = line.text(after) in {"آخرون", "آخرين"}  # مئتان آخرون: no construct
    state = _state(value, after >= 0 and not adjective)
    words = cardinal(value, gender, case, state, definite=lead.article)
    other = _other_form(line, lead, after, found, value, words)
    if other is not None:
        return other
    if after >= 0 and value > 100 and value % 100 in {1, 2} and found.number == "singular" and not lead.article:
        last = _small(line, after, found, value % 100, case)
        if last is not None:
            head = cardinal(value - value % 100, gender, case, "construct")
            words = [*head, found.singular, "وَ" + last[0], *last[1:]]
            return Reading(after + 1, words, "cardinal", "hundreds and one or two")
    return Reading(index + 1, words, "cardinal", "counted noun")


def scale(line: Line, index: int, lead: Lead) -> Reading | None:
    """Reads a decimal before مليون and its like without loss: مليون ونصف المليون, مليار ومئتي مليون."""
    number = figure(line.text(index))
    after = line.after(index + 1)
    size = SCALES.get(line.text(after))
    if not number.fraction or size is None:
        return None
    _, found = noun_after(line, after + 1)
    case = number_case(line, lead, found)
    line.cases[index] = case
    counted_next = found is not None
    half = half_scaled(number, size, case)
    if half is not None:
        return Reading(after + 1, half, "cardinal", "half a million")
    value = scaled(number, size)
    if value is None or value == 0:
        return None
    gender: Gender = found.gender if found is not None else "m"
    words = cardinal(value, gender, case, _state(value, counted_next))
    return Reading(after + 1, words, "cardinal", "decimal of a million")


def percent_end(line: Line, index: int) -> int:
    """Returns the token behind a percent or per mille sign that follows a number, or 0."""
    return index + 1 if line.text(index) in {"%", "‰"} else 0


def percent_words(sign: str, line: Line) -> list[str]:
    """Returns what the percent or per mille sign is called."""
    return ["في", "الألف"] if sign == "‰" else line.style.percent.split()


def percent(line: Line, index: int, lead: Lead) -> Reading | None:
    """Reads a number before a percent sign; the number is masculine (النحو الوافي ٤، العدد المفرد)."""
    end = percent_end(line, index + 1)
    if not end:
        return None
    return _percent(line, index, lead, end, line.text(index + 1))


def percent_first(line: Line, index: int, lead: Lead) -> Reading | None:
    """Reads a number behind a percent sign, as %6."""
    if line.text(index) not in {"%", "‰"} or line.kind(index + 1) != "number":
        return None
    return _percent(line, index + 1, lead, index + 2, line.text(index))


def _percent(line: Line, index: int, lead: Lead, end: int, sign: str) -> Reading:
    number = figure(line.text(index))
    case = number_case(line, lead, noun_after(line, end)[1])
    if lead.start == index and line.text(end) != "من" and grows_by(line, index):
        case = "A"
    line.cases[index] = case
    if number.is_plain:
        words = cardinal(number.value, "m", case, definite=lead.article)
    else:
        words = decimal_words(number, case, line.style)
    words += percent_words(sign, line)
    if line.text(end) == "-" and line.kind(end + 1) == "number" and percent_end(line, end + 2):  # 5%-7%
        top = decimal_words(figure(line.text(end + 1)), "G", line.style)
        link = [join_and(top[0])] if line.word_before(lead.start) in {"بين", "وبين"} else ["إِلَى", top[0]]
        return Reading(end + 3, [*words, *link, *top[1:], *percent_words(sign, line)], "percent", "percent sign")
    return Reading(end, words, "percent", "percent sign")


def decimal(line: Line, index: int, lead: Lead) -> Reading | None:
    """Reads a decimal number; a noun behind it stays as written."""
    number = figure(line.text(index))
    if not number.fraction or pointed_thousands(line, index) is not None:
        return None
    after, found = noun_after(line, index + 1)
    if after >= 0 and not number.fraction.strip("0"):
        return None
    case = number_case(line, lead, found)
    line.cases[index] = case
    version = line.word_before(lead.start) in group("versions") or line.kind(index - 1) == "latin"
    return Reading(index + 1, decimal_words(number, case, line.style, empty=version), "decimal", "decimal point")


def bare(line: Line, index: int, lead: Lead) -> Reading | None:
    """Reads a number that counts nothing named: masculine, in the case of its place."""
    number = figure(line.text(index))
    if number.fraction:
        return None
    if number.value < 0 or (number.whole.startswith("0") and len(number.whole) > 2):
        return Reading(index + 1, digits(number.whole), "digits", "digit by digit")
    once = _once(line, index, lead)
    case = once[1] if once else number_case(line, lead)
    line.cases[index] = case
    words = whole_words(number, once[0] if once else "m", case, definite=lead.article)
    return Reading(index + 1, words, "cardinal", "bare number")


def _once(line: Line, index: int, lead: Lead) -> tuple[Gender, Case] | None:
    """Returns gender and case of the time or measure that a 1 behind it counts: مرة 1, لتر 1 (W II, the numerals)."""
    before = line.before(index)
    found = known(line.text(before)) if line.text(index) == "1" and lead.start == index and before >= 0 else None
    if found is None or found.number != "singular" or line.text(before).startswith("ال"):
        return None
    if found.singular != "مرة" and found.singular not in group("measures") - group("graded"):
        return None
    joined = line.text(before) not in {found.singular, found.singular + "ا"}
    return found.gender, "G" if joined else noun_case(line, before, found)
