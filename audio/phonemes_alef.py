"""What an alef is: one that joins, and is silent behind another word, or a hamza whose sign was left out.

Ryding, A Reference Grammar of Modern Standard Arabic, 2005, 2.4.
"""

from collections.abc import Sequence

from audio.phonemes_letters import Letter

NOUNS_WITH_JOINING_ALEF = ("بن", "سم", "ثن", "مرأ", "مرؤ", "مرئ", "ست")
"""What follows the alef of the ten nouns of Ryding 2.4.2, and of form X."""

_EIGHTH_FORM = {"ت": "", "ط": "صضط", "د": "زد"}
_ASSIMILATED = frozenset("تدذزطظثص")
_VOWELS = frozenset("aiu")


def joins(letters: Sequence[Letter], k: int) -> bool:
    """Whether the alef at ``k`` is a joining one: forms VII-X, their nouns, and the ten nouns of Ryding 2.4.2.

    Any other alef with a written kasra or damma before a sukun joins in a command, اُكْتُبْ; behind the article, or with a
    long a as in اِعْلَان, it is a hamza.
    """
    if letters[k].char == "ٱ":
        return True
    if k + 2 >= len(letters) or letters[k].vowel == "a" or letters[k].dagger:
        return False
    first = letters[k + 1]
    if first.shadda:
        return first.char in _ASSIMILATED and len(letters) - k >= 4
    command = letters[k].vowel in {"i", "u"} and first.vowel == "o" and (k == 0 or letters[k - 1].char != "ل")
    long_a = any(letter.char == "ا" for letter in letters[k + 2 : -1])
    return first.bare and (_derived(letters, k) or (command and not long_a))


def _derived(letters: Sequence[Letter], k: int) -> bool:
    """The shapes that begin with a joining alef: ابن, استفعل, انفعل, افتعل."""
    first, second = letters[k + 1 : k + 3]
    rest = "".join(letter.char for letter in letters[k + 1 :])
    if rest.startswith(NOUNS_WITH_JOINING_ALEF) and len(rest) <= 7:
        return rest[:2] != "ست" or len(rest) > 3
    if first.char == "ن" and len(rest) >= 4:
        foreign = second.vowel == "o" or (second.vowel == "u" and rest[2] in "وي")
        return not foreign
    allowed = _EIGHTH_FORM.get(second.char)
    return allowed is not None and len(rest) >= 3 and (not allowed or first.char in allowed)


def hides_hamza(letters: Sequence[Letter], k: int) -> bool:
    """Whether the alef at ``k`` bears a vowel and so is a hamza whose sign was left out: اِلَى, وَاَضَافَ, الْاُمَم, الْاٰن."""
    if not letters[k].dagger and letters[k].vowel not in _VOWELS:
        return False
    return k == 0 or letters[k - 1].bare or all(before.char in "وفبكل" for before in letters[:k])


def joins_on(letters: Sequence[Letter], k: int) -> bool:
    """Whether the alef at ``k`` begins an article that is written on to the word before it: عبدالعزيز, نصرالله."""
    chars = "".join(letter.char for letter in letters)
    servant = k >= 3 and chars[k - 3 : k] == "عبد" and chars[k + 1 : k + 2] == "ل" and len(chars) - k >= 4
    return servant or (k >= 2 and chars[k:] == "الله" and not all(char in "وفبكلأت" for char in chars[:k]))
