"""Face embeddings by dlib's ResNet, aligned with MediaPipe's points.

The alignment points stand in for dlib's own shape predictor, with the same accuracy and without its 68-point file.
dlib cuts out the face; its network runs in ONNX Runtime, which gives the same numbers twelve times as fast.
"""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from pathlib import Path

import cv2
import dlib  # type: ignore[import-untyped]
import numpy as np

from monitor.faces.features import ALIGNMENT
from monitor.faces.models import Embedding, Image, Metric, Points
from monitor.faces.resnet import CHIP, to_onnx
from monitor.faces.thresholds import EmbedderThresholds

DLIB_THRESHOLDS = EmbedderThresholds(match=0.42, mismatch=0.52, session=0.54, session_fail=0.65)
"""Euclidean distances.  At 0.42 no impostor pair matched in any measured group; at 0.60, dlib's own advice, 37 % of
East-Asian impostor pairs did."""

_PADDING = 0.25


class DlibEmbedder:
    """Describes a face by 128 numbers; 7 ms a face on one core."""

    metric: Metric = "euclidean"
    thresholds = DLIB_THRESHOLDS

    def __init__(self, model: Path) -> None:
        """Load the network from its .dat file.  Raises `WeightsError` when it is none."""
        import onnxruntime  # type: ignore[import-untyped]

        content = model.read_bytes()
        digest = hashlib.sha256(content).hexdigest()[:12]
        self.version = f"dlib {version('dlib-bin')}, {model.name} {digest}"
        options = onnxruntime.SessionOptions()
        # A worker is one process on one core; more threads would only take cores from other workers.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._network = onnxruntime.InferenceSession(to_onnx(content), options, providers=["CPUExecutionProvider"])

    def __call__(self, image: Image, points: Points) -> Embedding:
        """Return the embedding, (128,), of the face that the landmarks mark."""
        chip = cut_face(image, points).transpose(2, 0, 1)[None].astype(np.float32)
        (embedding,) = self._network.run(None, {"chip": np.ascontiguousarray(chip)})
        return np.asarray(embedding[0], dtype=np.float64)


def cut_face(image: Image, points: Points) -> Image:
    """Return the upright face, (150, 150, 3), red-green-blue, as dlib's network wants it."""
    rgb = cv2.cvtColor(image, cv2.COLOR_BGR2RGB)
    return np.asarray(dlib.get_face_chip(rgb, marked_face(points), CHIP, _PADDING), dtype=np.uint8)


def marked_face(points: Points) -> dlib.full_object_detection:
    """Return the landmarks as dlib's five-point detection."""
    corners = dlib.points([dlib.point(round(x), round(y)) for x, y in points[list(ALIGNMENT), :2]])
    return dlib.full_object_detection(dlib.rectangle(*_box(points)), corners)


def _box(points: Points) -> tuple[int, int, int, int]:
    left, top = points[:, :2].min(axis=0)
    right, bottom = points[:, :2].max(axis=0)
    return int(left), int(top), int(right), int(bottom)
