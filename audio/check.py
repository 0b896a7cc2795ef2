"""The self-check: the written file is decoded and measured while it grows, piece by piece, on the workers."""

from __future__ import annotations

import math
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

    from audio.mix import Programme

_PIECE_FRAMES: Final = 3 * 245
"""19.2 s: a whole number both of frames and of 100 ms."""

_WARM_UP_FRAMES: Final = 10
_CONTEXT_STEPS: Final = 3
_ROWS: Final = 200
_STEP: Final = mp3.RATE_HZ // 100
_QUIET: Final = loudness.ratio(-50)
_LONGEST_SILENCE_MS: Final = 1200
_HIGHEST_TRUE_PEAK_DB: Final = -1.0
_LOUDNESS_TOLERANCE_LU: Final = 0.5
_NEAR_PEAK: Final = loudness.ratio(-3)
_FALL: Final = np.linspace(1, 0, _STEP, dtype=np.float32)


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What a piece of the file sounds like once decoded.

    Attributes:
        sample_count: how many came out.
        power: sum of the squares of all samples.
        quiet: per 10 ms, whether it stays below -50 dBFS.
        true_peak: greatest absolute value, oversampled four times.
    """

    sample_count: int
    power: float
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
    cut = (warm_up - lost) * mp3.FRAME_SAMPLES
    context = _whole_steps(row[max(0, cut - _CONTEXT_STEPS * _STEP) : cut])
    row = row[cut:]
    steps = _whole_steps(row)
    peaks = _peaks(steps)
    power = sum(float(np.einsum("ij,ij", rows, rows, dtype=np.float32)) for rows in np.array_split(steps, 64))
    return Reading(
        sample_count=len(row),
        power=power / 32768**2,
        quiet=peaks < _QUIET,
        true_peak=_true_peak(np.concatenate((context, steps))),
    )


def _whole_steps(row: NDArray[np.int16]) -> NDArray[np.int16]:
    """Samples in rows of 10 ms, filled up with silence."""
    return np.concatenate((row, np.zeros(-len(row) % _STEP, dtype=np.int16))).reshape(-1, _STEP)


def _peaks(steps: NDArray[np.int16]) -> NDArray[np.float64]:
    peaks: NDArray[np.float64] = np.maximum(steps.max(axis=1), -steps.min(axis=1).astype(np.int32)) / 32768
    return peaks


def _true_peak(steps: NDArray[np.int16]) -> float:
    """The oversampled peak (BS.1770-4, annex 2), looked for only where samples come near the greatest.

    The first and the last row are only faded in and out: an edge in mid-sound would ring above every real peak. The
    last rows of a piece are the context of the next, so none is left out.

    Args:
        steps: the sound, 10 ms a row.
    """
    peaks = _peaks(steps)
    highest = float(peaks.max(initial=0))
    near = peaks > min(_NEAR_PEAK, 0.8 * highest)
    near[:1] = near[-1:] = False
    after, before = np.roll(near, 1), np.roll(near, -1)
    after[0] = before[-1] = False
    # Rows beside the near ones go with them, faded, so that the selection has no steps of its own.
    chosen = near | after | before
    rows = steps[chosen].astype(np.float32) / np.float32(32768)
    falling = (after & ~near & ~before)[chosen]
    rising = (before & ~near & ~after)[chosen]
    rows[falling] *= _FALL
    rows[rising] *= _FALL[::-1]
    if not rows.size:
        return highest
    stream = soxr.ResampleStream(mp3.RATE_HZ, 4 * mp3.RATE_HZ, 1, dtype="float32", quality="MQ")
    for at in range(0, len(rows), _ROWS):
        fine = stream.resample_chunk(rows[at : at + _ROWS].reshape(-1), last=at + _ROWS >= len(rows))
        highest = max(highest, float(fine.max(initial=0)), -float(fine.min(initial=0)))
    return highest


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
            sample_count=sum(reading.sample_count for reading in readings),
            power=math.fsum(reading.power for reading in readings),
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


def verify(programme: Programme, reading: Reading, target_lufs: float) -> None:
    """Refuse a programme that nobody should hear.

    Args:
        programme: with its measures.
        reading: of all that was decoded.
        target_lufs: wanted.

    Raises:
        MixError: with the measured value and what was wanted.
    """
    try:
        info = miniaudio.mp3_get_file_info(str(programme.path))
        size = programme.path.stat().st_size
    except (miniaudio.MiniaudioError, OSError) as error:
        message = f"programme {programme.path.name}: the file is not there as it was written ({error}); mix again"
        raise MixError(message) from error
    # The Info frame tells a player the length; the frames must tell the same, and one more that it cuts off.
    decoded = reading.sample_count - mp3.FRAME_SAMPLES
    measured = (
        (
            decoded == programme.sample_count,
            f"{decoded} samples came out, not {programme.sample_count}",
        ),
        (
            info.num_frames == programme.sample_count and size == programme.bytes,
            f"{info.num_frames} samples and {size} bytes, not {programme.sample_count} and {programme.bytes}",
        ),
        (
            abs(programme.loudness_lufs - target_lufs) <= _LOUDNESS_TOLERANCE_LU,
            f"{programme.loudness_lufs:.2f} LUFS, wanted {target_lufs:.1f} within {_LOUDNESS_TOLERANCE_LU}",
        ),
        (
            programme.true_peak_db <= _HIGHEST_TRUE_PEAK_DB,
            f"true peak {programme.true_peak_db:.2f} dB, wanted at most {_HIGHEST_TRUE_PEAK_DB:.1f}",
        ),
        (
            programme.longest_silence_ms <= _LONGEST_SILENCE_MS,
            f"{programme.longest_silence_ms} ms of silence, wanted at most {_LONGEST_SILENCE_MS}",
        ),
    )
    wrong = [words for right, words in measured if not right]
    if wrong:
        message = f"programme {programme.path.name}: {'; '.join(wrong)}; listen to its paragraphs"
        raise MixError(message)
