"""The tables are what the migrations make, and every change is durable and whole."""

import asyncio
from datetime import date

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from monitor.adapters.registry import RegistryError, SqlRegistry, open_engine, upgrade
from monitor.adapters.registry.rows import Row
from monitor.core.events import PlatformState
from monitor.migrations import downgrade
from monitor.migrations import upgrade as migrate
from tests.registry.cast import LI, WANG


def test_models_and_migrations_agree(engine):
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})

        assert compare_metadata(context, Row.metadata) == []


def test_upgrading_what_is_up_to_date_changes_nothing(registry, engine):
    upgrade(engine)

    assert len(registry.platforms()) == 2


def test_all_migrations_can_be_taken_back(engine):
    downgrade(engine, "base")

    assert inspect(engine).get_table_names() == ["alembic_version"]


def test_times_on_the_catalogue_and_of_connection_survive_an_upgrade_and_its_undoing(tmp_path):
    engine = open_engine(tmp_path / "old.db")
    migrate(engine, "0006")
    told = [("on", "2023-03-07", None, 1), ("gone", "2023-03-07", "2023-05-31", 0)]
    with engine.begin() as connection:
        for platform, first, last, connected in told:
            connection.exec_driver_sql(
                "INSERT INTO platforms VALUES ('talent', ?, ?, '平台', ?, ?, ?)",
                (platform, platform, first, last, connected),
            )
    migrate(engine)
    states = {name: SqlRegistry(engine, b"k").platform_state(name, date(2023, 6, 1)) for name in ("on", "gone")}
    downgrade(engine, "0006")

    with engine.connect() as connection:
        columns = "platform, catalogued_from, catalogued_to, connected"
        kept = connection.exec_driver_sql(f"SELECT {columns} FROM platforms ORDER BY rowid").fetchall()
    engine.dispose()
    assert states["on"] == PlatformState(platform="on")
    assert states["gone"] == PlatformState(platform="gone", catalogued=False, connected=False)
    assert [tuple(row) for row in kept] == told


def test_a_folder_with_a_per_cent_sign_is_no_trouble(tmp_path):
    engine = open_engine(tmp_path / "100%(x)s.db")
    upgrade(engine)

    assert "trainees" in inspect(engine).get_table_names()
    engine.dispose()


def test_every_time_is_stored_with_64_bits(engine):
    """A millisecond count does not fit into 32 bits, which is what a plain integer is in PostgreSQL."""
    narrow = [
        f"{table.name}.{column.name}"
        for table in Row.metadata.tables.values()
        for column in table.columns
        if column.name.endswith(("_at", "_ms")) and str(column.type) != "BIGINT"
    ]

    assert narrow == []


@pytest.mark.parametrize("database", [lambda path: path, lambda path: f"sqlite:///{path}"], ids=["path", "url"])
def test_commits_are_flushed_and_foreign_keys_checked(tmp_path, database):
    engine = open_engine(database(tmp_path / "registry.db"))
    with engine.connect() as connection:
        settings = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]

    engine.dispose()
    assert settings == ["wal", 2, 1]


def test_a_missing_table_is_an_error_of_the_registrys_own_family(tmp_path):
    engine = open_engine(tmp_path / "empty.db")

    with pytest.raises(RegistryError) as refused:
        SqlRegistry(engine, b"k").platforms()
    engine.dispose()
    assert refused.value.field == "database"


async def test_many_threads_register_without_losing_anybody(registry):
    calls = [
        asyncio.to_thread(registry.add_trainee, number, source_system=f"v{n}", external_id=number, at=n)
        for n in range(20)
        for number in (WANG, LI)
    ]

    assert len(set(await asyncio.gather(*calls))) == 2


async def test_readers_go_on_while_somebody_writes(registry, trainee):
    with registry._writing() as session:
        session.connection()

        assert await asyncio.to_thread(registry.references, trainee) == []
