"""Files and folders on this machine, and text from standard input."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from briefing import named_file
from briefing.errors import SourceError
from briefing.sources.articles import Origin, article_of
from briefing.sources.clean import clean_line
from briefing.sources.documents import SUFFIXES, read_documents
from briefing.sources.foreign import each_alone

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from briefing.article import Article
    from briefing.sources.http import Fetcher

_MAX_BYTES = 20_000_000


@dataclass(frozen=True, kw_only=True, slots=True)
class FolderSettings:
    """Keys of a ``[[sources]]`` table of type "folder".

    Attributes:
        path: a file, or a folder that is read with its sub-folders.
        name: the outlet's name as it is said on air; empty for what a file says of itself, else its sub-folder's name.
        weight: how much its articles count when stories are ordered; 1 is the usual.
        limit: the most articles of one edition; 0 for all.
        category: section of the news.
    """

    path: str
    name: str = ""
    weight: float = 1.0
    limit: int = 0
    category: str = ""


class FolderSource:
    """Reads txt, md, html, docx, epub and pdf files, in the order of their names."""

    Settings: ClassVar[type] = FolderSettings

    def __init__(self, settings: FolderSettings, fetcher: Fetcher | None = None) -> None:
        del fetcher  # every source is built alike; files need no fetching
        self._settings = settings
        self._root = Path(settings.path)
        self.name = settings.name or self._root.name or settings.path

    def read(self, since: datetime | None) -> Iterator[Article | SourceError]:
        """Articles of the files, each bad file as its error; files whose date is unknown are always read.

        Raises:
            SourceError: the path cannot be read, or a folder holds no file.
        """
        try:
            files, closed = self._files()
        except OSError as error:
            message = f"{self._root}: cannot be read ({error.strerror}); name an existing file or folder"
            raise SourceError(message) from None
        yield from closed
        left = self._settings.limit or len(files) * 1_000
        for path in files:
            for found in self._read_file(path):
                if isinstance(found, SourceError):
                    yield found
                elif since is None or found.published is None or found.published > since:
                    yield found
                    left -= 1
                if not left:
                    return

    def _files(self) -> tuple[list[Path], list[SourceError]]:
        if not stat.S_ISDIR(self._root.stat().st_mode):
            return [self._root], []
        files, closed = _files_under(self._root)
        if not files and not closed:
            message = f"{self._root}: an empty folder; put articles into it ({', '.join(SUFFIXES)})"
            raise SourceError(message)
        return files, closed

    def _read_file(self, path: Path) -> Iterator[Article | SourceError]:
        settings = self._settings
        folder = clean_line(path.parent.name) if self._root not in {path, path.parent} else ""
        origin = Origin(
            source=self.name,
            outlet=settings.name,
            fallback=folder,
            weight=settings.weight,
            category=settings.category,
        )
        if path != self._root and path.suffix.lower() not in SUFFIXES:
            yield SourceError(f"{path}: not a kind that is read, left out; readable are {', '.join(SUFFIXES)}")
            return
        yield from articles_in(_bytes_of(path), path.name, str(path), origin)


def _files_under(root: Path) -> tuple[list[Path], list[SourceError]]:
    """Plain files in the order of their names, and the folders that cannot be looked into, each as its error.

    Hidden ones are left out, and links to folders are not followed.

    Raises:
        OSError: ``root`` itself cannot be looked into.
    """
    files: list[Path] = []
    closed: list[SourceError] = []
    folders = [root]
    while folders:
        folder = folders.pop()
        try:
            with os.scandir(folder) as entries:
                shown = [one for one in entries if not one.name.startswith(".")]
        except OSError as error:
            if folder == root:
                raise
            closed.append(SourceError(f"{folder}: cannot be read ({error.strerror}), left out; check its rights"))
            continue
        folders += [folder / one.name for one in shown if one.is_dir(follow_symlinks=False)]
        files += [folder / one.name for one in shown if _may_be_a_file(one)]
    return sorted(files), closed


def _may_be_a_file(entry: os.DirEntry[str]) -> bool:
    """Whether it is a plain file, or cannot be looked at, which is told when it is opened."""
    try:
        return entry.is_file()
    except OSError:
        return True


def articles_in(body: bytes | SourceError, name: str, subject: str, origin: Origin) -> Iterator[Article | SourceError]:
    """The articles in a file's bytes, each bad one as its error."""
    if isinstance(body, SourceError):
        yield body
        return
    try:
        with each_alone(subject):
            documents = read_documents(body, name)
    except SourceError as error:
        yield error if subject in str(error) else SourceError(f"{subject}: {error}")
        return
    for number, document in enumerate(documents, 1):
        part = subject if len(documents) == 1 else f"{subject}, part {number}"
        try:
            yield article_of(document, origin, part)
        except SourceError as error:
            yield error
            continue
        if document.warning:
            yield SourceError(f"{part}: {document.warning}")


def _bytes_of(path: Path) -> bytes | SourceError:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return SourceError(f"{path}: not a plain file, left out; name a file with the article's text")
        if status.st_size > _MAX_BYTES:
            return SourceError(f"{path}: larger than {_MAX_BYTES:,} bytes, left out; give the article alone")
        return named_file.content(path, _MAX_BYTES)
    except OSError as error:
        return SourceError(f"{path}: cannot be read ({error.strerror}), left out; check its rights")


class TextSource:
    """Text that came through standard input."""

    Settings: ClassVar[type] = FolderSettings

    def __init__(self, body: bytes) -> None:
        self._body = body
        self.name = "standard input"

    def read(self, since: datetime | None) -> Iterator[Article | SourceError]:
        """The one article in the text.

        Raises:
            SourceError: it holds none.
        """
        del since  # a text that is handed over is wanted, whatever its date
        for found in articles_in(self._body[:_MAX_BYTES], "", self.name, Origin(source=self.name)):
            if isinstance(found, SourceError):
                raise found
            yield found
