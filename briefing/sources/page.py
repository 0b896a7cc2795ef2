"""One web page with one article."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlsplit

from briefing.errors import SourceError
from briefing.sources.articles import Origin, article_of, host_name
from briefing.sources.clean import clean_paragraphs
from briefing.sources.decode import decode
from briefing.sources.documents import Document, read_documents
from briefing.sources.html import html_document
from briefing.sources.urls import without_secrets

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from briefing.article import Article
    from briefing.sources.http import Fetcher, Response


@dataclass(frozen=True, kw_only=True, slots=True)
class PageSettings:
    """Keys of a ``[[sources]]`` table of type "page".

    Attributes:
        url: of the article.
        name: the outlet's name as it is said on air; empty for the page's own, else its host.
        weight: how much it counts when stories are ordered; 1 is the usual.
        category: section of the news.
    """

    url: str
    name: str = ""
    weight: float = 1.0
    category: str = ""


class PageSource:
    """Reads the article of one page."""

    Settings: ClassVar[type] = PageSettings

    def __init__(self, settings: PageSettings, fetcher: Fetcher) -> None:
        self._settings, self._fetcher = settings, fetcher
        self.name = settings.name or without_secrets(settings.url)

    def read(self, since: datetime | None) -> Iterator[Article | SourceError]:
        """The page's article, whatever its date: it was asked for by name.

        Raises:
            SourceError: the page cannot be fetched or holds no Arabic article.
        """
        del since
        yield from self.read_response(self._fetcher.get(self._settings.url))

    def read_response(self, response: Response) -> Iterator[Article]:
        """The article in an answer that is there already.

        Raises:
            SourceError: it holds no Arabic article.
        """
        settings = self._settings
        origin = Origin(
            source=self.name,
            outlet=settings.name,
            fallback=host_name(response.url),
            weight=settings.weight,
            category=settings.category,
            host=host_name(response.url),
        )
        yield article_of(page_document(response), origin, without_secrets(response.url), response.url)


# Each comment is taken once and for all: else a page that begins with many could be cut up in ways without number.
_FEED = re.compile(r"\ufeff?\s*(?:<\?xml[^>]*>\s*)?(?><!--.*?-->\s*)*+<(?:rss|feed|rdf:RDF|opml)\b", re.DOTALL)


def page_document(response: Response) -> Document:
    """The document in an answer of a server.

    Raises:
        SourceError: there is none; the message names the address.
    """
    name = urlsplit(response.url).path.rpartition("/")[2]
    try:
        if "html" not in response.content_type and "." in name:
            return read_documents(response.body, name, response.content_type)[0]
        markup = decode(response.body, response.content_type)
        if _FEED.match(markup):
            message = "is a feed, not an article; read it as a source of type feed"
            raise SourceError(message)  # noqa: TRY301 - gets its subject below
        page = html_document(markup, response.url)
    except SourceError as error:
        message = f"{without_secrets(response.url)}: {error}"
        raise SourceError(message) from None
    paragraphs = tuple(clean_paragraphs(page.lines, page.title))
    if not paragraphs:
        message = (
            f"{without_secrets(response.url)}: no article found on the page, left out; name the article's own address"
        )
        raise SourceError(message)
    return Document(title=page.title, paragraphs=paragraphs, published=page.published, outlet=page.outlet)
