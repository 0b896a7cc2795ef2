"""One paragraph of a running order, heard by itself: the voice that will read it, its clips kept for the edition."""

from __future__ import annotations

import io
import threading
from contextlib import ExitStack
from typing import TYPE_CHECKING, Self

from briefing.readers import readers
from briefing.reading import cached_team

if TYPE_CHECKING:
    from types import TracebackType

    from audio.clip import Clip
    from audio.script import Utterance
    from audio.voices import Voice
    from briefing.config.settings import Settings


class Hearing:
    """Says paragraphs one by one; voices are opened with the first of them and closed at the end.

    May be used by several threads.
    """

    def __init__(self, settings: Settings) -> None:
        """Nothing is opened yet."""
        self._settings = settings
        self._lock = threading.Lock()
        self._open = ExitStack()
        self._team: tuple[Voice, ...] = ()

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the voices."""
        self._open.close()

    def clip(self, utterance: Utterance) -> Clip:
        """A paragraph as the edition's voice reads it, before the mix.

        Raises:
            SettingsError: a voice is unknown, or its table is wrong.
            VoiceError: no voice answers, or it cannot say this.
        """
        with self._lock:
            if not self._team:
                able = self._open.enter_context(readers(self._settings))
                self._team = cached_team(able.teams[0], self._settings)
        return self._team[utterance.presenter % len(self._team)].say(utterance)

    def wav(self, utterance: Utterance) -> bytes:
        """The same as a WAV file."""
        out = io.BytesIO()
        self.clip(utterance).segment.export(out, format="wav")
        return out.getvalue()
