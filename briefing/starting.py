"""A show of one's own, from nothing: a commented settings file, a lexicon, a cover, a list of outlets to begin with.

The settings file is the sample that comes with the package, with the newcomer's answers put into it, so each key and
its meaning is there to be changed later.
"""

from __future__ import annotations

import json
import re
import shutil
import socket
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.config.settings import Settings, settings_of
from briefing.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ZONES = {"egypt": "Africa/Cairo", "levant": "Asia/Amman", "maghreb": "Africa/Algiers", "gulf": "Asia/Riyadh"}
"""The zone that is proposed with each way of naming the months."""

CONFIG, LEXICON, COVER, OPML = "briefing.toml", "lexicon.tsv", "cover.jpg", "feeds.opml"

_SOURCES = re.compile(r"^# Where articles come from.*?(?=^\[voice\])", re.DOTALL | re.MULTILINE)
_COMMENT_COLUMN = 48
_NO_SOURCES = """# While there is none, the sample articles of the package are read.
# [[sources]]
# type = "feed"
# name = "جريدة المثال"                            # how the outlet is named on air
# url = "https://news.example.org/rss.xml"

"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outlet:
    """An outlet's public feed.

    Attributes:
        region: a way of naming the months, or ``arab`` or ``world``.
        country: as it is shown.
        name: as it is named on air.
        url: of the feed.
    """

    region: str
    country: str
    name: str
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Start:
    """A newcomer's answers.

    Attributes:
        title: of the show.
        region: how months are named, as in :class:`briefing.arabic.style.Style`.
        minutes: the longest that an episode may be.
        at: local time of the daily run, HH:MM.
        time_zone: IANA name.
        voice: a voice's name, or auto.
        base_url: address under which the published folder will be served.
        outlets: the feeds to read.
        opml: a list of feeds instead, copied into the folder.
    """

    title: str
    region: str
    minutes: float
    at: str
    time_zone: str
    voice: str
    base_url: str
    outlets: tuple[Outlet, ...] = ()
    opml: Path | None = None


def seeds_folder() -> Path:
    """What a newcomer starts from, wherever it lies: in the installed package, or beside it in a checkout."""
    here = Path(__file__).resolve().parent
    packaged = here / "_seeds"
    return packaged if packaged.exists() else here.parent / "seeds"


def outlets() -> tuple[Outlet, ...]:
    """The starter list; its addresses are gathered, not checked."""
    rows = (seeds_folder() / "outlets.tsv").read_text(encoding="utf-8").splitlines()
    cells = [row.split("\t") for row in rows if row and not row.startswith("#")]
    return tuple(Outlet(region=region, country=country, name=name, url=url) for region, country, name, url in cells)


def chosen_outlets(words: Iterable[str], known: Sequence[Outlet]) -> tuple[Outlet, ...]:
    """The outlets that words name: numbers of the list, countries, names, or addresses of other feeds.

    Args:
        words: "3", "مصر", "هسبريس", "gulf", "https://news.example.org/rss.xml".
        known: the list; its first outlet is number 1.

    Raises:
        SettingsError: a word names nothing.
    """
    found: list[Outlet] = []
    for word in words:
        if word.startswith(("http://", "https://")):
            found.append(Outlet(region="", country="", name="", url=word))
        elif word.isdecimal() and 1 <= int(word) <= len(known):
            found.append(known[int(word) - 1])
        elif named := [one for one in known if word in {one.name, one.country, one.region}]:
            found.extend(named)
        else:
            message = f"{word}: names no feed; give a number of the list, a country, an outlet, or an address"
            raise SettingsError(message)
    return tuple(dict.fromkeys(found))


def own_address(port: int) -> str:
    """The address of this machine in its own network, so that a phone there can reach it; loopback without one.

    Asks the system which of its addresses would be used to go out; nothing is sent (connect(2) on a datagram socket).
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        try:
            asked.connect(("192.0.2.1", 9))  # a documentation address (RFC 5737)
            host = str(asked.getsockname()[0])
        except OSError:
            host = "127.0.0.1"
    return f"http://{host}:{port}"


def _written(value: str | float) -> str:
    """A value as TOML; JSON's strings are TOML's basic strings but for the control character DEL."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return f"{value:g}"


def _put(text: str, section: str, key: str, value: str | float) -> str:
    """The text with one key's value changed; its comment stays where it stood.

    Raises:
        LookupError: the sample has no such key.
    """
    head = re.search(rf"^\[{section}\]$", text, re.MULTILINE)
    line = head and re.compile(rf"^{key} = [^#\n]*?( *)(#.*)?$", re.MULTILINE).search(text, head.end())
    if line is None:
        message = f"{section}.{key}"
        raise LookupError(message)
    new = f"{key} = {_written(value)}"
    new = f"{new:{_COMMENT_COLUMN}} {line[2]}" if line[2] else new
    return text[: line.start()] + new + text[line.end() :]


def _tables(start: Start) -> str:
    """The sources as tables."""
    head = (
        "# Where articles come from: feed (url), page (url), folder (path) or opml (path). Add as many as you like.\n"
    )
    if start.opml is not None:
        return f'{head}[[sources]]\ntype = "opml"\npath = "{OPML}"\n\n'
    if not start.outlets:
        return head + _NO_SOURCES
    return head + "".join(
        '[[sources]]\ntype = "feed"\n'
        + (f"name = {_written(one.name)}\n" if one.name else "")
        + f"url = {_written(one.url)}\n\n"
        for one in start.outlets
    )


def settings_text(start: Start, show_id: str) -> str:
    """The commented settings file."""
    text = (seeds_folder() / CONFIG).read_text(encoding="utf-8")
    puts: list[tuple[str, str, str | float]] = [
        ("show", "id", show_id),
        ("show", "title", start.title),
        ("show", "author", start.title),
        ("show", "base_url", start.base_url),
        ("show", "cover", COVER),
        ("edition", "minutes", start.minutes),
        ("edition", "time_zone", start.time_zone),
        ("edition", "at", start.at),
        ("voice", "name", start.voice),
        ("arabic", "region", start.region),
    ]
    for section, key, value in puts:
        text = _put(text, section, key, value)
    return _SOURCES.sub(lambda _: _tables(start), text, count=1)


def _show_id(folder: Path) -> str:
    """ASCII letters, digits and dashes of the folder's name."""
    return re.sub(r"[^a-z0-9]+", "-", folder.resolve().name.lower()).strip("-") or "briefing"


def opml_bytes(path: Path) -> bytes:
    """The list of feeds, once it is known to be one.

    Raises:
        SettingsError: it cannot be read, or names no feed.
    """
    from briefing import named_file
    from briefing.errors import SourceError
    from briefing.sources.opml import MOST_BYTES, feeds_in

    try:
        content = named_file.content(path, MOST_BYTES)
        feeds_in(content)
    except OSError as error:
        message = f"{path}: cannot be read ({error.strerror}); name an existing OPML file"
        raise SettingsError(message) from error
    except SourceError as error:
        message = f"{path}: {error}"
        raise SettingsError(message) from error
    return content


@dataclass(frozen=True, kw_only=True, slots=True)
class Begun:
    """A show that was begun.

    Attributes:
        settings: as they were written.
        written: the files that were written.
        kept: those that were there already and are left alone.
    """

    settings: Settings
    written: tuple[Path, ...]
    kept: tuple[Path, ...]


def look(start: Start, folder: Path, *, force: bool) -> tuple[list[str], bool]:
    """See which files of a show would be written, and whether a lexicon is there and would be kept.

    Raises:
        SettingsError: a file is there already that would be written over.
    """
    kept = (folder / LEXICON).exists()
    mine = [CONFIG, COVER] if kept else [CONFIG, LEXICON, COVER]
    if start.opml is not None and start.opml.resolve() != (folder / OPML).resolve():
        mine.append(OPML)
    there = [name for name in mine if (folder / name).exists()]
    if there and not force:
        message = f"{folder}: holds {', '.join(there)} already; choose another folder, or write over them with --force"
        raise SettingsError(message)
    return mine, kept


def begin(start: Start, folder: Path, *, force: bool) -> Begun:
    """Write the show's files; a lexicon that is there already is somebody's work, and is kept.

    Args:
        start: the answers.
        folder: made when it is not there.
        force: write over files that are there.

    Raises:
        SettingsError: an answer is wrong, a file is there already, or the folder cannot be written. Nothing was written
            unless the disk itself failed.
    """
    from briefing.publish.cover import feed_cover

    mine, kept = look(start, folder, force=force)
    text = settings_text(start, _show_id(folder))
    settings = settings_of(tomllib.loads(text), folder)
    opml = None if start.opml is None else opml_bytes(start.opml)
    drawn = settings_of({"show": {"title": start.title, "id": settings.show.id}}, folder).show
    cover = feed_cover(drawn)[1]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / COVER).write_bytes(cover)
        if not kept:
            shutil.copyfile(seeds_folder() / LEXICON, folder / LEXICON)
        if opml is not None:
            (folder / OPML).write_bytes(opml)
        (folder / CONFIG).write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        message = f"{error.filename or folder}: cannot be written ({error.strerror}); choose another folder"
        raise SettingsError(message) from error
    left_alone = (folder / LEXICON,) if kept else ()
    return Begun(settings=settings, written=tuple(folder / name for name in mine), kept=left_alone)
