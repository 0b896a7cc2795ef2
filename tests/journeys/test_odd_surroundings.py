"""The command where nobody gives it the usual: closed streams, a user without a name or a home."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from briefing.config.settings import settings_of
from briefing.errors import SettingsError
from briefing.wiring import cache_folder

ROOT = Path(__file__).resolve().parents[2]

SETTINGS = f"""
[edition]
time_zone = "UTC"
at = "00:00"
minutes = 1
[voice]
name = "tone"
[[sources]]
type = "folder"
path = "{ROOT / "seeds" / "articles" / "marfa"}"
"""


def _with(command: Any, streams: str, *words: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command as a shell does that closes streams."""
    line = ["sh", "-c", f'exec "$@" {streams}', "sh", *command.line(*words)]
    return subprocess.run(line, cwd=command.folder, env=command.env, capture_output=True, check=False, timeout=300)


@pytest.mark.timeout(900)
def test_closed_streams_cost_no_episode(command: Any) -> None:
    (command.folder / "briefing.toml").write_text(SETTINGS, encoding="utf-8")
    made = _with(command, "<&- >&- 2>&-", "make", "--date", "2026-11-24")
    assert made.returncode == 0
    (record,) = (command.folder / "public" / "episodes").glob("2026-11-24/episode.json")
    assert record.stat().st_size > 0
    again = _with(command, "<&- >&-", "make", "--date", "2026-11-24")
    assert (again.returncode, again.stderr) == (0, b"")
    told = _with(command, "2>&-", "status")
    assert told.returncode == 0
    assert told.stdout.startswith(b"newest: 2026-11-24, ")
    refused = _with(command, "2>&-", "make", "--date", "2999-01-01")
    assert (refused.returncode, refused.stdout) == (2, b"")


def test_a_user_without_a_home_is_told_to_name_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.setattr(os, "getuid", lambda: 54_321_987)  # as in a container that is run under a mere number
    with pytest.raises(SettingsError, match=r"^voice\.cache_dir: this user has no home folder; name a folder"):
        cache_folder(settings_of({}, tmp_path), "clips")
    named = settings_of({"voice": {"cache_dir": "kept"}}, tmp_path)
    assert cache_folder(named, "clips") == tmp_path / "kept" / "clips"
