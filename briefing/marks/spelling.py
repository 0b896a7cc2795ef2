"""What the letters of one word already say about its marks, whatever a network thinks.

Rules of Arabic spelling (Ryding, A Reference Grammar of Modern Standard Arabic, 2005, chapter 2): a long a follows a
fatha, so does teh marbuta; hamza under alef bears kasra; madda and alef bear no vowel; the article's lam is silent
before a sun letter, which is doubled, and has a sukun before the others.
"""

import re

from briefing.marks.letters import DAGGER, DAMMA, FATHA, FATHATAN, KASRA, SHADDA, SUKUN, SUN, TANWIN, VOWELS
from briefing.marks.shapes import mend_dual, mend_verb

_CLITICS = "وفبلك"
# Present verbs whose last radical is ه, which is no pronoun: يواجه, تتجه, ينتبه.
_ROOT_HEH = re.compile("^[وف]?[سل]?[يتنأ](?:واجه|توجه|تجه|وجه|نتبه|نبه|شبه|شتبه|تشابه|شوه|موه|رفه|كره|فقه|نزه|سفه)$")
_LAM_VERBS = ("التق", "التز", "التم", "التح", "الته", "التف", "التأ", "التب", "التج", "التئ")


def mend(letters: str, marks: list[str]) -> list[str]:
    """The marks of a word with what breaks a rule of spelling put right.

    Args:
        letters: the bare word without punctuation.
        marks: of each of its letters.
    """
    out = list(marks)
    article = _article(letters)
    for place in range(len(letters)):
        _mend_letter(letters, out, place, article)
    _inner_tanwin(letters, out)
    if out and SHADDA in out[0]:
        out[0] = out[0].replace(SHADDA, "")
    if article >= 0:
        _mend_article(letters, out, article)
    _suffix(letters, out)
    _servant(letters, out)
    mend_verb(letters, out)
    mend_dual(letters, out)
    _oman(letters, out)
    return out


def _mend_letter(letters: str, out: list[str], place: int, article: int) -> None:
    char = letters[place]
    if char == "آ":
        out[place] = ""
    elif char == "إ":
        out[place] = KASRA
    elif char == "أ" and place == 0 and KASRA in out[place]:
        out[place] = FATHA
    elif char == "ا":
        _alef(letters, out, place, article)
    elif char == "ة" and place:
        _fatha_before(letters, out, place)
    elif char == "ى":
        out[place] = "".join(mark for mark in out[place] if mark in {FATHATAN, DAGGER})


def _servant(letters: str, out: list[str]) -> None:
    """Names written together like عبدالله: the first part has the ending, the second is annexed."""
    place = letters.find("عبدال")
    if 0 <= place <= 2 and len(letters) > place + 5:
        out[place + 2] = DAMMA
        out[-1] = KASRA if VOWELS.intersection(out[-1]) else out[-1]
        if letters[place + 5] != "ل":
            _mend_article(letters, out, place + 3)


def _suffix(letters: str, out: list[str]) -> None:
    """The pronouns ه, هم, هما, هن sound like the kasra or yeh before them (Ryding 2005, 12.3)."""
    if _ROOT_HEH.match(letters):
        return
    for suffix in ("ه", "هم", "هما", "هن"):
        place = len(letters) - len(suffix)
        if place >= 2 and letters.endswith(suffix) and out[place] == DAMMA and KASRA in out[place - 1]:
            out[place] = KASRA


def _inner_tanwin(letters: str, out: list[str]) -> None:
    """Tanwin on the last letter but one belongs to the last, unless that is the alef or yeh it is written with."""
    if len(out) > 1 and letters[-1] not in "اى" and TANWIN.intersection(out[-2]):
        if not out[-1] or out[-1] == SUKUN:
            out[-1] = "".join(mark for mark in out[-2] if mark in TANWIN)
        out[-2] = (SHADDA if SHADDA in out[-2] else "") + FATHA


def _oman(letters: str, out: list[str]) -> None:
    """The town عَمَّان has a doubled meem, the country عُمَان has none; عُمَّان is neither."""
    place = letters.rfind("عمان")
    if place >= 0 and len(letters) == place + 4 and place <= 2:
        out[place] = FATHA if SHADDA in out[place + 1] else DAMMA


def _alef(letters: str, out: list[str], place: int, article: int) -> None:
    """A bare alef has no vowel; within a word the letter before it has a fatha, where it is not a joining alef."""
    if FATHATAN in out[place]:
        out[place] = ""
        if place and not TANWIN.intersection(out[place - 1]):
            out[place - 1] = (SHADDA if SHADDA in out[place - 1] else "") + FATHATAN
        return
    if place == 0 and out[place] in {KASRA, DAMMA}:
        return
    out[place] = ""
    joins = place == 0 or (article >= 0 and place in {article, article + 2})
    if joins or letters[place - 1] in "اآىأ" or _is_silent(letters, out, place):
        return
    if letters[place - 1] in "وي" and not VOWELS.intersection(out[place - 1]) and SHADDA not in out[place - 1]:
        out[place - 1] = FATHA
    else:
        _fatha_before(letters, out, place)


def _is_silent(letters: str, out: list[str], place: int) -> bool:
    """The alef of عبدالله, of قالوا and رجلا, of مائة, and a joining alef after a clitic with kasra."""
    before = letters[place - 1]
    if letters[place : place + 2] == "ال" and letters[max(0, place - 3) : place] == "عبد":
        return True
    if place == len(letters) - 1:
        return before in "وي" or FATHATAN in out[place - 1]
    if letters[place + 1] == "ئ" and before == "م":
        return True
    clitics = place <= 3 and all(char in _CLITICS for char in letters[:place]) and KASRA in out[place - 1]
    return clitics and (not VOWELS.intersection(out[place + 1]) or SHADDA in out[place + 1])


def _fatha_before(letters: str, out: list[str], place: int) -> None:
    before = out[place - 1]
    if letters[place - 1] in "اىآ" or FATHATAN in before:
        return
    out[place - 1] = (SHADDA if SHADDA in before else "") + FATHA


def _article(letters: str) -> int:
    """Place of the article's alef, after at most two clitics; -1 for none."""
    for place in range(min(3, len(letters))):
        if letters[place] == "ا":
            fits = letters[place + 1 : place + 2] == "ل" and len(letters) - place >= 4
            verb = letters[place:].startswith(_LAM_VERBS)
            stem = place and letters[place - 1] == "و" and place == 1 and len(letters) == 4  # والد, والت
            return place if fits and not verb and not stem else -1
        if letters[place] not in _CLITICS:
            return -1
    return -1


def _mend_article(letters: str, out: list[str], place: int) -> None:
    lam, following = place + 1, place + 2
    if place and VOWELS.intersection(out[lam]) and letters[following] not in "اأإ" and SHADDA not in out[lam]:
        return
    if letters[following] in SUN:
        if SHADDA in out[lam]:
            return
        out[lam] = ""
        if SHADDA not in out[following]:
            out[following] = SHADDA + out[following].replace(SUKUN, "")
    elif letters[following] == "ا":
        out[lam] = KASRA
    else:
        out[lam] = SUKUN
        out[following] = out[following].replace(SHADDA, "")
