"""The power goes at any moment: what is on the disk is a whole library, and the day is made whole by the next run."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from lxml import etree

from briefing.publish.library import Library
from briefing.show import EditionId
from tests.faults.disk import Disk, traced
from tests.publish.episodes import SHOW, publish_one, tone_mp3

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2026, 11, 24)
STRACE = shutil.which("strace")
pytestmark = pytest.mark.skipif(STRACE is None, reason="strace is not installed")

PUBLISH = """
import sys
from datetime import date
from pathlib import Path
from briefing.publish.library import Library
from briefing.show import EditionId
from tests.publish.episodes import SHOW, publish_one, tone_mp3
root = Path(sys.argv[1])
for day in (23, 24):
    publish_one(root, date(2026, 11, day), tone_mp3())
publish_one(root, date(2026, 11, 24), tone_mp3())
Library(root).remove(SHOW, EditionId(date(2026, 11, 23)))
"""


def may_be_traced() -> bool:
    """Some sandboxes forbid ptrace."""
    done = subprocess.run(["strace", "-o", os.devnull, "true"], capture_output=True, check=False)
    return done.returncode == 0


def enclosures(root: Path) -> list[str]:
    feed = root / "feed.xml"
    if not feed.exists():
        return []
    return [urlsplit(one.attrib["url"]).path for one in etree.parse(feed).iterfind(".//enclosure")]


def faults_of(root: Path) -> list[str]:
    """What a subscriber would find broken, or the program itself after a restart."""
    feed = root / "feed.xml"
    if not feed.exists():
        return []
    try:
        tree = etree.parse(feed)
    except etree.XMLSyntaxError as error:
        return [f"feed.xml: {error}"]
    faults = []
    base = urlsplit(tree.findtext("channel/link") or "").path.rstrip("/")
    for one in tree.iterfind(".//enclosure"):
        path = root / urlsplit(one.attrib["url"]).path.removeprefix(base).lstrip("/")
        size = path.stat().st_size if path.is_file() else -1
        if size != int(one.attrib["length"]):
            faults.append(f"{path.name}: {size} bytes, the feed says {one.attrib['length']}")
        if not (path.parent / "episode.json").is_file():
            faults.append(f"{path.parent.name}: has no record")
    return faults


def cuts(disk: Disk, log: Path, place: Path) -> Iterator[tuple[str, Path]]:
    """Each state that a cut could leave, once."""
    seen: set[int] = set()
    for number, told in enumerate(disk.follow(log)):
        for hasty in (False, True):
            disk.cut(place, hasty=hasty)
            state = hash(tuple(sorted((str(one), one.stat().st_size) for one in place.rglob("*"))))
            if state not in seen:
                seen.add(state)
                yield f"{'hasty' if hasty else 'forgetful'} disk after call {number}, {told}", place


def check_all(disk: Disk, log: Path, place: Path, heal: Callable[[Path, str], None]) -> int:
    """The number of states that were looked at; each is whole, and is healed by the next run."""
    count = 0
    most_seen: dict[bool, bool] = {False: False, True: False}
    for told, state in cuts(disk, log, place):
        count += 1
        assert faults_of(state) == [], told
        hasty = told.startswith("hasty")
        there = (state / "feed.xml").exists()
        assert there or not most_seen[hasty], f"{told}: the feed was there and is gone"
        most_seen[hasty] = there
        heal(state, told)
    return count


def heal_by_rebuild(state: Path, told: str) -> None:
    library = Library(state)
    library.rebuild(SHOW)
    assert faults_of(state) == [], told
    assert [f"/{Path(one).parent.name}/" for one in enclosures(state)] == [
        f"/{library.folder(one).name}/" for one in library.episodes()
    ], told
    if library.find(EditionId(DAY)) is None:
        publish_one(state, DAY, tone_mp3())
        assert library.find(EditionId(DAY)) is not None, told
        assert faults_of(state) == [], told


@pytest.mark.timeout(900)
def test_a_library_survives_a_cut_at_each_call(tmp_path: Path) -> None:
    if not may_be_traced():
        pytest.skip("strace may not trace here")
    root = tmp_path / "public"
    log = tmp_path / "calls"
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    traced([sys.executable, "-c", PUBLISH, str(root)], log, env, tmp_path)
    disk = Disk(root)
    assert check_all(disk, log, tmp_path / "cut", lambda *_: None) > 40
    disk.cut(tmp_path / "end", hasty=False)
    assert [Path(one).parent.name for one in enclosures(tmp_path / "end")] == ["2026-11-24-r2"], "what was done is kept"
    heal_by_rebuild(tmp_path / "end", "the end")
    assert Library(tmp_path / "end").removed(EditionId(date(2026, 11, 23))), "what was taken back stays away"


@pytest.mark.faults
@pytest.mark.timeout(3600)
def test_an_edition_survives_a_cut_at_each_call_and_the_next_run_makes_the_day_whole(tmp_path: Path) -> None:
    if not may_be_traced():
        pytest.skip("strace may not trace here")
    articles = ROOT / "seeds" / "articles"
    env = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(tmp_path / "cache")}

    def make(out: Path, day: str, news: Path, *more: str) -> list[str]:
        words = ["--voice", "tone", "--minutes", "1", "--quiet", "--date", day, "--out", str(out), *more]
        return [sys.executable, "-m", "briefing", "make", str(news), *words]

    root, place, log = tmp_path / "public", tmp_path / "cut", tmp_path / "calls"
    subprocess.run(make(root, "2026-11-23", articles / "sahel"), env=env, cwd=tmp_path, check=True)
    for more, days in (((), 1), (("--force",), 2)):
        before = shutil.copytree(root, tmp_path / f"before{days}")
        traced(make(root, "2026-11-24", articles / "marfa", *more), log, env, tmp_path)

        def heal(state: Path, told: str) -> None:
            done = subprocess.run(make(state, "2026-11-24", articles / "marfa"), env=env, cwd=tmp_path, check=False)
            assert done.returncode == 0, told
            assert faults_of(state) == [], told
            assert len(enclosures(state)) == 2, told

        count = check_all(Disk(root, before), log, place, heal)
        print(f"{count} states of the disk")  # noqa: T201 - what was run is part of the answer
