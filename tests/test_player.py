"""Which player plays a clip: the first one here that can; the players are small programs of the test."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing.workbench.player import PlayerError, play


def _program(folder: Path, name: str, body: str) -> None:
    program = folder / name
    program.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    program.chmod(0o755)


def test_the_first_player_that_can_plays_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _program(tmp_path, "aplay", "exit 1")
    _program(tmp_path, "mpv", f'echo "$3" > "{tmp_path}/heard"')
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(
        "briefing.workbench.player.PLAYERS", (("no-such-player",), ("aplay", "-q"), ("mpv", "--no-video", "-q"))
    )
    assert play(tmp_path / "-clip.wav", 0.1) == "mpv"
    assert (tmp_path / "heard").read_text().strip() == str(tmp_path / "-clip.wav")


def test_without_a_player_one_line_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PlayerError, match="there is no player here"):
        play(tmp_path / "clip.wav", 0.1)


def test_players_that_fail_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _program(tmp_path, "aplay", "exit 1")
    _program(tmp_path, "mpv", "exit 2")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PlayerError, match=r"cannot be played \(aplay, mpv failed\)"):
        play(tmp_path / "clip.wav", 0.1)
