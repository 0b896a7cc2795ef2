"""The case of a number joined to what stands before it: it takes the case of that (النحو الوافي ٣، العطف)."""

import re

from briefing.arabic.clause import OPENERS, REACH
from briefing.arabic.counted import Noun, exact
from briefing.arabic.line import Lead, Line
from briefing.arabic.numerals import Case
from briefing.arabic.syntax import case_of
from briefing.arabic.words import word_of

_UNIT = "(?:ثلاث|أربع|خمس|ست|سبع|ثمان|تسع)"
_NUMERAL = re.compile(
    f"^و?(?:{_UNIT}(?:ة|ية|ي)?|عشرة?|أحد|إحدى|اثن[اي]|اثنت[اي]|(?:عشر|{_UNIT})(?:ون|ين)|{_UNIT}?م(?:ئ|ائ)ة|ألف|آلاف)$"
)
_NOMINATIVE = re.compile("(?:ون|^و?اثن[ا]|^و?اثنتا)$")
_OBLIQUE = re.compile("(?:ين|^و?اثني|^و?اثنتي)$")
_PHRASE = 3


def _lists_on(line: Line, index: int) -> bool:
    """Tells whether و behind a comma goes on with a list, as in ٣ كتب، و١٢ مجلة، and opens no clause with a verb."""
    if line.text(index - 1) not in {"،", ","} or line.kind(index + 1) != "number":
        return False
    following = (line.text(step) for step in range(index + 2, index + 5) if line.kind(step) == "word")
    return not any(word_of(text).role == "verb" and not word_of(text).also_noun for text in following)


def _inherited(line: Line, index: int) -> Case | None:
    """Returns the case of an earlier number of the same clause, no verb between, for a number joined by و."""
    for step in range(index - 1, max(-1, index - REACH), -1):
        token = line.tokens[step]
        if step in line.cases:
            return line.cases[step]
        if token.kind in {"stop", "newline"} and not (step == index - 1 and _lists_on(line, index)):
            return None
        if token.kind == "word":
            word = word_of(token.text)
            if word.role in OPENERS or (word.role == "verb" and not word.also_noun):
                return None
    return None


def _numeral_before(line: Line, index: int) -> list[int]:
    """Returns the tokens of a number in words that counts the noun phrase ending at `index`, last to first."""
    step, passed = index, 0
    while step >= 0 and passed < _PHRASE and not _NUMERAL.match(line.text(step)):
        if word_of(line.text(step)).role not in {"noun", "other", "definite"}:
            return []
        step, passed = line.before(step), passed + 1
    found = []
    while passed and step >= 0 and _NUMERAL.match(line.text(step)):
        found.append(step)
        step = line.before(step)
    return found


def _shown_case(line: Line, index: int, noun: Noun | None) -> Case | None:
    """Returns the case that a noun phrase ending at `index` shows in writing: ثمانية جنود, شخصان, رجلا; else None."""
    numeral = _numeral_before(line, index)
    texts = [line.text(step) for step in numeral] or [line.text(index)]
    first = numeral[-1] if numeral else index
    found = exact(texts[0])
    dual = found is not None and found.number == "dual"
    alef = found is not None and found.number == "singular" and texts[0] == found.singular + "ا"
    if not (numeral or dual or alef):
        return None
    if any(_NOMINATIVE.search(text) for text in texts) or (dual and texts[0].endswith("ان")):
        return "N"
    case = case_of(line, first, exact(line.text(index)) or noun)
    oblique = alef or dual or any(_OBLIQUE.search(text) for text in texts)
    return "A" if oblique and case == "N" else case


def _joined_case(line: Line, before: int, noun: Noun | None) -> Case:
    """Returns the case of a number joined to the noun phrase that ends at token `before`."""
    shown = _shown_case(line, before, noun)
    if shown is not None:
        return shown
    if word_of(line.text(before)).role in {"prep", "phrase"}:
        return "G"
    # Back over one noun phrase: its case is this number's case.
    while before >= 0 and word_of(line.text(before)).role == "definite" and line.before(before) >= 0:
        step = line.before(before)
        if word_of(line.text(step)).role not in {"definite", "noun"}:
            break
        before = step
    return case_of(line, before, noun)


def number_case(line: Line, lead: Lead, noun: Noun | None = None) -> Case:
    """Returns the case of a number with the clitics before it.

    A number joined by و takes the case of what it is joined to (النحو الوافي ٣، العطف).
    """
    if lead.preposition:
        return "G"
    if not lead.conjunction:
        chosen = _inherited(line, lead.start - 1) if line.text(lead.start - 1) in {"أو", "أم", "بل", "ثم"} else None
        return chosen or case_of(line, lead.start, noun)
    inherited = _inherited(line, lead.start)
    if inherited is not None:
        return inherited
    before = line.before(lead.start)
    return "N" if before < 0 else _joined_case(line, before, noun)
