"""The real command, as each journey runs it: with a clip cache of its own, nothing of this machine's; and a browser."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.publish.webdriver import Browser, chromium

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, kw_only=True)
class Command:
    """Runs ``briefing`` in a folder, from the packages of ``site``."""

    folder: Path
    site: Path = ROOT

    @property
    def env(self) -> dict[str, str]:
        return {**os.environ, "XDG_CACHE_HOME": str(self.folder / "cache"), "PYTHONPATH": str(self.site)}

    def line(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "briefing", *words]

    def run(self, *words: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            self.line(*words), cwd=self.folder, env=self.env, input=stdin, capture_output=True, check=False, timeout=110
        )

    def good(self, *words: str) -> str:
        """Run it and expect success; returns standard output."""
        done = self.run(*words)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()

    def start(self, *words: str, **env: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            self.line(*words),
            cwd=self.folder,
            env={**self.env, **env},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


@pytest.fixture
def command(tmp_path: Path) -> Command:
    return Command(folder=tmp_path)


@pytest.fixture(scope="module")
def first_command(tmp_path_factory: pytest.TempPathFactory) -> Command:
    """One for a whole module, for an episode that several tests look at."""
    return Command(folder=tmp_path_factory.mktemp("first"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One for a whole module; its tests are skipped where there is none."""
    with chromium() as one:
        yield one
