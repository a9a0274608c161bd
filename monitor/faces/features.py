"""What the checks look at: a few numbers per face, computed from the landmark model's own x, y and z.

No camera model and no canonical face are needed.  Landmarks are `Points`: (478, 3) pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from monitor.faces.models import Points

FOREHEAD, CHIN = 10, 152
BRIDGE, NOSE_TIP, UNDER_NOSE, UPPER_LIP = 168, 1, 2, 164
RIGHT_EYE_OUTER, LEFT_EYE_OUTER = 33, 263
INNER_LIP_TOP, INNER_LIP_BOTTOM = 13, 14
INNER_LIP_RIGHT, INNER_LIP_LEFT = 78, 308

# Outer corner, two points of the upper lid, inner corner, two points of the lower lid below them.
EYES = ((33, 160, 158, 133, 153, 144), (362, 385, 387, 263, 373, 380))

# Points that do not move with the expression and do not slide along the silhouette when the head turns.
RIGID = (
    *(33, 133, 362, 263, 168, 6, 197, 195, 5, 4, 1, 19, 2, 98, 327, 129, 358, 64, 294, 9, 8, 107, 336, 117, 346),
    *(50, 280, 205, 425, 101, 330, 118, 347, 10, 151, 67, 297, 103, 332),
)

ALIGNMENT = (263, 362, 33, 133, 2)
"""Left eye outer and inner corner, right eye outer and inner corner, under the nose: dlib's five-point order."""

_MESH = slice(0, 468)
_TINY = 1e-9


class Pose(NamedTuple):
    """Degrees: yaw > 0 to the learner's own left (picture not mirrored), pitch > 0 chin down."""

    yaw: float
    pitch: float
    roll: float


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """One face of one frame.  `frame` is the frame's place in the burst; lengths are in pixels."""

    frame: int
    points: Points
    pose: Pose
    eye_opening: float
    mouth_opening: float
    nose_to_eyes: float
    relief: float
    centre: NDArray[np.float64]
    width: float
    height: float


def describe(points: Points, frame: int = 0) -> Face:
    """Compute every per-frame feature of one face."""
    mesh = points[_MESH, :2]
    width, height = np.ptp(mesh, axis=0)
    return Face(
        frame=frame,
        points=points,
        pose=head_pose(points),
        eye_opening=eye_aspect_ratio(points),
        mouth_opening=mouth_aspect_ratio(points),
        nose_to_eyes=_distance(points, BRIDGE, UNDER_NOSE)
        / (_distance(points, RIGHT_EYE_OUTER, LEFT_EYE_OUTER) + _TINY),
        relief=nose_relief(points),
        centre=mesh.mean(axis=0),
        width=float(width),
        height=float(height),
    )


def face_width(points: Points) -> float:
    """Return the width of the face's mesh in pixels."""
    return float(np.ptp(points[_MESH, 0]))


def eye_aspect_ratio(points: Points) -> float:
    """Return the opening of the lids over the length of the eye, mean of both eyes (about 0.3 open, 0.05 closed)."""
    return float(np.mean([_opening(points, eye) for eye in EYES]))


def mouth_aspect_ratio(points: Points) -> float:
    """Return the gap between the lips over the width of the mouth, inner contour."""
    gap = _distance(points, INNER_LIP_TOP, INNER_LIP_BOTTOM)
    return gap / (_distance(points, INNER_LIP_RIGHT, INNER_LIP_LEFT) + _TINY)


def head_pose(points: Points) -> Pose:
    """Return the head's angles from the axis through the eyes and the axis from chin to forehead."""
    upright = points * (1.0, -1.0, -1.0)
    across = _unit(upright[LEFT_EYE_OUTER] - upright[RIGHT_EYE_OUTER])
    forward = _unit(np.cross(across, upright[FOREHEAD] - upright[CHIN]))
    yaw = np.arctan2(forward[0], forward[2])
    pitch = np.arcsin(np.clip(-forward[1], -1.0, 1.0))
    roll = np.arctan2(across[1], across[0])
    return Pose(*(float(angle) for angle in np.degrees((yaw, pitch, roll))))


def nose_relief(points: Points) -> float:
    """Return how far the nose tip lies beside the line from nose bridge to upper lip, in face heights."""
    bridge = points[BRIDGE, :2]
    along = points[UPPER_LIP, :2] - bridge
    normal = np.array((-along[1], along[0])) / (np.hypot(*along) + _TINY)
    return float((points[NOSE_TIP, :2] - bridge) @ normal) / (_distance(points, FOREHEAD, CHIN) + _TINY)


def relief_slope(faces: Sequence[Face]) -> float:
    """Return how the nose's relief grows with the sine of the yaw; 0 when the head hardly turned.

    On a solid head the nose tip leaves the line as the head turns (negative slope); on a photo it stays.
    """
    turned = np.sin(np.radians([face.pose.yaw for face in faces]))
    if np.ptp(turned) <= 0.1:
        return 0.0
    slope, _ = np.polyfit(turned, [face.relief for face in faces], 1)
    return float(slope)


def homography_residual(front: Points, turned: Points) -> float:
    """Return how badly one plane explains two views of a face: RMS in face heights, near 0 for a flat picture.

    Returns 1 when no homography fits at all.
    """
    source, target = _rigid(front), _rigid(turned)
    homography = _homography(source, target)
    if homography is None:
        return 1.0
    mapped = cv2.perspectiveTransform(source[None], homography)[0]
    error = np.sqrt(((mapped - target) ** 2).sum(axis=1).mean())
    return float(error) / (_distance(turned, FOREHEAD, CHIN) + _TINY)


def squeeze_angle(front: Points, turned: Points) -> float:
    """Return the angle in degrees by which a flat sheet would have to turn to be squeezed as this face is."""
    source, target = _rigid(front), _rigid(turned)
    affine, *_ = np.linalg.lstsq(source - source.mean(axis=0), target - target.mean(axis=0), rcond=None)
    largest, smallest = np.linalg.svd(affine, compute_uv=False)
    return float(np.degrees(np.arccos(np.clip(smallest / (largest + _TINY), 0.0, 1.0))))


def _opening(points: Points, eye: tuple[int, ...]) -> float:
    outer, upper_1, upper_2, inner, lower_2, lower_1 = eye
    lids = _distance(points, upper_1, lower_1) + _distance(points, upper_2, lower_2)
    return lids / (2 * _distance(points, outer, inner) + _TINY)


def _homography(source: NDArray[np.float64], target: NDArray[np.float64]) -> NDArray[np.float64] | None:
    # OpenCV answers None for degenerate points, which its type stubs do not know.
    found: Any = cv2.findHomography(source, target, 0)
    homography: NDArray[np.float64] | None = found[0]
    return homography


def _rigid(points: Points) -> NDArray[np.float64]:
    return np.ascontiguousarray(points[list(RIGID), :2], dtype=np.float64)


def _distance(points: Points, a: int, b: int) -> float:
    return float(np.hypot(*(points[a, :2] - points[b, :2])))


def _unit(vector: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(vector / (np.linalg.norm(vector) + _TINY), dtype=np.float64)
