"""Headlines as they are said on air: the article's title without its labels, or a clause of its first sentence."""

from __future__ import annotations

import re

from briefing.choosing.stems import STOP_WORDS, bare

_LABEL = re.compile(
    r"\s*(?:بالفيديو|فيديو|بالصور|صور|شاهد|شاهدوا|عاجل|خاص|تحديث|مباشر|محدث|حصري|تقرير)\s*(?:\.{2,}|[|:\-–—…]|»)+\s*"
)
_SENTENCE = re.compile(r"(?<![\s.]\w)(?<!\d)[.!?؟…]+[»\")]*(?=\s|$)|(?<=\d)\.(?=\s+\D|$)")
_RELATIVE = re.compile(r"،\s*(?:الذي|التي|الذين|اللذين|اللتين|وهو|وهي|وهم)\s[^،.]{3,90}،\s*")
_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]{0,80}[)\]]")
_CLAUSE = re.compile(
    r"\s*[،؛,]\s*(?=\S)|\s+[-–—]\s+|\s+(?=(?:حيث|فيما|بينما|وذلك|مما|لكن|وفق|وفقا|وفقاً|بحسب|حسب|كما|وقد)\s)"
)
_PHRASE = re.compile(
    r"\s+(?=(?:التي|الذي|الذين|بعد|بعدما|بسبب|بتهمة|إثر|عقب|منذ|خلال|رغم|قبل|أثناء|ضمن|بهدف|بدعوى|بمزاعم|معلنا|مؤكدا)\s)"
)
_ADVERBIAL = re.compile(
    r"(?:بعد|قبل|في|خلال|مع|عقب|اثر|منذ|رغم|عند|عندما|بينما|فيما|وسط|بسبب|من|علي|الي|لدي|اذا|لو|كما)\s"
)
_CONJOINED_VERB = re.compile(
    r"و(?=(?:قال|قالت|ذكر|ذكرت|أعلن|أعلنت|أكد|أكدت|أفاد|أفادت|كشف|كشفت|أوضح|أوضحت|أشار|أشارت|أضاف|أضافت|حذر|حذرت"
    r"|دعا|دعت|جاء|جاءت|كان|كانت|شهد|شهدت|يعتقد|يزعم|يعكس|تعكس|ترددت|ارتفع|ارتفعت|انخفض|انخفضت|بلغ|بلغت|وصل|وصلت"
    r"|قتل|قتلت|أصيب|أصيبت|بدأ|بدأت|تضم|يضم|في|من|على|وفق|وفقا|وفقاً|بحسب|قد|يأتي|تأتي)\s)"
)
_SAYING = re.compile(r"(?:قال|يقول|تقول|ذكر|افاد|اكد|اوضح|اضاف|اشار)ت?$")
_LONGEST, _SHORTEST, _WHOLE = 110, 24, 170
_PHRASE_FROM = 45  # letters that must stand before a phrase for the sentence to be one without it


def sentences_of(paragraph: str) -> list[str]:
    """The sentences of a paragraph, each with its mark.

    A full stop after a single letter or between digits ends none; nor does any mark inside an open quotation.
    """
    parts: list[str] = []
    start = 0
    for found in _SENTENCE.finditer(paragraph):
        piece = paragraph[start : found.end()]
        if piece.count("«") > piece.count("»") or piece.count("(") > piece.count(")"):
            continue
        parts.append(piece.strip())
        start = found.end()
    if paragraph[start:].strip():
        parts.append(paragraph[start:].strip())
    return parts


def opened(paragraph: str) -> str:
    """A paragraph as the first of a story: without the conjunction that tied its verb to the one before."""
    found = _CONJOINED_VERB.match(paragraph)
    return paragraph[found.end() :] if found else paragraph


def headline_of(title: str, first: str) -> str:
    """What a story is called.

    Args:
        title: the article's; empty when it has none.
        first: the paragraph that opens the story on air.
    """
    named = _LABEL.sub("", title, count=1) if _LABEL.match(title) else title
    if named.strip():
        return named.strip()
    sentences = sentences_of(opened(first))
    sentence = _BRACKETS.sub("", _RELATIVE.sub(" ", sentences[0])) if sentences else first
    return _clause(sentence.strip()).rstrip(" .،؛:-–—")


def _clause(sentence: str) -> str:
    """The longest beginning of a sentence that is short enough for a headline and ends where a clause ends.

    Where no clause does, a phrase of time or cause may go: what stands before it is a sentence.
    """
    if len(sentence) <= _LONGEST:
        return sentence
    clauses = [found.start() for found in _CLAUSE.finditer(sentence) if _SHORTEST <= found.start() <= _WHOLE]
    phrases = [found.start() for found in _PHRASE.finditer(sentence) if _PHRASE_FROM <= found.start() <= _LONGEST]
    if _ADVERBIAL.match(bare(sentence)):
        clauses, phrases = clauses[1:], []  # the first clause only says when or where
    whole = [cut for cut in clauses if _is_whole(sentence[:cut])]
    short = [cut for cut in whole if cut <= _LONGEST] or [cut for cut in phrases if _is_whole(sentence[:cut])]
    if short:
        return sentence[: short[-1]]
    if whole:
        return sentence[: whole[0]]
    return sentence if len(sentence) <= _WHOLE else _at_a_word(sentence)


def _is_whole(clause: str) -> bool:
    """Whether a clause may end here: no open bracket, no word that calls for another, no أن without its predicate."""
    if clause.count("«") != clause.count("»") or clause.count("(") != clause.count(")") or clause.count('"') % 2:
        return False
    found = bare(clause).split()
    if len(found) < 4 or found[-1] in STOP_WORDS or (_SAYING.match(found[0]) and "ان" not in found):
        return False
    return not any(word in ("ان", "بان", "لان", "ل", "الي", "في") for word in found[-3:-1]) or found[-3] == "في"


def _at_a_word(sentence: str) -> str:
    """The beginning of a sentence that no clause ends in time, with the mark that says so."""
    found = sentence[:_LONGEST].rsplit(" ", 1)[0].split()
    while len(found) > 4 and bare(found[-1]) in STOP_WORDS:
        found.pop()
    return " ".join(found) + "…"
