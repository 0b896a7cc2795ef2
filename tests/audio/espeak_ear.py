"""What espeak-ng makes of text or mnemonics: reads lines from standard input, prints the phonemes of each in IPA.

With ``--written`` they are as the engine writes them (stress, length), else as it reports them while it speaks.

Run as a program of its own, because the engine keeps global state that other tests use too.
"""

import ctypes
import sys

import espeakng_loader

PHONEMES_AND_UTF8 = 0x101
PHONEME_EVENT = 7
PHONEME_EVENTS_AS_IPA = 3


class Id(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8))


class Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int), ("unique", ctypes.c_uint), ("text_position", ctypes.c_int), ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int), ("sample", ctypes.c_int), ("user_data", ctypes.c_void_p), ("id", Id),
    )  # fmt: skip


CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.POINTER(Event))


def main() -> None:
    library = ctypes.CDLL(espeakng_loader.get_library_path())
    heard: list[str] = []

    def hear(_: object, __: int, events: "ctypes._Pointer[Event]") -> int:
        index = 0
        while events[index].type:
            if events[index].type == PHONEME_EVENT:
                heard.append(events[index].id.string.decode())
            index += 1
        return 0

    callback = CALLBACK(hear)
    library.espeak_Initialize(2, 0, espeakng_loader.get_data_path().encode(), PHONEME_EVENTS_AS_IPA)
    library.espeak_SetSynthCallback(callback)
    library.espeak_SetVoiceByName(b"ar")
    library.espeak_TextToPhonemes.restype = ctypes.c_char_p
    for line in sys.stdin.read().splitlines():
        heard.clear()
        raw = line.encode()
        library.espeak_Synth(raw, ctypes.c_size_t(len(raw) + 1), 0, 1, 0, PHONEMES_AND_UTF8, None, None)
        if "--written" in sys.argv:
            # Mnemonics are read as such only after a text with their flag was spoken.
            text = ctypes.c_char_p(raw)
            heard.clear()
            while text.value:
                heard.append(library.espeak_TextToPhonemes(ctypes.byref(text), 1, 2).decode())
        sys.stdout.write("".join(heard).replace(" ", "") + "\n")


if __name__ == "__main__":
    main()
