"""Is a clip as long as its text? The one question that tells speech from an empty, a cut or an endless answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audio.clip import sounding
from audio.errors import SpeechError

if TYPE_CHECKING:
    from audio.clip import Clip

# A digit is read as a word of about this many letters (measured on one to ninety-nine, spoken).
_DIGIT_LETTERS = 5
# Speech rate by letters differs from paragraph to paragraph (measured: 0.75 to 1.35 of a voice's mean over texts of
# more than 20 letters), more so in a word or two, where the second of grace helps.
_SHORTEST, _LONGEST, _GRACE_S = 0.55, 2.2, 1.0


def expected_s(text: str, characters_per_s: float) -> float:
    """How long a voice that reads so many letters a second should take for a text, pauses included."""
    digits = sum(map(str.isdigit, text))
    letters = sum(map(str.isalnum, text)) - digits
    return (letters + _DIGIT_LETTERS * digits) / characters_per_s


def check_length(clip: Clip, text: str, characters_per_s: float, subject: str) -> None:
    """Refuse a clip whose sound is far shorter or longer than its text asks for.

    Args:
        clip: what came.
        text: what was to be said.
        characters_per_s: the voice's rate in letters a second.
        subject: who is named in the error.

    Raises:
        SpeechError: the sound between the silences at its ends is less than 0.55 of the expected length (less a quarter
            of a second), or more than 2.2 times as long (and a second more).
    """
    first, last = sounding(clip)
    heard_s = (last - first) / clip.rate_hz
    wanted_s = expected_s(text, characters_per_s)
    shortest_s = max(0.02, _SHORTEST * wanted_s - _GRACE_S / 4)
    if shortest_s <= heard_s <= _LONGEST * wanted_s + _GRACE_S:
        return
    what = "silence" if not heard_s else "too short" if heard_s < wanted_s else "too long"
    message = f"{subject}: {what} ({heard_s:.1f} s of sound for a text of about {wanted_s:.1f} s); try again"
    raise SpeechError(message)
