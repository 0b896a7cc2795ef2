"""The daily run as its own process with a clock of the test's: the real scheduler, look and child processes.

Run as ``python -m tests.faults.daemon_driver SETTINGS OUT CLOCK``; the file CLOCK holds the present, and is read at
each look, so that a week passes as quickly as its editions are made.
"""

from __future__ import annotations

import logging
import sys
from datetime import datetime
from pathlib import Path

from briefing.config.settings import load
from briefing.daily import schedule
from briefing.daily.telling import Teller


def main() -> None:
    """Stay until told to go."""
    config, out, clock = map(Path, sys.argv[1:4])
    logging.basicConfig(level=logging.WARNING)
    logging.getLogger("briefing").setLevel(logging.INFO)
    settings = load(config)
    schedule.LOOK_EVERY_S = 0.3  # type: ignore[assignment]
    daily = schedule.Daily(
        edition=settings.edition,
        root=out,
        command=schedule.make_command(["--config", str(config), "--out", str(out)]),
        teller=Teller(show_id=settings.show.id, fetch=settings.fetch),
        clock=lambda: datetime.fromisoformat(clock.read_text("ascii")),
    )
    schedule.stay([daily])


if __name__ == "__main__":
    main()
