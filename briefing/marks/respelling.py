"""Careless spelling read as the careful one: the networks and the lexicon know الإسرائيلي, not الاسرائيلى.

Many newsrooms leave the hamza off an alef (الامم, اعلن, الى), and Egyptian ones write the closing yeh without its dots
(فى, المصرى). Here such a word gets the letter that it should have, one for one, so that marks made for the careful word
fit the author's letters, which stay as they are. A paragraph shows by its commonest words whether its writer is one of
these; then words are respelled that are known so, or whose letters leave no other reading: behind the article a joining
alef begins forms VII to X and a few nouns and nothing else (Ryding, A Reference Grammar of Modern Standard Arabic,
2005, 2.4).
"""

import re
from functools import cache, lru_cache
from importlib.resources import files

from briefing.arabic.counted import exact
from briefing.arabic.tables import rows
from briefing.arabic.words import word_of
from briefing.marks.endings import PAUSES
from briefing.marks.letters import DAGGER
from briefing.marks.lexicon import Lexicon

_WORD = re.compile("[\u0621-\u064a]+")
_ARTICLE = re.compile("[وف]?(?:[بك]?ال|لل)$")
_JOINING = re.compile("ا(?:بن|سم|ثن|مرأ|مرؤ|ست|.ت..|ت[^ا].|ن..ا|[صض]ط[^ا]|ط[^ا].|[زد]د[^ا]|د[^ا].)")
_FOURTH_FORM = re.compile("ا.[^وي]ا.(?:ي|ية|ات|يون|يين)?$")
_SURE_ROLES = frozenset({"inna", "innasub", "relative", "clause", "skip", "pronoun"})
_VERB_LIKE = re.compile("[وف]?(?:س?[يتن]|ا|أ)")
_SAID = re.compile("[وف]?(?:قال|قالت|قالوا|يقول|تقول|يقولون|قائلا|قائلة)$")
_THAT = re.compile("[وفبل]?ان(?:ه|ها|هم|هما|هن|ني|نا)?$")
# How many letters a stem must have behind a clitic, which may be the first letter of another word: واحد, كامل, باب.
_SHORTEST = {"": 2, "و": 4, "ب": 5, "ل": 5, "ول": 5, "وب": 5}
_REACH = 7


@cache
def _group(kind: str) -> frozenset[str]:
    text = files("briefing.marks").joinpath("tables", "spellings.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return frozenset(word for row in rows if row[0] == kind for word in row[1].split())


@cache
def _fourth_form() -> frozenset[str]:
    """The past forms of the verbs that begin with a hamza, as أعلن, أعلنت, أعلنوا."""
    pasts = [row[0] for row in rows("verbs") if row[0][0] in "أآ"]
    return frozenset(past.rstrip("ى" if end else "") + end for past in pasts for end in ("", "ت", "وا"))


def madda(bare: str, read: str, marks: list[str]) -> list[str]:
    """The marks of a paragraph with the long a of each آ that was written as a bare alef: الان is الآن.

    Args:
        bare: the paragraph as it was written.
        read: as it should be spelled.
        marks: of each of its characters.
    """
    pairs = zip(bare, read, marks, strict=True)
    return [DAGGER if letter == "آ" and char != letter else mark for char, letter, mark in pairs]


class Respeller:
    """Gives the words of careless spelling the letters that they should have.

    Args:
        lexicon: whose words are known too.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._hamza = lru_cache(maxsize=8192)(self._with_hamza)

    def read(self, bare: str) -> str:
        """A paragraph as it should be spelled; as long as it was.

        Args:
            bare: the paragraph without vowel marks.
        """
        written = set(_WORD.findall(bare))
        no_dots, no_hamza = not written.isdisjoint(_group("no_dots")), not written.isdisjoint(_group("no_hamza"))
        if not (no_dots or no_hamza or any(word.lstrip("وفبكل")[:1] == "ا" for word in written)):
            return bare
        out: list[str] = []
        position, since_said = 0, 0
        for match in _WORD.finditer(bare):
            between, word = bare[position : match.start()], match.group()
            if not position or not PAUSES.isdisjoint(between):
                since_said = _REACH - 1  # an ان that opens a clause is إن
            if no_dots and word.endswith("ى"):
                word = self._dotted(word)
            if no_hamza and _THAT.match(word):
                heavy = word[0] == "ف" or (word[0] not in "بل" and since_said < _REACH)
                word = word.replace("ان", "إن" if heavy else "أن", 1)
                since_said = _REACH
            elif "ا" in word[:5]:
                word = self._hamza(word, no_hamza)
            since_said = _REACH if word_of(word).role == "verb" else since_said + 1
            if _SAID.match(word):
                since_said = 0
            out += [between, word]
            position = match.end()
        return "".join(out) + bare[position:]

    def _with_hamza(self, word: str, no_hamza: bool) -> str:  # noqa: FBT001 - a fact of the paragraph
        if self._is_written_so(word):
            return word
        places = [place for place in range(min(5, len(word) - 1)) if word[place] == "ا"]
        behind_article = [place for place in places if _ARTICLE.match(word[:place])]
        for place in behind_article + places:
            head, rest = word[:place], word[place + 1 :]
            if not (place in behind_article or ((no_hamza or not head) and self._may_begin(word, place))):
                continue
            for seat in "أإآ":
                if self._is_known(head + seat + rest, seat + rest):
                    return head + seat + rest
        for place in behind_article:
            stem = word[place:]
            if len(stem) >= 3 and not _JOINING.match(stem) and not word[:place].endswith("لل"):
                return word[:place] + ("إ" if _FOURTH_FORM.match(stem) else "أ") + word[place + 1 :]
        return word

    def _may_begin(self, word: str, place: int) -> bool:
        """Whether the alef may be the first letter of the stem, behind nothing or a clitic."""
        if word.startswith("ال", place):
            return word[place:] in _group("whole")
        head, rest = word[:place], word[place + 1 :]
        known = {"أ" + rest, "إ" + rest}
        return len(rest) + 1 >= _SHORTEST.get(head, 99) or (head == "و" and not known.isdisjoint(_group("behind_and")))

    def _dotted(self, word: str) -> str:
        core = re.sub("^[وف]?(?:[بك]?ال|لل)", "", word)
        if not _group("long_a").isdisjoint((word, core, word[1:], word[2:])):
            return word
        dotted = word[:-1] + "ي"
        if self._is_known(dotted, core[:-1] + "ي") or word in _group("no_dots"):
            return dotted
        if exact(core) is not None or word_of(word).verb not in {"", "?"}:
            return word
        return dotted if core != word or (len(word) >= 5 and not _VERB_LIKE.match(word)) else word

    def _is_written_so(self, word: str) -> bool:
        """Whether a word is right as it stands: اجتماع, كان, واحد, الاثنين."""
        stems = {
            word,
            *(word[cut:] for cut in (1, 2, 3) if word[:cut] in {"و", "ف", "ال", "وال", "فال", "بال", "ب", "ل"}),
        }
        if any("أ" + stem[1:] in _fourth_form() for stem in stems):
            return False
        known = any(exact(stem) is not None or word_of(stem).verb not in {"", "?"} for stem in stems)
        return known or self._lexicon.find([word], 0) is not None

    def _is_known(self, word: str, stem: str) -> bool:
        if stem in _group("hamza") or exact(stem) is not None or self._lexicon.find([word], 0) is not None:
            return True
        return stem in _fourth_form() or word_of(word).role in _SURE_ROLES
