"""How a published folder is, for a monitor: how old its newest episodes are, and whether the daily run fails."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from briefing.publish import failure, shows
from briefing.publish.library import Library
from briefing.publish.listeners import Listeners

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

_TELLING = re.compile(r"\S*[/\\@=]\S*|\S*\w[.:]+\w\S*|\S*::\S*|\S{40,}")
"""Words that may hold a path, an address, a host, a port or a key."""


def health(root: Path, now: datetime) -> dict[str, Any]:
    """What ``/health`` says; no paths, no addresses, no hosts.

    In a folder of shows nothing is told of a private one beyond the number of all such; one that is served alone tells
    its editions and tries, and no error's words.

    ``status`` is "ok", "failing" while the newest try of a daily run failed, or "empty" while a show has no episode;
    one among several that failed before its first episode is failing.

    Args:
        root: of one show, or of a folder of shows.
        now: aware.
    """
    open_ones: dict[str, dict[str, Any]] = {}
    every: list[dict[str, Any]] = []
    published = shows.folders(root)
    never = [] if root in published else [one for one in shows.unpublished(root) if failure.read(one) is not None]
    for folder in [*published, *never] or [root]:
        private = folder != root and Listeners(folder).private()
        told = _show(folder, now)
        every.append(told)
        if not private:
            open_ones["" if folder == root else folder.name] = told
    empty = any("newest" not in told for told in every[: len(published)]) or all("newest" not in told for told in every)
    failing = any("failed" in told for told in every)
    content: dict[str, Any] = {"status": "empty" if empty else "failing" if failing else "ok"}
    if "" in open_ones:
        return content | open_ones[""]
    hidden = len(every) - len(open_ones)
    return content | {"shows": open_ones} | ({"private": hidden} if hidden else {})


def _show(folder: Path, now: datetime) -> dict[str, Any]:
    told: dict[str, Any] = {}
    newest = Library(folder).newest()
    if newest is not None:
        told |= {"newest": str(newest.edition), "age_s": int((now - newest.published).total_seconds())}
    failed = failure.read(folder)
    if failed is not None:
        error = "" if Listeners(folder).private() else _TELLING.sub("…", failed.told)
        told["failed"] = {
            "edition": failed.edition,
            "tries": failed.tries,
            "error": error,
            "next_try": failed.next_try.isoformat(timespec="seconds"),
        }
    return told
