"""Both built-in diacritizers, and both together, keep the contract."""

import pytest

from briefing.marks import Diacritizer
from briefing.marks.rawi import Rawi, Weights
from briefing.marks.second import Libtashkeel
from tests.contracts.diacritizer_contract import DiacritizerContract


class TestRawi(DiacritizerContract):
    @pytest.fixture
    def diacritizer(self) -> Diacritizer:
        return Rawi()


class TestLibtashkeel(DiacritizerContract):
    @pytest.fixture
    def diacritizer(self) -> Diacritizer:
        return Libtashkeel()


class TestBothTogether(DiacritizerContract):
    @pytest.fixture
    def diacritizer(self) -> Diacritizer:
        return Rawi(Weights(second=0.5))
