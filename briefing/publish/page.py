"""The page: static HTML, right to left, that needs nothing from anywhere else.

One template gives the front page (newest episode, older ones, search, subscribing) and each episode's own page, which
is written with the episode, and anew when another episode comes to stand before it. Style and script stand in the page;
its content security policy names their hashes and allows nothing else.
"""

from __future__ import annotations

import io
import json
import re
from typing import TYPE_CHECKING
from urllib.parse import quote

import segno

from briefing.publish import chapters, clean, colours, look
from briefing.publish.folders import folder_name
from briefing.publish.parts import parts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from briefing.show import Episode, Show

_SEARCHED_LETTERS = 3000  # of one episode
LISTED = 30  # older episodes that stand on the front page; the search knows all


def front_page(show: Show, episodes: Sequence[Episode], newest: Path | None) -> bytes:
    """``index.html``.

    Args:
        show: whose page it is.
        episodes: newest first.
        newest: folder of the first of them, for its transcript; None when there is no episode.
    """
    first = episodes[0] if episodes and newest else None
    return _render(
        show,
        front=True,
        root="",
        feed_url=f"{show.base_url}/feed.xml",
        episode=_view(first, newest, f"episodes/{folder_name(first.edition, first.revision)}/")
        if first and newest
        else None,
        older=[_row(episode) for episode in episodes[1 : LISTED + 1]],
        qr=qr(f"{show.base_url}/feed.xml"),
        apps=_apps(show.base_url),
    )


def episode_page(show: Show, episode: Episode, folder: Path, before: Episode | None) -> bytes:
    """An episode's own page.

    Args:
        show: what it belongs to.
        episode: whose page it is.
        folder: where its files are, for the transcript.
        before: the episode of the day before, for the way back.
    """
    return _render(
        show,
        front=False,
        root="../../",
        feed_url="../../feed.xml",
        episode=_view(episode, folder, ""),
        older=[_row(before)] if before else [],
        qr="",
        apps=[],
    )


def shows_page(title: str, language: str, shows: Sequence[tuple[str, str]]) -> bytes:
    """The index over several shows.

    Args:
        title: its heading.
        language: BCP 47 tag.
        shows: name of the folder and title of each.
    """
    style = look.style(colours.PALETTES[0])
    rows = [{"name": name, "title": text} for name, text in shows]
    html = (
        look.templates()
        .get_template("shows.html")
        .render(title=clean.title(title), language=language, shows=rows, style=style, policy=look.policy(style, ""))
    )
    return html.encode()


def search_row(episode: Episode) -> bytes:
    """An episode's row of ``search.json``, which the search of the front page looks through."""
    words = [episode.summary, *(chapter.title for chapter in episode.chapters)]
    row = {**_row(episode), "words": clean.title(" ".join(dict.fromkeys(words)), _SEARCHED_LETTERS)}
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode()


def _row(episode: Episode) -> dict[str, str]:
    return {
        "href": f"episodes/{folder_name(episode.edition, episode.revision)}/",
        "date": episode.date.isoformat(),
        "title": clean.title(episode.title) or episode.date.isoformat(),
        "length": _length(episode.duration_ms),
    }


def _length(milliseconds: int) -> str:
    return chapters.clock(milliseconds, hours=milliseconds >= 3_600_000)


def _view(episode: Episode, folder: Path, base: str) -> dict[str, object]:
    """What the template shows of an episode."""
    links = [
        {
            "title": clean.title(one.title) or clean.url(one.url),
            "outlet": clean.title(one.outlet),
            "url": clean.url(one.url),
        }
        for one in episode.references
    ]
    return {
        **_row(episode),
        "base": base,
        "summary": clean.text(episode.summary),
        "audio": base + episode.files["audio"],
        "megabytes": f"{episode.audio_bytes / 1_000_000:.1f}",
        "files": {role: base + name for role, name in episode.files.items()},
        "parts": parts(episode, folder),
        "links": links,
        "notices": [clean.title(notice) for notice in episode.notices],
        "seconds": episode.duration_ms / 1000,
    }


def qr(address: str) -> str:
    """The feed's address as an inline SVG."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        out, kind="svg", xmldecl=False, svgns=True, border=3, omitsize=True, light="#fff", svgclass=None, lineclass=None
    )
    return out.getvalue().decode()


def _apps(base_url: str) -> list[dict[str, str]]:
    """Addresses that open a podcast app with this feed, as each app documents them."""
    bare = re.sub(r"^https?://", "", base_url) + "/feed.xml"
    whole = quote(f"{base_url}/feed.xml", safe="")
    return [
        {"name": "Apple Podcasts", "href": f"podcast://{bare}"},
        {"name": "AntennaPod", "href": f"https://antennapod.org/deeplink/subscribe?url={whole}"},
        {"name": "Pocket Casts", "href": f"pktc://subscribe/{bare}"},
        {"name": "Overcast", "href": f"overcast://x-callback-url/add?url={whole}"},
    ]


def _render(show: Show, **values: object) -> bytes:
    style = look.style(colours.palette(show.id))
    script = look.asset("player.js") + (look.asset("shelf.js") if values["front"] else "")
    html = (
        look.templates()
        .get_template("page.html")
        .render(
            show={
                "title": clean.title(show.title),
                "author": clean.title(show.author),
                "description": clean.text(show.description),
                "language": show.language,
                "link": clean.url(show.link),
                "base_url": clean.url(show.base_url),
            },
            style=style,
            script=script,
            policy=look.policy(style, script),
            **values,
        )
    )
    return html.encode()
