"""A plan is read: by one team of presenters, within the show's length, without what cannot be said.

Here is decided what a listener can do without. A voice that gives up is followed by the next one, which reads all anew;
a paragraph that a working voice could not say, twice, is left out, with a word in log and notes, and a story of which
nothing else was told goes as a whole.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from audio.errors import VoiceError, VoiceUnavailableError
from audio.mix import produce
from audio.record import RecordingError, record
from audio.voices.cached import Cached
from briefing import wiring
from briefing.errors import NothingToSayError
from briefing.readers import team_name
from briefing.scriptwriter import tells
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
_CUT_GROWS = 1.5
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


@dataclass(slots=True)
class _Unsaid:
    """What a team could not say so far, each with the line that tells of it.

    Attributes:
        paragraphs: that are left out.
        stories: that are left out as a whole, by their titles, since nothing that they tell could be said.
    """

    paragraphs: dict[Utterance, str] = field(default_factory=dict)
    stories: dict[str, str] = field(default_factory=dict)

    def add(self, error: RecordingError, utterance: Utterance, planned: Planned) -> str:
        """Leave a paragraph out, with its story where that told nothing else; the line that tells of it.

        Raises:
            RecordingError: this is more than a listener can do without, or all that there was to tell.
        """
        stories = {item.title: item for item in planned.script.items if item.kind == "story"}
        out = {*self.paragraphs, utterance}
        gone = [title for title, item in stories.items() if tells(item) and tells(item) <= out]
        whole = len(_utterances(planned.script))
        if len(out) > max(1, whole // _UNSAID_SHARE) or len(gone) == len(stories):
            raise error
        self.paragraphs[utterance] = f"left out a paragraph that {error.voice} could not say: {utterance.written[:60]}"
        for title in gone:
            self.stories[title] = f"left out a story that {error.voice} could not say: {title[:60]}"
        return self.stories[gone[0]] if gone else self.paragraphs[utterance]

    def told(self, planned: Planned) -> tuple[str, ...]:
        """The lines for the notes of what was read."""
        meant = set(_utterances(planned.script))
        return (*(told for one, told in self.paragraphs.items() if one in meant), *self.stories.values())


def _spoken(job: Job, planned: Planned, left_s: float, team: Team, unsaid: _Unsaid) -> tuple[Planned, Programme]:
    """The sound of a plan without what cannot be said, and the plan: another one where a whole story was left out.

    Args:
        job: what is asked for.
        planned: what is to be said.
        left_s: the time that it was planned for.
        team: who reads it.
        unsaid: grows.
    """
    while True:
        script = planned.script
        for one in unsaid.paragraphs:
            script = script.without(one)
        try:
            return planned, _recorded(job, script, team)
        except RecordingError as error:
            if error.utterance is None:
                raise
            stories = len(unsaid.stories)
            job.report.line(unsaid.add(error, error.utterance, planned))
            if len(unsaid.stories) > stories:
                planned = job.planner(_rate(team), left_s, unsaid.stories)


def _shorter(
    job: Job, team: Team, planned: Planned, left_s: float, too_long_s: float, unsaid: _Unsaid
) -> tuple[Planned, float] | None:
    """The next shorter plan and the time that it was planned for; None when there is no other.

    A plan seldom fills its time: less time brings the same plan again until what was left free is used up.
    """
    cut_s = too_long_s + 1.0
    while cut_s < left_s:
        try:
            shorter = job.planner(_rate(team), left_s - cut_s, unsaid.stories)
        except NothingToSayError:
            return None
        if shorter.script != planned.script:
            return shorter, left_s - cut_s
        cut_s *= _CUT_GROWS
    return None


def _rate(team: Team) -> float:
    """Spoken letters a second, those of its slowest voice."""
    return min(voice.info.characters_per_s for voice in team)


def _in_time(job: Job, team: Team, refused: str) -> Rendition:
    """Read within the show's length: a programme that turns out too long is planned anew; its clips are kept."""
    left_s = stories_s(job.settings)
    unsaid = _Unsaid()
    planned = job.planner(_rate(team), left_s)
    for left in reversed(range(_PLANS)):
        planned, programme = _spoken(job, planned, left_s, team, unsaid)
        said = [one for one in _utterances(planned.script) if one not in unsaid.paragraphs]
        length_s = programme.sample_count / programme.rate_hz
        told = f"{int(length_s) // 60}:{int(length_s) % 60:02d}, {programme.loudness_lufs:.1f} LUFS"
        job.report.line(f"spoke {len(said)} paragraphs: {told}")
        too_long_s = length_s - job.settings.edition.minutes * 60.0
        if too_long_s <= 0 or not left:
            break
        shorter = _shorter(job, team, planned, left_s, too_long_s, unsaid)
        if shorter is None:
            job.report.line(f"{too_long_s:.0f} s longer than edition.minutes; there is no shorter plan")
            break
        planned, left_s = shorter
    reader = f"{team_name(team)} ({refused})" if refused else team_name(team)
    return Rendition(plan=planned, programme=programme, reader=reader, unsaid=unsaid.told(planned))


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
