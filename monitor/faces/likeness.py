"""A fingerprint by which a copy of a photo is known: re-encoded, brightened, or cut at its edges.

It says where a picture grows brighter and where darker from cell to cell, and nothing about cells that are alike.
Somebody who looks at the camera again has moved by more than a copy differs; a copy is moved and scaled as a whole, so
a new photo is read through several windows, and one of them fits.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from monitor.faces.models import Image

Grades = NDArray[np.float64]
"""How much brighter the next cell is, to the right and below, (2 * CELLS * (CELLS - 1),), in standard deviations."""

CELLS = 32
_INNER = 14 / 15  # of each side: what a small cut at the edges leaves
_ALIKE = 0.02
_SHIFTS = range(-2, 3)  # pixels
_CUTS = (0, 2)  # pixels that were cut off at every side before the rest was drawn out again


def likeness(image: Image) -> str:
    """Return what is kept of a picture: which cells differ, and which way, as base64 (664 characters)."""
    grades = _grades(_sums(image), _window(image, 0, 0, 0))
    strong, rising = np.packbits(np.abs(grades) > _ALIKE), np.packbits(grades > 0)
    return base64.b64encode(strong.tobytes() + rising.tobytes()).decode()


def views(image: Image) -> tuple[bytes, ...]:
    """Return the picture as its possible copies would see it: which way cells differ, 248 bytes a window."""
    sums = _sums(image)
    return tuple(np.packbits(_grades(sums, window) > 0).tobytes() for window in _windows(image))


def _windows(image: Image) -> Iterator[tuple[int, int, int, int]]:
    for cut in _CUTS:
        for down in _SHIFTS:
            for right in _SHIFTS:
                yield _window(image, right, down, cut)


def _window(image: Image, right: int, down: int, cut: int) -> tuple[int, int, int, int]:
    """Left, top, width and height in pixels, near the middle; of whole cells, so that a cut does not change it."""
    height, width = image.shape[:2]
    inner_width, inner_height = (
        round(CELLS * round(side * _INNER / CELLS) * side / (side - 2 * cut)) for side in (width, height)
    )
    return (width - inner_width) // 2 + right, (height - inner_height) // 2 + down, inner_width, inner_height


def _sums(image: Image) -> NDArray[np.int32]:
    """Grey levels summed up from the top left corner, (height + 1, width + 1)."""
    return np.asarray(cv2.integral(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)), dtype=np.int32)


def _grades(sums: NDArray[np.int32], window: tuple[int, int, int, int]) -> Grades:
    left, top, width, height = window
    rows = np.linspace(top, top + height, CELLS + 1).round().astype(int)
    columns = np.linspace(left, left + width, CELLS + 1).round().astype(int)
    corners = sums[np.ix_(rows, columns)]
    totals = corners[1:, 1:] - corners[:-1, 1:] - corners[1:, :-1] + corners[:-1, :-1]
    cells = totals / np.outer(np.diff(rows), np.diff(columns))
    cells = cells / (cells.std() or 1.0)
    return np.concatenate((np.diff(cells, axis=1).ravel(), np.diff(cells, axis=0).ravel()))
