"""`monitor work judgements` beside two collectors over one PostgreSQL, also killed over a person."""

import asyncio
import json
import os
import shutil
import signal
import sys
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import redis.asyncio as redis
from collector_desk import START, Desk
from redis_server import local_redis
from small_world import FakeFaces, seed

from monitor import assembly, rulepacks
from monitor.adapters.clock import ManualClock
from monitor.adapters.redis_judges.line import GROUP, STREAM
from monitor.assembly import JudgesMissing
from monitor.flows.adjudicate import adjudicate
from monitor.flows.close_session import close_here
from monitor.flows.collector import Collector
from monitor.flows.judgements import hear_the_workers, request_judgement
from monitor.flows.judging_worker import JudgingWorker
from monitor.flows.peers import presence
from monitor.settings import Settings

pytestmark = pytest.mark.timeout(180)

MONITOR = Path(sys.executable).with_name("monitor")
PATIENCE = 60
PLAYED = {"lesson": "lesson-1", "position": 0, "paused": False, "visible": True}


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory):
    with local_redis(tmp_path_factory.mktemp("redis")) as address:
        yield address


@pytest.fixture
def settings(tmp_path, postgres, redis_url):
    database = postgres.create("judged")
    yield Settings(
        data=tmp_path / "data",
        database=database,
        peer_address="http://127.0.0.1:1",
        redis_url=redis_url,
        judges="workers",
        judgement_wait_ms=0,
        rule_pack="demo",
    )
    postgres.drop("judged")


@asynccontextmanager
async def collector(settings):
    """A collector of this process, which hears workers."""
    async with assembly.build(settings, faces=FakeFaces()) as monitor:
        monitor.clock = ManualClock(START)
        desk = Desk(monitor, monitor.clock)
        hearing = asyncio.create_task(hear_the_workers(desk.collector))
        await until(lambda: monitor.judges._hears)
        yield desk
        await desk.collector.close()
        hearing.cancel()
        await asyncio.gather(hearing, return_exceptions=True)


@asynccontextmanager
async def worker(settings):
    """The command, until its test ends."""
    words = [MONITOR, "work", "judgements", "--data", settings.data, "--redis", settings.redis_url]
    there = {**os.environ, "MONITOR_DATABASE": settings.database, "MONITOR_RULE_PACK": settings.rule_pack}
    process = await asyncio.create_subprocess_exec(*words, env=there, stdout=asyncio.subprocess.PIPE)
    try:
        async with asyncio.timeout(PATIENCE):
            assert b"judging hours" in await process.stdout.readline()
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def until(true) -> None:
    async with asyncio.timeout(PATIENCE):
        while not true():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


@asynccontextmanager
async def learner_at_the_first_of_two(settings):
    async with collector(settings) as first, collector(settings) as second:
        seed(first.monitor.registry)
        learner = await (await first.learner(first.trainee())).come()
        await learner.say("sample", **PLAYED)
        yield first, second, learner


def states(learner):
    return [said["state"] for said in learner.ear.of("status")]


async def asked_by(desk, learner):
    """The workers take the next request of this collector."""
    async with asyncio.timeout(PATIENCE):
        while not await desk.monitor.judges.ask(learner.live.state.trainee):  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def test_a_worker_judges_to_the_byte_and_the_learner_hears_it_whoever_asked(settings):
    async with learner_at_the_first_of_two(settings) as (first, second, learner), worker(settings) as process:
        trainee = learner.live.state.trainee
        await asked_by(second, learner)
        await until(lambda: states(learner))
        [stored] = first.monitor.registry.verdicts(trainee)
        [here] = await adjudicate(first.collector, trainee)

        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(PATIENCE):
            assert await process.wait() == 0

    assert stored.verdict == here.to_bytes()
    assert states(learner) == ["in_progress"]


async def test_the_collector_itself_judges_nobody_beside_a_worker(settings):
    async with learner_at_the_first_of_two(settings) as (first, _, learner), worker(settings):
        await asked_by(first, learner)
        await until(lambda: states(learner))
        request_judgement(first.collector, learner.live)
        await close_here(first.collector, learner.session, "finished")
        await first.collector.background.settle()

        assert first.monitor.metrics.judgements["here"] == 0
        assert first.monitor.metrics.judgements["worker"] >= 1
        assert first.monitor.registry.unjudged(before=START + 1_000_000, limit=10) == []


async def test_whom_a_killed_worker_had_another_one_judges(settings):
    async with learner_at_the_first_of_two(settings) as (first, second, learner):
        trainee = learner.live.state.trainee
        lock = f"judge/{trainee}"
        async with worker(settings) as victim:
            async with second.monitor.locks(lock):  # so that it is killed in the middle
                await asked_by(first, learner)
                await until_pending(settings)
                victim.kill()
                await victim.wait()
            assert first.monitor.registry.verdicts(trainee) == []
        async with worker(settings):
            await until(lambda: states(learner))

        assert len(first.monitor.registry.verdicts(trainee)) == 1
        assert states(learner) == ["in_progress"]


# ---------------------------------------------------------------- a worker that lacks what collectors have


@asynccontextmanager
async def strange_worker(settings, **other):
    """A worker of this process with other settings than the collectors."""
    async with assembly.build(settings.model_copy(update=other), faces=FakeFaces(), worker=True) as monitor:
        monitor.clock = ManualClock(START)
        yield JudgingWorker(Collector.of(monitor))


def said_by(caplog):
    return [record.message for record in caplog.records if record.levelname == "ERROR"]


async def ended(desk, learner):
    """A session that has ended, and whose judgement was lost."""
    desk.monitor.registry.close_session(learner.session, START)
    return learner.live.state.trainee


def unjudged(desk):
    return desk.monitor.registry.unjudged(before=START + 1_000_000, limit=10)


async def test_a_worker_with_another_rule_pack_judges_by_the_rules_of_the_session(settings, caplog):
    async with learner_at_the_first_of_two(settings) as (first, _, learner):
        trainee = learner.live.state.trainee
        async with strange_worker(settings, rule_pack="henan-2023") as worker:
            found = await worker.judge(trainee)
        [stored] = first.monitor.registry.verdicts(trainee)
        [here] = await adjudicate(first.collector, trainee)

    assert stored.verdict == here.to_bytes()
    assert not found.judged.refused
    assert said_by(caplog) == []


async def test_a_worker_over_an_empty_database_leaves_people_to_their_collectors_and_says_so(
    settings, postgres, tmp_path, caplog
):
    empty = postgres.create("empty")
    try:
        async with learner_at_the_first_of_two(settings) as (first, _, learner):
            trainee = await ended(first, learner)
            async with strange_worker(settings, database=empty) as worker:
                found = [await worker.judge(name) for name in (trainee, trainee)]
            assert unjudged(first) == [trainee]
            assert first.monitor.registry.verdicts(trainee) == []
    finally:
        postgres.drop("empty")

    assert [(judged.refused, judged.said) for judged, _ in found] == [(True, {})] * 2
    [line] = said_by(caplog)
    assert "nothing is known of their sessions here" in line
    assert "MONITOR_DATABASE" in line


async def test_a_worker_without_the_rules_of_a_session_leaves_it_to_be_judged_and_says_which(
    settings, tmp_path, caplog
):
    pack = tmp_path / "own.toml"
    pack.write_text(Path(rulepacks.__file__).with_name("demo.toml").read_text().replace('"demo"', '"own"', 1))
    settings = settings.model_copy(update={"rule_pack": str(pack)})
    elsewhere = tmp_path / "elsewhere"
    async with learner_at_the_first_of_two(settings) as (first, _, learner):
        trainee = await ended(first, learner)
        shutil.copytree(settings.data / "keys", elsewhere / "keys")
        async with strange_worker(settings, data=elsewhere, rule_pack="demo") as worker:
            found = await worker.judge(trainee)
        assert unjudged(first) == [trainee]
        assert first.monitor.registry.verdicts(trainee) == []

    assert found.judged.refused
    [line] = said_by(caplog)
    assert "rule pack own is not kept" in line
    assert "the collectors' data folder" in line


async def test_a_worker_with_other_keys_judges_nobody_and_says_so(settings, tmp_path, caplog):
    async with learner_at_the_first_of_two(settings) as (first, _, learner):
        trainee = learner.live.state.trainee
        async with first.collector.locks(presence(first.monitor.name)):
            first.monitor.registry.join_collectors(first.collector.peers.me)
            async with strange_worker(settings, data=tmp_path / "elsewhere") as worker:
                found = await worker.judge(trainee)
        assert first.monitor.registry.verdicts(trainee) == []

    assert found.judged.refused
    [line] = said_by(caplog)
    assert "another master key" in line
    assert trainee in line


async def test_a_worker_says_in_its_log_that_it_is_there_and_that_it_ends(settings):
    words = [MONITOR, "work", "judgements", "--data", settings.data, "--redis", settings.redis_url]
    there = {"MONITOR_DATABASE": settings.database, "MONITOR_RULE_PACK": "demo", "MONITOR_LOG_FORMAT": "json"}
    quiet = {"stdout": asyncio.subprocess.PIPE, "stderr": asyncio.subprocess.PIPE}
    process = await asyncio.create_subprocess_exec(*words, env={**os.environ, **there}, **quiet)
    async with asyncio.timeout(PATIENCE):
        await process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        _, told = await process.communicate()

    lines = [json.loads(line) for line in told.splitlines()]
    began, over = [line["message"] for line in lines if line["logger"] == "monitor.work"]
    assert "judges hours begins" in began
    assert "demo" in began
    assert "judges hours ends as it was told to" in over


async def until_pending(settings) -> None:
    """A worker has taken the person."""
    async with redis.Redis.from_url(settings.redis_url) as client, asyncio.timeout(PATIENCE):
        while not (await client.xpending(STREAM, GROUP))["pending"]:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("missing", ["redis_url", "database", "peer_address"])
def test_workers_that_could_share_nothing_are_refused(settings, missing):
    with pytest.raises(JudgesMissing, match="MONITOR_REDIS_URL"):
        assembly.build(settings.model_copy(update={missing: ""}), faces=FakeFaces())


def test_without_workers_no_judgement_waits(tmp_path):
    settings = Settings(data=tmp_path, rule_pack="demo")

    assert settings.judgement_wait_ms > 0
    assert assembly._limits(settings).judgement_wait_ms == 0
