"""What the studio does can be typed: the running order written, looked at, changed, heard and published by commands."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import wave
from typing import TYPE_CHECKING

import pytest

from briefing.publish.library import Library

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = """
[show]
id = "typed"
title = "نشرة المدينة"
[edition]
time_zone = "UTC"
minutes = 3
[voice]
name = "tone"
cache_dir = "cache"
[sound]
music = false
[[sources]]
type = "folder"
path = "news"
name = "صوت المدينة"
"""
NEWS = {
    "bridge": "افتتاح جسر النهر\nافتتحت المدينة صباح الأحد جسرا جديدا فوق النهر بطول 340 مترا، وعمل فيه 250 عاملا.\n",
    "oil": "أسعار النفط ترتفع\nارتفعت أسعار النفط في الأسواق العالمية بنحو 3 دولارات بعد قرار خفض الإنتاج اليومي.\n",
}
DATE = ("--date", "2026-11-20")
PLAN = "public/.plans/2026-11-20.json"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "briefing.toml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "news").mkdir()
    for name, text in NEWS.items():
        (tmp_path / "news" / f"{name}.txt").write_text(text, encoding="utf-8")
    return tmp_path


def typed(home: Path, *words: str, status: int = 0) -> str:
    """What the command printed: on its output when all went well, else on its error output."""
    done = subprocess.run(
        [sys.executable, "-m", "briefing", *words], cwd=home, capture_output=True, timeout=110, check=False,
        env={**os.environ, "BRIEFING_LANG": "en"},
    )  # fmt: skip
    errors = done.stderr.decode()
    assert done.returncode == status, errors
    assert "Traceback" not in errors
    return done.stdout.decode() if status == 0 else errors


def test_write_show_change_hear_publish(home: Path) -> None:
    assert f"{PLAN}: 2 stories" in typed(home, "plan", "write", *DATE)
    assert "is there already; --force" in typed(home, "plan", "write", *DATE, status=2)
    rows = [line.split("  ") for line in typed(home, "plan", "show", *DATE).splitlines()]
    first, second = [row[2] for row in rows if row[1:2] in (["2"], ["3"])]
    typed(home, "plan", "move", "3", "2", *DATE)
    typed(home, "plan", "edit", "2.1", "--written", "عنوان جديد.", "--spoken", "عنوان يقال", *DATE)
    typed(home, "plan", "drop", "3.2", *DATE)
    typed(home, "plan", "title", "3", "فصل أخير", *DATE)
    shown = typed(home, "plan", "show", *DATE)
    assert "  2  عنوان جديد" in shown
    assert "-   3.2  " in shown
    assert typed(home, "plan", "say", "2.1", "--clip", "clips/one.wav", *DATE).startswith("clips/one.wav: عنوان جديد")
    with wave.open(str(home / "clips" / "one.wav")) as clip:
        assert clip.getnframes() > 1000
    assert "عنوان جديد" in typed(home, "make", "--plan", PLAN)
    episode = Library(home / "public").newest()
    assert episode is not None
    assert [chapter.title for chapter in episode.chapters] == ["نشرة المدينة", "عنوان جديد", "فصل أخير", "الختام"]
    assert [one.title for one in episode.references] == [second, first]
    assert "already there; --force" in typed(home, "make", "--plan", PLAN)


def test_stories_that_found_no_place_can_be_taken_in(home: Path) -> None:
    settings = SETTINGS + "[digest]\nmost_stories = 1\n"
    (home / "briefing.toml").write_text(settings, encoding="utf-8")
    assert f"{PLAN}: 1 stories" in typed(home, "plan", "write", *DATE)
    shown = typed(home, "plan", "show", *DATE)
    assert "خبر واحد" in shown
    assert "\n- 3  " in shown
    typed(home, "plan", "keep", "3", *DATE)
    typed(home, "plan", "move", "3", "2", *DATE)
    typed(home, "make", "--plan", PLAN)
    episode = Library(home / "public").newest()
    assert episode is not None
    assert len(episode.chapters) == 4
    assert len(episode.references) == 2


def test_what_cannot_be_done_is_one_line(home: Path) -> None:
    typed(home, "plan", "write", *DATE)
    for words, told in (
        (("plan", "move", "1", "2"), "opening and closing keep their places"),
        (("plan", "edit", "2.1"), "nothing to change"),
        (("plan", "show", "--plan", "none.json"), "cannot be read"),
    ):
        lines = typed(home, *words, *DATE, status=2).splitlines()
        assert len(lines) == 1
        assert told in lines[0]
    document = json.loads((home / PLAN).read_bytes())
    document["parts"][1]["paragraphs"][0]["pause_after_ms"] = "soon"
    document["show_id"] = 7
    (home / PLAN).write_text(json.dumps(document), encoding="utf-8")
    lines = typed(home, "make", "--plan", PLAN, status=2).splitlines()
    assert [line.split(": ")[2] for line in lines] == ["show_id", "parts.1.paragraphs.0.pause_after_ms"]
    assert "do not go with it" in typed(home, "make", "--plan", PLAN, "news", status=2)
