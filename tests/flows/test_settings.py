"""Secrets of the settings are files; a URL that has its password keeps it."""

import pytest
from pydantic import ValidationError

from monitor.command_settings import in_words
from monitor.settings import Settings


@pytest.fixture
def secret(tmp_path):
    file = tmp_path / "password"
    file.write_text("p@ss/word 1\n")
    return file


@pytest.mark.parametrize(
    ("url", "meant"),
    [
        ("postgresql://monitor@host/db", "postgresql://monitor:p%40ss%2Fword%201@host/db"),
        ("postgresql://monitor@host:5433/db?a=b", "postgresql://monitor:p%40ss%2Fword%201@host:5433/db?a=b"),
        ("postgresql://monitor:own@host/db", "postgresql://monitor:own@host/db"),
        ("", ""),
        ("folder", "folder"),
    ],
)
def test_a_password_file_is_for_urls_without_a_password(secret, url, meant):
    settings = Settings(database="postgresql://u:x@h/d", event_log=url, database_password_file=secret)

    assert settings.event_log == meant


def test_a_password_file_that_is_not_there_is_said_by_name(tmp_path):
    with pytest.raises(ValidationError, match="none cannot be read"):
        Settings(database="postgresql://monitor@host/db", database_password_file=tmp_path / "none")


SECRET = "geheim"


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("database", f"mysql://u:{SECRET}@host/db"),
        ("database", f"postgres//u:{SECRET}@host/db"),
        ("database", "folder"),
        ("database", f"postgresql://u:{SECRET}@host:5xx/db"),
        ("database", f"postgresql://u:{SECRET}/@host/db"),
        ("event_log", f"mysql://u:{SECRET}@host/db"),
        ("event_log", f"postgresql://u:{SECRET}@host:99999/db"),
        ("redis_url", f"http://u:{SECRET}@host/0"),
        ("redis_url", f"redis://u:{SECRET}@host:x/0"),
        ("peer_address", "collector-1"),
    ],
)
def test_a_wrong_address_is_refused_by_the_name_of_its_variable_and_never_repeated(name, url):
    with pytest.raises(ValidationError) as refused:
        Settings(**{name: url})

    assert in_words(refused.value).startswith(f"MONITOR_{name.upper()}: ")
    assert SECRET not in f"{in_words(refused.value)}{refused.value}"


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("database", "postgresql+psycopg://u@[::1]:5432/db?host=/run/postgresql"),
        ("database", "sqlite:////somewhere/registry.db"),
        ("event_log", "postgres://u@one:5432,two:5433/db"),
        ("event_log", "folder"),
        ("redis_url", "rediss://:password@host:6380/2"),
        ("redis_url", "unix:///run/redis.sock?db=1"),
        ("peer_address", "https://collector-1:8000/"),
    ],
)
def test_what_databases_and_collectors_are_reached_by_is_taken(name, url):
    assert getattr(Settings(**{name: url}), name) == url


def test_without_a_database_no_password_is_looked_for(tmp_path):
    assert Settings(database_password_file=tmp_path / "none").database == ""
