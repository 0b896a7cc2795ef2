"""Several shows in one folder: each in its own, an index over them, and an OPML list for podcast apps."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from briefing.errors import PublishError
from briefing.publish import durable, page, records
from briefing.publish.listeners import Listeners

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.publish.records import ShowRecord

NAMES = ("index.html", "shows.opml")
_FOLDER = re.compile(r"[a-z0-9][a-z0-9-]{0,80}", re.ASCII)


def folder(root: Path, name: str) -> Path | None:
    """The folder of the show of that name; None when there is none."""
    inside = root / name if _FOLDER.fullmatch(name) else None
    return inside if inside and not inside.is_symlink() and (inside / "feed.xml").is_file() else None


def folders(root: Path) -> list[Path]:
    """The show's own folder, or those of all shows in it, by name."""
    if (root / "feed.xml").is_file() or not root.is_dir():
        return [root]
    return [inside for entry in sorted(root.iterdir()) if (inside := folder(root, entry.name))]


def unpublished(root: Path) -> list[Path]:
    """Folders in a folder of shows that may be of shows of which nothing is published yet, by name."""
    inside = [entry for entry in sorted(root.iterdir()) if _FOLDER.fullmatch(entry.name)] if root.is_dir() else []
    return [one for one in inside if one.is_dir() and not one.is_symlink() and folder(root, one.name) is None]


def write(root: Path, title: str, language: str = "ar") -> list[str]:
    """Write ``index.html`` and ``shows.opml`` over the shows in a folder; private shows are not named.

    Args:
        root: each show is published into a folder of its own in it.
        title: of the index.
        language: of the index, a BCP 47 tag.

    Returns:
        The names of the shows' folders that are listed.

    Raises:
        PublishError: the disk refuses, or the folder is itself a show.
    """
    if (root / "feed.xml").is_file():
        message = f"{root}: is itself a show; publish each show into a folder of its own, {root}/ID"
        raise PublishError(message)
    open_ones = [inside for inside in folders(root) if not Listeners(inside).private()]
    listed = [(inside.name, records.load_show(inside / "show.json")) for inside in open_ones]
    durable.write(root / "shows.opml", opml(title, [record for _, record in listed]))
    durable.write(root / "index.html", page.shows_page(title, language, [(name, one.title) for name, one in listed]))
    return [name for name, _ in listed]


def opml(title: str, listed: list[ShowRecord]) -> bytes:
    """The shows as OPML 2.0, "subscription lists"."""
    top = etree.Element("opml", {"version": "2.0"})
    etree.SubElement(etree.SubElement(top, "head"), "title").text = title
    body = etree.SubElement(top, "body")
    for record in listed:
        home = record.feed_url.removesuffix("feed.xml")
        row = {"type": "rss", "text": record.title, "title": record.title, "xmlUrl": record.feed_url, "htmlUrl": home}
        etree.SubElement(body, "outline", row)
    return bytes(etree.tostring(top, xml_declaration=True, encoding="UTF-8", pretty_print=True))
