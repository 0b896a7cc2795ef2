"""What is published: a show, its episodes and their chapters."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Self

_EDITION = re.compile(r"(\d{4}-\d{2}-\d{2})(?:-((?:[01]\d|2[0-3])[0-5]\d))?", re.ASCII)
_FIRST_YEAR, _LAST_YEAR = 1901, 9998
"""A feed names no year before 1900 (RFC 5322, section 3.3), and somewhere it is a day earlier or later."""


@dataclass(frozen=True, order=True, slots=True)
class EditionId:
    """The name of one edition of a show: ``2026-11-24``, or ``2026-11-24-1800`` for one after the day's first.

    They sort in the order in which they are due.

    Attributes:
        day: the local date it belongs to.
        slot: its local hour and minute, HHMM; empty for the first of the day, whatever its hour.
    """

    day: date
    slot: str = ""

    def __str__(self) -> str:
        """As it is typed, and named in folders and files."""
        return f"{self.day.isoformat()}-{self.slot}" if self.slot else self.day.isoformat()

    @classmethod
    def parse(cls, text: str) -> Self:
        """The edition of that name.

        Raises:
            ValueError: it is no such name.
        """
        match = _EDITION.fullmatch(text)
        if match is None:
            message = f"{text!r} is not like 2026-11-24 or 2026-11-24-1800"
            raise ValueError(message)
        try:
            day = date.fromisoformat(match[1])
        except ValueError as error:
            message = f"{text!r} is no day of the calendar; write one like 2026-11-24"
            raise ValueError(message) from error
        if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
            message = f"{text!r} is no day from {_FIRST_YEAR} to {_LAST_YEAR}; write one like 2026-11-24"
            raise ValueError(message)
        return cls(day, match[2] or "")


@dataclass(frozen=True, kw_only=True, slots=True)
class Schedule:
    """How often a show has an edition.

    Attributes:
        weekdays: that have one, 1 for Monday to 7 for Sunday (ISO 8601).
        times: local times, HH:MM, of several editions a day; empty for one a day.
    """

    weekdays: tuple[int, ...] = (1, 2, 3, 4, 5, 6, 7)
    times: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Show:
    """A podcast.

    Attributes:
        id: ASCII letters, digits and dashes; in file names and guids.
        title: said at the start of each episode and drawn on the cover.
        description: what the show is, in a sentence or two; in the feed and on the page.
        author: who makes it, as directories show it.
        base_url: address under which the published folder is served, without a trailing slash.
        link: the show's home page; ``base_url`` when empty.
        email: the owner's, for directories' verification.
        language: BCP 47 tag of what is spoken.
        categories: Apple's category, then sub-category.
        explicit: whether directories shall warn of its words.
        copyright: a line for the feed; empty for none.
        presenter: named in transcripts; the title when empty.
        cover: path of the owner's own picture, empty for the generated one.
        hub: address of the WebSub hub that is told of new episodes, empty for none.
        schedule: no key of its own; as ``[edition]`` has it.
    """

    id: str
    title: str
    description: str
    author: str
    email: str
    base_url: str
    link: str = ""
    language: str = "ar"
    categories: tuple[str, ...] = ("News", "Daily News")
    explicit: bool = False
    copyright: str = ""
    presenter: str = ""
    cover: str = ""
    hub: str = ""
    schedule: Schedule = field(default=Schedule(), metadata={"derived": True})


@dataclass(frozen=True, kw_only=True, slots=True)
class Chapter:
    """Where a part of an episode begins."""

    start_ms: int
    title: str
    url: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reference:
    """An article that an episode tells, for its notes and for the memory of what was told.

    Attributes:
        article_id: as in :class:`briefing.article.Article`.
        digest: fingerprint of the text, so that a changed article is known as an update.
    """

    article_id: str
    outlet: str
    title: str
    url: str = ""
    digest: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Episode:
    """One published edition: the content of its ``episode.json``.

    Attributes:
        guid: made once from the show's id and the edition's name, kept for ever.
        date: the local date it belongs to.
        slot: as in :class:`EditionId`.
        revision: 1 at first, more when it was made anew under the same guid; part of its file names.
        published: aware.
        summary: plain text, one or two lines.
        files: role ("audio", "vtt", "srt", "transcript", "chapters") to file name in the episode's folder.
        audio_bytes: size of the MP3.
        duration_ms: exact.
        references: every article told, in the order of the programme.
        voice: who read it and why that one.
        notices: what was left out and why, for the notes and the log.
    """

    show_id: str
    guid: str
    date: date
    revision: int
    title: str
    published: datetime
    summary: str
    files: dict[str, str]
    audio_bytes: int
    duration_ms: int
    chapters: tuple[Chapter, ...]
    references: tuple[Reference, ...]
    voice: str
    notices: tuple[str, ...] = ()
    slot: str = ""

    @property
    def edition(self) -> EditionId:
        """Its name among the show's editions."""
        return EditionId(self.date, self.slot)
