"""A clip is played by whichever common player this machine has."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

from briefing.errors import BriefingError

if TYPE_CHECKING:
    from pathlib import Path

PLAYERS = (
    ("afplay",),
    ("pw-play",),
    ("paplay",),
    ("aplay", "-q"),
    ("mpv", "--no-video", "--really-quiet"),
    ("ffplay", "-nodisp", "-autoexit", "-loglevel", "error"),
    ("play", "-q"),
    ("cvlc", "--quiet", "--play-and-exit"),
)
"""macOS, PipeWire, PulseAudio, ALSA, then the players that people install."""

_GRACE_S = 30.0


class PlayerError(BriefingError):
    """A clip cannot be played here; it lies where it was written."""


def play(path: Path, length_s: float) -> str:
    """Play a WAV file to its end.

    Args:
        path: of the file.
        length_s: of its sound; a player that takes far longer hangs.

    Returns:
        The name of the player.

    Raises:
        PlayerError: there is no player, or none of them could play it.
    """
    failed = []
    for name, *options in PLAYERS:
        program = shutil.which(name)
        if program is None:
            continue
        try:
            done = subprocess.run(  # noqa: S603 - a player of our list, and our own file
                [program, *options, str(path.absolute())],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=length_s + _GRACE_S,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            failed.append(name)
            continue
        if done.returncode == 0:
            return name
        failed.append(name)
    if failed:
        message = (
            f"{path}: cannot be played ({', '.join(failed)} failed); look at this machine's sound, or open the file"
        )
    else:
        message = f"{path}: there is no player here; install one such as mpv, or open the file yourself"
    raise PlayerError(message)
