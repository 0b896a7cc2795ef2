"""A line under reading: its tokens, what is to be said around them, and the clitics before a number."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from briefing.arabic.letters import View
from briefing.arabic.lexer import Token
from briefing.arabic.numerals import Case, define
from briefing.arabic.style import Style


class Lead(NamedTuple):
    """Clitics written before a number or a foreign word.

    Attributes:
        conjunction: و or ف or nothing.
        preposition: ب, ل or ك or nothing.
        article: whether the article is there.
        start: the index of the first token, clitic included.
    """

    conjunction: str
    preposition: str
    article: bool
    start: int


class Reading(NamedTuple):
    """What a rule says about a stretch of tokens.

    Attributes:
        end: the token index behind the stretch.
        words: marked words.
        kind: the semiotic class.
        rule: the rule's name.
        start: the first token, when the rule reached back over tokens not yet spoken; -1 means where it was asked.
    """

    end: int
    words: list[str]
    kind: str
    rule: str


_VOWELS = {"و": "وَ", "ف": "فَ", "ب": "بِ", "ل": "لِ", "ك": "كَ", "": ""}


@lru_cache(maxsize=512)
def split_clitics(word: str) -> tuple[str, str, bool] | None:
    """Splits a token that is nothing but clitics, as in وبال; None when it is something else."""
    rest = word
    conjunction = preposition = ""
    if rest[:1] in {"و", "ف"}:
        conjunction, rest = rest[0], rest[1:]
    if rest == "لل":
        return conjunction, "ل", True
    if rest[:1] in {"ب", "ل", "ك"}:
        preposition, rest = rest[0], rest[1:]
    if rest not in {"", "ال"}:
        return None
    return conjunction, preposition, rest == "ال"


def attach(lead: Lead, word: str) -> str:
    """Joins the clitics to a marked word; ل and the article melt into لل (Wright I, the article)."""
    if lead.article and not word.startswith("ال"):
        word = define(word)
    if lead.preposition == "ل" and word.startswith("ال"):
        word = "لِ" + word[1:]
    elif lead.preposition:
        word = _VOWELS[lead.preposition] + word
    return _VOWELS[lead.conjunction] + word


def join_clitics(clitics: str, word: str) -> str:
    """Joins a written clitic to the word in quotes behind it: ل and الوطن become للوطن (Wright I, the article)."""
    if clitics.endswith("ل") and not clitics.endswith("ال") and word.startswith("ال"):
        return clitics + word[1:]
    return clitics + word


@dataclass(slots=True)
class Line:
    """The tokens of one text with the style they are to be spoken in.

    Attributes:
        view: the clean text behind the tokens.
        tokens: all tokens in order.
        style: the show's choices.
        cases: the case given to each number so far, by token index; a joined number inherits it.
        heads: the noun whose ordinal each number is, by token index; a joined number shares it.
    """

    view: View
    tokens: list[Token]
    style: Style
    cases: dict[int, Case] = field(default_factory=dict)
    heads: dict[int, int] = field(default_factory=dict)

    def text(self, index: int) -> str:
        """Returns the clean text of a token, or nothing outside the line."""
        return self.tokens[index].text if 0 <= index < len(self.tokens) else ""

    def kind(self, index: int) -> str:
        """Returns the kind of a token, or nothing outside the line."""
        return self.tokens[index].kind if 0 <= index < len(self.tokens) else ""

    def glued(self, index: int) -> bool:
        """Tells whether a token stands directly behind the one before it."""
        return 0 < index < len(self.tokens) and self.tokens[index].glued

    def before(self, index: int) -> int:
        """Returns the index of the word before `index` in the same clause, over quotes and brackets, or -1."""
        index -= 1
        while index >= 0 and self.tokens[index].kind == "quote":
            index -= 1
        return index if index >= 0 and self.tokens[index].kind == "word" else -1

    def word_before(self, index: int) -> str:
        """Returns the clean word before `index`, or nothing."""
        return self.text(self.before(index))

    def after(self, index: int) -> int:
        """Returns the index of the word at or behind `index`, over quotes, or -1."""
        while index < len(self.tokens) and self.tokens[index].kind == "quote" and self.tokens[index].text not in "([{":
            index += 1
        return index if index < len(self.tokens) and self.tokens[index].kind == "word" else -1

    def word_after(self, index: int) -> str:
        """Returns the clean word at or behind `index`, or nothing."""
        return self.text(self.after(index))

    def inside_quotes(self, index: int) -> int:
        """Returns the first token at or behind `index` that is no opening quote or bracket of the clitic before it."""
        step = index
        if not (self.glued(index) or self._hangs(index - 1)):
            return index
        while step - index < 2 and self.kind(step) == "quote":
            step += 1
        return step if step == index or self.glued(step) else index

    def _hangs(self, index: int) -> bool:
        """Tells whether a tatweel behind the token shows that it belongs to the next, as in بـ «حماس»."""
        token = self.tokens[index]
        end = self.view.place(token.start, token.end)[1]
        return token.text == "و" or self.view.source[end : end + 1] == "ـ"

    def quoted_word(self, index: int) -> int:
        """Returns the word that the clitics at `index` belong to across quotes, as in لـ«الوطن», or 0."""
        clitic = self.text(index)
        if len(clitic) > 4 or split_clitics(clitic) is None:
            return 0
        inner = self.inside_quotes(index + 1)
        quoted = inner > index + 1 or (self._hangs(index) and clitic != "و")
        return inner if quoted and self.kind(inner) == "word" else 0

    def lead(self, index: int) -> Lead | None:
        """Returns the clitics at `index` when something that is to be read follows them."""
        if self.kind(index) != "word" or len(self.text(index)) > 4:
            return None
        split = split_clitics(self.text(index))
        if split is None or index + 1 >= len(self.tokens) or self.text(index - 1) in {"فيتامين", "الفيتامين"}:
            return None
        return Lead(*split, index)
