"""What one word does to the ending of another, in a text with marks.

Before a joining alef a closing consonant takes a helping vowel (Ryding 2005, 2.4.3: fatha after من before the article,
damma after the plural pronouns, else kasra). A name before بن has no tanwin (Wright, A Grammar of the Arabic Language,
1896, volume I, 315 b).
"""

from briefing.marks.letters import DAMMA, DAMMATAN, FATHA, FATHATAN, KASRA, KASRATAN, SUKUN

_SINGLE = {FATHATAN: FATHA, DAMMATAN: DAMMA, KASRATAN: KASRA}
PARTICLES = frozenset(
    ("من", "عن", "قد", "هل", "لكن", "بل", "إذ", "أن", "إن", "لو", "أو", "أم", "كم", "لم", "فقد", "وقد", "لقد", "ولقد")
)
WEEKDAYS = frozenset(("الأحد", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت"))
# Behind these no noun in the accusative comes, so that لكن before them is light (NW 1, إنّ وأخواتها; Wright I 367).
NO_NOUNS = frozenset(
    ("إذا", "لو", "لم", "لن", "لا", "قد", "هل", "كيف", "لماذا", "متى", "عندما", "حين", "حينما", "بينما", "كلما",
     "كان", "كانت", "كانوا", "ليس", "ليست", "سرعان", "سوف", "بدلا", "أيضا", "حتى")
)  # fmt: skip
SONS = frozenset(("بن", "بنت"))
_JOINING_NOUNS = ("ابن", "اسم", "اثن", "امرأ", "امرؤ")


def helping_vowel(letters: str, marks: list[str], after: str) -> str | None:
    """The helping vowel of a word's last letter before a joining alef; None when it keeps what it has.

    Args:
        letters: the word.
        marks: of each of its letters.
        after: the letters of the next word, in the same breath.
    """
    if marks[-1] != SUKUN or not begins_with_joining_alef(after):
        return None
    stem = letters.lstrip("وف") if letters not in PARTICLES else letters
    if stem in {"من", "ممن"}:
        return FATHA if after.startswith("ال") else KASRA
    if letters.endswith("م") and letters[-2:-1] in {"ه", "ك", "ت"} and DAMMA in marks[-2]:
        return DAMMA
    if letters in PARTICLES or (letters.endswith("ت") and len(letters) >= 3):
        return KASRA
    return None


def begins_with_joining_alef(letters: str) -> bool:
    """Whether a word begins with a bare alef that a word before it silences; hamza forms are written apart."""
    if not letters.startswith("ا") or len(letters) < 3:
        return False
    return letters[1] == "ل" or letters.startswith(_JOINING_NOUNS) or letters[1:3] == "ست" or letters[2] in "تطد"


def without_tanwin(mark: str) -> str:
    """One vowel for its tanwin, shadda kept."""
    return "".join(_SINGLE.get(one, one) for one in mark)


def diptote(mark: str) -> str:
    """The ending of a word that takes no tanwin and whose genitive is a fatha (Ryding 2005, 5.4.2.2)."""
    return without_tanwin(mark).replace(KASRA, FATHA)
