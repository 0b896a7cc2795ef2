"""Turns Arabic news into a podcast; and speaks Arabic for whoever needs only that.

The whole program in ten lines::

    from briefing import make_episode

    made = make_episode("public", inputs=["articles/"], voice="espeak", minutes=5)
    print(made.episode.title, made.audio, made.feed)

Its language alone, as the front end of any text-to-speech engine::

    from briefing import marked, phonemes, spoken, ssml

    spoken("وصل 15 صاروخا")      # 'وصل خمسة عشر صاروخا'

These names are stable: :func:`make_episode`, :class:`Made`, :func:`spoken`, :func:`marked`, :func:`phonemes`,
:func:`ssml`, :class:`BriefingError`. They are described in :mod:`briefing.api`. Nothing is loaded before it is used.

Inside, one value walks through the newsroom and changes its type at each door: Article, Story, Digest, Script, Take,
Programme, Episode, and last the feed.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from briefing.api import Made, make_episode, marked, phonemes, spoken, ssml
    from briefing.errors import BriefingError

_HOMES = {
    "BriefingError": "briefing.errors",
    **dict.fromkeys(("Made", "make_episode", "marked", "phonemes", "spoken", "ssml"), "briefing.api"),
}

__all__ = ["BriefingError", "Made", "make_episode", "marked", "phonemes", "spoken", "ssml"]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
