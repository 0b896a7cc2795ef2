"""The letter guard: whatever a model answers, its marks are put on the author's own letters.

Models rewrite letters (a hamza, a dropped sign, a joined word). The answer is laid beside the text word by word; a word
that came back with as many letters, hamza forms aside, gives its marks; any other has none, so that another opinion
can fill it.
"""

import unicodedata

from briefing.marks.letters import split

_FOLD = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ؤ": "و", "ئ": "ي", "ى": "ي"})


def keep_letters(bare: str, answer: str) -> list[str]:
    """The marks of an answer for each character of the text that was asked.

    Args:
        bare: the text without vowel marks.
        answer: what the model made of it.

    Returns:
        One run of marks for each character of ``bare``; empty where the answer has another word.
    """
    letters, marks = split(answer)
    if letters == bare:
        return marks
    out = [""] * len(bare)
    asked, got = _words(bare), _words(letters)
    step = 0
    for start, word in asked:
        found = next((k for k in range(step, min(step + 4, len(got))) if _same(word, got[k][1])), None)
        if found is None:
            continue
        begin = got[found][0]
        out[start : start + len(word)] = marks[begin : begin + len(word)]
        step = found + 1
    return out


def _same(one: str, other: str) -> bool:
    return len(one) == len(other) and _folded(one) == _folded(other)


def _folded(word: str) -> str:
    return unicodedata.normalize("NFC", word).translate(_FOLD)


def _words(text: str) -> list[tuple[int, str]]:
    out = []
    start = 0
    for word in text.split():
        start = text.index(word, start)
        out.append((start, word))
        start += len(word)
    return out
