"""Two daemons, each with a folder of its own, and one store: no edition twice, no broken feed, whoever is faster."""

from __future__ import annotations

import json
import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner
from lxml import etree

from briefing import edition, make_episode
from briefing.commands.make import make
from briefing.config.settings import load
from briefing.console import Console
from briefing.daily.schedule import Daily, make_command
from briefing.publish import failure
from briefing.publish.store import FolderSettings, FolderStore
from briefing.show import EditionId
from briefing.shows import making
from briefing.shows.folder import read_folder
from briefing.shows.making import Making
from briefing.shows.rounds import Rounds
from briefing.work.workers import Workers
from tests.shows.town import ROOT, article

if TYPE_CHECKING:
    from briefing.shows.task import Made

FIRST = datetime(2026, 3, 1, 7, 0, tzinfo=UTC)


class Daemon:
    """One of two, in this process: its look and its worker are real."""

    def __init__(self, home: Path, name: str) -> None:
        self.now = FIRST
        self.rounds = Rounds(folder=read_folder(home / "shows"), out=home / name, clock=lambda: self.now)
        self.pool = ThreadPoolExecutor(1)
        self.making = Making(Workers(executor=self.pool, slots=lambda: 1))
        self.ends: list[Made] = []

    def look(self, barrier: threading.Barrier) -> None:
        barrier.wait(60)
        self.rounds.begin(self.making)
        while self.making.queue.total:
            for made in self.making.next(5):
                self.rounds.ended(made)
                self.ends.append(made)


class Subscriber(threading.Thread):
    """Polls the store's feed all the while: what it names is there and as long as it says."""

    def __init__(self, store: FolderStore) -> None:
        super().__init__(daemon=True)
        self.store, self.faults, self.looks, self.stopped = store, list[str](), 0, threading.Event()

    def run(self) -> None:
        while not self.stopped.wait(0.05):
            self.look()

    def look(self) -> list[str]:
        content, _ = self.store.read("feed.xml")
        if not content:
            return []
        self.looks += 1
        tree = etree.fromstring(content)
        for enclosure in tree.xpath("//enclosure"):
            name = urlsplit(enclosure.get("url")).path.removeprefix("/one/")
            try:
                size = len(self.store.open(name).read())
            except Exception as error:  # noqa: BLE001 - shown by the test
                self.faults.append(str(error))
                continue
            if size != int(enclosure.get("length")):
                self.faults.append(f"{name}: {size} bytes, the feed says {enclosure.get('length')}")
        return [str(guid) for guid in tree.xpath("//item/guid/text()")]


def _write_show(home: Path, at: str) -> None:
    (home / "shows").mkdir()
    (home / "shows" / "one.toml").write_text(
        '[show]\nid = "one"\nbase_url = "https://p.example.org/one"\n'
        f'[edition]\nminutes = 1\nat = "{at}"\ntime_zone = "UTC"\nsince_days = 9000\n'
        f'[voice]\nname = "tone"\ncache_dir = "{home / "cache"}"\n'
        '[[sources]]\ntype = "folder"\npath = "../news"\n[[stores]]\ntype = "folder"\npath = "../store/{show}"\n'
    )


def _write_news(home: Path, number: int) -> None:
    (home / "news").mkdir(exist_ok=True)
    title, texts = article(number, number, 3)
    (home / "news" / "news.txt").write_text("\n".join([title, *texts]) + "\n", encoding="utf-8")


def _race(home: Path, rounds: int) -> None:
    _write_show(home, "06:00")
    store = FolderStore(FolderSettings(path=str(home / "store" / "one")))
    daemons = [Daemon(home, "a"), Daemon(home, "b")]
    subscriber = Subscriber(store)
    subscriber.start()
    for number in range(rounds):
        _write_news(home, number)
        barrier = threading.Barrier(2)
        for _ in range(2):  # one that lost the race looks again, as a daemon does
            with ThreadPoolExecutor(2) as looks:
                for done in [looks.submit(daemon.look, barrier) for daemon in daemons]:
                    done.result(100)
        for daemon in daemons:
            daemon.now += timedelta(days=1)
    subscriber.stopped.set()
    subscriber.join()
    guids = subscriber.look()
    assert subscriber.faults == []
    assert len(guids) == len(set(guids)) == rounds
    made = [one for daemon in daemons for one in daemon.ends if one.state == "made"]
    assert len({one.edition for one in made}) == rounds
    for folder in (home / "store" / "one" / "episodes").iterdir():
        assert len(list(folder.glob("*.mp3"))) == 1, "what the slower one left is cleared away"
    for daemon in daemons:
        daemon.pool.shutdown()


def test_two_daemons_three_days(tmp_path: Path) -> None:
    _race(tmp_path, 3)


def _made_here_alone(home: Path, root: Path) -> tuple[Path, EditionId]:
    """The settings of a show whose edition of today lies in its folder, and in the store nothing yet."""
    _write_show(home, "00:00")
    _write_news(home, 1)
    now = datetime.now(UTC)
    settings = replace(read_folder(home / "shows").shows[0][1], stores=())
    with Console(quiet=True) as console:
        edition.make(settings, edition.Order(edition=EditionId(now.date()), now=now), root, console)
    alone = home / "shows" / "alone.toml"
    alone.write_text((home / "shows" / "one.toml").read_text().replace("{show}", "one"))
    return alone, EditionId(now.date())


@pytest.fixture
def elsewhere(tmp_path: Path) -> tuple[Path, EditionId]:
    """The settings of one show alone, and the edition of today that another machine has brought to its store."""
    _write_show(tmp_path, "00:00")
    _write_news(tmp_path, 1)
    now = datetime.now(UTC)
    settings = read_folder(tmp_path / "shows").shows[0][1]
    with Console(quiet=True) as console:
        edition.make(settings, edition.Order(edition=EditionId(now.date()), now=now), tmp_path / "a", console)
    alone = tmp_path / "shows" / "alone.toml"
    alone.write_text((tmp_path / "shows" / "one.toml").read_text().replace("{show}", "one"))
    return alone, EditionId(now.date())


def test_a_daemon_of_one_show_fails_at_no_edition_that_another_machine_made(
    tmp_path: Path, elsewhere: tuple[Path, EditionId], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    caplog.set_level(logging.INFO)
    alone, wanted = elsewhere
    root, told = tmp_path / "b", tmp_path / "told"
    daily = Daily(
        edition=replace(load(alone).edition, on_failure=f"touch {told}"),
        root=root,
        command=make_command(["--config", str(alone), "--out", str(root)]),
        clock=lambda: datetime.combine(wanted.day, time(0, 1), UTC),
    )
    for _ in range(3):
        daily.look()
    lines = [one.getMessage() for one in caplog.records if one.name == "briefing.daily.schedule"]
    assert lines == [f"the edition of {wanted} is due", f"the edition of {wanted} is there: another machine made it"]
    assert failure.read(root) is None
    assert not told.exists()
    assert not daily.trying


def test_what_another_machine_made_is_said_to_be_where_it_is(tmp_path: Path, elsewhere: tuple[Path, EditionId]) -> None:
    alone, wanted = elsewhere
    root, there = tmp_path / "b", "https://p.example.org/one"
    words = ["--config", str(alone), "--out", str(root), "--date", str(wanted)]
    told = CliRunner().invoke(make, words).stdout
    assert told == f"{there}/feed.xml: the edition of {wanted} is already there; another machine made it\n"
    event = json.loads(CliRunner().invoke(make, [*words, "--json"]).stdout.splitlines()[-1])
    (audio,) = (tmp_path / "store" / "one" / "episodes" / str(wanted)).glob("*.mp3")
    assert event["feed"] == f"{there}/feed.xml"
    assert event["audio"] == f"{there}/episodes/{wanted}/{audio.name}"
    found = make_episode(root, settings=alone, day=wanted.day)
    assert (found.new, found.here, found.audio.exists()) == (False, False, False)


def test_what_was_made_but_not_brought_when_the_machine_died_is_brought_by_the_next_daemon(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    caplog.set_level(logging.INFO)
    alone, wanted = _made_here_alone(tmp_path, tmp_path / "a")
    told, runs = tmp_path / "told", tmp_path / "runs"
    words = make_command(["--config", str(alone), "--out", str(tmp_path / "a")])
    daily = Daily(
        edition=replace(load(alone).edition, on_success=f"touch {told}", on_failure=f"touch {told}"),
        root=tmp_path / "a",
        command=["sh", "-c", f'echo >> "{runs}"; exec "$@"', "sh", *words],
        clock=lambda: datetime.combine(wanted.day, time(0, 1), UTC),
        stores=True,
    )
    for _ in range(3):
        daily.look()
    assert Subscriber(FolderStore(FolderSettings(path=str(tmp_path / "store" / "one")))).look() != []
    assert runs.read_text() == "\n", "once it is known to be there, no look starts a process"
    assert [one.getMessage() for one in caplog.records if one.name == "briefing.daily.schedule"] == []
    assert not told.exists(), "it was made before"


def test_so_it_is_by_the_next_daemon_of_many_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alone, wanted = _made_here_alone(tmp_path, tmp_path / "a" / "one")
    alone.unlink()
    daemon = Daemon(tmp_path, "a")
    asked: list[str] = []
    monkeypatch.setattr(making, "_asked", lambda one, *_: asked.append(one.name) or [])
    daemon.now = datetime.combine(wanted.day, time(0, 1), UTC)
    for _ in range(2):
        daemon.look(threading.Barrier(1))
    daemon.pool.shutdown()
    assert [one.state for one in daemon.ends] == ["there"]
    assert asked == [], "for what is there, no source is read"
    assert len(Subscriber(FolderStore(FolderSettings(path=str(tmp_path / "store" / "one")))).look()) == 1


@pytest.mark.faults
@pytest.mark.timeout(7200)
def test_two_daemons_a_hundred_days(tmp_path: Path) -> None:
    _race(tmp_path, 100)
