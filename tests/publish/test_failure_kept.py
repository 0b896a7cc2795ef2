"""The last failure of the daily run: kept for the owner and the monitor, never served."""

from __future__ import annotations

import json
import stat
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import httpx
import pytest

from briefing.publish import failure
from briefing.publish.listeners import Listeners
from briefing.publish.serve import serving
from briefing.publish.state import health

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from briefing.show import Episode

DAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
TOLD = "exit 1: https://user:key@news.example/feed?token=abc: /home/salma/my show: the disk is full"


def failed(told: str = TOLD) -> failure.Failure:
    return failure.Failure(edition="2026-11-24", tries=3, told=told, at=NOW, next_try=NOW + timedelta(minutes=20))


def test_it_is_kept_for_the_owner_alone_until_the_next_success(tmp_path: Path) -> None:
    root = tmp_path / "not" / "there" / "yet"
    failure.write(root, failed())
    assert failure.read(root) == failed()
    (file,) = root.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    (root / ".failure.json.123.tmp").write_bytes(b"half")
    failure.clear(root)
    failure.clear(root)
    assert failure.read(root) is None
    assert list(root.iterdir()) == []


def test_its_words_are_one_short_line(tmp_path: Path) -> None:
    failure.write(tmp_path, failed("one\ntwo\t three\ud800 " + "x" * 5000))
    found = failure.read(tmp_path)
    assert found is not None
    assert found.told.startswith("one two three")
    assert len(found.told) <= 500


WITHOUT_END = json.dumps(
    {"edition": "2026-11-24", "tries": float("inf"), "told": "x", "at": NOW.isoformat(), "next_try": NOW.isoformat()}
).encode()
DAMAGED = (b"", b"{}", b"[]", b"null", b"\xff", b'{"at": "yesterday"}', b"[" * 100_000, WITHOUT_END)


@pytest.mark.parametrize("content", DAMAGED)
def test_a_damaged_file_is_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / ".failure.json").write_bytes(content)
    assert failure.read(tmp_path) is None


def test_a_monitor_is_told_and_nobody_reads_the_file(tmp_path: Path, publish: Callable[..., Episode]) -> None:
    publish(tmp_path, DAY)
    assert health(tmp_path, NOW)["status"] == "ok"
    failure.write(tmp_path, failed())
    with serving(tmp_path, "127.0.0.1", 0) as port:
        client = httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False)
        for path in ("/.failure.json", "/episodes/.failure.json", "/%2efailure.json", "/.failure.json/"):
            assert client.get(path).status_code == 404
        answer = client.get("/health")
    assert answer.status_code == 200
    told = answer.json()
    assert told["status"] == "failing"
    assert told["newest"] == "2026-11-24"
    assert told["failed"] == {
        "edition": "2026-11-24",
        "tries": 3,
        "error": "exit 1: … … show: the disk is full",
        "next_try": "2026-11-24T09:20:00+00:00",
    }
    failure.clear(tmp_path)
    assert health(tmp_path, NOW)["status"] == "ok"


def test_a_show_that_never_had_an_episode_tells_why(tmp_path: Path) -> None:
    failure.write(tmp_path, failed("exit 1: no article to read"))
    told = health(tmp_path, NOW)
    assert told["status"] == "empty"
    assert told["failed"]["error"] == "exit 1: no article to read"


@pytest.mark.parametrize(
    "word",
    [
        "10.0.0.5",
        "10.0.0.5:8080",
        "nas.internal:8080",
        "nas.internal",
        "nas:8080",
        "(nas:8080)",
        "[::1]:8080",
        "fe80::1%eth0",
        "fe80::",
        "[2001:db8:0:0:0:0:0:1]",
        "خادم.داخلي",
        "/home/salma",
        r"C:\\show",
        "salma@example",
        "key=abc",
        "k" * 40,
    ],
)
def test_no_host_or_address_is_told_to_strangers(tmp_path: Path, word: str) -> None:
    failure.write(tmp_path, failed(f"exit 1: {word} does not answer (refused); try again."))
    assert health(tmp_path, NOW)["failed"]["error"] == "exit 1: … does not answer (refused); try again."


def test_of_private_shows_a_monitor_learns_only_their_number(tmp_path: Path, publish: Callable[..., Episode]) -> None:
    for name in ("open", "family"):
        publish(tmp_path / name, DAY)
        failure.write(tmp_path / name, failed("exit 1: what the family said"))
    Listeners(tmp_path / "family").add("Salma")
    told = health(tmp_path, NOW)
    assert told["status"] == "failing"
    assert list(told["shows"]) == ["open"]
    assert told["private"] == 1
    alone = health(tmp_path / "family", NOW)
    assert alone["failed"]["error"] == ""
    assert "family said" not in str(alone)
    assert alone["newest"] == "2026-11-24", "its own monitor learns how old it is"


def test_one_of_several_that_failed_before_its_first_episode_is_failing(
    tmp_path: Path, publish: Callable[..., Episode]
) -> None:
    failure.write(tmp_path / "new", failed("exit 1: no article to read"))
    failure.write(tmp_path / "family", failed("exit 1: what the family said"))
    Listeners(tmp_path / "family").add("Salma")
    assert health(tmp_path, NOW)["status"] == "empty"
    publish(tmp_path / "open", DAY)
    (tmp_path / "notes").mkdir()
    told = health(tmp_path, NOW)
    assert told["status"] == "failing"
    assert list(told["shows"]) == ["open", "new"]
    assert told["shows"]["new"]["failed"]["error"] == "exit 1: no article to read"
    assert told["private"] == 1
