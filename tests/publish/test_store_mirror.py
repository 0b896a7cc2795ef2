"""The folder store keeps the contract, and a mirror brings a library there whole, also beside a second publisher."""

import contextlib
import os
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from importlib.metadata import entry_points
from pathlib import Path
from typing import BinaryIO

import pytest

from briefing.errors import PublishError
from briefing.publish import Store, folders
from briefing.publish.library import Library
from briefing.publish.listeners import Listeners
from briefing.publish.mirror import mirror
from briefing.publish.store import FolderSettings, FolderStore
from briefing.show import EditionId, Episode, Show
from tests.contracts.store_contract import StoreContract
from tests.publish.mirrored import back, guids

DAY = date(2026, 11, 24)
Publish = Callable[..., Episode]


class TestFolderStore(StoreContract):
    many = 45  # a folder is listed whole

    @pytest.fixture
    def store(self, tmp_path: Path) -> Store:
        return FolderStore(FolderSettings(path=str(tmp_path / "store")))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return FolderStore(FolderSettings(path=str(tmp_path / "store")))


def test_it_is_registered_as_a_strangers_would_be() -> None:
    (ours,) = entry_points(group="briefing.stores", name="folder")
    assert ours.load() is FolderStore


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a//b", "", ".hidden", "a/.b", "خبر", "a\0b", "."])
def test_no_name_leaves_the_folder(store: Store, tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_bytes(b"x")
    with pytest.raises(PublishError, match="not a name"):
        store.put(name, tmp_path / "file", media_type="", fresh_s=0)


def test_a_missing_path_is_one_clear_line() -> None:
    with pytest.raises(PublishError, match="no path is given"):
        FolderStore(FolderSettings())


def test_a_mirror_holds_what_the_library_publishes(publish: Publish, show: Show, tmp_path: Path, store: Store) -> None:
    root = tmp_path / "library"
    for days in (2, 1, 0):
        publish(root, DAY - timedelta(days))
    assert mirror(Library(root), show, store) == 3
    assert mirror(Library(root), show, store) == 0
    for name in store.list():
        with store.open(name) as file:
            assert file.read() == (root / name).read_bytes(), name
    here = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}
    assert {name for name in here if not any(part.startswith(".") for part in name.split("/"))} - {"show.json"} == set(
        store.list()
    )


def test_a_correction_and_a_removal_reach_the_store(
    publish: Publish, show: Show, tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "library"
    library = Library(root)
    publish(root, DAY - timedelta(1))
    publish(root, DAY)
    mirror(library, show, store)
    publish(root, DAY, title="مصححة")
    library.remove(show, EditionId(DAY - timedelta(1)))
    mirror(library, show, store)
    assert guids(store) == [f"moojaz-{DAY}"]
    assert "episodes/2026-11-24/moojaz-2026-11-24.mp3" in set(store.list()), "stays a day"
    now = time.time()
    monkeypatch.setattr(folders.time, "time", lambda: now + folders.RETIRED_STAYS_S + 60)
    library.rebuild(show)
    mirror(library, show, store)
    assert {name.split("/")[1] for name in store.list("episodes/")} == {
        "2026-11-24-r2",
        "2026-11-24.retired",  # so that no other machine makes it anew
        "2026-11-23.retired",
    }


def test_a_private_show_is_not_mirrored(publish: Publish, show: Show, tmp_path: Path, store: Store) -> None:
    publish(tmp_path / "library", DAY)
    Listeners(tmp_path / "library").add("Omar")
    with pytest.raises(PublishError, match="private"):
        mirror(Library(tmp_path / "library"), show, store)
    assert list(store.list()) == []


class Failing(FolderStore):
    """A store that breaks at its n-th call that changes something."""

    def __init__(self, path: Path, at: int) -> None:
        super().__init__(FolderSettings(path=str(path)))
        self._left = at

    def _place(self, name: str, fill: Callable[[BinaryIO], object]) -> None:
        self._left -= 1
        if self._left < 0:
            message = f"{name}: the store went away; try again"
            raise PublishError(message)
        super()._place(name, fill)


def test_a_store_that_goes_away_at_any_call_is_never_half_published(
    publish: Publish, show: Show, tmp_path: Path
) -> None:
    root, base = tmp_path / "library", tmp_path / "base"
    publish(root, DAY - timedelta(1))
    mirror(Library(root), show, FolderStore(FolderSettings(path=str(base))))
    publish(root, DAY)
    counts = set()
    for at in range(30):
        trial = tmp_path / f"trial-{at}"
        shutil.copytree(base, trial)
        broken = Failing(trial, at)
        with contextlib.suppress(PublishError):
            mirror(Library(root), show, broken)
            break
        counts.add(len(guids(broken)))
        whole = FolderStore(FolderSettings(path=str(trial)))
        mirror(Library(root), show, whole)
        assert len(guids(whole)) == 2
    assert at > 7
    assert counts == {1}


def test_a_correction_that_breaks_off_at_any_call_takes_no_edition_out_of_a_second_machines_feed(
    publish: Publish, show: Show, tmp_path: Path
) -> None:
    first, second, base = Library(tmp_path / "one"), Library(tmp_path / "two"), tmp_path / "base"
    publish(first.root, DAY)
    mirror(first, show, FolderStore(FolderSettings(path=str(base))))
    publish(first.root, DAY, title="مصححة")
    publish(second.root, DAY - timedelta(1))
    for at in range(40):
        trial = tmp_path / f"trial-{at}"
        shutil.copytree(base, trial)
        whole = FolderStore(FolderSettings(path=str(trial)))
        with contextlib.suppress(PublishError):
            mirror(first, show, Failing(trial, at))
            break
        mirror(second, show, whole)
        assert guids(whole) == [f"moojaz-{DAY}", f"moojaz-{DAY - timedelta(1)}"], at
        mirror(first, show, whole)
        assert "مصححة".encode() in whole.read("feed.xml")[0]
    assert at > 7


class Counting(FolderStore):
    """A store that tells what it was asked."""

    def __init__(self, path: Path) -> None:
        super().__init__(FolderSettings(path=str(path)))
        self.lists: list[str] = []
        self.deleted: list[str] = []
        self.placed: list[str] = []

    def list(self, prefix: str = "") -> Iterator[str]:
        self.lists.append(prefix)
        return super().list(prefix)

    def delete(self, name: str) -> None:
        self.deleted.append(name)
        super().delete(name)

    def _place(self, name: str, fill: Callable[[BinaryIO], object]) -> None:
        self.placed.append(name)
        super()._place(name, fill)


def test_a_mirror_with_nothing_new_asks_little_and_puts_nothing(
    publish: Publish, show: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many editions were ever replaced: each call to a bucket takes a tenth of a second and costs money."""
    library = Library(tmp_path / "library")
    for _ in range(12):
        publish(library.root, DAY)
    now = time.time()
    monkeypatch.setattr(folders.time, "time", lambda: now + folders.RETIRED_STAYS_S + 60)
    library.rebuild(show)
    mirror(library, show, Counting(tmp_path / "store"))
    again = Counting(tmp_path / "store")
    mirror(library, show, again)
    assert len(again.lists) <= 3
    assert again.deleted == []
    assert again.placed == [], "a file that is the same keeps its time, and so its entity tag"


def test_the_pages_of_a_store_lead_to_what_is_there(publish: Publish, show: Show, tmp_path: Path, store: Store) -> None:
    """Also when the page is one machine's, and another replaces or takes back the episode before it."""
    first, second = Library(tmp_path / "one"), Library(tmp_path / "two")
    publish(first.root, DAY - timedelta(2))
    publish(first.root, DAY - timedelta(1))
    mirror(first, show, store)
    publish(second.root, DAY)
    mirror(second, show, store)
    page = f"episodes/{DAY}/index.html"
    assert back(store.read(page)[0]) == [f"../../episodes/{DAY - timedelta(1)}/"]
    publish(first.root, DAY - timedelta(1), title="مصححة")
    mirror(first, show, store)
    assert back(store.read(page)[0]) == [f"../../episodes/{DAY - timedelta(1)}-r2/"]
    first.remove(show, EditionId(DAY - timedelta(1)))
    mirror(first, show, store)
    assert back(store.read(page)[0]) == [f"../../episodes/{DAY - timedelta(2)}/"]
    first.remove(show, EditionId(DAY - timedelta(2)))
    mirror(first, show, store)
    assert back(store.read(page)[0]) == []


def test_a_folder_that_cannot_be_made_is_one_clear_line(
    publish: Publish, show: Show, tmp_path: Path, store: Store
) -> None:
    publish(tmp_path / "library", DAY)
    (tmp_path / "library" / ".held").write_bytes(b"a file where the folder should be")
    with pytest.raises(PublishError, match="cannot be written"):
        mirror(Library(tmp_path / "library"), show, store)


def leftovers(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob(".*.tmp") if path.is_file())


def test_nothing_is_left_of_a_put_that_failed(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_bytes(b"x" * 100)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(PublishError, match="disk is full"):
        store.put("a.mp3", tmp_path / "file", media_type="", fresh_s=0)
    assert not list(leftovers(tmp_path / "store"))
