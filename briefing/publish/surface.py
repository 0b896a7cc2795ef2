"""What is made from the episode folders: cover, pages, search, archive feeds and, last of all, the feed."""

from __future__ import annotations

import functools
import hashlib
import inspect
import io
import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PIL import Image

from briefing.errors import PublishError
from briefing.publish import chapters, clean, cover, durable, feed, item, notes, page, records
from briefing.publish import entries as entries_made
from briefing.publish.feed import Frame, podcast_guid
from briefing.publish.folders import PAGE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from briefing.publish.entries import Entry
    from briefing.publish.library import Library
    from briefing.show import Show


FEED_ITEMS = 1000
SMALL_PX = 480
_HREF = re.compile(rb'\{"href":"episodes/([^"/]+)/"')


def key(show: Show) -> str:
    """What the pieces of the documents are made with, besides the episodes: settings and the program itself."""
    return hashlib.sha256(repr((show, _makers())).encode("utf-8", "replace")).hexdigest()


@functools.cache
def _makers() -> str:
    """Of the source texts of the modules that make pieces and documents, so that none outlives a change of the program.

    Asked for before anything is made: a program that is replaced while it runs must not sign as the new one.
    """
    sources = [inspect.getsource(module) for module in (chapters, clean, entries_made, feed, item, notes, page)]
    return hashlib.sha256("".join(sources).encode()).hexdigest()


def write(library: Library, show: Show, entries: Sequence[Entry], changed: datetime | None, *, pages: bool) -> None:
    """Write all of it; a file whose bytes would stay the same is not touched.

    Args:
        library: whose folder it is.
        show: as the settings have it now.
        entries: its episodes, newest first.
        changed: when an episode was replaced or removed last.
        pages: also every episode's own page and every archive; else those that must change.
    """
    root = library.root
    record = show_record(root, show)
    small_cover(root, record)
    old = links(_bytes(root / "search.json"))
    for entry, before in zip(entries, [*entries[1:], None], strict=False):
        if pages or old.get(entry.folder) != (before.folder if before else ""):
            folder = library.folder(entry.episode)
            earlier = before.episode if before else None
            durable.write(folder / PAGE, page.episode_page(show, entry.episode, folder, earlier))
    newest = library.folder(entries[0].episode) if entries else None

    archives: set[str] = set()

    def kept(name: str, key: str) -> bool:
        archives.add(name)
        return not pages and key.encode() in _bytes(root / name, 2000)

    for name, content in documents(show, entries, newest, record, changed, kept=kept):
        durable.write(root / name, content)
    for archive in root.glob("feed-????.xml"):
        if archive.name not in archives:
            archive.unlink()


def links(search: bytes) -> dict[str, str]:
    """To which folder the page in each folder leads back, empty for none, at the publication of a ``search.json``."""
    names = [name.decode("ascii", "replace") for name in _HREF.findall(search)]
    return dict(zip(names, [*names[1:], ""], strict=False))


def _bytes(path: Path, most: int = -1) -> bytes:
    """What stands in a file, or its beginning; empty when it is not there."""
    try:
        with path.open("rb") as file:
            return file.read(most)
    except OSError:
        return b""


def documents(
    show: Show,
    entries: Sequence[Entry],
    newest: Path | None,
    record: records.ShowRecord,
    changed: datetime | None,
    *,
    kept: Callable[[str, str], bool] = lambda _name, _key: False,
) -> Iterator[tuple[str, bytes]]:
    """Names and contents of all documents that speak of many episodes, in the order to publish them: feed last.

    Args:
        show: as the settings have it now.
        entries: its episodes, newest first.
        newest: folder of the first, for its transcript.
        record: the show's own.
        changed: when an episode was replaced or removed last.
        kept: whether the document of a name was already made from what a key stands for; it is left out then.
    """
    makers = _makers()
    yield "search.json", b"[" + b",".join(entry.piece("row", page.search_row) for entry in entries) + b"]"
    yield "index.html", page.front_page(show, [entry.episode for entry in entries[: page.LISTED + 1]], newest)
    current, archives = split(entries)
    times = [time for time in (changed, record.changed) if time]
    frame = Frame(guid=record.podcast_guid, cover=record.cover, changed=max(times, default=None), moved=record.moved)
    older = ""
    for year, of_year in archives:
        name = f"feed-{year}.xml"
        mine = replace(frame, name=name, older=older, archive=True, changed=record.changed)
        told = repr((show, makers, mine, [entry.digest for entry in of_year]))
        made_of = hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()
        if not kept(name, made_of):
            yield name, feed.document(show, of_year, replace(mine, key=made_of))
            for entry in of_year:
                entry.forget("full", "lean")
        older = name
    yield "feed.xml", feed.document(show, current, replace(frame, older=older))


def show_record(root: Path, show: Show) -> records.ShowRecord:
    """The show's record, made at the first time and changed with the show's words; writes the cover too."""
    path = root / "show.json"
    feed_url = f"{show.base_url}/feed.xml"
    fingerprint = hashlib.sha256(repr(show).encode("utf-8", "replace")).hexdigest()[:16]
    try:
        now = records.load_show(path)
    except PublishError:
        now = records.ShowRecord(podcast_guid=podcast_guid(feed_url), feed_url=feed_url, fingerprint=fingerprint)
    if now.fingerprint != fingerprint:
        moved = now.moved or (now.feed_url != feed_url and not _at_home(now.feed_url))
        guid = podcast_guid(feed_url) if _at_home(now.feed_url) else now.podcast_guid
        changed = datetime.now(UTC).replace(microsecond=0)
        now = replace(now, podcast_guid=guid, feed_url=feed_url, fingerprint=fingerprint, changed=changed, moved=moved)
    now = replace(now, title=clean.title(show.title))
    key = cover.key(show)
    if now.cover_key != key or not now.cover or not (root / now.cover).is_file():
        name, content = cover.feed_cover(show)
        durable.write(root / name, content)
        now = replace(now, cover=name, cover_key=key)
    durable.write(path, records.dump(now))
    return now


def _at_home(feed_url: str) -> bool:
    """Whether the address was only ever good on this machine, so that leaving it is not a move."""
    return feed_url.startswith(("http://127.", "http://localhost", "http://[::1]"))


def small_cover(root: Path, record: records.ShowRecord) -> None:
    """The small picture of the pages, under one name for good."""
    small = root / "cover-small.jpg"
    stamp = root / ".cover-small"
    if small.is_file() and stamp.is_file() and stamp.read_text(encoding="ascii", errors="replace") == record.cover:
        return
    out = io.BytesIO()
    with Image.open(root / record.cover) as picture:
        picture.resize((SMALL_PX, SMALL_PX), Image.Resampling.LANCZOS).save(out, "JPEG", quality=84, optimize=True)
    durable.write(small, out.getvalue())
    durable.write(stamp, record.cover.encode())


def split(entries: Sequence[Entry]) -> tuple[list[Entry], list[tuple[int, list[Entry]]]]:
    """What stands in the feed, and the years before it, oldest year first.

    The feed holds the newest whole years of at most 1,000 episodes together, so that an archive document, once
    written, stays as it is (RFC 5005, section 4).
    """
    years: dict[int, list[Entry]] = {}
    for entry in entries:
        years.setdefault(entry.edition.day.year, []).append(entry)
    current: list[Entry] = []
    archives: list[tuple[int, list[Entry]]] = []
    for year in sorted(years, reverse=True):
        if not archives and (not current or len(current) + len(years[year]) <= FEED_ITEMS):
            current += years[year]
        else:
            archives.append((year, years[year]))
    return current, archives[::-1]
