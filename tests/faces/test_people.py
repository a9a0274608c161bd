"""The made-up learners and their live camera."""

from __future__ import annotations

import hashlib
import time
from itertools import combinations

import numpy as np
import pytest
import simplejpeg

from monitor.learners.camera import LiveCamera, SensorNoise
from monitor.learners.people import FRAME_BYTES, PERSONS, clips, frame_picture, reference_picture
from monitor.learners.puppet import SECONDS, expression_at

HEADER = b"YUV4MPEG2 W640 H480 F15:1 Ip A1:1 C420jpeg\nFRAME\n"


@pytest.mark.parametrize("clip", SECONDS)
def test_every_clip_starts_and_ends_in_the_pose_in_which_rest_starts(clip):
    rest = expression_at("rest", 0)
    for seconds in (0.0, SECONDS[clip]):
        pose = expression_at(clip, seconds)
        assert pose.blink == pytest.approx(rest.blink, abs=0.01)
        assert pose.mouth == pytest.approx(rest.mouth, abs=0.01)
        assert pose.yaw == pytest.approx(rest.yaw, abs=1.5)
        assert pose.pitch == pytest.approx(rest.pitch, abs=1.5)


def test_rest_repeats_without_a_seam():
    assert expression_at("rest", SECONDS["rest"]).yaw == pytest.approx(0, abs=1e-9)


def test_enrolment_pictures_are_jpegs_of_camera_size(model_store):
    for person in PERSONS:
        assert simplejpeg.decode_jpeg_header(reference_picture(person))[:2] == (480, 640)
    assert reference_picture("photo") == reference_picture("astronaut")


def test_people_are_not_each_other(references):
    distances = {
        pair: float(np.linalg.norm(np.subtract(references[pair[0]], references[pair[1]])))
        for pair in combinations(("astronaut", "other", "third"), 2)
    }
    assert min(distances.values()) > 0.6, distances


def test_noise_never_repeats():
    noise, sprite = SensorNoise(1), np.full(FRAME_BYTES, 120, np.uint8)
    frames = [noise.add_to(sprite) for _ in range(100)]
    assert len({hashlib.sha256(frame.tobytes()).digest() for frame in frames}) == 100
    assert frames[0].std() == pytest.approx(2.2, abs=0.1)
    assert SensorNoise._STARTS % SensorNoise._STEP, "the step visits every start"


@pytest.fixture
def camera(tmp_path, model_store):
    with LiveCamera(tmp_path / "camera.y4m", seed=1) as streaming:
        yield streaming


def content(camera) -> bytes:
    return camera.file.read_bytes()


def looks_like(camera, clip) -> bool:
    """Does the camera show a frame of this clip, up to its noise?"""
    shown = np.frombuffer(content(camera)[len(HEADER) :], np.uint8).astype(np.int16)
    return min(np.abs(shown - sprite).mean() for sprite in clips(camera.person)[clip]) < 2.0


def test_the_file_is_one_frame_of_video(camera):
    assert content(camera).startswith(HEADER)
    assert len(content(camera)) == len(HEADER) + FRAME_BYTES


def test_the_camera_streams_fresh_frames_of_the_same_person(camera):
    seen = set()
    until = time.monotonic() + 1
    while time.monotonic() < until:
        seen.add(hashlib.sha256(content(camera)).digest())
        time.sleep(0.01)
    assert len(seen) >= 10
    assert looks_like(camera, "rest") or looks_like(camera, "short_blink")


def test_it_does_what_it_is_asked_and_rests_again(camera):
    ends_in = camera.perform("turn_left", after=0.1)
    assert ends_in == pytest.approx(0.1 + SECONDS["turn_left"])
    time.sleep(1.0)
    assert looks_like(camera, "turn_left")
    assert not looks_like(camera, "rest")
    time.sleep(ends_in - 1.0 + 0.2)
    assert looks_like(camera, "rest")


def test_a_stopped_camera_is_frozen_and_can_go_on(camera):
    camera.stop()
    before = content(camera)
    time.sleep(0.2)
    assert content(camera) == before
    camera.start()
    time.sleep(0.3)
    assert content(camera) != before


def test_somebody_else_may_sit_down(camera):
    camera.become("other")
    time.sleep(0.3)
    assert looks_like(camera, "rest") or looks_like(camera, "short_blink")
    assert camera.person == "other"


def test_frames_can_be_looked_at():
    picture = frame_picture(clips("astronaut")["rest"][0])
    assert picture.shape == (480, 640, 3)
