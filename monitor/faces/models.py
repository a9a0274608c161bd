"""What the face checks need from a model: landmarks of every face, and an embedding of one."""

from __future__ import annotations

from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from monitor.faces.thresholds import EmbedderThresholds

Image = NDArray[np.uint8]
"""A decoded picture, (height, width, 3), blue-green-red."""

Points = NDArray[np.float64]
"""Landmarks of one face, (478, 3), in pixels: x right, y down, z away from the camera (nearer is negative)."""

Embedding = NDArray[np.float64]


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
    def thresholds(self) -> EmbedderThresholds: ...

    def __call__(self, image: Image, points: Points) -> Embedding: ...


class FaceModels(NamedTuple):
    """The models of one worker."""

    landmarks: Landmarks
    embedder: Embedder
