"""A show, and episodes with a real MP3, published the real way."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from briefing.show import Episode, Show
from tests.publish.episodes import DAY, SHOW, publish_one, tone_mp3


@pytest.fixture(scope="session")
def mp3() -> bytes:
    return tone_mp3()


@pytest.fixture
def show() -> Show:
    return SHOW


@pytest.fixture
def publish(show: Show, mp3: bytes) -> Callable[..., Episode]:
    """Publish one episode into a folder: ``publish(root, day, title=...)``."""

    def work(root: Path, day: date, **changes: Any) -> Episode:
        return publish_one(root, day, mp3, **{"show": show, **changes})

    return work


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "public"


@pytest.fixture
def made(root: Path, publish: Callable[..., Episode]) -> Episode:
    """The one episode of ``root``."""
    return publish(root, DAY)
