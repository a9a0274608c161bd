"""The checks of a burst that do not depend on the asked action, each a small pure function.

Each answers None when content, else an `Outcome`.  Bad light, distance or framing is always `retry`; `fail` is kept
for positive evidence that something other than one live learner was in front of the camera.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from monitor.faces.features import Face, face_width
from monitor.faces.models import Image, Points
from monitor.faces.outcome import Outcome, fail, retry
from monitor.faces.thresholds import Thresholds

_LIGHT_SIZE = (64, 48)
_MOTION_SIZE = (96, 72)


def count_check(frames: int, limits: Thresholds) -> Outcome | None:
    """Is there enough to judge?"""
    return retry("too_few_frames") if frames < limits.frames_min else None


def brightness(image: Image) -> tuple[float, float]:
    """Return mean and standard deviation of a frame in grey levels, all channels together."""
    small = cv2.resize(image, _LIGHT_SIZE, interpolation=cv2.INTER_AREA)
    return float(small.mean()), float(small.std())


def light_check(light: Sequence[tuple[float, float]], limits: Thresholds) -> Outcome | None:
    """Is the camera uncovered and the room lit?  `light` holds mean and contrast of every frame."""
    mean, contrast = np.array(light).T
    dark = ((mean < limits.dark_mean) & (contrast < limits.dark_contrast)).mean()
    blank = (contrast < limits.flat_contrast).mean()
    return retry("black_or_dark") if max(dark, blank) > limits.dark_share else None


def thumbnail(image: Image) -> NDArray[np.int16]:
    """Return the small grey picture, (72, 96), by which frames are told apart."""
    small = cv2.resize(image, _MOTION_SIZE, interpolation=cv2.INTER_AREA)
    return cv2.cvtColor(small, cv2.COLOR_BGR2GRAY).astype(np.int16)


def count_pictures(thumbnails: Sequence[NDArray[np.int16]], limits: Thresholds) -> tuple[int, int]:
    """Return how many different pictures the camera gave, and how often an earlier one came back after another.

    A picture that stands still for some frames is one: webcams give five a second in the dark, slow machines fewer.
    """
    kept: list[NDArray[np.int16]] = []
    last: NDArray[np.int16] | None = None
    returned = 0
    for picture in thumbnails:
        if last is not None and _same(picture, last, limits):
            continue
        last = picture
        if any(_same(picture, other, limits) for other in kept):
            returned += 1
        else:
            kept.append(picture)
    return len(kept), returned


def _same(one: NDArray[np.int16], other: NDArray[np.int16], limits: Thresholds) -> bool:
    return float(np.abs(one - other).mean()) < limits.duplicate_difference


def motion_check(different: int, returned: int, limits: Thresholds) -> Outcome | None:
    """Does the camera deliver new pictures?  Old ones that come back are a recording's; too few are nobody's fault."""
    if returned > limits.returned_share * (different + returned):
        return fail("looped")
    return retry("camera_slow") if different < limits.frames_min else None


def count_faces(faces: Sequence[Points], limits: Thresholds) -> int:
    """Return how many faces count: the largest, and others not much smaller (a poster far behind does not)."""
    widths = sorted((face_width(points) for points in faces), reverse=True)
    return sum(width > limits.second_face_share * widths[0] for width in widths)


def presence_check(counts: Sequence[int], limits: Thresholds) -> Outcome | None:
    """Was there exactly one face, most of the time?  `counts` holds the faces of every frame."""
    present = np.array(counts)
    if (present == 0).mean() > limits.absent_share:
        return retry("no_face")
    if (present >= 2).sum() >= limits.second_face_frames:
        return retry("multiple_faces")  # families and village halls: nobody is accused for who walks past (K14)
    if (present > 0).mean() < limits.present_share:
        return retry("face_lost")
    return None


def size_check(faces: Sequence[Face], frame_width: int, limits: Thresholds) -> Outcome | None:
    """Is the learner near enough?  A small share of a large picture still has pixels enough to judge."""
    width = float(np.median([face.width for face in faces]))
    small = width < limits.face_width_share * frame_width and width < limits.face_width_pixels
    return retry("face_too_small") if small else None


def count_jumps(faces: Sequence[Face], limits: Thresholds) -> int:
    """Return how often the face jumped or changed its size from one frame to the next."""
    return sum(_jumped(before, after, limits) for before, after in pairwise(faces))


def continuity_check(jumps: int, limits: Thresholds) -> Outcome | None:
    """Is it one uncut take?"""
    return fail("discontinuous") if jumps > limits.jumps_allowed else None


def _jumped(before: Face, after: Face, limits: Thresholds) -> bool:
    moved = float(np.linalg.norm(after.centre - before.centre)) / before.width
    zoomed = max(before.height, after.height) / min(before.height, after.height)
    return moved > limits.jump_widths or zoomed > limits.jump_zoom
