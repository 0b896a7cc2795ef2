"""The espeak-ng engine in a process of its own: SSML in, samples and the times of its marks out.

Run as a file, with nothing but the standard library, so that it starts in a few milliseconds. The library holds one
global state, is not thread-safe, and aborts its process on some texts: no other process may hold it.

Protocol, on standard input and output: frames of a little-endian uint32 length and that many bytes. Each request is one
frame of SSML; each answer is two: a JSON object and the samples (16-bit little-endian, one channel). The JSON holds
``rate_hz`` and ``marks`` (pairs of name and sample), or ``error``. The first answer comes unasked and holds
``version``. End of input ends the process.
"""

import ctypes
import json
import os
import struct
import sys
from typing import IO

_SYNCHRONOUS = 2  # speak_lib.h, AUDIO_OUTPUT_SYNCHRONOUS
_DONT_EXIT = 0x8000  # espeakINITIALIZE_DONT_EXIT
_UTF8, _SSML, _PHONEMES = 1, 0x10, 0x100  # espeakCHARS_UTF8, espeakSSML, espeakPHONEMES
_RATE, _VOLUME, _PITCH, _RANGE, _WORD_GAP = 1, 2, 3, 4, 7  # espeak_PARAMETER
_MARK = 3  # espeakEVENT_MARK


class _Id(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8))


class _Event(ctypes.Structure):
    """``espeak_EVENT`` of speak_lib.h, API revision 12."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Id),
    )


_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


class Engine:
    """One loaded library with its voice and tuning."""

    def __init__(self, library: str, data: str, voice: str, tuning: dict[int, int]) -> None:
        self._samples: list[bytes] = []
        self._marks: list[tuple[str, int]] = []
        self._library = ctypes.CDLL(library)
        self._library.espeak_Info.restype = ctypes.c_char_p
        self._library.espeak_Synth.argtypes = (
            ctypes.c_char_p,
            ctypes.c_size_t,
            ctypes.c_uint,
            ctypes.c_int,
            ctypes.c_uint,
            ctypes.c_uint,
            ctypes.c_void_p,
            ctypes.c_void_p,
        )
        self.rate_hz = self._library.espeak_Initialize(_SYNCHRONOUS, 0, data.encode(), _DONT_EXIT)
        if self.rate_hz <= 0:
            message = f"espeak_Initialize gave {self.rate_hz} with the data in {data}"
            raise OSError(message)
        # kept as an attribute: ctypes does not hold what C points to
        self._callback = _Callback(self._collect)
        self._library.espeak_SetSynthCallback(self._callback)
        if self._library.espeak_SetVoiceByName(voice.encode()):
            message = f"no voice {voice}"
            raise OSError(message)
        for parameter, value in tuning.items():
            self._library.espeak_SetParameter(parameter, value, 0)
        self.version = (self._library.espeak_Info(None) or b"").decode()

    def _collect(
        self, samples: "ctypes._Pointer[ctypes.c_short]", count: int, events: "ctypes._Pointer[_Event]"
    ) -> int:
        if samples and count > 0:
            self._samples.append(ctypes.string_at(samples, 2 * count))
        place = 0
        while events[place].type:
            if events[place].type == _MARK:
                self._marks.append((events[place].id.name.decode(), events[place].sample))
            place += 1
        return 0

    def speak(self, ssml: bytes) -> tuple[dict[str, object], bytes]:
        """Speak one document; the answer's JSON and samples."""
        self._samples.clear()
        self._marks.clear()
        status = self._library.espeak_Synth(ssml, len(ssml) + 1, 0, 0, 0, _UTF8 | _SSML | _PHONEMES, None, None)
        if status:
            return {"error": f"espeak_Synth gave {status}"}, b""
        return {"rate_hz": self.rate_hz, "marks": self._marks}, b"".join(self._samples)


def read_frame(stream: IO[bytes]) -> bytes | None:
    """The next frame; None at the end of the stream."""
    head = stream.read(4)
    if len(head) < 4:
        return None
    (length,) = struct.unpack("<I", head)
    body = stream.read(length)
    return body if len(body) == length else None


def write_frame(stream: IO[bytes], body: bytes) -> None:
    """Write one frame and flush it."""
    stream.write(struct.pack("<I", len(body)))
    stream.write(body)
    stream.flush()


def main(arguments: list[str]) -> int:
    """Serve: LIBRARY DATA VOICE RATE VOLUME PITCH RANGE WORD_GAP."""
    library, data, voice, *numbers = arguments
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever the library prints must not land among the frames
    tuning = dict(zip((_RATE, _VOLUME, _PITCH, _RANGE, _WORD_GAP), map(int, numbers), strict=True))
    try:
        engine = Engine(library, data, voice, tuning)
    except OSError as error:
        write_frame(answers, json.dumps({"error": str(error)}).encode())
        write_frame(answers, b"")
        return 1
    write_frame(answers, json.dumps({"version": engine.version}).encode())
    write_frame(answers, b"")
    while (ssml := read_frame(sys.stdin.buffer)) is not None:
        head, samples = engine.speak(ssml)
        write_frame(answers, json.dumps(head).encode())
        write_frame(answers, samples)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
