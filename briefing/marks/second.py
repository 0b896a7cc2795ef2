"""The second opinion: the package dengjen-tashkeel-py (libtashkeel's network), heard on the author's letters only."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from briefing.errors import MarksError
from briefing.marks.guard import keep_letters
from briefing.marks.letters import join, split
from briefing.marks.models import label_of, silence_telemetry
from briefing.marks.pieces import pieces

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_log = logging.getLogger(__name__)
# Its time for a character doubles from 700 characters on.
_PIECE_CHARS = 600
_lock = threading.Lock()


def _engine() -> Callable[[str], str]:
    silence_telemetry()
    try:
        from dengjen_tashkeel_py import tashkeel
    except (ImportError, RuntimeError) as error:
        message = f"dengjen-tashkeel-py: cannot be used ({error}); install it again together with onnxruntime"
        raise MarksError(message) from error
    heard: Callable[[str], str] = tashkeel
    return heard


class Libtashkeel:
    """Diacritizer of one network: lighter in memory than Rawi, weaker in endings; the fall-back."""

    name = "libtashkeel"

    def mark(self, paragraphs: Sequence[str]) -> list[str]:
        """Paragraphs with marks; letters unchanged, marks that are there kept.

        Raises:
            MarksError: the package cannot be used here.
        """
        out = []
        for paragraph in paragraphs:
            bare, own = split(paragraph)
            marks = self.labels(bare)
            out.append(join(bare, [mine or theirs for mine, theirs in zip(own, marks, strict=True)]))
        return out

    def labels(self, bare: str) -> list[str]:
        """For each character of a text without marks the marks on it; all empty where the letters could not be kept.

        Raises:
            MarksError: the package cannot be used here.
        """
        with _lock:
            engine = _engine()
        out: list[str] = []
        for piece in pieces(bare, _PIECE_CHARS):
            try:
                heard = engine(piece)
            except (RuntimeError, ValueError) as error:
                _log.warning("libtashkeel: %d characters have no second opinion (%s)", len(piece), error)
                heard = piece
            out.extend(label_of(marks) if marks else "" for marks in keep_letters(piece, heard))
        return out
