"""The README, followed word by word, ends with a certified hour."""

import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[3]
README = (ROOT / "sdk" / "python" / "README.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(console|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NAMED = re.compile(r"\A# (\w+\.py)\n")
START_LIMIT_S = 90

pytestmark = pytest.mark.timeout(400)


def steps() -> list[tuple[str, str]]:
    """The blocks of the first section: commands as they are typed, and files under their names."""
    first = README.partition("\n## A first judged session")[2].partition("\n## ")[0]
    found = []
    for kind, text in BLOCK.findall(first):
        if kind == "console":
            found += [("run", line.removeprefix("$ ")) for line in text.splitlines()]
        else:
            found.append((NAMED.match(text)[1], text))
    return found


@pytest.fixture
def shell(tmp_path):
    """A folder that looks like the repository, and a shell in it that remembers what it was told."""
    (tmp_path / ".venv").symlink_to(Path(sys.prefix))
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    environment = {**os.environ, "MONITOR_PORT": str(port), "MONITOR_FACE_WORKERS": "1"}
    started = []

    def run(command: str, told: list[str]) -> str:
        if " serve " in command:
            started.append(subprocess.Popen(command.split(), cwd=tmp_path, env=environment))
            _until_up(f"http://127.0.0.1:{port}/healthz", started[0])
            return ""
        script = "\n".join(["set -e", *told, command])
        options = {"cwd": tmp_path, "env": environment, "capture_output": True, "text": True, "timeout": 300}
        done = subprocess.run(["bash", "-c", script], check=False, **options)
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    yield tmp_path, run
    for process in started:
        process.terminate()
        process.wait(30)


def _until_up(address: str, process: subprocess.Popen) -> None:
    over = time.monotonic() + START_LIMIT_S
    while time.monotonic() < over:
        assert process.poll() is None, "the sandbox ended by itself"
        try:
            if httpx.get(address).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise AssertionError("the sandbox did not start")


def test_the_first_judged_session_ends_with_a_certified_hour(shell):
    folder, run = shell
    told: list[str] = []  # what a shell keeps from one line to the next
    said: dict[str, str] = {}
    for kind, text in steps():
        if kind != "run":
            (folder / kind).write_text(text, encoding="utf-8")
        elif text.startswith(". "):
            told.append(text)
        else:
            said[text] = run(text, told)
    outputs = list(said.values())

    assert len(outputs) == 5, "the README has the steps that this test knows"
    assert "the photo is in force: True" in outputs[1]
    assert outputs[2].endswith("the class hour is certified\n")
    assert re.fullmatch(r"hour-1: certified, 6\d of 60 s\n1 of at most 16 online hours count\n", outputs[3])
    assert "demonstration" in outputs[4].lower() or "演示" in outputs[4]
