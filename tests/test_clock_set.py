"""The real scheduler under a clock that is set back or forward: it looks on."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from briefing.daily.schedule import After

ROOT = Path(__file__).resolve().parents[1]

DRIVER = """
import datetime as real, os, signal, sys, time
from types import SimpleNamespace

from apscheduler.schedulers import base
from briefing.config.sections import EditionSettings
from briefing.daily import schedule

ahead, looks = real.timedelta(), []

class Clock(real.datetime):
    @classmethod
    def now(cls, tz=None):
        return real.datetime.now(tz) + ahead

def look():
    global ahead
    looks.append(Clock.now(real.UTC))
    if len(looks) == 2:
        ahead += real.timedelta(days=float(sys.argv[1]))
    if len(looks) == 5:
        os.kill(os.getpid(), signal.SIGTERM)

base.datetime = schedule.datetime = Clock
schedule.time = SimpleNamespace(time=lambda: time.time() + ahead.total_seconds(), monotonic=time.monotonic)
schedule.LOOK_EVERY_S = 0.1
now = lambda: Clock.now(real.UTC)
schedule.stay([SimpleNamespace(look=look, stop=bool, clock=now, edition=EditionSettings())])
print(len(looks) >= 5, (looks[2] - looks[1]).days)
"""


@pytest.mark.timeout(400)
@pytest.mark.parametrize("days", [-1, -400, 400])
def test_a_clock_that_is_set_keeps_nobody_waiting(days: int) -> None:
    line = [sys.executable, "-c", DRIVER, str(days)]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(line, env=env, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    looked_on, moved_days = done.stdout.split()
    assert looked_on == "True"
    assert abs(int(moved_days) - days) <= 1


def test_what_a_clock_set_forward_has_missed_is_one_look() -> None:
    now = datetime(2026, 11, 24, tzinfo=UTC)
    long_ago = datetime(1970, 1, 1, tzinfo=UTC)  # where a machine without a battery begins
    assert After(20).get_next_fire_time(long_ago, now) == now + timedelta(seconds=20)
