"""Which endings are said: all of them, none before a pause, or as presenters do.

full:   every ending as the grammar has it.
pausal: before punctuation and at the end a word loses its short vowel and its tanwin (tanwin of fatha leaves the long a
        of its alef), teh marbuta is bare (Ryding, A Reference Grammar of Modern Standard Arabic, 2005, 2.8).
news:   pausal; and inside a clause known names have no ending, nor have words with the article that close their phrase.
        Verbs, annexed nouns, tanwin and whatever comes before a joining alef keep theirs: there a dropped vowel would
        be heard.
"""

from briefing.marks.joining import SONS, begins_with_joining_alef
from briefing.marks.letters import FATHA, FATHATAN, SHADDA, SUKUN, TANWIN, VOWELS

MODES = ("full", "pausal", "news")
_DEFINITE = ("ال", "وال", "بال", "لل", "فال", "كال", "ولل", "وبال")
_RELATIVES = ("الذين", "اللذان", "اللذين", "اللتان", "اللتين")
PAUSES = frozenset(".,;:!?،؛؟…()[]{}–—")


def pausal(letters: str, marks: list[str]) -> list[str]:
    """The marks of one word before a pause.

    Args:
        letters: the bare word without punctuation.
        marks: of each of its letters.
    """
    out = list(marks)
    last = len(letters) - 1
    if last >= 1 and letters[last] in "اى" and FATHATAN in out[last] + out[last - 1]:
        out[last] = out[last].replace(FATHATAN, "")
        out[last - 1] = _without(out[last - 1], TANWIN) + FATHA
    elif _is_short(letters):
        return out
    elif letters[last] == "ة":
        out[last] = ""
    elif any(mark in VOWELS or mark in TANWIN for mark in out[last]):
        out[last] = _without(out[last], VOWELS | TANWIN)
        if not out[last] and letters[last] not in "اىوي":
            out[last] = SUKUN
    return out


def is_dropped(letters: str, marks: list[str], known: str, after: str) -> bool:
    """Whether a presenter drops the ending of a word inside a clause.

    Args:
        letters: the word.
        marks: of each of its letters.
        known: what the lexicon says of its ending: ``name``, ``diptote``, another word, or empty for an unknown word.
        after: the next word.
    """
    if begins_with_joining_alef(after) or after in SONS or letters.endswith(_RELATIVES) or _clusters(letters, marks):
        return False
    return known in {"name", "diptote"} or letters.startswith(_DEFINITE)


def _clusters(letters: str, marks: list[str]) -> bool:
    """Whether two consonants would close the word, which before a third cannot be said: الكشف, الظل."""
    if letters[-1] == "ة":
        return False
    doubled = SHADDA in marks[-1] and letters[-1] != "ي"
    return doubled or (len(letters) > 1 and SUKUN in marks[-2] and letters[-2] not in "اوي")


def _is_short(letters: str) -> bool:
    """Words that would be lost: هو, هي, and the like."""
    return len(letters) <= 2 and letters[-1:] in {"و", "ي"}


def _without(marks: str, gone: frozenset[str]) -> str:
    return "".join(mark for mark in marks if mark not in gone)
