"""A plan is read: by one team of presenters, within the show's length, without what cannot be said.

Here is decided what a listener can do without. A voice that gives up is followed by the next one, which reads all anew;
a paragraph that a working voice could not say, twice, is left out, with a word in log and notes.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audio.errors import VoiceError, VoiceUnavailableError
from audio.mix import produce
from audio.record import RecordingError, record
from audio.voices.cached import Cached
from briefing import wiring
from briefing.readers import team_name
from briefing.work.stages import count, stage
from briefing.work.turns import in_turn
from briefing.work.workers import cores

if TYPE_CHECKING:
    from pathlib import Path

    from audio.mix import Programme
    from audio.script import Script, Utterance
    from briefing.config.settings import Settings
    from briefing.console import Report
    from briefing.planning import Planned, Planner
    from briefing.readers import Readers, Team

_FRAME_S = 24.0
"""Opening and closing with their music, as first reckoned with; a programme that turns out too long is planned anew."""

_PLANS = 3
_UNSAID_SHARE = 10
"""One paragraph in so many may be left out; a voice that cannot say more than that is of no use."""


def stories_s(settings: Settings) -> float:
    """Seconds for all stories of an edition."""
    return max(10.0, settings.edition.minutes * 60.0 - _FRAME_S)


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """What is to be read, and where to."""

    settings: Settings
    planner: Planner
    path: Path
    report: Report


@dataclass(frozen=True, kw_only=True, slots=True)
class Rendition:
    """A plan that was read.

    Attributes:
        plan: what was to be said.
        programme: its sound.
        reader: who read it, and why that one.
        unsaid: a line for each paragraph that was left out.
    """

    plan: Planned
    programme: Programme
    reader: str
    unsaid: tuple[str, ...] = ()


def cached_team(team: Team, settings: Settings) -> tuple[Cached, ...]:
    """The presenters, each asked in its turn and for what was not said before."""
    clips, most_bytes = wiring.cache_folder(settings, "clips"), settings.voice.cache_mb * 1_000_000
    return tuple(Cached(in_turn(voice, settings), clips, most_bytes) for voice in team)


@stage("speak")
def _recorded(job: Job, script: Script, team: Team) -> Programme:
    """Record with one team and mix."""
    settings = job.settings
    cached = cached_team(team, settings)
    # A voice is asked no more at once than it bears; the other threads mix.
    with ThreadPoolExecutor(max_workers=max(cores(), *(one.info.parallel for one in team))) as executor:
        takes = record(script, cached, executor, job.report.clip)
        shelf = wiring.cache_folder(settings, "units")
        try:
            return produce(script, takes, job.path, settings.sound, executor, shelf)
        finally:
            count("clips found", sum(voice.found for voice in cached))
            count("clips spoken", sum(voice.spoken for voice in cached))


def _utterances(script: Script) -> list[Utterance]:
    return [one for item in script.items for one in item.utterances]


def _spoken(job: Job, script: Script, team: Team, unsayable: dict[Utterance, str]) -> tuple[Programme, Script]:
    """The programme, and the script without what this team cannot say.

    Args:
        job: what is asked for.
        script: what is to be read.
        team: who reads it.
        unsayable: what the team could not say so far, each with the line that tells of it; it grows.
    """
    fewest = len(_utterances(script)) - max(1, len(_utterances(script)) // _UNSAID_SHARE)
    for one in unsayable:
        script = script.without(one)
    while True:
        try:
            return _recorded(job, script, team), script
        except RecordingError as error:
            if error.utterance is None:
                raise
            rest = script.without(error.utterance)
            if not rest.items or len(_utterances(rest)) < fewest:
                raise
            told = f"left out a paragraph that {error.voice} could not say: {error.utterance.written[:60]}"
            job.report.line(told)
            unsayable[error.utterance] = told
            script = rest


def _in_time(job: Job, team: Team, refused: str) -> Rendition:
    """Read within the show's length: a programme that turns out too long is planned anew; its clips are kept."""
    left_s = stories_s(job.settings)
    rate = min(voice.info.characters_per_s for voice in team)
    planned = job.planner(rate, left_s)
    unsayable: dict[Utterance, str] = {}
    for left in reversed(range(_PLANS)):
        programme, said = _spoken(job, planned.script, team, unsayable)
        length_s = programme.sample_count / programme.rate_hz
        told = f"{int(length_s) // 60}:{int(length_s) % 60:02d}, {programme.loudness_lufs:.1f} LUFS"
        job.report.line(f"spoke {len(_utterances(said))} paragraphs: {told}")
        too_long_s = length_s - job.settings.edition.minutes * 60.0
        if too_long_s <= 0 or not left:
            break
        left_s -= too_long_s + 1.0
        shorter = job.planner(rate, left_s)
        if shorter.script == planned.script:
            job.report.line(f"{too_long_s:.0f} s longer than edition.minutes; there is no shorter plan")
            break
        planned = shorter
    reader = f"{team_name(team)} ({refused})" if refused else team_name(team)
    meant = set(_utterances(planned.script))
    unsaid = tuple(told for one, told in unsayable.items() if one in meant)
    return Rendition(plan=planned, programme=programme, reader=reader, unsaid=unsaid)


def read(job: Job, able: Readers) -> Rendition:
    """Read the whole edition with one team; when it gives up, read all of it again with the next.

    Raises:
        VoiceError: the last team gave up too.
    """
    silent = list(able.refused)
    for team in able.teams:
        try:
            return _in_time(job, team, "; ".join(silent))
        except VoiceError as error:
            silent.append(str(error))
            job.report.line(f"voice: {error}")
    message = "; ".join(silent)
    raise VoiceUnavailableError(message)
