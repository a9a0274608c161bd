"""Bursts that are in order one by one, and a challenge that is not."""

from __future__ import annotations

import pytest

from monitor.faces.challenge import judge_challenge
from monitor.ports import FaceJudgement

LIMITS = {"distance_session": 0.54, "distance_session_fail": 0.65}
NEXT = iter(range(10_000))


def burst(verdict="pass", reason="ok", *, embedding=(0.0, 0.0), hashes=None, **changes):
    return FaceJudgement(
        verdict=verdict,
        reason=reason,
        embedding=embedding,
        thresholds=LIMITS,
        image_hashes=hashes or tuple(f"frame {next(NEXT)}" for _ in range(3)),
        **{"versions": {"embedder": "one", "metric": "euclidean"}, "faces": 1} | changes,
    )


def told(*bursts, seen=()):
    judged = judge_challenge(bursts, seen)
    return f"{judged.verdict} {judged.reason}"


def test_three_bursts_of_one_person_pass():
    assert told(burst(), burst(embedding=(0.3, 0)), burst(embedding=(0, 0.3))) == "pass ok"


@pytest.mark.parametrize("place", range(3))
@pytest.mark.parametrize(
    ("verdict", "reason"), [("retry", "no_nod"), ("review", "id_uncertain"), ("fail", "flat_face")]
)
def test_a_challenge_passes_only_when_every_burst_does(place, verdict, reason):
    bursts = [burst(), burst(), burst()]
    bursts[place] = burst(verdict, reason)
    assert told(*bursts) == f"{verdict} {reason}"


def test_the_gravest_finding_decides():
    assert (
        told(burst("review", "id_uncertain"), burst("retry", "no_nod"), burst("fail", "flat_face")) == "fail flat_face"
    )
    assert told(burst("review", "id_uncertain"), burst("retry", "no_nod")) == "retry no_nod"


def test_a_frame_that_comes_again_in_another_burst_is_a_replay():
    assert told(burst(hashes=("a", "b")), burst(hashes=("c", "a"))) == "fail replayed_frames"


def test_a_frame_that_came_before_the_challenge_is_a_replay():
    assert told(burst(hashes=("a", "b")), seen={"b"}) == "fail replayed_frames"
    assert told(burst(hashes=("a", "b")), seen={"c"}) == "pass ok"


def test_a_frame_twice_in_one_burst_is_the_bursts_own_matter():
    assert told(burst(hashes=("a", "a"))) == "pass ok"


@pytest.mark.parametrize(
    ("apart", "expected"),
    [(0.54, "pass ok"), (0.55, "retry person_changed"), (0.65, "retry person_changed"), (0.66, "fail person_changed")],
)
def test_every_burst_shows_the_same_person(apart, expected):
    assert told(burst(), burst(), burst(embedding=(apart, 0.0))) == expected


def test_another_metric_measures_otherwise():
    versions = {"embedder": "one", "metric": "cosine"}
    far = [burst(embedding=(1.0, 0.0), versions=versions), burst(embedding=(9.0, 0.0), versions=versions)]
    assert told(*far) == "pass ok"
    assert told(far[0], burst(embedding=(0.0, 1.0), versions=versions)) == "fail person_changed"


def test_bursts_of_different_models_are_not_compared_silently():
    assert told(burst(), burst(versions={"embedder": "two", "metric": "euclidean"})) == "review not_compared"
    assert told(burst(), burst(embedding=())) == "review not_compared"


def test_the_judgement_carries_what_it_was_made_by():
    bursts = [burst(hashes=("a",)), burst(hashes=("b",), faces=2)]
    judged = judge_challenge(bursts)
    assert judged.image_hashes == ("a", "b")
    assert judged.faces == 2
    assert (judged.thresholds, judged.versions) == (bursts[0].thresholds, bursts[0].versions)
    assert judged.scores == {"bursts": 2.0, "repeated_frames": 0.0, "challenge_spread": 0.0}


def test_a_challenge_without_bursts_is_a_mistake():
    with pytest.raises(ValueError, match="at least one"):
        judge_challenge([])
