"""The passive verb before its number: قُتِلَ ثلاثة, where nobody who acts stands before it.

Without marks قتل is active or passive. Before a number in the nominative it has no other subject than the number, so a
verb of the closed list is passive there (النحو الوافي ٢، نائب الفاعل; Wright I, the passive voice).
"""

import re
from functools import cache

from briefing.arabic.clause import is_verb, place_before
from briefing.arabic.counted import exact
from briefing.arabic.letters import view
from briefing.arabic.lexer import tokens
from briefing.arabic.line import Line
from briefing.arabic.style import Style
from briefing.arabic.syntax import case_of
from briefing.arabic.tables import group, rows

_AMOUNTS = re.compile(
    "^(?:واحد|اثنان|اثنتان|اثنا|اثنتا|(?:ثلاث|أربع|خمس|ست|سبع|ثمان|تسع)(?:ة|ية|ون|ي|مئة|مائة)?|عشرة?|عشرون|مئة|مائة"
    "|مئتا|مئتان|ألفا|ألفان|ألف|مليون|أحد|إحدى)$"
)
_STYLE = Style()
# Forms that are passive however they are read.
_ONLY_PASSIVE = re.compile("^[وف]?(?:أصيب|أجلي|أعيد|عولج|صودر|اختير|شوهد|اغتيل|استدعي|ألغي|أدين)ت?$")


@cache
def _forms() -> dict[str, str]:
    forms = {}
    for he, marked in rows("passives"):
        for clitic, vowel in (("", ""), ("و", "وَ"), ("ف", "فَ")):
            forms[clitic + he] = vowel + marked
            forms[clitic + he + "ت"] = vowel + marked + "تْ"
    return forms


@cache
def _anywhere() -> re.Pattern[str]:
    return re.compile("|".join(sorted((row[0] for row in rows("passives")), key=len, reverse=True)))


def passives(text: str) -> list[tuple[int, int, str]]:
    """Returns the passive verbs before numbers in a text: first index, index behind, the verb with its marks.

    Numbers may be figures or words. A verb with a subject before it, or of a clause whose subject was named before, is
    left alone, as is every verb outside the list.
    """
    if not _anywhere().search(text):
        return []
    clean = view(text)
    line = Line(clean, tokens(clean), _STYLE)
    found = []
    for index, token in enumerate(line.tokens):
        marked = _forms().get(token.text) if token.kind == "word" else None
        if marked is not None and _counts(line, index + 1) and _without_subject(line, index):
            found.append((*clean.place(token.start, token.end), marked))
    return found


def _without_subject(line: Line, index: int) -> bool:
    """Tells whether the number behind the verb at `index` is all the subject it has."""
    text = line.text(index)
    if case_of(line, index + 1) != "N":
        return False
    if _ONLY_PASSIVE.match(text):
        return True
    place = place_before(line, index)
    if place.opener in {"innasub", "relative"} or any(is_verb(place, step) for step in range(len(place.words))):
        return False  # هاجم مسلح القرية وقتل ثلاثة
    return not text.endswith("ت") or _feminine(line, index + 1)


def _feminine(line: Line, index: int) -> bool:
    """Tells whether the number at `index` counts feminine things that do not act: قُتِلَتْ ثلاث نساء."""
    while line.kind(index) == "number" or _AMOUNTS.match(line.text(index).removeprefix("و")):
        index += 1
    noun = exact(line.text(index))
    return noun is not None and noun.gender == "f" and noun.singular not in group("agents")


def _counts(line: Line, index: int) -> bool:
    """Tells whether what stands behind the verb is a number or an amount."""
    text = line.text(index)
    if line.kind(index) == "number":
        return True
    if line.kind(index) != "word":
        return False
    if text == "ما":
        return line.text(index + 1) == "لا" or line.text(index + 1) in {"يزيد", "يقارب", "يقرب"}
    people = exact(text)
    several = people is not None and people.human and people.number != "singular" and text.endswith(("ان", "ون"))
    return several or text in group("amounts") or _AMOUNTS.match(text) is not None
