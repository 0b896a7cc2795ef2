"""The real command, as in the journeys."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Command:
    folder: Path

    def good(self, *words: str) -> str:
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        line = [sys.executable, "-m", "briefing", *words]
        return subprocess.run(
            line, cwd=self.folder, env=env, capture_output=True, check=True, timeout=60
        ).stdout.decode()


@pytest.fixture
def command(tmp_path: Path) -> Command:
    return Command(tmp_path)
