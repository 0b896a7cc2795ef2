"""Folders of jobs at work: each is gone when its job ends, however it ends."""

from __future__ import annotations

import contextlib
import shutil
import uuid
from typing import TYPE_CHECKING

from briefing.errors import BusyError, PublishError
from briefing.publish import durable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextlib.contextmanager
def folder(base: Path) -> Iterator[Path]:
    """A new folder in ``base``, held by a lock as long as its job lives; those of dead jobs are cleared away.

    Raises:
        PublishError: the disk refuses.
    """
    mine = base / uuid.uuid4().hex
    guard = mine.with_suffix(".lock")
    with contextlib.ExitStack() as held:
        try:
            base.mkdir(exist_ok=True)
            with durable.locked(base / ".door", wait=True, busy=""):
                _sweep(base)
                held.enter_context(durable.locked(guard, wait=False, busy=f"{guard}: taken"))
                mine.mkdir()
        except OSError as error:
            raise PublishError(durable.disk_message(mine, error)) from error
        try:
            yield mine
        finally:
            shutil.rmtree(mine, ignore_errors=True)
            guard.unlink(missing_ok=True)


def _sweep(base: Path) -> None:
    """Clear away what dead jobs left: a job that lives holds the lock of its guard."""
    for guard in base.glob("*.lock"):
        with contextlib.suppress(BusyError, OSError), durable.locked(guard, wait=False, busy=""):
            shutil.rmtree(guard.with_suffix(""), ignore_errors=True)
            guard.unlink(missing_ok=True)
