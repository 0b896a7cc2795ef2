"""A voice model's hidden durations made visible, without the onnx package.

A VITS graph rounds each sound's length up in one ``Ceil`` node; shown as a second output it gives the time of every
sound. Only the wire format of Protocol Buffers is needed (encoding guide: tags, varints, length-delimited fields, and
merging: a second ``graph`` field with one more output, put behind the file, is merged into the first).

Field numbers from onnx.proto3: ModelProto.graph 7; GraphProto.node 1, GraphProto.output 12; NodeProto.output 2,
NodeProto.op_type 4; ValueInfoProto.name 1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from mmap import mmap

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5


def with_durations(model: bytes) -> bytes | None:
    """The model with its durations as a further output; None when it has not exactly one node that rounds up."""
    name = durations_name(model)
    return None if name is None else model + _field(7, _field(12, _field(1, name)))


def durations_name(model: bytes | mmap) -> bytes | None:
    """The name of what the only ``Ceil`` node gives out; None when there is none, several, or no such model."""
    try:
        with memoryview(model) as view:
            names = _ceil_outputs(view)
    except (IndexError, ValueError):
        return None
    return names[0] if len(names) == 1 else None


def _ceil_outputs(view: memoryview) -> list[bytes]:
    names: list[bytes] = []
    for graph in _fields(view, 7):
        for node in _fields(graph, 1):
            if [bytes(kind) for kind in _fields(node, 4)] == [b"Ceil"]:
                names += [bytes(name) for name in _fields(node, 2)]
    return names


def _fields(message: memoryview, wanted: int) -> Iterator[memoryview]:
    """The length-delimited fields of a number in a message."""
    place = 0
    while place < len(message):
        tag, place = _varint(message, place)
        kind = tag & 7
        if kind == _BYTES:
            length, place = _varint(message, place)
            if place + length > len(message):
                message_error = "a field reaches beyond its message"
                raise ValueError(message_error)
            if tag >> 3 == wanted:
                yield message[place : place + length]
            place += length
        elif kind == _VARINT:
            _, place = _varint(message, place)
        elif kind in {_FIXED64, _FIXED32}:
            place += 8 if kind == _FIXED64 else 4
        else:
            message_error = f"wire type {kind}"
            raise ValueError(message_error)


def _varint(message: memoryview, place: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[place]
        value |= (byte & 0x7F) << shift
        place += 1
        if byte < 0x80:
            return value, place
        shift += 7


def _field(number: int, body: bytes) -> bytes:
    return _encoded(number << 3 | _BYTES) + _encoded(len(body)) + body


def _encoded(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)
