"""Those who write at the same time wait for each other where they must, and nowhere else."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from sqlalchemy import text

from monitor.adapters.registry import SqlRegistry, open_engine
from monitor.adapters.registry.locks import take_locks, writing
from tests.registry.cast import open_attempt
from tests.registry.conftest import IDENTITY_KEY

SOON = 0.2  # seconds: long enough for a lock that is free


@contextmanager
def held(engine, *names):
    """Somebody else's transaction, which changes this and does not end."""
    ready, over = threading.Event(), threading.Event()

    def hold():
        with writing(engine).begin() as connection:
            take_locks(connection, names)
            ready.set()
            over.wait(10)

    with ThreadPoolExecutor(1) as thread:
        holding = thread.submit(hold)
        ready.wait(10)
        try:
            yield
        finally:
            over.set()
            holding.result()


def waits(engine, *names):
    with writing(engine).begin() as connection:
        connection.execute(text(f"SET LOCAL lock_timeout = {int(SOON * 1000)}"))
        try:
            take_locks(connection, names)
        except Exception as error:
            if "lock timeout" not in str(error):
                raise
            return True
        return False


@pytest.mark.parametrize(
    ("mine", "theirs", "wait"),
    [
        (["attempts of wang"], ["attempts of wang"], True),
        (["attempts of wang"], ["attempts of li"], False),
        (["person 1", "alias 2"], ["alias 2"], True),
        ([], ["attempts of li"], True),
        (["attempts of wang"], [], True),
        ([], [], True),
    ],
)
def test_who_changes_the_same_waits_and_who_names_nothing_is_alone(shared_postgres, mine, theirs, wait):
    with held(shared_postgres, *theirs):
        assert waits(shared_postgres, *mine) is wait


@pytest.mark.parametrize(("flushed", "said"), [(True, "on"), (False, "off")])
def test_what_has_to_be_on_the_disk_is_there_whatever_the_servers_default_is(shared_postgres, flushed, said):
    with writing(shared_postgres, flushed=flushed).begin() as connection:
        assert connection.scalar(text("SHOW synchronous_commit")) == "off"
        take_locks(connection)
        assert connection.scalar(text("SHOW synchronous_commit")) == said


@pytest.fixture
def collectors(registry, engine):
    """Two of them over one registry, each with connections of its own."""
    other = open_engine(engine.url)
    yield registry, SqlRegistry(other, IDENTITY_KEY)
    other.dispose()


def test_two_collectors_open_one_attempt_for_one_person_and_unit(collectors, trainee):
    """K4, however many ask at once."""
    with ThreadPoolExecutor(8) as threads:
        asked = [
            threads.submit(open_attempt, collectors[number % 2], trainee, "c1", "u1", number, "vendor-a")
            for number in range(24)
        ]
        opened = {one.result().attempt for one in asked}

    assert len(opened) == 1
    assert len(collectors[0].attempts_of(trainee, "c1")) == 1


def test_attempts_that_are_opened_and_closed_at_once_have_numbers_without_gaps(collectors, trainee):
    def learn(number):
        registry = collectors[number % 2]
        return registry.close_attempt(open_attempt(registry, trainee, "c1", "u1", number).attempt, number)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(learn, range(16)))

    numbers = [attempt.ordinal for attempt in collectors[0].attempts_of(trainee, "c1")]
    assert numbers == list(range(1, len(numbers) + 1))


def test_a_write_that_comes_twice_at_once_is_reserved_once(collectors):
    with ThreadPoolExecutor(8) as threads:
        asked = [
            threads.submit(collectors[number % 2].reserve_reply, "vendor-a", "key", "hash", now=1, until=9)
            for number in range(16)
        ]

    assert [one.result() for one in asked].count(None) == 1


def test_what_is_read_together_is_of_one_moment(registry, trainee):
    with registry._reading() as session:
        before = session.connection().execute(text("SELECT count(*) FROM attempts")).scalar()
        open_attempt(registry, trainee, "c1", "u1", at=1)
        after = session.connection().execute(text("SELECT count(*) FROM attempts")).scalar()

    assert (before, after) == (0, 0)
