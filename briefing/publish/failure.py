"""The last failure of the daily run, in a hidden file beside the feed: never served, gone after the next success."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from briefing.publish import durable

if TYPE_CHECKING:
    from pathlib import Path

_FILE = ".failure.json"
_TOLD_LETTERS = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class Failure:
    """Why the edition that is due is not there.

    Attributes:
        edition: its name.
        tries: how many failed.
        told: the last one's own words, one line.
        at: when it was, aware.
        next_try: aware; there is none once another edition is due.
    """

    edition: str
    tries: int
    told: str
    at: datetime
    next_try: datetime


def write(root: Path, what: Failure) -> None:
    """Keep it, in one step, for the owner's eyes alone.

    Raises:
        PublishError: the disk refuses.
    """
    told = " ".join(what.told.split())[:_TOLD_LETTERS]
    content = {
        "edition": what.edition,
        "tries": what.tries,
        "told": told,
        "at": what.at.isoformat(),
        "next_try": what.next_try.isoformat(),
    }
    durable.folder(root)
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    durable.write(root / _FILE, text.encode("utf-8", "replace"), private=True)


def read(root: Path) -> Failure | None:
    """The last failure; None when the newest try succeeded. A damaged file is none."""
    try:
        found = json.loads((root / _FILE).read_bytes())
        at, next_try = datetime.fromisoformat(found["at"]), datetime.fromisoformat(found["next_try"])
        if at.tzinfo is None or next_try.tzinfo is None:
            return None
        return Failure(
            edition=str(found["edition"]), tries=int(found["tries"]), told=str(found["told"]), at=at, next_try=next_try
        )
    except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return None


def clear(root: Path) -> None:
    """Forget it, and what a killed process left half written.

    Raises:
        OSError: the disk refuses.
    """
    try:
        (root / _FILE).unlink()
    except FileNotFoundError:  # as at nearly every look
        return
    for left in root.glob(f".{_FILE.lstrip('.')}.*.tmp"):
        left.unlink(missing_ok=True)
    durable.sync(root)
