"""The order of the decision table: the first check that is not content decides, and dear ones run last."""

from __future__ import annotations

import numpy as np
import pytest
from face_fakes import REFERENCE, head, models, pictures

from monitor.faces.burst import judge_burst
from monitor.faces.errors import StaleReferenceError

NODDING = [[head(pitch=pitch)] for pitch in (0, 0, 3, 8, 14, 16, 10, 5, 0, 0)]


def ruling(script=NODDING, embeddings=(REFERENCE,), images=None, action="nod", references=(REFERENCE,)):
    images = pictures(len(script)) if images is None else images
    return judge_burst(images, action, references, models(script, embeddings))


def told(result) -> str:
    return f"{result.outcome.verdict} {result.outcome.reason}"


def test_the_right_action_of_the_enrolled_person_passes():
    result = ruling()
    assert told(result) == "pass ok"
    assert result.scores["nod_range"] == pytest.approx(16, abs=1)
    assert result.scores["distance"] == 0
    assert result.faces == 1


def test_too_few_frames_are_asked_again():
    assert told(ruling(NODDING[:7])) == "retry too_few_frames"


@pytest.mark.parametrize("grey", [0, 5, 20])
def test_the_dark_is_never_an_accusation(grey):
    assert told(ruling(images=[np.full((360, 480, 3), grey, np.uint8)] * 10)) == "retry black_or_dark"


@pytest.mark.parametrize(
    ("shown", "expected"), [(pictures(1) * 10, "retry camera_slow"), (pictures(5) * 3, "fail looped")]
)
def test_a_frozen_picture_and_a_loop_pass_no_further_and_no_model_is_asked(shown, expected):
    used = models(NODDING)
    result = judge_burst(shown, "nod", [REFERENCE], used)
    assert told(result) == expected
    assert used.landmarks.calls == used.embedder.calls == 0


def test_nobody():
    result = ruling([[]] * 10)
    assert told(result) == "retry no_face"
    assert result.faces == 0


def test_two_people():
    result = ruling([[head(centre=(120, 180)), head(centre=(340, 180))]] * 10)
    assert told(result) == "retry multiple_faces"
    assert result.faces == 2


def test_the_larger_face_is_the_learners():
    poster = head(size=0.3, centre=(60, 60))
    assert told(ruling([[poster, faces[0]] for faces in NODDING])) == "pass ok"


def test_a_face_that_leaves_the_picture():
    assert told(ruling(NODDING[:7] + [[]] * 3)) == "retry face_lost"


def test_a_face_too_far_away():
    assert told(ruling([[head(size=0.3)]] * 10)) == "retry face_too_small"


def test_a_cut_to_somewhere_else():
    script = [[head(centre=(240 + 100 * (frame % 2), 180))] for frame in range(10)]
    assert told(ruling(script)) == "fail discontinuous"


@pytest.mark.parametrize(("distance", "expected"), [(0.6, "retry person_changed"), (0.7, "fail person_changed")])
def test_a_person_who_is_exchanged(distance, expected):
    assert told(ruling([[head()]] * 10, [REFERENCE, (distance, 0, 0), REFERENCE])) == expected


def test_an_action_that_was_not_done_is_no_accusation():
    assert told(ruling([[head()]] * 10)) == "retry no_nod"


def test_somebody_else_fails_even_with_the_right_action():
    assert told(ruling(embeddings=[(0.6, 0, 0)])) == "fail other_person"


def test_an_uncertain_comparison_goes_to_a_person():
    assert told(ruling(embeddings=[(0.45, 0, 0)])) == "review id_uncertain"


def test_liveness_of_an_unknown_person_does_not_pass_silently():
    assert told(ruling(references=())) == "review not_compared"


def test_the_nearest_of_several_references_counts():
    assert told(ruling(references=[(0.9, 0, 0), (0.1, 0, 0)])) == "pass ok"


def test_a_reference_of_another_embedder_is_an_error():
    with pytest.raises(StaleReferenceError):
        ruling(references=[(0.1, 0.2)])


def test_at_most_three_faces_are_embedded():
    used = models([[head(yaw)] for yaw in (0, 1, 2, 1, 0, 1, 2, 1, 0, 1)])
    judge_burst(pictures(10), "nod", [REFERENCE], used)
    assert used.embedder.calls == 3
