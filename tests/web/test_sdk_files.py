"""The SDK's files over HTTP: every version under an address that never changes, with the hash that pages pin."""

import base64
import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from monitor.__main__ import app
from monitor.web.sdk_files import DEBUG, NAMES, NEEDED, NotBuilt, SdkFiles

SDK = Path(__file__).parents[2] / "sdk" / "js"
VERSION = json.loads((SDK / "package.json").read_text())["version"]
IMMUTABLE = "public, max-age=31536000, immutable"


def sha384(content: bytes) -> str:
    return "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode()


def built(name: str) -> bytes:
    return (SDK / "dist" / name).read_bytes()


def release(folder: Path, mark: str) -> None:
    """A version as `npm run build` leaves it; `mark` is its content."""
    folder.mkdir(parents=True)
    for name in NAMES:
        (folder / name).write_text(f"{mark} {name}")


# ---------------------------------------------------------------- over HTTP


@pytest.mark.parametrize("name", NAMES)
async def test_a_version_is_kept_for_ever_and_readable_by_every_page(world, name):
    response = await world.http.get(f"/sdk/{VERSION}/{name}")

    assert response.content == built(name)
    assert response.headers["content-type"] == "text/javascript; charset=utf-8"
    assert response.headers["cache-control"] == IMMUTABLE
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["cross-origin-resource-policy"] == "cross-origin"


@pytest.mark.parametrize("name", NAMES)
async def test_the_address_without_a_version_is_asked_anew(world, name):
    response = await world.http.get(f"/sdk/{name}")

    assert response.content == built(name)
    assert response.headers["cache-control"] == "no-cache"


async def test_it_travels_zipped_to_whoever_can_unzip(world):
    path = f"/sdk/{VERSION}/{NAMES[0]}"
    async with world.http.stream("GET", path, headers={"Accept-Encoding": "gzip"}) as response:
        zipped = b"".join([chunk async for chunk in response.aiter_raw()])
    plain = await world.http.get(path, headers={"Accept-Encoding": "identity"})

    assert response.headers["vary"] == "Accept-Encoding"
    assert gzip.decompress(zipped) == plain.content == built(NAMES[0])
    assert "content-encoding" not in plain.headers


async def test_the_manifest_names_the_addresses_and_hashes_of_what_is_served(world):
    manifest = (await world.http.get("/sdk/manifest.json")).json()

    assert (manifest["version"], manifest["versions"]) == (VERSION, sorted({*recorded(), VERSION}))
    for name in NAMES:
        entry = manifest["files"][name]
        assert entry["url"] == f"{world.address}/sdk/{VERSION}/{name}"
        assert entry["integrity"] == sha384((await world.http.get(entry["url"])).content)
    core = manifest["files"][NAMES[0]]
    assert manifest["script"] == (
        f'<script src="{core["url"]}" integrity="{core["integrity"]}" crossorigin="anonymous"></script>'
    )


async def test_the_core_knows_the_hash_of_the_later_part_so_that_one_hash_covers_both():
    assert sha384(built(NAMES[1])).encode() in built(NAMES[0])


@pytest.mark.parametrize(
    ("path", "field", "named"),
    [
        ("/sdk/9.9.9/integrity.iife.js", "version", VERSION),
        (f"/sdk/{VERSION}/integrity.js", "name", ", ".join(NAMES)),
        ("/sdk/integrity.js", "name", ", ".join(NAMES)),
    ],
)
async def test_what_is_not_there_is_a_problem_that_names_what_is(world, path, field, named):
    response = await world.http.get(path)
    problem = response.json()

    assert (response.status_code, problem["code"], problem["field"]) == (404, f"unknown_sdk_{field}", field)
    assert response.headers["content-type"] == "application/problem+json"
    assert named in problem["detail"]
    assert "/sdk/manifest.json" in problem["remedy"]


async def test_a_collector_without_a_built_sdk_says_how_to_get_one(world):
    world.app.state.sdk_files = SdkFiles({})

    for path in ("/sdk/manifest.json", "/sdk/integrity.iife.js"):
        problem = (await world.http.get(path)).json()
        assert (problem["status"], problem["code"]) == (404, "sdk_not_built")
        assert "npm run build" in problem["detail"]


# ---------------------------------------------------------------- which versions there are


def recorded() -> dict[str, dict[str, str]]:
    """SRI hashes by version and file, as `npm run release` keeps them."""
    record = SDK / "releases" / "integrity.json"
    return json.loads(record.read_text()) if record.exists() else {}


def test_every_version_that_the_changelog_calls_released_is_kept():
    changelog = (SDK.parents[1] / "CHANGELOG.md").read_text("utf-8")

    assert set(re.findall(r"^## (\d\S*+)(?! \(unreleased\))", changelog, re.MULTILINE)) <= set(recorded())


async def test_what_was_released_is_served_with_the_hashes_of_then(world):
    for version, hashes in recorded().items():
        for name, hash_of_then in hashes.items():
            response = await world.http.get(f"/sdk/{version}/{name}")
            assert (sha384(response.content), response.headers["cache-control"]) == (hash_of_then, IMMUTABLE)


def test_a_release_is_kept_with_its_hashes_and_made_once(tmp_path):
    copy = tmp_path / "js"
    shutil.copytree(SDK, copy, ignore=shutil.ignore_patterns("node_modules", "dist", "examples", "releases"))
    (copy / "node_modules").symlink_to(SDK / "node_modules")
    release = ["node", "scripts/release.js"]
    beside = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}

    subprocess.run(release, cwd=copy, env=beside, check=True, capture_output=True)

    kept = copy / "releases"
    hashes = {name: sha384((kept / VERSION / name).read_bytes()) for name in NAMES}
    assert json.loads((kept / "integrity.json").read_text()) == {VERSION: hashes}
    assert [(kept / VERSION / name).read_bytes() for name in NAMES] == [built(name) for name in NAMES]

    (kept / "integrity.json").write_text(json.dumps({VERSION: dict.fromkeys(NAMES, "sha384-other")}))
    again = subprocess.run(release, cwd=copy, env=beside, check=False, capture_output=True, text=True)

    assert again.returncode != 0
    assert "raise the version in package.json" in again.stderr


def test_released_versions_stay_beside_the_current_one(tmp_path):
    release(tmp_path / "releases" / "0.9.0", "old")
    release(tmp_path / "dist", "new")
    (tmp_path / "package.json").write_text('{"version":"0.10.0"}')

    files = SdkFiles.in_checkout(tmp_path)

    assert (files.names, files.current) == (["0.9.0", "0.10.0"], "0.10.0")
    assert files.versions["0.9.0"][NAMES[0]].content.startswith(b"old")


def test_the_newest_is_current_by_number_and_a_release_comes_after_its_previews(tmp_path):
    for version in ("1.0.0-rc.1", "1.0.0", "0.10.0", "0.9.1"):
        release(tmp_path / version, version)

    assert SdkFiles.in_folder(tmp_path).names == ["0.9.1", "0.10.0", "1.0.0-rc.1", "1.0.0"]


def test_half_a_version_is_none(tmp_path):
    release(tmp_path / "0.1.0", "whole")
    (tmp_path / "0.1.0" / NAMES[1]).unlink()

    with pytest.raises(NotBuilt, match="npm run build"):
        _ = SdkFiles.in_folder(tmp_path).current


def test_a_release_from_before_the_debug_file_is_whole_without_it(tmp_path):
    release(tmp_path / "0.1.0", "old")
    (tmp_path / "0.1.0" / DEBUG).unlink()

    assert list(SdkFiles.in_folder(tmp_path).versions["0.1.0"]) == [*NEEDED]


async def test_a_file_that_this_version_did_not_have_is_a_problem_that_names_what_it_has(world):
    problem = (await world.http.get(f"/sdk/0.1.0/{DEBUG}")).json()

    assert (problem["status"], problem["code"]) == (404, "unknown_sdk_name")
    assert ", ".join(NEEDED) in problem["detail"]


def test_the_command_line_prints_the_lines_to_paste():
    said = CliRunner().invoke(app, ["sdk-tag", "https://monitor.example/"])

    assert said.exit_code == 0
    assert (
        f'src="https://monitor.example/sdk/{VERSION}/{NAMES[0]}" integrity="{sha384(built(NAMES[0]))}"' in said.output
    )
    assert "session.attach('#player')" in said.output
