"""What a reader finds in a store, also while two machines publish into it."""

import threading
from collections.abc import Sequence

from lxml import etree, html

from briefing.publish import Store
from briefing.publish.library import Library
from briefing.publish.mirror import mirror
from briefing.show import Show


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


def mirror_at_once(libraries: Sequence[Library], show: Show, stores: Sequence[Store]) -> None:
    """Bring each library to its store, all at the same time; a reader looks at the first store until they are done."""
    failures: list[Exception] = []

    def work(library: Library, store: Store) -> None:
        try:
            mirror(library, show, store)
        except Exception as error:  # noqa: BLE001 - shown below
            failures.append(error)

    threads = [threading.Thread(target=work, args=pair) for pair in zip(libraries, stores, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        while thread.is_alive():
            if stores[0].version("feed.xml"):
                guids(stores[0])
            thread.join(0.01)
    assert not failures
