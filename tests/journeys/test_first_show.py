"""A show from nothing: by answers on a terminal, or by options alone."""

from __future__ import annotations

import io
import os
import pty
import select
import subprocess
import time
from typing import Any

from PIL import Image

from briefing.config.settings import load
from briefing.starting import outlets

ANSWERS = [
    ("Name of the show", "نشرة الحي"),
    ("Names of the months", "levnt"),
    ("is none of egypt", "levant"),
    ("Minutes at most", "much"),
    ("much: is no number of minutes", "1.5"),
    ("Hour of the daily", "26:00"),
    ("is no time of the day", "07:30"),
    ("Time zone [Asia/Amman]", ""),
    ("Voice (auto", "tone"),
    ("or - for none", "المغرب https://news.example.org/rss.xml"),
    ("Address under which", "at home"),
    ("'at home' is no address", "https://podcast.example.org/"),
]


def test_options_alone_write_a_commented_show_once(command: Any) -> None:
    options = (
        "--yes",
        "--no-make",
        "--title",
        'نشرة "الحي"',
        "--region",
        "maghreb",
        "--at",
        "07:30",
        "--feed",
        "هسبريس",
    )
    told = command.good("init", "my show", *options, "--base-url", "https://podcast.example.org")
    folder = command.folder / "my show"
    settings = load(folder / "briefing.toml")
    assert settings.show.title == settings.show.author == 'نشرة "الحي"'
    assert settings.show.id == "my-show"
    assert "next:  cd 'my show'" in told
    assert (settings.arabic.region, settings.edition.at) == ("maghreb", "07:30")
    assert settings.edition.time_zone == "Africa/Algiers"
    assert [dict(one) for one in settings.sources] == [
        {"type": "feed", "name": "هسبريس", "url": "https://www.hespress.com/feed"}
    ]
    text = (folder / "briefing.toml").read_text(encoding="utf-8")
    assert text.count("#") > 60
    with Image.open(io.BytesIO((folder / "cover.jpg").read_bytes())) as cover:
        assert cover.size == (3000, 3000)
    assert "feed: https://podcast.example.org/feed.xml" in told
    refused = command.run("init", "my show", *options)
    assert refused.returncode == 2
    assert "holds briefing.toml, cover.jpg already" in refused.stderr.decode()
    (folder / "lexicon.tsv").write_text("# mine\n", encoding="utf-8")
    told = command.good("init", "my show", *options, "--force").splitlines()
    assert told[:3] == ["wrote my show/briefing.toml", "wrote my show/cover.jpg", "kept my show/lexicon.tsv"]
    assert (folder / "lexicon.tsv").read_text(encoding="utf-8") == "# mine\n"


def test_a_list_of_feeds_is_copied_into_the_show(command: Any) -> None:
    opml = '<opml><body><outline title="x" xmlUrl="https://x.example/rss"/></body></opml>'
    (command.folder / "mine.opml").write_text(opml, encoding="utf-8")
    told = command.good("init", "show", "--yes", "--no-make", "--opml", "mine.opml")
    assert told.splitlines()[:4] == [
        f"wrote show/{name}" for name in ("briefing.toml", "lexicon.tsv", "cover.jpg", "feeds.opml")
    ]
    assert (command.folder / "show" / "feeds.opml").read_text(encoding="utf-8") == opml
    assert [one["type"] for one in load(command.folder / "show" / "briefing.toml").sources] == ["opml"]
    (command.folder / "another").mkdir()
    (command.folder / "another" / "feeds.opml").write_text("mine", encoding="utf-8")
    refused = command.run("init", "another", "--yes", "--no-make", "--opml", "mine.opml")
    assert refused.returncode == 2
    assert "holds feeds.opml already" in refused.stderr.decode()
    assert (command.folder / "another" / "feeds.opml").read_text(encoding="utf-8") == "mine"


def test_the_starter_list_holds_addresses_by_region(command: Any) -> None:
    known = outlets()
    assert {one.region for one in known} == {"arab", "world", "egypt", "levant", "maghreb", "gulf"}
    assert all(one.url.startswith("https://") and one.name and one.country for one in known)
    assert len({one.url for one in known}) == len(known) >= 30
    assert len(command.good("init", "--outlets").splitlines()) == len(known)


def test_answers_on_a_terminal_lead_to_settings_and_a_code_for_the_phone(command: Any) -> None:
    ours, theirs = pty.openpty()
    env = {**command.env, "TERM": "xterm", "COLUMNS": "100", "PYTHONIOENCODING": "utf-8", "LC_ALL": "C.UTF-8"}
    asking = subprocess.Popen(
        command.line("init", "show", "--no-make"),
        cwd=command.folder,
        env=env,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    heard = ""
    for question, answer in ANSWERS:
        heard = _until(ours, heard, question)
        os.write(ours, f"{answer}\n".encode())
    heard = _until(ours, heard, "feed: https://podcast.example.org/feed.xml")
    assert asking.wait(timeout=60) == 0
    heard += _rest(ours)
    assert sum(heard.count(block) for block in "▀▄█") > 100, heard
    settings = load(command.folder / "show" / "briefing.toml")
    assert settings.show.title == "نشرة الحي"
    assert settings.arabic.region == "levant"
    assert settings.edition.minutes == 1.5
    assert settings.voice.name == "tone"
    assert len(settings.sources) == sum(one.country == "المغرب" for one in outlets()) + 1


def _until(terminal: int, heard: str, question: str) -> str:
    """Read until the question comes; what came after it is kept."""
    deadline = time.monotonic() + 60
    while question not in heard:
        assert time.monotonic() < deadline, heard
        heard += _some(terminal)
    return heard.partition(question)[2]


def _some(terminal: int) -> str:
    ready, _, _ = select.select([terminal], [], [], 0.5)
    if not ready:
        return ""
    try:
        return os.read(terminal, 65536).decode("utf-8", "replace")
    except OSError:  # the other end is closed
        return ""


def _rest(terminal: int) -> str:
    heard = ""
    while more := _some(terminal):
        heard += more
    os.close(terminal)
    return heard


def test_the_first_episode_is_made_at_once(command: Any) -> None:
    told = command.good("init", "--yes", "--voice", "tone", "--minutes", "1.5", "--base-url", "http://127.0.0.1:8000")
    assert "public/feed.xml: " in told
    assert "1:" in command.good("episodes")
    assert "already there" in command.good("make")
