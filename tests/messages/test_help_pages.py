"""Help pages in Arabic."""

from __future__ import annotations

import re
from typing import Any

import click

from briefing.cli import briefing
from briefing.messages.helps import commands, paragraphs, rows


def _texts() -> set[str]:
    found: set[str] = set()
    for command in commands(briefing):
        found.update(paragraphs(command.help or ""))
        for option in command.params:
            found.update(paragraphs((option.help if isinstance(option, click.Option) else None) or ""))
    return found - {""}


def test_every_text_has_a_twin_and_every_twin_a_text() -> None:
    known, texts = rows("ar"), _texts()
    missing = sorted(texts - set(known))
    assert missing == [], "rows for help-ar.tsv:\n" + "\n".join(missing)
    assert all(re.search("[\u0621-\u064a]", twin) for twin in known.values())
    assert set(known) - texts == {"Show this message and exit."}, "click adds that option itself"


def test_a_page_is_arabic_when_that_is_asked_for(command: Any, monkeypatch: Any) -> None:
    monkeypatch.setenv("BRIEFING_LANG", "ar_EG.UTF-8")
    page = command.good("lexicon", "add", "--help")
    assert page.startswith("الاستعمال: briefing lexicon add [OPTIONS] WORD READING")
    assert "الخيارات:" in page
    assert "المقطع الذي يُكتب.  [المبدئي: say.wav]" in page
    assert "اعرض هذه الرسالة ثم انته." in page
    assert command.good("-h").startswith("الاستعمال: briefing")
    monkeypatch.setenv("BRIEFING_LANG", "fr")
    assert command.good("lexicon", "add", "--help").startswith("Usage: briefing lexicon add")
