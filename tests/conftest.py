"""Two ways of drawing examples, the same ones in every run of ``make test``, new ones in ``make faults``; one log."""

import importlib
import logging
import pkgutil
from collections.abc import Generator

import pytest
from hypothesis import settings

settings.register_profile("same", derandomize=True, database=None, print_blob=True)
settings.register_profile("new", print_blob=True)


def pytest_configure(config: pytest.Config) -> None:
    """Choose the profile by the marks that were asked for, where the command line names none."""
    if config.getoption("--hypothesis-profile"):
        return
    if (config.option.markexpr or "").split()[:1] == ["faults"]:
        settings.load_profile("new")
        return
    settings.load_profile("same")
    # Hypothesis draws from the constants of every module that is loaded: all of them, or examples depend on the order.
    for package in ("audio", "briefing"):
        root = importlib.import_module(package)
        for found in pkgutil.walk_packages(root.__path__, f"{package}."):
            if not found.name.endswith("__main__"):
                importlib.import_module(found.name)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol() -> Generator[None, object, object]:
    """Give the log back as it was: a command that a test runs in this process writes it to that test's own stream."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    try:
        return (yield)
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
