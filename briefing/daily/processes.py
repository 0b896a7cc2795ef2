"""Processes of our own that end when they are told to, with all that they started."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_PATIENCE_S = 5.0
_LONGEST_LINE_BYTES = 8192


@dataclass(slots=True)
class Processes:
    """Runs one process at a time, each in a process group of its own; :meth:`stop` ends the present one for good."""

    _stop: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _child: subprocess.Popen[bytes] | None = None

    @property
    def stopped(self) -> bool:
        """Whether :meth:`stop` was called."""
        return self._stop.is_set()

    def run(
        self, command: Sequence[str] | str, limit_s: float, env: Mapping[str, str] | None = None
    ) -> tuple[int, str]:
        """Run it to its end and pass the lines of its standard error on to our own.

        Args:
            command: words, or a line for the shell.
            limit_s: a process that runs longer is ended, with all that it started.
            env: its environment instead of ours.

        Returns:
            Its exit status (minus the signal's number when a signal ended it) and the last line that it told.

        Raises:
            OSError: it cannot be started.
        """
        told: list[str] = []
        with self._lock:
            if self.stopped:
                return -signal.SIGTERM, ""
            child = subprocess.Popen(  # noqa: S603 - our own command line, or the owner's from the owner's settings
                command, stderr=subprocess.PIPE, shell=isinstance(command, str), env=env, start_new_session=True
            )
            self._child = child
        listener = threading.Thread(target=_pass_on, args=(child, told), daemon=True)
        listener.start()
        try:
            status = child.wait(limit_s)
        except subprocess.TimeoutExpired:
            told.append(f"did not end within {limit_s:g} s")
            status = _end(child)
        finally:
            with self._lock:
                self._child = None
        listener.join(_PATIENCE_S)  # something that it left behind may hold the pipe for ever
        return status, told[-1] if told else ""

    def stop(self) -> None:
        """End the present process and start none any more."""
        self._stop.set()
        with self._lock:
            child = self._child
        if child is not None:
            _end(child)


def _pass_on(child: subprocess.Popen[bytes], told: list[str]) -> None:
    """Read until it is silent, whether or not our own log can be written: a full pipe would stop it for ever."""
    while child.stderr is not None and (raw := child.stderr.readline(_LONGEST_LINE_BYTES)):
        line = raw.decode("utf-8", errors="replace").strip()
        if line:
            told[:] = [line]
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.write(line + "\n")


def _end(child: subprocess.Popen[bytes]) -> int:
    """Ask it and all that it started to end, then make them."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            status = child.wait(_PATIENCE_S)
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(child.pid, signal.SIGKILL)
            return status
    return child.wait()
