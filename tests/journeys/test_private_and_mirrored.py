"""A show for named listeners, and one that is brought to a second place: through the real command."""

from __future__ import annotations

import warnings
from typing import Any

import feedparser

from briefing.publish.serve import app

MAKE = ("make", "--date", "2026-11-23", "--voice", "tone", "--minutes", "1")


def test_a_listeners_address_works_until_it_is_taken_back(command: Any) -> None:
    command.good(*MAKE)
    address = command.good("listeners", "add", "سلمى").strip()
    path = address.removeprefix("http://127.0.0.1:8000")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the client's own notice about a package to come
        from starlette.testclient import TestClient
    client = TestClient(app(command.folder / "public"))
    assert client.get(path).status_code == 200
    assert client.get("/feed.xml").status_code == 404
    assert "سلمى" in command.good("listeners", "list")
    command.good("listeners", "remove", "سلمى")
    assert client.get(path).status_code == 404
    command.good("listeners", "open")
    assert client.get("/feed.xml").status_code == 200


def test_a_store_receives_the_whole_show_and_later_what_was_missed(command: Any) -> None:
    settings = '[[stores]]\ntype = "folder"\npath = "second"\n'
    (command.folder / "briefing.toml").write_text(settings, encoding="utf-8")
    command.good(*MAKE)
    second = command.folder / "second"
    (entry,) = feedparser.parse((second / "feed.xml").read_bytes()).entries
    audio = entry.enclosures[0].href.removeprefix("http://127.0.0.1:8000/")
    assert (second / audio).read_bytes() == (command.folder / "public" / audio).read_bytes()
    (second / "feed.xml").unlink()
    assert "already there" in command.good(*MAKE)
    assert len(feedparser.parse((second / "feed.xml").read_bytes()).entries) == 1


def test_a_removal_and_a_rebuild_reach_the_stores_at_once(command: Any) -> None:
    file = command.folder / "briefing.toml"
    stores = '[[stores]]\ntype = "folder"\npath = "second"\n'
    file.write_text(stores, encoding="utf-8")
    command.good(*MAKE)
    second = command.folder / "second"
    file.write_text(f'[show]\ntitle = "ميزان الأخبار"\n{stores}', encoding="utf-8")
    command.good("rebuild")
    for page in ("index.html", "episodes/2026-11-23/index.html"):
        assert "ميزان الأخبار" in (second / page).read_text(encoding="utf-8"), page
    assert "2026-11-23" in (second / "feed.xml").read_text(encoding="utf-8")
    command.good("remove", "2026-11-23")
    assert "2026-11-23" not in (second / "feed.xml").read_text(encoding="utf-8")
    assert not (second / "episodes/2026-11-23/episode.json").exists()


def test_a_removal_that_broke_off_is_done_when_it_is_asked_for_again(command: Any) -> None:
    file = command.folder / "briefing.toml"
    file.write_text('[[stores]]\ntype = "folder"\npath = "second"\n', encoding="utf-8")
    command.good(*MAKE)
    second = command.folder / "second"
    second.rename(command.folder / "away")
    second.write_bytes(b"a file where the folder should be")
    assert command.run("remove", "2026-11-23").returncode == 1
    second.unlink()
    (command.folder / "away").rename(second)
    assert b"2026-11-23" in (second / "feed.xml").read_bytes()
    command.good("remove", "2026-11-23")
    assert b"2026-11-23" not in (second / "feed.xml").read_bytes()


def test_a_hub_that_does_not_answer_costs_a_line_not_the_episode(command: Any) -> None:
    (command.folder / "briefing.toml").write_text('[show]\nhub = "http://127.0.0.1:9/"\n', encoding="utf-8")
    done = command.run(*MAKE)
    assert done.returncode == 0
    assert "127.0.0.1:9" in done.stderr.decode()
    assert (command.folder / "public" / "feed.xml").is_file()
