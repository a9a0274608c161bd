"""`docs/registering.md`, followed word for word, ends with a session of a real class that can count."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from monitor.__main__ import app

GUIDE = (Path(__file__).parents[2] / "docs" / "registering.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(console|python|toml)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILES = {text.partition("\n")[0].removeprefix("# "): text for kind, text in BLOCK.findall(GUIDE) if kind != "console"}
COMMANDS = [
    line.removeprefix("$ ") for kind, text in BLOCK.findall(GUIDE) if kind == "console" for line in text.splitlines()
]


@pytest.fixture
def port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@pytest.fixture
def shell(tmp_path, port):
    """A folder that looks like the repository, and a shell in it; only the port is another one."""
    (tmp_path / ".venv").symlink_to(Path(sys.prefix))
    environment = {**os.environ, "MONITOR_FACE_WORKERS": "1"}
    serving = []

    def run(command: str) -> str:
        command = command.replace("8000", str(port))
        if " serve " in command:
            serving.append(subprocess.Popen(command.split(), cwd=tmp_path, env=environment))
            _until_up(f"http://127.0.0.1:{port}/healthz", serving[0])
            return ""
        done = subprocess.run(
            ["bash", "-c", command], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    yield run
    for process in serving:
        process.terminate()
        process.wait(30)


def _until_up(address: str, process: subprocess.Popen) -> None:
    over = time.monotonic() + 90
    while time.monotonic() < over:
        assert process.poll() is None, "the collector ended by itself"
        try:
            if httpx.get(address).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise AssertionError("the collector did not start")


def test_the_guide_leads_from_an_empty_folder_to_a_session_that_counts(shell, tmp_path, port):
    for name, text in FILES.items():
        (tmp_path / name).write_text(text.replace("8000", str(port)), encoding="utf-8")

    said = {command: shell(command) for command in COMMANDS}

    assert said[".venv/bin/monitor register class welding.toml"] == (
        "class welding-2026-1 is registered: 3 lessons, 2 class hours\n"
    )
    assert said[".venv/bin/python session.py"].startswith(f"countable: True ws://127.0.0.1:{port}/v1/stream ")


# ---------------------------------------------------------------- what is refused


@pytest.fixture
def run(tmp_path):
    def command(*words: str, said: str = ""):
        return CliRunner().invoke(app, ["register", *words, "--data", str(tmp_path / "data")], input=said)

    return command


@pytest.fixture
def school(run):
    assert run("institution", "school-1", "--title", "S").exit_code == 0
    return run


def with_class(run, tmp_path, *changes: tuple[str, str]):
    text = FILES["welding.toml"]
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (tmp_path / "class.toml").write_text(text, encoding="utf-8")
    return run("class", str(tmp_path / "class.toml"))


def test_entering_the_same_again_does_nothing_and_something_else_is_refused(school, tmp_path):
    for _ in range(2):
        assert with_class(school, tmp_path).exit_code == 0
        assert school("platform", "jiangxin", "--title", "匠心在线", "--from", "2023-03-07").exit_code == 0
    refused = with_class(school, tmp_path, ("total_class_hours = 40", "total_class_hours = 80"))

    assert refused.exit_code == 2
    assert "has a version 1 already" in refused.stderr


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("= 40", '= "forty"'), "Expected `int`, got `str` - at `$.total_class_hours`"),
        (('"general"', '"theory"'), "Invalid enum value 'theory' - at `$.courses[0].type`"),
        (('duration = "25:30"', 'duration = "25.5"'), "the duration of safety-1 is '25.5'; write mm:ss or h:mm:ss"),
        (('duration = "25:30"', 'duration = "25:60"'), "the duration of safety-1 is '25:60'"),
        (('sha256 = "9f86', 'sha256 = "ZZ86'), "safety-1: sha256 is 64 digits"),
        (('"safety-1", "weld', '"safety-9", "weld'), "unit hour-1: there is no lesson safety-9"),
        (("00:00-15:00", "00:00"), "is no stretch; write it as welding-1 10:00-25:00"),
        (("00:00-15:00", "00:00-14:49"), "units.slices: unit hour-1 has 2419000 ms of content, 2420000 ms are needed"),
        (('institution = "school-1"', 'institution = "school-2"'), "institution: school-2 is not registered"),
        (('title = "焊工', 'tilte = "焊工'), "`tilte`"),
    ],
)
def test_what_is_wrong_with_a_class_is_named(school, tmp_path, change, says):
    refused = with_class(school, tmp_path, change)

    assert refused.exit_code == 2
    assert says in refused.stderr
    assert "Traceback" not in refused.output


def test_a_unit_of_exactly_the_least_content_is_taken(school, tmp_path):
    assert with_class(school, tmp_path, ("00:00-15:00", "00:00-14:50")).exit_code == 0


def test_a_videos_hash_is_taken_from_the_file(school, tmp_path):
    (tmp_path / "a.mp4").write_bytes(b"test")
    text = ('sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"', 'video = "a.mp4"')

    assert with_class(school, tmp_path).exit_code == 0
    assert with_class(school, tmp_path, text).exit_code == 0  # the same hash, so the same class
    (tmp_path / "a.mp4").write_bytes(b"another cut")
    assert "content_hash" in with_class(school, tmp_path, text).stderr


def test_a_wrong_identity_number_is_refused_and_not_repeated(school, tmp_path):
    with_class(school, tmp_path)
    refused = school("trainee", "wang-fang", "--class", "welding-2026-1", said="000000199001011234\n")

    assert refused.exit_code == 2
    assert "identity" in refused.stderr
    assert "000000199001011234" not in refused.output


def test_a_person_learns_on_a_platform_that_there_is(school, tmp_path):
    with_class(school, tmp_path)
    refused = school("trainee", "w", "--class", "welding-2026-1", "--platform", "none", said="00000019900101123X\n")

    assert refused.exit_code == 2
    assert "none is not registered" in refused.stderr


def test_nothing_real_is_put_into_a_sandbox(run, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "sandbox.env").touch()

    refused = run("institution", "school-1", "--title", "S")
    assert (refused.exit_code, "is a sandbox" in refused.stderr) == (2, True)
    assert not (tmp_path / "data" / "registry.db").exists()
