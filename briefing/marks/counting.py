"""The case that a number gives to the noun which it counts (Wright II, the numerals; النحو الوافي ٤، باب العدد).

Eleven to ninety-nine ask for the accusative: ستَّ عشرةَ بطاقةً; three to ten, a hundred and a thousand in construct for the
genitive: ثلاثةُ ألويةٍ. The grammar of numbers marks its own words; the noun is the author's, marked by a network. Only
nouns in ة are judged, and مليون and its like: others show their case by their letters or take no tanwin.
"""

import re
from collections.abc import Sequence

from briefing.marks.letters import DAMMA, DAMMATAN, FATHA, FATHATAN, KASRA, KASRATAN

_TENS = re.compile("[وبلف]?(?:عشر|ثلاث|أربع|خمس|ست|سبع|ثمان|تسع)(?:ون|ين)$")
_TEENS = frozenset({"عشر", "عشرة"})
_CONSTRUCT = re.compile(
    "[وبلف]?(?:(?:ثلاث|أربع|خمس|ست|سبع|تسع|عشر)ة?|ثماني|ثمانية|(?:ثلاث|أربع|خمس|ست|سبع|ثمان|تسع)?مئة|ألف|مليون|مليار)$"
)
_THOUSANDS = re.compile("[وبل]?ألف(?:ين|ان)?$")
_DUAL_CONSTRUCT = re.compile("[وبلف]?(?:مئت|ألف|مليون|مليار)[اي]$")
_SCALES = frozenset({"ألف", "مليون", "مليار", "بليون", "تريليون"})
_ACCUSATIVE = str.maketrans({KASRA: FATHA, DAMMA: FATHA, KASRATAN: FATHATAN, DAMMATAN: FATHATAN})
_GENITIVE_SCALE = str.maketrans({FATHA: KASRA, DAMMA: KASRA, FATHATAN: KASRATAN, DAMMATAN: KASRATAN})
_GENITIVE = str.maketrans({DAMMA: KASRA, FATHATAN: KASRATAN, DAMMATAN: KASRATAN})


def counted_ending(number: Sequence[str], last: str, noun: str, ending: str) -> str:
    """The marks on the last letter of the word behind a number.

    Args:
        number: the words of the number, at least one, as the grammar of numbers said them.
        last: the marks on the last letter of its last word.
        noun: the word behind it.
        ending: the marks on the last letter of that word.
    """
    judged = noun in _SCALES or (noun.endswith("ة") and not noun.startswith(("ال", "وال", "لل", "بال")))
    if not judged or number[0].startswith("ال"):
        return ending
    word = number[-1]
    year = any(_THOUSANDS.match(one) for one in number[:-1])
    teen = len(number) > 1 and word in _TEENS and last == FATHA and not number[-2].startswith("وال")
    if not year and (teen or _TENS.match(word)):
        return ending.translate(_ACCUSATIVE)
    construct = _DUAL_CONSTRUCT.match(word) or (_CONSTRUCT.match(word) and last in {FATHA, DAMMA, KASRA})
    if not teen and not year and construct:
        return ending.translate(_GENITIVE if noun.endswith("ة") else _GENITIVE_SCALE)
    return ending
