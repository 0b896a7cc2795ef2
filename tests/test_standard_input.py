"""Who sits before a terminal is told that the program waits for him; a pipe is not."""

from __future__ import annotations

import io
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING

from briefing.commands.options import standard_input

if TYPE_CHECKING:
    import pytest


def test_a_person_is_told_that_he_is_waited_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("BRIEFING_LANG", raising=False)
    for before_a_terminal in (True, False):
        typed = SimpleNamespace(buffer=io.BytesIO(b"x"), isatty=lambda there=before_a_terminal: there)
        monkeypatch.setattr(sys, "stdin", typed)
        assert standard_input().read() == b"x"
        assert ("end it with Ctrl-D" in capsys.readouterr().err) == before_a_terminal
