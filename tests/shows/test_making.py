"""Many shows in one round: sources once, the first due first, a slow outlet holds up nobody, each fails alone."""

from __future__ import annotations

import sys
import threading
import time
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from briefing import wiring
from briefing.daily.hours import current
from briefing.errors import SettingsError, SourceError
from briefing.shows import making
from briefing.shows.folder import read_folder
from briefing.shows.making import Making, make_editions
from briefing.shows.task import Made, make_show
from briefing.shows.wanted import Wanted
from briefing.sources.feed import FeedSettings, FeedSource
from briefing.sources.gather import gather
from briefing.sources.http import Response
from briefing.sources.readings import Desk, OnceFetcher, Reading
from briefing.work.cluster import Refused
from briefing.work.workers import Workers
from tests.shows.town import STRANGERS, Outlets, write_shows

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW = datetime.now(UTC)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def outlets() -> Iterator[Outlets]:
    with Outlets(4) as made:
        yield made


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path


def wanted_of(home: Path, **changes: Any) -> list[Wanted]:
    return [
        Wanted(
            name=name, settings=one, edition=current(NOW, one.edition), root=home / "public" / one.show.id, **changes
        )
        for name, one in read_folder(home / "shows").shows
    ]


class Ledger(Executor):
    """Notes what it is given and does nothing: the order is what is looked at."""

    def __init__(self, tell: Any = None) -> None:
        self.names: list[str] = []
        self._tell = tell

    def submit(self, function: Any, /, *args: Any, **_: Any) -> Future[Any]:
        task = args[0]
        self.names.append(task.name)
        future: Future[Any] = Future()
        if self._tell is None:
            assert function is make_show
            future.set_result(Made(name=task.name, state="made", told="made: x", edition=str(task.edition)))
        return future


def test_shows_of_a_folder_are_made_from_sources_that_are_read_once(home: Path, outlets: Outlets) -> None:
    outlets.asked.clear()
    write_shows(home / "shows", 5, outlets)
    with ThreadPoolExecutor(2) as pool, Desk() as desk:
        made = list(make_editions(wanted_of(home), Workers(executor=pool, slots=lambda: 2), desk, NOW))
    assert [one.told for one in made if not one.ok] == []
    assert {one.show_id for one in made} == {f"s{number:04}" for number in range(5)}
    assert {one.state for one in made} == {"made"}
    assert outlets.asked == {"/robots.txt": 1, "/0.xml": 1, "/1.xml": 1, "/2.xml": 1, "/3.xml": 1}
    assert all({"gather", "write", "speak", "pack", "publish"} <= set(one.seconds) for one in made)
    assert sum(one.counts["clips spoken"] for one in made) > 0
    spoken = sum(one.counts["clips spoken"] for one in made)
    clips = len(list((home / "cache" / "arabic-briefing" / "clips").glob("*.clip")))
    assert clips == spoken, "a paragraph that two shows tell is spoken once"
    with ThreadPoolExecutor(2) as pool, Desk() as desk:
        again = list(make_editions(wanted_of(home), Workers(executor=pool, slots=lambda: 2), desk, NOW))
    assert {one.state for one in again} == {"there"}
    assert sum(outlets.asked.values()) == 5, "what is there needs no source"


def test_the_show_due_first_goes_first(home: Path, outlets: Outlets) -> None:
    write_shows(home / "shows", 6, outlets)
    hours = ["07:00", "05:30", "06:10", "05:40", "23:00", "05:30"]
    zones = ["Asia/Riyadh", "Asia/Riyadh", "Asia/Riyadh", "Africa/Casablanca", "Asia/Riyadh", "Asia/Dubai"]
    wanted = [
        replace(
            one,
            settings=replace(one.settings, edition=replace(one.settings.edition, at=at, time_zone=zone), sources=()),
        )
        for one, at, zone in zip(wanted_of(home), hours, zones, strict=True)
    ]
    day = current(datetime(2026, 11, 24, 4, 45, tzinfo=UTC), wanted[0].settings.edition)
    wanted = [replace(one, edition=day) for one in wanted]
    ledger = Ledger()
    with Desk() as desk:
        list(make_editions(wanted, Workers(executor=ledger, slots=lambda: 1), desk, NOW))
    assert ledger.names == ["s0005.toml", "s0001.toml", "s0002.toml", "s0000.toml", "s0003.toml", "s0004.toml"]


def test_no_more_is_handed_out_than_can_soon_be_begun(home: Path, outlets: Outlets) -> None:
    write_shows(home / "shows", 9, outlets)
    ledger = Ledger(tell=False)
    making_all = Making(Workers(executor=ledger, slots=lambda: 2))
    with Desk() as desk:
        for one in wanted_of(home):
            making_all.add(replace(one, settings=replace(one.settings, sources=())), desk, NOW)
        for _ in range(12):
            assert list(making_all.next(0.01)) == []
    assert len(ledger.names) == 2 + making._AHEAD
    assert making_all.queue.running == 4
    assert making_all.queue.ready == 5


def test_a_slow_outlet_holds_up_no_other_show(home: Path, monkeypatch: pytest.MonkeyPatch, outlets: Outlets) -> None:
    write_shows(home / "shows", 2, outlets)
    gate = threading.Event()
    fast, slow = wanted_of(home)[1], wanted_of(home)[0]
    tables = ({"type": "feed", "url": f"http://{outlets.pair}/slow.xml"},)
    slow = replace(slow, settings=replace(slow.settings, sources=tables))
    whole = Reading.of

    def of(source: Any, since: Any) -> Reading:
        if "slow" in source._settings.url:
            gate.wait(30)
        return whole(source, since)

    monkeypatch.setattr(Reading, "of", of)
    ledger = Ledger()
    with Desk() as desk:
        ends = make_editions([slow, fast], Workers(executor=ledger, slots=lambda: 1), desk, NOW)
        assert next(ends).name == fast.name
        gate.set()
        assert next(ends).name == slow.name


def test_each_fails_alone(home: Path, outlets: Outlets) -> None:
    write_shows(home / "shows", 3, outlets)
    wanted = wanted_of(home)
    wrong = replace(wanted[0], settings=replace(wanted[0].settings, sources=({"type": "feeed"},)))
    empty = replace(
        wanted[1],
        settings=replace(wanted[1].settings, sources=({"type": "feed", "url": f"http://{outlets.pair}/no.xml"},)),
    )
    with ThreadPoolExecutor(1) as pool, Desk() as desk:
        made = {
            one.name: one
            for one in make_editions([wrong, empty, wanted[2]], Workers(executor=pool, slots=lambda: 1), desk, NOW)
        }
    assert "there is no 'feeed'" in made["s0000.toml"].told
    assert "404" in made["s0001.toml"].told
    assert made["s0002.toml"].state == "made"


@pytest.fixture
def strangers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name, text in STRANGERS.items():
        (tmp_path / "site" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "site" / name).write_text(text, "utf-8")
    monkeypatch.syspath_prepend(tmp_path / "site")
    wiring._registered.cache_clear()
    yield
    wiring._registered.cache_clear()
    sys.modules.pop("stranger", None)


@pytest.mark.usefixtures("strangers")
def test_what_nobody_foresaw_in_one_show_stops_no_other(home: Path, outlets: Outlets) -> None:
    write_shows(home / "shows", 4, outlets)
    spoilt, unborn, nameless, good = wanted_of(home)
    spoilt.root.mkdir(parents=True)
    (spoilt.root / "episodes").write_text("a file where the folder should be")
    unborn = replace(unborn, settings=replace(unborn.settings, sources=({"type": "unborn"},)))
    nameless = replace(nameless, settings=replace(nameless.settings, sources=({"type": "nameless"},)))
    with ThreadPoolExecutor(1) as pool, Desk() as desk:
        ends = make_editions([spoilt, unborn, nameless, good], Workers(executor=pool, slots=lambda: 1), desk, NOW)
        told = {one.name: one.told for one in ends}
    assert told["s0000.toml"].startswith(f"{spoilt.root / 'episodes'}: Not a directory; ")
    assert told["s0001.toml"] == "a fault of the program: ValueError: no such paper; report the log"
    assert told["s0002.toml"] == "a fault of the program: ValueError: no name; report the log"
    assert told["s0003.toml"].startswith("made: ")


def test_a_fault_of_the_program_is_one_line(home: Path, outlets: Outlets, monkeypatch: pytest.MonkeyPatch) -> None:
    write_shows(home / "shows", 1, outlets)
    monkeypatch.setattr("briefing.edition.make", lambda *_: 1 // 0)
    with ThreadPoolExecutor(1) as pool, Desk() as desk:
        (made,) = make_editions(wanted_of(home), Workers(executor=pool, slots=lambda: 1), desk, NOW)
    assert made.told == "a fault of the program: ZeroDivisionError: integer division or modulo by zero; report the log"


class Machine(Executor):
    """A cluster's machine that fails at everything, or at nothing."""

    def __init__(self, host: str, *, sick: bool = False, other_release: bool = False) -> None:
        self.host = host
        self.sick = sick
        self.other_release = other_release
        self.names: list[str] = []

    def submit(self, function: Any, /, *args: Any, **_: Any) -> Future[Any]:
        assert function is make_show
        task = args[0]
        self.names.append(task.name)
        made = Made(name=task.name, state="made", told="made: x", edition=str(task.edition))
        future: Future[Any] = Future()
        if self.other_release:
            future.set_result(Refused("no room", self.host))
        else:
            future.set_result(replace(made, state="failed", told="no room", host=self.host) if self.sick else made)
        return future


def cluster_of(*machines: Machine) -> Workers:
    """All is given to the first, unless it is for others alone."""
    known = {machine.host: machine for machine in machines}
    return Workers(
        executor=machines[0],
        slots=lambda: 2,
        hosts=lambda: frozenset(known),
        on=lambda hosts: known[min(hosts)],
    )


def sourceless(home: Path, outlets: Outlets, count: int) -> list[Wanted]:
    write_shows(home / "shows", count, outlets)
    return [replace(one, settings=replace(one.settings, sources=())) for one in wanted_of(home)]


@pytest.mark.parametrize("why", ["sick", "other_release"])
def test_what_one_machine_fails_at_another_makes(
    home: Path, outlets: Outlets, caplog: pytest.LogCaptureFixture, why: str
) -> None:
    sick, well = Machine("10.0.0.1", **{why: True}), Machine("10.0.0.2")
    making_all = Making(cluster_of(sick, well))
    ended: list[Made] = []
    with Desk() as desk, caplog.at_level("WARNING", making.__name__):
        for one in sourceless(home, outlets, 3):
            making_all.add(one, desk, NOW)
        while making_all.queue.total:
            ended += making_all.next(0.01)
    assert [made.state for made in ended] == ["made"] * 3
    assert sick.names == well.names
    told = [record.getMessage() for record in caplog.records]
    assert told[0] == "s0000.toml: failed on 10.0.0.1 (no room); begun again on another machine"
    assert (making_all.queue.running, making_all.queue.ready) == (0, 0)


@pytest.mark.parametrize("count", [1, 2, 9])
def test_a_show_that_no_machine_can_make_ends(home: Path, outlets: Outlets, count: int) -> None:
    machines = [Machine(f"10.0.0.{number}", sick=True) for number in range(count)]
    with Desk() as desk:
        (made,) = make_editions(sourceless(home, outlets, 1), cluster_of(*machines), desk, NOW)
    assert (made.state, made.told) == ("failed", "no room")
    assert [len(machine.names) for machine in machines] == ([1] * making._TRIES + [0] * count)[:count]


def test_what_waits_for_machines_that_are_gone_ends(
    home: Path, outlets: Outlets, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "_PATIENCE_S", 0.05)
    waiting: list[Future[Any]] = []

    class Gone(Machine):
        def submit(self, *_: Any, **__: Any) -> Future[Any]:
            waiting.append(Future())
            del known["10.0.0.2"]
            return waiting[0]

    known: dict[str, Machine] = {"10.0.0.1": Machine("10.0.0.1", sick=True), "10.0.0.2": Gone("10.0.0.2")}
    workers = Workers(
        executor=known["10.0.0.1"],
        slots=lambda: 2,
        hosts=lambda: frozenset(known),
        on=lambda hosts: known[min(hosts)],
    )
    with Desk() as desk:
        (made,) = make_editions(sourceless(home, outlets, 1), workers, desk, NOW)
    assert (made.state, made.told) == ("failed", "no room")
    assert waiting[0].cancelled()


def test_a_cluster_that_is_lost_as_another_machine_is_asked_tells_the_failure(home: Path, outlets: Outlets) -> None:
    def on(_: frozenset[str]) -> Executor:
        message = "no client"
        raise RuntimeError(message)

    workers = replace(cluster_of(Machine("10.0.0.1", sick=True), Machine("10.0.0.2")), on=on)
    with Desk() as desk:
        (made,) = make_editions(sourceless(home, outlets, 1), workers, desk, NOW)
    assert (made.state, made.told) == ("failed", "no room")


def test_a_lost_cluster_fails_what_is_on_its_way_and_says_what_to_do(home: Path, outlets: Outlets) -> None:
    write_shows(home / "shows", 3, outlets)
    gone: list[str] = []
    workers = Workers(executor=Ledger(tell=False), slots=lambda: 1, lost=lambda: "".join(gone))
    making_all = Making(workers)
    with Desk() as desk:
        for one in wanted_of(home):
            making_all.add(one, desk, NOW)
        while making_all.queue.running < 3:
            assert list(making_all.next(0.05)) == []
        gone.append("the scheduler is gone")
        assert [one.told for one in making_all.next(0)] == ["the scheduler is gone"] * 3
    assert making_all.queue.total == 0


def test_a_cluster_without_workers_is_told(home: Path, outlets: Outlets, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "_PATIENCE_S", 0.3)
    monkeypatch.setattr(making, "_SLOTS_GOOD_FOR_S", 0.05)
    write_shows(home / "shows", 4, outlets)
    with Desk() as desk:
        made = list(make_editions(wanted_of(home), Workers(executor=Ledger(tell=False), slots=lambda: 0), desk, NOW))
    assert len(made) == 4
    assert all("the cluster has no worker; start one" in one.told for one in made)


def test_what_was_read_is_what_the_source_gives(outlets: Outlets) -> None:
    fetcher = OnceFetcher(allow_private=[outlets.pair])
    good = FeedSource(FeedSettings(url=f"http://{outlets.pair}/1.xml", name="المرصد"), fetcher)
    dead = FeedSource(FeedSettings(url=f"http://{outlets.pair}/none.xml"), fetcher)
    straight = gather([good, dead], LONG_AGO)
    assert gather([Reading.of(good, LONG_AGO), Reading.of(dead, LONG_AGO)], LONG_AGO) == straight
    assert len(straight.articles) == 6
    assert len(straight.notices) == 1


class Counting(OnceFetcher):
    """Answers slowly and counts."""

    asked = 0

    def _fetch(self, url: str, etag: str | None, modified: str | None, *, robots: bool) -> Response:
        del etag, modified, robots
        self.asked += 1
        time.sleep(0.1)
        if url.endswith("bad"):
            message = f"{url}: no"
            raise SourceError(message)
        return Response(url=url, status=200, body=b"x" * 10)


@pytest.mark.parametrize("url", ["http://a.example/good", "http://a.example/bad"])
def test_many_who_ask_for_one_address_ask_once(tmp_path: Path, url: str) -> None:
    fetcher = Counting(copies=tmp_path)

    def ask(_: int) -> str:
        try:
            return fetcher.get(url).body.decode()
        except SourceError as error:
            return str(error)

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(ask, range(8)))
    assert answers == {"x" * 10} if url.endswith("good") else {f"{url}: no"}
    assert fetcher.asked == 1


def test_what_the_shows_have_in_common_lies_under_each(tmp_path: Path) -> None:
    (tmp_path / "common.toml").write_text(
        '[show]\nauthor = "الجميع"\nbase_url = "https://p.example.org"\n[edition]\nminutes = 3\nat = "05:00"\n'
        '[voice]\nname = "espeak"\n[voice.espeak]\nrate_wpm = 170\npause_percent = 90\n[workers]\nprocesses = 7\n'
        '[[sources]]\ntype = "folder"\npath = "news"\n[[stores]]\ntype = "folder"\npath = "/srv/{show}"\n'
    )
    (tmp_path / "one.toml").write_text('[show]\nid = "one"\n[voice.espeak]\nrate_wpm = 200\n')
    (tmp_path / "two.toml").write_text(
        '[show]\nid = "two"\nbase_url = "https://two.example.org"\n[edition]\nminutes = 9\n'
        '[[sources]]\ntype = "folder"\npath = "other"\n'
    )
    (tmp_path / "own.toml").write_text('[show]\nid = "own"\n[workers]\nprocesses = 1\n')
    (tmp_path / "zwin.toml").write_text('[show]\nid = "two"\n')
    (tmp_path / "bad.toml").write_text('[show]\nid = "bad"\n[editon]\n')
    found = read_folder(tmp_path)
    assert found.workers.processes == 7
    one, two = dict(found.shows)["one.toml"], dict(found.shows)["two.toml"]
    assert (one.show.base_url, two.show.base_url) == ("https://p.example.org/one", "https://two.example.org")
    assert (one.show.author, two.show.author) == ("الجميع", "الجميع")
    assert (one.edition.minutes, two.edition.minutes, two.edition.at) == (3, 9, "05:00")
    assert dict(one.voices["espeak"]) == {"rate_wpm": 200, "pause_percent": 90}
    assert [table["path"] for table in (*one.sources, *two.sources)] == ["news", "other"]
    assert [table["path"] for table in (*one.stores, *two.stores)] == ["/srv/one", "/srv/two"]
    problems = {file.name: file.problem for file in found.files if file.problem}
    assert set(problems) == {"own.toml", "zwin.toml", "bad.toml"}
    assert "common.toml" in problems["own.toml"]
    assert "is that of" in problems["zwin.toml"]
    assert "editon" in problems["bad.toml"]
    assert read_folder(tmp_path, "https://other.example.org").shows[0][1].show.base_url.startswith("https://other.")


def test_a_place_that_all_shows_would_write_into_is_refused(tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text('[show]\nid = "one"\n')
    (tmp_path / "common.toml").write_text('[[stores]]\ntype = "s3"\nbucket = "b"\nprefix = "p"\n')
    with pytest.raises(SettingsError, match=r"stores\[1\]: write \{show\} into its prefix or path"):
        read_folder(tmp_path)


def test_a_folder_without_shows_is_told(tmp_path: Path) -> None:
    (tmp_path / "common.toml").write_text("")
    with pytest.raises(SettingsError, match="holds no settings file"):
        read_folder(tmp_path)
