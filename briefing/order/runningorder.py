"""The running order as a document: an edition's whole script before it is read, which a person may change.

``briefing plan write`` makes one, a person, a program or the studio changes it, ``briefing make --plan`` reads it aloud
and publishes it; so does the daily run where ``edition.plans`` is true. It is one JSON file::

    {"version": 1, "show_id": "briefing", "edition": "2026-11-24", "title": ..., "language": "ar",
     "letters_per_s": 9.2, "notices": [],
     "parts": [{"kind": "story", "title": ..., "reason": ..., "dropped": false, "references": [...],
                "paragraphs": [{"pause_after_ms": 450, "presenter": 0, "dropped": false,
                                "lines": [{"written": ..., "spoken": ..., "marked": ...}]}]}]}

What is dropped stays in the document and is not read. An empty ``spoken`` is filled in from ``written`` by the rules of
the language, an empty ``marked`` from ``spoken``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import FailFast, Field

from audio.script import Item, Link, Script, Sentence, Utterance
from briefing.show import Reference

if TYPE_CHECKING:
    from briefing.article import Digest
    from briefing.planning import Plan
    from briefing.show import EditionId

LONGEST_TEXT = 20_000
LONGEST_PAUSE_MS = 10_000

_STRICT = {"extra": "forbid"}

Text = Annotated[str, Field(max_length=LONGEST_TEXT)]


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A sentence in its three forms, as in :class:`audio.script.Sentence`; spoken and marked may be still empty."""

    __pydantic_config__: ClassVar = _STRICT

    written: Text
    spoken: Text = ""
    marked: Text = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Paragraph:
    """What is read in one breath of a presenter.

    Attributes:
        pause_after_ms: silence that follows.
        presenter: 0 for the first, 1 for the second where the settings name one.
        dropped: whether it is left out.
    """

    __pydantic_config__: ClassVar = _STRICT

    lines: Annotated[tuple[Line, ...], Field(min_length=1, max_length=500), FailFast()]
    pause_after_ms: Annotated[int, Field(ge=0, le=LONGEST_PAUSE_MS)] = 450
    presenter: Annotated[int, Field(ge=0, le=9)] = 0
    dropped: bool = False

    @property
    def written(self) -> str:
        """As written."""
        return " ".join(line.written for line in self.lines)

    @property
    def utterance(self) -> Utterance:
        """As the booth reads it."""
        sentences = tuple(Sentence(written=one.written, spoken=one.spoken, marked=one.marked) for one in self.lines)
        return Utterance(sentences=sentences, pause_after_ms=self.pause_after_ms, presenter=self.presenter)


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """A part of the programme, which becomes a chapter.

    Attributes:
        title: of the chapter.
        paragraphs: in the order in which they are read.
        references: the articles that it tells, the first one the chapter's link.
        reason: why it stands where it stands, for people.
        dropped: whether all of it is left out.
    """

    __pydantic_config__: ClassVar = _STRICT

    kind: Literal["opening", "story", "closing"]
    title: Text
    paragraphs: Annotated[tuple[Paragraph, ...], Field(max_length=500), FailFast()]
    references: Annotated[tuple[Reference, ...], FailFast()] = ()
    reason: Text = ""
    dropped: bool = False

    @property
    def kept(self) -> tuple[Paragraph, ...]:
        """The paragraphs that are read."""
        return () if self.dropped else tuple(one for one in self.paragraphs if not one.dropped)


@dataclass(frozen=True, kw_only=True, slots=True)
class RunningOrder:
    """An edition before a voice has read it.

    Attributes:
        version: of this form.
        show_id: of the show that it was planned for.
        edition: its name, as in :class:`briefing.show.EditionId`.
        title: of the programme.
        language: BCP 47 tag.
        parts: opening, stories, closing, in the order in which they are read.
        letters_per_s: how many spoken letters the voice reads in a second, for expected lengths.
        notices: what was left out by the planning, and why.
    """

    __pydantic_config__: ClassVar = _STRICT

    show_id: str
    edition: str
    title: Text
    language: str
    parts: Annotated[tuple[Part, ...], Field(max_length=1000), FailFast()]
    version: Literal[1] = 1
    letters_per_s: Annotated[float, Field(ge=1, le=100)] = 12.0
    notices: Annotated[tuple[str, ...], FailFast()] = ()

    @property
    def stories(self) -> tuple[Part, ...]:
        """The stories that are told."""
        return tuple(part for part in self.parts if part.kind == "story" and part.kept)

    @property
    def headlines(self) -> tuple[str, ...]:
        """Of the stories that are told, in their order."""
        return tuple(part.title for part in self.stories)

    @property
    def references(self) -> tuple[Reference, ...]:
        """The articles that are told, in their order."""
        return tuple(one for part in self.stories for one in part.references)

    @property
    def script(self) -> Script:
        """What the booth is asked to read."""
        items = tuple(
            Item(
                kind=part.kind,
                title=part.title,
                utterances=tuple(one.utterance for one in part.kept),
                links=tuple(Link(title=one.title or one.outlet, url=one.url) for one in part.references if one.url),
            )
            for part in self.parts
            if part.kept
        )
        return Script(title=self.title, language=self.language, items=items)


def references_of(digest: Digest) -> tuple[Reference, ...]:
    """The articles of a story, the one that is read first."""
    return tuple(
        Reference(
            article_id=one.id,
            outlet=one.outlet,
            title=one.title or digest.headline,
            url=one.url,
            digest=one.fingerprint,
        )
        for one in digest.story.articles
    )


def running_order(plan: Plan, show_id: str, edition: EditionId, spare: Plan | None = None) -> RunningOrder:
    """The document of a plan.

    Args:
        plan: as :func:`briefing.edition.rehearse` makes it.
        show_id: whose.
        edition: its name.
        spare: stories that found no place; they stand behind the others, dropped.
    """
    told = _parts(plan)
    left = [replace(part, dropped=True) for part in _parts(spare) if part.kind == "story"] if spare else []
    closing = [part for part in told if part.kind == "closing"]
    return RunningOrder(
        show_id=show_id,
        edition=str(edition),
        title=plan.script.title,
        language=plan.script.language,
        parts=(*(part for part in told if part.kind != "closing"), *left, *closing),
        letters_per_s=plan.characters_per_s,
        notices=plan.notices,
    )


def _parts(plan: Plan) -> list[Part]:
    """The items of a plan's script, each with the articles that it tells."""
    told = iter(plan.digests)
    parts = []
    for item in plan.script.items:
        # a story of which nothing can be said has no item
        digest = next(one for one in told if one.headline == item.title) if item.kind == "story" else None
        paragraphs = tuple(
            Paragraph(
                lines=tuple(Line(written=one.written, spoken=one.spoken, marked=one.marked) for one in said.sentences),
                pause_after_ms=said.pause_after_ms,
                presenter=said.presenter,
            )
            for said in item.utterances
        )
        references = references_of(digest) if digest else ()
        reason = digest.story.reason if digest else ""
        part = Part(kind=item.kind, title=item.title, paragraphs=paragraphs, references=references, reason=reason)
        parts.append(part)
    return parts
