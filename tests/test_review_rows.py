"""What an editor is shown of a word that nobody was sure about."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from briefing.marks.marker import Doubt
from briefing.workbench import reviewing
from briefing.workbench.saying import Forms

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def _doubt(*others: str) -> Doubt:
    return Doubt(word="فجر", marked="فَجْر", others=others, sentence="حتى فجر الثلاثاء", certainty=0.5)


def test_a_possibility_that_is_none_is_not_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    doubts = [_doubt("فَجَّر", "فَجْر"), _doubt(), _doubt("فَجْر")]
    pen = SimpleNamespace(
        spoken=lambda text: SimpleNamespace(marked=text), marks=SimpleNamespace(doubts=lambda _paragraphs: doubts)
    )
    monkeypatch.setattr(reviewing.wiring, "open_pen", lambda _settings: pen)
    transcript = tmp_path / "a.json"
    transcript.write_text(json.dumps({"segments": [{"body": "حتى فجر الثلاثاء"}]}), encoding="utf-8")
    settings: Any = None
    assert list(reviewing.review_rows(settings, transcript)) == [
        "فجر\t\tفَجْر\tفَجَّر: حتى فجر الثلاثاء",
        "فجر\t\tفَجْر\tحتى فجر الثلاثاء",
        "فجر\t\tفَجْر\tحتى فجر الثلاثاء",
    ]


def test_each_possibility_of_a_word_is_shown_once() -> None:
    form = Forms(written="فجر", spoken="فجر", marked="فَجْر", phonemes="", classes=(), doubts=(_doubt("فَجَّر", "فَجْر"),))
    assert list(form.lines(str.upper))[-1] == ("UNSURE", "فَجْر / فَجَّر")
