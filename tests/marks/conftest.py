"""The real networks, loaded once for all tests of the room."""

import pytest

from briefing.marks.lexicon import Lexicon
from briefing.marks.marker import Marker
from briefing.marks.rawi import Rawi


@pytest.fixture(scope="session")
def rawi() -> Rawi:
    return Rawi()


@pytest.fixture(scope="session")
def shipped_lexicon() -> Lexicon:
    return Lexicon.load(None)


@pytest.fixture(scope="session")
def full_marker(rawi: Rawi, shipped_lexicon: Lexicon) -> Marker:
    return Marker(rawi, shipped_lexicon, endings="full")


@pytest.fixture(scope="session")
def markers(rawi: Rawi, shipped_lexicon: Lexicon) -> dict[str, Marker]:
    return {endings: Marker(rawi, shipped_lexicon, endings=endings) for endings in ("full", "pausal", "news")}
