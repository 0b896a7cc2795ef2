"""A tiny ONNX graph with the inputs and outputs of a Piper voice, written byte by byte.

Each number of the input becomes 1,024 samples (four frames of 256, which a ``Ceil`` node rounds up from 3.5): a tone
whose pitch is the number's, silence for the padding 0. So every length and every sound can be foretold.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

SAMPLES = 1024
RATE_HZ = 22050
SIGNS = ["_", "^", "$", *" !',-.:;?abdfhijklmnqrstuwxzðħŋɡɣʃʒʔʕˈːˤθχ"]


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def _field(number: int, value: int | bytes | str) -> bytes:
    if isinstance(value, int):
        return _varint(number << 3) + _varint(value)
    body = value.encode() if isinstance(value, str) else value
    return _varint(number << 3 | 2) + _varint(len(body)) + body


def _node(kind: str, inputs: list[str], output: str, attribute: bytes = b"") -> bytes:
    body = b"".join(_field(1, name) for name in inputs) + _field(2, output) + _field(4, kind)
    return _field(1, body + (_field(5, attribute) if attribute else b""))


def _tensor(name: str, values: NDArray[np.generic]) -> bytes:
    kind = {"float32": 1, "int64": 7}[values.dtype.name]
    dims = b"".join(_field(1, size) for size in values.shape)
    return _field(5, dims + _field(2, kind) + _field(8, name) + _field(9, values.tobytes()))


def _value(number: int, name: str, kind: int, dims: list[int | str]) -> bytes:
    shape = b"".join(_field(1, _field(2, dim) if isinstance(dim, str) else _field(1, dim)) for dim in dims)
    return _field(number, _field(1, name) + _field(2, _field(1, _field(1, kind) + _field(2, shape))))


def graph(*, ceils: int = 1) -> bytes:
    """The model file; ``ceils`` nodes that round up (a real voice has one)."""
    time = np.arange(SAMPLES, dtype=np.float32).reshape(1, 1, -1) / RATE_HZ
    to_float = _field(1, "to") + _field(3, 1) + _field(20, 2)
    body = b"".join(
        [
            _node("Cast", ["input"], "number", to_float),
            _node("Mul", ["number", "zero"], "nothing"),
            _node("Add", ["nothing", "frames"], "width"),
            *(_node("Ceil", ["width"], f"w_ceil{place}") for place in range(ceils)),
            _node("Mul", ["number", "step"], "turns"),
            _node("Reshape", ["turns", "column"], "turns3"),
            _node("Mul", ["turns3", "time"], "phase"),
            _node("Sin", ["phase"], "wave"),
            _node("Mul", ["wave", "shape"], "shaped"),
            _node("Sign", ["number"], "sounds"),
            _node("Reshape", ["sounds", "column"], "sounds3"),
            _node("Mul", ["shaped", "sounds3"], "sound"),
            _node("Reshape", ["sound", "row"], "output"),
            _field(2, "tiny"),
            _tensor("zero", np.array(0, np.float32)),
            _tensor("frames", np.array(3.5, np.float32)),
            _tensor("step", np.array(2 * np.pi * 20, np.float32)),
            _tensor("time", time),
            _tensor("shape", (0.3 * np.hanning(SAMPLES)).astype(np.float32).reshape(1, 1, -1)),
            _tensor("column", np.array([1, -1, 1], np.int64)),
            _tensor("row", np.array([1, 1, 1, -1], np.int64)),
            _value(11, "input", 7, [1, "n"]),
            _value(11, "input_lengths", 7, [1]),
            _value(11, "scales", 1, [3]),
            _value(12, "output", 1, [1, 1, 1, "samples"]),
        ]
    )
    return _field(1, 8) + _field(8, _field(2, 13)) + _field(7, body)


def write_voice(folder: Path, *, espeak_voice: str = "ar", ceils: int = 1) -> Path:
    """A voice of two files; the path of its model."""
    path = folder / "ar_JO-tiny-low.onnx"
    path.write_bytes(graph(ceils=ceils))
    config = {
        "audio": {"sample_rate": RATE_HZ, "quality": "low"},
        "espeak": {"voice": espeak_voice},
        "inference": {"noise_scale": 0.667, "length_scale": 1, "noise_w": 0.8},
        "phoneme_type": "espeak",
        "phoneme_id_map": {sign: [place] for place, sign in enumerate(SIGNS)},
        "num_symbols": len(SIGNS),
        "num_speakers": 1,
        "language": {"code": "ar_JO"},
    }
    path.with_name(path.name + ".json").write_text(json.dumps(config), "utf-8")
    return path
