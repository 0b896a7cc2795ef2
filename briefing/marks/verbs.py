"""Verbs of saying that look like prepositions, told by the particle that they ask for.

وبيّن الوزير أن ... and وعبّر الوفد عن ...: where a sentence opens with the word and its particle follows before any
pause, it is the verb of form II (Ryding, A Reference Grammar of Modern Standard Arabic, 2005, chapter 24), not the
preposition; what follows is then its subject.
"""

from collections.abc import Sequence

SAYING = {
    "بين": ("بَيَّنَ", frozenset(("أن", "أنه", "أنها", "أنهم", "بأن", "بأنه", "بأنها"))),
    "بينت": ("بَيَّنَتْ", frozenset(("أن", "أنه", "أنها", "أنهم", "بأن", "بأنه", "بأنها"))),
    "عبر": ("عَبَّرَ", frozenset(("عن",))),
    "عبرت": ("عَبَّرَتْ", frozenset(("عن",))),
}
_PARTNERS = frozenset(("جانبه", "جانبها", "جهته", "جهتها", "ناحيته", "ناحيتها"))
REACH = 8
"""How far behind the verb its particle is looked for."""


def saying(before: Sequence[str], word: str, after: Sequence[str]) -> str | None:
    """The marked verb that a word is, or None when it may be the preposition.

    Args:
        before: the words of the same breath before it, nearest last.
        word: without marks.
        after: the words of the same breath behind it.
    """
    head = "و" if word.startswith("و") else ""
    verb, particles = SAYING.get(word.removeprefix("و"), ("", frozenset[str]()))
    opens = not before or (len(before) == 2 and before[0].endswith("من") and before[1] in _PARTNERS)
    if not verb or not opens or particles.isdisjoint(after[: REACH - 1]):
        return None
    return (head and "وَ") + verb
