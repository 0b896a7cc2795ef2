"""A voice's sound walked in blocks: without its constant part, faded at its edges, at the programme's rate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import soxr

from audio import limiter, mp3
from audio.clip import slope

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from audio.loudness import Meter

_BLOCK_S: Final = 5
_FADE_MS: Final = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class Sound:
    """What a voice delivered.

    Attributes:
        name: how errors call it.
        pcm: 16-bit little-endian mono.
        rate_hz: of ``pcm``.
    """

    name: str
    pcm: bytes
    rate_hz: int


def at_own_rate(sound: Sound, mean: float, spans: tuple[tuple[int, int], ...]) -> Iterator[NDArray[np.float32]]:
    """The kept stretches in blocks, without the mean, each faded in and out."""
    row = np.frombuffer(sound.pcm, dtype="<i2", count=len(sound.pcm) // 2)
    size = sound.rate_hz * _BLOCK_S
    for start, stop in spans:
        fade = min(sound.rate_hz * _FADE_MS // 1000, (stop - start) // 2)
        curve = slope(fade)
        for at in range(start, stop, size):
            block = (row[at : min(stop, at + size)].astype(np.float32) - np.float32(mean)) / np.float32(32768)
            if at == start:
                block[:fade] *= curve
            rest = stop - at
            if rest < size + fade:
                # The fade may begin in the block before the last.
                faded = np.arange(max(0, rest - fade), min(len(block), rest))
                block[faded] *= curve[rest - 1 - faded]
            yield block


def metered(blocks: Iterator[NDArray[np.float32]], meter: Meter) -> Iterator[NDArray[np.float32]]:
    """Blocks as they pass by a meter."""
    for block in blocks:
        meter.feed(block)
        yield block


def at_programme_rate(blocks: Iterator[NDArray[np.float32]], rate_hz: int) -> Iterator[NDArray[np.float32]]:
    """A sound at 44.1 kHz, in blocks of whole limiter steps but for the last."""
    if rate_hz != mp3.RATE_HZ:
        blocks = _resampled(blocks, rate_hz)
    rest = np.zeros(0, dtype=np.float32)
    for block in blocks:
        row = np.concatenate((rest, block))
        whole = len(row) // limiter.HOP * limiter.HOP
        rest = row[whole:]
        if whole:
            yield row[:whole]
    if len(rest):
        yield rest


def _resampled(blocks: Iterator[NDArray[np.float32]], rate_hz: int) -> Iterator[NDArray[np.float32]]:
    stream = soxr.ResampleStream(rate_hz, mp3.RATE_HZ, 1, dtype="float32", quality="HQ")
    for block in blocks:
        yield stream.resample_chunk(block)
    yield stream.resample_chunk(np.zeros(0, dtype=np.float32), last=True)
