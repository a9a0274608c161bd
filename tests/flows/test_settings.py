"""Secrets of the settings are files; a URL that has its password keeps it."""

import pytest
from pydantic import ValidationError

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


def test_without_a_database_no_password_is_looked_for(tmp_path):
    assert Settings(database_password_file=tmp_path / "none").database == ""
