"""Two presenters: one reads opening, headlines and closing, the other the paragraphs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

ARTICLE = """# افتتاح جسر النهر الكبير بعد عامين من العمل

افتتحت المدينة صباح الأحد جسرا جديدا فوق النهر بعد عامين طويلين.

وبلغت كلفة الجسر 12 مليون دولار وعمل فيه 250 عاملا طوال عامين كاملين.
"""
SETTINGS = """
[voice]
name = "anchor"
second = "{second}"

[voice.anchor]
type = "tone"
letter_ms = 90

[voice.reporter]
type = "tone"
letter_ms = 45

[voice.speech_api]
base_url = "http://127.0.0.1:9/v1"
"""


def edition(command: Any, folder: Path, second: str) -> str:
    (folder / "bridge.md").write_text(ARTICLE, encoding="utf-8")
    (folder / "briefing.toml").write_text(SETTINGS.format(second=second), encoding="utf-8")
    done = command.run("make", "bridge.md")
    assert done.returncode == 0, done.stderr.decode()
    return str(done.stderr.decode())


def letter_ms(folder: Path, words: str) -> float:
    """How long a letter of the cue that holds some words takes."""
    (path,) = [one for one in folder.glob("public/episodes/*/briefing-*.json") if "chapters" not in one.name]
    (cue,) = [one for one in json.loads(path.read_text(encoding="utf-8"))["segments"] if words in one["body"]]
    return 1000 * float(cue["endTime"] - cue["startTime"]) / sum(one.isalpha() for one in cue["body"])


def test_headlines_by_one_paragraphs_by_the_other(command: Any, tmp_path: Path) -> None:
    assert "voice: tone and tone reads this episode" in edition(command, tmp_path, "reporter")
    slow, quick = letter_ms(tmp_path, "بعد عامين من العمل"), letter_ms(tmp_path, "افتتحت المدينة")
    assert slow > 1.5 * quick


def test_the_first_reads_alone_where_the_second_does_not_answer(command: Any, tmp_path: Path) -> None:
    told = edition(command, tmp_path, "speech_api")
    assert "speech_api (second presenter): " in told
    assert "voice: tone reads this episode" in told
    assert letter_ms(tmp_path, "بعد عامين من العمل") < 1.5 * letter_ms(tmp_path, "افتتحت المدينة")


def test_a_presenter_nobody_knows_is_told(command: Any, tmp_path: Path) -> None:
    (tmp_path / "briefing.toml").write_text(SETTINGS.format(second="nobody"), encoding="utf-8")
    done = command.run("make")
    assert done.returncode == 2
    assert "there is no 'nobody'" in done.stderr.decode()
