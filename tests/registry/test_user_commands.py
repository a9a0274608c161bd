"""The first administrator comes from the command line, and so does help for somebody who lost the phone."""

import re

import pytest
from typer.testing import CliRunner

from monitor.__main__ import app

URL = "https://monitor.example"


@pytest.fixture
def run(tmp_path):
    return lambda *words: CliRunner().invoke(app, ["users", *words, "--data", str(tmp_path / "data")])


def test_an_administrator_is_added_to_a_new_installation_and_gets_an_address(run):
    added = run("add", "chen", "--role", "administrator", "--name", "陈管理", "--url", URL)
    assert added.exit_code == 0, added.output
    assert re.fullmatch(rf"{URL}/console/invitation#[\w-]{{32}}\n", added.output)
    assert run("list").output == "chen  administrator  invited  陈管理\n"


@pytest.mark.parametrize(
    ("environment", "address"),
    [
        ({}, "http://127.0.0.1:8000"),
        ({"MONITOR_PORT": "8123"}, "http://127.0.0.1:8123"),
        ({"MONITOR_PORT": "8123", "MONITOR_PUBLIC_URL": "https://public.example/"}, "https://public.example"),
    ],
)
def test_without_an_address_an_invitation_leads_where_the_settings_say(run, monkeypatch, environment, address):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    added = run("add", "chen", "--role", "administrator")

    assert added.stdout.startswith(f"{address}/console/invitation#")
    assert ("MONITOR_PUBLIC_URL" in added.stderr) == ("MONITOR_PUBLIC_URL" not in environment)


def test_another_invitation_has_another_address(run):
    first = run("add", "chen", "--role", "administrator").output
    assert run("invite", "chen").output not in ("", first)


def test_an_account_that_ended_stays_in_the_list_and_is_invited_no_more(run):
    run("add", "chen", "--role", "administrator")
    assert run("end", "chen").exit_code == 0
    assert "ended" in run("list").output
    assert run("invite", "chen").exit_code == 2


@pytest.mark.parametrize(
    "words",
    [
        ("add", "chen", "--role", "king"),
        ("add", "chen chen", "--role", "reviewer"),
        ("add", "chen", "--role", "local_office"),
        ("add", "chen", "--role", "reviewer", "--of", "city-1"),
        ("add", "chen", "--role", "institution", "--of", "nobody-knows"),
        ("invite", "nobody"),
    ],
)
def test_a_mistake_is_one_plain_sentence_and_changes_nothing(run, words):
    run("add", "sun", "--role", "reviewer")
    refused = run(*words)
    assert refused.exit_code == 2, refused.output
    assert "Traceback" not in refused.output
    assert run("list").output.count("\n") == 1
