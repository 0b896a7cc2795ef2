"""The room on a disk that an episode needs."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

ROOM_NEEDED_BYTES = 60_000_000
"""For scratch files, sound and feed of one edition."""


def free_bytes(path: Path) -> int:
    """What is left on the disk of a file or folder that is there, or is to be made."""
    return shutil.disk_usage(next(one for one in (path, *path.absolute().parents) if one.exists())).free
