"""The only place where a name in the settings becomes an object."""

from __future__ import annotations

import difflib
import functools
import os
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audio.errors import VoiceUnavailableError
from briefing.config.settings import Settings, load
from briefing.config.tables import read_section
from briefing.errors import PluginMissingError, SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from importlib.metadata import EntryPoints

    from audio.voices import Voice
    from briefing.marks import Diacritizer
    from briefing.marks.lexicon import Lexicon
    from briefing.publish import Store
    from briefing.scriptwriter import Pen
    from briefing.sources import Source
    from briefing.sources.http import Fetcher


@functools.cache
def _registered(group: str) -> EntryPoints:
    """All of a group; looked up once, as every package's list is read for it."""
    return entry_points(group=group)


def plugin_names(group: str) -> list[str]:
    """Names registered in an entry-point group, in alphabetical order."""
    return sorted({one.name for one in _registered(group)})


def _no_plugin(name: str, known: list[str]) -> str:
    """What is said of a name that no plug-in has."""
    near = difflib.get_close_matches(name, known, n=1)
    if near:
        return f"there is no {name!r}; did you mean {near[0]!r}?"
    return f"there is no {name!r}; known are {', '.join(known)}"


def _plugin(group: str, name: str, where: str) -> Any:  # noqa: ANN401 - a plug-in's class is known by its contract only
    found = list(_registered(group).select(name=name))
    if not found:
        message = f"{where}: {_no_plugin(name, plugin_names(group))}"
        raise SettingsError(message)
    try:
        return found[0].load()
    except ImportError as error:
        extra = f"install its extra: pip install 'arabic-briefing[{name}]'"
        message = f"{where}: {name!r} is not installed whole ({error}); {extra}"
        raise PluginMissingError(message) from error
    except Exception as error:  # a stranger's module may raise anything when it is loaded
        message = f"{where}: {name!r} is broken ({type(error).__name__}: {error}); mend its package or remove it"
        raise SettingsError(message) from error


def open_voice(name: str, settings: Settings) -> Voice:
    """The voice of that name, built with its table of the settings.

    A table with a ``type`` is a further voice of that kind under a name of its own, such as a second speaker of edge.

    Raises:
        SettingsError: no such voice, or its table is wrong.
        VoiceUnavailableError: a package that it needs is not installed.
    """
    try:
        cls, section = _voice_class(name, settings)
        voice: Voice = cls(section)
    except PluginMissingError as error:
        raise VoiceUnavailableError(str(error)) from error
    except SettingsError as error:
        raise SettingsError(settings.located(str(error))) from error
    return voice


def _voice_class(name: str, settings: Settings) -> tuple[Any, Any]:
    """A voice's class and its table as the class wants it.

    Raises:
        SettingsError: no such voice, a package is missing, or the table is wrong.
    """
    table = dict(settings.voices.get(name, {}))
    kind = table.pop("type", name)
    if not isinstance(kind, str):
        message = f"voice.{name}.type: must be a name, such as {name!r}"
        raise SettingsError(message)
    where = f"voice.{name}" if kind == name and name in settings.voices else "voice.name"
    cls = _plugin("audio.voices", kind, where if kind == name else f"voice.{name}.type")
    return cls, read_section(cls.Settings, table, f"voice.{name}")


def voice_chain(settings: Settings) -> list[str]:
    """Names of the voices to try, in order."""
    return list(settings.voice.chain) if settings.voice.name == "auto" else [settings.voice.name]


def open_chain(settings: Settings) -> tuple[list[Voice], list[str]]:
    """The voices to try, in order, and why some could not be opened.

    Raises:
        SettingsError: a voice is unknown or its table is wrong, or none could be opened.
    """
    voices: list[Voice] = []
    refused: list[str] = []
    for name in voice_chain(settings):
        try:
            voices.append(open_voice(name, settings))
        except VoiceUnavailableError as error:
            refused.append(str(error))
    if not voices:
        raise SettingsError("\n".join(refused) or 'voice.chain: is empty; write ["espeak"]')
    return voices, refused


def cache_folder(settings: Settings, kind: str) -> Path:
    """Where a kind of thing is kept for the next run: the settings' folder, else the user's cache (XDG Base Directory).

    Args:
        settings: of the show.
        kind: "clips", "units" (their sound as it stands in a programme) or "pages".

    Raises:
        SettingsError: no folder is named, and the user has no home.
    """
    if settings.voice.cache_dir:
        return settings.path(settings.voice.cache_dir) / kind
    try:
        home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    except RuntimeError:  # as in a container, whose user is a mere number
        message = "voice.cache_dir: this user has no home folder; name a folder that may be written, or set HOME"
        raise SettingsError(message) from None
    return Path(home) / "arabic-briefing" / kind


def _listed_class(kind: str, number: int, settings: Settings) -> tuple[Any, Any]:
    """The class of one table of a list, and the table as the class wants it.

    Raises:
        SettingsError: it names no plug-in, a package is missing, or it is wrong.
    """
    where = f"{kind}[{number}]"
    rest = dict(getattr(settings, kind)[number - 1])
    name = rest.pop("type", None)
    if not isinstance(name, str):
        known = ", ".join(plugin_names(f"briefing.{kind}"))
        message = f"{where}.type: missing; write one of {known}"
        raise SettingsError(message)
    cls = _plugin(f"briefing.{kind}", name, f"{where}.type")
    if isinstance(rest.get("path"), str):
        rest["path"] = str(settings.path(rest["path"]))
    return cls, read_section(cls.Settings, rest, where)


def table_problems(settings: Settings) -> Iterator[str]:
    """What is wrong in the tables that only plug-ins can judge: voices, sources, stores; a line each.

    A plug-in whose own package is not installed is no problem until it is wanted.
    """
    known = plugin_names("audio.voices")
    wanted = {"chain": settings.voice.chain, "name": (settings.voice.name,), "second": (settings.voice.second,)}
    for key, name in ((key, name) for key, names in wanted.items() for name in names):
        if name not in {*known, *settings.voices, "auto", ""}:
            yield f"voice.{key}: {_no_plugin(name, known)}"
    if settings.marks.diacritizer not in (known := plugin_names("briefing.diacritizers")):
        yield f"marks.diacritizer: {_no_plugin(settings.marks.diacritizer, known)}"
    looks = [functools.partial(_voice_class, name, settings) for name in settings.voices]
    for kind in ("sources", "stores"):
        numbers = range(1, len(getattr(settings, kind)) + 1)
        looks += [functools.partial(_listed_class, kind, number, settings) for number in numbers]
    for look in looks:
        try:
            look()
        except PluginMissingError:
            continue
        except SettingsError as error:
            yield from str(error).splitlines()


def _open_listed(kind: str, settings: Settings, *more: object) -> list[Any]:
    """Every plug-in of a list of tables, such as [[sources]]: each table names its ``type`` and holds its settings.

    Raises:
        SettingsError: one line for each wrong table.
    """
    opened: list[Any] = []
    problems = []
    for number in range(1, len(getattr(settings, kind)) + 1):
        try:
            cls, section = _listed_class(kind, number, settings)
            opened.append(cls(section, *more))
        except SettingsError as error:
            problems.append(str(error))
    if problems:
        raise SettingsError(settings.located("\n".join(problems)))
    return opened


def open_sources(settings: Settings, fetcher: Fetcher) -> list[Source]:
    """The configured sources.

    Raises:
        SettingsError: one line for each wrong table.
    """
    return _open_listed("sources", settings, fetcher)


def open_stores(settings: Settings) -> list[Store]:
    """The places elsewhere to which the published folder is brought.

    Raises:
        SettingsError: one line for each wrong table.
    """
    return _open_listed("stores", settings)


def sources_of_words(words: Iterable[str], fetcher: Fetcher, stdin: bytes | None) -> list[Source]:
    """Sources named on the command line: files, folders, addresses, ``-``.

    Raises:
        SettingsError: a word is empty.
    """
    from briefing.sources.inputs import source_for

    words = list(words)
    if not all(word.strip() for word in words):
        message = "INPUT: is empty; name a file, a folder, an address, or - for standard input"
        raise SettingsError(message)
    return [source_for(word, fetcher, stdin) for word in words]


def fetch_options(settings: Settings) -> dict[str, Any]:
    """How the settings want the outside world to be asked, as the fetcher's options."""
    options: dict[str, Any] = {"allow_private": settings.fetch.allow_private, "timeout_s": settings.fetch.timeout_s}
    options["copies"] = cache_folder(settings, "pages")
    if settings.fetch.user_agent:
        options["user_agent"] = settings.fetch.user_agent
    return options


def open_fetcher(settings: Settings) -> Fetcher:
    """The one guarded fetch, as the settings want it."""
    from briefing.sources.http import Fetcher

    return Fetcher(**fetch_options(settings))


def open_lexicon(settings: Settings) -> Lexicon:
    """The shipped lexicon with the user's rows over it.

    Raises:
        LexiconError: a row of the user's file is wrong.
    """
    own = settings.path(settings.marks.lexicon) if settings.marks.lexicon else None
    try:
        state = own.stat() if own else None
    except OSError:
        state = None  # the lexicon says what is wrong
    return _lexicon(own, (state.st_mtime_ns, state.st_size) if state else None)


@functools.lru_cache(16)
def _lexicon(own: Path | None, _state: tuple[int, int] | None) -> Lexicon:
    """Read once by a process that makes many editions; anew when the user's file has changed."""
    from briefing.marks.lexicon import Lexicon

    return Lexicon.load(own)


def open_pen(settings: Settings) -> Pen:
    """What writes the script: style, the user's readings, vowel marks.

    Raises:
        SettingsError: no such diacritizer.
        LexiconError: a row of the user's lexicon is wrong.
    """
    from briefing.marks.marker import Marker
    from briefing.scriptwriter import Pen

    lexicon = open_lexicon(settings)
    diacritizer: Diacritizer = _plugin("briefing.diacritizers", settings.marks.diacritizer, "marks.diacritizer")()
    marker = Marker(diacritizer, lexicon, endings=settings.marks.endings)
    return Pen(style=settings.arabic, readings=lexicon.readings, marks=marker, rhythm=settings.rhythm)


def sample_sources() -> tuple[dict[str, Any], ...]:
    """The sources of the sample show, wherever it lies: in the installed package, or beside it in a checkout."""
    from briefing.starting import seeds_folder

    sample = load(seeds_folder() / "briefing.toml")
    return tuple({**table, "path": str(sample.path(table["path"]))} for table in sample.sources)
