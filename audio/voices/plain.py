"""What online voices of plain text have in common: they are asked piece by piece, and travel as settings.

Such a voice says how one piece is asked for; cutting, pace, judging and joining are here and in ``spoken_pieces``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Protocol

from audio.errors import SpeechError, VoiceUnavailableError
from audio.voices.process import one_per_process

if TYPE_CHECKING:
    from audio.clip import Clip
    from audio.script import Utterance
    from audio.voices.spoken_pieces import SpokenPieces


class Timed(Protocol):
    """Settings that say how long an answer is waited for."""

    @property
    def timeout_s(self) -> float:
        """Longest wait for one whole answer."""

    @property
    def check_timeout_s(self) -> float:
        """Longest wait when the service is asked whether it is there."""


RATE_HZ = 24000
"""Of the clips, whatever the service sends."""


class PlainVoice(ABC):
    """Reads plain text through a service that takes only so many characters at once.

    Args:
        settings: of the voice.
        pieces: cuts, asks at the service's pace, judges and joins.
    """

    def __init__(self, settings: Timed, pieces: SpokenPieces) -> None:
        self.settings = settings
        self._pieces = pieces

    @abstractmethod
    def fetch(self, piece: str, timeout_s: float) -> bytes:
        """One request: a piece of text to the bytes of a sound file.

        Raises:
            RefusedError: nothing usable came within the time.
        """

    def __reduce__(self) -> tuple[object, ...]:
        """Travel as settings; a key stays in the environment."""
        return one_per_process, (type(self), self.settings)

    def check(self) -> None:
        """Ask once for one word, within ``check_timeout_s``.

        Raises:
            VoiceUnavailableError: no network, no key where one is needed, no service, or no sound in its answer.
        """
        try:
            self._pieces.probe(lambda piece: self.fetch(piece, self.settings.check_timeout_s))
        except SpeechError as error:
            raise VoiceUnavailableError(str(error)) from error

    def say(self, utterance: Utterance) -> Clip:
        """Read an utterance in pieces and join them.

        Returns:
            The clip; 200 ms of silence when the text has no letter.

        Raises:
            VoiceUnavailableError: no key, no answer, or a refusal, as often as ``tries`` says.
            SpeechError: an answer with no sound, or with too little or too much of it; or a text so long that it would
                be hundreds of requests.
        """
        return self._pieces.say(utterance, lambda piece: self.fetch(piece, self.settings.timeout_s))

    def close(self) -> None:  # noqa: B027 - the contract wants one, and these have nothing to give back
        """Nothing is held between requests."""
