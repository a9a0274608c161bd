"""What tests of several folders share."""

from collections.abc import Callable
from pathlib import Path

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


@pytest.fixture(scope="session")
def keep_videos(tmp_path_factory) -> Callable[[Path], Path]:
    """Lets a data folder, which is made, share its lesson videos with others: to make them takes a minute."""
    kept = tmp_path_factory.mktemp("lessons")

    def keep(data: Path) -> Path:
        data.mkdir(exist_ok=True)
        (data / "videos").symlink_to(kept)
        return data

    return keep
