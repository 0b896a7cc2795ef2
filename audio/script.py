"""What the booth can be asked to read: a script of items, their utterances and their sentences."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal


@dataclass(frozen=True, kw_only=True, slots=True)
class Sentence:
    """One sentence in its three forms.

    Attributes:
        written: as its author wrote it; shown in transcripts.
        spoken: in words, without vowel marks; one token a spoken word, punctuation attached.
        marked: ``spoken`` with vowel marks, same words in the same order; empty when nobody marked it.
    """

    written: str
    spoken: str
    marked: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Utterance:
    """What is read in one breath of the presenter: a headline or a paragraph. The unit of speaking and levelling.

    Attributes:
        sentences: in reading order, at least one.
        pause_after_ms: silence that follows.
        presenter: which of the presenters reads it, 0 for the first.
    """

    sentences: tuple[Sentence, ...]
    pause_after_ms: int = 350
    presenter: int = 0

    @property
    def written(self) -> str:
        """The paragraph as written."""
        return " ".join(sentence.written for sentence in self.sentences)

    @property
    def spoken(self) -> str:
        """The paragraph in plain spoken words."""
        return " ".join(sentence.spoken for sentence in self.sentences)

    @property
    def marked(self) -> str:
        """The paragraph with vowel marks; a sentence without marks stands as spoken."""
        return " ".join(sentence.marked or sentence.spoken for sentence in self.sentences)


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """A titled address that belongs to an item."""

    title: str
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """A part of the programme that becomes one chapter.

    Attributes:
        kind: what the music around it follows.
        title: the chapter's title, as written.
        links: first one is the chapter's link.
    """

    kind: Literal["opening", "story", "closing"]
    title: str
    utterances: tuple[Utterance, ...]
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Script:
    """A whole programme to be read.

    Attributes:
        title: the programme's title, as written.
        language: BCP 47 tag of the text.
    """

    title: str
    language: str
    items: tuple[Item, ...]

    def without(self, utterance: Utterance) -> Script:
        """The same programme, with this utterance left out wherever it stands, and items of which nothing is left."""
        rest = ((item, tuple(one for one in item.utterances if one != utterance)) for item in self.items)
        return replace(self, items=tuple(replace(item, utterances=kept) for item, kept in rest if kept))
