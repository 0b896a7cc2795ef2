"""Several sources at once; one that fails stops none of the others."""

from __future__ import annotations

import logging
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from briefing.article import Article
from briefing.choosing.coherence import leans_back
from briefing.choosing.stems import bare
from briefing.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Executor
    from datetime import datetime

    from briefing.sources import Source

log = logging.getLogger(__name__)

_AT_ONCE = 8
_REPEATS = 4


@dataclass(frozen=True, kw_only=True, slots=True)
class Gathered:
    """What the sources gave.

    Attributes:
        articles: in the order of the sources, each source's in its own order; of two with one address there is that
            of the outlet's own site, else the first.
        notices: one line for each source, file or article that could not be used.
    """

    articles: tuple[Article, ...]
    notices: tuple[str, ...]


def gather(sources: Sequence[Source], since: datetime | None, executor: Executor | None = None) -> Gathered:
    """Reads all sources, several at a time.

    Args:
        sources: in the order in which their articles shall stand.
        since: aware; articles known to be older are left out.
        executor: of threads; one is made when none is given.
    """
    if executor is None:
        with ThreadPoolExecutor(max_workers=_AT_ONCE, thread_name_prefix="source") as own:
            return gather(sources, since, own)
    results = list(executor.map(read_whole, sources, [since] * len(sources)))
    articles: dict[str, Article] = {}
    notices: list[str] = []
    for found in results:
        for one in found:
            if isinstance(one, Article):
                known = articles.setdefault(one.id, one)
                if one.first_hand and not known.first_hand:
                    articles[one.id] = one
            else:
                notices.append(" ".join(str(one).split()))
    return Gathered(articles=tuple(without_repeats(list(articles.values()))), notices=tuple(dict.fromkeys(notices)))


def read_whole(source: Source, since: datetime | None) -> list[Article | SourceError]:
    """All that a source gives, its failures in their place; whatever it raises is one of them."""
    found: list[Article | SourceError] = []
    try:
        found.extend(source.read(since))
    except SourceError as error:
        found.append(error if source.name in str(error) else SourceError(f"{source.name}: {error}"))
    except Exception as error:
        log.debug("source %s", source.name, exc_info=True)
        found.append(SourceError(f"{source.name}: failed ({type(error).__name__}: {error}); tell its maker"))
    return found


def without_repeats(articles: Sequence[Article]) -> list[Article]:
    """Articles without the lines that one outlet prints under four or more of them; one never loses all its text."""
    seen: Counter[tuple[str, str]] = Counter()
    for article in articles:
        seen.update({(article.outlet, bare(text)) for text in article.paragraphs})
    cleaned: list[Article] = []
    for article in articles:
        kept = tuple(text for text in article.paragraphs if seen[article.outlet, bare(text)] < _REPEATS)
        if not kept or len(kept) == len(article.paragraphs) or not article.outlet:
            cleaned.append(article)
        else:
            cleaned.append(replace(article, paragraphs=kept, lead_missing=leans_back(kept[0])))
    return cleaned
