"""The line of people over a real Redis: once for each, never with two workers at once, and never lost for good."""

import asyncio
import inspect
from collections.abc import Callable
from contextlib import asynccontextmanager, suppress

import pytest
import redis.asyncio as redis
from redis_server import local_redis, unused_port

from monitor.adapters.redis_judges import RedisJudges, RedisJudgeWorker, is_at_work
from monitor.adapters.redis_judges.line import STREAM, THERE, LineLimits
from monitor.adapters.redis_presence import on_this_machine
from monitor.ports import Judged, JudgedFor, JudgesAway

SOON = LineLimits(claim_seconds=0.3, there_seconds=0.6)
PATIENCE = 20
TOLD = Judged("li", {"a-1": b"stands"})


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with local_redis(tmp_path_factory.mktemp("redis")) as address:
        yield address


@pytest.fixture
async def address(server):
    async with redis.Redis.from_url(server) as client:
        await client.flushall()
    return server


class Bench:
    """A judge that takes its time and keeps who came before it."""

    def __init__(self, *, open_: bool = True) -> None:
        self.begun: list[str] = []
        self.at_once = self.most = 0
        self.door = asyncio.Event()
        self.collectors: tuple[str, ...] = ()
        if open_:
            self.door.set()

    async def judge(self, person: str) -> JudgedFor:
        self.begun.append(person)
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        try:
            await self.door.wait()
            await asyncio.sleep(0)
        finally:
            self.at_once -= 1
        return JudgedFor(Judged(person, {"a-1": b"stands"}), self.collectors)


async def until(true: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not await _answer(true()):  # noqa: ASYNC110
            await asyncio.sleep(0.005)


async def _answer(said: object) -> bool:
    return bool(await said if inspect.isawaitable(said) else said)


@asynccontextmanager
async def working(address, bench, count=1):
    """So many workers before one judge; they end as when told to."""
    workers = [RedisJudgeWorker(address, bench.judge, limits=SOON) for _ in range(count)]
    tasks = [asyncio.create_task(worker.run()) for worker in workers]
    async with redis.Redis.from_url(address) as client:
        await until(lambda: client.exists(THERE))
    try:
        yield
    finally:
        bench.door.set()
        for worker in workers:
            worker.stop()
        await asyncio.gather(*tasks)


@asynccontextmanager
async def collector(address, name="collector-1"):
    """A collector's side that hears, and what it heard."""
    judges, heard = RedisJudges(address, name), []
    hearing = asyncio.create_task(_hear(judges, heard))
    await until(lambda: judges._hears)
    try:
        yield judges, heard
    finally:
        hearing.cancel()
        await asyncio.gather(hearing, return_exceptions=True)
        await judges.close()


async def _hear(judges, heard):
    async for judged in judges.told():
        heard += [judged]


async def empty(judges) -> bool:
    return (await judges.state()).people == 0


async def until_empty(judges) -> None:
    await until(lambda: empty(judges))


class SaysNothing(set):
    """Whom a worker has in hand, as of one that hangs: others never hear of it."""

    def add(self, place) -> None:
        pass


# ---------------------------------------------------------------- once for each


async def test_whoever_is_asked_for_is_judged_and_it_is_told_to_who_asked(address):
    bench = Bench()
    async with working(address, bench), collector(address) as (judges, heard):
        assert await judges.ask("li")
        await until(lambda: heard)

    assert bench.begun == ["li"]
    assert heard == [TOLD]


async def test_who_stands_in_line_is_judged_once_for_all_who_asked(address):
    bench = Bench(open_=False)
    async with (
        working(address, bench),
        collector(address) as (judges, heard),
        collector(address, "collector-2") as (other, elsewhere),
    ):
        for person in ("wu", "he"):  # the worker has two places
            await judges.ask(person)
        await until(lambda: len(bench.begun) == 2)
        for asks in (judges, judges, other):
            await asks.ask("li")
        bench.door.set()
        await until(lambda: len(heard) == 3 and elsewhere)
        await until_empty(judges)

    assert sorted(bench.begun) == ["he", "li", "wu"]
    assert [judged.trainee for judged in elsewhere] == ["li"]


async def test_who_is_asked_for_during_a_judgement_is_judged_once_more(address):
    bench = Bench(open_=False)
    async with working(address, bench), collector(address) as (judges, heard):
        await judges.ask("li")
        await until(lambda: bench.begun)
        await judges.ask("li")
        await judges.ask("li")
        bench.door.set()
        await until(lambda: len(heard) == 2)
        await until_empty(judges)

    assert bench.begun == ["li", "li"]


async def test_nobody_is_with_two_workers_at_once(address):
    bench = Bench()
    async with working(address, bench, count=2), collector(address) as (judges, _):
        for _ in range(100):
            await judges.ask("li")
            await asyncio.sleep(0.002)
        await until_empty(judges)

    assert bench.most == 1
    assert 2 < len(bench.begun) <= 100


async def test_different_people_are_judged_at_the_same_time(address):
    bench = Bench(open_=False)
    async with working(address, bench, count=2), collector(address) as (judges, _):
        for person in ("li", "wu", "he", "an"):
            await judges.ask(person)
        await until(lambda: bench.most == 4)


async def test_it_is_told_to_the_collector_that_has_the_learner_too_and_to_no_other(address):
    bench = Bench()
    bench.collectors = ("collector-2", "")
    async with (
        working(address, bench),
        collector(address) as (judges, _),
        collector(address, "collector-2") as (_, learner_s),
        collector(address, "collector-3") as (_, others),
    ):
        await judges.ask("li")
        await until(lambda: learner_s)
        await asyncio.sleep(0.05)

    assert others == []


# ---------------------------------------------------------------- what goes wrong


async def test_without_a_worker_nobody_gets_in_line(address):
    async with collector(address) as (judges, _):
        assert not await judges.ask("li")
        assert await empty(judges)


async def test_a_worker_that_is_gone_is_known_to_be(address):
    async with collector(address) as (judges, _):
        async with working(address, Bench()):
            assert await judges.ask("li")
            await until_empty(judges)
        await asyncio.sleep(SOON.there_seconds + 0.1)
        assert not await judges.ask("li")


async def test_whether_a_worker_is_at_work_can_be_asked(address):
    assert not await is_at_work(address)
    async with working(address, Bench()):
        assert await is_at_work(address)
    with pytest.raises(JudgesAway, match="cannot be used"):
        await is_at_work(f"redis://127.0.0.1:{unused_port()}/0")


async def test_whom_a_silent_worker_had_another_one_judges(address):
    silent, bench = Bench(open_=False), Bench()
    dead = RedisJudgeWorker(address, silent.judge, limits=SOON)
    dead._worker._in_hand = SaysNothing()
    async with collector(address) as (judges, heard):
        run = asyncio.create_task(dead.run())
        await until(lambda: judges.ask("li"))
        await until(lambda: silent.begun)
        bench.collectors = ("collector-1",)
        async with working(address, bench):
            await until(lambda: heard)
            await until_empty(judges)
        run.cancel()
        await asyncio.gather(run, return_exceptions=True)

    assert bench.begun == ["li"]


async def test_a_long_judgement_stays_its_workers(address):
    slow, other = Bench(open_=False), Bench()
    async with collector(address) as (judges, heard), working(address, slow):
        await judges.ask("li")
        await until(lambda: slow.begun)
        async with working(address, other):
            await asyncio.sleep(4 * SOON.claim_seconds)
        slow.door.set()
        await until(lambda: heard)

    assert (slow.begun, other.begun) == (["li"], [])


async def test_whoever_could_not_be_judged_stays_in_line(address):
    bench, tried = Bench(), []

    async def judge(person):
        tried.append(person)
        if len(tried) == 1:
            raise ConnectionError("the database is away")
        return await bench.judge(person)

    bench.collectors = ("collector-1",)
    failing = Bench()
    failing.judge = judge
    async with working(address, failing), collector(address) as (judges, heard):
        await judges.ask("li")
        await until(lambda: heard)

    assert tried == ["li", "li"]


async def test_a_worker_that_ends_leaves_to_others_whom_it_could_not_judge(address):
    failing, bench = Bench(), Bench()

    async def judge(person):
        failing.begun.append(person)
        raise ConnectionError("the database is away")

    failing.judge, bench.collectors = judge, ("collector-1",)
    async with collector(address) as (judges, heard):
        async with working(address, failing):
            await judges.ask("li")
            await until(lambda: failing.begun)
        async with working(address, bench):
            await until(lambda: heard)

    assert bench.begun == ["li"]


async def test_a_person_over_whom_workers_are_lost_is_left_alone_after_three(address):
    tried = []

    async def judge(person):
        tried.append(person)
        raise MemoryError

    failing = Bench()
    failing.judge = judge
    async with working(address, failing), collector(address) as (judges, _):
        await judges.ask("li")
        await until_empty(judges)

    assert len(tried) == 3


async def test_who_was_taken_back_is_not_judged_unless_a_worker_has_begun(address):
    bench = Bench(open_=False)
    async with working(address, bench), collector(address) as (judges, heard):
        for person in ("wu", "he"):
            await judges.ask(person)
        await until(lambda: len(bench.begun) == 2)
        await judges.ask("li")
        for person in ("li", "wu"):
            await judges.withdraw(person)
        bench.door.set()
        await until(lambda: len(heard) == 2)
        await until_empty(judges)

    assert sorted(bench.begun) == ["he", "wu"]


async def test_a_redis_that_was_emptied_takes_the_next_request(address):
    bench = Bench(open_=False)
    async with working(address, bench), collector(address) as (judges, heard), redis.Redis.from_url(address) as client:
        for person in ("wu", "he"):
            await judges.ask(person)
        await until(lambda: len(bench.begun) == 2)
        await judges.ask("li")
        await client.flushall()
        bench.door.set()
        await until(lambda: judges.ask("li"))
        await until(lambda: any(judged.trainee == "li" for judged in heard))


async def test_whom_a_worker_has_in_hand_no_other_gets_by_being_taken_back_and_asked_for(address):
    bench = Bench(open_=False)
    async with working(address, bench, count=2), collector(address) as (judges, _):
        await judges.ask("li")
        await until(lambda: bench.begun)
        await judges.withdraw("li")
        await judges.ask("li")
        await asyncio.sleep(0.2)
        assert bench.begun == ["li"]


async def test_who_is_known_to_stand_in_a_line_that_is_gone_gets_in_line_again(address):
    bench = Bench(open_=False)
    async with working(address, bench), collector(address) as (judges, heard), redis.Redis.from_url(address) as client:
        for person in ("wu", "he", "li"):
            await judges.ask(person)
        await until(lambda: len(bench.begun) == 2)
        await client.delete(STREAM)
        await judges.ask("li")
        bench.door.set()
        await until(lambda: any(judged.trainee == "li" for judged in heard))


async def test_for_a_redis_that_hangs_nobody_waits_twice(address):
    async with working(address, Bench()), collector(address) as (judges, _), redis.Redis.from_url(address) as client:
        await client.client_pause(3000)
        with pytest.raises(JudgesAway):
            await judges.ask("li")
        async with asyncio.timeout(0.5):
            with pytest.raises(JudgesAway):
                await judges.ask("wu")
        await client.client_unpause()


async def test_a_redis_that_takes_nothing_says_so(address):
    async with (
        working(address, Bench()),
        collector(address) as (judges, _),
        redis.Redis.from_url(address) as client,
    ):
        await client.config_set("maxmemory", "1")
        try:
            with pytest.raises(JudgesAway):
                await judges.ask("li")
        finally:
            await client.config_set("maxmemory", "0")


async def test_a_redis_that_is_away_says_so_and_serves_again_when_it_is_back(tmp_path, caplog):
    port, bench = unused_port(), Bench()
    with local_redis(tmp_path, port) as address:
        judges = RedisJudges(address, "collector-1")
        hearing = asyncio.create_task(anext(told := judges.told()))
        await until(lambda: judges._hears)
        worker = RedisJudgeWorker(address, bench.judge, limits=SOON)
        run = asyncio.create_task(worker.run())
        await until(lambda: _asked(judges))
        assert await hearing == TOLD
        hearing = asyncio.create_task(anext(told))
    with pytest.raises(JudgesAway):
        await judges.ask("li")
    await asyncio.sleep(1.2)  # the worker has tried more than once

    with local_redis(tmp_path, port):
        await until(lambda: _asked(judges))
        assert await hearing == TOLD
        await told.aclose()
        worker.stop()
        await run
        await judges.close()
    assert sum("trying on" in record.message for record in caplog.records) == 1


async def test_a_collector_without_redis_says_at_its_start_who_judges_and_when_redis_is_there(tmp_path, caplog):
    caplog.set_level("INFO", "monitor.judges")
    port = unused_port()
    judges = RedisJudges(f"redis://127.0.0.1:{port}/0", "collector-1")
    hearing = asyncio.create_task(anext(judges.told()))
    await asyncio.sleep(2.2)  # it has tried more than once
    with local_redis(tmp_path, port):
        await until(lambda: judges._hears)
    await until(lambda: len(caplog.records) == 3)
    hearing.cancel()
    await asyncio.gather(hearing, return_exceptions=True)
    await judges.close()

    lost, back, again = caplog.records
    assert lost.message.startswith("hours are judged by this process until Redis (MONITOR_REDIS_URL) can be used")
    assert (lost.levelname, back.levelname, again.levelname) == ("WARNING", "INFO", "WARNING")


async def _asked(judges) -> bool:
    with suppress(JudgesAway):
        return await judges.ask("li")
    return False


async def test_a_worker_does_not_begin_without_redis():
    worker = RedisJudgeWorker(f"redis://127.0.0.1:{unused_port()}/0", Bench().judge)
    with pytest.raises(JudgesAway, match="cannot be used"):
        await worker.run()


def test_an_address_that_is_none_is_refused():
    with pytest.raises(JudgesAway, match="no address"):
        RedisJudges("http://nowhere", "collector-1")


# ---------------------------------------------------------------- how long the line is


async def test_the_line_tells_its_length_and_its_age(address):
    bench = Bench(open_=False)
    async with working(address, bench), collector(address) as (judges, _):
        for person in ("li", "wu", "he"):
            await judges.ask(person)
        await asyncio.sleep(0.1)
        state = await judges.state()

        assert state.people == 3
        assert 0.1 <= state.oldest_seconds < PATIENCE
        bench.door.set()
        await until_empty(judges)
        assert await judges.state() == (0, 0.0)


async def test_nothing_is_left_of_whom_all_was_told(address):
    async with working(address, Bench()), collector(address) as (judges, _):
        for person in ("li", "wu", "he"):
            await judges.ask(person)
        await until_empty(judges)
    async with redis.Redis.from_url(address) as client:
        await client.delete(THERE, on_this_machine(THERE))
        assert await client.keys() == [STREAM.encode()]
