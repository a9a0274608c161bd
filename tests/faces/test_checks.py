"""Each check that does not depend on the action: guilty, innocent, and exactly on the threshold."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from face_fakes import face, head, pictures

from monitor.faces import checks
from monitor.faces.outcome import Outcome
from monitor.faces.thresholds import STANDARD as LIMITS


def reason(outcome: Outcome | None) -> str | None:
    return None if outcome is None else f"{outcome.verdict} {outcome.reason}"


@pytest.mark.parametrize(("frames", "expected"), [(7, "retry too_few_frames"), (8, None), (24, None)])
def test_enough_frames(frames, expected):
    assert reason(checks.count_check(frames, LIMITS)) == expected


@pytest.mark.parametrize(
    ("light", "expected"),
    [
        ((120, 50), None),
        ((38, 20), None),
        ((37.9, 29.9), "retry black_or_dark"),
        ((37.9, 30), None),
        ((120, 9.9), "retry black_or_dark"),
        ((120, 10), None),
        ((0, 0), "retry black_or_dark"),
    ],
)
def test_light(light, expected):
    assert reason(checks.light_check([light] * 10, LIMITS)) == expected


@pytest.mark.parametrize(("dark", "expected"), [(3, None), (4, "retry black_or_dark")])
def test_some_dark_frames_are_forgiven(dark, expected):
    assert reason(checks.light_check([(5, 2)] * dark + [(120, 50)] * (10 - dark), LIMITS)) == expected


def test_brightness_is_mean_and_contrast():
    half = np.zeros((240, 320, 3), np.uint8)
    half[:120] = 200
    assert checks.brightness(half) == pytest.approx((100, 100), abs=3)


@pytest.mark.parametrize(("difference", "unique"), [(0.11, 1), (0.12, 2), (1.0, 2)])
def test_frames_differ_from_the_threshold_on(difference, unique):
    first = np.zeros((72, 96), np.int16)
    second = first.copy()
    second.reshape(-1)[: round(difference * first.size)] = 1
    limits = replace(LIMITS, duplicate_difference=0.12 if difference != 0.12 else float(second.mean()))
    assert checks.count_pictures([first, second], limits) == (unique, 0)


@pytest.mark.parametrize(
    ("order", "counted"),
    [
        ("ABCDE" * 4, (5, 15)),
        ("AABBCCDDEE", (5, 0)),
        ("AAAA", (1, 0)),
        ("ABAB", (2, 2)),
        ("AABBAABB", (2, 2)),
        ("ABCDD", (4, 0)),
    ],
    ids=["loop", "slow camera", "frozen", "two pictures", "slow loop", "stalls at the end"],
)
def test_what_stands_still_is_one_picture_and_what_comes_back_is_counted(order, counted):
    shown = dict(zip("ABCDE", map(checks.thumbnail, pictures(5)), strict=True))
    assert checks.count_pictures([shown[name] for name in order], LIMITS) == counted


@pytest.mark.parametrize(
    ("different", "returned", "expected"),
    [
        (20, 0, None),
        (8, 0, None),
        (7, 0, "retry camera_slow"),
        (1, 0, "retry camera_slow"),
        (15, 5, None),
        (14, 5, "fail looped"),
        (5, 15, "fail looped"),
    ],
)
def test_a_slow_camera_is_asked_again_and_only_a_recording_is_an_accusation(different, returned, expected):
    assert reason(checks.motion_check(different, returned, LIMITS)) == expected


def test_only_faces_not_much_smaller_count():
    assert checks.count_faces([], LIMITS) == 0
    assert checks.count_faces([head()], LIMITS) == 1
    assert checks.count_faces([head(size=0.39), head()], LIMITS) == 2
    assert checks.count_faces([head(), head(size=0.37)], LIMITS) == 1


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([1] * 20, None),
        ([0] * 13 + [1] * 7, "retry no_face"),
        ([0] * 12 + [1] * 8, "retry face_lost"),
        ([0] * 6 + [1] * 14, "retry face_lost"),
        ([0] * 5 + [1] * 15, None),
        ([2] * 2 + [1] * 18, None),
        ([2] * 3 + [1] * 17, "retry multiple_faces"),
    ],
)
def test_presence(counts, expected):
    assert reason(checks.presence_check(counts, LIMITS)) == expected


@pytest.mark.parametrize(
    ("width", "frame", "expected"),
    [(75, 480, "retry face_too_small"), (76.8, 480, None), (79, 640, "retry face_too_small"), (80, 640, None)],
)
def test_size(width, frame, expected):
    assert reason(checks.size_check([face(width=width)] * 3, frame, LIMITS)) == expected


@pytest.mark.parametrize(("shift", "jumps"), [(59.9, 0), (60, 0), (61, 1)])
def test_a_jump_is_more_than_sixty_percent_of_a_face(shift, jumps):
    here, there = (face(centre=np.array((x, 0.0)), width=100.0, height=100.0) for x in (0, shift))
    assert checks.count_jumps([here, there], LIMITS) == jumps


@pytest.mark.parametrize(("height", "jumps"), [(139, 0), (140, 0), (141, 1), (60, 1)])
def test_a_sudden_zoom_is_a_jump(height, jumps):
    assert checks.count_jumps([face(height=100.0), face(height=float(height))], LIMITS) == jumps


@pytest.mark.parametrize(("jumps", "expected"), [(0, None), (1, None), (2, "fail discontinuous")])
def test_one_jump_may_be_a_dropped_frame(jumps, expected):
    assert reason(checks.continuity_check(jumps, LIMITS)) == expected
