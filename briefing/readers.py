"""Who reads: the settings' chain of voices, opened together, the first that answers chosen, all closed at the end."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audio.voices.chain import choose
from briefing import wiring

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audio.voices import Voice
    from briefing.settings import Settings


@dataclass(frozen=True, kw_only=True, slots=True)
class Readers:
    """The voices that may read.

    Attributes:
        voices: the chosen one, then those that follow it in the chain.
        refused: a line for each voice before the chosen one: why it does not read.
    """

    voices: tuple[Voice, ...]
    refused: tuple[str, ...]

    @property
    def first(self) -> Voice:
        """The chosen one."""
        return self.voices[0]


@contextmanager
def readers(settings: Settings) -> Iterator[Readers]:
    """Open the chain and choose.

    Raises:
        SettingsError: a voice is unknown, or its table is wrong.
        VoiceUnavailableError: none of them answers.
    """
    voices, missing = wiring.open_chain(settings)
    try:
        chosen, silent = choose(voices)
        yield Readers(voices=tuple(voices[voices.index(chosen) :]), refused=(*missing, *silent))
    finally:
        for voice in voices:
            voice.close()
