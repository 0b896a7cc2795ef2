"""Other people's parsers: whatever they raise on strange input becomes one line."""

from __future__ import annotations

import logging
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from briefing.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator

log = logging.getLogger(__name__)

for _name in ("trafilatura", "pypdf"):
    # They warn of each page or file that they cannot read; the source says so once, in its own words.
    logging.getLogger(_name).setLevel(logging.CRITICAL)


_ALONE = threading.RLock()
"""One parser at a time: eight sources that are read at once would otherwise hold eight trees of huge pages."""


@contextmanager
def parsing(kind: str) -> Iterator[None]:
    """Runs a foreign parser; any error of it is a :class:`SourceError` without a subject.

    Parsers of HTML, XML, PDF and ZIP raise what their makers did not foresee: assertions, recursion, missing keys.

    Args:
        kind: what the text was thought to be, for the message.
    """
    try:
        with _ALONE:
            yield
    except SourceError:
        raise
    except Exception as error:
        message = f"not a readable {kind} ({type(error).__name__}); give the text in another form"
        raise SourceError(message) from error


@contextmanager
def each_alone(subject: str) -> Iterator[None]:
    """What nobody foresaw in one entry or file is that one's failure, and the others beside it are read.

    Args:
        subject: its address or path, for the message.
    """
    try:
        yield
    except SourceError:
        raise
    except Exception as error:
        log.debug("%s", subject, exc_info=True)
        words = " ".join(str(error).split())[:200]
        message = f"{subject}: failed ({type(error).__name__}: {words}); tell its maker"
        raise SourceError(message) from error
