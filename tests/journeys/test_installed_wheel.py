"""The wheel, installed beside nothing of the checkout, makes the same episode from its own sample articles."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
DAY = "2026-11-23"


def _chapters(command: Any, *words: str) -> list[str]:
    command.good("make", *words, "--date", DAY, "--voice", "tone")
    record = json.loads((command.folder / "public" / "episodes" / DAY / "episode.json").read_text("utf-8"))
    return [f"{chapter['start_ms']} {chapter['title']}" for chapter in record["chapters"]]


def test_the_wheel_makes_the_same_episode_as_the_checkout(tmp_path: Path, command: Any) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "dist")]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    site = tmp_path / "site"
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(site)]
    subprocess.run([*install, str(wheel)], check=True, capture_output=True)
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    from_wheel = _chapters(replace(command, folder=tmp_path / "a", site=site))
    from_checkout = _chapters(
        replace(command, folder=tmp_path / "b"), "--config", str(ROOT / "seeds" / "briefing.toml")
    )
    assert from_wheel == from_checkout
    assert len(from_wheel) >= 4
