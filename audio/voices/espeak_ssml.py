"""Words become the SSML that espeak-ng is given: phonemes, marks for the times, punctuation for the melody.

All markup is made here. Foreign text reaches this file as cleaned words, and what of it is not phonemes is escaped
(XML 1.0, 2.4): no text can bring markup of its own.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from audio import phonemes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audio.voices.text import Pause, Word

_log = logging.getLogger(__name__)

# everything but ASCII, Latin with accents, general punctuation and the Arabic blocks
_FOREIGN = re.compile("[^\\x20-\\x7e\u00a0-\u024f\u2010-\u2027\u0600-\u06ff\u0750-\u077f]")

# the engine reads no other digits
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """Words that are said in one: a word, and those behind it whose joining alef is silent.

    Attributes:
        markup: what the engine is given, without its mark.
        shares: (word index, number of sounds) in order, to part the block's time.
        pause: the punctuation behind it.
    """

    markup: str
    shares: tuple[tuple[int, int], ...]
    pause: Pause


def readable(spoken: Sequence[Word]) -> list[Word]:
    """The words without what the engine would spell by Unicode names, a second a letter: scripts not Arabic or Latin.

    A word of nothing else is dropped; its pause moves to the word before.
    """
    found: list[Word] = []
    for word in spoken:
        text = _FOREIGN.sub("", word.text)
        if any(map(str.isalnum, text)):
            found.append(replace(word, text=text))
        elif found and word.pause:
            found[-1] = replace(found[-1], pause=word.pause)
    if len(found) < len(spoken):
        _log.info("espeak: %d words in other scripts than Arabic and Latin are left out", len(spoken) - len(found))
    return found


def blocks(spoken: Sequence[Word]) -> list[Block]:
    """The blocks of a row of words, at least one of them with a letter."""
    owners = [word for word in spoken for _ in word.text.split()]
    last = {id(word): place for place, word in enumerate(owners)}
    tokens = [part for word in spoken for part in word.text.split()]
    line = " ".join(
        part + (word.pause if last[id(word)] == place else "")
        for place, (part, word) in enumerate(zip(tokens, owners, strict=True))
    )
    found: list[Block] = []
    for said in phonemes.words(line):
        owner = owners[said.index]
        pause: Pause = owner.pause if last[id(owner)] == said.index else ""
        share = (owner.index, max(1, len(said.sounds)))
        sounds = said.espeak
        if said.joined and sounds and found and found[-1].markup.endswith("]]"):
            before = found.pop()
            markup, shares = before.markup.removesuffix("]]") + sounds + "]]", (*before.shares, share)
        else:
            markup, shares = f"[[{sounds}]]" if sounds else _plain(said.text), (share,)
        found.append(Block(markup=markup, shares=shares, pause=pause))
    return found


def _plain(text: str) -> str:
    # apostrophes in a row abort the engine; the shadda must stand before its vowel or the vowel is not read
    bare = text.replace("'", "").replace("’", "").translate(_DIGITS)
    return escape(phonemes.shadda_first(bare))


def document(said: Sequence[Block]) -> str:
    """The SSML of some blocks: mark ``i`` stands before block ``i``, mark ``end`` after the last."""
    # the space before each tag is needed: without it espeak-ng 1.52 reads the tag aloud
    body = "".join(f'<mark name="{place}"/>{block.markup}{_sign(block.pause)} ' for place, block in enumerate(said))
    return f'<speak>{body}<mark name="end"/></speak>'


# espeak-ng 1.52 drops the whole clause after "." and a tag, in silence; after U+06D4, the same stop to it, it does not
_SIGNS = {".": "\u06d4", ":": ","}


def _sign(pause: Pause) -> str:
    return _SIGNS.get(pause, pause)
