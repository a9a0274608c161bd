"""What all locks by name must do; those of a database also between collectors, and when it goes away."""

import asyncio

import psycopg
import pytest

from monitor.adapters.postgres_locks import PostgresLocks
from monitor.flows.locks import TaskLocks
from monitor.learners.local_postgres import local_postgres
from monitor.ports import EventLogError, LockLost

NOWHERE = "postgresql://postgres@/logs?host=/nowhere"
HANG_UP = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'locks'"


class LocksContract:
    """The behaviour of the port; `one` and `another` are used by those who must not be inside at the same time."""

    async def test_of_two_under_one_name_the_second_waits_for_the_first(self, one, another):
        steps = []

        async def work(locks, who):
            async with locks("judge/li"):
                steps.append(f"{who} in")
                await asyncio.sleep(0)
                steps.append(f"{who} out")

        await asyncio.gather(work(one, "a"), work(another, "b"), work(one, "c"))

        assert [step.partition(" ")[0] for step in steps[::2]] == [step.partition(" ")[0] for step in steps[1::2]]
        assert len(steps) == 6

    async def test_under_two_names_nobody_waits(self, one, another):
        async with one("judge/li"), another("judge/wang"), one("claims/c/li"):
            pass

    async def test_a_block_that_fails_lets_go(self, one, another):
        with pytest.raises(ZeroDivisionError):
            async with one("judge/li"):
                raise ZeroDivisionError
        async with another("judge/li"):
            pass

    async def test_a_name_is_held_as_long_as_somebody_is_inside(self, one, another):
        for name in ("collector/a", "collector/b", "collector/c", "collector/d", "collector/e"):
            async with one(name):
                assert [await one.held(name), await another.held(name)] == [True, True]
            assert [await one.held(name), await another.held(name)] == [False, False]

    async def test_a_time_limit_inside_is_the_caller_s_own(self, one):
        with pytest.raises(TimeoutError):
            async with one("judge/li"), asyncio.timeout(0):
                await asyncio.sleep(3600)

    async def test_whoever_stops_waiting_takes_nothing_along(self, one, another):
        async with one("judge/li"):
            waiting = asyncio.create_task(hold(another, "judge/li"))
            await asyncio.sleep(0)
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)
        async with one("judge/li"), another("judge/wang"):
            pass
        async with another("judge/li"):
            pass


async def hold(locks, name):
    async with locks(name):
        pass


async def stay(locks, name, inside):
    """Go in, say so, and stay there."""
    async with locks(name):
        inside.set()
        await asyncio.Event().wait()


class TestTaskLocks(LocksContract):
    """Of one process."""

    @pytest.fixture
    def one(self):
        return TaskLocks()

    @pytest.fixture
    def another(self, one):
        return one


class TestPostgresLocks(LocksContract):
    """Of two collectors."""

    @pytest.fixture
    async def one(self, postgres_of_logs):
        locks = PostgresLocks(postgres_of_logs, TaskLocks())
        yield locks
        await locks.close()

    @pytest.fixture
    async def another(self, postgres_of_logs):
        locks = PostgresLocks(postgres_of_logs, TaskLocks())
        yield locks
        await locks.close()

    async def test_many_names_are_held_at_once_by_one_connection(self, one, another):
        entered = asyncio.Barrier(301)

        async def work(number):
            async with one(f"judge/{number}"):
                await entered.wait()

        async with asyncio.TaskGroup() as group:
            for number in range(300):
                group.create_task(work(number))
            await entered.wait()

    async def test_a_collector_that_is_gone_holds_nothing(self, one, another):
        inside = asyncio.Event()
        holding = asyncio.create_task(stay(one, "judge/li", inside))
        await inside.wait()
        one._connection.terminate()

        await hold(another, "judge/li")
        with pytest.raises(LockLost):
            await holding

    async def test_whoever_loses_the_lock_is_cut_short(self, one, postgres_of_logs):
        inside = asyncio.Event()
        holding = asyncio.create_task(stay(one, "judge/li", inside))
        await inside.wait()
        await asyncio.to_thread(ask, postgres_of_logs, HANG_UP)

        with pytest.raises(LockLost):
            await holding

    async def test_after_the_connection_was_lost_locks_are_to_be_had_again(self, one, another, postgres_of_logs):
        await hold(one, "judge/li")
        await asyncio.to_thread(ask, postgres_of_logs, HANG_UP)

        async with one("judge/li"):
            waiting = asyncio.create_task(hold(another, "judge/li"))
            done, _ = await asyncio.wait([waiting], timeout=0.2)
            assert not done
        await waiting

    async def test_whoever_is_cancelled_in_the_moment_of_taking_does_not_keep_it(self, one, another):
        await hold(one, "judge/wang")
        for turns in range(12):
            taking = asyncio.create_task(hold(one, "judge/li"))
            for _ in range(turns):
                await asyncio.sleep(0)
            taking.cancel()
            await asyncio.gather(taking, return_exceptions=True)
            async with asyncio.timeout(30), another("judge/li"):
                pass

    async def test_without_a_database_nobody_goes_ahead(self):
        locks = PostgresLocks(NOWHERE, TaskLocks(), patience=0.0)
        with pytest.raises(EventLogError, match="judge/li"):
            await hold(locks, "judge/li")
        with pytest.raises(LockLost, match="judge/li"):
            await locks.held("judge/li")
        await locks.close()


async def test_a_database_that_comes_back_in_time_is_waited_for():
    with local_postgres() as server:
        locks = PostgresLocks(server.url("postgres"), TaskLocks(), patience=60.0)
        server.stop()
        waiting = asyncio.create_task(hold(locks, "judge/li"))
        await asyncio.sleep(0)
        await asyncio.to_thread(server.start)

        await waiting
        await locks.close()


def ask(database, question):
    with psycopg.connect(database) as connection:
        return connection.execute(question).fetchall()
