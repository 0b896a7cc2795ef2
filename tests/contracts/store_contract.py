"""What every store must keep. A stranger runs it on his own class: subclass, and give a fixture ``store``."""

import hashlib
import threading
from pathlib import Path

import pytest

from briefing.errors import PublishError
from briefing.publish import Store


class StoreContract:
    """One test a promise of :class:`briefing.publish.Store`.

    Attributes:
        many: more names than the place lists at a time.
    """

    many = 1100

    @pytest.fixture
    def store(self) -> Store:
        raise NotImplementedError

    @pytest.fixture
    def file(self, tmp_path: Path) -> Path:
        path = tmp_path / "given.mp3"
        path.write_bytes(bytes(range(256)) * 4000)
        return path

    def test_what_was_put_is_read_back(self, store: Store, file: Path) -> None:
        store.put("episodes/2026-11-24/a.mp3", file, media_type="audio/mpeg", fresh_s=60)
        with store.open("episodes/2026-11-24/a.mp3") as back:
            assert back.read() == file.read_bytes()

    def test_putting_again_replaces(self, store: Store, file: Path) -> None:
        store.put("a.mp3", file, media_type="audio/mpeg", fresh_s=60)
        before = store.version("a.mp3")
        file.write_bytes(b"other")
        store.put("a.mp3", file, media_type="audio/mpeg", fresh_s=60)
        with store.open("a.mp3") as back:
            assert back.read() == b"other"
        assert store.version("a.mp3") != before
        assert list(store.list()) == ["a.mp3"]

    def test_what_is_not_there(self, store: Store) -> None:
        assert store.version("nothing.xml") == ""
        assert store.read("nothing.xml") == (b"", "")
        assert list(store.list()) == []
        store.delete("nothing.xml")
        with pytest.raises(PublishError):
            store.open("nothing.xml").close()

    def test_list_by_beginning(self, store: Store, file: Path) -> None:
        names = ["feed.xml", "episodes/2026-11-23/a.mp3", "episodes/2026-11-24/a.mp3", "episodes/2026-11-24-r2/a.mp3"]
        for name in names:
            store.put(name, file, media_type="audio/mpeg", fresh_s=60)
        assert sorted(store.list()) == sorted(names)
        assert sorted(store.list("episodes/2026-11-24/")) == ["episodes/2026-11-24/a.mp3"]
        assert sorted(store.list("episodes/2026-11-24")) == sorted(names[2:])

    def test_many_names_are_all_listed(self, store: Store, file: Path) -> None:
        file.write_bytes(b"x")
        names = {f"episodes/{number:05}/a.mp3" for number in range(self.many)}
        for name in names:
            store.put(name, file, media_type="audio/mpeg", fresh_s=60)
        assert set(store.list("episodes/")) == names

    def test_delete(self, store: Store, file: Path) -> None:
        store.put("a.mp3", file, media_type="audio/mpeg", fresh_s=60)
        store.delete("a.mp3")
        store.delete("a.mp3")
        assert list(store.list()) == []
        assert store.version("a.mp3") == ""

    def test_swap_only_what_was_seen(self, store: Store) -> None:
        kind, fresh_s = "application/rss+xml; charset=utf-8", 60
        assert store.swap("feed.xml", b"one", "", media_type=kind, fresh_s=fresh_s)
        first = store.version("feed.xml")
        assert first
        assert not store.swap("feed.xml", b"late", "", media_type=kind, fresh_s=fresh_s)
        assert store.swap("feed.xml", b"two", first, media_type=kind, fresh_s=fresh_s)
        assert not store.swap("feed.xml", b"stale", first, media_type=kind, fresh_s=fresh_s)
        with store.open("feed.xml") as back:
            assert back.read() == b"two"
        assert store.read("feed.xml") == (b"two", store.version("feed.xml"))

    def test_of_many_swaps_at_once_one_wins(self, store: Store) -> None:
        won: list[int] = []

        def work(number: int) -> None:
            if store.swap("feed.xml", b"%d" % number, "", media_type="text/xml", fresh_s=60):
                won.append(number)

        threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(won) == 1
        with store.open("feed.xml") as back:
            assert back.read() == b"%d" % won[0]

    def test_a_reader_never_sees_a_half(self, store: Store, tmp_path: Path) -> None:
        wholes = []
        for number in range(2):
            path = tmp_path / f"whole-{number}"
            path.write_bytes(bytes([65 + number]) * 300_000)
            wholes.append(path)
        digests = {hashlib.sha256(path.read_bytes()).hexdigest() for path in wholes}
        store.put("a.mp3", wholes[0], media_type="audio/mpeg", fresh_s=60)
        stop = threading.Event()

        def write() -> None:
            number = 0
            while not stop.is_set():
                number += 1
                store.put("a.mp3", wholes[number % 2], media_type="audio/mpeg", fresh_s=60)

        writer = threading.Thread(target=write)
        writer.start()
        try:
            for _ in range(60):
                with store.open("a.mp3") as back:
                    assert hashlib.sha256(back.read()).hexdigest() in digests
        finally:
            stop.set()
            writer.join()
