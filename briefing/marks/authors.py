"""The author's own marks: when they tell a whole word, and how a network's marks fill the gaps between them.

News is marked in part: the tanwin of جداً, the shadda of دوليّ, one vowel where a word has two readings. A mark that is
there stays; what it leaves open is filled. The tanwin of fatha may stand on its alef or on the letter before it, never
on both (Ryding, A Reference Grammar of Modern Standard Arabic, 2005, 2.3.6).
"""

from briefing.marks.letters import DAMMA, FATHA, FATHATAN, KASRA, SHADDA, SUKUN, TANWIN, VOWELS, in_order


def is_complete(letters: str, marks: list[str]) -> bool:
    """Whether the marks of a word tell every vowel but its ending.

    Long vowels, a letter before one of them or before teh marbuta, and the article's silent lam need none. The mark of
    an ending alone tells nothing of the rest: حالياً, فوراً.

    Args:
        letters: the bare word.
        marks: of each of its letters.
    """
    last = len(letters) - 1
    ending = last - 1 if last and letters[last] in "اى" and TANWIN.intersection(marks[last - 1]) else last
    return any(marks[:ending]) and all(_is_told(letters, marks, place) for place in range(last))


def _is_told(letters: str, marks: list[str], place: int) -> bool:
    char, following = letters[place], letters[place + 1]
    if marks[place].strip(SHADDA) or char in "اىآٱ" or following in "اىة":
        return True
    if _is_long(letters, marks, place) or _is_long(letters, marks, place + 1):
        return True
    article = letters[place - 1 : place] in {"ا", "ل"} and all(head in "وفبكل" for head in letters[: place - 1])
    return char == "ل" and article and not marks[place]


def _is_long(letters: str, marks: list[str], place: int) -> bool:
    """Whether a bare و or ي is a long vowel: not at the start, and not before the a of سياسي, قوات, عالمية."""
    if letters[place] not in "وي" or place == 0 or marks[place]:
        return False
    rest = letters[place + 1 :]
    return rest[:1] not in {"ا", "ى", "ة"} or (letters[place] == "و" and rest == "ا")


def fill(letters: str, own: list[str], theirs: list[str]) -> list[str]:
    """The author's marks with another's in the gaps: a lone shadda gets its vowel, a tanwin its shadda.

    Args:
        letters: the bare word.
        own: the author's marks of each letter.
        theirs: the marks to fill with.
    """
    out = [_both(mine, other) for mine, other in zip(own, _passive(letters, own, theirs), strict=True)]
    for place in range(1, len(out)):
        if SHADDA in own[place] and out[place - 1] == SUKUN and not own[place - 1] and letters[place - 1] not in "لوي":
            out[place - 1] = FATHA  # no doubled letter stands behind a sukun: تدخّل is تَدَخُّل
    if FATHATAN in own[-1] and letters[-1] in "اى" and own[-2:-1] in ([""], [SHADDA]):
        out[-2] = SHADDA if SHADDA in out[-2] else ""
    return out


def _passive(letters: str, own: list[str], theirs: list[str]) -> list[str]:
    """Another's active verb as the passive that the author's one damma asks for: طُلب, اعتُقل, يُعقد (Ryding 38.1)."""
    place = next((at for at in range(len(own) - 2) if own[at] == DAMMA and theirs[at] == FATHA), -1)
    if place < 0 or any(mark.strip(SHADDA) for mark in own[place + 1 : -1]):
        return theirs
    out = list(theirs)
    if out[place + 1] == SUKUN and letters[place] in "يتنأ" and out[-2] in VOWELS:
        out[-2] = FATHA
    elif FATHA in out[place + 1] and (out[-1] == FATHA or (letters[-1] == "ت" and out[-1] == SUKUN)):
        out[place + 1] = out[place + 1].replace(FATHA, KASRA)
    return out


def _both(mine: str, other: str) -> str:
    if not mine:
        return in_order(other)
    if mine == SHADDA:
        return mine + "".join(mark for mark in other if mark in VOWELS or mark in TANWIN)
    if mine in TANWIN and SHADDA in other:
        return SHADDA + mine
    return mine
