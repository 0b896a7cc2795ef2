"""CRC-16 with the polynomial 0xA001, reflected, start 0: the one that LAME's tag carries twice."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_POLYNOMIAL: Final = 0xA001
_ROW: Final = 128


class Crc16:
    """A running CRC-16.

    Attributes:
        value: of all bytes fed so far.
    """

    def __init__(self) -> None:
        self.value = 0

    def feed(self, data: bytes) -> None:
        """Take more bytes.

        A CRC is linear: each byte adds what it leaves after all bytes behind it. So rows of bytes are looked up at once
        and only their sums go one by one.
        """
        whole = len(data) // _ROW * _ROW
        rows = np.frombuffer(data, dtype=np.uint8, count=whole).reshape(-1, _ROW)
        sums = np.zeros(len(rows), dtype=np.uint16)
        for place, column in enumerate(rows.T):
            sums ^= _table()[place].take(column)
        # What a row's first two bytes leave is what the value before the row leaves after it.
        low, high = (_table()[place].tolist() for place in (0, 1))
        value = self.value
        for left in sums.tolist():
            value = low[value & 0xFF] ^ high[value >> 8] ^ left
        single = _table()[-1].tolist()
        for byte in data[whole:]:
            value = value >> 8 ^ single[(value ^ byte) & 0xFF]
        self.value = value


@lru_cache(maxsize=1)
def _table() -> NDArray[np.uint16]:
    """At ``[n, b]``: what byte ``b`` leaves when ``_ROW - 1 - n`` bytes follow it."""
    one = np.arange(256, dtype=np.uint16)
    for _ in range(8):
        one = np.where(one & 1, one >> 1 ^ _POLYNOMIAL, one >> 1).astype(np.uint16)
    table = np.empty((_ROW, 256), dtype=np.uint16)
    table[-1] = one
    for row in range(_ROW - 1, 0, -1):
        table[row - 1] = table[row] >> 8 ^ one[table[row] & 0xFF]
    return table
