"""Bring a library to a store, also when several machines publish the same show there.

In the store an episode exists from the moment its ``episode.json`` does; its files are there before. The documents that
speak of many episodes are made from all episodes that the store holds and are swapped in only if nobody else did so
meanwhile; whoever was slower reads again. So no publisher can take another's episode out of the feed.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.errors import PublishError
from briefing.publish import names, records, surface
from briefing.publish.folders import folder_name
from briefing.publish.listeners import Listeners

if TYPE_CHECKING:
    from briefing.publish import Store
    from briefing.publish.library import Library
    from briefing.show import EditionId, Episode, Show

_ATTEMPTS = 20
_RECORD = "application/json"


def mirror(library: Library, show: Show, store: Store) -> int:
    """Publish to a store what the library holds and the store does not; take back what was removed.

    Args:
        library: after its own commit or rebuild.
        show: as the settings have it now.
        store: where to.

    Returns:
        How many episodes were new to the store.

    Raises:
        PublishError: the show is private, or the store refused; what it held before is whole, and the next call goes
            on from there.
    """
    if Listeners(library.root).private():
        message = f"{library.root}: a private show is not put into a store for everybody to read; serve it instead"
        raise PublishError(message)
    known = set(store.list())
    record = surface.show_record(library.root, show)
    for cover in (record.cover, "cover-small.jpg"):
        if cover not in known or not names.media_type(cover) or names.changes(cover):
            _put(store, cover, library.root / cover)
    retired = library.retired()
    for folder in retired:
        store.delete(f"episodes/{folder}/episode.json")
    fresh = sum(_bring(library, store, episode, known) for episode in library.episodes())
    _documents(library, show, store, record)
    for folder, gone in retired.items():
        if gone:
            for name in store.list(f"episodes/{folder}/"):
                store.delete(name)
    return fresh


def _put(store: Store, name: str, path: Path) -> None:
    store.put(name, path, media_type=names.media_type(name), fresh_s=names.fresh_s(name))


def _swap(store: Store, name: str, content: bytes, version: str | None) -> bool:
    version = store.version(name) if version is None else version
    return store.swap(name, content, version, media_type=names.media_type(name), fresh_s=names.fresh_s(name))


def _bring(library: Library, store: Store, episode: Episode, known: set[str]) -> bool:
    """One episode: files, page, and its record last. False when the store has it, from whomever."""
    folder = f"episodes/{folder_name(episode.date, episode.revision, episode.slot)}"
    if f"{folder}/episode.json" in known:
        return False
    local = library.folder(episode)
    for name in [*sorted(set(episode.files.values())), "index.html"]:
        if f"{folder}/{name}" not in known:
            _put(store, f"{folder}/{name}", local / name)
    return store.swap(
        f"{folder}/episode.json", (local / "episode.json").read_bytes(), "", media_type=_RECORD, fresh_s=0
    )


def _documents(library: Library, show: Show, store: Store, record: records.ShowRecord) -> None:
    """Swap in the documents, made from what the store holds; again from the start when another publisher did."""
    for _ in range(_ATTEMPTS):
        before = store.version("feed.xml")
        with tempfile.TemporaryDirectory(prefix="briefing-") as place:
            episodes = _held(library, store, Path(place))
            newest = _newest(library, store, episodes[0], Path(place)) if episodes else None
            made = list(surface.documents(show, episodes, newest, record, library.changed()))
        stale = set(store.list("feed-")) - {name for name, _ in made}
        if all(_swap(store, name, content, before if name == "feed.xml" else None) for name, content in made):
            for name in stale:
                store.delete(name)
            return
    message = "feed.xml: other publishers were faster every time; nothing is lost, run again"
    raise PublishError(message)


def _held(library: Library, store: Store, place: Path) -> list[Episode]:
    """The current revision of every episode in the store, newest first."""
    newest: dict[EditionId, Episode] = {}
    for name in store.list("episodes/"):
        if not name.endswith("/episode.json"):
            continue
        local = library.root / name
        if not local.is_file():
            local = place / name.replace("/", "_")
            _fetch(store, name, local)
        episode = records.load_episode(local)
        if episode.edition not in newest or newest[episode.edition].revision < episode.revision:
            newest[episode.edition] = episode
    return [newest[edition] for edition in sorted(newest, reverse=True)]


def _newest(library: Library, store: Store, episode: Episode, place: Path) -> Path:
    """A folder with the newest episode's transcript."""
    local = library.folder(episode)
    transcript = episode.files.get("transcript", "")
    if transcript and not (local / transcript).is_file():
        _fetch(store, f"episodes/{local.name}/{transcript}", place / transcript)
        return place
    return local


def _fetch(store: Store, name: str, target: Path) -> None:
    with store.open(name) as source, target.open("wb") as file:
        shutil.copyfileobj(source, file)
