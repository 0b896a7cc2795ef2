"""Marked Arabic -> phonemes, for voices that take them.

A text is read in three steps: each word alone (``audio.phonemes_word``), then joined to its neighbours (the joining
alef, shortened vowels, helping vowels; Ryding 2005, 2.4) and shortened before a pause (pausal forms; Ryding 2005, 2.8),
then written in the signs that a voice wants.

A word index is its number in ``text.split()``. What cannot be read (Latin letters, digits, words without marks) has no
sounds: a voice reads its text by its own rules, and the log counts such words.
"""

import logging
import re
from dataclasses import dataclass, replace

from audio.phonemes_letters import shadda_first
from audio.phonemes_word import Reading, read_word

__all__ = ["PhonemeWord", "espeak_phonemes", "espeak_text", "ipa", "shadda_first", "words"]

_log = logging.getLogger(__name__)

_EDGE = re.compile(r"^([^\w\u064b-\u0652\u0670]*)(.*?)([^\w\u064b-\u0652\u0670]*)$", re.DOTALL)
_PAUSE = frozenset(".,;:!?،؛؟…()[]{}–—")
_LONG = {"aː": "a", "iː": "i", "uː": "u"}
_VOWELS = frozenset("aiu") | frozenset(_LONG)
_ESPEAK = {
    "θ": "T", "dʒ": "dZ", "ħ": "H", "x": "X", "ð": "D", "r": "R", "ʃ": "S", "sˤ": "s[", "dˤ": "dH", "tˤ": "t[",
    "ðˤ": "Z", "ʕ": "A", "ɣ": "Q", "ʔ": "?", "tʃ": "tS", "ɡ": "g", "ʒ": "Z;", "aː": "a:", "iː": "i:", "uː": "u:",
}  # fmt: skip
# espeak-ng 1.52 reads past its buffer, and dies, at some 210 signs without a space. No Arabic word comes near.
_WORD_CHARS = 90
_RUN_SOUNDS = 80
_ESPEAK_IPA = {"x": "χ", "sˤ": "s̪", "tˤ": "t̪", "ðˤ": "ð"}
_EMPHATIC = frozenset({"sˤ", "dˤ", "tˤ", "ðˤ"})
_DARK = {"a": "a.", "aː": "a.:"}
# Two signs that espeak-ng would take for one; it reads a bar between them as a border.
_CLASH = frozenset({("t", "S"), ("d", "Z"), ("d", "H"), ("g", "H"), ("t", "Z;"), ("d", "Z;")})


@dataclass(frozen=True, kw_only=True, slots=True)
class PhonemeWord:
    """One word as it sounds among its neighbours.

    Attributes:
        index: its number in ``text.split()``.
        text: the word without the punctuation around it.
        sounds: IPA, one element a consonant (twice when doubled) or a vowel (long ones end in ``ː``); empty when the
            word cannot be read.
        stress: index in ``sounds`` of the stressed vowel, -1 for none.
        joined: its joining alef is silent, so it is said in one with the word before.
        punctuation: what follows the word up to the next one, without spaces.
    """

    index: int
    text: str
    sounds: tuple[str, ...]
    stress: int
    joined: bool
    punctuation: str

    @property
    def ipa(self) -> str:
        """The sounds without stress."""
        return "".join(self.sounds)

    @property
    def espeak(self) -> str:
        """The word in the mnemonics of espeak-ng's voice ``ar``, for inside ``[[...]]``; empty when unreadable."""
        out: list[str] = []
        before = ""
        for i, sound in enumerate(self.sounds):
            sign = _DARK.get(sound, "") if self._is_dark(i) else ""
            sign = sign or _ESPEAK.get(sound, sound)
            if (before, sign) in _CLASH:
                out.append("|")
            out.append("'" + sign if i == self.stress else sign)
            before = sign
        return "".join(out)

    @property
    def espeak_ipa(self) -> str:
        """The word as espeak-ng's voice ``ar`` writes it in IPA, with stress: what Piper's Arabic is trained on.

        Not the same as ``ipa``: espeak-ng writes s̪ t̪ for sˤ tˤ, χ for x, ð for ðˤ and a dot after a dark a.
        """
        out: list[str] = []
        for i, sound in enumerate(self.sounds):
            sign = _ESPEAK_IPA.get(sound, sound)
            if self._is_dark(i):
                sign = sign.replace("a", "a.")
            out.append("ˈ" + sign if i == self.stress else sign)
        return "".join(out)

    def _is_dark(self, i: int) -> bool:
        if self.sounds[i] not in _DARK:
            return False
        near = self.sounds[max(0, i - 1) : i + 2]
        return not _EMPHATIC.isdisjoint(near) or (
            self.sounds[i] == "aː" and self.sounds[i - 2 : i] == ("l", "l") and self.sounds[i + 1 : i + 2] == ("h",)
        )


def words(marked: str, *, pause: bool = True) -> list[PhonemeWord]:
    """The words of a marked text as they sound one after the other.

    Args:
        marked: a paragraph in words, with vowel marks and punctuation.
        pause: words before punctuation and at the end take their pausal form; otherwise every ending is said, and only
            the elision across words is left.

    Returns:
        One value for each token with a letter or digit, in order. Tokens of punctuation alone are given to the word
        before them.
    """
    found = _tokens(marked)
    readings = [read_word(text) if len(text) <= _WORD_CHARS else None for _, text, _ in found]
    unread = sum(1 for reading in readings if reading is None)
    if unread:
        _log.info("phonemes: %d of %d words cannot be read from marks; the voice reads their text", unread, len(found))
    out = []
    run = 0
    for i, (index, text, punctuation) in enumerate(found):
        reading = readings[i]
        after = readings[i + 1] if i + 1 < len(found) else None
        stops = i + 1 == len(found) or _is_pause(punctuation)
        before = i > 0 and readings[i - 1] is not None and not _is_pause(found[i - 1][2])
        word = _in_context(index, text, punctuation, reading, (before, stops, after, pause))
        run = run + len(word.sounds) if word.joined else len(word.sounds)
        if run > _RUN_SOUNDS:
            word, run = replace(word, joined=False), len(word.sounds)
        out.append(word)
    return out


def espeak_phonemes(marked: str, *, pause: bool = True) -> str:
    """The text in espeak-ng's mnemonics, for one ``[[...]]`` block of its voice ``ar``.

    Args:
        marked: words with marks. Punctuation and words that cannot be read are left out: ``espeak_text`` keeps both.
        pause: whether words before punctuation take their pausal form.
    """
    return "".join(
        word.espeak if word.joined or not i else " " + word.espeak
        for i, word in enumerate(word for word in words(marked, pause=pause) if word.sounds)
    )


def espeak_text(marked: str) -> str:
    """The text as espeak-ng should be given it, with the flag for phoneme input set.

    Words that can be read stand in ``[[...]]`` blocks, the others as they are; punctuation stays outside, where the
    engine makes its melody of it.
    """
    out: list[str] = []
    open_block = False
    for word in words(marked):
        if word.sounds:
            gap = "" if word.joined and open_block else " "
            out.append((gap if open_block else " [[") + word.espeak)
            open_block = True
        else:
            out.append(("]] " if open_block else " ") + word.text)
            open_block = False
        if word.punctuation:
            out.append(("]]" if open_block else "") + word.punctuation)
            open_block = False
    return ("".join(out) + ("]]" if open_block else "")).strip()


def ipa(marked: str, *, pause: bool = False) -> str:
    """The text in IPA: long vowels with ``ː``, doubled consonants twice, ``tˤ dˤ sˤ ðˤ dʒ``, no stress, no punctuation.

    Args:
        marked: words with marks; a word that cannot be read stands as it is.
        pause: whether words before punctuation take their pausal form.

    Returns:
        Words with a space between, none where a joining alef is silent (``minaʃʃamsi``).
    """
    return "".join(
        (word.ipa or word.text) if word.joined or not i else " " + (word.ipa or word.text)
        for i, word in enumerate(words(marked, pause=pause))
    )


def _tokens(marked: str) -> list[tuple[int, str, str]]:
    """(index, text, punctuation after it) of each token with a letter or digit."""
    out: list[tuple[int, str, str]] = []
    for index, token in enumerate(marked.split()):
        match = _EDGE.match(token)
        before, text, after = match.groups() if match else ("", token, "")
        if not text:
            if out:
                out[-1] = (*out[-1][:2], out[-1][2] + before + after)
            continue
        if before and out and _is_pause(before):
            out[-1] = (*out[-1][:2], out[-1][2] + before)
        out.append((index, text, after))
    return out


def _is_pause(punctuation: str) -> bool:
    return not _PAUSE.isdisjoint(punctuation) or punctuation == "-"


def _in_context(
    index: int, text: str, punctuation: str, reading: Reading | None, context: tuple[bool, bool, Reading | None, bool]
) -> PhonemeWord:
    if reading is None:
        return PhonemeWord(index=index, text=text, sounds=(), stress=-1, joined=False, punctuation=punctuation)
    before, stops, after, pause = context
    sounds = list(reading.sounds)
    if pause and stops:
        sounds = _pausal(sounds, reading.tail)
    stress = _stressed(sounds)
    joined = before and reading.joining
    if joined:
        cut = 2 if sounds[0] == "ʔ" else 1
        sounds = sounds[cut:]
        stress = stress - cut if stress >= cut else -1
    if not stops and after is not None and after.joining:
        sounds = _before_joining(sounds, after)
    return PhonemeWord(
        index=index, text=text, sounds=tuple(sounds), stress=stress, joined=joined, punctuation=punctuation
    )


def _pausal(sounds: list[str], tail: str) -> list[str]:
    """The pausal form (Ryding 2005, 2.8): no short vowel, no tanwin but long a, teh marbuta silent or h."""
    if tail == "v":
        cut = sounds[:-1]
        keeps = len(sounds) <= 4 and cut[-1] in {"w", "j"}  # huwa, hija
        return sounds if keeps else cut
    if tail == "un":
        return sounds[:-2]
    if tail == "an":
        return [*sounds[:-2], "aː"]
    if tail == "t":
        sounds = sounds[: len(sounds) - 1 - sounds[::-1].index("t")]
    return [*sounds, "h"] if tail in {"t", "h"} and sounds[-1:] == ["aː"] else sounds


def _before_joining(sounds: list[str], after: Reading) -> list[str]:
    """The end of a word before a silent joining alef: long vowels shorten, consonants take a helping vowel."""
    if not sounds:
        return sounds  # a joining alef that stands alone
    last = sounds[-1]
    if last in _LONG:
        return [*sounds[:-1], _LONG[last]]
    if last in _VOWELS:
        return sounds
    if sounds == ["m", "i", "n"] and after.article:
        return [*sounds, "a"]
    if sounds[-2:] == ["u", "m"] and sounds[-3:-2] in (["h"], ["k"], ["t"]):
        return [*sounds, "u"]
    return [*sounds, "u"] if sounds[-2:] == ["a", "w"] else [*sounds, "i"]


def _stressed(sounds: list[str]) -> int:
    """Index of the stressed vowel: a superheavy last syllable, else a heavy last but one, else the one before."""
    vowels = [i for i, sound in enumerate(sounds) if sound in _VOWELS]
    if not vowels or (len(vowels) == 1 and len(sounds) <= 3):
        return -1
    last = vowels[-1]
    closing = len(sounds) - 1 - last
    if len(vowels) == 1 or closing >= 2 or (closing == 1 and sounds[last] in _LONG):
        return last
    before = vowels[-2]
    if sounds[before] in _LONG or last - before > 2 or len(vowels) == 2:
        return before
    return vowels[-3]
