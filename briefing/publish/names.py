"""Which names are published, and what each of them is."""

from __future__ import annotations

import re
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_TOP = re.compile(
    r"shows\.opml|feed\.xml|feed-[0-9]{4}\.xml|index\.html|search\.json|cover-small\.jpg|cover-[0-9a-f]{8}\.jpg"
)
_EPISODE = re.compile(
    r"episodes/([0-9]{4}-[0-9]{2}-[0-9]{2}(?:-[0-9]{4})?(?:-r[1-9][0-9]{0,5})?)(/?)([A-Za-z0-9][A-Za-z0-9._-]{0,200})?"
)

# Longest ending first. RFC 3003 (mp3), the W3C note on WebVTT, the Podcast Namespace (srt, chapters, JSON transcript).
_TYPES = (
    (".chapters.json", "application/json+chapters"),
    (".json", "application/json"),
    (".html", "text/html; charset=utf-8"),
    (".opml", "text/x-opml; charset=utf-8"),
    (".xml", "application/rss+xml; charset=utf-8"),
    (".vtt", "text/vtt; charset=utf-8"),
    (".srt", "application/x-subrip; charset=utf-8"),
    (".mp3", "audio/mpeg"),
    (".jpg", "image/jpeg"),
    (".png", "image/png"),
)
_CHANGING_S = 60
_FOR_GOOD_S = 31_536_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Name:
    """A published name.

    Attributes:
        path: the file.
        media_type: its Content-Type.
        for_good: whether the bytes under this name never change.
        folder: whether the name lacks the slash of its folder.
    """

    path: Path
    media_type: str = ""
    for_good: bool = False
    folder: bool = False

    @property
    def is_text(self) -> bool:
        """Whether it is a document, which is sent whole and packed, rather than sound or picture."""
        return not self.media_type.startswith(("audio/", "image/"))


def media_type(name: str) -> str:
    """The Content-Type of a published file; empty for an ending that is never published."""
    return next((kind for ending, kind in _TYPES if name.endswith(ending)), "")


def changes(name: str) -> bool:
    """Whether other bytes may come to stand under this published name."""
    last = name.rpartition("/")[2]
    return last in {"index.html", "search.json", "cover-small.jpg", "shows.opml"} or last.startswith("feed")


def fresh_s(name: str) -> int:
    """How long a cache may keep a published file, in seconds."""
    return _CHANGING_S if changes(name) else _FOR_GOOD_S


def named(root: Path, path: str) -> Name | None:
    """The published file of a request's path; None for every other name, for folders and for links.

    Args:
        root: the published folder.
        path: decoded, without the first slash.
    """
    if path == "" or _TOP.fullmatch(path):
        return _regular(root, path or "index.html")
    match = _EPISODE.fullmatch(path)
    if match is None or match[3] == "episode.json":
        return None
    if not match[2]:
        inside = None if match[3] else _regular(root, f"{path}/index.html")
        return Name(path=inside.path, folder=True) if inside else None
    return _regular(root, f"episodes/{match[1]}/{match[3] or 'index.html'}")


def _regular(root: Path, name: str) -> Name | None:
    kind = media_type(name)
    path = root / name
    try:
        inner = [path, *list(path.parents)[: name.count("/")]]
        linked = any(one.is_symlink() for one in inner)
        if not kind or linked or not stat.S_ISREG(path.stat().st_mode):
            return None
    except (OSError, ValueError):
        return None
    return Name(path=path, media_type=kind, for_good=not changes(name))
