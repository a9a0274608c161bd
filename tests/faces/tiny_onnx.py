"""Writes ONNX models small enough to be understood: the mean colour of the picture through one linear layer.

The bytes are protocol buffers, written by hand, so that no package is needed only for this.
"""

from __future__ import annotations

import hashlib
import json
import struct

import numpy as np


def linear_model(weights, bias, *, width=16, height=16) -> bytes:
    """A model of (1, 3, height, width) -> (1, n): `weights`, (n, 3), times the mean of every channel, plus `bias`."""
    weights, bias = np.asarray(weights, np.float32), np.asarray(bias, np.float32)
    nodes = [
        _node("GlobalAveragePool", ["picture"], ["pooled"]),
        _node("Flatten", ["pooled"], ["colours"]),
        _node("Gemm", ["colours", "weights", "bias"], ["answer"], transB=1),
    ]
    graph = [*(_bytes(1, node) for node in nodes), _bytes(2, b"tiny")]
    graph += [_bytes(5, _tensor("weights", weights)), _bytes(5, _tensor("bias", bias))]
    graph += [_bytes(11, _value("picture", (1, 3, height, width))), _bytes(12, _value("answer", (1, len(bias))))]
    return _number(1, 8) + _bytes(7, b"".join(graph)) + _bytes(8, _number(2, 13))


def plug(folder, kind, models, *, crops=None, size=(16, 16), **fields):
    """Write models and their card; return the card's path."""
    crops = crops or [1.0] * len(models)
    files = []
    for number, (content, crop) in enumerate(zip(models, crops, strict=True)):
        (folder / f"{kind}{number}.onnx").write_bytes(content)
        digest = hashlib.sha256(content).hexdigest()
        files.append({"file": f"{kind}{number}.onnx", "sha256": digest, "crop": crop})
    card = {"kind": kind, "name": f"tiny {kind}", "files": files, "input": {"width": size[0], "height": size[1]}}
    path = folder / f"{kind}.json"
    path.write_text(json.dumps(card | fields))
    return path


def _varint(number: int) -> bytes:
    low = bytearray()
    while number > 0x7F:
        low.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*low, number])


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _bytes(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def _node(kind, inputs, outputs, **integers) -> bytes:
    names = [_bytes(1, name.encode()) for name in inputs] + [_bytes(2, name.encode()) for name in outputs]
    attributes = [
        _bytes(5, _bytes(1, name.encode()) + _number(3, value) + _number(20, 2)) for name, value in integers.items()
    ]
    return b"".join([*names, _bytes(4, kind.encode()), *attributes])


def _tensor(name, values) -> bytes:
    dimensions = b"".join(_number(1, size) for size in values.shape)
    raw = struct.pack(f"<{values.size}f", *values.reshape(-1))
    return dimensions + _number(2, 1) + _bytes(8, name.encode()) + _bytes(9, raw)


def _value(name, shape) -> bytes:
    sizes = b"".join(_bytes(1, _number(1, size)) for size in shape)
    return _bytes(1, name.encode()) + _bytes(2, _bytes(1, _number(1, 1) + _bytes(2, sizes)))
