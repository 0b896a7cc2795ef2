"""The daily run of a folder of shows as its own process, with a clock that goes on as soon as nothing is left to do.

Run as ``python -m tests.shows.month_driver HOME``. ``HOME/clock`` holds the present, and outlives whoever is killed;
``HOME/until`` holds how far it may go; ``HOME/ended`` is given a line for each edition that ended, ``HOME/up`` the
process once it can be told to stop. At the moment in ``HOME/end`` it ends, once no edition is late. All else is the
real daemon: its look, its workers, its makers.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.shows import rounds as rounds_room
from briefing.shows.folder import read_folder
from briefing.shows.rounds import Rounds

if TYPE_CHECKING:
    from briefing.shows.making import Making
    from briefing.shows.task import Made

STEP = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Present:
    """The moment that a file holds."""

    path: Path

    def __call__(self) -> datetime:
        return datetime.fromisoformat(self.path.read_text("ascii"))

    def set(self, moment: datetime) -> None:
        """In one step."""
        new = self.path.with_suffix(".new")
        new.write_text(moment.isoformat(), "ascii")
        new.replace(self.path)


@dataclass(slots=True)
class Month(Rounds):
    """The rounds, which move the clock where a real daemon would wait for it."""

    home: Path = Path()
    stop: threading.Event = threading.Event()  # noqa: RUF009 - one process has one

    def begin(self, making: Making) -> None:
        """Look, and go on to the next moment at which something is to be done."""
        clock, until, end = (Present(self.home / name) for name in ("clock", "until", "end"))
        Rounds.begin(self, making)
        while not making.queue.total and not self.stop.is_set():
            if clock() >= end() and not self.late():
                self.stop.set()
            elif clock() >= until():
                return
            else:
                clock.set(clock() + STEP)
                Rounds.begin(self, making)

    def ended(self, made: Made) -> None:
        """As always, and told to the test."""
        with (self.home / "ended").open("a", encoding="utf-8") as file:
            file.write(json.dumps([made.show_id, made.edition, made.state, made.told], ensure_ascii=False) + "\n")
        Rounds.ended(self, made)


def main() -> None:
    """Stay until told to go, or the end has come."""
    home = Path(sys.argv[1])
    logging.basicConfig(level=logging.WARNING)
    rounds_room.LOOK_EVERY_S = 0.5  # type: ignore[assignment]
    rounds_room._COUNT_EVERY_S = 0.2
    rounds = Month(
        folder=read_folder(home / "shows"), out=home / "public", clock=Present(home / "clock"), home=home,
    )  # fmt: skip
    signal.signal(signal.SIGTERM, lambda *_: rounds.stop.set())
    (home / "up").write_text(str(os.getpid()), "ascii")
    rounds.stay(rounds.stop)


if __name__ == "__main__":
    main()
