"""The tables are what the migrations make, and every change is durable and whole."""

import asyncio
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from monitor.adapters.registry import RegistryError, SqlRegistry, open_engine, upgrade
from monitor.adapters.registry.rows import Row
from monitor.core.events import PlatformState
from monitor.core.origins import Origin
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


def test_all_migrations_can_be_taken_back(blank):
    upgrade(blank)
    downgrade(blank, "base")

    assert inspect(blank).get_table_names() == ["alembic_version"]


def test_times_on_the_catalogue_and_of_connection_survive_an_upgrade_and_its_undoing(blank):
    migrate(blank, "0006")
    told = [("gone", "2023-03-07", "2023-05-31", False), ("on", "2023-03-07", None, True)]
    one = text("INSERT INTO platforms VALUES ('talent', :name, :name, '平台', :first, :last, :connected)")
    with blank.begin() as connection:
        for name, first, last, connected in told:
            connection.execute(one, {"name": name, "first": first, "last": last, "connected": connected})
    migrate(blank)
    states = {name: SqlRegistry(blank, b"k").platform_state(name, date(2023, 6, 1)) for name in ("on", "gone")}
    downgrade(blank, "0006")

    with blank.connect() as connection:
        columns = "platform, CAST(catalogued_from AS VARCHAR), CAST(catalogued_to AS VARCHAR), connected"
        kept = connection.execute(text(f"SELECT {columns} FROM platforms ORDER BY platform")).all()
    assert states["on"] == PlatformState(platform="on")
    assert states["gone"] == PlatformState(platform="gone", catalogued=False, connected=False)
    assert [tuple(row) for row in kept] == told


def test_what_was_there_before_origins_comes_from_whom_it_belonged_to(blank):
    migrate(blank, "0024")
    with blank.begin() as connection:
        for course, owner in (("civics", ""), ("welding", "platform/p")):
            told = {"course": course, "owner": owner}
            connection.execute(text("INSERT INTO courses VALUES (:course, 'general', '', :owner)"), told)
            one = "INSERT INTO lessons (lesson, course, ordinal, duration_ms, content_hash, approved, title)"
            connection.execute(text(f"{one} VALUES (:course || '-1', :course, 1, 60000, '', TRUE, '')"), told)
    migrate(blank)

    listed = [(one.origin, one.course_origin) for one in SqlRegistry(blank, b"k").lessons()]
    assert listed == [
        tuple(Origin(source_system=system, external_id=name) for name in names)
        for system, names in (("office", ("civics-1", "civics")), ("platform/p", ("welding-1", "welding")))
    ]


def test_a_folder_with_a_per_cent_sign_is_no_trouble(tmp_path):
    engine = open_engine(tmp_path / "100%(x)s.db")
    upgrade(engine)

    assert "trainees" in inspect(engine).get_table_names()
    engine.dispose()


def test_every_time_is_stored_with_64_bits():
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


@pytest.mark.parametrize("database", [lambda path, _: path, lambda _, url: url], ids=["sqlite", "postgresql"])
def test_a_connection_that_a_thread_still_uses_is_closed_when_it_comes_back(tmp_path, postgres, database):
    engine = open_engine(database(tmp_path / "registry.db", postgres.url("postgres")))
    with engine.connect() as used:
        used.exec_driver_sql("SELECT 1")
        underneath = used.connection.driver_connection
        SqlRegistry(engine, b"k").close()
        assert used.exec_driver_sql("SELECT 1").scalar() == 1

    with pytest.raises((sqlite3.ProgrammingError, psycopg.OperationalError), match="closed"):
        underneath.execute("SELECT 1")


def test_a_database_that_sorts_by_a_countrys_rules_is_refused(postgres):
    with psycopg.connect(postgres.url("postgres"), autocommit=True) as connection:
        connection.execute("CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'")
    engine = open_engine(postgres.url("latin"))

    with pytest.raises(RegistryError, match="LATIN1"):
        upgrade(engine)
    engine.dispose()


def test_several_that_start_at_once_migrate_one_after_the_other(blank):
    with ThreadPoolExecutor(3) as threads:
        for started in [threads.submit(upgrade, blank) for _ in range(3)]:
            started.result()

    assert SqlRegistry(blank, b"k").platforms() == []


def test_a_database_of_another_kind_is_refused():
    with pytest.raises(RegistryError, match="mysql is not supported"):
        open_engine("mysql://localhost/registry")


def test_a_character_that_postgres_cannot_store_is_the_records_fault(shared_postgres):
    with pytest.raises(RegistryError) as refused:
        SqlRegistry(shared_postgres, b"k").add_institution("s2", title="a\x00b", source_system="t", external_id="s2")

    assert refused.value.field == "record"


async def test_readers_go_on_while_somebody_writes(registry, trainee):
    with registry._writing() as session:
        session.connection()

        assert await asyncio.to_thread(registry.references, trainee) == []


def test_a_database_that_cannot_be_reached_is_named_with_what_to_do():
    with pytest.raises(RegistryError, match=r"cannot be reached: .*MONITOR_DATABASE"):
        upgrade(open_engine("postgresql://nobody@127.0.0.1:1/nothing"))


def refused(url):
    """Why there is no registry at this place."""
    engine = open_engine(url)
    try:
        with pytest.raises(RegistryError) as refusal:
            upgrade(engine)
    finally:
        engine.dispose()
    return str(refusal.value)


def test_a_database_that_does_not_exist_is_to_be_created(postgres):
    assert "(CREATE DATABASE … OWNER … TEMPLATE template0" in refused(postgres.url("nowhere"))


def test_who_is_let_in_by_no_password_hears_which_settings_have_it(postgres):
    who_comes_in = postgres.folder / "data" / "pg_hba.conf"
    who_comes_in.write_text("local all locked_out scram-sha-256\n" + who_comes_in.read_text())
    with psycopg.connect(postgres.url("postgres"), autocommit=True) as connection:
        connection.execute("CREATE ROLE locked_out LOGIN PASSWORD 'right'")
        connection.execute("SELECT pg_reload_conf()")

    for user in ("locked_out", "locked_out:wrong"):
        said = refused(postgres.url("postgres").replace("postgres@", f"{user}@"))
        assert "MONITOR_DATABASE_PASSWORD_FILE" in said
        assert "wrong" not in said


def test_who_may_make_no_tables_hears_of_whom_to_ask(postgres):
    url = postgres.create("of_somebody_else")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE ROLE guest LOGIN")
        connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")

    said = refused(url.replace("postgres@", "guest@"))

    assert "permission denied for schema public (" in said
    assert "OWNER, or GRANT CREATE" in said


def test_what_is_no_url_is_refused_without_being_repeated():
    for wrong in ("postgres//u:secret@host/db", "postgresql://u:secret@host:5xx/db"):
        with pytest.raises(RegistryError, match="not named by a URL") as refusal:
            open_engine(wrong)
        assert "secret" not in str(refusal.value)
