"""What leans on what: paragraphs that a listener understands only after the one before.

A paragraph leans back when it opens with a connective of contrast or consequence, a pronoun, a demonstrative, or a verb
of speech whose subject stands in an earlier paragraph. The list was made from news paragraphs, on text without marks.
It does not catch a definite noun that was introduced before (الرجل, الحادث), nor a pronoun later in the sentence.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefing.choosing.stems import bare

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

_CONNECTIVES = (
    "لكن(?:ه|ها|هم|هما|نا|ني)?|غير ان(?:ه|ها|هم)?|الا ان(?:ه|ها|هم)?|بيد ان(?:ه|ها|هم)?|علي ان(?:ه|ها)|مع ذلك|رغم ذلك"
    "|برغم ذلك|علي الرغم من ذلك|بالرغم من ذلك|لهذا|لذلك|لذا|بذلك|هكذا|بالتالي|من ثم|في المقابل|بالمقابل"
    "|من جانب(?:ه|ها|هم)|من جهت(?:ه|ها|هم)|من ناحيت(?:ه|ها|هم)|بدور(?:ه|ها|هم)|كما|ايضا|كذلك|اما|بعد ذلك|قبل ذلك"
    "|عندها|حينها|عندئذ|بعدها|قبلها|ياتي ذلك|جاء ذلك|ياتي هذا|جاء هذا|تاتي هذه|جاءت هذه|الي ذلك|في غضون ذلك"
    "|في سياق متصل|في السياق (?:ذاته|نفسه)|في الوقت (?:ذاته|نفسه)|من بين(?:هم|ها)|لا سيما"
)
_POINTERS = (
    "هو|هي|هم|هما|هذا|هذه|هذان|هاتان|ذلك|تلك|هولاء|اولئك|منها|منهم|بينهم|بينها|فيها|فيهم|كان قد|كانت قد|انه|انها|انهم"
)
_SPEECH = (
    "قال|قالت|قالوا|اضاف|اضافت|اضافوا|تابع|تابعت|اكد|اكدت|اكدوا|اوضح|اوضحت|اشار|اشارت|اشاروا|ذكر|ذكرت|لفت|لفتت|شدد|شددت"
    "|اعتبر|اعتبرت|راي|رات|بين|بينت|اردف|اردفت|استطرد|استطردت|نوه|نوهت|يقول|تقول|يضيف|تضيف|يوكد|توكد|يشير|تشير|يوضح|توضح"
    "|يري|تري|ختم|واصل|واصلت"
)
# These also stand without a subject when they are passive (اعلن في باريس), so only ان after them tells.
_CLAIMS = "كشف|كشفت|اعلن|اعلنت|زعم|زعمت|افاد|افادت|صرح|صرحت|حذر|حذرت|توقع|توقعت"
_THAT = r"(?:ان|انه|انها|انهم|بان|بانه|بانها)"
_LEANS = re.compile(
    rf"[\W\d]*[وف]?(?:(?:{_CONNECTIVES}|{_POINTERS})(?!\w)"
    rf"|(?:{_SPEECH})(?:\s+(?:ايضا|كذلك|قائلا|قائل_))?\s*[,،:]?\s*[\"«“]?\s*(?:{_THAT}|الي|علي|في)(?!\w)"
    rf"|(?:{_SPEECH}|{_CLAIMS})(?:\s+(?:ايضا|كذلك|قائلا|قائل_))?\s*[:\"«“]"
    rf"|(?:{_CLAIMS})\s+{_THAT}(?!\w))"
)
_WHOLE_QUOTE = re.compile(r"\s*[«“\"].{20,}[»”\"][\s.،!؟]*$", re.DOTALL)
_SPOKEN = re.compile(rf"(?:^|\s)[وف]?(?:{_SPEECH}|{_CLAIMS}|قوله|قولها|بحسب|حسب|وفق|وفقا|نقلا)(?!\w)")


def leans_back(paragraph: str) -> bool:
    """Whether a paragraph opens with a reference to an earlier one."""
    plain = bare(paragraph[:200].replace("ة", "_"))  # لكنة, an accent, is not لكنه, but he
    return _LEANS.match(plain) is not None


def quotation_without_speaker(paragraph: str) -> bool:
    """Whether a paragraph is a quotation, and nobody in it says whose."""
    text = bare(paragraph)
    return _WHOLE_QUOTE.match(text) is not None and _SPOKEN.search(text) is None


def introduces(paragraph: str) -> bool:
    """Whether a paragraph ends with a colon, so that what it announces is the next one."""
    return paragraph.rstrip("« ").endswith(":")


def _open_quotations(paragraphs: Sequence[str]) -> list[bool]:
    """For each paragraph, whether it begins inside a quotation that an earlier one has opened."""
    found, depth = [], 0
    for text in paragraphs:
        found.append(depth > 0)
        depth = max(0, depth + text.count("«") - text.count("»"))
        if not found[-1] and depth and "»" not in text and not text.lstrip().startswith("«") and text.count("«") > 1:
            depth = 0  # marks that were never closed are a slip, not a long quotation
    return found


def needs(paragraphs: Sequence[str]) -> list[bool]:
    """For each paragraph, whether it is understood only after the one before it."""
    inside = _open_quotations(paragraphs)
    found = [leans_back(text) or quotation_without_speaker(text) for text in paragraphs]
    for number in range(1, len(paragraphs)):
        found[number] = found[number] or inside[number] or introduces(paragraphs[number - 1])
    return found


def companions(paragraphs: Sequence[str], barred: Collection[int] = ()) -> list[tuple[int, ...] | None]:
    """For each paragraph, itself and those that must be read with it; None where one of them is not there.

    Those are the ones that it leans on, back to one that stands alone, and the one that it announces with a colon.

    Args:
        paragraphs: of one article, in order.
        barred: numbers of those that may not be read.
    """
    leaning = needs(paragraphs)
    found: list[tuple[int, ...] | None] = []
    for index, leans in enumerate(leaning):
        before = found[index - 1] if index else None
        if index in barred or (leans and before is None):
            found.append(None)
        else:
            found.append((*(before or ()), index) if leans else (index,))
    for index in range(len(paragraphs) - 1, -1, -1):
        group = found[index]
        if group is None or not introduces(paragraphs[index]):
            continue
        announced = found[index + 1] if index + 1 < len(paragraphs) else None
        found[index] = None if announced is None else tuple(sorted({*group, *announced}))
    return found
