"""The log: lines for people, or one JSON object a line for those who collect them, with show and edition."""

from __future__ import annotations

import contextlib
import functools
import json
import logging
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from briefing.messages.catalogue import language, translated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

Form = Literal["text", "json"]

_about: ContextVar[Mapping[str, str]] = ContextVar("about", default={})  # noqa: B039 - never written into
_FIELDS = ("stage", "seconds")


@contextlib.contextmanager
def about(**facts: str) -> Iterator[None]:
    """What every line of this thread is about, such as ``show`` and ``edition``."""
    token = _about.set({**_about.get(), **facts})
    try:
        yield
    finally:
        _about.reset(token)


class _About(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        facts = _about.get()
        record.__dict__.update(about=dict(facts), named="".join(f"{value}: " for value in facts.values()))
        return True


class JsonLines(logging.Formatter):
    """One JSON object a line: time (RFC 3339), level, logger, message, what it is about, and a fault's traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        told = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "about", {}),
            **{name: record.__dict__[name] for name in _FIELDS if name in record.__dict__},
        }
        if record.exc_info:
            told["traceback"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False, default=str).encode("utf-8", "replace").decode()


class TextLines(logging.Formatter):
    """A line for people: time, level, logger, what it is about, and the message in the person's language."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(named)s%(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """The line without its traceback."""
        record.message = translated(record.message, language())
        return super().formatMessage(record)


def begin(form: Form, level: int) -> None:
    """Write the log to standard error.

    Args:
        form: for people, or for programs.
        level: of :mod:`logging`; what is less is left out.
    """
    handler = logging.StreamHandler()
    handler.addFilter(_About())
    handler.setFormatter(JsonLines() if form == "json" else TextLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)


def beginner() -> Callable[[], None]:
    """What begins the same log in a child process."""
    root = logging.getLogger()
    form: Form = "json" if any(isinstance(one.formatter, JsonLines) for one in root.handlers) else "text"
    return functools.partial(begin, form, root.level)
