"""Each asked action: done, not done, done by something that is no head, and exactly on the threshold."""

from __future__ import annotations

import numpy as np
import pytest
from face_fakes import face, head

from monitor.faces import actions
from monitor.faces.features import describe
from monitor.faces.thresholds import STANDARD as LIMITS

GREY = [np.full((360, 480, 3), 128, np.uint8)] * 24


def told(result) -> str | None:
    return None if result.outcome is None else f"{result.outcome.verdict} {result.outcome.reason}"


def eyes(*openings, **features):
    return [face(place, eye_opening=opening, **features) for place, opening in enumerate(openings)]


@pytest.mark.parametrize(
    ("openings", "expected"),
    [
        ([0.3] * 4 + [0.05, 0.1] + [0.3] * 4, None),
        ([0.3] * 10, "retry no_blink"),
        ([0.3] * 4 + [0.18] + [0.3] * 4, "retry no_blink"),
        ([0.3] * 4 + [0.1799] + [0.3] * 4, None),
        ([0.3] * 6 + [0.05] * 2, "retry no_blink"),
        ([0.05] * 2 + [0.3] * 6, "retry no_blink"),
        ([0.12] * 4 + [0.01] + [0.12] * 4, "retry no_blink"),
    ],
    ids=["blink", "stare", "on the threshold", "just below", "never opened", "never closed", "eyes too narrow"],
)
def test_blink(openings, expected):
    assert told(actions.blink(eyes(*openings), GREY, LIMITS)) == expected


def test_a_tilted_sheet_squeezes_the_whole_face_and_is_no_blink():
    upright, tilted = eyes(*[0.3] * 4, nose_to_eyes=1.0), eyes(*[0.15] * 2, nose_to_eyes=0.5)
    assert told(actions.blink([*upright, *tilted, *upright], GREY, LIMITS)) == "retry no_blink"


def test_a_pen_before_the_eyes_is_no_blink():
    images = [image.copy() for image in GREY]
    images[4][100:170] = 10
    assert told(actions.blink(eyes(*[0.3] * 4, 0.05, *[0.3] * 5), images, LIMITS)) == "retry eyes_covered"


def test_turning_while_blinking_is_asked_again():
    faces = [*eyes(*[0.3] * 4, yaw=0), *eyes(0.05), *eyes(*[0.3] * 4, yaw=28.1)]
    assert told(actions.blink(faces, GREY, LIMITS)) == "retry moved_too_much"


@pytest.mark.parametrize(
    ("widest", "rest", "yaw", "expected"),
    [
        (0.7, 0.05, 0, None),
        (0.35, 0.0, 0, "retry no_mouth"),
        (0.36, 0.0, 0, None),
        (0.75, 0.48, 0, "retry no_mouth"),
        (0.7, 0.05, 28, None),
        (0.7, 0.05, 28.1, "retry moved_too_much"),
    ],
)
def test_mouth(widest, rest, yaw, expected):
    faces = [face(mouth_opening=rest, yaw=0)] * 8 + [face(mouth_opening=widest, yaw=yaw)] * 3
    assert told(actions.open_mouth(faces, LIMITS)) == expected


@pytest.mark.parametrize(("swing", "expected"), [(11.9, "retry no_nod"), (12.0, None), (20.0, None)])
def test_nod(swing, expected):
    faces = [face(pitch=pitch) for pitch in (0, swing / 2, swing, 0)]
    assert told(actions.nod(faces, LIMITS)) == expected


def turning(*yaws, solid=True):
    return [describe(head(yaw, solid=solid), place) for place, yaw in enumerate(yaws)]


@pytest.mark.parametrize(
    ("side", "yaws", "expected"),
    [
        (1, (0, 0, 5, 12, 20, 26, 20, 5), None),
        (-1, (0, 0, -5, -12, -20, -26, -20, -5), None),
        (1, (0, 0, 5, 10, 15, 10, 5, 0), "retry no_turn"),
        (1, (0, 0, -5, -12, -20, -26, -20, -5), "retry wrong_direction"),
        (1, (0, 0, 26, 0, -26, 0, 0, 0), "retry wrong_direction"),
        (1, (16, 16, 20, 30, 40, 45, 30, 20), "retry no_turn"),
    ],
    ids=["left", "right", "too little", "to the other side", "to both sides", "not from the front"],
)
def test_turn(side, yaws, expected):
    assert told(actions.turn(turning(*yaws), side, LIMITS)) == expected


def test_two_photos_that_are_exchanged_do_not_pass_through_the_angles_between():
    assert told(actions.turn(turning(0, 0, 0, 25, 25, 25, 0, 0), 1, LIMITS)) == "retry no_turn"
    assert told(actions.turn(turning(0, 0, 0, 13, 25, 25, 0, 0), 1, LIMITS)) is None


def test_a_flat_sheet_that_seems_to_turn_is_a_spoof():
    assert told(actions.turn(turning(0, 0, 10, 20, 28, 20, 10, solid=False), 1, LIMITS)) == "fail flat_face"


ON_THE_THRESHOLD = {
    "turn": LIMITS.turn_angle,
    "turn_opposite": LIMITS.turn_opposite_share * LIMITS.turn_angle,
    "turn_start": -LIMITS.turn_start,
    "turn_between": LIMITS.turn_between_frames,
    "residual": LIMITS.solid_residual,
    "relief_slope": LIMITS.solid_slope,
    "squeeze_excess": LIMITS.solid_squeeze,
}


def test_a_turn_exactly_on_every_threshold_is_accepted():
    assert actions.turn_outcome(ON_THE_THRESHOLD, LIMITS) is None


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"turn": 17.99}, "no_turn"),
        ({"turn_start": 13.01}, "no_turn"),
        ({"turn_opposite": 14.41}, "wrong_direction"),
        ({"turn_between": 0}, "no_turn"),
        ({"residual": 0.01799}, "flat_face"),
        ({"relief_slope": -0.07499}, "flat_face"),
        ({"squeeze_excess": 20.01}, "flat_face"),
    ],
)
def test_a_turn_just_beyond_any_threshold_is_not(change, expected):
    assert actions.turn_outcome(ON_THE_THRESHOLD | change, LIMITS).reason == expected


@pytest.mark.parametrize("action", ["turn_left", "turn_right", "blink", "open_mouth", "nod"])
def test_resting_is_never_an_action(action):
    faces = [describe(head(yaw), place) for place, yaw in enumerate((0, 1, 0, -1, 0, 1, 0, -1, 0))]
    assert actions.judge_action(action, faces, GREY, LIMITS).outcome.verdict == "retry"
