"""Wheel and sdist: installed beside nothing of the checkout, they make the same episode; the one builds the other."""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
DAY = "2026-11-23"


def _chapters(command: Any, *words: str) -> list[str]:
    command.good("make", *words, "--date", DAY, "--voice", "tone")
    record = json.loads((command.folder / "public" / "episodes" / DAY / "episode.json").read_text("utf-8"))
    return [f"{chapter['start_ms']} {chapter['title']}" for chapter in record["chapters"]]


def _built(root: Path, kind: str, to: Path) -> Path:
    build = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(to)]
    subprocess.run(build, cwd=root, check=True, capture_output=True)
    (built,) = to.glob("*.whl" if kind == "wheel" else "*.tar.gz")
    return built


def test_the_sdist_builds_the_wheel_that_the_checkout_builds(tmp_path: Path) -> None:
    from_checkout = _built(ROOT, "wheel", tmp_path / "wheel")
    with tarfile.open(_built(ROOT, "sdist", tmp_path / "sdist")) as archive:
        if hasattr(tarfile, "data_filter"):  # not in the first releases of Python 3.11
            archive.extraction_filter = tarfile.data_filter
        archive.extractall(tmp_path / "source")  # noqa: S202 - built a moment ago
    (source,) = (tmp_path / "source").iterdir()
    from_sdist = _built(source, "wheel", tmp_path / "again")
    with zipfile.ZipFile(from_checkout) as one, zipfile.ZipFile(from_sdist) as other:
        assert sorted(one.namelist()) == sorted(other.namelist())
        assert {"briefing/messages/ar.tsv", "briefing/_seeds/outlets.tsv", "audio/py.typed"} <= set(one.namelist())
    assert {"LICENSE", "README.md", "pyproject.toml", "Makefile", "tests"} <= {path.name for path in source.iterdir()}


def test_the_wheel_makes_the_same_episode_as_the_checkout(tmp_path: Path, command: Any) -> None:
    wheel = _built(ROOT, "wheel", tmp_path / "dist")
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
    script = subprocess.run(
        [sys.executable, str(site / "bin" / "briefing"), "--version"],
        env={**command.env, "PYTHONPATH": str(site)},
        capture_output=True,
        check=True,
    )
    assert script.stdout.startswith(b"briefing, version ")
