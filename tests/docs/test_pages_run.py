"""Whoever does what a page says sees what the page shows."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import urlopen

import feedparser
import pytest

from briefing.arabic.spoken import speak
from tests.docs.pages import Block, agrees, blocks, commands, name, pages

if TYPE_CHECKING:
    from tests.docs.conftest import Reader

_RUN = [page for page in pages() if any(block.kind in {"console", "python"} or block.file for block in blocks(page))]


@pytest.mark.timeout(900)  # a page is many commands, and the machine may be busy
@pytest.mark.parametrize("page", _RUN, ids=name)
def test_a_page_is_lived_through(page: Path, reader: Reader) -> None:
    for block in blocks(page):
        if not block.runs:
            continue
        if block.file:
            reader.write(block)
        elif block.kind == "console":
            reader.type(block)
        elif block.kind == "python":
            status, printed = reader.run(["python", "-c", reader.here(block.body)])
            assert status == 0, f"{name(page)}:{block.line}\n{printed}"
    if name(page) == "docs/tutorial.md":
        _subscribe(reader)


def _subscribe(reader: Reader) -> None:
    """What an app does with the address that the tutorial ends with: read the feed, take the sound."""
    with urlopen(f"http://127.0.0.1:{reader.port}/feed.xml", timeout=60) as answer:
        feed = feedparser.parse(answer.read())
    assert not feed.bozo
    (entry,) = feed.entries
    path = urlsplit(entry.enclosures[0].href).path
    with urlopen(f"http://127.0.0.1:{reader.port}{path}", timeout=60) as answer:
        assert len(answer.read()) == int(entry.enclosures[0].length)


def _not_run() -> list[tuple[str, Block]]:
    return [(f"{name(page)}:{block.line}", block) for page in pages() for block in blocks(page) if not block.runs]


def test_a_block_that_is_not_run_says_why_and_there_are_few() -> None:
    for where, block in _not_run():
        why = block.words[block.words.index("no-run:") + 1 :]
        assert len(why) >= 2, where
    assert len(_not_run()) <= 20


@pytest.mark.parametrize("page", pages(), ids=name)
def test_blocks_are_of_known_kinds(page: Path) -> None:
    known = {"console", "python", "toml", "text", "tsv", "json", "ini", "nginx", "yaml", "xml", "mermaid", "py"}
    assert {block.kind for block in blocks(page)} <= known


@pytest.mark.parametrize("page", pages(), ids=name)
def test_settings_that_a_page_shows_are_accepted(page: Path, tmp_path: Path) -> None:
    from briefing.config.settings import settings_of

    for block in blocks(page):
        if block.kind == "toml" and not {"pyproject.toml", "wrong"} & set(block.words):
            assert settings_of(tomllib.loads(block.body), tmp_path), f"{name(page)}:{block.line}"


def _spoken_rows() -> list[tuple[str, str, str]]:
    """Rows of the tables headed ``written | spoken``, also in Arabic."""
    found = []
    for page in pages():
        for table in re.findall(
            r"^\| (?:written \| spoken|المكتوب \| المقروء) \|\n\|.*\n((?:\|.*\n)+)",
            page.read_text("utf-8"),
            re.MULTILINE,
        ):
            rows = (row.strip("| ").split(" | ") for row in table.splitlines())
            found += [(name(page), written, spoken) for written, spoken in rows]
    return found


@pytest.mark.parametrize(("where", "written", "spoken"), _spoken_rows())
def test_an_example_is_spoken_as_the_page_says(where: str, written: str, spoken: str) -> None:
    assert speak(written).text == spoken, where


def test_there_are_examples_in_both_languages() -> None:
    assert {"README.md", "README.ar.md"} <= {where for where, _, _ in _spoken_rows()}


def test_the_comparison_sees_a_difference() -> None:
    assert agrees("a\nb\nc\n", "a\n...\nc")
    assert agrees("a\nc\n", "a\n...\nc")
    assert agrees("voice: x reads", "voice: ... reads")
    assert not agrees("a\nb", "a\nc")
    assert not agrees("a\nb", "a")
    (one, two) = commands("$ first \\\n  more\n> line\nout\n$ second\n")
    assert one.typed == "first \\\n  more\nline"
    assert one.printed == "out"
    assert two.typed == "second"
