"""Face jobs over Redis when workers are killed, hang, are missing or are slow; and that no picture stays behind."""

from __future__ import annotations

import asyncio
import inspect
import json
import os
import signal
import sys
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path

import face_fakes as fakes
import pytest
import redis.asyncio as redis
from redis_server import local_redis, unused_port

from monitor import assembly
from monitor.adapters.face_pool import FacePool
from monitor.adapters.redis_faces import RedisFaces, RedisFaceWorker, RedisLimits
from monitor.adapters.redis_presence import on_this_machine
from monitor.ports import FaceServiceError, QueueState
from monitor.settings import Settings
from monitor.web.app import create_app

PICTURE = fakes.jpeg(fakes.pictures(1)[0])
CLAIM_SECONDS = 0.6  # shorter than the job that is noted
THERE = {b"faces:there", on_this_machine("faces:there").encode()}
WORKER = Path(__file__).with_name("redis_worker.py")
MONITOR = Path(sys.executable).with_name("monitor")
QUIET = {"stderr": asyncio.subprocess.PIPE}


@pytest.fixture
def address(tmp_path):
    with local_redis(tmp_path) as running:
        yield running


@asynccontextmanager
async def faces_over(address, **limits):
    faces = RedisFaces(address, limits=RedisLimits(**limits))
    try:
        yield faces
    finally:
        await faces.close()


@asynccontextmanager
async def process(*command, **options):
    """A worker process, or whatever is left of it."""
    started = await asyncio.create_subprocess_exec(*map(str, command), **options)
    try:
        yield started
    finally:
        if started.returncode is None:
            started.kill()
        await started.communicate()


def worker_process(address):
    return process(sys.executable, WORKER, address, CLAIM_SECONDS, stderr=asyncio.subprocess.DEVNULL)


@asynccontextmanager
async def worker_here(address, **limits):
    pool = FacePool(1, build=fakes.FakeWork)
    worker = RedisFaceWorker(address, pool, limits=RedisLimits(**limits))
    working = asyncio.create_task(worker.run())
    try:
        yield worker
    finally:
        worker.stop()
        await pool.close()
        await working


async def begun(notes, times=1) -> None:
    """Wait until a job that is noted was begun so often; the note is all that its process says."""
    async with asyncio.timeout(20):
        while not notes.exists() or notes.read_text().count("begun") < times:  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def until(true) -> None:
    async with asyncio.timeout(20):
        while not (await said if inspect.isawaitable(said := true()) else said):  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def keys_of(address) -> set[bytes]:
    async with redis.Redis.from_url(address) as client:
        return set(await client.keys("*"))


async def test_the_job_of_a_killed_worker_is_done_again_once_and_answered_once(address, tmp_path):
    notes = tmp_path / "notes"
    async with faces_over(address) as faces:
        job = [(fakes.NOTED,), fakes.spelled(notes)]
        async with worker_process(address) as first:
            judging = asyncio.create_task(faces.judge_photo(PICTURE, job))
            await begun(notes)
            first.kill()
            await first.wait()
            async with worker_process(address):
                assert (await judging).reason == "noted"
                assert (await faces.enrol(PICTURE)).verdict == "pass", "the next job gets its own answer"

    assert notes.read_text().count("begun") == 2
    assert await keys_of(address) <= {b"faces:jobs", *THERE}


async def test_a_job_over_which_two_workers_died_is_a_service_fault(address, tmp_path):
    notes = tmp_path / "notes"
    async with faces_over(address) as faces:
        judging = asyncio.create_task(faces.judge_photo(PICTURE, [(fakes.NOTED,), fakes.spelled(notes)]))
        for times in (1, 2):
            async with worker_process(address) as worker:
                await begun(notes, times)
                worker.kill()
                await worker.wait()
        async with worker_process(address):
            with pytest.raises(FaceServiceError, match="two face workers were lost"):
                await judging

    assert notes.read_text().count("begun") == 2


async def test_a_slow_worker_keeps_its_job(address, tmp_path):
    notes = tmp_path / "notes"
    limits = {"claim_seconds": CLAIM_SECONDS}
    async with worker_here(address, **limits), worker_here(address, **limits), faces_over(address) as faces:
        judged = await faces.judge_photo(PICTURE, [(fakes.NOTED,), fakes.spelled(notes)])

    assert judged.reason == "noted"
    assert notes.read_text().count("begun") == 1


async def test_a_job_that_nobody_answers_is_a_service_fault_and_leaves_no_picture(address):
    async with faces_over(address, answer_seconds=0.3) as faces:
        with pytest.raises(FaceServiceError, match=r"within 0\.3 s"):
            await faces.enrol(PICTURE)

        async with redis.Redis.from_url(address) as client:
            assert await client.xlen("faces:jobs") == 0
    assert await keys_of(address) == {b"faces:jobs"}


async def test_pictures_lie_in_redis_for_a_short_time_only(address):
    async with faces_over(address, answer_seconds=5) as faces:
        judging = asyncio.create_task(faces.enrol(PICTURE))
        async with redis.Redis.from_url(address) as client:
            async with asyncio.timeout(5):
                while not (kept := await client.keys("faces:job:*")):  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
            assert 0 < await client.pttl(kept[0]) <= 5000
            assert PICTURE not in str(await client.xrange("faces:jobs")).encode()
        judging.cancel()


async def test_no_more_than_a_few_jobs_lie_in_redis_at_once(address):
    async with faces_over(address, places=2, answer_seconds=5) as faces:
        jobs = [asyncio.create_task(faces.enrol(PICTURE)) for _ in range(5)]
        await asyncio.sleep(0.2)
        state = faces.queue_state()
        async with redis.Redis.from_url(address) as client:
            assert await client.xlen("faces:jobs") == state.working == 2
        assert state.waiting == 3
    assert all(isinstance(end, FaceServiceError) for end in await asyncio.gather(*jobs, return_exceptions=True))


async def test_without_redis_a_check_is_a_service_fault_soon(tmp_path):
    with local_redis(tmp_path) as address:
        pass
    async with faces_over(address, away_seconds=0.1) as faces:
        with pytest.raises(FaceServiceError, match="Redis cannot be used"):
            await asyncio.wait_for(faces.enrol(PICTURE), 10)


async def test_a_redis_that_was_killed_costs_no_job(tmp_path):
    notes = tmp_path / "notes"
    port = unused_port()
    with ExitStack() as first:
        address = first.enter_context(local_redis(tmp_path, port))
        async with worker_here(address), faces_over(address) as faces:
            before = asyncio.create_task(faces.judge_photo(PICTURE, [(fakes.NOTED,), fakes.spelled(notes)]))
            await begun(notes)
            first.close()
            meanwhile = asyncio.create_task(faces.enrol(PICTURE))
            with local_redis(tmp_path, port):
                assert [(await job).reason for job in (before, meanwhile)] == ["noted", "ok"]


async def test_a_redis_that_takes_nothing_for_a_while_costs_no_job(address):
    async with worker_here(address), faces_over(address) as faces, redis.Redis.from_url(address) as client:
        await faces.enrol(PICTURE)
        await client.config_set("maxmemory", "1")
        enrolling = asyncio.create_task(faces.enrol(PICTURE))
        done, _ = await asyncio.wait([enrolling], timeout=0.3)
        await client.config_set("maxmemory", "0")

        assert (done, (await enrolling).verdict) == (set(), "pass")


async def test_workers_and_collector_go_on_when_redis_has_forgotten_everything(address):
    async with worker_here(address), faces_over(address) as faces:
        await faces.enrol(PICTURE)
        async with redis.Redis.from_url(address) as client:
            await client.flushall()

        assert (await faces.enrol(PICTURE)).verdict == "pass"


async def test_the_setting_replaces_the_collectors_own_workers(tmp_path):
    settings = Settings(data=tmp_path, rule_pack="demo", redis_url="redis://127.0.0.1:1/0")
    async with assembly.build(settings) as monitor:
        assert isinstance(monitor.faces, RedisFaces)


@pytest.mark.parametrize("wrong", ["http://example.org", "nonsense"])
def test_an_address_that_is_none_of_redis_is_refused(wrong):
    with pytest.raises(FaceServiceError, match="no address of a Redis server"):
        RedisFaces(wrong)


async def test_the_command_works_with_the_real_models_until_it_is_told_to_end(address, model_store):
    from monitor.learners.people import reference_picture

    command = (MONITOR, "work", "faces", "--redis", address)
    async with faces_over(address) as faces, process(*command, stderr=asyncio.subprocess.DEVNULL) as worker:
        judged = await faces.enrol(reference_picture("astronaut"))
        worker.send_signal(signal.SIGTERM)

        assert await worker.wait() == 0
    assert (judged.verdict, len(judged.embedding)) == ("pass", 128)


async def test_the_command_says_in_its_log_that_it_is_there_and_that_it_ends(address, model_store):
    words = (MONITOR, "work", "faces", "--redis", address)
    said = {"stdout": asyncio.subprocess.PIPE, "env": {**os.environ, "MONITOR_LOG_FORMAT": "json"}, **QUIET}
    async with process(*words, **said) as worker:
        await worker.stdout.readline()
        worker.send_signal(signal.SIGTERM)
        _, told = await worker.communicate()

    lines = [json.loads(line) for line in told.splitlines() if line.startswith(b"{")]
    began, over = [line["message"] for line in lines if line["logger"] == "monitor.work"]
    assert "judges faces begins" in began
    assert "judges faces ends as it was told to" in over


async def test_the_command_says_what_it_lacks():
    options = {"stderr": asyncio.subprocess.PIPE, "env": {"PATH": ""}}
    async with process(MONITOR, "work", "faces", **options) as worker:
        _, told = await worker.communicate()

    assert worker.returncode == 2
    assert b"say where Redis is" in told


async def test_whether_a_worker_of_this_machine_works_can_be_asked(address):
    async def asked(where):
        async with process(MONITOR, "work", "faces", "--check", "--redis", where, **QUIET) as command:
            _, told = await command.communicate()
            return command.returncode, told

    assert await asked(address) == (1, b"no worker on this machine judges faces\n")
    async with worker_here(address), redis.Redis.from_url(address) as client:
        await until(lambda: client.exists("faces:there"))
        assert await asked(address) == (0, b"")
    code, told = await asked(f"redis://127.0.0.1:{unused_port()}/0")
    assert (code, b"Redis cannot be used" in told) == (2, True)


# ---------------------------------------------------------------- what the log and the metrics say


async def test_a_job_that_nobody_takes_waits_and_gets_older(address):
    async with faces_over(address, answer_seconds=10) as faces:
        jobs = [asyncio.create_task(faces.enrol(PICTURE)) for _ in range(2)]
        await until(lambda: faces.queue_state().waiting == 2)
        assert faces.queue_state().working == 0
        assert faces.queue_state().oldest_seconds > 0.4

        async with worker_here(address):
            assert [judged.verdict for judged in await asyncio.gather(*jobs)] == ["pass", "pass"]
        assert faces.queue_state() == QueueState(waiting=0, working=0, oldest_seconds=0.0, done=2)


async def test_a_job_at_a_worker_does_not_wait(address, tmp_path):
    notes = tmp_path / "notes"
    async with worker_here(address), faces_over(address) as faces:
        judging = asyncio.create_task(faces.judge_photo(PICTURE, [(fakes.NOTED,), fakes.spelled(notes)]))
        await begun(notes)
        await asyncio.sleep(0.6)
        state = faces.queue_state()
        await judging

    assert (state.waiting, state.working) == (0, 1)


async def test_the_job_of_a_worker_that_is_gone_waits_again(address, tmp_path):
    notes = tmp_path / "notes"
    async with faces_over(address, claim_seconds=CLAIM_SECONDS) as faces:
        judging = asyncio.create_task(faces.judge_photo(PICTURE, [(fakes.NOTED,), fakes.spelled(notes)]))
        async with worker_process(address) as worker:
            await begun(notes)
            worker.kill()
            await worker.wait()
        await until(lambda: faces.queue_state().waiting == 1)
        judging.cancel()


async def test_while_redis_is_away_every_job_waits(tmp_path):
    with local_redis(tmp_path) as address:
        pass
    async with faces_over(address) as faces:
        job = asyncio.create_task(faces.enrol(PICTURE))
        await until(lambda: faces.queue_state().waiting == 1)
    assert isinstance(*await asyncio.gather(job, return_exceptions=True), FaceServiceError)


async def test_the_log_says_once_that_nobody_takes_jobs_and_again_when_it_comes_anew(address, caplog):
    caplog.set_level("INFO", "monitor.faces")

    def said(words):
        return sum(words in record.message for record in caplog.records)

    async with faces_over(address, untaken_seconds=0.5, answer_seconds=10) as faces:
        for times in (1, 2):
            jobs = [asyncio.create_task(faces.enrol(PICTURE))]
            await until(lambda times=times: said("not taken") == times)
            jobs += [asyncio.create_task(faces.enrol(PICTURE))]
            await asyncio.sleep(1.2)
            assert said("not taken") == times
            async with worker_here(address):
                await asyncio.gather(*jobs)
            assert said("taken again") == times

    [line, _] = [record for record in caplog.records if "not taken" in record.message]
    assert line.levelname == "WARNING"
    assert "`monitor work faces` run with this MONITOR_REDIS_URL" in line.message


async def test_a_collector_without_redis_says_so_at_its_start_and_when_redis_is_there(tmp_path, caplog):
    caplog.set_level("INFO", "monitor.faces")
    port = unused_port()
    faces = RedisFaces(f"redis://127.0.0.1:{port}/0")
    faces.listen()
    await until(lambda: caplog.records)
    await asyncio.sleep(1.2)  # it has tried more than once
    with local_redis(tmp_path, port):
        await until(lambda: len(caplog.records) == 2)
    await until(lambda: len(caplog.records) == 3)
    await faces.close()

    lost, back, again = caplog.records
    assert lost.message.startswith("no face is judged until Redis (MONITOR_REDIS_URL) can be used")
    assert "their events are acknowledged" in lost.message
    assert (lost.levelname, back.levelname, again.levelname) == ("WARNING", "INFO", "WARNING")


async def test_a_collector_that_begins_to_serve_does_not_wait_for_the_first_face_to_say_so(tmp_path, caplog):
    settings = Settings(data=tmp_path, rule_pack="demo", redis_url=f"redis://127.0.0.1:{unused_port()}/0")
    async with assembly.build(settings) as monitor:
        app = create_app(monitor)
        async with app.router.lifespan_context(app):
            await until(lambda: "no face is judged" in caplog.text)


async def test_a_redis_that_takes_nothing_is_told_in_the_log_until_it_does(address, caplog):
    caplog.set_level("INFO", "monitor.faces")
    async with worker_here(address), faces_over(address) as faces, redis.Redis.from_url(address) as client:
        await faces.enrol(PICTURE)
        await client.config_set("maxmemory", "1")
        enrolling = asyncio.create_task(faces.enrol(PICTURE))
        await asyncio.sleep(1)
        await client.config_set("maxmemory", "0")
        await enrolling

    said = [record.message for record in caplog.records if "MONITOR_REDIS_URL) can be used" in record.message]
    assert [message.split()[0] for message in said] == ["no", "Redis"]
