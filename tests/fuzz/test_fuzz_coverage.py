"""The doors under libFuzzer: what runs code that nothing ran before is kept and turned further.

``make faults`` gives each door ``BRIEFING_FUZZ_S`` seconds (60 unless set) where atheris is installed.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz.doors import doors, text_of

pytest.importorskip("atheris", reason="coverage-guided fuzzing needs: pip install --group fuzz")

ROOT = Path(__file__).resolve().parents[2]
BUDGET_S = float(os.environ.get("BRIEFING_FUZZ_S", "60"))
LIMITS = ("-timeout=300", "-rss_limit_mb=1024", "-max_len=65536", "-report_slow_units=1000", "-print_final_stats=1")
"""Seconds of the clock are for what never comes back: the driver counts those of the processor."""


def fuzzed(door: str, folder: Path, *options: str) -> str:
    """Run a door under libFuzzer.

    Returns:
        How often it was entered, and its coverage at first and at last.
    """
    line = [sys.executable, "-m", "tests.fuzz.coverage_driver", door, str(folder), *LIMITS, *options]
    ended = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, errors="replace", check=False)
    told = f"{ended.stdout}\n{ended.stderr}"
    shown = "\n".join(line for line in told.splitlines() if not line.startswith(("#", "INFO:")))[-6000:]
    for found in sorted((folder / "found").glob("*")):
        body = found.read_bytes()
        value = ascii(text_of(body)) if door == "spoken" else repr(body)
        pytest.fail(f"{door}: {found.name.split('-')[0]} at {value}\n{shown}")
    assert ended.returncode == 0, shown
    runs = re.search(r"number_of_executed_units: (\d+)", told)
    covered = re.findall(r"\bcov: (\d+)", told)
    assert runs, shown
    assert covered, shown
    return f"{door}: {runs[1]} executions, coverage {covered[0]} at first, {covered[-1]} at last"


def test_a_sample_under_libfuzzer(tmp_path: Path) -> None:
    assert fuzzed("opml", tmp_path, "-runs=200", "-seed=1").startswith("opml: 20")


@pytest.mark.faults
@pytest.mark.timeout(0)
@pytest.mark.parametrize("door", doors(Path()))
def test_a_while_under_libfuzzer(door: str, tmp_path: Path) -> None:
    print(fuzzed(door, tmp_path, f"-max_total_time={BUDGET_S:.0f}"))  # noqa: T201 - what was run is part of the answer
