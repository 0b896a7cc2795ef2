"""Who reads: the settings' chain of voices, opened together, the first that answers chosen, all closed at the end.

With a second presenter the first reads opening, headlines and closing, the second the paragraphs. When either gives up,
the first reads everything alone, and after it the others of the chain: one programme never changes its readers midway.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audio.errors import VoiceUnavailableError
from audio.voices.chain import choose
from briefing import wiring

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audio.voices import Voice
    from briefing.config.settings import Settings

Team = tuple["Voice", ...]


def team_name(team: Team) -> str:
    """The presenters' names, as log and notes have them."""
    return " and ".join(voice.info.name for voice in team)


@dataclass(frozen=True, kw_only=True, slots=True)
class Readers:
    """The voices that may read.

    Attributes:
        teams: who reads a programme together; the first that is able, then those that are tried after it.
        refused: a line for each voice that was to read and does not: why.
    """

    teams: tuple[Team, ...]
    refused: tuple[str, ...]

    @property
    def first(self) -> Voice:
        """The first presenter of the first team."""
        return self.teams[0][0]


def _second(settings: Settings) -> tuple[Voice | None, str]:
    """The second presenter, or why there is none."""
    if not settings.voice.second:
        return None, ""
    voice = None
    try:
        voice = wiring.open_voice(settings.voice.second, settings)
        voice.check()
    except VoiceUnavailableError as error:
        if voice is not None:
            voice.close()
        return None, f"{settings.voice.second} (second presenter): {error}"
    return voice, ""


@contextmanager
def readers(settings: Settings) -> Iterator[Readers]:
    """Open the chain and choose.

    Raises:
        SettingsError: a voice is unknown, or its table is wrong.
        VoiceUnavailableError: none of them answers.
    """
    voices, missing = wiring.open_chain(settings)
    second: Voice | None = None
    try:
        chosen, silent = choose(voices)
        alone = [(voice,) for voice in voices[voices.index(chosen) :]]
        second, why_alone = _second(settings)
        teams: tuple[Team, ...] = (*(((chosen, second),) if second else ()), *alone)
        yield Readers(teams=teams, refused=(*missing, *silent, *((why_alone,) if why_alone else ())))
    finally:
        for voice in (*voices, *((second,) if second else ())):
            voice.close()
