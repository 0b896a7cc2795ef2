"""A word of the command line becomes a source: file, folder, list of feeds, address of a feed or page, or ``-``."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urljoin

from briefing.errors import SourceError
from briefing.sources.decode import decode
from briefing.sources.feed import FeedSettings, FeedSource
from briefing.sources.folder import FolderSettings, FolderSource, TextSource
from briefing.sources.opml import OpmlSettings, OpmlSource
from briefing.sources.page import PageSettings, PageSource
from briefing.sources.urls import without_secrets

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from briefing.article import Article
    from briefing.sources import Source
    from briefing.sources.http import Fetcher, Response


def source_for(word: str, fetcher: Fetcher, stdin: bytes | None = None) -> Source:
    """The source that a word names.

    Args:
        word: a path, an http or https address, or ``-`` for standard input.
        fetcher: for addresses.
        stdin: what ``-`` stands for.

    Raises:
        SourceError: it names nothing that is there.
    """
    if word == "-":
        return TextSource(stdin or b"")
    if word.startswith(("http://", "https://")):
        return AddressSource(word, fetcher)
    if not _is_named(word):
        message = f"{word[:200]}: no such file or folder; name one that exists, or an address with https://"
        raise SourceError(message)
    if word.lower().endswith(".opml"):
        return OpmlSource(OpmlSettings(path=word), fetcher)
    return FolderSource(FolderSettings(path=word), fetcher)


def _is_named(word: str) -> bool:
    """Whether a path is there, be it a link that leads nowhere: what cannot be read is told beside what can."""
    try:
        Path(word).lstat()
    except PermissionError:
        return True
    except (OSError, ValueError):
        return False
    return True


class AddressSource:
    """An address that may be a feed or a page: what comes tells."""

    Settings: ClassVar[type] = PageSettings

    def __init__(self, url: str, fetcher: Fetcher) -> None:
        self._url, self._fetcher = url, fetcher
        self.name = without_secrets(url)

    def read(self, since: datetime | None) -> Iterator[Article | SourceError]:
        """The feed's articles or the page's one.

        Raises:
            SourceError: nothing readable is there.
        """
        response = self._fetcher.get(self._url)
        try:
            head = decode(response.body[:4_000], response.content_type).lower()
        except SourceError:
            head = ""
        if any(mark in head for mark in ("<rss", "<feed", "<rdf:rdf")):
            yield from FeedSource(FeedSettings(url=self._url), self._fetcher).read_response(response, since)
        else:
            yield from self._page(response, since)

    def _page(self, response: Response, since: datetime | None) -> Iterator[Article | SourceError]:
        """The page's article; for a page without one, such as an outlet's front, the feed that it names."""
        try:
            yield from PageSource(PageSettings(url=self._url), self._fetcher).read_response(response)
        except SourceError:
            feed = feed_of(response)
            if not feed:
                raise
            yield from FeedSource(FeedSettings(url=feed), self._fetcher).read(since)


def feed_of(response: Response) -> str:
    """The feed that a page names in its head (RSS Autodiscovery), empty when it names none."""
    try:
        head = decode(response.body, response.content_type)[:200_000]
    except SourceError:
        return ""
    for link in re.findall(r"<link\b[^<>]{0,1000}>", head, re.IGNORECASE):
        if re.search(r"application/(?:rss|atom)\+xml", link, re.IGNORECASE):
            found = re.search(r"""href\s*=\s*["']([^"']{1,500})["']""", link, re.IGNORECASE)
            if found:
                try:
                    return urljoin(response.url, html.unescape(found.group(1)))
                except ValueError:  # such as a bracket in the place of a host
                    continue
    return ""
