"""What a reader finds in a store."""

from lxml import etree, html

from briefing.publish import Store


def guids(store: Store) -> list[str]:
    """The episodes of the feed, every one with its sound."""
    with store.open("feed.xml") as file:
        tree = etree.fromstring(file.read())
    known = set(store.list())
    for url in tree.xpath("//enclosure/@url"):
        assert str(url).removeprefix("https://news.example.org/show/") in known
    return [str(guid) for guid in tree.xpath("//item/guid/text()")]


def back(content: bytes) -> list[str]:
    """Where a page leads back to."""
    return [str(link) for link in html.fromstring(content).xpath("//ol[@class='rows']//a/@href")]
