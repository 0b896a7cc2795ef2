"""A running order at a desk, the studio over its real server, and a client that has its token."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

from briefing.config.settings import settings_of
from briefing.order import orderfile
from briefing.publish import web
from briefing.publish.serve import serving
from briefing.studio.desk import Desk
from briefing.studio.web import app
from tests.studio.orders import DAY, ORDER, PEN, TOKEN

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    tables = {
        "show": {"id": "moojaz", "title": "موجز الأخبار"},
        "voice": {"name": "tone", "cache_dir": str(tmp_path / "cache")},
        "edition": {"minutes": 3},
        "sound": {"music": False},
    }
    one = Desk(settings_of(tables, tmp_path), tmp_path / "public", DAY)
    one.root.mkdir()
    one._pen = PEN  # the networks of the vowel marks have their own tests
    orderfile.save(orderfile.path_of(one.root, DAY), ORDER, "")
    yield one
    one.close()


@pytest.fixture
def port(desk: Desk) -> Iterator[int]:
    with serving(desk.root, "127.0.0.1", 0, app(desk, web.app(desk.root), TOKEN, "127.0.0.1")) as number:
        yield number


@pytest.fixture
def studio(port: int) -> Iterator[httpx.Client]:
    base = f"http://127.0.0.1:{port}/studio/{TOKEN}/"
    with httpx.Client(base_url=base, trust_env=False, timeout=30) as client:
        yield client
