"""The wheel, installed beside nothing of the checkout, makes the same episode from its own sample articles."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DAY = "2026-11-23"


def _script(folder: Path, site: Path, *words: str) -> list[str]:
    """Make an episode in ``folder`` with the packages of ``site``; returns the chapters' titles."""
    env = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache"), "PYTHONPATH": str(site)}
    command = [sys.executable, "-m", "briefing", "make", *words, "--date", DAY, "--voice", "tone"]
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    record = json.loads((folder / "public" / "episodes" / DAY / "episode.json").read_text("utf-8"))
    return [f"{chapter['start_ms']} {chapter['title']}" for chapter in record["chapters"]]


def test_the_wheel_makes_the_same_episode_as_the_checkout(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "dist")]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    site = tmp_path / "site"
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(site)]
    subprocess.run([*install, str(wheel)], check=True, capture_output=True)
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    from_wheel = _script(tmp_path / "a", site)
    from_checkout = _script(tmp_path / "b", ROOT, "--config", str(ROOT / "seeds" / "briefing.toml"))
    assert from_wheel == from_checkout
    assert len(from_wheel) >= 4
