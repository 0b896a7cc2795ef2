"""Files that survive a power cut: whole or not there, and locks that die with their owner."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
from typing import TYPE_CHECKING

from briefing.errors import BusyError, PublishError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def sync(path: Path) -> None:
    """Bring a file's bytes, or a folder's entries, to the disk (fsync)."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write(path: Path, content: bytes, *, private: bool = False) -> bool:
    """Put ``content`` at ``path`` in one step; a reader sees the old file or the new one.

    Nothing is touched when the file already holds these bytes, so that its time and entity tag stay.

    Args:
        path: where.
        content: what.
        private: whether only the owner may read it.

    Returns:
        Whether the file changed.

    Raises:
        PublishError: the disk refused (full, read-only).
    """
    try:
        if path.read_bytes() == content:
            return False
    except OSError:
        pass
    temporary = path.with_name(f".{path.name.lstrip('.')}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as file:
            os.fchmod(file.fileno(), 0o600 if private else 0o644)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        sync(path.parent)
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise PublishError(disk_message(path, error)) from error
    return True


def folder(path: Path) -> None:
    """Make a folder, and those above it, where none is.

    Raises:
        PublishError: the disk refused (full, read-only).
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PublishError(disk_message(path, error)) from error


def disk_message(path: Path, error: OSError) -> str:
    """What a person can do about an error of the disk."""
    if error.errno == errno.ENOSPC:
        return f"{path}: the disk is full; free some space, then run again"
    if error.errno in {errno.EROFS, errno.EACCES, errno.EPERM}:
        return f"{path}: may not be written ({error.strerror}); look at the folder's owner and rights"
    if error.errno == errno.EXDEV:
        return f"{path}: lies on another disk than the rest of the published folder; keep both on one"
    return f"{path}: cannot be written ({error.strerror or error}); look at the disk"


@contextlib.contextmanager
def locked(path: Path, *, wait: bool, busy: str) -> Iterator[None]:
    """Hold an flock on ``path``. The kernel frees it when the process ends, however it ends.

    Args:
        path: the lock file; it stays, since removing it would let two processes lock two files of one name.
        wait: whether to wait for the present owner.
        busy: the message of the error when not.

    Raises:
        BusyError: another process (or another open of the file) holds it.
    """
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise PublishError(disk_message(path, error)) from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError as error:
            raise BusyError(busy) from error
        yield
    finally:
        os.close(handle)
