"""A changed copy of a photo is found, and the same person a moment later is not taken for one."""

from __future__ import annotations

import base64

import cv2
import numpy as np
import pytest
from face_fakes import jpeg

from monitor.faces.likeness import likeness, views
from monitor.faces.pictures import decode
from monitor.flows.looks import NEAR, looks, nearest
from monitor.learners.camera import SensorNoise
from monitor.learners.people import PERSONS, clips, frame_picture
from monitor.learners.sitting import sit

REST = 0  # where the snapshot is taken in the clip
MOMENTS = (10, 15, 25)  # frames at 15 a second: a second and less later


@pytest.fixture(params=PERSONS)
def shoot(request, model_store):
    """Takes a photo as the page does, at a place of a clip and with noise that no other photo has."""
    played, noise = clips(request.param), SensorNoise(1)

    def photo(clip, place):
        picture = frame_picture(noise.add_to(played[clip][place]))
        return cv2.resize(picture, (480, 360), interpolation=cv2.INTER_AREA)

    return photo


def distance(earlier: bytes, later: bytes) -> float:
    """As the collector computes it."""
    return nearest(looks([likeness(decode(earlier))]), views(decode(later)))


def brighter(image, gain, offset):
    return np.clip(image * gain + offset, 0, 255).astype(np.uint8)


COPIES = {
    "encoded again, much coarser": lambda image: (image, 50),
    "encoded again, finer": lambda image: (image, 92),
    "2 pixels cut off at every side": lambda image: (image[2:-2, 2:-2], 75),
    "2 pixels cut off at one side": lambda image: (image[:, 2:], 75),
    "cut and drawn out again": lambda image: (cv2.resize(image[2:-2, 2:-2], (480, 360)), 75),
    "brightened": lambda image: (brighter(image, 1.0, 18), 75),
    "with more contrast": lambda image: (brighter(image, 1.12, 0), 75),
}


@pytest.mark.parametrize("change", COPIES.values(), ids=COPIES)
def test_a_changed_copy_is_found(shoot, change):
    first = jpeg(shoot("rest", REST))
    image, quality = change(decode(first))

    assert distance(first, jpeg(image, quality)) <= NEAR


@pytest.mark.parametrize("later", MOMENTS)
def test_the_same_person_a_moment_later_is_no_copy(shoot, later):
    assert distance(jpeg(shoot("rest", REST)), jpeg(shoot("rest", REST + later))) > NEAR


def test_a_blink_is_no_copy(shoot):
    first = jpeg(shoot("rest", REST))

    assert distance(first, jpeg(shoot("blink", 8))) > NEAR


def test_a_slightly_moved_head_is_no_copy(shoot):
    first, moved = shoot("rest", REST), np.float32([[1, 0, 4], [0, 1, 3]])

    assert distance(jpeg(first), jpeg(cv2.warpAffine(first, moved, (480, 360), borderMode=1))) > NEAR


def test_a_blank_picture_tells_nothing():
    blank = np.full((360, 480, 3), 128, dtype=np.uint8)

    assert not any(base64.b64decode(likeness(blank)))


def test_the_service_gives_the_fingerprint_with_the_judgement(service, references):
    from monitor.learners.people import reference_picture

    judged = service.judge_photo(reference_picture("astronaut"), [references["astronaut"]])

    assert [len(one) for one in judged.likenesses] == [664]
    assert {len(view) for view in judged.views} == {248}


@pytest.mark.parametrize(("kind", "flagged"), [("copied_frame", True), ("has_moved", False)])
@pytest.mark.parametrize("seed", range(4))
def test_a_photo_is_told_from_the_frames_of_a_challenge_once_the_learner_has_moved(model_store, kind, flagged, seed):
    frames, photo = sit(kind, "astronaut", seed)
    known = looks(likeness(decode(frame)) for frame in frames)

    assert (nearest(known, views(decode(photo))) <= NEAR) is flagged


def test_a_frame_of_a_burst_that_was_encoded_again_is_found(service, film, references):
    frames = film("astronaut", "nod")
    judged = service.judge_burst("nod", frames, [references["astronaut"]])
    kept = looks(judged.likenesses)

    assert len(kept) == len(frames)
    for frame in frames[::4]:
        assert nearest(kept, views(decode(jpeg(decode(frame), 90)))) <= NEAR
