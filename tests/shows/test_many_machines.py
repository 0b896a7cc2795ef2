"""Several machines and one S3 store on loopback: racers and kills lose, double and break nothing."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from lxml import etree

from briefing import edition
from briefing.config.settings import Settings, settings_of
from briefing.console import Console
from briefing.errors import BriefingError, NothingToSayError, PublishError
from briefing.publish.library import Library
from briefing.publish.mirror import find, mirror
from briefing.publish.s3 import S3Settings, S3Store
from briefing.show import EditionId
from tests.publish.loopback_s3 import new_bucket, serving
from tests.shows.town import ROOT, article

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = datetime.now(UTC)
TODAY = NOW.date()


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with serving() as address:
        yield address


@pytest.fixture
def settings(endpoint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    bucket = new_bucket(endpoint, f"b{time.time_ns()}", monkeypatch)
    store = {"type": "s3", "bucket": bucket, "prefix": "one", "endpoint_url": endpoint, "region": "us-east-1"}
    tables = {
        "show": {"id": "one", "base_url": "https://p.example.org/one"},
        "edition": {"minutes": 1, "since_days": 9000, "time_zone": "UTC", "at": "00:00"},
        "voice": {"name": "tone", "cache_dir": str(tmp_path / "cache")},
        "sources": [{"type": "folder", "path": str(tmp_path / "news")}],
        "stores": [store],
    }
    (tmp_path / "show.json").write_text(json.dumps(tables))
    write_news(tmp_path / "news", 1)
    return settings_of(tables, tmp_path)


def write_news(folder: Path, number: int) -> None:
    """One article that nobody has told yet."""
    folder.mkdir(exist_ok=True)
    title, texts = article(number, number, 3)
    (folder / "news.txt").write_text("\n".join([title, *texts]) + "\n", encoding="utf-8")


def store_of(settings: Settings) -> S3Store:
    table = dict(settings.stores[0])
    del table["type"]
    return S3Store(S3Settings(**table))


def order(days_ago: int = 0) -> edition.Order:
    return edition.Order(edition=EditionId(TODAY - timedelta(days_ago)), now=NOW)


def make(settings: Settings, root: Path, days_ago: int = 0, *, force: bool = False) -> edition.Outcome:
    with Console(quiet=True) as console:
        return edition.make(settings, replace(order(days_ago), force=force), root, console)


def named(store: S3Store) -> list[str]:
    """The feed's guids, after a look at every file that feed and record name."""
    tree = etree.fromstring(store.open("feed.xml").read())
    there = set(store.list())
    for enclosure in tree.xpath("//enclosure"):
        name = urlsplit(enclosure.get("url")).path.removeprefix("/one/")
        assert name in there, f"{name}: named by the feed and missing"
        assert len(store.open(name).read()) == int(enclosure.get("length")), f"{name}: cut short"
        folder = name.rpartition("/")[0]
        record = json.loads(store.open(f"{folder}/episode.json").read())
        assert name == f"{folder}/{record['files']['audio']}"
        assert {f"{folder}/{file}" for file in record["files"].values()} <= there
    return [str(guid) for guid in tree.xpath("//item/guid/text()")]


def no_orphans(store: S3Store) -> None:
    for name in store.list("episodes/"):
        if name.endswith("/episode.json"):
            folder = name.rpartition("/")[0]
            wanted = {"episode.json", "index.html", *json.loads(store.open(name).read())["files"].values()}
            assert {one.rpartition("/")[2] for one in store.list(f"{folder}/")} == wanted
            page = store.open(f"{folder}/index.html").read().decode()
            assert json.loads(store.open(name).read())["files"]["audio"] in page


def test_what_one_machine_made_the_other_finds_and_tells_no_more(settings: Settings, tmp_path: Path) -> None:
    first = make(settings, tmp_path / "a", 1)
    assert first.made
    again = make(settings, tmp_path / "b", 1)
    assert not again.made
    assert again.episode == first.episode
    assert not Library(tmp_path / "b").episodes(), "its bytes stay where they are"
    with pytest.raises(NothingToSayError, match="told before"):
        make(settings, tmp_path / "b", 0)
    with pytest.raises(NothingToSayError, match="told before"), Console(quiet=True) as console:
        edition.rehearse(settings, order(), tmp_path / "c", console)
    write_news(tmp_path / "news", 2)
    second = make(settings, tmp_path / "b", 0)
    store = store_of(settings)
    assert len(named(store)) == 2
    assert find(Library(tmp_path / "c"), store, EditionId(TODAY)) == second.episode


def test_an_edition_is_made_anew_where_it_was_made_and_nowhere_else(settings: Settings, tmp_path: Path) -> None:
    first = make(settings, tmp_path / "a", 1)
    with pytest.raises(PublishError, match=f"{first.episode.edition}: another machine made it; make it anew there"):
        make(settings, tmp_path / "b", 1, force=True)
    assert not Library(tmp_path / "b").episodes()
    write_news(tmp_path / "news", 2)
    anew = make(settings, tmp_path / "a", 1, force=True)
    store = store_of(settings)
    assert find(Library(tmp_path / "c"), store, EditionId(TODAY - timedelta(1))) == anew.episode
    assert anew.episode.revision == 2
    assert len(named(store)) == 1


def test_an_edition_taken_back_by_one_machine_is_not_made_by_another(settings: Settings, tmp_path: Path) -> None:
    make(settings, tmp_path / "a", 1)
    library = Library(tmp_path / "a")
    library.remove(settings.show, EditionId(TODAY - timedelta(1)))
    mirror(library, settings.show, store_of(settings))
    with pytest.raises(BriefingError, match="was taken back"):
        make(settings, tmp_path / "b", 1)


def test_two_machines_that_make_one_edition_at_once_publish_one(settings: Settings, tmp_path: Path) -> None:
    write_news(tmp_path / "others", 2)
    other = replace(settings, sources=({"type": "folder", "path": str(tmp_path / "others")},))
    barrier = threading.Barrier(2)

    def work(number: int) -> edition.Outcome:
        barrier.wait(60)
        return make(settings if number else other, tmp_path / str(number))

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, range(2)))
    store = store_of(settings)
    assert len(named(store)) == 1
    for number in range(2):  # whoever looks again clears away what the slower one left
        make(settings, tmp_path / str(number))
    assert len(named(store)) == 1
    no_orphans(store)


CHILD = (
    "import sys, json\nfrom pathlib import Path\nfrom datetime import UTC, datetime\n"
    "from briefing import edition\nfrom briefing.console import Console\n"
    "from briefing.config.settings import settings_of\n"
    "from briefing.publish.mirror import mirror\nfrom briefing.show import EditionId\n"
    "where = Path(sys.argv[1])\nsettings = settings_of(json.loads((where / 'show.json').read_text()), where)\n"
    "print('ready', flush=True)\nsys.stdin.readline()\n"
    "now = datetime.fromisoformat(sys.argv[3])\n"
    "with Console(quiet=True) as console:\n"
    "    edition.make(settings, edition.Order(edition=EditionId(now.date()), now=now), Path(sys.argv[2]), console)\n"
)


def _killed_and_finished_elsewhere(settings: Settings, tmp_path: Path, rounds: int) -> None:
    chance = random.Random(rounds)  # noqa: S311 - moments, not secrets
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    store = store_of(settings)
    for number in range(rounds):
        now = NOW - timedelta(days=rounds - number)
        write_news(tmp_path / "news", number)
        line = [sys.executable, "-c", CHILD, str(tmp_path), str(tmp_path / f"killed{number}"), now.isoformat()]
        child = subprocess.Popen(
            line, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdout.readline()
        child.stdin.write(b"go\n")
        child.stdin.flush()
        started = time.monotonic()
        wait_s = chance.uniform(0, 1.5)
        while child.poll() is None and time.monotonic() - started < 120:
            begun = any(str(now.date()) in name for name in store.list("episodes/"))
            if begun:  # the killing begins once the first file is there
                time.sleep(wait_s * 0.2)
                break
            time.sleep(0.01)
        child.kill()
        child.wait()
        if list(store.list("feed.xml")):
            named(store)
        write_news(tmp_path / "news", 500 + number)
        with Console(quiet=True) as console:
            edition.make(settings, edition.Order(edition=EditionId(now.date()), now=NOW), tmp_path / "other", console)
        guids = named(store)
        assert len(guids) == len(set(guids)) == number + 1
    no_orphans(store)


def test_a_machine_killed_while_it_publishes_is_followed_by_another(settings: Settings, tmp_path: Path) -> None:
    _killed_and_finished_elsewhere(settings, tmp_path, 1)


@pytest.mark.faults
@pytest.mark.timeout(7200)
def test_a_hundred_machines_killed_while_they_publish(settings: Settings, tmp_path: Path) -> None:
    _killed_and_finished_elsewhere(settings, tmp_path, 100)
