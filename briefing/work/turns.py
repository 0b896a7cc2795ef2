"""One bound for an online voice over all who ask it: threads and processes of this machine, or a whole cluster.

Here the turns are lock files, which the kernel frees with a process that dies. In a cluster they are leases at the
scheduler; those of a machine that is gone end after half a minute, so the bound may be passed for a moment then.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import random
import sys
import time
from typing import TYPE_CHECKING, Any, ClassVar

from briefing import wiring

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from audio.clip import Clip
    from audio.script import Utterance
    from audio.voices import Voice, VoiceInfo
    from briefing.config.settings import Settings

_LOOK_EVERY_S = 0.1


class InTurn:
    """A voice that speaks when it is its turn."""

    Settings: ClassVar[type] = type(None)

    def __init__(self, voice: Voice, turn: Callable[[], AbstractContextManager[object]]) -> None:
        self._voice, self._turn = voice, turn

    @property
    def info(self) -> VoiceInfo:
        """The voice's own description."""
        return self._voice.info

    def check(self) -> None:
        """Ask the voice."""
        self._voice.check()

    def say(self, utterance: Utterance) -> Clip:
        """Wait for a turn, then have it said."""
        with self._turn():
            return self._voice.say(utterance)

    def close(self) -> None:
        """Close the voice."""
        self._voice.close()


def in_turn(voice: Voice, settings: Settings) -> Voice:
    """The voice, asked by all together no more at once than it bears; one that needs no network as it is."""
    if not voice.info.online:
        return voice
    at_once = settings.workers.online_at_once or voice.info.parallel
    leases = _leases(f"briefing-{voice.info.name}-{at_once}", at_once)
    if leases is not None:
        return InTurn(voice, lambda: leases)
    folder = wiring.cache_folder(settings, "turns")
    return InTurn(voice, lambda: locked(folder, voice.info.name, at_once))


def _leases(name: str, at_once: int) -> Any | None:  # noqa: ANN401 - distributed publishes no types
    """The cluster's semaphore of that name; None outside of a cluster's worker."""
    distributed = sys.modules.get("distributed")
    if distributed is None:
        return None
    try:
        distributed.get_worker()
    except ValueError:
        return None
    return distributed.Semaphore(max_leases=at_once, name=name)


@contextlib.contextmanager
def locked(folder: Path, name: str, at_once: int) -> Iterator[None]:
    """Hold one of the turns of that name on this machine.

    Args:
        folder: of the lock files, the same for all who share the turns.
        name: of what is shared.
        at_once: how many turns there are.

    A folder that cannot be written bounds nothing beyond this edition's own threads.
    """
    handles: list[int] = []
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
        handles = [os.open(folder / f"{name}-{number}", flags, 0o644) for number in range(at_once)]
    random.shuffle(handles)
    try:
        while handles and not any(_take(handle) for handle in handles):
            time.sleep(_LOOK_EVERY_S * random.uniform(0.5, 1.5))  # noqa: S311 - no secret in a wait
        yield
    finally:
        for handle in handles:
            os.close(handle)


def _take(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
