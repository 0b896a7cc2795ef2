"""Bring a library to a store, also when several machines publish the same show there.

In the store an episode exists from the moment its ``episode.json`` does: it is put only where none is, after its files,
whose names tell their content, so that two machines never write into each other's. The documents that speak of many
episodes are made from all episodes that the store holds and are swapped in only if nobody else did so meanwhile;
whoever was slower reads again. So no publisher can take another's episode out of the feed. An episode is taken back by
a mark beside its folder, which stays, and which also holds against a machine that was just about to put the record
there. Files that no record names are left by machines that died or were slower; they are deleted once a record stands
beside them.
"""

from __future__ import annotations

import contextlib
import logging
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.errors import PublishError
from briefing.publish import durable, names, page, records, surface
from briefing.publish.entries import Entry
from briefing.publish.folders import PAGE, RECORD, edition_of, folder_name, named_well
from briefing.publish.listeners import Listeners

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from briefing.publish import Store
    from briefing.publish.library import Library
    from briefing.show import EditionId, Episode, Show

logger = logging.getLogger(__name__)

_ATTEMPTS = 20
_RECORD = "application/json"
_RETIRED = ".retired"
_HELD = ".held"  # records of the store, read once


def mirror(library: Library, show: Show, store: Store, *, pages: bool = False) -> int:
    """Publish to a store what the library holds and the store does not; take back what was removed.

    Args:
        library: after its own commit or rebuild.
        show: as the settings have it now.
        store: where to.
        pages: also make every episode's own page anew, as after a change of the show's settings.

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
    surface.small_cover(library.root, record)
    if record.cover not in known:
        _put(store, record.cover, library.root / record.cover)
    _swap(store, "cover-small.jpg", (library.root / "cover-small.jpg").read_bytes())
    # What replaces an edition comes before the edition leaves: of two records side by side the higher revision counts.
    fresh = sum(_bring(library, store, episode, known) for episode in library.episodes())
    retired = library.retired()
    for folder in retired:
        if f"episodes/{folder}{_RETIRED}" not in known:
            store.swap(f"episodes/{folder}{_RETIRED}", b"{}\n", "", media_type=_RECORD, fresh_s=0)
        if f"episodes/{folder}/{RECORD}" in known:
            store.delete(f"episodes/{folder}/{RECORD}")
    _documents(library, show, store, record, pages=pages)
    for name in known:
        part = name.split("/")
        if len(part) == 3 and retired.get(part[1]):
            store.delete(name)
    return fresh


def find(library: Library, store: Store, edition: EditionId) -> Episode | None:
    """The current revision of an edition in a store, whoever published it; None when it is not there.

    Raises:
        PublishError: the store cannot be reached, or the edition was taken back there.
    """
    of_edition = set(store.list(f"episodes/{edition}"))
    theirs = [name for name in of_edition if _is_of(name, edition)]
    there = _records(theirs)
    if any(name.endswith(_RETIRED) for name in theirs) and not there:
        message = f"{edition}: was taken back in the store; make it anew where it was made: briefing make --force"
        raise PublishError(message)
    return next(iter(_current(_record(library, store, name) for name in there)), None)


def listed(store: Store) -> dict[EditionId, bool]:
    """The editions that a store names, by one listing, each with whether it is there; False: it was taken back.

    Raises:
        PublishError: the store cannot be reached.
    """
    names = list(store.list("episodes/"))
    here = {edition_of(name.split("/")[1]) for name in _records(names)}
    gone = {edition_of(name.split("/")[1]) for name in names if name.endswith(_RETIRED)}
    return {edition: edition in here for edition in here | gone if edition is not None}


def in_feed(store: Store, episode: Episode) -> bool:
    """Whether the store's feed names the episode; a machine that died between its record and the feed left it out."""
    return episode.files["audio"].encode() in store.read("feed.xml")[0]


def held(library: Library, store: Store) -> list[Episode]:
    """The current revision of every episode in a store, newest first.

    Raises:
        PublishError: the store cannot be reached.
    """
    return _current(_record(library, store, name) for name in _records(store.list("episodes/")))


def _put(store: Store, name: str, path: Path) -> None:
    store.put(name, path, media_type=names.media_type(name), fresh_s=names.fresh_s(name))


def _swap(store: Store, name: str, content: bytes, there: tuple[bytes, str] | None = None) -> bool:
    """Swap one document in over what was read there, or over whatever stands there now; the same is not put again."""
    before, version = store.read(name) if there is None else there
    if version and before == content:
        return there is None or store.version(name) == version
    return store.swap(name, content, version, media_type=names.media_type(name), fresh_s=names.fresh_s(name))


def _bring(library: Library, store: Store, episode: Episode, known: set[str]) -> bool:
    """One episode: its files, and its record last. False when the store has it, from whomever, or took it back."""
    name = folder_name(episode.edition, episode.revision)
    folder = f"episodes/{name}"
    if f"{folder}/{RECORD}" in known or f"{folder}{_RETIRED}" in known:
        return False
    local = library.folder(episode)
    for file in sorted(set(episode.files.values())):
        if f"{folder}/{file}" not in known:
            _put(store, f"{folder}/{file}", local / file)
    content = (local / RECORD).read_bytes()
    if not store.swap(f"{folder}/{RECORD}", content, "", media_type=_RECORD, fresh_s=0):
        return False
    _keep(library, name, content)
    return True


def _documents(library: Library, show: Show, store: Store, record: records.ShowRecord, *, pages: bool) -> None:
    """Swap in the documents, made from what the store holds; again from the start when another publisher did."""
    written: set[str] = set()
    for _ in range(_ATTEMPTS):
        before = store.read("feed.xml")
        there = set(store.list("episodes/"))
        episodes = _current(_record(library, store, name) for name in _records(there))
        with tempfile.TemporaryDirectory(prefix="briefing-") as place:
            newest = _with_transcript(library, store, episodes[0], Path(place)) if episodes else None
            entries = [Entry.of(episode) for episode in episodes]
            made = list(surface.documents(show, entries, newest, record, library.changed()))
        # What was written in a try that failed may be in the way of the faster one's: it is made again.
        anew = there if pages else written
        written |= set(_pages(library, show, store, episodes, there - anew))
        stale = set(store.list("feed-")) - {name for name, _ in made}
        if all(_swap(store, name, content, before if name == "feed.xml" else None) for name, content in made):
            for name in (*stale, *_orphans(episodes, there)):
                store.delete(name)
            return
    message = "feed.xml: other publishers were faster every time; nothing is lost, run again"
    raise PublishError(message)


def _pages(library: Library, show: Show, store: Store, episodes: Sequence[Episode], there: set[str]) -> Iterator[str]:
    """Write each episode's page, where none is or where the episode before it is another than at the last publication.

    Yields:
        The names of those that are written.
    """
    links = surface.links(store.read("search.json")[0])
    for number, episode in enumerate(episodes):
        earlier = episodes[number + 1] if number + 1 < len(episodes) else None
        own, link = library.folder(episode).name, library.folder(earlier).name if earlier else ""
        name = f"episodes/{own}/{PAGE}"
        if name in there and links.get(own) == link:
            continue
        yield name
        with tempfile.TemporaryDirectory(prefix="briefing-") as place:
            folder = _with_transcript(library, store, episode, Path(place))
            _swap(store, name, page.episode_page(show, episode, folder, earlier))


def _orphans(episodes: Sequence[Episode], there: set[str]) -> list[str]:
    """Files beside a record that does not name them; none can come that would, as a record is never replaced."""
    named: dict[str, set[str]] = {}
    for episode in episodes:
        folder = folder_name(episode.edition, episode.revision)
        named[folder] = {RECORD, PAGE, *episode.files.values()}
    split = [(name, *name.split("/")[1:]) for name in there if name.count("/") == 2]
    return [name for name, folder, file in split if folder in named and file not in named[folder]]


def _is_of(name: str, edition: EditionId) -> bool:
    """Whether a name of the store belongs to an edition, in any of its revisions."""
    folder = name.split("/")[1].removesuffix(_RETIRED)
    return folder == str(edition) or folder.startswith(f"{edition}-r")


def _records(listed: Iterable[str]) -> list[str]:
    """The records among names, without those of episodes that were taken back."""
    there = set(listed)
    found = sorted(name for name in there if name.endswith(f"/{RECORD}"))
    return [name for name in found if f"{name.removesuffix(f'/{RECORD}')}{_RETIRED}" not in there]


def _current(found: Iterable[Episode | None]) -> list[Episode]:
    newest: dict[EditionId, Episode] = {}
    for episode in found:
        if episode is not None and (
            episode.edition not in newest or newest[episode.edition].revision < episode.revision
        ):
            newest[episode.edition] = episode
    return [newest[edition] for edition in sorted(newest, reverse=True)]


def _record(library: Library, store: Store, name: str) -> Episode | None:
    """An episode's record, read once from the store: a record never changes. None when it was taken back just now.

    One that is damaged, or that names files of another folder, is logged and passed over.
    """
    folder = name.split("/")[1]
    with contextlib.suppress(PublishError):
        return _at_home(records.load_episode(library.root / _HELD / f"{folder}.json"), name)
    content, _ = store.read(name)
    if not content:
        return None
    try:
        episode = _at_home(records.episode_of(content, name), name)
    except PublishError as error:
        logger.warning("%s", error)
        return None
    _keep(library, folder, content)
    return episode


def _at_home(episode: Episode, name: str) -> Episode:
    if name != f"episodes/{folder_name(episode.edition, episode.revision)}/{RECORD}" or not named_well(episode):
        message = f"{name}: does not belong to this folder; put back a good copy"
        raise PublishError(message)
    return episode


def _keep(library: Library, folder: str, content: bytes) -> None:
    durable.folder(library.root / _HELD)
    durable.write(library.root / _HELD / f"{folder}.json", content)


def _with_transcript(library: Library, store: Store, episode: Episode, place: Path) -> Path:
    """A folder with the episode's transcript."""
    local = library.folder(episode)
    transcript = episode.files.get("transcript", "")
    if transcript and not (local / transcript).is_file():
        with store.open(f"episodes/{local.name}/{transcript}") as source, (place / transcript).open("wb") as file:
            shutil.copyfileobj(source, file)
        return place
    return local
