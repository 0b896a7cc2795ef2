"""What the studio does can be typed: the running order written, looked at, changed, heard and published by commands."""

from __future__ import annotations

import json
import wave
from collections.abc import Callable
from pathlib import Path

import pytest

from briefing.cli import main
from briefing.publish.library import Library

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


Typed = Callable[..., str]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "briefing.toml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "news").mkdir()
    for name, text in NEWS.items():
        (tmp_path / "news" / f"{name}.txt").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BRIEFING_LANG", "en")
    return tmp_path


@pytest.fixture
def typed(home: Path, capsys: pytest.CaptureFixture[str]) -> Typed:
    """What a command printed: on its output when all went well, else on its error output."""
    assert home

    def work(*words: str, status: int = 0) -> str:
        with pytest.raises(SystemExit) as ended:
            main(words)
        told = capsys.readouterr()
        assert ended.value.code == status, told.err
        assert "Traceback" not in told.err
        return told.out if status == 0 else told.err

    return work


def test_write_show_change_hear_publish(home: Path, typed: Typed) -> None:
    assert f"{PLAN}: 2 stories" in typed("plan", "write", *DATE)
    assert "is there already; --force" in typed("plan", "write", *DATE, status=2)
    rows = [line.split("  ") for line in typed("plan", "show", *DATE).splitlines()]
    first, second = [row[2] for row in rows if row[1:2] in (["2"], ["3"])]
    typed("plan", "move", "3", "2", *DATE)
    typed("plan", "edit", "2.1", "--written", "عنوان جديد.", "--spoken", "عنوان يقال", *DATE)
    typed("plan", "drop", "3.2", *DATE)
    typed("plan", "title", "3", "فصل أخير", *DATE)
    shown = typed("plan", "show", *DATE)
    assert "  2  عنوان جديد" in shown
    assert "-   3.2  " in shown
    assert typed("plan", "say", "2.1", "--clip", "clips/one.wav", *DATE).startswith("clips/one.wav: عنوان جديد")
    with wave.open(str(home / "clips" / "one.wav")) as clip:
        assert clip.getnframes() > 1000
    assert "عنوان جديد" in typed("make", "--plan", PLAN)
    episode = Library(home / "public").newest()
    assert episode is not None
    assert [chapter.title for chapter in episode.chapters] == ["نشرة المدينة", "عنوان جديد", "فصل أخير", "الختام"]
    assert [one.title for one in episode.references] == [second, first]
    assert "already there; --force" in typed("make", "--plan", PLAN)


def test_stories_that_found_no_place_can_be_taken_in(home: Path, typed: Typed) -> None:
    settings = SETTINGS + "[digest]\nmost_stories = 1\n"
    (home / "briefing.toml").write_text(settings, encoding="utf-8")
    assert f"{PLAN}: 1 stories" in typed("plan", "write", *DATE)
    shown = typed("plan", "show", *DATE)
    assert "خبر واحد" in shown
    assert "\n- 3  " in shown
    typed("plan", "keep", "3", *DATE)
    typed("plan", "move", "3", "2", *DATE)
    typed("make", "--plan", PLAN)
    episode = Library(home / "public").newest()
    assert episode is not None
    assert len(episode.chapters) == 4
    assert len(episode.references) == 2


def test_what_cannot_be_done_is_one_line(home: Path, typed: Typed) -> None:
    typed("plan", "write", *DATE)
    for words, told in (
        (("plan", "move", "1", "2"), "opening and closing keep their places"),
        (("plan", "edit", "2.1"), "nothing to change"),
        (("plan", "show", "--plan", "none.json"), "cannot be read"),
    ):
        lines = typed(*words, *DATE, status=2).splitlines()
        assert len(lines) == 1
        assert told in lines[0]
    document = json.loads((home / PLAN).read_bytes())
    document["parts"][1]["paragraphs"][0]["pause_after_ms"] = "soon"
    document["show_id"] = 7
    (home / PLAN).write_text(json.dumps(document), encoding="utf-8")
    lines = typed("make", "--plan", PLAN, status=2).splitlines()
    assert [line.split(": ")[2] for line in lines] == ["show_id", "parts.1.paragraphs.0.pause_after_ms"]
    assert "do not go with it" in typed("make", "--plan", PLAN, "news", status=2)
