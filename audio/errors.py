"""The booth's error tree.

AudioError
├── VoiceError              a voice could not read an utterance
│   ├── VoiceUnavailableError   the voice cannot work here and now (no network, no engine, no key)
│   │   └── RecordingError          it failed for good in the middle of a script (audio/record.py)
│   └── SpeechError             the voice answered, but not with the speech that was asked for
├── ClipError               a sound that cannot be used (truncated, empty, not audio)
└── MixError                a programme that may not leave the booth

Every message is: subject, what happened, what to do.
"""


class AudioError(Exception):
    """Anything that went wrong in the booth and that a person can act on."""


class VoiceError(AudioError):
    """A voice could not read an utterance."""


class VoiceUnavailableError(VoiceError):
    """The voice cannot work here and now; another one may."""


class SpeechError(VoiceError):
    """The voice answered, but what came is not the speech that was asked for."""


class ClipError(AudioError):
    """A sound that cannot be used."""


class MixError(AudioError):
    """A programme that may not leave the booth."""
