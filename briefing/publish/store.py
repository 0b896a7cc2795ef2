"""The folder store: published files in a folder of another disk, a mount or a web server's root."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, ClassVar

from briefing.errors import PublishError
from briefing.publish import durable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass(frozen=True, kw_only=True, slots=True)
class FolderSettings:
    """Where the folder is.

    Attributes:
        path: of the folder; made when it is not there.
    """

    path: str = ""


class FolderStore:
    """A folder; see :class:`briefing.publish.Store` for the contract."""

    Settings: ClassVar[type] = FolderSettings

    def __init__(self, settings: FolderSettings) -> None:
        """Nothing is made until something is put.

        Raises:
            PublishError: no path is given.
        """
        if not settings.path:
            message = "folder store: no path is given; set it to the folder to publish into"
            raise PublishError(message)
        self._root = Path(os.path.expanduser(settings.path))  # noqa: PTH111 - a ~ of nobody stays as it is

    def put(self, name: str, file: Path, *, media_type: str, fresh_s: int) -> None:
        """Copy, bring to the disk, rename."""
        del media_type, fresh_s
        with file.open("rb") as source:
            self._place(name, lambda target: shutil.copyfileobj(source, target, 1 << 20))

    def open(self, name: str) -> BinaryIO:
        """Open the file."""
        try:
            return self._path(name).open("rb")
        except OSError as error:
            message = f"{self._path(name)}: cannot be read ({error.strerror}); publish it again"
            raise PublishError(message) from error

    def list(self, prefix: str = "") -> Iterator[str]:
        """Walk the folder; names with a leading dot are the store's own."""
        for folder, folders, files in os.walk(self._root):
            folders[:] = [name for name in folders if not name.startswith(".")]
            for file in files:
                name = (Path(folder) / file).relative_to(self._root).as_posix()
                if not file.startswith(".") and name.startswith(prefix):
                    yield name

    def delete(self, name: str) -> None:
        """Remove the file."""
        path = self._path(name)
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise PublishError(durable.disk_message(path, error)) from error

    def read(self, name: str) -> tuple[bytes, str]:
        """The content and its hash."""
        try:
            content = self._path(name).read_bytes()
        except FileNotFoundError:
            return b"", ""
        except OSError as error:
            raise PublishError(durable.disk_message(self._path(name), error)) from error
        return content, hashlib.sha256(content).hexdigest()

    def version(self, name: str) -> str:
        """The hash of the content."""
        return self.read(name)[1]

    def swap(self, name: str, content: bytes, version: str, *, media_type: str, fresh_s: int) -> bool:
        """Compare and replace under a lock that every publisher into this folder takes."""
        del media_type, fresh_s
        durable.folder(self._root)
        with durable.locked(self._root / ".swap", wait=True, busy=""):
            if self.version(name) != version:
                return False
            self._place(name, lambda target: target.write(content))
            return True

    def _path(self, name: str) -> Path:
        parts = name.split("/")
        if not name.isascii() or any(part in {"", ".", ".."} or part.startswith(".") or "\0" in part for part in parts):
            message = f"{name!r}: not a name that can be published"
            raise PublishError(message)
        return self._root.joinpath(*parts)

    def _place(self, name: str, fill: Callable[[BinaryIO], object]) -> None:
        path = self._path(name)
        durable.folder(path.parent)
        temporary = path.with_name(f".{uuid.uuid4().hex}.tmp")
        try:
            with temporary.open("wb") as target:
                fill(target)
                target.flush()
                os.fsync(target.fileno())
            temporary.replace(path)
            durable.sync(path.parent)
        except OSError as error:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise PublishError(durable.disk_message(path, error)) from error
