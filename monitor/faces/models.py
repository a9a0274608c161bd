"""What the face checks need from a model: landmarks of every face, an embedding of one, and whether it is live."""

from __future__ import annotations

from typing import Literal, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from monitor.faces.thresholds import EmbedderThresholds, PadThresholds

Image = NDArray[np.uint8]
"""A decoded picture, (height, width, 3), blue-green-red."""

Points = NDArray[np.float64]
"""Landmarks of one face, (478, 3), in pixels: x right, y down, z away from the camera (nearer is negative)."""

Embedding = NDArray[np.float64]

Metric = Literal["euclidean", "cosine"]
"""How far two embeddings are apart: the length of their difference, or 1 minus the cosine of their angle."""


class Landmarks(Protocol):
    """Finds the faces of a picture."""

    @property
    def version(self) -> str: ...

    def __call__(self, image: Image) -> list[Points]: ...

    def close(self) -> None: ...


class Embedder(Protocol):
    """Describes a face by a vector; two pictures of one person lie close together."""

    @property
    def version(self) -> str: ...

    @property
    def metric(self) -> Metric: ...

    @property
    def thresholds(self) -> EmbedderThresholds: ...

    def __call__(self, image: Image, points: Points) -> Embedding: ...


class Pad(Protocol):
    """Presentation attack detection: tells a live face from a screen or a print by its texture."""

    @property
    def version(self) -> str: ...

    @property
    def thresholds(self) -> PadThresholds: ...

    def __call__(self, image: Image, points: Points) -> float:
        """Return the probability, 0 to 1, that the face is live."""
        ...


class FaceModels(NamedTuple):
    """The models of one worker; without a `pad` nothing stops a video replay that shows the asked action."""

    landmarks: Landmarks
    embedder: Embedder
    pad: Pad | None = None
