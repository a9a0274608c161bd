"""The wheel holds the browser SDK: whoever installs it needs no Node and no checkout."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SDK = ROOT / "sdk" / "js"
VERSION = json.loads((SDK / "package.json").read_text())["version"]
NAMES = ("integrity.iife.js", "integrity.later.js", "integrity.debug.js")

# Runs the installed application without a socket, and tells where it came from and what it serves.
ASK = """
import asyncio, hashlib, json, pathlib, sys
import httpx, monitor
from monitor.adapters.registry import SqlRegistry
from monitor.assembly import build
from monitor.settings import Settings
from monitor.web.app import create_app

class NoFaces:
    async def close(self): pass

async def main():
    async with build(Settings(data=pathlib.Path("data"), rule_pack="demo"), faces=NoFaces()) as opened:
        transport = httpx.ASGITransport(create_app(opened))
        async with httpx.AsyncClient(transport=transport, base_url="https://monitor.example") as http:
            manifest = (await http.get("/sdk/manifest.json")).json()
            files = {name: (await http.get(file["url"])).content for name, file in manifest["files"].items()}
            pages = [(await http.get(page)).status_code for page in ("/attempts", "/console")]
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    print(json.dumps({"from": monitor.__file__, "version": manifest["version"], "hashes": hashes, "pages": pages}))

asyncio.run(main())
"""


def pip(*words: str | Path) -> None:
    command = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def sources(target: Path) -> Path:
    """What git has, and the console's built pages, elsewhere: a build leaves folders behind."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file() and not name.startswith(("tests/", "docs/")):
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, target / name)
    shutil.copytree(ROOT / "dashboards" / "dist", target / "dashboards" / "dist")
    return target


@pytest.fixture(scope="module")
def checkout(tmp_path_factory) -> Path:
    return sources(tmp_path_factory.mktemp("checkout"))


@pytest.fixture(scope="module")
def wheel(checkout, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    pip("wheel", checkout, "--no-deps", "--no-build-isolation", "--wheel-dir", folder)
    [built] = folder.glob("*.whl")
    return built


@pytest.mark.parametrize("name", NAMES)
def test_the_wheel_holds_the_built_sdk_byte_for_byte(wheel, name):
    with zipfile.ZipFile(wheel) as archive:
        assert archive.read(f"monitor/web/static/sdk/{VERSION}/{name}") == (SDK / "dist" / name).read_bytes()


def test_a_collector_that_was_installed_from_the_wheel_serves_it(wheel, tmp_path):
    target = tmp_path / "site"
    pip("install", wheel, "--no-deps", "--target", target)

    # Away from the checkout, and with the target before everything else that is installed.
    there = {**os.environ, "PYTHONPATH": str(target)}
    asked = subprocess.run(
        [sys.executable, "-c", ASK], cwd=tmp_path, env=there, capture_output=True, text=True, check=False
    )

    assert asked.returncode == 0, asked.stderr
    said = json.loads(asked.stdout)
    assert Path(said["from"]).is_relative_to(target)
    assert said["version"] == VERSION
    assert said["hashes"] == {name: sha256(SDK / "dist" / name) for name in NAMES}
    assert said["pages"] == [200, 200]


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_wheel_without_the_built_sdk_is_not_made(checkout, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(checkout, copy)
    (copy / "sdk" / "js" / "dist" / NAMES[1]).unlink()

    command = [sys.executable, "-m", "pip", "wheel", str(copy), "--no-deps", "--no-build-isolation"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert done.returncode != 0
    assert f"{NAMES[1]} is missing; run `npm run build` in sdk/js" in done.stdout + done.stderr


def test_a_released_version_is_in_the_wheel_beside_the_current_one(checkout, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(checkout, copy)
    old = copy / "sdk" / "js" / "releases" / "0.0.1"
    old.mkdir(parents=True)
    for name in NAMES:
        (old / name).write_text("old")
    (old.parent / "integrity.json").write_text("{}")  # the record of all of them is no version

    pip("wheel", copy, "--no-deps", "--no-build-isolation", "--wheel-dir", tmp_path)

    [built] = tmp_path.glob("*.whl")
    with zipfile.ZipFile(built) as archive:
        assert archive.read(f"monitor/web/static/sdk/0.0.1/{NAMES[0]}") == b"old"
        assert f"monitor/web/static/sdk/{VERSION}/{NAMES[0]}" in archive.namelist()
