"""The checks of the asked actions: was it done, by a solid head, in the right direction?

Each takes the faces of a burst in order and answers an `ActionResult`.  A movement that was not seen is `retry`:
the learner may have been slow or shy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from monitor.faces.features import Face, homography_residual, relief_slope, squeeze_angle
from monitor.faces.models import Image
from monitor.faces.outcome import Outcome, fail, retry
from monitor.faces.thresholds import Thresholds
from monitor.ports import Action

# Forehead, brows, cheeks and nose round the eyes: skin that a hand or pen over the eyes would hide.
_SKIN_ROUND_EYES = (168, 9, 107, 336, 117, 346, 6, 205, 425)
_OPEN_EYE_PERCENTILE = 75
_CLOSED_MOUTH_PERCENTILE = 15


@dataclass(frozen=True, slots=True)
class ActionResult:
    """What an action check saw: None when content, and the measured values for the log."""

    outcome: Outcome | None
    scores: dict[str, float] = field(default_factory=dict)


def judge_action(action: Action, faces: Sequence[Face], images: Sequence[Image], limits: Thresholds) -> ActionResult:
    """Judge the asked action; `images` are all frames of the burst, `faces` those in which a face was found."""
    if action == "turn_left":
        return turn(faces, 1, limits)
    if action == "turn_right":
        return turn(faces, -1, limits)
    if action == "nod":
        return nod(faces, limits)
    if action == "open_mouth":
        return open_mouth(faces, limits)
    return blink(faces, images, limits)


def blink(faces: Sequence[Face], images: Sequence[Image], limits: Thresholds) -> ActionResult:
    """Did the lids close between two moments with open eyes, with nothing held before them?"""
    depth = blink_depth(faces, limits)
    scores = {"blink": depth, "yaw_range": _yaw_range(faces)}
    if depth >= limits.blink_closed:
        return ActionResult(retry("no_blink"), scores)
    covered = covered_points(faces, images, limits)
    if covered >= limits.covered_points:
        return ActionResult(retry("eyes_covered"), scores | {"covered_points": covered})
    return ActionResult(_held_still(faces, limits), scores)


def blink_depth(faces: Sequence[Face], limits: Thresholds) -> float:
    """Return the smallest eye opening between two open ones, relative to the learner's open eye; 1 when none.

    A tilted sheet squeezes everything, a blink only the lids: openings are corrected by the face's own squeeze.
    """
    opening = np.array([face.eye_opening for face in faces])
    open_eye = np.percentile(opening, _OPEN_EYE_PERCENTILE)
    if len(faces) < 3 or open_eye < limits.eye_floor:
        return 1.0
    relative = opening / open_eye
    stretch = np.array([face.nose_to_eyes for face in faces])
    corrected = relative / np.minimum(1.0, stretch / np.median(stretch))
    opened_before = np.maximum.accumulate(relative)[:-2] > limits.blink_open
    opened_after = np.maximum.accumulate(relative[::-1])[::-1][2:] > limits.blink_open
    closures = corrected[1:-1][opened_before & opened_after]
    return float(closures.min(initial=1.0))


def covered_points(faces: Sequence[Face], images: Sequence[Image], limits: Thresholds) -> int:
    """Return at how many points round the eyes the skin changed its colour between open and closed eyes."""
    opening = np.array([face.eye_opening for face in faces])
    open_face = faces[int(np.argsort(opening)[int(0.75 * len(faces))])]
    closed_face = faces[1 + int(opening[1:-1].argmin())]
    changes = (
        np.log((_skin_colour(open_face, images, point) + 8) / (_skin_colour(closed_face, images, point) + 8))
        for point in _SKIN_ROUND_EYES
    )
    return sum(bool(np.abs(change).max() > limits.covered_difference) for change in changes)


def open_mouth(faces: Sequence[Face], limits: Thresholds) -> ActionResult:
    """Was the mouth opened wide from rest, with the head held still?"""
    opening = np.array([face.mouth_opening for face in faces])
    widest = float(opening.max())
    rise = widest - float(np.percentile(opening, _CLOSED_MOUTH_PERCENTILE))
    scores = {"mouth_open": widest, "mouth_rise": rise, "yaw_range": _yaw_range(faces)}
    if widest <= limits.mouth_open or rise <= limits.mouth_rise:
        return ActionResult(retry("no_mouth"), scores)
    return ActionResult(_held_still(faces, limits), scores)


def nod(faces: Sequence[Face], limits: Thresholds) -> ActionResult:
    """Did the head go down and up?"""
    swing = float(np.ptp([face.pose.pitch for face in faces]))
    return ActionResult(retry("no_nod") if swing < limits.nod_range else None, {"nod_range": swing})


def turn(faces: Sequence[Face], side: int, limits: Thresholds) -> ActionResult:
    """Did a solid head turn from the front to the asked side (1 the learner's left, -1 the right)?"""
    start = min(faces[:3], key=lambda face: abs(face.pose.yaw) + 0.5 * abs(face.pose.pitch))
    turned_by = np.array([(face.pose.yaw - start.pose.yaw) * side for face in faces])
    end = faces[int(turned_by.argmax())]
    scores = _turn_scores(faces, start, end, turned_by) | {"turn_between": _between(turned_by, limits)}
    return ActionResult(turn_outcome(scores, limits), scores)


def turn_outcome(scores: dict[str, float], limits: Thresholds) -> Outcome | None:
    """Judge a measured turn: direction, size, whether a solid head turned, and through the angles between."""
    if scores["turn_opposite"] >= limits.turn_angle and scores["turn"] < limits.turn_angle:
        return retry("wrong_direction")
    if scores["turn"] < limits.turn_angle or abs(scores["turn_start"]) > limits.turn_start:
        return retry("no_turn")
    if scores["turn_opposite"] > limits.turn_opposite_share * scores["turn"]:
        return retry("wrong_direction")
    solid = (
        scores["residual"] >= limits.solid_residual
        and scores["relief_slope"] <= limits.solid_slope
        and scores["squeeze_excess"] <= limits.solid_squeeze
    )
    if not solid:
        return fail("flat_face")
    return retry("no_turn") if scores["turn_between"] < limits.turn_between_frames else None


def _between(turned_by: NDArray[np.float64], limits: Thresholds) -> float:
    """Return in how many frames the head was neither at the front nor at the end of its turn."""
    share = turned_by / max(float(turned_by.max()), 1e-9)
    return float(((share > limits.turn_between_share) & (share < 1 - limits.turn_between_share)).sum())


def _turn_scores(faces: Sequence[Face], start: Face, end: Face, turned_by: NDArray[np.float64]) -> dict[str, float]:
    turn_angle = float(turned_by.max())
    return {
        "turn": turn_angle,
        "turn_opposite": float((-turned_by).max()),
        "turn_start": start.pose.yaw,
        "residual": homography_residual(start.points, end.points),
        "relief_slope": relief_slope(faces),
        "squeeze_excess": squeeze_angle(start.points, end.points) - turn_angle,
    }


def _held_still(faces: Sequence[Face], limits: Thresholds) -> Outcome | None:
    return retry("moved_too_much") if _yaw_range(faces) > limits.still_yaw else None


def _yaw_range(faces: Sequence[Face]) -> float:
    return float(np.ptp([face.pose.yaw for face in faces]))


def _skin_colour(face: Face, images: Sequence[Image], point: int) -> NDArray[np.float64]:
    x, y = (int(value) for value in face.points[point, :2])
    reach = max(2, int(0.03 * face.width))
    patch = images[face.frame][max(0, y - reach) : max(0, y + reach + 1), max(0, x - reach) : max(0, x + reach + 1)]
    return patch.reshape(-1, 3).mean(axis=0) if patch.size else np.zeros(3)
