"""A cover that is no plain file is neither waited for nor read without end."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from briefing.errors import PublishError
from briefing.publish.cover import feed_cover
from tests.publish.episodes import SHOW

if TYPE_CHECKING:
    from pathlib import Path


def test_a_pipe_or_a_device_is_no_cover(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    for path in (tmp_path / "pipe.png", "/dev/zero"):
        with pytest.raises(PublishError, match="not a plain file"):
            feed_cover(replace(SHOW, cover=str(path)))
