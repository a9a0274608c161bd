"""What every face service promises, whether its workers are its own or come over Redis."""

import asyncio
import multiprocessing
from contextlib import asynccontextmanager

import pytest
from faces import face_fakes as fakes
from redis_server import local_redis

from monitor.adapters.face_pool import FacePool
from monitor.adapters.redis_faces import RedisFaces, RedisFaceWorker
from monitor.faces.errors import PictureError, StaleReferenceError
from monitor.ports import FaceJudgement, FaceServiceError, Owner, QueueState

PICTURE = fakes.jpeg(fakes.pictures(1)[0])


@asynccontextmanager
async def own_workers(_folder):
    yield FacePool(2, build=fakes.FakeWork)


@asynccontextmanager
async def workers_over_redis(folder):
    with local_redis(folder) as address:
        pool = FacePool(2, build=fakes.FakeWork)
        worker = RedisFaceWorker(address, pool, places=2)
        working = asyncio.create_task(worker.run())
        try:
            yield RedisFaces(address)
        finally:
            worker.stop()
            await pool.close()
            await working


@pytest.fixture(params=[own_workers, workers_over_redis], ids=["pool", "redis"])
async def faces(request, tmp_path):
    async with request.param(tmp_path) as analyser:
        yield analyser
        await analyser.close()
    assert not multiprocessing.active_children()


async def test_every_verb_reaches_a_worker(faces):
    assert (await faces.enrol(PICTURE)).verdict == "pass"
    assert (await faces.judge_burst("nod", [PICTURE] * 9, [])).faces == 9
    assert (await faces.judge_photo(PICTURE, [(fakes.SLOW,)])).reason == "slow"


async def test_the_models_in_force_are_named(faces):
    assert await faces.versions() == {"embedder": "fake"}


async def test_bad_pictures_are_refused_and_the_problem_named(faces):
    with pytest.raises(PictureError, match="not_a_jpeg"):
        await faces.judge_photo(b"no picture", [])
    with pytest.raises(PictureError, match="too_many_frames"):
        await faces.judge_burst("nod", [PICTURE] * 25, [])


async def test_references_of_another_model_are_named_as_such(faces):
    with pytest.raises(StaleReferenceError, match="expected 128"):
        await faces.judge_photo(PICTURE, [(fakes.STALE,)])


async def test_a_bug_in_the_analysis_is_a_service_fault(faces):
    with pytest.raises(FaceServiceError, match="ZeroDivisionError: by design"):
        await faces.judge_photo(PICTURE, [(fakes.RAISE,)])
    assert (await faces.enrol(PICTURE)).verdict == "pass"


async def test_a_process_that_crashes_once_costs_the_job_nothing(faces, tmp_path):
    crashed = fakes.spelled(tmp_path / "crashed")

    assert (await faces.judge_photo(PICTURE, [(fakes.CRASH_ONCE,), crashed])).reason == "second attempt"


async def test_a_job_that_crashes_every_process_is_a_service_fault(faces):
    with pytest.raises(FaceServiceError, match="two face workers"):
        await faces.judge_photo(PICTURE, [(fakes.CRASH,)])


async def test_many_waiting_jobs_delay_and_fail_nobody(faces):
    answers = await asyncio.gather(*(faces.enrol(PICTURE) for _ in range(200)))

    assert {answer.verdict for answer in answers} == {"pass"}


async def test_of_one_learner_one_job_is_at_work_and_the_queue_says_so(faces):
    await faces.enrol(PICTURE)
    owner = Owner("platform", "learner")
    jobs = [asyncio.create_task(faces.judge_photo(PICTURE, [(fakes.SLOW,)], owner=owner)) for _ in range(3)]
    await asyncio.sleep(0.1)
    state = faces.queue_state()

    assert (state.waiting, state.working, state.done) == (2, 1, 1)
    assert 0.05 < state.oldest_seconds < 5
    await asyncio.gather(*jobs)
    assert faces.queue_state() == QueueState(waiting=0, working=0, oldest_seconds=0.0, done=4)


async def test_a_challenge_is_judged_as_a_whole(faces):
    assert (await faces.judge_challenge([FaceJudgement(verdict="retry", reason="no_nod")])).reason == "no_nod"


async def test_an_enrolment_is_judged_as_a_whole(faces):
    [judged] = await faces.judge_enrolment([FaceJudgement(verdict="retry", reason="no_face")])

    assert judged.reason == "no_face"


async def test_a_caller_who_gives_up_does_not_disturb_the_next(faces):
    job = asyncio.create_task(faces.judge_photo(PICTURE, [(fakes.SLOW,)]))
    await asyncio.sleep(0.05)
    job.cancel()

    assert (await faces.judge_burst("blink", [PICTURE] * 8, [])).reason == "blink"


async def test_closing_ends_jobs_under_way(faces):
    job = asyncio.create_task(faces.judge_photo(PICTURE, [(fakes.HANG,)]))
    await asyncio.sleep(0.1)
    await asyncio.wait_for(faces.close(), 5)

    with pytest.raises(FaceServiceError):
        await job


async def test_a_closed_service_refuses_and_may_be_closed_again(faces):
    await faces.close()
    await faces.close()

    with pytest.raises(FaceServiceError, match="closed"):
        await faces.enrol(PICTURE)
