"""Telling the service manager how we are: the protocol of sd_notify(3).

A service of ``Type=notify`` is told its socket in ``NOTIFY_SOCKET``; each datagram there is one or more lines
``NAME=value``. Without that variable nothing is sent.
"""

from __future__ import annotations

import contextlib
import os
import socket

_PULSE_S = 5.0


def notify(*lines: str) -> bool:
    """Send the lines as one datagram.

    Args:
        lines: such as ``READY=1``, ``WATCHDOG=1``, ``STOPPING=1`` or ``STATUS=...``.

    Returns:
        Whether there is a service manager that took it; one that is gone is no error (sd_notify(3), "Notes").
    """
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address.startswith(("/", "@")):
        return False
    # A leading @ stands for the abstract namespace, whose names begin with NUL (unix(7)).
    target = "\0" + address[1:] if address.startswith("@") else address
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as out:
        out.sendto("\n".join(lines).encode(), target)
        return True
    return False


def pulse_s() -> float:
    """Seconds between two signs of life: half of what the watchdog grants (sd_watchdog_enabled(3)), at most 5.

    ``WATCHDOG_PID`` names the process that is meant, where the variable is handed on to others.
    """
    granted = os.environ.get("WATCHDOG_USEC", "")
    meant = os.environ.get("WATCHDOG_PID", "")
    if not granted.isascii() or not granted.isdigit() or (meant and meant != str(os.getpid())):
        return _PULSE_S
    return min(_PULSE_S, max(0.05, int(granted) / 2_000_000))
