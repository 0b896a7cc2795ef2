"""Two ways of drawing examples: the same ones in every run of ``make test``, new ones in ``make faults``."""

import pytest
from hypothesis import settings

settings.register_profile("same", derandomize=True, database=None, print_blob=True)
settings.register_profile("new", print_blob=True)


def pytest_configure(config: pytest.Config) -> None:
    """Choose the profile by the marks that were asked for, where the command line names none."""
    if not config.getoption("--hypothesis-profile"):
        settings.load_profile("new" if (config.option.markexpr or "").split()[:1] == ["faults"] else "same")
