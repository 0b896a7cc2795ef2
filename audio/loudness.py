"""Loudness as ITU-R BS.1770-4 reads it, and a limiter whose gain is known before it is applied.

The K-weighting is the standard's filter for 48 kHz, applied by overlap-save, so that it has the same response at every
rate. One energy per 100 ms is kept and nothing else: loudness of any length is measured in bounded memory.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

SILENT_LUFS: Final = -70.0
"""The absolute gate; what lies below has no loudness."""

_FFT: Final = 32768
_HISTORY: Final = 8192
_OFFSET_DB: Final = -0.691
# BS.1770-4, tables 1 and 2: the head's shelf and the low cut, numerator then denominator, at 48 kHz.
_SHELF: Final = ((1.53512485958697, -2.69169618940638, 1.19839281085285), (1.0, -1.69065929318241, 0.73248077421585))
_LOW_CUT: Final = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))

LIMITER_HOP: Final = 32
"""Samples a step of the limiter's gain."""

_LOOK_AHEAD_STEPS: Final = 27
_PLACE: Final = (np.arange(LIMITER_HOP, dtype=np.float32) + 0.5) / LIMITER_HOP - 0.5
_TENT: Final = np.stack((np.maximum(-_PLACE, 0), 1 - np.abs(_PLACE), np.maximum(_PLACE, 0)))


@lru_cache(maxsize=4)
def _response(rate_hz: int) -> NDArray[np.complex64]:
    """The K-weighting at the frequencies of an FFT; nothing passes above 24 kHz."""
    hertz = np.fft.rfftfreq(_FFT, 1 / rate_hz)
    delay = np.exp(-2j * np.pi * hertz / 48000)
    response = np.ones(len(hertz), dtype=np.complex128)
    for numerator, denominator in (_SHELF, _LOW_CUT):
        response *= np.polyval(numerator[::-1], delay) / np.polyval(denominator[::-1], delay)
    response[hertz > 24000] = 0
    return response.astype(np.complex64)


class Meter:
    """Collects the K-weighted energy of every 100 ms of a sound.

    Args:
        rate_hz: samples a second; the step is rounded to whole samples.
        before: what was heard just before the sound, for the filter's memory; silence when not given.
    """

    def __init__(self, rate_hz: int, before: NDArray[np.float32] | None = None) -> None:
        self._response = _response(rate_hz)
        self._hop = round(rate_hz / 10)
        self._waiting = np.zeros(_HISTORY, dtype=np.float32)
        if before is not None and len(before):
            heard = before[-_HISTORY:]
            self._waiting[-len(heard) :] = heard
        self._weighted = np.zeros(0, dtype=np.float32)
        self._energies: list[NDArray[np.float64]] = []

    def feed(self, samples: NDArray[np.float32]) -> None:
        """Take more of the sound, float32 in [-1, 1]."""
        self._waiting = np.concatenate((self._waiting, samples))
        while len(self._waiting) >= _FFT:
            self._filter(self._waiting[:_FFT])
            self._waiting = self._waiting[_FFT - _HISTORY :]

    def energies(self) -> NDArray[np.float64]:
        """End the sound: the mean square of every whole 100 ms."""
        rest = len(self._waiting)
        self._filter(np.concatenate((self._waiting, np.zeros(_FFT - rest, dtype=np.float32))), rest)
        return np.concatenate(self._energies)

    def _filter(self, window: NDArray[np.float32], length: int = _FFT) -> None:
        weighted = np.fft.irfft(np.fft.rfft(window) * self._response, _FFT)[_HISTORY:length]
        row = np.concatenate((self._weighted, weighted.astype(np.float32, copy=False)))
        whole = len(row) // self._hop * self._hop
        steps = row[:whole].reshape(-1, self._hop)
        self._energies.append(np.einsum("ij,ij->i", steps, steps, dtype=np.float64) / self._hop)
        self._weighted = row[whole:]


def integrated_lufs(energies: NDArray[np.float64]) -> float:
    """The gated loudness of energies per 100 ms (BS.1770-4, annex 1: 400 ms blocks, gates at -70 LUFS and -10 LU).

    Returns:
        LUFS; :data:`SILENT_LUFS` when no block passes. A sound shorter than one block is one block.
    """
    if len(energies) == 0:
        return SILENT_LUFS
    width = min(4, len(energies))
    blocks = np.convolve(energies, np.full(width, 1 / width), "valid")
    blocks = blocks[blocks > _energy(SILENT_LUFS)]
    if len(blocks) == 0:
        return SILENT_LUFS
    blocks = blocks[blocks > blocks.mean() / 10]
    return _lufs(float(blocks.mean()))


def _lufs(energy: float) -> float:
    return _OFFSET_DB + 10 * math.log10(energy)


def _energy(lufs: float) -> float:
    return float(10 ** ((lufs - _OFFSET_DB) / 10))


def decibels(ratio: float) -> float:
    """A ratio of amplitudes in dB; -120 for silence."""
    return 20 * math.log10(max(ratio, 1e-6))


def ratio(db: float) -> float:
    """An amplitude ratio of so many dB."""
    return float(10 ** (db / 20))


def step_peaks(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """The greatest absolute value in every :data:`LIMITER_HOP` samples; a rest at the end counts as a step."""
    rest = -len(samples) % LIMITER_HOP
    padded = np.concatenate((samples, np.zeros(rest, dtype=np.float32))) if rest else samples
    steps = padded.reshape(-1, LIMITER_HOP)
    peaks: NDArray[np.float32] = np.maximum(steps.max(axis=1), -steps.min(axis=1))
    return peaks


def limiter_steps(peaks: NDArray[np.float32], ceiling: float) -> NDArray[np.float32]:
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
    window = np.hanning(2 * _LOOK_AHEAD_STEPS + 3)[1:-1].astype(np.float32)
    padded = np.pad(held, _LOOK_AHEAD_STEPS, mode="edge")
    smooth = np.convolve(padded, window / window.sum(), "valid")
    return np.minimum(smooth, 1).astype(np.float32)


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


def limiter_gain(steps: NDArray[np.float32], start: int, count: int) -> NDArray[np.float32]:
    """The limiter's gain, straight between the middles of its steps.

    Args:
        steps: from :func:`limiter_steps`.
        start: first sample, a multiple of :data:`LIMITER_HOP`.
        count: how many samples.
    """
    first = start // LIMITER_HOP
    last = first + -(-count // LIMITER_HOP)
    rows = np.pad(steps, 1, mode="edge")
    # One row a step: itself and its neighbours; one column a sample: how much of each it takes.
    near = (rows[first:last], rows[first + 1 : last + 1], rows[first + 2 : last + 2])
    # Not a matrix product: that would wake as many threads as there are cores.
    gain: NDArray[np.float32] = sum(row[:, None] * share for row, share in zip(near, _TENT, strict=True))
    return gain.reshape(-1)[:count]


def gain_for(
    energies: NDArray[np.float64], peaks: NDArray[np.float32], target_lufs: float, ceiling: float
) -> tuple[float, NDArray[np.float32]]:
    """The gain after which the *limited* sound has the wanted loudness.

    Args:
        energies: of the sound, per 100 ms.
        peaks: of the sound, per :data:`LIMITER_HOP` samples at its final rate; spans the same time.
        target_lufs: wanted.
        ceiling: of the limiter.

    Returns:
        The gain as a ratio and the limiter's steps that go with it.
    """
    gain = ratio(target_lufs - integrated_lufs(energies))
    edges = np.linspace(0, len(peaks), len(energies) + 1).astype(np.intp)[:-1]
    steps = limiter_steps(peaks * np.float32(gain), ceiling)
    for _ in range(4):
        squares = np.add.reduceat(steps.astype(np.float64) ** 2, edges) / np.diff(np.append(edges, len(steps)))
        missing = target_lufs - integrated_lufs(energies * squares * gain**2)
        if abs(missing) < 0.02:
            break
        gain *= ratio(missing)
        steps = limiter_steps(peaks * np.float32(gain), ceiling)
    return gain, steps
