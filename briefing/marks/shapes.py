"""Shapes that a network puts together and no Arabic verb or dual has, made into what is nearest.

Ryding, A Reference Grammar of Modern Standard Arabic, 2005, 21-33 (the forms), 38 (the passive), 12.3 (pronouns).
"""

import re

from briefing.arabic.counted import exact
from briefing.marks.letters import DAMMA, FATHA, KASRA, SHADDA, SUKUN, VOWELS

# Shapes that are a verb in the passive or one of these plurals: سُجِّلَ, but رُضَّعَ.
_BROKEN_PLURALS = frozenset(("ركع", "سجد", "رضع", "عزل", "قصر", "خدج", "نوم", "صوم", "جوع", "كمل", "حضر", "شرد"))
_PASSIVES = frozenset(
    ("طلب", "حكم", "ذكر", "نشر", "رفع", "منع", "وضع", "فتح", "كشف", "فرض", "نقل", "سحب", "قتل", "جرح")
)
_PRESENT = re.compile("^[وف]?[سل]?(?=[يتن])")
_WITH_OBJECT = re.compile("ت(?:ه|ها|هم|هما|هن|نا|ني)$")


def mend_dual(letters: str, marks: list[str]) -> None:
    """Put right, in place, the nun of a dual, which has kasra in every case: الطِّبِّيَّانِ, زِلْزَالَانِ (Ryding 5.4.2.1).

    Only where the word can be nothing else: a nisba, or a known noun of four letters or more with ان behind it.
    """
    if not letters.endswith("ان") or marks[-1] not in VOWELS:
        return
    stem = letters.removeprefix("و").removeprefix("ال")
    noun = exact(stem)
    known = noun is not None and noun.number == "dual" and len(noun.singular) >= 4
    if known or (len(stem) >= 5 and stem[-3] == "ي" and SHADDA in marks[-3]):
        marks[-1] = KASRA


def mend_verb(letters: str, marks: list[str]) -> None:
    """Put right, in place, what no verb has: سُجَّلَ, أُطْلَقَتْ, يُعْتَبِرُ, تَصَوِّرُ, خَلَّفْتْهَا.

    Args:
        letters: the bare word without punctuation.
        marks: of each of its letters.
    """
    start = 1 if letters[0] in "وف" and marks[0] == FATHA and len(letters) > 3 else 0
    if letters[start] == "أ" and len(letters) - start >= 4 and marks[start : start + 2] == [DAMMA, SUKUN]:
        _past_passive(letters[start + 1 :], marks, start + 1)
    elif marks[start] == DAMMA:
        _past_passive(letters[start:], marks, start)
    prefix = _PRESENT.match(letters)
    if prefix is not None:
        _present(letters, marks, prefix.end())
    suffix = _WITH_OBJECT.search(letters)
    if suffix is not None and suffix.start() > 2 and marks[suffix.start() - 1 : suffix.start() + 1] == [SUKUN, SUKUN]:
        marks[suffix.start() - 1] = FATHA


def _past_passive(stem: str, marks: list[str], start: int) -> None:
    """A past passive has kasra before its last radical: سُجِّلَ, عُيِّنَتْ, طُلِبَ, أُطْلِقَتْ."""
    first, second, *rest = marks[start:] if len(stem) >= 3 else ("", "")
    fourth = first == SUKUN
    if set(second) not in ({FATHA}, {SHADDA, FATHA}):
        return
    she = len(stem) == 4 and stem[3] == "ت" and rest[0] == FATHA and rest[1] in {SUKUN, KASRA}
    they = stem[3:] == "وا" and rest[0] == DAMMA
    verb = fourth or (stem not in _BROKEN_PLURALS if SHADDA in second else stem in _PASSIVES)
    he = verb and len(stem) == 3 and rest[0] == FATHA and stem[2] not in "ةكاى"
    if he or she or they:
        marks[start + 1] = second.replace(FATHA, KASRA)


def _present(letters: str, marks: list[str], at: int) -> None:
    """A present of form VIII has damma only in the passive, يُعْتَبَرُ; one of form II always: تُصَوِّرُ."""
    stem = letters[at:]
    shape = marks[at : at + 4]
    if len(stem) == 5 and stem[2] == "ت" and shape == [DAMMA, SUKUN, FATHA, KASRA]:
        marks[at + 3] = FATHA
    doubled = len(stem) == 4 and stem[3] not in "يىاة" and set(shape[2]) == {SHADDA, KASRA}
    if doubled and shape[:2] == [FATHA, FATHA] and shape[3] in VOWELS - {KASRA}:
        marks[at] = DAMMA
