"""Files that a person names, read within bounds and never waited for.

A pipe waits for who writes into it, a device has no end, and some of the kernel's files, plain to look at, wait for
what is to come.
"""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def content(path: Path, most_bytes: int) -> bytes:
    """All bytes of a plain file.

    Args:
        path: of the file; the null device is an empty one, as people name it for "none".
        most_bytes: a longer file is refused.

    Raises:
        OSError: it is none, is longer, or cannot be read; ``strerror`` says which.
    """
    if str(path) == os.devnull:
        return b""
    with open(path, "rb", opener=_at_once) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise _refusal(path, reason="not a plain file")
        found = file.read(most_bytes + 1) or b""  # None: nothing, not even an end, has come
    if len(found) > most_bytes:
        raise _refusal(path, reason=f"more than {most_bytes:,} bytes")
    return found


def _at_once(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NONBLOCK)


def _refusal(path: Path, reason: str) -> OSError:
    return OSError(errno.EINVAL, reason, str(path))
