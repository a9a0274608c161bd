"""A camera that may be none is told to the reviewer, and decides nothing (K16)."""

from __future__ import annotations

import msgspec
import pytest

from monitor.core import events as e
from monitor.core import reading
from monitor.learners.simulated import Simulated
from monitor.rulepacks import load
from monitor.web.hints import hints

HENAN = load("henan-2023")
DRAWN = {"label": "", "kind": "CanvasCaptureMediaStreamTrack"}
UNNAMED = {"label": "", "kind": "MediaStreamTrack"}
NAMED = {"label": "Integrated Camera", "kind": "MediaStreamTrack"}


def learner(*cameras: dict[str, str], state: str = "on") -> Simulated:
    """An honest hour in which these cameras were switched on."""
    one = Simulated(HENAN)
    for camera in cameras:
        one.say(one.event(e.Camera, state=state, **camera))
    return one.watch().claim()


def codes(one: Simulated) -> list[str]:
    return [hint.code for hint in hints(reading.read(one.streams), one.attempts[0])]


@pytest.mark.parametrize(("camera", "code"), [(DRAWN, "camera_drawn"), (UNNAMED, "camera_unnamed"), (NAMED, "camera")])
def test_a_camera_is_told_as_the_browser_named_it(camera, code):
    one = learner(camera)
    [hint] = hints(reading.read(one.streams), one.attempts[0])

    assert (hint.code, hint.label, hint.kind) == (code, camera["label"], camera["kind"])
    assert set(hint.text) == {"zh-CN", "en"}


def test_every_camera_is_told_once():
    assert codes(learner(NAMED, DRAWN, NAMED)) == ["camera", "camera_drawn"]


def test_a_camera_that_did_not_open_is_none():
    assert codes(learner(NAMED, state="denied")) == []


@pytest.mark.parametrize("camera", [DRAWN, UNNAMED, NAMED])
def test_no_camera_changes_a_verdict(camera):
    verdicts = [msgspec.structs.replace(learner(which).verdict(), heads={}) for which in (camera, NAMED)]

    assert verdicts[0] == verdicts[1]
    assert verdicts[0].result == "certified"
