"""The real models judge made-up learners: those who do what is asked, and those who cheat."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal

import cv2
import numpy as np
import pytest
import simplejpeg

from monitor.adapters.face_pool import FacePool
from monitor.faces.enrolment import judge_enrolment

ACTIONS = ("turn_left", "turn_right", "blink", "open_mouth", "nod")


def told(judgement) -> str:
    return f"{judgement.verdict} {judgement.reason}"


async def test_the_honest_learner_passes_every_action_through_the_pool(model_store, film):
    from monitor.learners.people import reference_picture

    pool = FacePool(1, model_store)
    try:
        enrolled = await pool.enrol(reference_picture("astronaut"))
        bursts = [(action, film("astronaut", action, seed)) for seed in (1, 2) for action in ACTIONS]
        judged = await asyncio.gather(*(pool.judge_burst(a, frames, [enrolled.embedding]) for a, frames in bursts))
        assert [told(judgement) for judgement in judged] == ["pass ok"] * len(bursts)
        assert all(len(set(judgement.image_hashes)) == 20 for judgement in judged)
        snapshot = await pool.judge_photo(bursts[0][1][0], [enrolled.embedding])
        assert told(snapshot) == "pass ok"
    finally:
        await pool.close()
    assert not multiprocessing.active_children()


async def test_a_worker_killed_in_mid_burst_costs_the_learner_nothing_but_time(model_store, film, references):
    pool = FacePool(1, model_store)
    try:
        await pool.start()
        (victim,) = multiprocessing.active_children()
        frames = film("astronaut", "nod", 1)
        job = asyncio.create_task(pool.judge_burst("nod", frames, [references["astronaut"]]))
        await asyncio.sleep(0.05)
        os.kill(victim.pid, signal.SIGKILL)
        judged = await job
        assert told(judged) == "pass ok"
        assert len(judged.image_hashes) == 20
        assert victim not in multiprocessing.active_children(), "another process did it"
    finally:
        await pool.close()


@pytest.mark.parametrize("person", ["other", "third"])
@pytest.mark.parametrize("action", ACTIONS)
def test_other_people_pass_as_themselves_only(service, film, references, person, action):
    frames = film(person, action, 3)
    assert told(service.judge_burst(action, frames, [references[person]])) == "pass ok"
    assert told(service.judge_burst(action, frames, [references["astronaut"]])) == "fail other_person"


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("action", ACTIONS)
def test_a_printed_photo_never_passes(service, film, references, action, seed):
    assert service.judge_burst(action, film("photo", action, seed), [references["photo"]]).verdict != "pass"


@pytest.mark.parametrize("asked", ACTIONS)
def test_doing_something_else_is_not_enough(service, film, references, asked):
    done = {"turn_left": "turn_right", "turn_right": "blink", "blink": "open_mouth", "open_mouth": "nod"}
    frames = film("astronaut", done.get(asked, "turn_left"))
    assert service.judge_burst(asked, frames, [references["astronaut"]]).verdict == "retry"


def test_turning_to_the_other_side_is_named(service, film, references):
    judgement = service.judge_burst("turn_left", film("astronaut", "turn_right"), [references["astronaut"]])
    assert told(judgement) == "retry wrong_direction"


def test_frozen_dark_and_empty_pictures(service, film, references):
    frames = film("astronaut", "nod")
    assert told(service.judge_burst("nod", frames[:1] * 16, [references["astronaut"]])) == "retry camera_slow"
    dark = [changed(frame, lambda image: image * 0.1) for frame in frames]
    assert told(service.judge_burst("nod", dark, [references["astronaut"]])) == "retry black_or_dark"
    empty = [changed(frame, lambda image: cv2.GaussianBlur(image[:, :110], (0, 0), 5)) for frame in frames]
    assert told(service.judge_burst("nod", empty, [references["astronaut"]])) == "retry no_face"


def test_two_people_before_one_camera(service, film, references):
    pairs = zip(film("astronaut", "nod"), film("other", "nod"), strict=True)
    frames = [beside(left, right) for left, right in pairs]
    judgement = service.judge_burst("nod", frames, [references["astronaut"]])
    assert told(judgement) == "retry multiple_faces"
    assert judgement.faces == 2


def test_somebody_else_takes_over_in_the_middle(service, film, references):
    frames = film("astronaut", "nod")[:10] + film("other", "nod")[10:]
    judgement = service.judge_burst("nod", frames, [references["astronaut"]])
    assert told(judgement) in {"fail person_changed", "retry person_changed"}


def test_a_challenge_of_three_bursts_is_judged_as_one(service, film, references):
    own = [references["astronaut"]]
    asked = enumerate(("nod", "blink", "turn_left"), 4)
    bursts = [service.judge_burst(action, film("astronaut", action, seed), own) for seed, action in asked]
    assert told(service.judge_challenge(bursts)) == "pass ok"
    assert told(service.judge_challenge([*bursts, bursts[0]])) == "fail replayed_frames"
    assert told(service.judge_challenge(bursts, seen=bursts[1].image_hashes[3:4])) == "fail replayed_frames"
    other = service.judge_burst("nod", film("other", "nod", 4), [references["other"]])
    assert told(other) == "pass ok"
    assert service.judge_challenge([*bursts[:2], other]).reason == "person_changed"


def test_snapshots(service, film, references):
    own, others = film("astronaut", "nod")[0], film("other", "nod")[0]
    assert told(service.judge_photo(own, [references["astronaut"]])) == "pass ok"
    assert told(service.judge_photo(others, [references["astronaut"]])) == "fail other_person"
    turned = film("astronaut", "turn_left")[11]
    assert service.judge_photo(turned, [references["astronaut"]]).verdict in {"pass", "retry"}


def test_versions_name_the_real_models(service, references, film):
    versions = service.judge_photo(film("astronaut", "nod")[0], [references["astronaut"]]).versions
    assert versions["landmarks"].startswith("mediapipe ")
    assert versions["embedder"].startswith("dlib ")
    assert versions["pad"] == "not checked"


def test_an_enrolment_shows_one_person(service, film):
    from monitor.learners.people import reference_picture

    own = [reference_picture("astronaut"), *(film("astronaut", "nod", seed)[0] for seed in (1, 2))]
    others = [*own, reference_picture("other"), own[0]]
    assert [told(judged) for judged in judge_enrolment([*map(service.enrol, own)])] == ["pass ok"] * 3
    assert [told(judged) for judged in judge_enrolment([*map(service.enrol, others)])][3:] == [
        "retry not_the_same_person",
        "retry same_picture",
    ]


def changed(frame: bytes, change) -> bytes:
    image = np.asarray(change(simplejpeg.decode_jpeg(frame, colorspace="BGR")), dtype=np.uint8)
    return encoded(cv2.resize(image, (480, 360)))


def beside(left: bytes, right: bytes) -> bytes:
    images = [simplejpeg.decode_jpeg(frame, colorspace="BGR") for frame in (left, right)]
    return encoded(np.hstack([image[:, 120:360] for image in images]))


def encoded(image) -> bytes:
    return simplejpeg.encode_jpeg(np.ascontiguousarray(image), quality=75, colorspace="BGR")
