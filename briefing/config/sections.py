"""The sections of the settings file that belong to no room of their own, and the checks that go beyond a type."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from briefing.errors import SettingsError

if TYPE_CHECKING:
    from pathlib import Path

LONGEST_PAUSE_MS = 1000
_LONGEST_RETRY_MINUTES = 1440
_LONGEST_SINCE_DAYS = 36_500


@dataclass(frozen=True, kw_only=True, slots=True)
class EditionSettings:
    """When an edition is made and how long it is.

    Attributes:
        minutes: the longest that an edition may be.
        time_zone: IANA name of the zone in which days begin and ``at`` is read.
        at: local time of the daily run, HH:MM, or a list of times for several editions a day.
        weekdays: 1 for Monday to 7 for Sunday (ISO 8601), the days that have an edition.
        retry_minutes: pause before a failed daily run is tried again.
        since_days: articles older than this are not news.
        plans: whether an edition is made, also by the daily run, from a running order that an editor laid ready.
        on_success: command run after each made edition; BRIEFING_DATE, BRIEFING_TITLE and BRIEFING_FEED are set for it.
        on_failure: command run after each failed try; BRIEFING_DATE and BRIEFING_ERROR are set for it.
        webhook: address to which both are posted as JSON.
        webhook_variable: environment variable that holds the address instead, where it is a secret.
    """

    minutes: float = 5.0
    time_zone: str = "Asia/Riyadh"
    at: str | tuple[str, ...] = "06:00"
    weekdays: tuple[int, ...] = (1, 2, 3, 4, 5, 6, 7)
    retry_minutes: float = 5.0
    since_days: float = 3.0
    plans: bool = False
    on_success: str = ""
    on_failure: str = ""
    webhook: str = ""
    webhook_variable: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class VoiceSettings:
    """Who reads.

    Attributes:
        name: a voice, or "auto" for the first of the chain that answers.
        chain: tried in this order.
        second: a second presenter, who reads the paragraphs while the first reads opening, headlines and closing.
        cache_mb: how much spoken sound is kept for the next run.
        cache_dir: where it and the fetched pages are kept; empty for the user's cache folder.
    """

    name: str = "auto"
    chain: tuple[str, ...] = ("gtts", "espeak")
    second: str = ""
    cache_mb: int = 500
    cache_dir: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class MarkSettings:
    """How vowel marks are put.

    Attributes:
        diacritizer: name of the plug-in.
        endings: "full", "pausal" or "news", which drops most case endings as presenters do.
        lexicon: the user's own readings and marks; empty for none.
    """

    diacritizer: str = "rawi"
    endings: str = "news"
    lexicon: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class RhythmSettings:
    """The pauses of the script; the running order counts them too.

    Attributes:
        headline_pause_ms: silence after a headline.
        paragraph_pause_ms: after a paragraph.
        story_pause_ms: after a story; the silence of ``[sound]`` between stories where that is longer.

    Raises:
        SettingsError: a pause is no silence, or one in which a listener thinks that the sound has gone.
    """

    headline_pause_ms: int = 550
    paragraph_pause_ms: int = 450
    story_pause_ms: int = 450

    def __post_init__(self) -> None:
        """Look at each pause."""
        for one in fields(self):
            if not 0 <= getattr(self, one.name) <= LONGEST_PAUSE_MS:
                message = f"rhythm.{one.name}: {getattr(self, one.name)} is not between 0 and {LONGEST_PAUSE_MS}"
                raise SettingsError(message)


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkerSettings:
    """Who makes the editions of many shows.

    Attributes:
        address: "local" for child processes here, or the address of a Dask scheduler, such as "tcp://127.0.0.1:8786".
        tls_ca: for an address "tls://...", the certificate of the authority that has signed those of the cluster, PEM.
        tls_cert: this machine's certificate, PEM.
        tls_key: its key, PEM, without a passphrase.
        processes: how many child processes; 0 for one a core.
        online_at_once: clips that all workers together ask of one online voice at once; 0 for what the voice bears.
    """

    address: str = "local"
    tls_ca: Path | None = None
    tls_cert: Path | None = None
    tls_key: Path | None = None
    processes: int = 0
    online_at_once: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class FetchSettings:
    """How the outside world is asked.

    Attributes:
        timeout_s: for one document, all hops and bytes included.
        allow_private: "host:port" of servers inside the own network that may be read.
        user_agent: how the program names itself.
    """

    timeout_s: float = 20.0
    allow_private: tuple[str, ...] = ()
    user_agent: str = ""


def _time_problem(at: str) -> str:
    """What is wrong with a time of the day; empty when it is one."""
    if re.fullmatch(r"[0-9]{1,2}:[0-9]{2}", at) is None:
        return f"edition.at: {at!r} is no time; write it as '06:00'"
    hour, minute = map(int, at.split(":"))
    return f"edition.at: {at!r} is no time of the day" if hour > 23 or minute > 59 else ""


def clock_problems(edition: EditionSettings) -> list[str]:
    """What is wrong with its zone, hour, length, weekdays and pauses: a line each."""
    problems = []
    try:
        ZoneInfo(edition.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        problems.append(f"edition.time_zone: {edition.time_zone!r} is no IANA time zone; write one like 'Africa/Cairo'")
    written = (edition.at,) if isinstance(edition.at, str) else edition.at
    if not written:
        problems.append("edition.at: is empty; write a time like '06:00', or several")
    problems.extend(problem for at in written if (problem := _time_problem(at)))
    if not edition.weekdays:
        problems.append("edition.weekdays: is empty; 1 is Monday and 7 is Sunday")
    if not 0.5 <= edition.minutes <= 180:
        problems.append(f"edition.minutes: {edition.minutes:g} is not between 0.5 and 180")
    for name, value, most in (
        ("retry_minutes", edition.retry_minutes, _LONGEST_RETRY_MINUTES),
        ("since_days", edition.since_days, _LONGEST_SINCE_DAYS),
    ):
        if not 0 <= value <= most:
            problems.append(f"edition.{name}: {value:g} is not between 0 and {most}")
    problems.extend(
        f"edition.weekdays: {day} is no weekday; 1 is Monday and 7 is Sunday"
        for day in edition.weekdays
        if not 1 <= day <= 7
    )
    return problems


def fetch_problems(fetch: FetchSettings) -> list[str]:
    """What is wrong with its time and name: a line each."""
    problems = []
    if not 0 < fetch.timeout_s <= 3600:
        problems.append(f"fetch.timeout_s: {fetch.timeout_s:g} is not above 0 and up to 3600")
    if fetch.user_agent and re.fullmatch(r"[!-~]+(?: +[!-~]+)*", fetch.user_agent) is None:
        problems.append(
            f"fetch.user_agent: {fetch.user_agent!r} is more than printable ASCII; write one like 'my-briefing/1.0'"
        )
    return problems


def checked_edition(edition: EditionSettings) -> EditionSettings:
    """The same value, once its zone, hour, length and weekdays are known to be right.

    Raises:
        SettingsError: one line for each problem.
    """
    problems = clock_problems(edition)
    if problems:
        raise SettingsError("\n".join(problems))
    return edition
