"""The database that the contracts of PostgreSQL share."""

import psycopg
import pytest

EMPTY = (
    "DELETE FROM event_log.entries; DELETE FROM event_log.streams"  # quicker than to make another, and than TRUNCATE
)


@pytest.fixture(scope="session")
def postgres_of_logs(postgres):
    return postgres.create("logs")


@pytest.fixture
def log_database(postgres_of_logs):
    """The URL of a database without entries."""
    yield postgres_of_logs
    with psycopg.connect(postgres_of_logs) as connection:
        if connection.execute("SELECT to_regclass('event_log.streams')").fetchone() != (None,):
            connection.execute(EMPTY)
