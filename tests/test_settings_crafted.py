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


def test_many_addresses_on_one_line_are_no_key_of_many_parts(tmp_path: Path) -> None:
    path = tmp_path / "briefing.toml"
    one = '{type = "feed", url = "https://www.news.example.org/rss.xml?a=1"}'
    path.write_text(f"sources = [{', '.join([one] * 60)}]\n", encoding="utf-8")
    assert len(load(path).sources) == 60


@pytest.mark.parametrize("key", ["a." * 101 + "a", '"=".' * 101 + "a", "'.'." * 101 + "a"])
@pytest.mark.parametrize("line", ["{} = 1", "[{}]", 'x = "=" # "\n{} = 1 # "', 'x = """\n""" # "\n{} = 1'])
def test_a_key_of_many_parts_is_told_however_it_is_quoted(tmp_path: Path, key: str, line: str) -> None:
    path = tmp_path / "briefing.toml"
    path.write_text(line.format(key), encoding="utf-8")
    with pytest.raises(SettingsError, match="a key of more than 100 parts"):
        load(path)


def test_a_line_of_quotes_without_end_is_told_in_time(tmp_path: Path) -> None:
    path = tmp_path / "briefing.toml"
    path.write_text('"' + '\\"' * 400_000, encoding="utf-8")
    start_s = time.process_time()
    with pytest.raises(SettingsError, match="not TOML"):
        load(path)
    assert time.process_time() - start_s < 10


@pytest.mark.parametrize("line", ['[marks]\nlexicon = "\\u0000"', '[fetch]\nallow_private = ["a\\u0000"]'])
def test_a_text_in_which_file_names_would_end_is_told(tmp_path: Path, line: str) -> None:
    path = tmp_path / "briefing.toml"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"^[^\n]*briefing.toml:2: [a-z_.]+: holds U\+0000"):
        load(path)


def test_the_home_of_nobody_is_a_folder_that_is_not_there(tmp_path: Path) -> None:
    path = tmp_path / "briefing.toml"
    path.write_text(
        '[show]\ncover = "~nobody-of-that-name/a.png"\n[workers]\ntls_ca = "~nobody-of-that-name/b"', "utf-8"
    )
    settings = load(path)
    assert settings.show.cover == str(tmp_path / "~nobody-of-that-name/a.png")
    assert settings.workers.tls_ca == tmp_path / "~nobody-of-that-name/b"
    assert settings.path("~nobody-of-that-name/c") == tmp_path / "~nobody-of-that-name/c"
