"""CRC-16 with the polynomial 0xA001, reflected, start 0: the one that LAME's tag carries twice."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_POLYNOMIAL: Final = 0xA001
_BLOCK: Final = 1024
_ROWS: Final = 256 * np.arange(_BLOCK)


class Crc16:
    """A running CRC-16.

    Attributes:
        value: of all bytes fed so far.
    """

    def __init__(self) -> None:
        self.value = 0

    def feed(self, data: bytes) -> None:
        """Take more bytes."""
        row = np.frombuffer(data, dtype=np.uint8)
        for at in range(0, len(row), _BLOCK):
            self.value = _advance(self.value, row[at : at + _BLOCK])


def _advance(value: int, block: NDArray[np.uint8]) -> int:
    """The CRC after a block.

    A CRC is linear: each byte adds what it leaves after all bytes behind it, so a block is one look-up a byte.
    """
    first = _BLOCK - len(block)
    mixed = block.astype(np.intp)
    mixed[0] ^= value & 0xFF
    if len(block) > 1:
        mixed[1] ^= value >> 8
    mixed += _ROWS[first:]
    left = int(np.bitwise_xor.reduce(_table().take(mixed)))
    return left if len(block) > 1 else left ^ value >> 8


@lru_cache(maxsize=1)
def _table() -> NDArray[np.uint16]:
    """At ``256 n + b``: what byte ``b`` leaves when ``_BLOCK - 1 - n`` bytes follow it."""
    one = np.arange(256, dtype=np.uint16)
    for _ in range(8):
        one = np.where(one & 1, one >> 1 ^ _POLYNOMIAL, one >> 1).astype(np.uint16)
    table = np.empty((_BLOCK, 256), dtype=np.uint16)
    table[-1] = one
    for row in range(_BLOCK - 1, 0, -1):
        table[row - 1] = table[row] >> 8 ^ one[table[row] & 0xFF]
    return table.reshape(-1)
