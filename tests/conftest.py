"""What tests of several folders share."""

import pytest

from monitor.learners.local_postgres import local_postgres
from tests.s3_server import s3_server


@pytest.fixture(scope="session")
def postgres():
    """A PostgreSQL server of this run's own, started by the first test that asks for it."""
    with local_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def s3():
    """An S3-compatible store of this run's own."""
    with s3_server() as server:
        yield server
