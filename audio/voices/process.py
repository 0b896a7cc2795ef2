"""One voice object a process: what a voice becomes when it travels to a worker process."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_MADE: dict[tuple[int, object, tuple[object, ...]], Any] = {}


def one_per_process(make: Callable[..., Any], *arguments: object) -> Any:  # noqa: ANN401 - pickle wants what it made
    """Make a voice, or give back the one that this process has already made of the same arguments.

    A voice holds processes, locks and connections, none of which can travel. Its ``__reduce__`` names this function, so
    a worker process that is handed a hundred utterances loads its engine once. The process id is part of the key: a
    forked child must not talk through its parent's pipes.
    """
    key = (os.getpid(), make, arguments)
    if key not in _MADE:
        _MADE[key] = make(*arguments)
    return _MADE[key]
