"""One day's edition from start to end: the only file that knows the whole order.

It alone decides what may be missing: one source of ten may fail, a voice may give up and the next one reads the whole
episode anew. What was left out is told in the log and in the episode's notes.
"""

from __future__ import annotations

import logging
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo

from audio.errors import VoiceError, VoiceUnavailableError
from audio.mix import produce
from audio.record import record
from audio.voices.cached import Cached
from audio.voices.text import letters
from briefing import wiring
from briefing.digest import running_order
from briefing.errors import NothingToSayError, PublishError, SettingsError
from briefing.packing import draft_of, package
from briefing.publish.library import Library
from briefing.readers import readers
from briefing.scriptwriter import write
from briefing.sources.gather import gather
from briefing.stories import stories

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from audio.mix import Programme
    from audio.script import Script
    from audio.voices import Voice
    from briefing.article import Digest
    from briefing.readers import Readers
    from briefing.settings import Settings
    from briefing.show import Episode, Reference

_OPENING_AND_CLOSING_S = 14.0

_ROOM_NEEDED_BYTES = 60_000_000

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """What is asked for.

    Attributes:
        day: the local date of the edition.
        now: aware; nothing is published later than this.
        words: files, folders and addresses instead of the configured sources.
        stdin: text that stands for the word ``-``.
        force: make it anew although it is there.
    """

    day: date
    now: datetime
    words: tuple[str, ...] = ()
    stdin: bytes | None = None
    force: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What came of an order: the episode, and whether it was made now or was there already."""

    episode: Episode
    made: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """The running order before a voice has read it."""

    script: Script
    digests: tuple[Digest, ...]
    notices: tuple[str, ...]


class Report(Protocol):
    """Who is told how the work goes."""

    def line(self, text: str) -> None:
        """One stage is done, or something was left out."""

    def clip(self, done: int, total: int) -> None:
        """So many of the paragraphs are spoken."""


def today(settings: Settings, now: datetime) -> date:
    """The show's local date."""
    return now.astimezone(ZoneInfo(settings.edition.time_zone)).date()


def _published(settings: Settings, order: Order) -> datetime:
    """The moment that the feed gives: now for today, the usual hour for an earlier day; never in the future."""
    local = today(settings, order.now)
    if order.day > local:
        message = f"--date {order.day}: is in the future; today is {local} in {settings.edition.time_zone}"
        raise SettingsError(message)
    if order.day == local:
        return order.now.replace(microsecond=0)
    hour, minute = map(int, settings.edition.at.split(":"))
    usual = datetime.combine(order.day, time(hour, minute), ZoneInfo(settings.edition.time_zone))
    return usual.astimezone(UTC)


def plan(settings: Settings, order: Order, told: Sequence[Reference], voice: Voice, report: Report) -> Plan:
    """Gather, group, choose and write: everything before the first sound.

    Raises:
        NothingToSayError: no article is left; the message says what was tried.
    """
    fetcher = wiring.open_fetcher(settings)
    if order.words:
        sources = wiring.sources_of_words(order.words, fetcher, order.stdin)
    else:
        sources = wiring.open_sources(settings, fetcher)
    since = order.now - timedelta(days=settings.edition.since_days)
    gathered = gather(sources, since)
    report.line(f"gathered {len(gathered.articles)} articles from {len(sources)} sources")
    for notice in gathered.notices:
        report.line(notice)
    if not gathered.articles:
        tried = "; ".join(gathered.notices) or "the sources hold nothing new"
        message = f"no article to read: {tried}; name files, folders or addresses, or mend [[sources]]"
        raise NothingToSayError(message)
    grouped = stories(gathered.articles, order.now, told)
    pen = wiring.open_pen(settings)
    budget_s = settings.edition.minutes * 60.0 - _OPENING_AND_CLOSING_S
    digests = running_order(
        grouped, budget_s, voice.info.characters_per_s, settings.digest, lambda text: letters(pen.spoken(text).text)
    )
    if not digests:
        message = f"no story fits {settings.edition.minutes:g} minutes or the settings; raise edition.minutes"
        raise NothingToSayError(message)
    report.line(f"chose {len(digests)} of {len(grouped)} stories, about {sum(one.seconds for one in digests):.0f} s")
    script = write(settings.show, order.day, digests, pen)
    return Plan(script=script, digests=tuple(digests), notices=tuple(gathered.notices))


def _speak(settings: Settings, script: Script, voice: Voice, path: Path, report: Report) -> Programme:
    """Record with one voice and mix."""
    cached = Cached(voice, wiring.cache_folder(settings), settings.voice.cache_mb * 1_000_000)
    total = sum(len(item.utterances) for item in script.items)
    with ThreadPoolExecutor(max_workers=max(1, min(voice.info.parallel, os.cpu_count() or 1))) as executor:
        takes = record(script, [cached], executor, report.clip)
        programme = produce(script, takes, path, settings.sound, executor)
    minutes, seconds = divmod(round(programme.sample_count / programme.rate_hz), 60)
    report.line(
        f"spoke {total} paragraphs with {voice.info.name}: {minutes}:{seconds:02d}, {programme.loudness_lufs:.1f} LUFS"
    )
    return programme


def _record(settings: Settings, plan: Plan, able: Readers, path: Path, report: Report) -> tuple[Programme, str]:
    """Read the whole script with one voice; when it gives up, read all of it again with the next.

    Returns:
        The programme, and who read it and why that one.

    Raises:
        VoiceError: the last voice gave up too.
    """
    silent = list(able.refused)
    for voice in able.voices:
        try:
            programme = _speak(settings, plan.script, voice, path, report)
        except VoiceError as error:
            silent.append(str(error))
            report.line(f"voice: {error}")
        else:
            return programme, f"{voice.info.name} ({'; '.join(silent)})" if silent else voice.info.name
    message = "; ".join(silent)
    raise VoiceUnavailableError(message)


def _told(library: Library, day: date) -> list[Reference]:
    """What the episodes of other days have told."""
    return [one for episode in library.episodes() if episode.date != day for one in episode.references]


def rehearse(settings: Settings, order: Order, root: Path, report: Report) -> Plan:
    """The plan of an edition without its sound: nothing is spoken, nothing is written.

    Raises:
        BriefingError, AudioError: as :func:`make`.
    """
    _published(settings, order)
    with readers(settings) as able:
        return plan(settings, order, _told(Library(root), order.day), able.first, report)


def _room_for_an_episode(root: Path) -> None:
    """Refuse early what would fail late: a disk without room for scratch files, sound and feed."""
    there = next(folder for folder in (root, *root.absolute().parents) if folder.exists())
    free = shutil.disk_usage(there).free
    if free < _ROOM_NEEDED_BYTES:
        message = f"{root}: {free // 1_000_000} MB left, an episode needs {_ROOM_NEEDED_BYTES // 1_000_000}; make room"
        raise PublishError(message)


def _there(settings: Settings, library: Library, episode: Episode) -> Outcome:
    """The edition is there already; only a feed that a crash kept from naming it is mended."""
    if not library.in_feed(episode):
        library.rebuild(settings.show)
    return Outcome(episode=episode, made=False)


def make(settings: Settings, order: Order, root: Path, report: Report) -> Outcome:
    """Make one edition and publish it; an edition that is there already stays as it is unless forced.

    Args:
        settings: of the show.
        order: what is asked for.
        root: the published folder; the feed is ``root/feed.xml``.
        report: told of each stage.

    Raises:
        BriefingError, AudioError: no episode was published; what was published before is untouched.
    """
    published = _published(settings, order)
    library = Library(root)
    before = library.find(order.day)
    if before is not None and not order.force:
        return _there(settings, library, before)
    _room_for_an_episode(root)
    with readers(settings) as able, library.lock():
        before = library.find(order.day)
        if before is not None and not order.force:  # made by another process meanwhile
            return _there(settings, library, before)
        for line in able.refused:
            report.line(f"voice: {line}")
        report.line(f"voice: {able.first.info.name} reads this episode")
        planned = plan(settings, order, _told(library, order.day), able.first, report)
        draft = draft_of(settings, published, order.day, library, planned.digests)
        with library.scratch() as scratch:
            programme, reader = _record(settings, planned, able, scratch / draft.files["audio"], report)
            draft = replace(draft, voice=reader, notices=planned.notices)
            episode = package(settings, programme, draft, scratch)
            library.commit(settings.show, episode, scratch)
    report.line(f"published {episode.title}")
    return Outcome(episode=episode, made=True)
