"""The newsroom's values: an article, a story of several articles, and the paragraphs chosen from it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Article:
    """One text of one outlet.

    Attributes:
        id: stable across runs: the address where there is one, else a hash of the text.
        outlet: the outlet's name as it is said on air.
        title: as written, empty when there is none.
        paragraphs: as written, clean, in order.
        url: where it can be read, empty when it has no address.
        published: aware, None when unknown.
        language: BCP 47 tag.
        source: the configured source it came from.
        lead_missing: whether its first paragraph leans on one that is not there.
        category: the section of the news it belongs to, as the settings name it; empty when unknown.
        weight: how much its source counts when stories are ordered; 1 is the usual.
        first_hand: whether the site at its own address gave it, and not another that leads there.
    """

    id: str
    outlet: str
    title: str
    paragraphs: tuple[str, ...]
    url: str = ""
    published: datetime | None = None
    language: str = "ar"
    source: str = ""
    lead_missing: bool = False
    category: str = ""
    weight: float = 1.0
    first_hand: bool = False

    @property
    def fingerprint(self) -> str:
        """What a changed text does not share with its earlier form: 16 hexadecimal digits of SHA-256."""
        return hashlib.sha256("\n".join(self.paragraphs).encode("utf-8", "replace")).hexdigest()[:16]


@dataclass(frozen=True, kw_only=True, slots=True)
class Story:
    """Several articles on one event.

    Attributes:
        lead: the article that is read.
        others: the rest, nearest first.
        score: what it is ordered by, greatest first.
        reason: why it stands where it stands, for people.
        update: whether an earlier edition has told this event.
        topic: the same for stories that belong beside each other; empty when it stands alone.
    """

    lead: Article
    others: tuple[Article, ...] = ()
    score: float = 0.0
    reason: str = ""
    update: bool = False
    topic: str = ""

    @property
    def articles(self) -> tuple[Article, ...]:
        """All articles, the read one first."""
        return (self.lead, *self.others)


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """One chosen paragraph and why.

    Attributes:
        index: its number in the lead article.
        text: what is read of it, as written.
        reason: for people.
    """

    index: int
    text: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Digest:
    """A story's key paragraphs, in the article's order.

    Attributes:
        headline: as written.
        seconds: expected time on air.
    """

    story: Story
    headline: str
    choices: tuple[Choice, ...]
    seconds: float
