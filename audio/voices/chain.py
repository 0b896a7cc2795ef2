"""Which voice reads: the first of a chain that works here and now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audio.errors import VoiceUnavailableError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audio.voices import Voice


def choose(voices: Sequence[Voice]) -> tuple[Voice, list[str]]:
    """The first voice whose ``check()`` passes, and why each one before it does not.

    Args:
        voices: in the order of preference; none after the chosen one is asked.

    Returns:
        The voice, and one line for each voice before it, as its error says it.

    Raises:
        VoiceUnavailableError: no voice works; the message holds every reason.
    """
    reasons: list[str] = []
    for voice in voices:
        try:
            voice.check()
        except VoiceUnavailableError as error:
            told = _one_line(error)
            reasons.append(told if told.startswith(f"{voice.info.name}:") else f"{voice.info.name}: {told}")
        else:
            return voice, reasons
    tried = "; ".join(reasons) or "the chain is empty"
    message = f"voices: none works ({tried}); name another voice in the settings or repair one of these"
    raise VoiceUnavailableError(message)


def _one_line(error: VoiceUnavailableError) -> str:
    return " ".join(str(error).split()) or type(error).__name__
