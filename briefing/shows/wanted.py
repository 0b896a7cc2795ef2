"""What is asked for, and how much of it is waiting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.daily.hours import usual_moment

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from briefing.config.settings import Settings
    from briefing.show import EditionId


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """One edition that is to be made.

    Attributes:
        name: of the show's settings file.
        settings: of the show.
        edition: which one.
        root: where it is published.
    """

    name: str
    settings: Settings
    edition: EditionId
    root: Path

    def due(self, now: datetime) -> datetime:
        """When it should be there."""
        return usual_moment(self.edition, self.settings.edition) or now


@dataclass(frozen=True, kw_only=True, slots=True)
class Queue:
    """How much is waiting, as told to the metrics.

    Attributes:
        reading: shows whose sources are being read.
        ready: shows that wait for a worker.
        running: shows that were handed to the workers.
    """

    reading: int = 0
    ready: int = 0
    running: int = 0

    @property
    def total(self) -> int:
        """All that are on their way."""
        return self.reading + self.ready + self.running
