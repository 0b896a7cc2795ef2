"""RSS and Atom feeds: the full text from the feed when it is there, else from the page."""

from __future__ import annotations

import contextlib
import logging
import re
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any, ClassVar

from briefing.errors import SourceError
from briefing.sources.articles import Origin, article_of, host_name, plain_address
from briefing.sources.clean import clean_line, clean_paragraphs
from briefing.sources.dates import read_date, within_reason
from briefing.sources.decode import decode
from briefing.sources.documents import Document
from briefing.sources.feed_text import entry_starts, fit_for_parser, root_of
from briefing.sources.foreign import each_alone, parsing
from briefing.sources.html import elements_text, without_site
from briefing.sources.page import page_document
from briefing.sources.references import unescaped
from briefing.sources.urls import without_secrets

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from briefing.article import Article
    from briefing.sources.http import Fetcher, Response

log = logging.getLogger(__name__)

_MAX_ENTRIES = 200
_MOST_TAGS_TWICE = 100_000  # the parser for what is no good XML takes 25 microseconds for each
_PATIENCE_S = 120.0
_FRESH_S = 6 * 3_600.0  # an article's page is not fetched again within these
_FULL_PARAGRAPHS, _FULL_LETTERS = 3, 600
_LINK_LETTERS = 8_000  # RFC 9110, 4.1: what every program is asked to take
_SCRIPT = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedSettings:
    """Keys of a ``[[sources]]`` table of type "feed".

    Attributes:
        url: of the RSS or Atom feed.
        name: the outlet's name as it is said on air; empty for the feed's own title.
        weight: how much its articles count when stories are ordered; 1 is the usual.
        limit: the most articles of one edition.
        category: section of the news; empty for none.
        pages: whether articles whose text is not in the feed are fetched from their pages.
        robots: whether robots.txt is asked; false when the outlet gave leave.
    """

    url: str
    name: str = ""
    weight: float = 1.0
    limit: int = 30
    category: str = ""
    pages: bool = True
    robots: bool = True


class FeedSource:
    """Reads one feed and, where it must, the pages behind it."""

    Settings: ClassVar[type] = FeedSettings

    def __init__(self, settings: FeedSettings, fetcher: Fetcher) -> None:
        self._settings, self._fetcher = settings, fetcher
        self.name = settings.name or host_name(settings.url)

    def read(self, since: datetime | None) -> Iterator[Article | SourceError]:
        """Articles in the feed's order, each bad one as its error.

        Raises:
            SourceError: the feed cannot be fetched, or it is none.
        """
        yield from self.read_response(self._fetcher.get(self._settings.url, robots=self._settings.robots), since)

    def read_response(self, response: Response, since: datetime | None) -> Iterator[Article | SourceError]:
        """Articles of a feed that is there already.

        Raises:
            SourceError: it is no feed.
        """
        feed = parsed_feed(response)
        outlet = self._settings.name
        fallback = without_site(clean_line(_plain(str(feed.feed.get("title", "")))), "") or host_name(response.url)
        origin = Origin(
            source=self.name,
            outlet=outlet or fallback,
            weight=self._settings.weight,
            category=self._settings.category,
            host=host_name(response.url),
        )
        if unread := feed.get("unread"):
            yield SourceError(f"{self.name}: {unread} of its entries cannot be read, left out; tell its maker")
        start, seen, left = time.monotonic(), set[str](), self._settings.limit
        for entry in feed.entries:
            when, url = entry_date(entry), _link(entry)
            key = plain_address(url) or str(entry.get("title", ""))
            if key in seen or (since is not None and when is not None and when <= since):
                continue
            seen.add(key)
            if time.monotonic() - start > _PATIENCE_S:
                yield SourceError(
                    f"{self.name}: its pages took {_PATIENCE_S:g} s, the rest is left out; try again later"
                )
                return
            try:
                with each_alone(url or self.name):
                    found = article_of(
                        self._document(entry, url, when, origin.outlet), origin, url or f"{self.name}: an entry", url
                    )
                yield found
                left -= 1
            except SourceError as error:
                yield error
            if not left:
                return

    def _document(self, entry: Any, url: str, when: datetime | None, outlet: str) -> Document:  # noqa: ANN401 - feedparser is untyped
        """The entry's own text when it is the whole article, else its page's, else what there is."""
        own = entry_document(entry, when, outlet)
        letters = sum(map(len, own.paragraphs))
        if _is_whole(entry, own, letters):
            return own
        if not (self._settings.pages and url.startswith(("http://", "https://"))):
            return own
        try:
            page = page_document(self._fetcher.get(url, robots=self._settings.robots, fresh_s=_FRESH_S))
        except SourceError as error:
            if not own.paragraphs:
                raise
            log.info("%s; its summary is read", error)
            return own
        if sum(map(len, page.paragraphs)) < letters:
            return own
        return replace(page, title=own.title or page.title, published=own.published or page.published)


def _link(entry: Any) -> str:  # noqa: ANN401 - feedparser is untyped
    """The article's address; nothing for one that no program follows, and that would fill feed, notes and log."""
    link = str(entry.get("link", "")).strip()
    return link if len(link) <= _LINK_LETTERS else ""


def _is_whole(entry: Any, own: Document, letters: int) -> bool:  # noqa: ANN401 - feedparser is untyped
    """Whether a feed holds the article itself: paragraphs enough, in the element for it or as long as one."""
    if len(own.paragraphs) < _FULL_PARAGRAPHS or own.paragraphs[-1].endswith(("...", "…", "[…]", "[...]")):
        return False
    return bool(entry.get("content")) or letters >= _FULL_LETTERS


def parsed_feed(response: Response) -> Any:  # noqa: ANN401 - feedparser is untyped
    """The feed in an answer; ``unread`` counts the entries at which the parser breaks off.

    Raises:
        SourceError: it is no feed; the message names the address.
    """
    subject = without_secrets(response.url)
    try:
        text = fit_for_parser(decode(response.body, response.content_type))
        feed = _parsed_whole(text, response.url)
    except SourceError as error:
        message = f"{subject}: {error}"
        raise SourceError(message) from None
    if not feed.entries and not feed.get("version"):
        message = f"{subject}: not an RSS or Atom feed; name the feed's own address"
        raise SourceError(message)
    return feed


def _parsed(text: str, url: str) -> Any:  # noqa: ANN401 - feedparser is untyped
    import feedparser

    with parsing("feed"):
        feed = feedparser.parse(
            text.encode("utf-8", "ignore"),
            response_headers={"content-type": "application/xml; charset=utf-8", "content-location": url},
            # Only the text is wanted: unresolved, no long base stands before each of many links; unsanitized, no
            # comment that never ends is looked for again and again.
            resolve_relative_uris=False,
            sanitize_html=False,
        )
        feed["entries"] = feed.entries[:_MAX_ENTRIES]  # tens of thousands would fill the memory beside the next parse
        return feed


def _parsed_whole(text: str, url: str) -> Any:  # noqa: ANN401 - feedparser is untyped
    """The feed, in which an entry that is no good XML has not swallowed those behind it."""
    starts = entry_starts(text, _MAX_ENTRIES)
    try:
        feed = _parsed(text, url)
    except SourceError:
        return _parsed_alone(text, starts, url)
    if feed.bozo and _titled(feed) < len(starts) and text.count("<") <= _MOST_TAGS_TWICE:
        with contextlib.suppress(SourceError):
            alone = _parsed_alone(text, starts, url)
            return alone if _titled(alone) > _titled(feed) else feed
    return feed


def _titled(feed: Any) -> int:  # noqa: ANN401 - feedparser is untyped
    return sum(bool(entry.get("title")) for entry in feed.entries)


def _parsed_alone(text: str, starts: Sequence[int], url: str) -> Any:  # noqa: ANN401 - feedparser is untyped
    """A feed whose entries are parsed one by one: at some elements in odd places feedparser gives up the whole.

    Raises:
        SourceError: none of them can be parsed.
    """
    opening = root_of(text)
    pieces = [text[start:end] for start, end in pairwise([*starts, len(text)])]
    found: list[Any] = []
    failure = SourceError("not a readable feed; give the text in another form")
    for piece in pieces:
        try:
            found.append(_parsed(opening + piece, url))
        except SourceError as error:
            failure = error
    if not found:
        raise failure
    whole = found[0]
    whole["unread"] = len(pieces) - len(found)
    whole["entries"] = [entry for one in found for entry in one.entries][:_MAX_ENTRIES]
    with contextlib.suppress(SourceError):  # its name is not worth the entries
        whole["feed"] = _parsed(text[: starts[0]], url).feed
    return whole


def entry_date(entry: Any) -> datetime | None:  # noqa: ANN401 - feedparser is untyped
    """When an entry was published, else updated; None when it does not say."""
    for name in ("published", "updated", "created"):
        parsed = dict.get(entry, f"{name}_parsed")  # the entry's own get takes one date for another, with a warning
        if parsed:
            try:
                year, month, day, hour, minute, second = parsed[:6]
                found = within_reason(datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC))
            except ValueError:
                found = None
            if found is not None:
                return found
        found = read_date(str(dict.get(entry, name, "")))
        if found is not None:
            return found
    return None


def entry_document(entry: Any, when: datetime | None, outlet: str = "") -> Document:  # noqa: ANN401 - feedparser is untyped
    """What the feed itself holds of an article."""
    title = without_site(clean_line(_plain(str(entry.get("title", "")))), outlet)
    texts = [str(one.get("value", "")) for one in entry.get("content", [])] + [str(entry.get("summary", ""))]
    lines = max((elements_text(text)[1] for text in texts if text), key=lambda some: sum(map(len, some)), default=[])
    return Document(title=title, paragraphs=tuple(clean_paragraphs(lines, title)), published=when)


def _plain(markup: str) -> str:
    return unescaped(re.sub(r"<[^<>]*>", "", _SCRIPT.sub("", markup)))
