"""A wrong setting is one sentence that names the setting and what to do, and nothing has begun by then."""

import asyncio
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from monitor import command_settings
from monitor.__main__ import app
from monitor.adapters.data_folder import claim_folder
from monitor.settings import Settings

ROOT = Path(__file__).parents[2]
POSTGRES = "postgresql://monitor:geheim@127.0.0.1:1/monitor"
NAMES = {f"MONITOR_{name.upper()}" for name in Settings.model_fields}


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run a command over an empty folder."""
    monkeypatch.chdir(tmp_path)

    def run(*words, **environment):
        return CliRunner().invoke(app, [str(word) for word in words], env=environment)

    return run


@pytest.fixture
def taken():
    """A port on which somebody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def is_refused(result, *, code=2):
    """Whether it ended with one sentence; returns that."""
    assert (result.exit_code, result.stdout) == (code, ""), result.output
    assert re.fullmatch(r"monitor: .*\n", result.stderr)
    assert "geheim" not in result.output
    return result.stderr


# ---------------------------------------------------------------- settings


@pytest.mark.parametrize("words", [("serve",), ("replay",), ("keys", "list"), ("migrate-storage",)])
def test_a_password_file_that_is_not_there_is_named_with_its_setting(run, words):
    url = "postgresql://monitor@127.0.0.1:1/monitor"
    refused = is_refused(run(*words, MONITOR_DATABASE=url, MONITOR_DATABASE_PASSWORD_FILE="/tmp/nope"))
    assert "MONITOR_DATABASE_PASSWORD_FILE: the password file /tmp/nope cannot be read" in refused


@pytest.mark.parametrize(
    ("name", "value", "advice"),
    [
        ("MONITOR_DATABASE", "postgresql://u:geheim@h:5xx/monitor", "the port is no number"),
        ("MONITOR_DATABASE", "mysql://u:geheim@h/monitor", "such as postgresql://"),
        ("MONITOR_EVENT_LOG", "postgres//u:geheim@h/monitor", "such as postgresql://"),
        ("MONITOR_REDIS_URL", "http://u:geheim@h", "such as redis://"),
        ("MONITOR_PEER_ADDRESS", "collector-1", "such as http://"),
        ("MONITOR_JUDGES", "elsewhere", "'here' or 'workers'"),
    ],
)
@pytest.mark.parametrize("words", [("serve",), ("replay",), ("migrate-storage",)])
def test_a_value_that_cannot_be_is_refused_by_the_variables_name(run, words, name, value, advice):
    refused = is_refused(run(*words, **{name: value}))
    assert refused.startswith(f"monitor: {name}: ")
    assert advice in refused


def test_an_option_is_refused_as_its_variable_is(run):
    wrong = "postgresql://u:geheim@h:5xx/monitor"
    for words in (("serve",), ("migrate-storage",)):
        assert "MONITOR_DATABASE: the port" in is_refused(run(*words, "--database", wrong))


@pytest.mark.parametrize(
    ("unknown", "meant"), [("MONITOR_DATABSE", "MONITOR_DATABASE"), ("MONITOR_REDIS", "MONITOR_REDIS_URL")]
)
@pytest.mark.parametrize("words", [("serve",), ("replay",), ("keys", "list"), ("models", "list"), ("demo",)])
def test_an_unknown_setting_is_refused_with_the_one_that_was_meant(run, words, unknown, meant):
    assert f"unknown setting {unknown}; did you mean {meant}?" in is_refused(run(*words, **{unknown: "x"}))


def test_a_setting_like_none_is_refused_too(run):
    assert "unknown setting MONITOR_XQZJ; unset it" in is_refused(run("serve", MONITOR_XQZJ="x"))


def test_every_variable_that_the_project_reads_is_known():
    files = subprocess.run(
        ["git", "ls-files", "monitor", "scripts", "Makefile", "docker-compose.yml"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    said = "".join((ROOT / name).read_text(errors="replace") for name in files if (ROOT / name).is_file())

    command_settings.refuse_unknown_settings(set(re.findall(r"MONITOR_[A-Z0-9_]*[A-Z0-9]", said)))
    assert not {f"MONITOR_{name}" for name in command_settings.ELSEWHERE} & NAMES


def test_settings_that_are_built_in_code_ask_no_environment_for_strangers(monkeypatch):
    monkeypatch.setenv("MONITOR_STRANGER", "x")
    assert Settings().port == 8000


# ---------------------------------------------------------------- where it listens


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_port_that_is_taken_is_told_before_anything_begins(run, tmp_path, taken, host):
    refused = is_refused(run("serve", "--host", host, "--port", taken))
    assert f"port {taken} of {host} is taken" in refused
    assert "--port or MONITOR_PORT" in refused
    assert not list(tmp_path.iterdir())


def test_an_address_of_another_machine_is_told_too(run):
    assert "--host or MONITOR_HOST" in is_refused(run("serve", "--host", "192.0.2.1"))


def test_a_second_collector_without_an_address_hears_what_several_need(tmp_path):
    let_go = claim_folder(tmp_path)
    # The lock is the process's own: another process asks for it.
    command = [sys.executable, "-m", "monitor", "serve", "--port", "0", "--data", tmp_path]
    refused = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    let_go()

    assert (refused.returncode, refused.stdout) == (1, "")
    assert "MONITOR_DATABASE, and each a MONITOR_PEER_ADDRESS" in refused.stderr


# ---------------------------------------------------------------- where things are


@pytest.mark.parametrize(
    ("words", "code"),
    [(("replay",), 1), (("serve", "--port", "0"), 1), (("keys", "list"), 2), (("users", "end", "chen"), 2)],
)
def test_whoever_looks_where_things_were_moved_from_hears_where_they_are(run, tmp_path, words, code):
    for name in ("events.db.moved", "registry.db.moved"):
        (tmp_path / name).touch()

    assert "was moved to a database: set MONITOR_DATABASE" in is_refused(run(*words, "--data", tmp_path), code=code)
    assert not (tmp_path / "registry.db").exists()


def test_a_folder_that_is_not_there_is_named_with_its_option(run):
    refused = is_refused(run("migrate-storage", "--data", "/tmp/nope", "--database", POSTGRES))
    assert "/tmp/nope" in refused
    assert "--data" in refused


def test_nothing_is_moved_to_another_file(run, tmp_path):
    place = tmp_path / "x.db"
    refused = is_refused(run("migrate-storage", "--data", tmp_path, "--database", f"sqlite:///{place}"))
    assert "postgresql://" in refused
    assert not place.exists()


# ---------------------------------------------------------------- workers


@pytest.mark.parametrize("words", [("judgements", "--check"), ("judgements",), ("faces",)])
def test_a_worker_without_redis_hears_which_setting_names_it(run, words):
    assert "MONITOR_REDIS_URL" in is_refused(run("work", *words))


async def test_a_redis_that_cannot_be_reached_is_told_with_its_setting(run):
    refused = await asyncio.to_thread(run, "work", "judgements", "--check", MONITOR_REDIS_URL="redis://127.0.0.1:1/0")
    assert "Redis cannot be used" in is_refused(refused)
    assert "MONITOR_REDIS_URL" in refused.stderr


def test_a_log_whose_database_lets_nobody_in_is_told_with_its_settings(postgres, tmp_path):
    url = postgres.url("nowhere")
    environment = {**os.environ, "MONITOR_EVENT_LOG": url}
    command = [sys.executable, "-m", "monitor", "serve", "--port", "0", "--data", tmp_path]
    refused = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env=environment)

    assert (refused.returncode, refused.stdout) == (1, "")
    assert re.fullmatch(r'monitor: .*"nowhere" does not exist \(.*MONITOR_EVENT_LOG.*\)\n', refused.stderr)
