"""What is done to the engine's samples: its tone evened out, its pauses made exact, its words timed."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from audio.clip import Clip, WordTime, clip_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from audio.voices.espeak_ssml import Block

# Gain over frequency: about two thirds of the way from the engine's long-term average spectrum (measured over 5 minutes
# of news) to that of male speakers (Byrne et al. 1994, J. Acoust. Soc. Am. 96, table II). The engine has 7 to 10 dB too
# much around 1 kHz and 3 kHz, which is what sounds harsh, and rumbles below 60 Hz. With the curve the mean deviation of
# the third-octave bands from 100 Hz to 10 kHz falls from 5.0 to 3.3 dB.
_CURVE_HZ = (0, 30, 60, 90, 200, 315, 450, 560, 680, 850, 1050, 1300, 1700, 2050, 2500, 3150, 4000, 5000, 8000, 11025)
_CURVE_DB = (-60, -30, -9, 0, 1.5, 0, 5, 5, 1, -5, -6, -3, -3, 1, -5, -5.5, -2, 0, 0.5, 2)
_TAPS = 511
_BLOCK = 8192

_PAUSE_MS = {",": 230, ":": 330, ".": 520, "!": 520, "?": 560}
_RAMP = 64
# Sound ends where a 5-ms frame is 48 dB under the loudest one.
_FLOOR = 10 ** (-48 / 20)


@lru_cache(maxsize=4)
def _response(rate_hz: int) -> NDArray[np.complex64]:
    """The tone filter's spectrum for one block: linear phase, its delay taken out."""
    grid = np.fft.rfftfreq(4096, 1 / rate_hz)
    gain = 10 ** (np.interp(grid, _CURVE_HZ, _CURVE_DB) / 20)
    impulse = np.roll(np.fft.irfft(gain), _TAPS // 2)[:_TAPS] * np.hanning(_TAPS + 2)[1:-1]
    impulse -= impulse.sum() / _TAPS  # nothing of the constant offset passes
    return np.fft.rfft(impulse, _BLOCK).astype(np.complex64)


def even_out(samples: NDArray[np.float32], rate_hz: int) -> NDArray[np.float32]:
    """The samples with their constant offset and rumble removed and their harsh bands lowered; same length.

    Convolution by overlap-add, block by block: all blocks at once would take 15 MB a paragraph.
    """
    step = _BLOCK - _TAPS + 1
    count = len(samples)
    mean = samples.mean() if count else 0
    out = np.zeros(-(-count // step) * step + _TAPS, np.float32)
    for at in range(0, count, step):
        shaped = np.fft.irfft(np.fft.rfft(samples[at : at + step] - mean, _BLOCK) * _response(rate_hz), _BLOCK)
        out[at : at + _BLOCK] += shaped[: len(out) - at]
    return out[_TAPS // 2 : _TAPS // 2 + count]


def lay_out(
    samples: NDArray[np.float32], rate_hz: int, marks: Mapping[str, int], said: Sequence[Block], pause_scale: float
) -> Clip:
    """A clip with exact pauses and the times of its words.

    Args:
        samples: the engine's, evened out.
        rate_hz: samples a second.
        marks: first sample of each block by its number as text, and of ``end``.
        said: the blocks.
        pause_scale: factor on the pauses at punctuation.

    Returns:
        The clip; it begins and ends with sound.
    """
    starts = [min(marks[str(place)], len(samples)) for place in range(len(said))]
    ends = [*starts[1:], len(samples)]
    floor = _FLOOR * float(np.abs(samples).max(initial=0.0))
    parts: list[NDArray[np.float32]] = []
    times: list[WordTime] = []
    place, run = 0, 0
    for number, block in enumerate(said):
        last = number == len(said) - 1
        if not (block.pause or last):
            continue
        first_sound, last_sound = _bounds(samples[starts[run] : ends[number]], rate_hz, floor)
        offset = starts[run] + first_sound
        stop = starts[run] + last_sound
        parts.append(_ramped(samples[offset:stop]))
        for inner in range(run, number + 1):
            start, end = max(starts[inner], offset), min(ends[inner], stop)
            times += _shared(said[inner], start - offset + place, max(start, end) - offset + place)
        place += stop - offset
        run = number + 1
        if not last:
            parts.append(np.zeros(pause_samples(block.pause, rate_hz, pause_scale), np.float32))
            place += len(parts[-1])
    return clip_of(np.concatenate(parts), rate_hz, tuple(_merged(times)))


def pause_samples(pause: str, rate_hz: int, scale: float) -> int:
    """How long the silence at a punctuation sign is, in samples."""
    return round(_PAUSE_MS.get(pause, 0) * scale * rate_hz / 1000)


def _bounds(samples: NDArray[np.float32], rate_hz: int, floor: float) -> tuple[int, int]:
    frame = rate_hz // 200
    peaks = np.abs(samples[: len(samples) // frame * frame]).reshape(-1, frame).max(axis=1)
    loud = np.flatnonzero(peaks > floor)
    if not len(loud):
        return 0, len(samples)
    # 10 ms more at the end: a soft release is not cut
    return int(loud[0]) * frame, min(len(samples), (int(loud[-1]) + 3) * frame)


def _ramped(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    out = samples.copy()
    ramp = min(_RAMP, len(out) // 2)
    if ramp:
        slope = np.linspace(0, 1, ramp, endpoint=False, dtype=np.float32)
        out[:ramp] *= slope
        out[-ramp:] *= slope[::-1]
    return out


def _shared(block: Block, start: int, end: int) -> list[WordTime]:
    """The block's time parted among its words by their numbers of sounds."""
    total = sum(share for _, share in block.shares)
    times: list[WordTime] = []
    told = 0
    for index, share in block.shares:
        first = start + (end - start) * told // total
        told += share
        last = start + (end - start) * told // total
        times.append(WordTime(index=index, start=first, end=last))
    return times


def _merged(times: Sequence[WordTime]) -> list[WordTime]:
    """One time a word: a word that was cut for the engine has several."""
    found: list[WordTime] = []
    for word in times:
        if found and found[-1].index == word.index:
            found[-1] = WordTime(index=word.index, start=found[-1].start, end=word.end)
        else:
            found.append(word)
    return found
