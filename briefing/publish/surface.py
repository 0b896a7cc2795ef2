"""What is made from the episode folders: cover, pages, search, archive feeds and, last of all, the feed."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PIL import Image

from briefing.errors import PublishError
from briefing.publish import clean, cover, durable, page, records
from briefing.publish.feed import Frame, feed, podcast_guid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from briefing.publish.library import Library
    from briefing.show import Episode, Show

FEED_ITEMS = 1000
SMALL_PX = 480


def write(library: Library, show: Show, episodes: Sequence[Episode], *, pages: bool) -> None:
    """Write all of it; a file whose bytes would stay the same is not touched.

    Args:
        library: whose folder it is.
        show: as the settings have it now.
        episodes: newest first.
        pages: also each episode's own page.
    """
    root = library.root
    record = show_record(root, show)
    _small_cover(root, record)
    if pages:
        for number, episode in enumerate(episodes):
            folder = library.folder(episode)
            before = episodes[number + 1] if number + 1 < len(episodes) else None
            durable.write(folder / "index.html", page.episode_page(show, episode, folder, before))
    newest = library.folder(episodes[0]) if episodes else None

    def kept(name: str, key: str) -> bool:
        try:
            with (root / name).open("rb") as file:
                return key.encode() in file.read(2000)
        except OSError:
            return False

    for name, content in documents(show, episodes, newest, record, library.changed(), kept=kept):
        durable.write(root / name, content)
    _, archives = split(episodes)
    wanted = {archive_name(year) for year, _ in archives}
    for old in root.glob("feed-????.xml"):
        if old.name not in wanted:
            old.unlink()


def archive_name(year: int) -> str:
    """The archive document of a year."""
    return f"feed-{year}.xml"


def documents(
    show: Show,
    episodes: Sequence[Episode],
    newest: Path | None,
    record: records.ShowRecord,
    changed: datetime | None,
    *,
    kept: Callable[[str, str], bool] = lambda _name, _key: False,
) -> Iterator[tuple[str, bytes]]:
    """Names and contents of all documents that speak of many episodes, in the order to publish them: feed last.

    Args:
        show: as the settings have it now.
        episodes: newest first.
        newest: folder of the first, for its transcript.
        record: the show's own.
        changed: when an episode was replaced or removed last.
        kept: whether the document of a name was already made from what a key stands for; it is left out then.
    """
    yield "search.json", page.search_index(episodes)
    yield "index.html", page.front_page(show, episodes, newest)
    current, archives = split(episodes)
    times = [time for time in (changed, record.changed) if time]
    frame = Frame(guid=record.podcast_guid, cover=record.cover, changed=max(times, default=None), moved=record.moved)
    older = ""
    for year, of_year in archives:
        name = archive_name(year)
        mine = replace(frame, name=name, older=older, archive=True, changed=record.changed)
        key = hashlib.sha256(repr((show, mine, of_year)).encode("utf-8", "replace")).hexdigest()
        if not kept(name, key):
            yield name, feed(show, of_year, replace(mine, key=key))
        older = name
    yield "feed.xml", feed(show, current, replace(frame, older=older))


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


def _small_cover(root: Path, record: records.ShowRecord) -> None:
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


def split(episodes: Sequence[Episode]) -> tuple[list[Episode], list[tuple[int, list[Episode]]]]:
    """What stands in the feed, and the years before it, oldest year first.

    The feed holds the newest whole years of at most 1,000 episodes together, so that an archive document, once
    written, stays as it is (RFC 5005, section 4).
    """
    years: dict[int, list[Episode]] = {}
    for episode in episodes:
        years.setdefault(episode.date.year, []).append(episode)
    current: list[Episode] = []
    archives: list[tuple[int, list[Episode]]] = []
    for year in sorted(years, reverse=True):
        if not archives and (not current or len(current) + len(years[year]) <= FEED_ITEMS):
            current += years[year]
        else:
            archives.append((year, years[year]))
    return current, archives[::-1]
