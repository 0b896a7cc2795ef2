"""Arabic words as the choosing compares them: bare letters, light stems, no stop words.

The stemmer is light10 (Larkey, Ballesteros and Connell, "Light Stemming for Arabic Information Retrieval", 2007): the
conjunction, the article with its prefixes, and eight endings.
"""

from __future__ import annotations

import re
from functools import lru_cache

_LETTERS = (("أ", "ا"), ("إ", "ا"), ("آ", "ا"), ("ٱ", "ا"), ("ى", "ي"), ("ة", "ه"))
_MARKS = re.compile("[\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed]")
_DIGITS = re.compile("[\u0660-\u0669\u06f0-\u06f9]")
_WORD = re.compile(r"[\u0621-\u064a\u0671-\u06d3]+|[A-Za-z]+|\d+(?:[.,\u066b]\d+)*")
_ARTICLES = ("وال", "بال", "كال", "فال", "لل", "ال")
_ENDINGS = ("ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي")

STOP_WORDS = frozenset(
    """
    في من على علي الى الي عن مع بعد قبل بين حيث كما او ثم بل حتى حتي اذا اذ عند منذ خلال غير كل بعض اي حول ضد عبر نحو
    لكن ولكن ان انه انها انهم بان بانه لان لانه التي الذي الذين اللذين هذا هذه ذلك تلك هولاء اولئك هو هي هم نحن انا انت
    كان كانت كانوا وكان وكانت يكون تكون قد لقد وقد ما لا لم لن وما ولا ولم ولن ليس ليست سوف الا فقط مثل ضمن دون امام
    تحت فوق به بها له لها فيه فيها منه منها عليه عليها اليه اليها لهم بهم منهم لدي لديه لديها هناك هنا فيما بينما
    عندما كيف لماذا متي متى اين اما ايضا قال قالت وقال وقالت اضاف واضاف واضافت وفي ومن وعلى وعلي وان وهو وهي وذلك وهذا
    وهذه اكثر اول يوم امس اليوم
    """.split()  # noqa: SIM905 - a table of words reads better as text
)


def bare(text: str) -> str:
    """Text without marks and tatweel, alef forms, alef maqsura and ta marbuta made one, digits in ASCII."""
    for written, one in _LETTERS:
        text = text.replace(written, one)
    text = _MARKS.sub("", text)
    return _DIGITS.sub(lambda found: str(int(found.group())), text)


def words(text: str) -> list[str]:
    """Bare words and numbers in their order."""
    return [found.lower() for found in _WORD.findall(bare(text))]


@lru_cache(maxsize=200_000)
def light10(word: str) -> str:
    """The light stem of a bare word; at least two letters stay."""
    stem = word[1:] if len(word) > 3 and word[0] == "و" else word
    for prefix in _ARTICLES:
        if stem.startswith(prefix) and len(stem) - len(prefix) >= 2:
            stem = stem[len(prefix) :]
            break
    shortened = True
    while shortened:
        shortened = False
        for ending in _ENDINGS:
            if stem.endswith(ending) and len(stem) - len(ending) >= 2:
                stem, shortened = stem[: -len(ending)], True
                break
    return stem


def stems(text: str) -> frozenset[str]:
    """The stems of the content words of a text."""
    return frozenset(light10(word) for word in words(text) if len(word) > 1 and word not in STOP_WORDS)
