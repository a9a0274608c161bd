"""`monitor columns …` on the data folder of a collector: built, judged again and tried under other rules."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from monitor import columns_commands, rulepacks
from monitor.__main__ import app

RULES = Path(rulepacks.__file__).parent / "henan-2023.toml"
ALWAYS = ("--from", "2000-01-01", "--until", "2100-01-01")


def run(*words):
    return CliRunner().invoke(app, ["columns", *map(str, words)])


@pytest.fixture(scope="module")
def columns(world, tmp_path_factory):
    """The world's columns, in three partitions."""
    folder = tmp_path_factory.mktemp("columns")
    built = run("build", folder, "--data", world, "--partitions", 3)
    assert built.exit_code == 0, built.output
    assert sum(int(line.split()[-2]) for line in built.output.splitlines()) == 3
    return folder


def judged(columns, world, *words):
    found = run("judge", columns, "--data", world, "--json", *words)
    assert found.exit_code == 0, found.output
    return json.loads(found.output)


def test_every_stored_verdict_comes_out_of_the_columns(columns, world):
    found = judged(columns, world)

    assert found["people"] == found["reproduced"] + found["same"] == 3
    assert (found["unjudged"], found["different"]) == (0, [])
    assert found["results"] == {"certified": 1, "held": 1, "void_platform": 1}


def test_partitions_one_by_one_are_the_whole(columns, world):
    parts = [judged(columns, world, "--partition", number) for number in range(3)]

    assert sum(part["people"] for part in parts) == 3
    assert sum(part["results"].get("certified", 0) for part in parts) == 1


def test_a_verdict_that_says_otherwise_is_named_and_fails(columns, world, monkeypatch):
    monkeypatch.setattr(columns_commands, "_against", lambda stored, verdict: "different")

    found = run("judge", columns, "--data", world)

    assert found.exit_code == 1
    assert found.output.count("not reproduced: attempt ") == 3


def test_other_rules_are_tried_on_the_hours_of_a_time(columns, world):
    tried = run("trial", columns, "--data", world, "--rules", RULES, *ALWAYS)
    before = run("trial", columns, "--data", world, "--rules", RULES, "--from", "2000-01-01", "--until", "2000-01-02")

    assert "3 people; hours of the time: 1 certified, 1 held, 1 void_platform" in tried.output
    assert "1 certified -> not_certified" in tried.output
    assert before.output == "3 people; hours of the time: none\nno other result\n"


def test_without_polars_it_says_what_to_install(columns, world, monkeypatch):
    monkeypatch.setattr(columns_commands, "find_spec", lambda name: None)

    refused = run("judge", columns, "--data", world)

    assert (refused.exit_code, "pip install 'integrity-monitor[columns]'" in refused.output) == (2, True)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("judge", "{columns}", "--partition", 3), "there is no partition 3: they are numbered from 0 to 2"),
        (("judge", "{empty}"), "has no columns: write them with monitor columns build"),
        (("build", "{columns}", "--partitions", 4), "is divided into 3 partitions: use another folder"),
        (("build", "{columns}", "--partitions", 3, "--partition", 3), "there is no partition 3"),
    ],
)
def test_what_cannot_be_done_says_why(columns, world, tmp_path, words, why):
    named = [str(word).format(columns=columns, empty=tmp_path) for word in words]

    refused = run(*named, "--data", world)

    assert refused.exit_code == 2
    assert why in refused.output
