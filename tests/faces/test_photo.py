"""Snapshots and enrolment pictures."""

from __future__ import annotations

import numpy as np
import pytest
from face_fakes import REFERENCE, head, models, pictures

from monitor.faces import photo

ROOM = pictures(1)[0]


def told(result) -> str:
    return f"{result.outcome.verdict} {result.outcome.reason}"


def snapshot(faces, embedding=REFERENCE, references=(REFERENCE,), image=ROOM):
    return photo.judge_photo(image, references, models([faces], [embedding]))


@pytest.mark.parametrize(
    ("faces", "embedding", "expected"),
    [
        ([head()], REFERENCE, "pass ok"),
        ([head()], (0.42, 0, 0), "pass ok"),
        ([head()], (0.5, 0, 0), "review id_uncertain"),
        ([head()], (0.6, 0, 0), "fail other_person"),
        ([], REFERENCE, "retry no_face"),
        ([head(size=0.3)], REFERENCE, "retry face_too_small"),
        ([head(yaw=24)], REFERENCE, "pass ok"),
        ([head(yaw=30)], REFERENCE, "retry turned_away"),
        ([head(yaw=-30)], REFERENCE, "retry turned_away"),
    ],
)
def test_snapshot(faces, embedding, expected):
    assert told(snapshot(faces, embedding)) == expected


LEFT, RIGHT, BEHIND = {"centre": (120, 180)}, {"centre": (340, 180)}, {"centre": (340, 180), "size": 0.35}
STRANGER = (0.9, 0.0, 0.0)


@pytest.mark.parametrize(
    ("faces", "embeddings", "expected", "count"),
    [
        ([head(**LEFT), head(**RIGHT)], [REFERENCE, STRANGER], "pass second_face", 2),
        ([head(**LEFT), head(**RIGHT)], [STRANGER, REFERENCE], "pass second_face", 2),
        ([head(**LEFT), head(**RIGHT)], [(0.5, 0, 0), STRANGER], "review id_uncertain", 2),
        ([head(**LEFT), head(**RIGHT)], [STRANGER, STRANGER], "review second_face", 2),
        ([head(**LEFT), head(yaw=40, **RIGHT)], [REFERENCE], "pass second_face", 2),
        ([head(yaw=40, **LEFT), head(yaw=40, **RIGHT)], [], "retry turned_away", 2),
        ([head(**LEFT), head(**BEHIND)], [REFERENCE], "pass ok", 1),
    ],
    ids=["trainee", "trainee second", "uncertain", "strangers", "other looks away", "both look away", "far behind"],
)
def test_another_face_beside_the_trainees_is_a_flag_and_no_fault(faces, embeddings, expected, count):
    result = photo.judge_photo(ROOM, (REFERENCE,), models([faces], embeddings or [REFERENCE]))
    assert (told(result), result.faces) == (expected, count)


def test_a_dark_snapshot_is_asked_again():
    assert told(snapshot([head()], image=np.zeros((360, 480, 3), np.uint8))) == "retry black_or_dark"


def test_a_snapshot_without_references_goes_to_a_person():
    assert told(snapshot([head()], references=())) == "review not_compared"


def test_enrolment_gives_the_embedding():
    result = photo.enrol(ROOM, models([[head()]], [(0.1, 0.2, 0.3)]))
    assert told(result) == "pass ok"
    assert result.embedding == pytest.approx((0.1, 0.2, 0.3))
    assert result.faces == 1


@pytest.mark.parametrize(
    ("faces", "expected"),
    [
        ([], "retry no_face"),
        ([head(yaw=20)], "retry turned_away"),
        ([head(mouth=0.8)], "retry turned_away"),
        ([head(centre=(120, 180)), head(centre=(340, 180))], "retry multiple_faces"),
    ],
)
def test_nobody_enrols_with_a_poor_picture(faces, expected):
    result = photo.enrol(ROOM, models([faces]))
    assert told(result) == expected
    assert result.embedding is None
