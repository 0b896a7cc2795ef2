"""``episode.json`` and ``show.json``: what is stored of an episode and of a show."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from briefing.errors import PublishError
from briefing.show import Episode

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic import TypeAdapter


@dataclass(frozen=True, kw_only=True, slots=True)
class ShowRecord:
    """What a show keeps between runs: the content of ``show.json``.

    Attributes:
        podcast_guid: made once from the first feed address, kept after a move (Podcasting 2.0, ``podcast:guid``).
        title: as in the feed.
        feed_url: where the feed was last published.
        fingerprint: of the show's own words, so that a change of them is a change of the feed.
        changed: when the fingerprint changed last; None until it does.
        cover: name of the cover's file.
        cover_key: what the cover was made from.
        moved: whether listeners may know the show by another feed address.
    """

    podcast_guid: str
    feed_url: str
    fingerprint: str
    changed: datetime | None = None
    cover: str = ""
    cover_key: str = ""
    moved: bool = False
    title: str = ""


@functools.cache
def _episodes() -> TypeAdapter[Episode]:
    from pydantic import TypeAdapter

    return TypeAdapter(Episode)


@functools.cache
def _shows() -> TypeAdapter[ShowRecord]:
    from pydantic import TypeAdapter

    return TypeAdapter(ShowRecord)


def dump(record: Episode | ShowRecord) -> bytes:
    """The record as JSON, one key a line, the same bytes for the same record; a lone surrogate is dropped."""
    if isinstance(record, Episode):
        plain = _episodes().dump_python(record, mode="json")
    else:
        plain = _shows().dump_python(record, mode="json")
    return (json.dumps(plain, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "ignore")


def load_episode(path: Path) -> Episode:
    """Read an ``episode.json``.

    Raises:
        PublishError: the file is missing or is not one.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from error
    return episode_of(content, path)


def episode_of(content: bytes, where: Path | str) -> Episode:
    """The episode of an ``episode.json`` that was read somewhere; errors as :func:`load_episode`."""
    try:
        episode = _episodes().validate_json(content)
    except ValueError as error:
        raise _unreadable(where, error) from error
    if episode.published.tzinfo is None:
        raise _unreadable(where, ValueError("the time of publication has no time zone"))
    return episode


def load_show(path: Path) -> ShowRecord:
    """Read a ``show.json``; errors as :func:`load_episode`."""
    try:
        return _shows().validate_json(path.read_bytes())
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path | str, error: Exception) -> PublishError:
    reason = str(error).splitlines()[0]
    return PublishError(f"{path}: cannot be read ({reason}); the record is passed over, put back a good copy")
