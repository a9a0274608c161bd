"""Embedders and anti-spoofing models that an operator plugs in, run by ONNX Runtime as their card describes.

A model is refused before it is loaded unless its bytes are those the card names, and before it is used unless it
answers a blank picture as the card says it would.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from monitor.faces.card import CardFile, CardInput, EmbedderCard, PadCard
from monitor.faces.features import NOSE_TIP
from monitor.faces.models import Embedding, Image, Metric, Points
from monitor.faces.thresholds import EmbedderThresholds, PadThresholds

_MESH = slice(0, 468)
# Right iris, left iris, nose tip, right and left corner of the mouth, and where ArcFace wants them in 112x112.
_FIVE_POINTS = (468, 473, NOSE_TIP, 61, 291)
_TEMPLATE = np.array(((38.29, 51.70), (73.53, 51.50), (56.03, 71.74), (41.55, 92.37), (70.73, 92.20))) / 112


class OnnxModelError(Exception):
    """A plugged-in model is missing, is not the one its card names, or does not work as the card says."""


class OnnxEmbedder:
    """Describes a face by a vector.  Not safe to share between threads."""

    def __init__(self, card: EmbedderCard, folder: Path) -> None:
        """Load the model; raises `OnnxModelError`."""
        self._card = card
        self._networks = [_Network(file, folder, card.input, card.output) for file in card.files]
        self.version = _version(card.name, self._networks)
        self.metric: Metric = card.metric
        self.thresholds: EmbedderThresholds = card.thresholds

    def __call__(self, image: Image, points: Points) -> Embedding:
        """Return the embedding of the face that the landmarks mark; of length 1 when the metric is the cosine."""
        joined = np.concatenate([network.run(self._cut(image, points, network.crop)) for network in self._networks])
        length = float(np.linalg.norm(joined))
        return joined / length if self.metric == "cosine" and length else joined

    def _cut(self, image: Image, points: Points, crop: float) -> Image:
        size = (self._card.input.width, self._card.input.height)
        return crop_box(image, points, crop, size) if self._card.align == "box" else align(image, points, size)


class OnnxPad:
    """Tells how probably a face is live.  Not safe to share between threads."""

    def __init__(self, card: PadCard, folder: Path) -> None:
        """Load the model; raises `OnnxModelError`."""
        self._card = card
        self._networks = [_Network(file, folder, card.input, card.output) for file in card.files]
        self.version = _version(card.name, self._networks)
        self.thresholds: PadThresholds = card.thresholds
        if any(card.live >= network.answers for network in self._networks):
            raise OnnxModelError(f"{card.name}: live is {card.live}, but the model tells fewer classes apart")

    def __call__(self, image: Image, points: Points) -> float:
        """Return the probability, 0 to 1, that the face is live: the mean of all files."""
        return float(np.mean([self._live(network, image, points) for network in self._networks]))

    def _live(self, network: _Network, image: Image, points: Points) -> float:
        size = (self._card.input.width, self._card.input.height)
        answer = network.run(crop_box(image, points, network.crop, size))
        return float((_softmax(answer) if self._card.softmax else answer)[self._card.live])


def crop_box(image: Image, points: Points, scale: float, size: tuple[int, int]) -> Image:
    """Return the box round the face, `scale` times as large and moved inside the picture, resized to (width, height).

    A box larger than the picture is made as large as fits, in its own proportions.
    """
    height, width = image.shape[:2]
    low, high = points[_MESH, :2].min(axis=0), points[_MESH, :2].max(axis=0)
    extent = np.maximum(high - low, 1.0)
    extent = extent * min(scale, *(np.array((width, height)) / extent))
    corner = np.clip((low + high - extent) / 2, 0, np.maximum(np.array((width, height)) - extent, 0))
    left, top = (int(value) for value in corner)
    right, bottom = (int(np.ceil(value)) for value in corner + extent)
    return np.asarray(cv2.resize(image[top:bottom, left:right], size, interpolation=cv2.INTER_LINEAR), dtype=np.uint8)


def align(image: Image, points: Points, size: tuple[int, int]) -> Image:
    """Return the face turned and scaled so that its five points lie where ArcFace wants them, (width, height)."""
    wanted = _TEMPLATE * size
    matrix = similarity(points[list(_FIVE_POINTS), :2], wanted)
    return np.asarray(cv2.warpAffine(image, matrix, size, flags=cv2.INTER_LINEAR), dtype=np.uint8)


def similarity(source: NDArray[np.float64], target: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the 2x3 matrix that turns, scales and shifts `source`, (n, 2), nearest to `target`: least squares."""
    # As complex numbers a turn with a scale is one factor, and the best factor has a closed form.
    a, b = source @ (1, 1j), target @ (1, 1j)
    centred = a - a.mean()
    factor = np.vdot(centred, b - b.mean()) / max(np.vdot(centred, centred).real, 1e-9)
    shift = b.mean() - factor * a.mean()
    return np.array(((factor.real, -factor.imag, shift.real), (factor.imag, factor.real, shift.imag)))


class _Network:
    """One ONNX file: picture in, vector out."""

    def __init__(self, file: CardFile, folder: Path, reads: CardInput, output: int) -> None:
        self._reads, self._output, self.crop = reads, output, file.crop
        content = _checked(folder / file.file, file.sha256.lower())
        self.sha256 = file.sha256.lower()
        self._session = _session(content, folder / file.file)
        self._input = self._session.get_inputs()[0].name
        self.answers = self._tried(file.file)

    def run(self, picture: Image) -> NDArray[np.float64]:
        """Return the named output, flattened."""
        outputs = self._session.run(None, {self._input: self._tensor(picture)})
        return np.asarray(outputs[self._output], dtype=np.float64).reshape(-1)

    def _tensor(self, picture: Image) -> NDArray[np.float32]:
        ordered = picture[..., ::-1] if self._reads.colour == "rgb" else picture
        scaled = ((ordered - np.array(self._reads.mean)) * np.array(self._reads.scale)).astype(np.float32)
        return np.ascontiguousarray((scaled.transpose(2, 0, 1) if self._reads.layout == "nchw" else scaled)[None])

    def _tried(self, name: str) -> int:
        """Return how many numbers the model answers to a blank picture."""
        try:
            answer = self.run(np.zeros((self._reads.height, self._reads.width, 3), np.uint8))
        except Exception as error:  # ONNX Runtime raises bare exceptions
            raise OnnxModelError(f"{name} does not work as its card says: {_first_line(error)}") from error
        return len(answer)


def _session(content: bytes, path: Path) -> Any:
    import onnxruntime  # type: ignore[import-untyped]

    options = onnxruntime.SessionOptions()
    # A worker is one process on one core; more threads would only take cores from other workers.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # ONNX Runtime raises bare exceptions
        raise OnnxModelError(f"{path} cannot be loaded: {_first_line(error)}") from error


def _checked(path: Path, sha256: str) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise OnnxModelError(f"{path} cannot be read: {error.strerror}") from error
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        raise OnnxModelError(f"{path} is not the file its card names: SHA-256 {found}, expected {sha256}")
    return content


def _version(name: str, networks: list[_Network]) -> str:
    return f"onnx {name} {'+'.join(network.sha256[:12] for network in networks)}"


def _softmax(values: NDArray[np.float64]) -> NDArray[np.float64]:
    raised = np.exp(values - values.max())
    return np.asarray(raised / raised.sum())


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
