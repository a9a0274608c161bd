"""The npm package: packed, installed without a network, imported by a server, and its types read by a compiler."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

SDK = Path(__file__).parents[2] / "sdk" / "js"
OWN = ("node_modules", "dist", "examples", "releases", "test")  # what no package is made from

USE = """
import { start, type SessionEvents } from 'integrity-monitor'
import { explain } from 'integrity-monitor/debug'
const session = start({ endpoint: 'wss://monitor.example/v1/stream', ticket: 'ticket' })
session.attach('#player')
explain(session, { language: 'zh-CN' })
session.on('error', ({ code, fatal }: SessionEvents['error']) => console.log(code.length, !fatal))
// @ts-expect-error a ticket has to be there
start({ endpoint: 'wss://monitor.example/v1/stream' })
// @ts-expect-error no event of this name: so the types are really read
session.on('nothing', () => undefined)
"""
ON_A_SERVER = """
import { start, version } from 'integrity-monitor'
import { explain } from 'integrity-monitor/debug'
const session = start({ endpoint: 'wss://monitor.example/v1/stream', ticket: 'ticket' })
session.attach('#player')
explain(session, { language: 'en', say: (sentence) => console.log(sentence.split(' · ')[1]) })
console.log(version)
"""


def run(*words: str | Path, cwd: Path) -> str:
    """What the program printed; the error says what it complained of."""
    beside = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])  # node came with Python
    settings = {**os.environ, "PATH": beside, "npm_config_offline": "true", "npm_config_update_notifier": "false"}
    done = subprocess.run(words, cwd=cwd, env=settings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def tarball(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As `npm pack` makes it, in a copy: others read the built files meanwhile."""
    root = tmp_path_factory.mktemp("checkout")
    shutil.copytree(SDK, root / "sdk" / "js", ignore=shutil.ignore_patterns(*OWN))
    shutil.copyfile(SDK.parents[1] / "LICENSE", root / "LICENSE")
    (root / "sdk" / "js" / "node_modules").symlink_to(SDK / "node_modules")
    run("npm", "pack", "--silent", cwd=root / "sdk" / "js")
    [packed] = (root / "sdk" / "js").glob("*.tgz")
    return packed


@pytest.fixture(scope="module")
def project(tarball: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty project in which somebody installed it."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "package.json").write_text('{"type": "module"}')
    run("npm", "install", "--silent", "--no-audit", "--no-fund", tarball, cwd=folder)
    return folder


def test_it_holds_the_built_files_their_types_licence_and_readme_and_no_sources(tarball: Path) -> None:
    with tarfile.open(tarball) as archive:
        names = {name.removeprefix("package/") for name in archive.getnames()}

    scripts = {f"dist/{name}.js" for name in ("index", "later", "integrity.iife", "integrity.later", "integrity.debug")}
    assert names >= {*scripts, "dist/types/index.d.ts", "LICENSE", "README.md", "package.json"}
    assert {name for name in names - {"LICENSE", "README.md", "package.json"} if not name.startswith("dist/")} == set()
    assert [name for name in names if name.endswith((".map", ".ts")) and not name.endswith(".d.ts")] == []


def test_nothing_in_it_names_the_machine_or_a_registry(tarball: Path) -> None:
    root = tarball.parents[2]
    with tarfile.open(tarball) as archive:
        texts = {member.name: archive.extractfile(member).read().decode() for member in archive if member.isfile()}  # type: ignore[union-attr]

    told = (str(root), str(SDK.parents[1]), "sourceMappingURL", "registry", '"resolved"')
    assert [(name, word) for name, text in texts.items() for word in told if word in text] == []


def test_whoever_installs_it_gets_nothing_else(project: Path) -> None:
    lock = json.loads((project / "package-lock.json").read_text())

    assert [name for name in lock["packages"] if name] == ["node_modules/integrity-monitor"]


def test_a_server_that_renders_pages_imports_it_and_is_told_that_it_cannot_run_there(project: Path) -> None:
    (project / "server.js").write_text(ON_A_SERVER)
    version = json.loads((SDK / "package.json").read_text())["version"]

    assert run("node", "server.js", cwd=project).split() == [version, "unsupported"]


@pytest.mark.parametrize(("module", "resolution"), [("esnext", "bundler"), ("nodenext", "nodenext")])
def test_its_types_are_read_by_bundlers_and_by_node(project: Path, module: str, resolution: str) -> None:
    (project / "use.ts").write_text(USE)
    options = ["--strict", "--noEmit", "--target", "es2022", "--lib", "es2022,dom"]
    tsc = SDK / "node_modules" / "typescript" / "bin" / "tsc"

    run("node", tsc, *options, "--module", module, "--moduleResolution", resolution, "use.ts", cwd=project)
