"""What a verbal noun or a verb of giving acts on: the number behind it is an object in the accusative.

بعد إغلاق السلطات ١٢ متجرا: the verbal noun stands in construct with who acts and governs like its verb (Wright II,
the verbal noun; النحو الوافي ٣، إعمال المصدر). تغريمه ٢٠٠٠ جنيه and كلفته الحرب ١٢ مليونا: the first object is said,
and the number is the second (النحو الوافي ٢، المتعدي إلى مفعولين).
"""

import re

from briefing.arabic.clause import Place, acts, clause_of, is_measure
from briefing.arabic.counted import Noun, exact, without_pronoun
from briefing.arabic.tables import group
from briefing.arabic.words import gives

_REACH = 4
# إغلاق, تسجيل, ارتكاب: the derived forms that mostly take an object (Wright I, verbal nouns).
_DERIVED = re.compile("^(?:إ[^ا]{1,2}ا[^ا]|ت[^ا][^ا]ي[^ا]|ا[^ا]ت[^ا]ا[^ا])$")


def _noun(text: str) -> str:
    """Returns a verbal noun without و, ب, ل and its pronoun: وبتغريمه gives تغريم; nothing when it is none."""
    bare = text.lstrip("وف")
    for form in (text, bare, bare[1:] if bare[:1] in {"ب", "ل"} else bare):
        for stem in (form, *without_pronoun(form)):
            if stem in group("verbal_nouns") | group("givings") | group("movings") or _DERIVED.match(stem):
                return stem
    return ""


def _agent(place: Place, position: int) -> bool:
    """Tells whether nothing but who acts stands behind the verbal noun at `position`: السلطات, قوات الاحتلال."""
    texts, words = place.texts[position + 1 :], place.words[position + 1 :]
    if not words:
        return without_pronoun(place.texts[position]) != ()
    first = exact(texts[0])
    several = first is not None and first.number == "plural" and len(texts) > 1  # قوات الاحتلال
    acting = acts(texts[0]) or texts[0].removeprefix("ال") in group("agents")
    return (acting or several) and all(word.role == "definite" for word in words[several:])


def _reports(place: Place, position: int) -> bool:
    """Tells whether a preposition that opens no predicate stands before: بعد, but في الحي ١٢ متجرا."""
    if position == 0:
        return place.words[0].role in {"prep", "phrase"}
    return place.words[position - 1].role == "prep" and place.texts[position - 1] not in {"في", "وفي"}


def _second(place: Place, position: int) -> bool:
    """Tells whether a word of giving has its first object, and perhaps who gives, and nothing else."""
    text, behind = place.texts[position], place.words[position + 1 :]
    definite = all(word.role == "definite" for word in behind)
    if not definite or len(behind) > 2:
        return False
    if _noun(text) in group("givings") and (without_pronoun(text) != ()) != bool(behind):
        return True  # تغريمه, تغريم الشركة
    if not gives(text):
        return False
    measure = place.words[position].measure  # كلفته ١٢ مليونا and كلفته الإجمالية are of كلفة
    return not measure or (bool(behind) and exact(place.texts[position + 1].removeprefix("ال")) is not None)


def is_object(place: Place, noun: Noun | None) -> bool:
    """Tells whether the number behind `place` is the object of a verbal noun, or the second of a word of giving."""
    for position in range(len(place.words) - 1, max(-1, len(place.words) - 1 - _REACH), -1):
        if _second(place, position):
            return True
        verbal = _noun(place.texts[position])
        if not verbal or place.words[position].role not in {"noun", "owned", "prep", "phrase", "verb"}:
            continue
        if clause_of(place) is not None:
            return False
        if verbal in group("movings"):
            behind = place.words[position + 1 :]
            return is_measure(noun) and behind != [] and all(word.role == "definite" for word in behind)
        amount = is_measure(noun) and verbal not in group("verbal_nouns")  # إنتاج الحقل ١٢ ألف برميل: the predicate
        opens = position == 0 and noun is not None and not amount and place.words[1:] != []
        return _agent(place, position) and (opens or _reports(place, position))
    return False
