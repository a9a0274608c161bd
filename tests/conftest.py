"""What tests of several folders share."""

import pytest

from monitor.learners.local_postgres import local_postgres


@pytest.fixture(scope="session")
def postgres():
    """A PostgreSQL server of this run's own, started by the first test that asks for it."""
    with local_postgres() as server:
        yield server
