"""A fresh registry with a small cast: two vendors, one class with two units, one trainee."""

import io
from datetime import date

import pytest
from sqlmodel import Session, select

from monitor.adapters.registry import SqlRegistry, open_engine, upgrade
from monitor.adapters.spreadsheets import sheets
from monitor.core.imports.kinds import KINDS
from monitor.flows.import_table import import_table, terms
from monitor.rulepacks import load, load_gates
from tests.registry.cast import WANG, a_plan, add_class
from tests.registry.databases import empty as empty_tables
from tests.registry.databases import lay_out
from tests.registry.handed_in import NOW

IDENTITY_KEY = b"k" * 32


@pytest.fixture(scope="session")
def shared_postgres(postgres):
    """The one PostgreSQL database that all tests use in turn."""
    engine = open_engine(postgres.create("registry"))
    upgrade(engine)
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request, tmp_path):
    """Every test of the registry runs over every database that it can be kept in."""
    if request.param == "postgres":
        engine = request.getfixturevalue("shared_postgres")
        yield engine
        empty_tables(engine)
        return
    engine = open_engine(lay_out(tmp_path))
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgres"])
def blank(request, tmp_path):
    """A database without tables, which a test may leave in any state."""
    if request.param == "sqlite":
        engine = open_engine(tmp_path / "blank.db")
        yield engine
        engine.dispose()
        return
    server = request.getfixturevalue("postgres")
    engine = open_engine(server.create("blank"))
    yield engine
    engine.dispose()
    server.drop("blank")


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


@pytest.fixture
def take(registry):
    """Take in rows under their headings, as if they came from a CSV file."""

    def take_in(kind, head, *rows, source="talent", at=NOW, dry_run=False):
        text = "\n".join(",".join(map(str, row)) for row in (head, *rows))
        file = io.BytesIO(text.encode())
        under = terms(source, at, load("henan-2023"), load_gates())
        return import_table(registry, KINDS[kind], lambda: sheets(file, "t.csv"), under, dry_run=dry_run)

    return take_in


@pytest.fixture
def rows_of(engine):
    """All rows of a table."""

    def read(table):
        with Session(engine) as session:
            return session.exec(select(table)).all()

    return read
