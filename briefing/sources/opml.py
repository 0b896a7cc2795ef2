"""A list of feeds as other programs export it (OPML 2.0): each becomes a feed source."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from briefing import named_file
from briefing.errors import SourceError
from briefing.sources.clean import clean_line
from briefing.sources.decode import decode
from briefing.sources.feed import FeedSettings, FeedSource
from briefing.sources.foreign import each_alone

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from briefing.article import Article
    from briefing.sources.http import Fetcher

_MOST_FEEDS = 200
_MOST_LETTERS = 1000  # of a name, before it is cleaned
_AT_ONCE = 8
MOST_BYTES = 5_000_000


@dataclass(frozen=True, kw_only=True, slots=True)
class OpmlSettings:
    """Keys of a ``[[sources]]`` table of type "opml".

    Attributes:
        path: of the list.
        weight: how much the feeds' articles count when stories are ordered; 1 is the usual.
        limit: the most articles of each feed.
        pages: whether articles whose text is not in a feed are fetched from their pages.
    """

    path: str
    weight: float = 1.0
    limit: int = 30
    pages: bool = True


class OpmlSource:
    """Reads all feeds of a list; the outline around a feed names its section of the news."""

    Settings: ClassVar[type] = OpmlSettings

    def __init__(self, settings: OpmlSettings, fetcher: Fetcher) -> None:
        self._settings, self._fetcher = settings, fetcher
        self.name = Path(settings.path).name

    def read(self, since: datetime | None) -> Iterator[Article | SourceError]:
        """Articles of the feeds in the order of the list, a feed that fails as its error.

        Raises:
            SourceError: the list cannot be read or names no feed.
        """
        feeds = self._feeds()
        if len(feeds) > _MOST_FEEDS:
            told = (
                f"{self._settings.path}: names more than {_MOST_FEEDS} feeds, the others are left out; make two lists"
            )
            yield SourceError(told)

        def read_one(feed: FeedSource) -> list[Article | SourceError]:
            found: list[Article | SourceError] = []
            try:
                with each_alone(feed.name):
                    found.extend(feed.read(since))
            except SourceError as error:
                found.append(error)
            return found

        with ThreadPoolExecutor(max_workers=_AT_ONCE, thread_name_prefix="opml") as executor:
            for found in executor.map(read_one, feeds[:_MOST_FEEDS]):
                yield from found

    def _feeds(self) -> list[FeedSource]:
        settings = self._settings
        path = Path(settings.path)
        try:
            feeds = feeds_in(named_file.content(path, MOST_BYTES))
        except OSError as error:
            message = f"{settings.path}: cannot be read ({error.strerror}); name an existing OPML file"
            raise SourceError(message) from None
        except SourceError as error:
            message = f"{settings.path}: {error}"
            raise SourceError(message) from None
        return [
            FeedSource(
                FeedSettings(
                    url=url,
                    name=name,
                    category=category,
                    weight=settings.weight,
                    limit=settings.limit,
                    pages=settings.pages,
                ),
                self._fetcher,
            )
            for url, name, category in feeds
        ]


def feeds_in(body: bytes) -> list[tuple[str, str, str]]:
    """Address, name and section of each feed of an OPML list, of one more than are read when there are more.

    Raises:
        SourceError: it is no OPML, or names no feed. The message has no subject: the caller knows whose bytes they are.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=True)
    text = decode(body).encode("utf-8")
    try:
        root = etree.fromstring(text.partition(b"?>")[2] if text.lstrip().startswith(b"<?xml") else text, parser)
    except (etree.LxmlError, ValueError):
        root = None
    found: dict[tuple[str, str, str], None] = {}
    for outline in root.iter("outline") if root is not None else ():
        url = str(outline.get("xmlUrl") or "").strip()
        if not url.startswith(("http://", "https://")):
            continue
        parent = outline.getparent()
        section = parent.get("title") or parent.get("text") if parent is not None and parent.tag == "outline" else None
        name = outline.get("title") or outline.get("text")
        found[url, _named(name), _named(section)] = None
        if len(found) > _MOST_FEEDS:
            break
    if not found:
        message = "no feed named in it; give an OPML file with xmlUrl attributes"
        raise SourceError(message)
    return list(found)


def _named(text: object) -> str:
    return clean_line(str(text or "")[:_MOST_LETTERS])
