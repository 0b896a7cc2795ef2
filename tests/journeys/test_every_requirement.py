"""Every row of what directories and clients ask, walked against what the real command makes and serves.

The show has two editions; the newer one was made anew. Listeners know it by an https address, as behind a web server.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest

from briefing.publish.serve import serving
from tests.publish.walk import document, episode, server, sound  # noqa: F401 - they register their rows
from tests.publish.walk.site import ROWS, Site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PUBLIC = "https://podcast.example.org/news"
EARLIER = ("make", "--voice", "espeak", "--minutes", "1.5", "--base-url", PUBLIC, "--date")


@pytest.fixture(scope="module")
def site(first_command: Any) -> Iterator[Site]:
    public: Path = first_command.folder / "public"
    first_command.good(*EARLIER, "2026-11-22")
    first_command.good(*EARLIER, "2026-11-23")
    earlier = (public / "feed.xml").read_bytes()
    first_command.good(*EARLIER, "2026-11-23", "--force")
    with (
        serving(public, "127.0.0.1", 0) as port,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=60) as client,
    ):
        yield Site(public=PUBLIC, client=client, earlier=earlier)


@pytest.mark.parametrize("name", sorted(ROWS))
def test_row(site: Site, name: str) -> None:
    ROWS[name](site)
