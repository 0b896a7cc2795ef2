"""Sources that several shows name, read once: every address is fetched once, every source's articles are found once."""

from __future__ import annotations

import json
import pickle
import threading
import zlib
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from briefing.errors import SourceError
from briefing.sources.gather import read_whole
from briefing.sources.http import Fetcher

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from types import TracebackType
    from typing import Any

    from briefing.article import Article
    from briefing.sources import Source
    from briefing.sources.copies import Response

_AT_ONCE = 32


class OnceFetcher(Fetcher):
    """Fetches each address once while it lives: who asks later gets the kept copy, or the same error."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - as the fetcher's own
        """As :class:`briefing.sources.http.Fetcher`; without a folder of copies nothing is kept and all is asked."""
        super().__init__(**options)
        self._door = threading.Lock()
        self._turns: dict[tuple[str, bool], threading.Lock] = {}
        self._done: dict[tuple[str, bool], str] = {}

    def get(
        self, url: str, etag: str | None = None, modified: str | None = None, *, robots: bool = True, fresh_s: float = 0
    ) -> Response:
        """The answer of the first time; errors as :meth:`briefing.sources.http.Fetcher.get`."""
        key = (url, robots)
        with self._door:
            turn = self._turns.setdefault(key, threading.Lock())
        with turn:
            told = self._done.get(key)
            if told:
                raise SourceError(told)
            kept = self._copies.find(url) if told is not None and self._copies is not None else None
            if kept is not None:
                return kept
            try:
                answer = super().get(url, etag, modified, robots=robots, fresh_s=fresh_s)
            except SourceError as error:
                self._done[key] = str(error)
                raise
            self._done[key] = ""
            return answer


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """A source that was read: a :class:`briefing.sources.Source` that asks nobody and travels to any worker.

    Attributes:
        name: the source's.
        packed: its articles and errors, in their order.
    """

    Settings: ClassVar[type] = type(None)
    name: str
    packed: bytes

    @classmethod
    def of(cls, source: Source, since: datetime | None) -> Self:
        """Read a source; whatever goes wrong is kept in its place."""
        found = [str(one) if isinstance(one, SourceError) else one for one in read_whole(source, since)]
        return cls(name=source.name, packed=zlib.compress(pickle.dumps(found), 1))

    def read(self, since: datetime | None) -> Iterator[Article | SourceError]:
        """What was found, without what is older than ``since``."""
        for one in pickle.loads(zlib.decompress(self.packed)):  # noqa: S301 - packed by this program, in this run
            if isinstance(one, str):
                yield SourceError(one)
            elif since is None or one.published is None or one.published > since:
                yield one


class Desk:
    """Reads sources for many shows, several at a time, each once while it lives."""

    def __init__(self, at_once: int = _AT_ONCE) -> None:
        self._threads = ThreadPoolExecutor(max_workers=at_once, thread_name_prefix="source")
        self._fetchers: dict[str, OnceFetcher] = {}
        self._readings: dict[str, Future[Reading]] = {}

    def __enter__(self) -> Self:
        """Nothing is read yet."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Ask for nothing more; what is being asked ends by its time-out."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def close(self) -> None:
        """Take no more; what was asked for is read."""
        self._threads.shutdown(wait=False)

    def fetcher(self, options: Mapping[str, Any]) -> OnceFetcher:
        """The one fetcher of these options."""
        key = repr(sorted((name, str(value)) for name, value in options.items()))
        if key not in self._fetchers:
            self._fetchers[key] = OnceFetcher(**options)
        return self._fetchers[key]

    def reading(self, source: Source, about: Mapping[str, Any], since: datetime) -> Future[Reading]:
        """What a source holds; the first of those who ask has it read.

        Args:
            source: opened with a fetcher of this desk.
            about: all that makes it another source than others, as plain values.
            since: older articles are not wanted.
        """
        key = json.dumps([dict(about), since.isoformat()], sort_keys=True, default=str)
        if key not in self._readings:
            self._readings[key] = self._threads.submit(Reading.of, source, since)
        return self._readings[key]
