"""Settings made to hurt the reader of TOML: one clear line, in bounded time and memory."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from briefing.config.settings import load
from briefing.errors import SettingsError

CRAFTED = {
    "arrays": "a = " + "[" * 100_000,
    "inline-tables": "a = " + "{a=" * 20_000,
    "dotted-key": ".".join(["a"] * 50_000) + " = 1",
    "dotted-table": "[" + ".".join(["a"] * 50_000) + "]",
    "dotted-key-inside": "x = {" + ".".join(["a"] * 50_000) + " = 1}",
    "long-number": "[edition]\nminutes = " + "9" * 100_000,
    "long-file": "#" * 6_000_000,
    "long-text": '[show]\nlink = "' + "a" * 500_000 + '"',
    "long-text-in-a-list": '[voice]\nchain = ["' + "a" * 500_000 + '"]',
    "long-title": '[show]\ntitle = "' + "ن" * 400_000 + '"',
    "long-id": '[show]\nid = "' + "a" * 4000 + '"',
    "long-time": '[edition]\nat = "' + "9" * 500_000 + '"',
    "many-tables": "".join(f"[t{number}]\na = 1\n" for number in range(100_000)),
    "same-again": "[edition]\nweekdays = [" + "8, " * 200_000 + "]",
    "open-bracket": '[show]\nbase_url = "http://[::1"',
}


@pytest.mark.parametrize("name", CRAFTED)
def test_crafted_settings_are_refused_in_one_line(name: str, tmp_path: Path) -> None:
    path = tmp_path / "briefing.toml"
    path.write_text(CRAFTED[name], encoding="utf-8")
    start_s = time.process_time()
    with pytest.raises(SettingsError) as caught:
        load(path)
    assert time.process_time() - start_s < 5
    assert str(caught.value).startswith(str(path))
    assert len(str(caught.value).splitlines()) == 1
    assert len(str(caught.value)) < 500


def test_problems_without_end_are_told_in_part(tmp_path: Path) -> None:
    path = tmp_path / "briefing.toml"
    path.write_text("[show]\n" + "".join(f"k{number} = 1\n" for number in range(2000)), encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load(path)
    first, *_, last = lines = str(caught.value).splitlines()
    assert first.startswith(f"{path}:2: show.k0: unknown key")
    assert last == f"{path}: 1,950 more are wrong; mend these first"
    assert len(lines) == 51


def test_a_key_without_end_is_told_in_part(tmp_path: Path) -> None:
    path = tmp_path / "briefing.toml"
    path.write_text("[show]\n" + "k" * 500_000 + " = 1", encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load(path)
    assert str(caught.value).startswith(f"{path}:2: show.kkkk")
    assert len(str(caught.value)) < 1100


def test_a_pipe_a_device_or_a_folder_is_no_settings_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.toml")
    for path in (tmp_path / "pipe.toml", Path("/dev/zero"), tmp_path):
        with pytest.raises(SettingsError, match="cannot be read") as caught:
            load(path)
        assert len(str(caught.value).splitlines()) == 1
