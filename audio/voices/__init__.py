"""Voices: the contract that every one of them keeps, and their manual.

A voice is a class registered in the entry-point group ``audio.voices``. It has a frozen dataclass ``Settings`` whose
fields are the keys of its section in the settings file, each with a default, and is built with one such value. Values
that make no sense are refused there with a ``VoiceError``.

===========  =======  ===========  ==========================================================================
name         online   word times   what it is
===========  =======  ===========  ==========================================================================
espeak       no       yes          espeak-ng in processes of its own; always there
gtts         yes      no           Google Translate's voice, no key
edge         yes      yes          Microsoft Edge's neural voices, no key (extra ``edge``)
speech_api   yes      no           a server with OpenAI's ``/v1/audio/speech``, hosted or one's own
piper        no       yes          neural voice files on this machine (extra ``piper``; ``fetch`` gets them)
tone         no       yes          a tone a word, for tests
===========  =======  ===========  ==========================================================================

What every voice does, beyond the signatures (``tests/contracts/voice_contract.py`` tries it on any class):

- Text comes from anywhere: a voice passes it through ``text.clean`` or ``text.words`` before anything else sees it.
- An utterance without a letter or digit is a silence of less than a second, not an error.
- A clip begins and ends with its sound; pauses between its sentences are inside it, the pause after it is the script's.
- What comes back is measured against the text: silence, half an answer and endless noise are a ``SpeechError``.
- ``say`` may be called by several threads. A voice that holds processes or connections travels to another process as
  its settings (``process.one_per_process``).

``chain`` chooses the first voice that works, ``cached`` keeps what was said.
"""

from dataclasses import dataclass
from typing import ClassVar, Literal, Protocol

from audio.clip import Clip
from audio.script import Utterance


@dataclass(frozen=True, kw_only=True, slots=True)
class VoiceInfo:
    """How a voice describes itself.

    Attributes:
        name: its name in the settings.
        version: of the engine and its voice data.
        licence: of what it speaks with.
        languages: BCP 47 tags.
        rate_hz: samples a second of its clips.
        wants: the form of text it reads best; the script carries all forms.
        online: whether it needs a network.
        word_times: whether its clips know when each word sounds.
        characters_per_s: spoken letters (marks not counted) a second, for planning a programme's length.
        parallel: how many utterances it may be given at once.
        fingerprint: changes when the same text would sound different (version, settings).
        cost: what a listener's program pays, in a few words.
    """

    name: str
    version: str
    licence: str
    languages: tuple[str, ...]
    rate_hz: int
    wants: Literal["plain", "marked", "phonemes"]
    online: bool
    word_times: bool
    characters_per_s: float
    parallel: int
    fingerprint: str
    cost: str = "free"


class Voice(Protocol):
    """Something that reads an utterance aloud."""

    Settings: ClassVar[type]

    @property
    def info(self) -> VoiceInfo:
        """How the voice describes itself; never changes while it lives."""

    def check(self) -> None:
        """Find out whether the voice works here and now.

        Raises:
            VoiceUnavailableError: it does not; the message says why and what to do.
        """

    def say(self, utterance: Utterance) -> Clip:
        """Read one utterance.

        Returns:
            Its clip, at ``info.rate_hz``.

        Raises:
            VoiceUnavailableError: the voice does not answer at all.
            SpeechError: what came is not the speech of this utterance.
        """

    def close(self) -> None:
        """Give back processes and connections. May be called twice."""
