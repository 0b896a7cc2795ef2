"""The workbench for a mispronunciation: one text in every form, and a clip of it."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audio.phonemes import ipa
from audio.script import Sentence, Utterance
from briefing import wiring
from briefing.errors import SettingsError
from briefing.readers import readers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from briefing.arabic.spoken import Span
    from briefing.config.settings import Settings
    from briefing.marks.marker import Doubt


@dataclass(frozen=True, kw_only=True, slots=True)
class Forms:
    """A text in every form that it takes on its way to a voice.

    Attributes:
        written: as it came, on one line.
        spoken: in words.
        marked: with vowel marks.
        phonemes: in IPA.
        classes: each stretch that is not spoken as it stands, with its class and the rule that read it.
        doubts: the words whose marks nobody is sure about.
    """

    written: str
    spoken: str
    marked: str
    phonemes: str
    classes: tuple[Span, ...]
    doubts: tuple[Doubt, ...]

    def lines(self, name_of: Callable[[str], str]) -> Iterator[tuple[str, str]]:
        """Each form as its label and its text.

        Args:
            name_of: a label, a class or a rule in the person's language.
        """
        yield name_of("written"), self.written
        yield name_of("spoken"), self.spoken
        yield name_of("marked"), self.marked
        yield name_of("phonemes"), self.phonemes
        for span in self.classes:
            reading = span.reading or name_of("nothing")
            yield name_of("class"), f"{name_of(span.kind)}: {span.written} = {reading} ({name_of(span.rule)})"
        for doubt in self.doubts:
            yield name_of("unsure"), " / ".join(dict.fromkeys([doubt.marked, *doubt.others]))


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """A clip that was written.

    Attributes:
        path: of the WAV file.
        seconds: of its sound.
        voice: who read it.
        refused: a line for each voice that was to read and does not.
    """

    path: Path
    seconds: float
    voice: str
    refused: tuple[str, ...]


def forms(settings: Settings, text: str) -> Forms:
    """The text in every form.

    Args:
        settings: whose style, lexicon and diacritizer.
        text: as written.

    Raises:
        SettingsError: nothing in the text can be said.
    """
    written = " ".join(text.split())
    pen = wiring.open_pen(settings)
    spoken = pen.spoken(written)
    if not any(letter.isalpha() for letter in spoken.text):
        message = "say: the text holds nothing that can be said; write some Arabic words"
        raise SettingsError(message)
    marked = pen.marks.mark([spoken.marked])[0]
    return Forms(
        written=written,
        spoken=spoken.text,
        marked=marked,
        phonemes=ipa(marked),
        classes=spoken.spans,
        doubts=tuple(pen.marks.doubts([spoken.marked])),
    )


def clip(settings: Settings, form: Forms, path: Path) -> Said:
    """Read a text aloud into a WAV file.

    Raises:
        VoiceError: no voice could read it.
        SettingsError: the file cannot be written.
    """
    sentence = Sentence(written=form.written, spoken=form.spoken, marked=form.marked)
    with readers(settings) as able:
        sound = able.first.say(Utterance(sentences=(sentence,)))
        name, refused = able.first.info.name, able.refused
    content = io.BytesIO()
    sound.segment.export(content, format="wav")
    write_clip(path, content.getvalue(), "--out")
    return Said(path=path, seconds=sound.duration_s, voice=name, refused=refused)


def write_clip(path: Path, content: bytes, option: str) -> None:
    """Write a clip where the person wants it.

    Args:
        path: of the file; its folder is made.
        content: of the file.
        option: by which another file is named.

    Raises:
        SettingsError: the file cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        message = f"{path}: the clip cannot be written ({error.strerror}); name another file with {option}"
        raise SettingsError(message) from error
