"""The border that every text crosses before an engine or a service sees it.

Text comes from anywhere. What can be a command, an abort or an hour of noise to an engine leaves here as plain words:

- control bytes (espeak-ng: 0x01 + ``s900`` sets the speed, 0x00 loses the rest), format characters, lone surrogates;
- ``[[...]]`` (phonemes to espeak-ng and Piper without any flag), angle brackets (SSML), underscores and other
  signs that engines read by name;
- a word of more than 60 letters (a word of a megabyte is hours of speech) and runs of vowel marks or apostrophes
  (80 times ``s'`` in one word aborts espeak-ng 1.51 and 1.52).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audio.script import Sentence, Utterance

LONGEST_WORD = 60
LONGEST_PARAGRAPH = 1000

Pause = Literal["", ",", ":", ".", "!", "?"]

# what stands at the end of a word -> the pause it asks for; the strongest of several wins, in this order
_PAUSES: tuple[tuple[str, Pause], ...] = (
    ("؟?", "?"),
    ("!", "!"),
    (".…۔", "."),
    (":؛;", ":"),
    ("،,–—", ","),
)
_KEPT = frozenset(".,:;!?،؛؟…'’-–—%()\"«»/&+@")
_APOSTROPHES = re.compile(r"['’]{2,}|(?<=['’]\w)['’](?=\w['’])")
_MARK_RUN = re.compile(r"([\u064b-\u065f\u0670\u06d6-\u06ed]{3})[\u064b-\u065f\u0670\u06d6-\u06ed]+")
_LEADING_MARKS = re.compile(r"^[^\w]*[\u064b-\u065f\u0670\u06d6-\u06ed]+")
_DIGIT_RUN = re.compile(r"(\d{15})(?=\d)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Word:
    """One spoken word on its way to an engine.

    Attributes:
        index: its number in ``utterance.spoken.split()``.
        text: letters, marks and inner punctuation only; may hold a space where an overlong token was cut.
        pause: the punctuation after it, as one of a few signs; a sentence's last word always has one.
    """

    index: int
    text: str
    pause: Pause = ""


def clean(text: str) -> str:
    """The text as harmless words on one line.

    Letters, digits, vowel marks and ordinary punctuation stay in their order; everything else becomes a space. Words
    are cut every 60 letters. Cleaning twice changes nothing.
    """
    kept = "".join(_kept(character) for character in text)
    kept = _DIGIT_RUN.sub(r"\1 ", _APOSTROPHES.sub("", _MARK_RUN.sub(r"\1", kept)))
    return " ".join(part for token in kept.split() for part in _cut(token)).lstrip("-– —")


def _kept(character: str) -> str:
    if character in _KEPT:
        return character
    if "\ufe00" <= character <= "\ufe0f":  # which picture of the sign before it is meant
        return ""
    # presentation forms: the same letters as old typesetting wrote them
    plain = unicodedata.normalize("NFKC", character) if "\ufb50" <= character <= "\ufeff" else character
    if plain != character:
        return "".join(map(_kept, plain))
    category = unicodedata.category(character)
    if category[0] in "LN" or category in {"Mn", "Mc"}:
        return character
    # a joiner or a bidi mark stands inside a word without parting it
    return "" if category == "Cf" else " "


def _cut(token: str) -> Iterator[str]:
    while letters(token) > LONGEST_WORD or len(token) > 4 * LONGEST_WORD:
        end = _end_of_letters(token, LONGEST_WORD)
        yield token[:end]
        token = token[end:]
    yield token


def _end_of_letters(token: str, limit: int) -> int:
    count = 0
    for place, character in enumerate(token):
        count += character.isalnum()
        if count > limit or place >= 4 * limit:
            return place
    return len(token)


def letters(text: str) -> int:
    """How many letters and digits the text has; marks, spaces and punctuation are not counted."""
    return sum(map(str.isalnum, text))


def words(utterance: Utterance, *, marked: bool) -> list[Word]:
    """The utterance's words, cleaned, with the pauses that its punctuation asks for.

    Args:
        utterance: what is read.
        marked: with vowel marks where the sentence has them for every word.

    Returns:
        In order; tokens without any letter are dropped, their pause moves to the word before. Empty when there is
        nothing to say.
    """
    found: list[Word] = []
    index = 0
    for sentence in utterance.sentences:
        tokens = sentence.spoken.split()
        first = len(found)
        for offset, token in enumerate(_forms(sentence, tokens, marked=marked)):
            _take(found, first, index + offset, token)
        if len(found) > first and found[-1].pause not in {".", "!", "?"}:
            found[-1] = Word(index=found[-1].index, text=found[-1].text, pause=".")
        index += len(tokens)
    return found


def _forms(sentence: Sentence, tokens: list[str], *, marked: bool) -> list[str]:
    forms = sentence.marked.split()
    return forms if marked and len(forms) == len(tokens) else tokens


def _take(found: list[Word], first: int, index: int, token: str) -> None:
    text = clean(token)
    pause = _pause_of(text)
    # a token of marks alone, or marks before any letter, belong to nothing
    parts = (_LEADING_MARKS.sub("", part) for part in text.strip(".,:;!?،؛؟…–—-()\"«»' ’").split())
    core = " ".join(part for part in parts if letters(part))
    if letters(core):
        found.append(Word(index=index, text=core, pause=pause))
    elif pause and len(found) > first and not found[-1].pause:
        found[-1] = Word(index=found[-1].index, text=found[-1].text, pause=pause)


def _pause_of(text: str) -> Pause:
    tail = text.rstrip("()\"«»'’ ")
    trailing = tail[len(tail.rstrip(".,:;!?،؛؟…–—")) :]
    return next((pause for signs, pause in _PAUSES if any(sign in trailing for sign in signs)), "")


def groups(spoken: list[Word], limit: int = LONGEST_PARAGRAPH) -> Iterator[list[Word]]:
    """Cut a long row of words into groups of at most ``limit`` letters, at the strongest pause in the last half."""
    while sum(letters(word.text) for word in spoken) > limit:
        end = _best_end(spoken, limit)
        yield spoken[:end]
        spoken = spoken[end:]
    if spoken:
        yield spoken


def _best_end(spoken: list[Word], limit: int) -> int:
    total, best, best_rank = 0, 0, -1
    for place, word in enumerate(spoken):
        total += letters(word.text)
        if total > limit and place:
            break
        rank = 0 if not word.pause else 1 + ",:.!?".index(word.pause)
        if total <= limit // 2:
            rank = -1
        if rank >= best_rank:
            best, best_rank = place + 1, rank
    return best


def pieces(text: str, limit: int) -> list[str]:
    """Cut a cleaned text into pieces of at most ``limit`` characters, for services that take no more.

    A piece ends after a full stop or question mark when there is one in its last two thirds, else after a comma, colon
    or semicolon, else between words, else, in a single endless word, at the limit. Arabic punctuation counts.

    Returns:
        The pieces; joined with spaces they are the text (an endless word apart).
    """
    found: list[str] = []
    rest = text.strip()
    while len(rest) > limit:
        end = _cut_at(rest, limit)
        found.append(rest[:end].strip())
        rest = rest[end:].strip()
    return [piece for piece in [*found, rest] if piece]


def _cut_at(text: str, limit: int) -> int:
    head = text[: limit + 1]
    for signs in (".؟?!…", "،,؛;:"):
        ends = [match.end() - 1 for match in re.finditer(rf"[{re.escape(signs)}][\"»)]*\s", head)]
        if ends and ends[-1] > limit // 3:
            return ends[-1]
    space = head.rfind(" ")
    return space if space > 0 else limit
