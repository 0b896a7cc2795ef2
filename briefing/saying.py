"""The workbench for a mispronunciation: one text in every form, and a clip of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audio.script import Sentence, Utterance
from briefing import wiring
from briefing.errors import SettingsError
from briefing.readers import readers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from briefing.settings import Settings


def say(settings: Settings, text: str, path: Path) -> Iterator[tuple[str, str]]:
    """Each form of the text by its label; last the clip that was written.

    Args:
        settings: whose style, lexicon and voice.
        text: as written.
        path: of the WAV file to write.

    Raises:
        SettingsError: nothing in the text can be said.
        VoiceError: no voice could read it.
    """
    written = " ".join(text.split())
    pen = wiring.open_pen(settings)
    spoken = pen.spoken(written)
    if not any(letter.isalpha() for letter in spoken.text):
        message = "say: the text holds nothing that can be said; write some Arabic words"
        raise SettingsError(message)
    yield "written", written
    yield "spoken", spoken.text
    marked = pen.marks.mark([spoken.marked])[0]
    yield "marked", marked
    with readers(settings) as able:
        for line in able.refused:
            yield "voice", line
        sentence = Sentence(written=written, spoken=spoken.text, marked=marked)
        clip = able.first.say(Utterance(sentences=(sentence,)))
        name = able.first.info.name
    path.parent.mkdir(parents=True, exist_ok=True)
    clip.segment.export(path, format="wav")
    yield "clip", f"{path} ({clip.duration_s:.1f} s, {name})"
