"""What works here, what does not, and what to do: the findings of ``briefing check`` and ``briefing voices``."""

from __future__ import annotations

import functools
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from audio.errors import AudioError
from briefing import wiring
from briefing.daily.hours import behind, due, next_due, times
from briefing.errors import BriefingError
from briefing.publish import failure
from briefing.publish.library import Library
from briefing.publish.mirror import listed
from briefing.publish.room import ROOM_NEEDED_BYTES, free_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.config.settings import Settings
    from briefing.show import EditionId


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One thing looked at.

    Attributes:
        subject: what was looked at.
        name: of one among several.
        ok: whether it works.
        told: what was seen, and what to do when it does not work.
        needed: whether no edition can be made without it.
    """

    subject: str
    ok: bool
    told: str
    name: str = ""
    needed: bool = True


def _voice(name: str, settings: Settings) -> Finding:
    found = functools.partial(Finding, subject="voice", name=name, needed=False)
    in_chain = name in {*wiring.voice_chain(settings), settings.voice.second}
    try:
        voice = wiring.open_voice(name, settings)
        try:
            voice.check()
            info = voice.info
        finally:
            voice.close()
    except (BriefingError, AudioError) as error:
        return found(ok=False, told=str(error))
    told = f"{info.version}, {info.licence}, needs a network"
    if not info.online:
        told = f"{info.version}, {info.licence}, works offline"
    return found(ok=True, told=told if in_chain else f"{told}, not in the chain")


def voices_here(settings: Settings) -> list[Finding]:
    """A finding for each voice. All at once: an unreachable service costs its time-out only once."""
    named = [*wiring.voice_chain(settings), settings.voice.second]
    names = list(dict.fromkeys([*wiring.plugin_names("audio.voices"), *filter(None, named)]))
    with ThreadPoolExecutor(max_workers=len(names)) as executor:
        return list(executor.map(lambda name: _voice(name, settings), names))


def _chain(settings: Settings, found: list[Finding]) -> Finding:
    working = {finding.name for finding in found if finding.ok}
    chain = wiring.voice_chain(settings)
    reader = next((name for name in chain if name in working), None)
    if reader is None:
        told = f"none of {', '.join(chain)} works here; add 'espeak' to voice.chain"
        return Finding(subject="reader", ok=False, told=told)
    return Finding(subject="reader", ok=True, told=f"{reader} would read the next episode")


def _sources(settings: Settings) -> Finding:
    try:
        sources = wiring.open_sources(settings, wiring.open_fetcher(settings))
    except BriefingError as error:
        return Finding(subject="sources", ok=False, told=str(error))
    if not sources:
        return Finding(subject="sources", ok=False, told="none; write [[sources]] or name INPUTS", needed=False)
    return Finding(subject="sources", ok=True, told=", ".join(source.name for source in sources))


def _writable(out: Path) -> tuple[Path, bool]:
    """The folder, or where it would be made, and whether it can be written."""
    there = next(folder for folder in (out, *out.absolute().parents) if folder.exists())
    return there, there.is_dir() and os.access(there, os.W_OK)


def _store(out: Path) -> Finding:
    there, good = _writable(out)
    if not good:
        return Finding(subject="store", ok=False, told=f"{there} cannot be written; choose another --out")
    free = free_bytes(out)
    if free < ROOM_NEEDED_BYTES:
        return Finding(subject="store", ok=False, told=f"{there} has {free // 1_000_000} MB left; make room")
    return Finding(subject="store", ok=True, told=f"{out} can be written, {free // 1_000_000_000} GB left")


def _elsewhere(settings: Settings) -> list[Finding]:
    """A finding for each place to which editions are brought."""
    findings = []
    for table in settings.stores:
        found = functools.partial(Finding, subject="store", name=str(table.get("type", "")))
        try:
            (store,) = wiring.open_stores(replace(settings, stores=(table,)))
            held = store.read("feed.xml")[0]
        except BriefingError as error:
            findings.append(found(ok=False, told=str(error)))
            continue
        there, good = _writable(Path(str(table["path"]))) if table.get("type") == "folder" else (Path(), True)
        if not good:
            findings.append(found(ok=False, told=f"{there} cannot be written; choose another path"))
        else:
            findings.append(found(ok=True, told="holds a feed" if held else "holds no feed yet"))
    return findings


def _clock(settings: Settings, out: Path) -> Finding:
    now = datetime.now(UTC)
    local = now.astimezone(ZoneInfo(settings.edition.time_zone))
    hours = ", ".join(f"{at:%H:%M}" for at in times(settings.edition))
    told = f"{local:%Y-%m-%d %H:%M} in {settings.edition.time_zone}, daily run at {hours}"
    newest = Library(out).newest() if out.is_dir() else None
    if newest is not None and behind(now, newest.published):
        told = f"{now:%Y-%m-%d} is more than a day behind the newest episode; set the clock"
        return Finding(subject="clock", ok=False, told=told)
    return Finding(subject="clock", ok=True, told=told)


def _address(settings: Settings) -> Finding:
    host = urlsplit(settings.show.base_url).hostname or ""
    if host in {"127.0.0.1", "localhost", "::1"}:
        told = f"{settings.show.base_url} reaches this machine only; set show.base_url before others subscribe"
        return Finding(subject="address", ok=False, told=told, needed=False)
    if not settings.show.base_url.startswith("https://"):
        told = f"{settings.show.base_url} is not https; directories refuse it"
        return Finding(subject="address", ok=False, told=told, needed=False)
    return Finding(subject="address", ok=True, told=settings.show.base_url)


def checkup(settings: Settings, out: Path) -> list[Finding]:
    """Look at everything an edition needs."""
    voices = voices_here(settings)
    rest = [_clock(settings, out), _address(settings)]
    return [*voices, _chain(settings, voices), _sources(settings), _store(out), *_elsewhere(settings), *rest]


def status_lines(settings: Settings, out: Path, now: datetime) -> Iterator[str]:
    """The state of one show: newest edition, today's, the next one."""
    library = Library(out)
    newest, wanted = library.newest(), due(now, settings.edition)
    here = wanted is not None and library.find(wanted) is not None
    brought, unknown = ({}, "") if here else _brought(settings)
    last = max((edition for edition, there in brought.items() if there), default=None)
    if last is not None and (newest is None or last > newest.edition):
        yield f"newest: {last}, brought to the store by another machine"
    elif newest is None:
        yield f"newest: none in {out}"
    else:
        hours = (now - newest.published).total_seconds() / 3600
        yield f"newest: {newest.edition}, {hours:.0f} h old, {newest.title}"
    if wanted is None:
        yield "today: not due yet"
    elif library.removed(wanted) or brought.get(wanted) is False:
        yield f"today: {wanted} was removed"
    else:
        yield f"today: {wanted} {'is there' if here or wanted in brought else 'is due and not there'}"
    if unknown:
        yield f"store: {unknown}"
    yield from _failure_lines(settings, out, now)
    yield f"next: {next_due(now, settings.edition):%Y-%m-%d %H:%M} {settings.edition.time_zone}"


def _brought(settings: Settings) -> tuple[dict[EditionId, bool], str]:
    """What the first of the stores holds, as :func:`briefing.publish.mirror.listed`, and why that is not known."""
    try:
        stores = wiring.open_stores(settings)
        return (listed(stores[0]) if stores else {}), ""
    except BriefingError as error:
        return {}, str(error)


def _failure_lines(settings: Settings, out: Path, now: datetime) -> Iterator[str]:
    """What the daily run failed with last, until it succeeds again."""
    failed = failure.read(out)
    if failed is None:
        return
    again = ""
    if str(due(now, settings.edition)) == failed.edition and failed.next_try > now:
        again = f"; next try at {failed.next_try.astimezone(ZoneInfo(settings.edition.time_zone)):%H:%M}"
    yield f"failed: {failed.edition}, {failed.tries} {'tries' if failed.tries > 1 else 'try'}{again}: {failed.told}"
