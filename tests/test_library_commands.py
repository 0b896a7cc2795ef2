"""What an empty list means is told beside it, on standard error, so that the list itself stays one for programs."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from briefing.commands.library import episodes, listeners
from tests.publish.episodes import publish_one, tone_mp3

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import click


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[str, str]]:
    """Runs a command; what it prints on standard output and on standard error."""
    monkeypatch.delenv("BRIEFING_LANG", raising=False)

    def run(command: click.Command, *words: str) -> tuple[str, str]:
        command.main(list(words), standalone_mode=False)
        printed = capsys.readouterr()
        return printed.out, printed.err

    return run


def test_no_episode_is_told_and_is_no_failure(tmp_path: Path, told: Callable[..., tuple[str, str]]) -> None:
    out, aside = told(episodes, "--out", str(tmp_path))
    assert out == ""
    assert aside == f"briefing: {tmp_path}: holds no episode yet; make one: briefing make --out {tmp_path}\n"
    publish_one(tmp_path, date(2026, 11, 23), tone_mp3())
    out, aside = told(episodes, "--out", str(tmp_path))
    assert out.startswith("2026-11-23  0:")
    assert aside == ""


def test_an_empty_list_of_listeners_says_whether_all_or_none_may_listen(
    tmp_path: Path, told: Callable[..., tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "everybody may listen; briefing listeners add NAME" in told(listeners, "list")[1]
    told(listeners, "add", "سلمى")
    assert told(listeners, "list") == ("سلمى\n", "")
    told(listeners, "remove", "سلمى")
    out, aside = told(listeners, "list")
    assert out == ""
    assert "nobody may listen; briefing listeners open" in aside
