"""Features of synthetic heads whose true values are known."""

from __future__ import annotations

import numpy as np
import pytest
from face_fakes import head

from monitor.faces import features


@pytest.mark.parametrize(("yaw", "pitch"), [(0, 0), (25, 0), (-40, 0), (0, 16), (0, -10), (20, 10)])
def test_pose_is_read_from_the_depth_of_the_landmarks(yaw, pitch):
    pose = features.head_pose(head(yaw, pitch))
    assert pose.yaw == pytest.approx(yaw, abs=2.5)
    assert pose.pitch == pytest.approx(pitch, abs=2.5)


def test_roll_counts_with_the_head_upright():
    assert features.head_pose(head(roll=12)).roll == pytest.approx(12)


def test_yaw_is_positive_towards_the_learners_own_left():
    turned = head(yaw=25)
    nose, bridge = turned[1, 0], turned[168, 0]
    assert nose > bridge, "in an unmirrored picture the learner's left is on the right"
    assert features.head_pose(turned).yaw > 0


@pytest.mark.parametrize("eyes", [0.05, 0.2, 0.35])
def test_eye_opening(eyes):
    assert features.eye_aspect_ratio(head(eyes=eyes)) == pytest.approx(eyes)


@pytest.mark.parametrize("mouth", [0.0, 0.3, 0.9])
def test_mouth_opening(mouth):
    assert features.mouth_aspect_ratio(head(mouth=mouth)) == pytest.approx(mouth)


def test_features_do_not_depend_on_distance_and_place():
    near, far = (features.describe(head(10, 5, size=size, centre=(100 * size, 90))) for size in (1.5, 0.5))
    assert near.pose == pytest.approx(far.pose)
    assert near.eye_opening == pytest.approx(far.eye_opening)
    assert near.relief == pytest.approx(far.relief)
    assert near.width == pytest.approx(3 * far.width)


def test_one_plane_explains_a_turned_sheet_but_not_a_turned_head():
    assert features.homography_residual(head(solid=False), head(25, solid=False)) < 1e-3
    assert features.homography_residual(head(), head(25)) > 0.02


def test_a_residual_without_any_homography_is_one():
    nowhere = np.zeros((478, 3))
    assert features.homography_residual(nowhere, nowhere) == 1.0


def test_nose_leaves_the_line_only_on_a_solid_head():
    def turning(solid):
        return [features.describe(head(yaw, solid=solid)) for yaw in range(0, 30, 5)]

    assert features.relief_slope(turning(solid=True)) < -0.075
    assert features.relief_slope(turning(solid=False)) == pytest.approx(0, abs=0.01)


def test_a_head_that_hardly_turned_has_no_slope():
    assert features.relief_slope([features.describe(head(yaw)) for yaw in (0, 1, 2)]) == 0.0


@pytest.mark.parametrize("angle", [10, 30, 50])
def test_squeeze_of_a_sheet_is_the_angle_it_was_turned_by(angle):
    assert features.squeeze_angle(head(solid=False), head(angle, solid=False)) == pytest.approx(angle, abs=0.1)
