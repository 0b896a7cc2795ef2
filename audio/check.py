"""The self-check: each unit is decoded and measured as it is made, and the file is those units byte by byte.

A unit that needs no earlier frame and ends in digital silence decodes in a row as it decodes alone (ISO/IEC 11172-3:
the decoder's overlap and filter bank then hold nothing). So its reading is that of its stretch of the file, and is
kept with it; the finished file is read once more and must hold the bytes that were decoded, no more and no less.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Final

import miniaudio
import numpy as np

from audio import loudness, mp3
from audio.errors import MixError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from audio.mix import Programme

_PIECE_FRAMES: Final = 245
"""6.4 s: a whole number both of frames and of 10 ms."""

_WARM_UP_FRAMES: Final = 10
_STEP: Final = mp3.RATE_HZ // 100
_BLOCK: Final = 1 << 15
QUIET: Final = loudness.ratio(-50)
"""What lies below counts as silence."""

_WHISPER: Final = 4
"""Steps of 16 bits that a decoder may leave in digital silence."""

_LONGEST_SILENCE_MS: Final = 1200
_HIGHEST_TRUE_PEAK_DB: Final = -1.0
_LOUDNESS_TOLERANCE_LU: Final = 0.5

_REACH: Final = 16
_NEAR_PEAK: Final = 0.7
_PEAKS_AT_ONCE: Final = 2048


def _between() -> NDArray[np.float32]:
    """What each sample adds to the values at quarters around the middle one: a sinc under a Kaiser window."""
    place = np.arange(-_REACH, _REACH + 1)
    wanted = np.array([-3, -2, -1, 1, 2, 3])[:, None] / 4
    away = place - wanted
    window = np.i0(8 * np.sqrt(np.clip(1 - (away / (_REACH + 1)) ** 2, 0, 1))) / np.i0(8)
    return (np.sinc(away) * window).astype(np.float32)


_QUARTERS: Final = _between()


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What a run of frames sounds like once decoded.

    Attributes:
        sample_count: how many samples came out.
        power: sum of the squares of all samples.
        true_peak: greatest absolute value, oversampled four times.
        quiet_before: how many samples lie below -50 dBFS before the first that does not.
        quiet_after: how many after the last.
        longest_quiet: the longest such run, to 10 ms.
        size: bytes that were decoded; of a whole unit only, and so is
        digest: of these bytes.
    """

    sample_count: int
    power: float
    true_peak: float
    quiet_before: int
    quiet_after: int
    longest_quiet: int
    size: int = 0
    digest: str = ""


def silence(data: bytes, frames: int) -> Reading:
    """The reading of frames of digital silence."""
    count = frames * mp3.FRAME_SAMPLES
    return Reading(
        sample_count=count,
        power=0.0,
        true_peak=0.0,
        quiet_before=count,
        quiet_after=count,
        longest_quiet=count,
        size=len(data),
        digest=_digest(data),
    )


def in_a_row(readings: Sequence[Reading]) -> Reading:
    """The reading of runs that follow each other."""
    count, quiet, before, longest = 0, 0, None, 0
    for one in readings:
        longest = max(longest, one.longest_quiet, quiet + one.quiet_before)
        if one.quiet_before < one.sample_count:
            before = count + one.quiet_before if before is None else before
            quiet = one.quiet_after
        else:
            quiet += one.sample_count
        count += one.sample_count
    return Reading(
        sample_count=count,
        power=math.fsum(one.power for one in readings),
        true_peak=max((one.true_peak for one in readings), default=0.0),
        quiet_before=count if before is None else before,
        quiet_after=quiet,
        longest_quiet=longest,
    )


def read(unit: bytes) -> Reading:
    """Decode and measure a unit, piece by piece, so that an hour costs no more memory than a minute.

    Raises:
        MixError: it does not decode, needs a frame before its first, or does not end in digital silence.
    """
    starts = mp3.starts(unit)
    if mp3.main_data_begin(unit):
        message = "mp3: a unit's first frame needs an earlier one; mix again"
        raise MixError(message)
    count = len(starts) - 1
    readings = []
    for first in range(0, count, _PIECE_FRAMES):
        end = min(first + _PIECE_FRAMES, count)
        warm_up = min(first, _WARM_UP_FRAMES)
        piece = unit[starts[first - warm_up] : starts[end]]
        readings.append(read_piece(piece, warm_up, end - first, ends=end == count))
    return replace(in_a_row(readings), size=len(unit), digest=_digest(unit))


def read_piece(data: bytes, warm_up: int, expected: int, *, ends: bool = False) -> Reading:
    """Decode and measure some frames.

    Args:
        data: whole frames.
        warm_up: how many of them come first only to fill the decoder.
        expected: how many follow.
        ends: whether the unit ends with them.

    Raises:
        MixError: they do not decode, or do not end in digital silence.
    """
    # A decoder skips a frame whose bytes lie before the cut.
    lost, held = 0, 0
    for frame in islice(mp3.split(data), warm_up) if warm_up else ():
        lost += mp3.main_data_begin(frame) > held
        held += len(frame) - mp3.SIDE_BYTES
    try:
        row = np.frombuffer(miniaudio.mp3_read_s16(data).samples, dtype="<i2")
    except miniaudio.MiniaudioError as error:
        message = f"mp3: a piece of {expected} frames does not decode ({error}); mix again"
        raise MixError(message) from error
    if len(row) != (warm_up + expected - lost) * mp3.FRAME_SAMPLES:
        message = f"mp3: {len(row)} samples came from {warm_up + expected} frames; mix again"
        raise MixError(message)
    if ends and np.abs(row[-mp3.FRAME_SAMPLES // 2 :]).view(np.uint16).max() > _WHISPER:
        message = "mp3: a unit does not end in digital silence; mix again"
        raise MixError(message)
    return _measured(row, (warm_up - lost) * mp3.FRAME_SAMPLES)


def _measured(row: NDArray[np.int16], cut: int) -> Reading:
    """The reading of a piece from ``cut`` on; what comes before is only the context of its first peaks."""
    context = min(cut, 2 * _REACH)
    row = row[cut - context :]
    # -32768 has no positive 16-bit fellow; its bits read as unsigned are right.
    heights = np.abs(row).view(np.uint16)
    peak = _true_peak(row, heights)
    row, heights = row[context:], heights[context:]
    count = len(row)
    whole = count // _STEP * _STEP
    steps = np.append(heights[:whole].reshape(-1, _STEP).max(axis=1), heights[whole:].max(initial=0))
    edges = np.flatnonzero(steps >= QUIET * 32768) * _STEP
    before, after = count, count
    if len(edges):
        first, last = int(edges[0]), int(edges[-1])
        before = first + int(np.argmax(heights[first : first + _STEP] >= QUIET * 32768))
        after = count - 1 - last - int(np.flatnonzero(heights[last : last + _STEP] >= QUIET * 32768)[-1])
    return Reading(
        sample_count=count,
        power=sum(_power(row[at : at + _BLOCK]) for at in range(0, count, _BLOCK)),
        true_peak=peak,
        quiet_before=before,
        quiet_after=after,
        longest_quiet=max(before, after, int(np.diff(edges).max(initial=_STEP)) - _STEP),
    )


def _power(row: NDArray[np.int16]) -> float:
    floats = row.astype(np.float32) / np.float32(32768)
    return float(np.einsum("i,i", floats, floats))


def _true_peak(row: NDArray[np.int16], heights: NDArray[np.uint16]) -> float:
    """The peak of the sound between its samples (BS.1770-4, annex 2), looked for beside the greatest of them.

    The last samples of a piece are in the context of the next one, and a unit ends in silence: none is left out.

    Args:
        row: the sound.
        heights: its absolute values.
    """
    highest = int(heights.max(initial=0))
    inner = heights[_REACH:-_REACH]
    if not highest or not len(inner):
        return highest / 32768
    near = np.flatnonzero(inner > _NEAR_PEAK * highest) + _REACH
    tops = near[(heights[near] >= heights[near - 1]) & (heights[near] >= heights[near + 1])]
    around = np.lib.stride_tricks.sliding_window_view(row, 2 * _REACH + 1)
    greatest = float(highest)
    for at in range(0, len(tops), _PEAKS_AT_ONCE):
        windows = around[tops[at : at + _PEAKS_AT_ONCE] - _REACH].astype(np.float32)
        fine = np.einsum("ij,kj->ik", windows, _QUARTERS)
        greatest = max(greatest, float(np.abs(fine).max(initial=0)))
    return greatest / 32768


def verify(programme: Programme, readings: Sequence[Reading], target_lufs: float) -> None:
    """Refuse a programme that nobody should hear.

    Args:
        programme: with its measures.
        readings: of all that was decoded, in the order of the file.
        target_lufs: wanted.

    Raises:
        MixError: with the measured value and what was wanted.
    """
    wrong = [*_faults_of_file(programme, readings), *_faults_of_sound(programme, target_lufs)]
    if wrong:
        message = f"programme {programme.path.name}: {'; '.join(wrong)}; listen to its paragraphs"
        raise MixError(message)


def _faults_of_file(programme: Programme, readings: Sequence[Reading]) -> Iterator[str]:
    """Where the file is not what was decoded, or not as long as it tells.

    Raises:
        MixError: it cannot be read.
    """
    try:
        info = miniaudio.mp3_get_file_info(str(programme.path))
        size = programme.path.stat().st_size
        strange = _strange(programme.path, readings)
    except (miniaudio.MiniaudioError, OSError) as error:
        message = f"programme {programme.path.name}: the file is not there as it was written ({error}); mix again"
        raise MixError(message) from error
    if strange is not None:
        yield f"from byte {strange} on it is not what was decoded"
    # The Info frame tells a player the length; the frames must tell the same, and one more that it cuts off.
    decoded = sum(reading.sample_count for reading in readings) - mp3.FRAME_SAMPLES
    if decoded != programme.sample_count:
        yield f"{decoded} samples came out, not {programme.sample_count}"
    if info.num_frames != programme.sample_count or size != programme.bytes:
        yield f"{info.num_frames} samples and {size} bytes, not {programme.sample_count} and {programme.bytes}"


def _faults_of_sound(programme: Programme, target_lufs: float) -> Iterator[str]:
    """What in the measures nobody should hear; a measure that is no number is a fault."""
    if not abs(programme.loudness_lufs - target_lufs) <= _LOUDNESS_TOLERANCE_LU:
        yield f"{programme.loudness_lufs:.2f} LUFS, wanted {target_lufs:.1f} within {_LOUDNESS_TOLERANCE_LU}"
    if not programme.true_peak_db <= _HIGHEST_TRUE_PEAK_DB:
        yield f"true peak {programme.true_peak_db:.2f} dB, wanted at most {_HIGHEST_TRUE_PEAK_DB:.1f}"
    if programme.longest_silence_ms > _LONGEST_SILENCE_MS:
        yield f"{programme.longest_silence_ms} ms of silence, wanted at most {_LONGEST_SILENCE_MS}"


def _strange(path: Path, readings: Iterable[Reading]) -> int | None:
    """Where a file stops to hold, behind its Info frame, the bytes that were decoded; None where it holds them all."""
    with path.open("rb") as file:
        at = file.seek(mp3.INFO_BYTES)
        for reading in readings:
            if _digest(file.read(reading.size)) != reading.digest:
                return at
            at = file.tell()
        return at if file.read(1) else None


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=16).hexdigest()
