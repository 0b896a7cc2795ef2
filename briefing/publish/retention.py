"""Which episodes have been published long enough."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from briefing.show import Episode


@dataclass(frozen=True, kw_only=True, slots=True)
class PublishSettings:
    """What stays published; 0 sets no limit. The newest episode always stays.

    Attributes:
        keep: at most so many episodes.
        keep_days: none that is older.
        keep_mb: at most so many megabytes of sound.
    """

    keep: int = 0
    keep_days: int = 0
    keep_mb: int = 0

    def __post_init__(self) -> None:
        """Refuse what cannot be meant."""
        for name in ("keep", "keep_days", "keep_mb"):
            if getattr(self, name) < 0:
                message = f"publish.{name}: {getattr(self, name)} is less than 0; 0 sets no limit"
                raise SettingsError(message)


def expired(episodes: Sequence[Episode], now: datetime, settings: PublishSettings) -> list[date]:
    """The dates of the episodes that no longer stay.

    Args:
        episodes: newest first.
        now: aware.
        settings: the limits.
    """
    gone: list[date] = []
    held_bytes = 0
    for number, episode in enumerate(episodes):
        held_bytes += episode.audio_bytes
        too_many = settings.keep and number >= settings.keep
        too_old = settings.keep_days and (now - episode.published).days >= settings.keep_days
        too_large = settings.keep_mb and held_bytes > settings.keep_mb * 1_000_000
        if number and (too_many or too_old or too_large):
            gone.append(episode.date)
    return gone
