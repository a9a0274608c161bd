"""The made-up cheaters of the bench: they look as meant, differ from one another, and do not pass."""

from __future__ import annotations

import numpy as np
import pytest

from monitor.faces.pictures import decode
from monitor.learners import attacks
from monitor.learners.attacks import CAMERA_ATTACKS, PHOTO_ATTACKS, Pose, attack, draw_challenge, film, hold


@pytest.mark.parametrize("kind", [*PHOTO_ATTACKS, *CAMERA_ATTACKS])
def test_no_attack_answers_a_turn(service, references, kind):
    judged = service.judge_burst("turn_left", attack(kind, "turn_left", 5), [references["astronaut"]])
    assert judged.verdict != "pass", judged.scores


def test_two_photos_answer_the_blink_they_show_and_no_other_action(service, references):
    """Known: eyes open and eyes closed are two photos; the challenge's turn is what stops them."""
    shown = service.judge_burst("blink", attack("two_photos", "blink", 5, "blink"), [references["astronaut"]])
    other = service.judge_burst("blink", attack("two_photos", "blink", 5, "open_mouth"), [references["astronaut"]])
    assert shown.scores["blink"] < other.scores["blink"]
    assert other.verdict != "pass"


def test_a_replayed_video_of_the_right_action_passes_without_an_anti_spoofing_model(service, references):
    """The known limit: when this fails, the documentation has to say less."""
    judged = service.judge_burst("turn_left", attack("screen_replay", "turn_left", 5), [references["astronaut"]])
    assert judged.verdict == "pass"
    assert judged.versions["pad"] == "not checked"


def test_every_seed_is_another_burst_and_the_same_seed_the_same(model_store):
    first, again, second = film("astronaut", "nod", 1), film("astronaut", "nod", 1), film("astronaut", "nod", 2)
    assert first == again
    assert len({*first, *second}) == 40


def test_a_flat_sheet_is_drawn_where_it_is_held():
    sheet = np.full((100, 100, 3), 255, np.uint8)
    room = np.zeros((360, 480, 3), np.uint8)
    middle = hold(sheet, room, Pose(distance=2.0))[..., 0] > 0
    rows, columns = np.nonzero(middle)
    assert np.ptp(columns) + 1 == pytest.approx(attacks._FOCAL / 2.4, abs=2)
    assert (columns.mean(), rows.mean()) == pytest.approx((240, 180), abs=1)
    turned = np.nonzero(hold(sheet, room, Pose(yaw=60, distance=2.0))[..., 0])[1]
    assert np.ptp(turned) < 0.6 * np.ptp(columns)


def test_a_hardly_bent_sheet_looks_like_a_flat_one():
    sheet = np.arange(100 * 100 * 3, dtype=np.uint32).reshape(100, 100, 3).astype(np.uint8)
    room = np.zeros((360, 480, 3), np.uint8)
    flat, bent = (hold(sheet, room, Pose(yaw=20, distance=2.0, bend=bend)) > 0 for bend in (0.0, 0.01))
    assert (flat != bent).mean() < 0.01
    strongly = hold(sheet, room, Pose(yaw=20, distance=2.0, bend=1.8)) > 0
    assert strongly.sum() < 0.95 * flat.sum()


def test_every_challenge_has_three_different_actions_and_a_turn():
    drawn = [draw_challenge(seed) for seed in range(300)]
    assert all(len(set(actions)) == 3 and {"turn_left", "turn_right"} & set(actions) for actions in drawn)
    assert len(set(drawn)) == 54


def test_frames_are_what_a_page_uploads(model_store):
    for kind in (*PHOTO_ATTACKS, *CAMERA_ATTACKS, "screen_replay"):
        frames = attack(kind, "nod", 3)
        assert len(frames) == 20
        assert decode(frames[7]).shape == (360, 480, 3)
        assert max(map(len, frames)) < 150 * 1024
