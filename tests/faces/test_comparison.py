"""Which frames are compared, with whom, and where match, review and mismatch begin."""

from __future__ import annotations

import numpy as np
import pytest
from face_fakes import EMBEDDER_THRESHOLDS, face

from monitor.faces import comparison
from monitor.faces.errors import StaleReferenceError
from monitor.faces.thresholds import STANDARD as LIMITS


@pytest.mark.parametrize(
    ("features", "frontal"),
    [
        ({"yaw": 0}, True),
        ({"yaw": 17.9}, True),
        ({"yaw": 18}, False),
        ({"yaw": -18}, False),
        ({"pitch": 22}, False),
        ({"mouth_opening": 0.5}, False),
    ],
)
def test_frontal(features, frontal):
    assert comparison.is_frontal(face(**features), LIMITS) is frontal


def test_the_most_frontal_face_of_each_third_is_picked():
    yaws = (9, 1, 5, 12, 3, 8, 30, 25, 17)
    picked = comparison.pick_frontal([face(frame, yaw=yaw) for frame, yaw in enumerate(yaws)], LIMITS)
    assert [chosen.frame for chosen in picked] == [1, 4, 8]


def test_closed_eyes_are_avoided():
    faces = [face(0, yaw=0, eye_opening=0.05), face(1, yaw=10), face(2, yaw=12)]
    faces += [face(frame, yaw=40) for frame in range(3, 9)]
    assert [chosen.frame for chosen in comparison.pick_frontal(faces, LIMITS)] == [1]


def test_the_least_turned_face_stands_in_when_none_is_frontal():
    faces = [face(frame, yaw=yaw) for frame, yaw in enumerate((40, 25, 30))]
    assert [chosen.frame for chosen in comparison.pick_frontal(faces, LIMITS)] == [1]


def test_spread_is_the_largest_distance():
    vectors = [np.array(v, float) for v in ((0, 0), (0, 0.1), (0.4, 0))]
    assert comparison.spread(vectors) == pytest.approx(np.hypot(0.4, 0.1))
    assert comparison.spread(vectors[:1]) == 0.0


@pytest.mark.parametrize(
    ("spread", "verdict"), [(0.2, None), (0.54, None), (0.541, "retry"), (0.65, "retry"), (0.651, "fail")]
)
def test_one_person_throughout(spread, verdict):
    outcome = comparison.session_check(spread, EMBEDDER_THRESHOLDS)
    assert (outcome and outcome.verdict) == verdict


@pytest.mark.parametrize(
    ("distance", "expected"),
    [(0.3, None), (0.42, None), (0.421, "id_uncertain"), (0.52, "id_uncertain"), (0.521, "other_person")],
)
def test_identity(distance, expected):
    outcome = comparison.identity_check(distance, EMBEDDER_THRESHOLDS)
    assert (outcome and outcome.reason) == expected


def test_the_mean_is_compared_with_every_reference_and_the_nearest_counts():
    embeddings = [np.array((0.0, 0.2)), np.array((0.0, 0.4))]
    assert comparison.distance_to(embeddings, [(1.0, 0.3), (0.1, 0.3)]) == pytest.approx(0.1)


@pytest.mark.parametrize("reference", [(0.1,), (0.1, 0.2, 0.3), (0.1, float("nan"))])
def test_a_reference_of_another_embedder_is_refused(reference):
    with pytest.raises(StaleReferenceError, match="expected 2"):
        comparison.distance_to([np.array((0.0, 0.0))], [reference])
