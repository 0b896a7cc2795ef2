"""RSS and Atom feeds: the full text from the feed when it is there, else from the page."""

from __future__ import annotations

import logging
import re
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from briefing.errors import SourceError
from briefing.sources.articles import Origin, article_of, host_name, plain_address
from briefing.sources.clean import clean_line, clean_paragraphs
from briefing.sources.dates import read_date, within_reason
from briefing.sources.decode import decode
from briefing.sources.documents import Document
from briefing.sources.foreign import each_alone, parsing
from briefing.sources.html import elements_text, without_site
from briefing.sources.page import page_document
from briefing.sources.urls import without_secrets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.article import Article
    from briefing.sources.http import Fetcher, Response

log = logging.getLogger(__name__)

_MAX_ENTRIES = 200
_MAX_ATTRIBUTES = 200
_MAX_DEPTH = 200
_MAX_TAGS = 300_000  # feedparser's second parser takes 25 microseconds for each
_PATIENCE_S = 120.0
_FRESH_S = 6 * 3_600.0  # an article's page is not fetched again within these
_REFERENCE = re.compile(r"&#([xX][0-9a-fA-F]{1,12}|[0-9]{1,12});")
# RSS 2.0 and 0.91, Atom (RFC 4287, 4.1.1), RSS 1.0, CDF; behind a prologue, or what a server complained of before it.
_ROOT = re.compile(r"<(?:[\w.-]{1,40}:)?(?:rss|feed|rdf|channel)[\s/>]", re.IGNORECASE)
_ROOT_WITHIN = 20_000
_FULL_PARAGRAPHS, _FULL_LETTERS = 3, 600
_TAG = re.compile(r"<(?:!\[CDATA\[.*?(?:\]\]>|\Z)|!--.*?(?:-->|\Z)|(/?)[A-Za-z_][^<>]*?(/?)>)", re.DOTALL)
_SCRIPT = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
# feedparser joins a base to the one around it at every element.
_LONG_BASE = re.compile(
    r"""\b(?:xml:)?base\s{0,9}=\s{0,9}(?:"[^"<]{1000,}"?|'[^'<]{1000,}'?|[^\s"'<>]{1000,})""", re.IGNORECASE
)


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
        start, seen, left = time.monotonic(), set[str](), self._settings.limit
        for entry in feed.entries[:_MAX_ENTRIES]:
            when, url = entry_date(entry), str(entry.get("link", "")).strip()
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


def _is_whole(entry: Any, own: Document, letters: int) -> bool:  # noqa: ANN401 - feedparser is untyped
    """Whether a feed holds the article itself: paragraphs enough, in the element for it or as long as one."""
    if len(own.paragraphs) < _FULL_PARAGRAPHS or own.paragraphs[-1].endswith(("...", "…", "[…]", "[...]")):
        return False
    return bool(entry.get("content")) or letters >= _FULL_LETTERS


def parsed_feed(response: Response) -> Any:  # noqa: ANN401 - feedparser is untyped
    """The feed in an answer.

    Raises:
        SourceError: it is no feed; the message names the address.
    """
    import feedparser

    subject = without_secrets(response.url)
    try:
        text = decode(response.body, response.content_type)
    except SourceError as error:
        message = f"{subject}: {error}"
        raise SourceError(message) from None
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text.lstrip("\ufeff"))
    text = _LONG_BASE.sub("", text)
    if _too_deep(text) or _is_contrived(text) or re.search(r"<!ENTITY", text[:100_000], re.IGNORECASE):
        message = f"{subject}: nested or self-defining XML, which no feed needs; name another feed"
        raise SourceError(message)
    no_feed = f"{subject}: not an RSS or Atom feed; name the feed's own address"
    if not _ROOT.search(text[:_ROOT_WITHIN]):  # a page would cost the parser 450 MB to find this out
        raise SourceError(no_feed)
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": response.url}
    try:
        with parsing("feed"):
            feed = feedparser.parse(
                _REFERENCE.sub(_sound, text).encode("utf-8", "ignore"),
                response_headers=headers,
                # Only the text is wanted: unresolved, no long base stands before each of many links; unsanitized, no
                # comment that never ends is looked for again and again.
                resolve_relative_uris=False,
                sanitize_html=False,
            )
    except SourceError as error:
        message = f"{subject}: {error}"
        raise SourceError(message) from None
    if not feed.entries and not feed.get("version"):
        raise SourceError(no_feed)
    return feed


def _sound(reference: re.Match[str]) -> str:
    """A character reference when XML 1.0 (2.2) allows its character, else nothing: parsers stumble over the others."""
    digits = reference.group(1)
    number = int(digits[1:], 16) if digits[0] in "xX" else int(digits)
    allowed = (
        number in (9, 10, 13) or 0x20 <= number <= 0xD7FF or 0xE000 <= number <= 0xFFFD or 0x10000 <= number <= 0x10FFFF
    )
    return reference.group() if allowed else ""


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
    import html

    return html.unescape(re.sub(r"<[^<>]*>", "", _SCRIPT.sub("", markup)))


class _Contrived(Exception):  # noqa: N818 - a finding, not a failure
    """XML as no feed is."""


def _is_contrived(text: str) -> bool:
    """Whether XML nests, defines or crowds more than any feed does, as far as it can be read.

    feedparser looks each attribute up among all the others, and its work on an element grows with the depth.
    """
    from xml.parsers import expat

    depth = 0

    def begin(_name: str, attributes: list[str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _MAX_DEPTH or len(attributes) > 2 * _MAX_ATTRIBUTES:
            raise _Contrived

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    def define(*_: object) -> None:
        raise _Contrived

    reader = expat.ParserCreate()
    reader.ordered_attributes = True
    reader.UseForeignDTD()  # HTML's entities are known to feedparser; here they are passed over
    reader.ExternalEntityRefHandler = lambda *_: 1
    reader.StartElementHandler, reader.EndElementHandler = begin, end
    reader.EntityDeclHandler = reader.AttlistDeclHandler = define
    try:
        reader.Parse(text.encode("utf-8", "ignore"), True)  # noqa: FBT003 - expat takes "final" by position
    except _Contrived:
        return True
    except (expat.ExpatError, ValueError):
        return False  # feedparser reads broken XML up to the same place, and what follows by another parser
    return False


def _too_deep(text: str) -> bool:
    """Whether tags nest too deep, or are too many, for feedparser's other parser, which reads what is no XML."""
    depth = 0
    for number, tag in enumerate(_TAG.finditer(text)):
        if tag.group(1) is None:
            continue
        depth += -1 if tag.group(1) else 0 if tag.group(2) else 1
        if depth > _MAX_DEPTH or number > _MAX_TAGS:
            return True
    return False
