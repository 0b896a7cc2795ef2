"""Foreign text made fit for tags and transcripts."""

from __future__ import annotations

import re
from typing import Final

# Outside XML 1.0's characters, or a bidi control that can turn what follows it. U+200C and U+200D shape words and stay.
_UNFIT: Final = re.compile(
    "[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u007f-\u0084\u0086-\u009f\ufeff]"
    "|[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]"
)


def text(foreign: str) -> str:
    """A text without control characters, lone surrogates and bidi controls; its lines stay."""
    return _UNFIT.sub("", foreign.replace("\r\n", "\n").replace("\r", "\n")).strip()


def line(foreign: str) -> str:
    """A text on one line, each run of white space one space."""
    return " ".join(_UNFIT.sub("", foreign).split())
