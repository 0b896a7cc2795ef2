"""Is a clip as long as its text? The one question that tells speech from an empty, a cut or an endless answer."""

from __future__ import annotations

import statistics
from collections import deque
from typing import TYPE_CHECKING

from audio.clip import sounding
from audio.errors import SpeechError
from audio.wordtimes import DIGIT_LETTERS

if TYPE_CHECKING:
    from audio.clip import Clip

# Speech rate by letters differs from paragraph to paragraph (measured: 0.75 to 1.35 of a voice's mean over texts of
# more than 20 letters), more so in a word or two, where the second of grace helps.
_SHORTEST, _LONGEST, _GRACE_S = 0.55, 2.2, 1.0
# With the rate measured on the voice itself: half of a long text is always found out.
_SHORTEST_MEASURED = 0.68
_ENOUGH, _TELLING_LETTERS = 4, 20


def expected_s(text: str, characters_per_s: float) -> float:
    """How long a voice that reads so many letters a second should take for a text, pauses included."""
    digits = sum(map(str.isdigit, text))
    letters = sum(map(str.isalnum, text)) - digits
    return (letters + DIGIT_LETTERS * digits) / characters_per_s


def check_length(clip: Clip, text: str, characters_per_s: float, subject: str, *, shortest: float = _SHORTEST) -> None:
    """Refuse a clip whose sound is far shorter or longer than its text asks for.

    Args:
        clip: what came.
        text: what was to be said.
        characters_per_s: the voice's rate in letters a second.
        subject: who is named in the error.
        shortest: the least part of the expected length that is taken.

    Raises:
        SpeechError: the sound between the silences at its ends is shorter than ``shortest`` of the expected length
            (less a quarter of a second), or more than 2.2 times as long (and a second more). Texts of one or two
            letters may be silent.
    """
    first, last = sounding(clip)
    heard_s = (last - first) / clip.rate_hz
    wanted_s = expected_s(text, characters_per_s)
    # a letter or two, a lone hamza for one, may have no sound
    least_s = 0.02 if sum(map(str.isalnum, text)) > 2 else 0.0
    shortest_s = max(least_s, shortest * wanted_s - _GRACE_S / 4)
    if shortest_s <= heard_s <= _LONGEST * wanted_s + _GRACE_S:
        return
    what = "silence" if not heard_s else "too short" if heard_s < wanted_s else "too long"
    message = f"{subject}: {what} ({heard_s:.1f} s of sound for a text of about {wanted_s:.1f} s); try again"
    raise SpeechError(message)


class Tempo:
    """How fast a voice reads, learnt from its clips: services do not tell, and change it."""

    def __init__(self, characters_per_s: float) -> None:
        """Begin with an expected rate, in letters a second."""
        self._expected = characters_per_s
        self._measured: deque[float] = deque(maxlen=50)

    def check(self, clip: Clip, text: str, subject: str) -> None:
        """Refuse a clip of the wrong length; learn from one of the right length.

        Raises:
            SpeechError: as ``check_length``; after four clips with a narrower bound.
        """
        measured = list(self._measured)
        if len(measured) >= _ENOUGH:
            check_length(clip, text, statistics.median(measured), subject, shortest=_SHORTEST_MEASURED)
        else:
            check_length(clip, text, self._expected, subject)
        first, last = sounding(clip)
        if last > first and sum(map(str.isalnum, text)) >= _TELLING_LETTERS:
            self._measured.append(expected_s(text, 1.0) * clip.rate_hz / (last - first))
