"""Which episodes stay: by number, age and size; the newest always does."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.errors import SettingsError
from briefing.publish.retention import PublishSettings, expired
from briefing.show import Episode

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
NEWEST = Episode(
    show_id="a", guid="1", date=date(2026, 11, 24), revision=1, title="t", published=NOW, summary="", files={},
    audio_bytes=4_000_000, duration_ms=1, chapters=(), references=(), voice="tone",
)  # fmt: skip
DAILY = [
    replace(NEWEST, date=NEWEST.date - timedelta(days=back), published=NOW - timedelta(days=back)) for back in range(10)
]


@pytest.mark.parametrize(
    ("settings", "stay"),
    [
        (PublishSettings(), 10),
        (PublishSettings(keep=3), 3),
        (PublishSettings(keep_days=5), 5),
        (PublishSettings(keep_mb=13), 3),
        (PublishSettings(keep=7, keep_days=5, keep_mb=9), 2),
        (PublishSettings(keep_mb=1), 1),
    ],
)
def test_limits(settings: PublishSettings, stay: int) -> None:
    assert expired(DAILY, NOW, settings) == [episode.date for episode in DAILY[stay:]]


@given(st.integers(0, 20), st.integers(0, 20), st.integers(0, 100))
def test_the_newest_always_stays_and_the_gone_are_the_oldest(keep: int, days: int, size: int) -> None:
    gone = expired(DAILY, NOW, PublishSettings(keep=keep, keep_days=days, keep_mb=size))
    assert gone == [episode.date for episode in DAILY[len(DAILY) - len(gone) :]]
    assert len(gone) < len(DAILY)


def test_a_limit_below_nothing_is_refused() -> None:
    with pytest.raises(SettingsError, match=r"publish\.keep_days"):
        PublishSettings(keep_days=-1)
