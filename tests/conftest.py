"""Two ways of drawing examples, the same ones in every run of ``make test``, new ones in ``make faults``; one log."""

import importlib
import logging
import pkgutil
from collections.abc import Generator

import pytest
from hypothesis import HealthCheck, settings

# No deadline and no check of speed: how long an example takes is the machine's affair.
_UNTIMED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("same", _UNTIMED, derandomize=True, database=None, print_blob=True)
settings.register_profile("new", _UNTIMED, print_blob=True)


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
    """Give the log back as it was: what a test lets through, holds back or writes to its own stream is its own."""
    handlers = logging.getLogger().handlers[:]
    levels = {logger.name: logger.level for logger in _loggers()}
    try:
        return (yield)
    finally:
        logging.getLogger().handlers[:] = handlers
        for logger in _loggers():
            logger.setLevel(levels.get(logger.name, logging.NOTSET))


def _loggers() -> list[logging.Logger]:
    """The root's and our own."""
    known = logging.root.manager.loggerDict.items()
    ours = [logger for name, logger in known if name.split(".")[0] in {"audio", "briefing"}]
    return [logging.getLogger(), *(logger for logger in ours if isinstance(logger, logging.Logger))]
