"""Sources: the outside world becomes Articles.

A source is a class registered in the entry-point group ``briefing.sources``. It has a frozen dataclass ``Settings``
whose fields are the keys of its ``[[sources]]`` table, and is built with one such value and a fetcher.

``gather.gather`` reads several at once; ``inputs.source_for`` makes one from a word of the command line.

Where two sources give an article of one address, that of the outlet's own site is taken, else that of the source that
stands first in the settings: no feed puts other words in the place of an outlet's own.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar, Protocol

from briefing.article import Article
from briefing.errors import SourceError


class Source(Protocol):
    """Something that yields articles, newest first where it knows."""

    Settings: ClassVar[type]

    @property
    def name(self) -> str:
        """How the source is named in notices."""

    def read(self, since: datetime | None) -> Iterator[Article | SourceError]:
        """Articles published after ``since`` (all when None, and those of unknown date).

        One bad article is yielded as its error, in its place: the good ones still come.

        Raises:
            SourceError: the source as a whole cannot be read.
        """
