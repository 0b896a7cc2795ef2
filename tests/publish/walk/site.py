"""A published show as a stranger meets it: addresses, bytes and headers, nothing of the program's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from lxml import etree

if TYPE_CHECKING:
    import httpx

NS = {
    "i": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "p": "https://podcastindex.org/namespace/1.0",
    "psc": "http://podlove.org/simple-chapters",
    "a": "http://www.w3.org/2005/Atom",
    "fh": "http://purl.org/syndication/history/1.0",
}


@dataclass
class Site:
    """A show behind its public address, reached on loopback.

    Attributes:
        public: the address that listeners know.
        client: reaches it.
        earlier: the feed as it was before its newest episode was made anew.
    """

    public: str
    client: httpx.Client
    earlier: bytes
    _kept: dict[str, httpx.Response] = field(default_factory=dict)

    def ask(self, url: str, method: str = "GET", **headers: str) -> httpx.Response:
        """Ask for one address; a name's underscores are dashes."""
        assert url.startswith(self.public), url
        path = urlsplit(url.removeprefix(self.public)).path or "/"
        named = {key.replace("_", "-"): value for key, value in headers.items()}
        return self.client.request(method, path, headers=named)

    def get(self, url: str) -> httpx.Response:
        """The whole document of an address, asked for once."""
        if url not in self._kept:
            self._kept[url] = self.ask(url)
            assert self._kept[url].status_code == 200, url
        return self._kept[url]

    @property
    def feed_url(self) -> str:
        return f"{self.public}/feed.xml"

    @property
    def feed(self) -> bytes:
        return self.get(self.feed_url).content

    @property
    def channel(self) -> Any:
        return one(etree.fromstring(self.feed), "/rss/channel")

    @property
    def items(self) -> list[Any]:
        return every(self.channel, "item")

    def enclosures(self) -> list[Any]:
        return every(self.channel, "item/enclosure")


def every(tree: Any, path: str) -> list[Any]:
    return list(tree.xpath(path, namespaces=NS))


def one(tree: Any, path: str) -> Any:
    """What stands exactly once."""
    found = every(tree, path)
    assert len(found) == 1, (path, found)
    return found[0]


Check = Callable[[Site], None]
ROWS: dict[str, Check] = {}


def row(*names: str) -> Callable[[Check], Check]:
    """Register the check of some rows of the table of requirements."""

    def keep(check: Check) -> Check:
        for name in names:
            assert name not in ROWS, name
            ROWS[name] = check
        return check

    return keep
