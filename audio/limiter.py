"""One level: the gain that gives a sound its loudness, with a limiter whose gain is known before it is applied."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from audio.loudness import integrated_lufs, lufs_amid_silence, ratio

if TYPE_CHECKING:
    from numpy.typing import NDArray

HOP: Final = 32
"""Samples a step of the limiter's gain."""

_LOOK_AHEAD_STEPS: Final = 27
_TRIES: Final = 6
_LEAST_SLOPE: Final = 0.2
_NEAR_ENOUGH_LU: Final = 0.03
_MOST_AGAINST_LIMITER_DB: Final = 10
_PLACE: Final = (np.arange(HOP, dtype=np.float32) + 0.5) / HOP - 0.5
_TENT: Final = np.stack((np.maximum(-_PLACE, 0), 1 - np.abs(_PLACE), np.maximum(_PLACE, 0)))


@dataclass(frozen=True, kw_only=True, slots=True)
class Levelled:
    """What :func:`level` found.

    Attributes:
        gain: to apply, as a ratio.
        steps: of the limiter that works after the gain.
        energies: per 100 ms, after both.
    """

    gain: float
    steps: NDArray[np.float32]
    energies: NDArray[np.float64]


def level(
    energies: NDArray[np.float64], peaks: NDArray[np.float32], rate_hz: int, target_lufs: float, ceiling: float
) -> Levelled:
    """The gain after which the *limited* sound has the wanted loudness, or comes as near as the limiter lets it.

    A single word is too short to be loud by the meter however hard the limiter works; beyond 10 dB against it the
    gain rises without end and nothing is louder for it.

    Args:
        energies: of the sound, per 100 ms.
        peaks: of the sound, per :data:`HOP` samples.
        rate_hz: of these samples.
        target_lufs: wanted.
        ceiling: of the limiter.
    """
    edges = (np.arange(len(energies)) * (rate_hz / 10 / HOP)).astype(np.intp)
    silent = max(0, int(edges[-1]) + 1 - len(peaks))
    peaks = np.concatenate((peaks, np.zeros(silent, dtype=np.float32)))
    # Within 100 ms the limiter works where the sound is loud, so its gain counts by the peaks' squares.
    loud = peaks.astype(np.float64) ** 2 + 1e-12
    whole = np.add.reduceat(loud, edges)
    gain_db, slope = target_lufs - lufs_amid_silence(energies), 1.0
    most_db = target_lufs - integrated_lufs(energies) + _MOST_AGAINST_LIMITER_DB
    before: tuple[float, float] | None = None
    for tries in range(_TRIES):
        steps = gain_steps(peaks * np.float32(ratio(gain_db)), ceiling)
        left = np.add.reduceat(loud * steps.astype(np.float64) ** 2, edges) / whole
        limited = energies * ratio(gain_db) ** 2 * left
        reached = lufs_amid_silence(limited)
        if abs(target_lufs - reached) < _NEAR_ENOUGH_LU or tries == _TRIES - 1:
            break
        # The more the limiter works, the less a decibel of gain brings.
        if before is not None and gain_db != before[0]:
            slope = min(1.0, max(_LEAST_SLOPE, (reached - before[1]) / (gain_db - before[0])))
        before = gain_db, reached
        gain_db = min(most_db, gain_db + (target_lufs - reached) / slope)
    return Levelled(gain=ratio(gain_db), steps=steps, energies=limited)


def step_peaks(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """The greatest absolute value in every :data:`HOP` samples; a rest at the end counts as a step."""
    rest = -len(samples) % HOP
    peaks: NDArray[np.float32] = np.abs(np.concatenate((samples, np.zeros(rest, dtype=np.float32))))
    # Halving five times is four times faster than a maximum along rows of 32.
    for _ in range(HOP.bit_length() - 1):
        peaks = np.maximum(peaks[::2], peaks[1::2])
    return peaks


def gain_steps(peaks: NDArray[np.float32], ceiling: float) -> NDArray[np.float32]:
    """The gain of a look-ahead limiter at each step.

    The needed gain is held over the look-ahead on both sides and then smoothed by a window of that width, so that the
    smooth gain never lies above the needed one.

    Args:
        peaks: of the sound at its final level.
        ceiling: greatest absolute value that may leave.

    Returns:
        Gains in (0, 1], as many as peaks.
    """
    needed = np.minimum(1, ceiling / np.maximum(peaks, 1e-9)).astype(np.float32)
    if float(needed.min(initial=1)) == 1:
        return needed
    held = _sliding_min(needed, _LOOK_AHEAD_STEPS + 1)
    # Two running means are a triangle as wide as the look-ahead on both sides.
    padded = np.pad(held.astype(np.float64), _LOOK_AHEAD_STEPS, mode="edge")
    smooth = _running_mean(_running_mean(padded, _LOOK_AHEAD_STEPS + 1), _LOOK_AHEAD_STEPS + 1)
    return np.minimum(smooth, 1).astype(np.float32)


def _running_mean(row: NDArray[np.float64], width: int) -> NDArray[np.float64]:
    sums = np.cumsum(np.concatenate(([0.0], row)))
    mean: NDArray[np.float64] = (sums[width:] - sums[:-width]) / width
    return mean


def _sliding_min(row: NDArray[np.float32], reach: int) -> NDArray[np.float32]:
    """The least of each value and its neighbours up to ``reach`` on both sides."""
    width = 2 * reach + 1
    row = np.pad(row, reach, mode="edge")
    covered = 1
    while covered < width:
        step = min(covered, width - covered)
        row = np.minimum(row[:-step], row[step:])
        covered += step
    return row


def limited(samples: NDArray[np.float32], steps: NDArray[np.float32], start: int, gain: float) -> NDArray[np.float32]:
    """A block after a constant gain and the limiter's, which is straight between the middles of its steps.

    Args:
        samples: the block.
        steps: from :func:`gain_steps`, of the whole sound.
        start: the block's first sample, a multiple of :data:`HOP`.
        gain: the constant one.
    """
    first = start // HOP
    whole = len(samples) // HOP
    rows = np.take(steps, np.arange(first - 1, first + -(-len(samples) // HOP) + 1), mode="clip")
    # One row a step: itself and its neighbours; one column a sample: how much of each it takes.
    near = np.stack((rows[:-2], rows[1:-1], rows[2:]))
    worked = np.flatnonzero(near[:, :whole].min(axis=0) < 1)
    out = samples * np.float32(gain)
    # Most of speech stays below the ceiling; the gain is 1 there.
    body = out[: whole * HOP].reshape(-1, HOP)
    body[worked] *= _between(near[:, worked])
    if len(out) > whole * HOP:
        out[whole * HOP :] *= _between(near[:, whole:]).reshape(-1)[: len(out) - whole * HOP]
    return out


def _between(near: NDArray[np.float32]) -> NDArray[np.float32]:
    # Not a matrix product: that would wake as many threads as there are cores.
    gain: NDArray[np.float32] = sum(row[:, None] * share for row, share in zip(near, _TENT, strict=True))
    return gain
