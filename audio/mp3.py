"""MP3 made of units: whole frames that can be joined, repeated and kept, and the Info frame in front of them.

A unit is encoded by a fresh encoder and ends in digital silence, so that its first frame needs no earlier byte
(``main_data_begin`` 0, ISO/IEC 11172-3, 2.4.2.7) and its last sound is complete. Units are therefore joined by
copying bytes. One format only: MPEG-1 Layer III, 44.1 kHz, mono, 96 kbit/s constant.
"""

from __future__ import annotations

import struct
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, BinaryIO, Final

import lameenc

from audio.crc import Crc16
from audio.errors import ClipError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import numpy as np
    from numpy.typing import NDArray

RATE_HZ: Final = 44100
FRAME_SAMPLES: Final = 1152
BITRATE_KBPS: Final = 96
SILENT_TAIL_FRAMES: Final = 2
"""Frames of digital silence that end every unit."""

LEVEL_LOSS_DB: Final = 0.45
"""LAME scales constant-bitrate input by 0.95."""

_ENCODER_DELAY: Final = 576
INFO_BYTES: Final = 144 * BITRATE_KBPS * 1000 // RATE_HZ
_EXTRA_A_FRAME: Final = 144 * BITRATE_KBPS * 1000 % RATE_HZ
_SYNC: Final = b"\xff\xfb"
_FRAMES, _BYTES, _QUALITY = 1, 2, 8
"""Flags of the Xing header: what it holds."""

_PADDING_BIT: Final = 0x02
SIDE_BYTES: Final = 4 + 17
"""Header and side information of a mono frame; what follows is main data."""


def frame_count(sample_count: int) -> int:
    """How many frames a unit of so many samples takes, its silent tail included."""
    return -(-sample_count // FRAME_SAMPLES) + SILENT_TAIL_FRAMES


def encode(blocks: Iterable[NDArray[np.int16]], *, fast: bool = True) -> bytes:
    """Encode one unit.

    Args:
        blocks: the sound in order, int16 at 44.1 kHz, any lengths; quiet at both ends.
        fast: LAME quality 7, which spreads its noise evenly, in place of 5, which shapes it in nearly twice the time.
            At 96 kbit/s for one voice there is nothing to gain by it: 7 is nearer to speech by 5 dB, and its noise
            lies 1 dB better against what masks it (``tests/bench/test_bench_encoder.py``).

    Returns:
        Whole frames, :func:`frame_count` of them; sample ``n`` is heard at sample ``n`` of the unit.
    """
    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_in_sample_rate(RATE_HZ)
    encoder.set_channels(1)
    encoder.set_bit_rate(BITRATE_KBPS)
    encoder.set_quality(7 if fast else 5)
    parts = []
    total = 0
    for block in blocks:
        total += len(block)
        parts.append(bytes(encoder.encode(block.astype("<i2", copy=False).tobytes())))
    count = frame_count(total)
    parts.append(bytes(encoder.encode(bytes(2 * (count * FRAME_SAMPLES - total)))))
    parts.append(bytes(encoder.flush()))
    data = b"".join(parts)
    return data[: starts(data)[count]]


def split(data: bytes) -> Iterator[bytes]:
    """The frames of a run of whole frames.

    Raises:
        ClipError: something else lies between them.
    """
    return (data[at:end] for at, end in pairwise(starts(data)))


def starts(data: bytes) -> list[int]:
    """Where the frames of a run of whole frames begin, and where the last one ends.

    Raises:
        ClipError: something else lies between them.
    """
    found = []
    at, last = 0, len(data) - INFO_BYTES
    # Of all loops over frames this one is run most: nothing is called in it.
    while at <= last and data[at] == _SYNC[0] and data[at + 1] == _SYNC[1]:
        found.append(at)
        at += INFO_BYTES + (data[at + 2] >> 1 & 1)
    if at < len(data):
        message = f"mp3: no whole frame at byte {at}; encode the sound again"
        raise ClipError(message)
    return [*found, at]


def main_data_begin(frame: bytes) -> int:
    """How many bytes of earlier frames a frame needs (ISO/IEC 11172-3, 2.4.1.7)."""
    return (frame[4] << 1) | (frame[5] >> 7)


@lru_cache(maxsize=1)
def _silent_frame() -> bytes:
    """A frame of digital silence that needs no other frame."""
    return next(split(encode([])))


class FrameWriter:
    """Writes units, pauses and at last the Info frame into a file.

    Attributes:
        frames: frames written so far, the Info frame not counted.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._start = file.tell()
        self._crc = Crc16()
        self._bytes = 0
        self.frames = 0
        file.write(bytes(INFO_BYTES))

    @property
    def sample_count(self) -> int:
        """Samples written so far."""
        return self.frames * FRAME_SAMPLES

    def write(self, unit: bytes, frames: int) -> None:
        """Append the frames of a unit."""
        self._file.write(unit)
        self._crc.feed(unit)
        self._bytes += len(unit)
        self.frames += frames

    def pause(self, frames: int) -> bytes:
        """Append silent frames; each is padded or not so that the file keeps its constant bitrate.

        What follows begins at the byte of its time or less than one byte behind: a player that seeks by the bitrate
        and takes the next whole frame lands on it.

        Returns:
            The bytes that were written.
        """
        silent = _silent_frame()
        padded = bytes((*silent[:2], silent[2] | _PADDING_BIT, *silent[3:], 0))
        run = bytearray()
        for number in range(frames):
            due = -(-(self.frames + number + 1) * (INFO_BYTES * RATE_HZ + _EXTRA_A_FRAME) // RATE_HZ)
            run += padded if self._bytes + len(run) + len(silent) < due else silent
        self.write(bytes(run), frames)
        return bytes(run)

    def close(self) -> tuple[bytes, int]:
        """Append the frame that carries the last samples out of the decoder, then fill in the Info frame.

        Returns:
            The last frame's bytes, and the whole number of bytes written.
        """
        samples = self.sample_count
        last = self.pause(1)
        end = self._file.tell()
        self._file.seek(self._start)
        self._file.write(self._info(samples))
        self._file.seek(end)
        return last, INFO_BYTES + self._bytes

    def _info(self, samples: int) -> bytes:
        """The Info frame (Xing header with the LAME extension, "Mp3 Info Tag rev 1 specifications").

        It has no table of contents: the table's steps are 256ths of the file, seconds of an episode, and players that
        find one follow it (ExoPlayer issue 10325). Without it they reckon with the constant bitrate, to the frame.
        """
        size = INFO_BYTES + self._bytes
        padding = self.frames * FRAME_SAMPLES - samples - _ENCODER_DELAY
        frame = bytearray(INFO_BYTES)
        frame[:4] = _silent_frame()[:4]
        xing = b"Info" + struct.pack(">IIII", _FRAMES | _BYTES | _QUALITY, self.frames, size, 50)
        lame = struct.pack(
            ">9sBBfHHBB3sBbHIH",
            b"LAME3.100",
            0x01,  # revision 0, constant bitrate
            205,  # low-pass in hundreds of hertz, LAME's own at this bitrate
            0.0,
            0,
            0,
            0,
            BITRATE_KBPS,
            (_ENCODER_DELAY << 12 | padding).to_bytes(3, "big"),
            0x40,  # source of 44.1 kHz
            0,
            0,
            size,
            self._crc.value,
        )
        frame[SIDE_BYTES : SIDE_BYTES + len(xing) + len(lame)] = xing + lame
        end = SIDE_BYTES + len(xing) + len(lame)
        crc = Crc16()
        crc.feed(bytes(frame[:end]))
        frame[end : end + 2] = struct.pack(">H", crc.value)
        return bytes(frame)
