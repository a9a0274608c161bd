"""`monitor demo`: the whole cast before a live collector, and what can be done with the data folder afterwards."""

import json
import shlex
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from monitor.adapters.packing import pack, unpack
from monitor.learners.cast import CAST
from monitor.learners.demo import account_command
from monitor.learners.stage import MARK, NotADemonstration, empty_folder

pytestmark = [pytest.mark.alone, pytest.mark.browser, pytest.mark.timeout(900)]

MONITOR = Path(sys.executable).parent / "monitor"
HONEST = sorted(name for name in CAST if name.startswith("honest"))


def monitor(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([MONITOR, *map(str, arguments)], capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def finished(folder, keep_videos):
    return monitor("demo", "--exit", "--json", folder / "demo.json", "--data", keep_videos(folder / "data"))


@pytest.fixture(scope="module")
def records(folder, finished):
    return {record["persona"]: record for record in json.loads((folder / "demo.json").read_text())}


@pytest.fixture
def data(folder, records, tmp_path):
    """A copy that a test may damage."""
    assert records
    return shutil.copytree(folder / "data", tmp_path / "data")


def test_everybody_gets_the_expected_verdict(finished, records):
    assert {name: record["verdict"] for name, record in records.items()} == {
        name: persona.expected for name, persona in CAST.items()
    }
    assert finished.returncode == 0, finished.stdout + finished.stderr


def test_no_honest_learner_loses_the_hour_and_no_cheat_is_certified(records):
    assert sorted(name for name, record in records.items() if record["verdict"] == "certified") == HONEST


def test_whoever_is_not_certified_is_told_why_in_both_languages(records):
    for name, record in records.items():
        if name not in HONEST:
            assert record["reasons"], name
            assert all(record["why"]["zh-CN"]), name
            assert len(record["why"]["zh-CN"]) == len(record["why"]["en"]) == len(record["reasons"])


def test_the_certificate_that_the_platform_was_given_is_valid_by_itself(records, tmp_path):
    for name in HONEST:
        file = tmp_path / "certificate.jwt"
        file.write_text(records[name]["certificate"])
        checked = monitor("verify", file, "--language", "en")
        assert checked.returncode == 0, checked.stderr


def test_only_honest_learners_are_given_a_certificate(records):
    assert sorted(name for name, record in records.items() if record["certificate"]) == HONEST


def test_the_certificate_files_are_valid(data):
    files = sorted((data / "certificates").glob("*.json"))

    assert len(files) == len(HONEST)
    for file in files:
        checked = monitor("verify", file, "--language", "en")
        assert checked.returncode == 0, checked.stderr
        assert "DEMONSTRATION" in checked.stdout


def test_replay_reproduces_every_verdict(data):
    replayed = monitor("replay", "--data", data)

    assert replayed.returncode == 0, replayed.stdout
    assert "not reproduced" not in replayed.stdout


def test_columns_give_every_verdict_too(data, tmp_path):
    built = monitor("columns", "build", tmp_path / "columns", "--data", data)
    judged = monitor("columns", "judge", tmp_path / "columns", "--data", data, "--json")

    assert (built.returncode, judged.returncode) == (0, 0), built.stderr + judged.stderr
    found = json.loads(judged.stdout)
    assert found["reproduced"] + found["same"] == sum(found["results"].values()) >= len(CAST)


def test_replay_names_an_entry_that_was_edited(data):
    with sqlite3.connect(data / "events.db") as log:
        position, stream, n, stored = log.execute(
            "SELECT position, stream, n, payload FROM entries WHERE source = 'client' AND n > 20 LIMIT 1"
        ).fetchone()
        edited = pack(unpack(stored).replace(b"1", b"2", 1))
        log.execute("UPDATE entries SET payload = ? WHERE position = ?", (edited, position))
    replayed = monitor("replay", "--data", data)

    assert replayed.returncode == 1
    assert f"edited: {stream}:{n} " in replayed.stdout


def test_the_command_that_is_told_at_the_end_makes_an_account_for_the_console(tmp_path):
    _, *words = shlex.split(account_command("http://127.0.0.1:8123", tmp_path / "of the demonstration"))
    made = monitor(*words)

    assert made.returncode == 0, made.stderr
    assert made.stdout.startswith("http://127.0.0.1:8123/console/invitation#")


def test_an_unknown_persona_is_named_with_those_that_exist():
    asked = monitor("demo", "--exit", "--only", "nobody")

    assert asked.returncode == 2
    assert "nobody" in asked.stdout
    assert "honest" in asked.stdout


def test_a_folder_with_other_data_is_not_thrown_away(tmp_path):
    (tmp_path / "events.db").touch()

    with pytest.raises(NotADemonstration):
        empty_folder(tmp_path)
    assert (tmp_path / "events.db").exists()


def test_the_last_demonstration_is_thrown_away(tmp_path):
    empty_folder(tmp_path)
    (tmp_path / "events.db").touch()
    empty_folder(tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == [MARK]
