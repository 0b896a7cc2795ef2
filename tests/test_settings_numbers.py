"""Numbers in the settings that TOML can write and nobody can mean."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing.config.settings import settings_of
from briefing.errors import SettingsError


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf"), -1.0, 1e300, 10**30])
@pytest.mark.parametrize("key", ["edition.retry_minutes", "edition.since_days"])
def test_a_time_that_nobody_can_wait_for_is_refused(key: str, value: float) -> None:
    section, _, name = key.partition(".")
    with pytest.raises(SettingsError, match=f"^{key}: "):
        settings_of({section: {name: value}}, Path())


@pytest.mark.parametrize("key", ["top_s", "rest_s"])
@pytest.mark.parametrize(("value", "shown"), [(float("nan"), "NaN"), (float("inf"), "Infinity")])
def test_what_is_no_number_is_refused_in_every_section(key: str, value: float, shown: str) -> None:
    with pytest.raises(SettingsError, match=rf"^digest\.{key}: {shown} is not a number; write it like "):
        settings_of({"digest": {key: value}}, Path())
