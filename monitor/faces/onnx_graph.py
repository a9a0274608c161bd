"""Writes ONNX models: just the operators that a small convolutional network needs.

An ONNX file is a protocol buffer; the few messages needed are written here, so that no package is needed for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

_IR_VERSION, _OPSET = 8, 13
_FLOAT, _INT64 = 1, 7
_ATTRIBUTE_INT, _ATTRIBUTE_INTS = 2, 7

Attribute = int | Sequence[int]


class Graph:
    """A network under construction: every operator returns the name of its output."""

    def __init__(self, reads: str, shape: Sequence[int]) -> None:
        """Begin with one float input of the given name and shape."""
        self._parts: list[bytes] = [_message(2, b"network"), _message(11, _value(reads, shape))]
        self._names = 0

    def constant(self, values: NDArray[np.float32] | NDArray[np.int64]) -> str:
        """Add weights or sizes and return their name."""
        name = self._new_name()
        # Weights are large, so they are kept as they are and joined once, at the end.
        about, raw = _tensor(name, values)
        self._parts += [_head(5, len(about) + len(raw)), about, raw]
        return name

    def add(self, kind: str, inputs: Sequence[str], attributes: Mapping[str, Attribute] | None = None) -> str:
        """Add an operator with one output and return the output's name."""
        name = self._new_name()
        node = [_message(1, given.encode()) for given in inputs] + [_message(2, name.encode())]
        node += [_message(4, kind.encode())]
        node += [_message(5, _attribute(key, value)) for key, value in (attributes or {}).items()]
        self._parts.append(_message(1, b"".join(node)))
        return name

    def finish(self, answers: str, shape: Sequence[int]) -> bytes:
        """Return the whole model, whose output is the named one."""
        graph = [*self._parts, _message(12, _value(answers, shape))]
        head = [_number(1, _IR_VERSION), _message(8, _number(2, _OPSET)), _head(7, sum(map(len, graph)))]
        return b"".join(head + graph)

    def _new_name(self) -> str:
        self._names += 1
        return f"t{self._names}"


def _varint(number: int) -> bytes:
    groups = bytearray()
    while number > 0x7F:
        groups.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*groups, number])


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _head(field: int, size: int) -> bytes:
    return _varint(field << 3 | 2) + _varint(size)


def _message(field: int, content: bytes) -> bytes:
    return _head(field, len(content)) + content


def _attribute(name: str, value: Attribute) -> bytes:
    if isinstance(value, int):
        return _message(1, name.encode()) + _number(3, value) + _number(20, _ATTRIBUTE_INT)
    numbers = b"".join(_number(8, number) for number in value)
    return _message(1, name.encode()) + numbers + _number(20, _ATTRIBUTE_INTS)


def _tensor(name: str, values: NDArray[np.float32] | NDArray[np.int64]) -> tuple[bytes, bytes]:
    """Return everything but the values, and the values."""
    kind, order = (_INT64, "<i8") if values.dtype == np.int64 else (_FLOAT, "<f4")
    sizes = b"".join(_number(1, size) for size in values.shape)
    raw = values.astype(order, copy=False).tobytes()
    return sizes + _number(2, kind) + _message(8, name.encode()) + _head(9, len(raw)), raw


def _value(name: str, shape: Sequence[int]) -> bytes:
    sizes = b"".join(_message(1, _number(1, size)) for size in shape)
    return _message(1, name.encode()) + _message(2, _message(1, _number(1, _FLOAT) + _message(2, sizes)))
