"""`monitor faces judge`: the shipped checks on folders of frames, with exit codes that scripts can rely on."""

from __future__ import annotations

import json

import pytest
from tiny_onnx import linear_model, plug
from typer.testing import CliRunner

from monitor.__main__ import app
from monitor.learners.people import reference_picture

ACTIONS = ("turn_left", "blink", "open_mouth")


@pytest.fixture(scope="module")
def folders(tmp_path_factory, film):
    """Bursts of the astronaut, and references of two people."""
    root = tmp_path_factory.mktemp("folders")
    for place, action in enumerate(ACTIONS):
        save(root / "bursts" / f"{place}", film("astronaut", action, place))
    for person in ("astronaut", "other"):
        save(root / person, [reference_picture(person)])
    return root


def save(folder, frames):
    folder.mkdir(parents=True)
    for number, frame in enumerate(frames):
        (folder / f"{number:03}.jpg").write_bytes(frame)


def judge(folders, *, actions=ACTIONS, reference="astronaut", bursts="bursts", more=(), env=None):
    command = ["faces", "judge", "--actions", ",".join(actions), "--reference", str(folders / reference)]
    return CliRunner().invoke(app, [*command, "--bursts", str(folders / bursts), *more], env=env)


def test_the_enrolled_person_who_does_what_is_asked_passes(folders):
    result = judge(folders)
    assert result.exit_code == 0, result.output
    assert "0 (turn_left): pass ok" in result.stdout
    assert "challenge: pass ok" in result.stdout
    assert "基础活体(不防视频重放)" in result.stdout


def test_json_tells_what_was_measured_and_by_what(folders):
    result = judge(folders, more=["--json"])
    told = json.loads(result.stdout)
    assert (told["verdict"], [burst["reason"] for burst in told["bursts"]]) == ("pass", ["ok"] * 3)
    assert told["bursts"][0]["action"] == "turn_left"
    assert told["bursts"][0]["scores"]["turn"] > told["thresholds"]["turn_angle"]
    assert told["versions"]["pad"] == "not checked"
    assert told["scores"]["challenge_spread"] < told["thresholds"]["distance_session"]


def test_somebody_else_does_not_pass(folders):
    result = judge(folders, reference="other")
    assert result.exit_code == 1
    assert "challenge: fail other_person" in result.stdout


def test_what_was_not_done_does_not_pass(folders):
    result = judge(folders, actions=("turn_right", "blink", "open_mouth"))
    assert result.exit_code == 1
    assert "0 (turn_right): retry wrong_direction" in result.stdout


def test_the_same_frames_for_two_actions_are_a_replay(folders, film):
    frames = film("astronaut", "turn_left", 7)
    save(folders / "replay" / "first", frames)
    save(folders / "replay" / "second", frames)
    result = judge(folders, actions=("turn_left", "turn_left"), bursts="replay")
    assert result.exit_code == 1
    assert result.stdout.count("pass ok") == 2
    assert "challenge: fail replayed_frames" in result.stdout


def test_frames_that_cannot_be_read_are_no_accusation(folders):
    save(folders / "broken" / "burst", [b"no picture"] * 10)
    result = judge(folders, actions=("nod",), bursts="broken")
    assert result.exit_code == 1
    assert "burst (nod): retry not_a_jpeg" in result.stdout


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"actions": ("turn_left", "jump", "nod")}, "unknown action jump; there are turn_left"),
        ({"actions": ()}, "unknown action (none)"),
        ({"actions": ("nod",)}, "holds 3 folders of frames, but 1 actions were named"),
        ({"bursts": "nowhere"}, "nowhere is no folder"),
        ({"reference": "nowhere"}, "nowhere is no folder"),
        ({"reference": "bursts"}, "holds no JPEG picture"),
        ({"env": {"MONITOR_MODELS": "/nowhere"}}, "Fetch the models first"),
        ({"env": {"MONITOR_FACE_PAD": "/nowhere/pad.json"}}, "/nowhere/pad.json cannot be read"),
    ],
)
def test_wrong_input_is_told_plainly(folders, given, why):
    result = judge(folders, **given)
    assert result.exit_code == 2
    assert why in result.stderr
    assert "Traceback" not in result.output


def test_a_reference_without_a_face_is_told(folders, film):
    save(folders / "faceless", [reference_picture("astronaut")[:2000]])
    result = judge(folders, reference="faceless")
    assert result.exit_code == 2
    assert "can be a reference: broken" in result.stderr


def test_a_plugged_model_is_listed_and_refused_when_its_hash_is_wrong(folders, tmp_path):
    limits = {"fail": 0.3, "review": 0.6}
    path = plug(tmp_path, "pad", [linear_model([[0, 0, 0]] * 2, [0, 9])], thresholds=limits, live=1)
    env = {"MONITOR_FACE_PAD": str(path)}
    listed = CliRunner().invoke(app, ["models", "list"], env=env)
    assert "pad0.onnx" in listed.stdout
    assert "tiny pad (not certified)" in listed.stdout
    assert judge(folders, env=env).exit_code == 0
    (tmp_path / "pad0.onnx").write_bytes(b"altered")
    refused = judge(folders, env=env)
    assert refused.exit_code == 2
    assert "not the file its card names" in refused.stderr
    assert CliRunner().invoke(app, ["models", "verify"], env=env).exit_code == 1
    assert "no face checks" in CliRunner().invoke(app, ["models", "list"], env=env).stdout


def test_without_a_pad_the_list_says_what_is_not_stopped(model_store):
    listed = CliRunner().invoke(app, ["models", "list"])
    assert "basic liveness (does not stop a video replay)" in listed.stdout


def test_without_a_model_nobody_is_told_of_a_protection(tmp_path):
    listed = CliRunner().invoke(app, ["models", "list"], env={"MONITOR_MODELS": str(tmp_path)})

    assert listed.exit_code == 1
    assert (
        "protection: 模型缺失或损坏，无法进行人脸核验 / no face checks: a model is missing or damaged" in listed.stdout
    )
    assert "基础活体" not in listed.stdout
