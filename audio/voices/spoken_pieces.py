"""A paragraph through a service that takes only so many characters at once: cut, asked for, judged, joined."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audio.clip import Clip, decode, fade, join, resample, silence, trim
from audio.errors import ClipError, SpeechError
from audio.voices.online import RefusedError
from audio.voices.text import clean, letters, pieces

if TYPE_CHECKING:
    from collections.abc import Callable

    from audio.script import Utterance
    from audio.voices.length import Tempo
    from audio.voices.online import Pace

_NOTHING_MS = 200
# Only an utterance that failed half way leaves pieces behind, and it is tried again soon.
_KEPT_PIECES = 24
_BETWEEN_WORDS_MS = 60
_GAP_MS = {".": 420, "!": 420, "؟": 450, "?": 450, "…": 420, "،": 180, ",": 180, "؛": 250, ";": 250, ":": 250}


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """What a service takes.

    Attributes:
        piece_characters: the longest text of one request.
        letters: the longest text of one utterance; more would be hundreds of requests.
        rate_hz: the rate of the clips, whatever the service sends.
    """

    piece_characters: int
    letters: int
    rate_hz: int


class SpokenPieces:
    """Speaks utterances piece by piece; pieces that were heard before a failure are not asked for again."""

    def __init__(self, subject: str, limits: Limits, pace: Pace, tempo: Tempo) -> None:
        self._subject = subject
        self._limits = limits
        self._pace = pace
        self._tempo = tempo
        self._heard: OrderedDict[str, Clip] = OrderedDict()
        self._lock = threading.Lock()

    def say(self, utterance: Utterance, fetch: Callable[[str], bytes]) -> Clip:
        """Read an utterance.

        Args:
            utterance: what is read, in its plain form.
            fetch: one request: a piece of text to the bytes of a sound file; raises ``RefusedError``.

        Returns:
            The clip at ``limits.rate_hz``; 200 ms of silence when the text has no letter.

        Raises:
            VoiceUnavailableError: the service does not answer, or refuses, as often as the pace asks.
            SpeechError: it answers with no sound, or too little or too much; or the text is longer than the limits.
        """
        text = clean(utterance.spoken)
        limits = self._limits
        if letters(text) > limits.letters:
            message = f"{self._subject}: a text of more than {limits.letters} letters; cut it into paragraphs"
            raise SpeechError(message)
        parts: list[Clip] = []
        asked = [piece for piece in pieces(text, limits.piece_characters) if letters(piece)]
        for piece in asked:
            parts += [self._piece(piece, fetch), silence(_GAP_MS.get(piece[-1], _BETWEEN_WORDS_MS), limits.rate_hz)]
        with self._lock:
            for piece in asked:
                self._heard.pop(piece, None)
        # a clip ends with its last word; the pause after it belongs to the script
        return join(parts[:-1]) if parts else silence(_NOTHING_MS, limits.rate_hz)

    def probe(self, fetch: Callable[[str], bytes]) -> None:
        """Ask once for one word.

        Raises:
            VoiceUnavailableError: no answer.
            SpeechError: an answer that is not its sound.
        """
        self._pace.ask(lambda: self._judged("نعم", fetch("نعم")), tries=1)

    def _piece(self, piece: str, fetch: Callable[[str], bytes]) -> Clip:
        with self._lock:
            heard = self._heard.get(piece)
        if heard is not None:
            return heard
        clip = self._pace.ask(lambda: self._judged(piece, fetch(piece)))
        with self._lock:
            self._heard[piece] = clip
            while len(self._heard) > _KEPT_PIECES:
                self._heard.popitem(last=False)
        return clip

    def _judged(self, piece: str, data: bytes) -> Clip:
        try:
            # the coder's padding and the service's own silence would be heard as stumbling at each joint
            clip = fade(trim(decode(data, self._subject)), 5, 10)
            self._tempo.check(clip, piece, self._subject)
        except (ClipError, SpeechError) as error:
            what = str(error).removeprefix(f"{self._subject}: ").partition(";")[0]
            raise RefusedError(what, answered=True) from error
        return resample(clip, self._limits.rate_hz)
