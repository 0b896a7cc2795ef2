"""The program for Python: one episode made, or one text spoken. These names and their arguments are stable.

Every failure is a :class:`briefing.errors.BriefingError` or an :class:`audio.errors.AudioError`, whose text says what
happened and what to do. Nothing is printed.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from briefing.arabic.spoken import Style, speak

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from briefing.arabic.style import Region
    from briefing.config.settings import Settings
    from briefing.console import Report
    from briefing.scriptwriter import Pen
    from briefing.show import Episode

Endings = Literal["full", "pausal", "news"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Made:
    """An episode that is published.

    Attributes:
        episode: its record: title, chapters, references, length.
        new: false when the edition was there already.
        folder: of the episode's files.
        audio: its MP3.
        feed: the show's feed.
        here: whether these files are there; false when another machine made the edition and brought it to the store.
    """

    episode: Episode
    new: bool
    folder: Path
    audio: Path
    feed: Path
    here: bool = True

    def file(self, role: str) -> Path:
        """The path of one of the episode's files: "audio", "vtt", "srt", "transcript" or "chapters"."""
        return self.folder / self.episode.files[role]


class _Told:
    """Hands lines and counts on to whoever wants them."""

    def __init__(self, on_line: Callable[[str], None] | None, on_clip: Callable[[int, int], None] | None) -> None:
        self._on_line, self._on_clip = on_line, on_clip

    def line(self, text: str) -> None:
        if self._on_line is not None:
            self._on_line(text)

    def clip(self, done: int, total: int) -> None:
        if self._on_clip is not None:
            self._on_clip(done, total)


Given = str | os.PathLike[str] | Mapping[str, object] | None
"""Settings as they are given: a file's path, its tables, or nothing for the defaults."""


def _chosen(given: Given, voice: str | None, minutes: float | None) -> Settings:
    """The settings with the caller's words over them."""
    from briefing.config.sections import checked_edition

    chosen = _settings(given)
    if voice is not None:
        chosen = replace(chosen, voice=replace(chosen.voice, name=voice))
    if minutes is not None:
        chosen = replace(chosen, edition=checked_edition(replace(chosen.edition, minutes=minutes)))
    return chosen


def _settings(settings: Given) -> Settings:
    from briefing.config.settings import load, settings_of
    from briefing.wiring import table_problems

    if isinstance(settings, (str, os.PathLike)):
        return load(Path(settings), more=table_problems)
    return settings_of(dict(settings or {}), Path.cwd(), table_problems)


def make_episode(  # noqa: PLR0913 - each is a choice of its own, all but one named by the caller
    out: str | os.PathLike[str],
    *,
    inputs: str | os.PathLike[str] | Sequence[str | os.PathLike[str]] = (),
    settings: Given = None,
    voice: str | None = None,
    minutes: float | None = None,
    day: date | None = None,
    force: bool = False,
    now: datetime | None = None,
    on_line: Callable[[str], None] | None = None,
    on_clip: Callable[[int, int], None] | None = None,
) -> Made:
    """Make one edition and publish it into a folder.

    Args:
        out: the published folder; made when it is not there.
        inputs: files, folders, and addresses of feeds and pages, or one of these; without them the configured sources
            are read.
        settings: path of a settings file, or its tables as a mapping; the defaults when None.
        voice: a voice's name, or "auto", instead of the settings' own.
        minutes: the longest the episode may be, instead of the settings' own.
        day: the edition's local date; today in the show's zone when None.
        force: make it anew although it is there.
        now: aware; the present when None. Nothing is published later than this.
        on_line: told of each stage and of what is left out, in English.
        on_clip: told how many of the paragraphs are spoken, and of how many.

    Raises:
        BriefingError, AudioError: no episode was published; what was published before is untouched.
    """
    from briefing import edition
    from briefing.daily.hours import current
    from briefing.publish.library import Library
    from briefing.show import EditionId

    named = (inputs,) if isinstance(inputs, (str, os.PathLike)) else inputs
    words = tuple(os.fspath(one) for one in named)
    chosen = _chosen(settings, voice, minutes)
    moment = now or datetime.now(UTC)
    wanted = EditionId(day) if day else current(moment, chosen.edition)
    order = edition.Order(edition=wanted, now=moment, words=words, force=force)
    root = Path(out)
    report: Report = _Told(on_line, on_clip)
    outcome = edition.make(chosen, order, root, report)
    folder = Library(root).folder(outcome.episode)
    audio = folder / outcome.episode.files["audio"]
    return Made(
        episode=outcome.episode, new=outcome.made, folder=folder, audio=audio, feed=root / "feed.xml", here=outcome.here
    )


def spoken(text: str, *, region: Region = "egypt", readings: Mapping[str, str] | None = None) -> str:
    """A written text in the words that a presenter says, without vowel marks.

    Args:
        text: Arabic; lines stay lines.
        region: whose month names are said where the text gives only a number.
        readings: written forms with the words to say for them, over every rule.
    """
    return "\n".join(speak(line, Style(region=region), readings).text for line in text.split("\n"))


@lru_cache(maxsize=8)
def _pen(region: Region, endings: Endings, lexicon: str | None) -> Pen:
    from briefing.config.settings import settings_of
    from briefing.wiring import open_pen

    tables = {"arabic": {"region": region}, "marks": {"endings": endings, "lexicon": lexicon or ""}}
    return open_pen(settings_of(tables, Path.cwd()))


def marked(
    text: str, *, region: Region = "egypt", endings: Endings = "news", lexicon: str | os.PathLike[str] | None = None
) -> str:
    """A written text in spoken words with vowel marks: input for any engine that reads marked Arabic.

    Args:
        text: Arabic; lines stay lines.
        region: as in :func:`spoken`.
        endings: "full" keeps every last vowel, "pausal" none, "news" drops most case endings as presenters do.
        lexicon: path of your own readings, read once.

    Raises:
        LexiconError: a row of the lexicon is wrong.
    """
    pen = _pen(region, endings, None if lexicon is None else str(Path(lexicon).absolute()))
    return "\n".join(pen.marks.mark([pen.spoken(line).marked for line in text.split("\n")]))


def phonemes(
    text: str, *, region: Region = "egypt", endings: Endings = "news", lexicon: str | os.PathLike[str] | None = None
) -> str:
    """A written text as the sounds of the International Phonetic Alphabet; arguments and errors as :func:`marked`."""
    from audio.phonemes import ipa

    lines = marked(text, region=region, endings=endings, lexicon=lexicon).split("\n")
    return "\n".join(map(ipa, lines))


def ssml(text: str, *, region: Region = "egypt", readings: Mapping[str, str] | None = None) -> str:
    """A written line as an SSML 1.1 document that says how numbers, dates and signs are said.

    Arguments as :func:`spoken`. Line ends become spaces: one text is one document.
    """
    from briefing.workbench.markup import ssml as document

    line = " ".join(text.split())
    return document(line, speak(line, Style(region=region), readings))
