"""A fresh registry with a small cast: two vendors, one class with two units, one trainee."""

import shutil
from datetime import date

import pytest

from monitor.adapters.registry import SqlRegistry, open_engine, upgrade
from tests.registry.cast import WANG, a_plan, add_class

IDENTITY_KEY = b"k" * 32


@pytest.fixture(scope="session")
def migrated(tmp_path_factory):
    """A database with all tables and no rows; migrating once and copying is ten times quicker."""
    path = tmp_path_factory.mktemp("registry") / "migrated.db"
    engine = open_engine(path)
    upgrade(engine)
    engine.dispose()
    return path


@pytest.fixture
def engine(tmp_path, migrated):
    shutil.copy(migrated, tmp_path / "registry.db")
    engine = open_engine(tmp_path / "registry.db")
    yield engine
    engine.dispose()


@pytest.fixture
def empty(engine):
    """A registry in which nobody is registered."""
    return SqlRegistry(engine, IDENTITY_KEY)


@pytest.fixture
def registry(empty):
    """A registry with two vendors and one class."""
    for number, platform in enumerate(["vendor-a", "vendor-b"]):
        empty.add_platform(
            platform,
            title=f"平台{number}",
            source_system="catalogue",
            external_id=str(number),
            catalogued_from=date(2023, 3, 7),
        )
    empty.add_institution("school", title="技工学校", source_system="talent", external_id="9")
    add_class(empty, a_plan())
    return empty


@pytest.fixture
def trainee(registry):
    """Wang, enrolled in c1 through vendor-a."""
    name = registry.add_trainee(WANG, source_system="vendor-a", external_id="wang", at=1)
    registry.enrol(name, "c1", source_system="talent", external_id="e1", at=2)
    return name
