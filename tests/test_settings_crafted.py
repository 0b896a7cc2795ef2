"""Settings made to hurt the reader of TOML: one clear line, in bounded time and memory."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from briefing.config.settings import load
from briefing.errors import SettingsError

if TYPE_CHECKING:
    from pathlib import Path

CRAFTED = {
    "arrays": "a = " + "[" * 100_000,
    "inline-tables": "a = " + "{a=" * 20_000,
    "dotted-key": ".".join(["a"] * 50_000) + " = 1",
    "dotted-table": "[" + ".".join(["a"] * 50_000) + "]",
    "dotted-key-inside": "x = {" + ".".join(["a"] * 50_000) + " = 1}",
    "long-number": "[edition]\nminutes = " + "9" * 100_000,
    "long-file": "#" * 6_000_000,
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
