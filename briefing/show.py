"""What is published: a show, its episodes and their chapters."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Show:
    """A podcast.

    Attributes:
        id: ASCII letters, digits and dashes; in file names and guids.
        base_url: address under which the published folder is served, without a trailing slash.
        link: the show's home page; ``base_url`` when empty.
        email: the owner's, for directories' verification.
        categories: Apple's category, then sub-category.
        cover: path of the owner's own picture, empty for the generated one.
        hub: address of the WebSub hub that is told of new episodes, empty for none.
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
        guid: made once from show and date, kept for ever.
        date: the local date it belongs to.
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
