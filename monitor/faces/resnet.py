"""dlib's face network as an ONNX model: the same weights and the same answers at a fraction of the time.

The weights file is a stream of layers from input to output; every weight tensor has a header that only its size
determines.  The architecture is the one of dlib's example `dnn_face_recognition_ex` (public domain).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.faces.onnx_graph import Graph

CHIP = 150
"""Width and height in pixels of the face that the network reads, red-green-blue, 0 to 255."""

NUMBERS = 128
"""How many numbers describe a face."""

_MEAN, _SCALE = (122.782, 117.001, 104.298), 1 / 256
# Filters of each stage, whether it begins by halving the picture, and how many further blocks follow.
_STAGES = ((32, False, 3), (64, True, 3), (128, True, 2), (256, True, 2), (256, True, 0))
_TENSOR_VERSION = 2


class WeightsError(Exception):
    """The file does not hold the weights of dlib's face network."""


def to_onnx(weights: bytes) -> bytes:
    """Return an ONNX model, (1, 3, 150, 150) -> (1, 128), from dlib's weights file.  Raises `WeightsError`."""
    return _Builder(_Reader(weights)).build()


class _Reader:
    """Takes weights out of the file, in order."""

    def __init__(self, content: bytes) -> None:
        self._content, self._place = content, 0

    def take(self, *shape: int) -> NDArray[np.float32]:
        """Return the next tensor of that many samples; `shape` is (samples,) or (samples, channels)."""
        header = b"".join(_packed(number) for number in (_TENSOR_VERSION, *shape, *[1] * (4 - len(shape))))
        found = self._content.find(header, self._place)
        start, count = found + len(header), int(np.prod(shape))
        if found < 0 or start + 4 * count > len(self._content):
            raise WeightsError(f"no tensor of size {shape} after byte {self._place}")
        self._place = start + 4 * count
        return np.frombuffer(self._content, "<f4", count, start)


def _packed(number: int) -> bytes:
    """Return an integer as dlib writes it: how many bytes, then the bytes, lowest first."""
    size = max(1, (number.bit_length() + 7) // 8)
    return bytes((size,)) + number.to_bytes(size, "little")


@dataclass(slots=True)
class _Map:
    """The output of a layer: its name, how many channels it has, and its width, which is its height too."""

    name: str
    channels: int
    width: int


class _Builder:
    """Puts the layers together; convolutions take in the affine layer that follows each."""

    def __init__(self, reader: _Reader) -> None:
        self._reader = reader
        self._graph = Graph("chip", (1, 3, CHIP, CHIP))

    def build(self) -> bytes:
        graph = self._graph
        mean = graph.constant(np.array(_MEAN, np.float32).reshape(1, 3, 1, 1))
        scale = graph.constant(np.array(_SCALE, np.float32))
        scaled = graph.add("Mul", [graph.add("Sub", ["chip", mean]), scale])
        last = self._pooled(self._relu(self._convolved(_Map(scaled, 3, CHIP), 32, 7, 2)), "MaxPool", 3)
        for filters, halves, more in _STAGES:
            last = self._block(last, filters, halves=halves)
            for _ in range(more - (0 if halves else 1)):
                last = self._block(last, filters, halves=False)
        flat = graph.add("Flatten", [graph.add("GlobalAveragePool", [last.name])])
        matrix = graph.constant(self._reader.take(last.channels, NUMBERS).reshape(last.channels, NUMBERS))
        return graph.finish(graph.add("MatMul", [flat, matrix]), (1, NUMBERS))

    def _block(self, before: _Map, filters: int, *, halves: bool) -> _Map:
        first = self._relu(self._convolved(before, filters, 3, 2 if halves else 1))
        second = self._convolved(first, filters, 3, 1)
        skipped = self._pooled(before, "AveragePool", 2) if halves else before
        channels, width = max(second.channels, skipped.channels), max(second.width, skipped.width)
        parts = [self._grown(part, channels, width) for part in (second, skipped)]
        return self._relu(_Map(self._graph.add("Add", parts), channels, width))

    def _convolved(self, before: _Map, filters: int, size: int, step: int) -> _Map:
        inputs = before.channels * size * size
        parameters = self._reader.take(filters * (inputs + 1))
        kernel, bias = parameters[:-filters].reshape(filters, -1), parameters[-filters:]
        gain, shift = self._reader.take(2 * filters).reshape(2, filters)
        scaled = (kernel * gain[:, None]).reshape(filters, before.channels, size, size)
        given = [before.name, self._graph.constant(scaled), self._graph.constant(bias * gain + shift)]
        # dlib keeps the size when the step is 1 and pads nothing otherwise.
        edge = size // 2 if step == 1 else 0
        name = self._graph.add("Conv", given, {"strides": (step, step), "pads": (edge,) * 4})
        return _Map(name, filters, (before.width + 2 * edge - size) // step + 1)

    def _pooled(self, before: _Map, kind: str, size: int) -> _Map:
        name = self._graph.add(kind, [before.name], {"kernel_shape": (size, size), "strides": (2, 2)})
        return _Map(name, before.channels, (before.width - size) // 2 + 1)

    def _relu(self, before: _Map) -> _Map:
        return _Map(self._graph.add("Relu", [before.name]), before.channels, before.width)

    def _grown(self, part: _Map, channels: int, width: int) -> str:
        """Return a map filled up with zeros, as dlib adds maps of different size."""
        more, wider = channels - part.channels, width - part.width
        if not more and not wider:
            return part.name
        ends = np.array((0, 0, 0, 0, 0, more, wider, wider), np.int64)
        return self._graph.add("Pad", [part.name, self._graph.constant(ends)])
