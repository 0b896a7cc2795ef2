"""A web server's folder kept by rsync as the manual says: a reader never meets a feed or a page without its sound."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from lxml import etree, html

from briefing.publish.library import Library
from briefing.show import EditionId, Episode, Show

pytestmark = pytest.mark.skipif(shutil.which("rsync") is None, reason="rsync is not installed")
DAY = date(2026, 11, 24)
BASE = "https://news.example.org/show/"
MANUAL = Path(__file__).parents[2] / "docs" / "howto" / "publish.md"


@pytest.fixture(scope="module")
def commands() -> list[str]:
    """The manual's own commands, with settings of the shell and variables before each."""
    text = MANUAL.read_text(encoding="utf-8")
    (script,) = re.findall(r'on_success = """\n(.*?)"""', text, re.DOTALL)
    lines = script.splitlines()
    before = [line for line in lines if not line.startswith("rsync ")]
    assert before[0] == "set -ef", "the first that fails ends it, and no pattern is opened by the shell"
    return ["\n".join([*before, line]) for line in lines if line.startswith("rsync ")]


def bring(command: str, folder: Path) -> None:
    here = command.replace("host:/www/", f"{folder}/www/")
    subprocess.run(["/bin/sh", "-c", here], cwd=folder, check=True, stdin=subprocess.DEVNULL)


def named(www: Path) -> Iterator[tuple[str, int]]:
    """Every file that is named there, and its size where it is told."""
    if (www / "feed.xml").is_file():
        feed = etree.fromstring((www / "feed.xml").read_bytes())
        for element in feed.iter("enclosure"):
            yield element.get("url", "").removeprefix(BASE), int(element.get("length", "0"))
        for url in feed.xpath("//*[local-name()='transcript' or local-name()='chapters']/@url"):
            yield str(url).removeprefix(BASE), -1
    if (www / "search.json").is_file():
        yield from ((row["href"] + "index.html", -1) for row in json.loads((www / "search.json").read_bytes()))
    if (www / "index.html").is_file():
        for link in html.fromstring((www / "index.html").read_bytes()).xpath("//a/@href | //audio/@src"):
            if str(link).startswith("episodes/"):
                yield re.sub(r"/\Z", "/index.html", str(link)), -1


def faults(www: Path) -> list[str]:
    return [
        name
        for name, size in named(www)
        if not (www / name).is_file() or (size >= 0 and (www / name).stat().st_size != size)
    ]


def guids(www: Path) -> list[str]:
    return [str(guid) for guid in etree.fromstring((www / "feed.xml").read_bytes()).xpath("//item/guid/text()")]


@pytest.mark.parametrize("between", [0, 1, 2, 3, 4])
def test_a_reader_of_the_other_side_meets_only_wholes(
    between: int, commands: list[str], publish: Callable[..., Episode], show: Show, tmp_path: Path
) -> None:
    """Looked at after each command; before one of them another edition, a correction and a removal are published."""
    source, www = tmp_path / "public", tmp_path / "www"
    www.mkdir()
    assert len(commands) == 4
    for days in (9, 8, 7):
        publish(source, DAY - timedelta(days))
    for command in commands:
        bring(command, tmp_path)
        assert faults(www) == []
    publish(source, DAY - timedelta(6))
    for number, command in enumerate([*commands, *commands]):
        if number == between:
            publish(source, DAY - timedelta(5))
            publish(source, DAY - timedelta(8), title="مصححة")
            Library(source).remove(show, EditionId(DAY - timedelta(9)))
        bring(command, tmp_path)
        assert faults(www) == [], number
    assert guids(www) == [f"moojaz-{DAY - timedelta(days)}" for days in (5, 6, 7, 8)]
    assert not [path for path in www.rglob("*") if path.name.startswith(".") or path.suffix == ".retired"]
    assert (www / "index.html").read_bytes() == (source / "index.html").read_bytes()


def test_a_document_and_an_edition_that_are_gone_here_go_there(
    commands: list[str], publish: Callable[..., Episode], tmp_path: Path
) -> None:
    source, www = tmp_path / "public", tmp_path / "www"
    publish(source, DAY)
    (www / "episodes/2019-01-01").mkdir(parents=True)
    for gone in ("feed-2019.xml", "episodes/2019-01-01/old.mp3", "cover-00000000.jpg"):
        (www / gone).write_bytes(b"x")
    for command in commands:
        bring(command, tmp_path)
    assert {path.relative_to(www).as_posix() for path in www.iterdir()} == {
        *("index.html", "feed.xml", "search.json", "show.json", "cover-small.jpg", "episodes"),
        *(path.name for path in source.glob("cover-????????.jpg")),
    }
    assert [path.name for path in (www / "episodes").iterdir()] == [DAY.isoformat()]
