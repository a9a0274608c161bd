"""Pictures of one enrolment: one person on all of them, and no file twice."""

from __future__ import annotations

import pytest

from monitor.faces.enrolment import judge_enrolment
from monitor.ports import FaceJudgement, FaceServiceError


def picture(place: float, *, file: str = "", metric: str = "euclidean", embedder: str = "e") -> FaceJudgement:
    """A face on a line; up to 0.5 apart it is one person's."""
    return FaceJudgement(
        verdict="pass",
        reason="ok",
        image_hashes=(file or str(place),),
        embedding=(1.0, place),
        thresholds={"distance_session": 0.5},
        versions={"embedder": embedder, "metric": metric},
    )


def reasons(*pictures: FaceJudgement) -> list[str]:
    return [judged.reason for judged in judge_enrolment(pictures)]


def test_one_picture_stands_for_itself():
    assert reasons(picture(0.0)) == ["ok"]


@pytest.mark.parametrize(("apart", "second"), [(0.5, "ok"), (0.501, "not_the_same_person")])
def test_two_pictures_show_one_person_up_to_the_sessions_threshold(apart, second):
    assert reasons(picture(0.0), picture(apart)) == ["ok", second]


@pytest.mark.parametrize("stranger", [0, 1, 2, 3])
def test_the_one_who_does_not_fit_is_named_wherever_it_stands(stranger):
    places = [0.0, 0.1, 0.2, 0.3]
    places[stranger] = 9.0

    assert [place for place, why in enumerate(reasons(*map(picture, places))) if why != "ok"] == [stranger]


def test_any_two_pictures_have_to_fit():
    """The outer ones both fit the middle one, and not each other."""
    assert reasons(picture(0.0), picture(0.4), picture(0.8)).count("not_the_same_person") == 1


def test_the_metric_is_the_models():
    assert reasons(picture(0.0, metric="cosine"), picture(0.6, metric="cosine")) == ["ok", "ok"]


def test_the_same_file_twice_is_one_picture():
    assert reasons(picture(0.0, file="a"), picture(0.1, file="b"), picture(0.0, file="a")) == [
        "ok",
        "ok",
        "same_picture",
    ]


def test_weak_pictures_keep_their_reason_and_do_not_count_as_a_face():
    weak = FaceJudgement(verdict="retry", reason="no_face")

    assert reasons(weak, picture(0.0), weak) == ["no_face", "ok", "no_face"]


def test_a_refused_picture_has_no_embedding_any_more():
    assert [bool(judged.embedding) for judged in judge_enrolment([picture(0.0), picture(9.0)])] == [True, False]


def test_models_that_change_in_between_are_a_service_fault():
    with pytest.raises(FaceServiceError):
        judge_enrolment([picture(0.0), picture(0.1, embedder="newer")])
