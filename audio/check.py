"""The self-check: the written file is decoded and measured while it grows, piece by piece, on the workers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import miniaudio
import numpy as np
import soxr

from audio import loudness, mp3
from audio.errors import MixError
from audio.work import submit

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

    from numpy.typing import NDArray

_PIECE_FRAMES: Final = 9 * 245
"""57.6 s: a whole number both of frames and of 100 ms."""

_WARM_UP_FRAMES: Final = 10
_QUIET_STEP: Final = mp3.RATE_HZ // 100
_QUIET: Final = loudness.ratio(-50)
_NEAR_PEAK: Final = loudness.ratio(-4)


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What a piece of the file sounds like once decoded.

    Attributes:
        energies: K-weighted, per 100 ms.
        quiet: per 10 ms, whether it stays below -50 dBFS.
        true_peak: greatest absolute value, oversampled four times.
    """

    energies: NDArray[np.float64]
    quiet: NDArray[np.bool_]
    true_peak: float


def read(data: bytes, warm_up: int, expected: int) -> Reading:
    """Decode and measure a piece.

    Args:
        data: whole frames.
        warm_up: how many of them come first only to fill the decoder.
        expected: how many follow.

    Raises:
        MixError: they do not decode.
    """
    frames = list(mp3.split(data))
    # A decoder skips a frame whose bytes lie before the cut.
    lost, held = 0, 0
    for frame in frames[:warm_up]:
        lost += mp3.main_data_begin(frame) > held
        held += len(frame) - mp3.SIDE_BYTES
    try:
        row = np.frombuffer(miniaudio.mp3_read_s16(data).samples, dtype="<i2")
    except miniaudio.MiniaudioError as error:
        message = f"mp3: a piece of {expected} frames does not decode ({error}); mix again"
        raise MixError(message) from error
    if len(frames) != warm_up + expected or len(row) != (len(frames) - lost) * mp3.FRAME_SAMPLES:
        message = f"mp3: {len(row)} samples came from {len(frames)} frames; mix again"
        raise MixError(message)
    sound = row.astype(np.float32) / np.float32(32768)
    cut = (warm_up - lost) * mp3.FRAME_SAMPLES
    meter = loudness.Meter(mp3.RATE_HZ, sound[:cut])
    meter.feed(sound[cut:])
    rest = -(len(sound) - cut) % _QUIET_STEP
    steps = np.abs(np.pad(sound[cut:], (0, rest))).reshape(-1, _QUIET_STEP).max(axis=1)
    return Reading(energies=meter.energies(), quiet=steps < _QUIET, true_peak=_true_peak(sound[cut:], steps))


def _true_peak(sound: NDArray[np.float32], steps: NDArray[np.float32]) -> float:
    """The oversampled peak (BS.1770-4, annex 2), looked for only where samples come near full scale."""
    peak = float(steps.max(initial=0))
    near = np.convolve(steps > min(_NEAR_PEAK, 0.8 * peak), np.ones(3), "same") > 0
    edges = np.flatnonzero(np.diff(np.concatenate(([False], near, [False])).astype(np.int8)))
    for start, stop in zip(edges[::2], edges[1::2], strict=True):
        part = sound[start * _QUIET_STEP : stop * _QUIET_STEP]
        if len(part):
            fine = soxr.resample(part, mp3.RATE_HZ, 4 * mp3.RATE_HZ, "MQ")
            peak = max(peak, float(np.abs(fine).max()))
    return peak


class Monitor:
    """Listens to the frames that are written.

    Args:
        executor: where pieces are read; here when None.
    """

    def __init__(self, executor: Executor | None) -> None:
        self._executor = executor
        self._frames: list[bytes] = []
        self._warm_up = 0
        self._readings: list[Future[Reading]] = []

    def feed(self, data: bytes) -> None:
        """Take the next frames of the file."""
        self._frames.extend(mp3.split(data))
        while len(self._frames) - self._warm_up >= _PIECE_FRAMES:
            self._send(_PIECE_FRAMES)

    def _send(self, count: int) -> None:
        end = self._warm_up + count
        self._readings.append(submit(self._executor, read, b"".join(self._frames[:end]), self._warm_up, count))
        start = max(0, end - _WARM_UP_FRAMES)
        self._frames = self._frames[start:]
        self._warm_up = end - start

    def close(self) -> Reading:
        """End the file and wait for its reading.

        Raises:
            MixError: a piece does not decode.
        """
        if len(self._frames) > self._warm_up:
            self._send(len(self._frames) - self._warm_up)
        readings = [reading.result() for reading in self._readings]
        return Reading(
            energies=np.concatenate([reading.energies for reading in readings]),
            quiet=np.concatenate([reading.quiet for reading in readings]),
            true_peak=max(reading.true_peak for reading in readings),
        )

    def cancel(self) -> None:
        """Drop what has not begun."""
        for reading in self._readings:
            reading.cancel()


def longest_quiet_ms(quiet: NDArray[np.bool_]) -> int:
    """The longest run of quiet 10 ms steps."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], quiet, [False])).astype(np.int8)))
    return int((edges[1::2] - edges[::2]).max(initial=0)) * 10
