"""The pool when workers crash, hang, cannot start, are too many or are over; and that nobody is left behind."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import time
from contextlib import asynccontextmanager
from functools import partial

import face_fakes as fakes
import pytest

from monitor.adapters.face_pool import FacePool, PoolLimits
from monitor.adapters.model_store import ModelStore
from monitor.faces.errors import PictureError
from monitor.ports import FaceJudgement, FaceServiceError, Owner

PICTURE = fakes.jpeg(fakes.pictures(1)[0])


@asynccontextmanager
async def pool_of(build=fakes.FakeWork, workers=1, **limits):
    pool = FacePool(workers, build=build, limits=PoolLimits(**limits))
    try:
        yield pool
    finally:
        await pool.close()
        assert not multiprocessing.active_children()


async def test_every_verb_reaches_the_worker():
    async with pool_of(partial(fakes.FakeWork, "made here")) as pool:
        assert (await pool.enrol(PICTURE)).versions == {"worker": "made here"}
        assert (await pool.judge_burst("nod", [PICTURE] * 9, [])).faces == 9
        assert (await pool.judge_photo(PICTURE, [(fakes.SLOW,)])).reason == "slow"


async def test_a_worker_that_crashes_once_is_replaced_and_the_job_done(tmp_path):
    marker = [float(ord(letter)) for letter in str(tmp_path / "crashed")]
    async with pool_of() as pool:
        judgement = await pool.judge_photo(PICTURE, [(fakes.CRASH_ONCE,), marker])
        assert judgement.reason == "second attempt"


async def test_a_job_that_crashes_every_worker_is_a_service_fault():
    async with pool_of() as pool:
        with pytest.raises(FaceServiceError, match=r"two face workers.*crashed"):
            await pool.judge_photo(PICTURE, [(fakes.CRASH,)])
        assert (await pool.enrol(PICTURE)).verdict == "pass", "the next job gets a fresh worker"


async def test_a_worker_that_hangs_is_killed():
    async with pool_of(job_seconds=0.3) as pool:
        with pytest.raises(FaceServiceError, match=r"no answer within 0\.3 s"):
            await pool.judge_photo(PICTURE, [(fakes.HANG,)])
        assert (await pool.enrol(PICTURE)).verdict == "pass"


async def test_a_bug_in_the_analysis_is_told_and_costs_no_worker():
    async with pool_of() as pool:
        await pool.start()
        (before,) = multiprocessing.active_children()
        with pytest.raises(FaceServiceError, match="ZeroDivisionError: by design"):
            await pool.judge_photo(PICTURE, [(fakes.RAISE,)])
        assert multiprocessing.active_children() == [before]


async def test_bad_pictures_are_refused_without_a_worker():
    async with pool_of() as pool:
        with pytest.raises(PictureError, match="not_a_jpeg"):
            await pool.judge_photo(b"no picture", [])
        with pytest.raises(PictureError, match="too_many_frames"):
            await pool.judge_burst("nod", [PICTURE] * 25, [])
        assert not multiprocessing.active_children()


async def test_a_worker_that_cannot_start_tells_why():
    async with pool_of(fakes.build_broken) as pool:
        with pytest.raises(FaceServiceError, match="could not start: FileNotFoundError: no model here"):
            await pool.enrol(PICTURE)


async def test_a_machine_out_of_processes_costs_one_job_and_the_next_one_starts_a_worker(monkeypatch):
    async with pool_of() as pool:
        with monkeypatch.context() as short:
            short.setattr("multiprocessing.context.SpawnProcess.start", _no_processes_left)
            with pytest.raises(FaceServiceError, match=r"could not start.*no processes left"):
                await pool.enrol(PICTURE)
        assert (await pool.enrol(PICTURE)).verdict == "pass"


def _no_processes_left(_process):
    raise BlockingIOError("no processes left")


async def test_missing_models_are_told_with_their_remedy(tmp_path):
    pool = FacePool(1, ModelStore(tmp_path))
    try:
        with pytest.raises(FaceServiceError, match=r"missing.*Fetch the models first"):
            await pool.start()
    finally:
        await pool.close()


async def test_the_event_loop_never_waits_for_a_worker():
    async with pool_of() as pool:
        await pool.start()
        job = asyncio.create_task(pool.judge_photo(PICTURE, [(fakes.SLOW,)]))
        ticks = 0
        while not job.done():
            await asyncio.sleep(0.01)
            ticks += 1
        assert ticks > 10


async def test_workers_share_the_jobs():
    async with pool_of(workers=2) as pool:
        await pool.start()
        began = time.monotonic()
        await asyncio.gather(*(pool.judge_photo(PICTURE, [(fakes.SLOW,)]) for _ in range(4)))
        assert time.monotonic() - began < 4 * 0.3


async def test_many_waiting_jobs_delay_and_fail_nobody():
    async with pool_of() as pool:
        await pool.start()
        answers = await asyncio.gather(*(pool.enrol(PICTURE) for _ in range(300)))
        assert {answer.verdict for answer in answers} == {"pass"}


async def test_the_queue_tells_its_length_and_the_age_of_the_oldest_job():
    async with pool_of() as pool:
        await pool.start()
        jobs = [asyncio.create_task(pool.judge_photo(PICTURE, [(fakes.SLOW,)])) for _ in range(3)]
        await asyncio.sleep(0.2)
        state = pool.queue_state()
        assert (state.waiting, state.working) == (2, 1)
        assert 0.1 < state.oldest_seconds < 5
        await asyncio.gather(*jobs)
        assert pool.queue_state().waiting == pool.queue_state().oldest_seconds == 0


async def test_a_busy_learner_does_not_take_the_others_turn():
    async with pool_of() as pool:
        await pool.start()
        order = []

        async def ask(learner):
            await pool.judge_photo(PICTURE, [(fakes.SLOW,)], owner=Owner("platform", learner))
            order.append(learner)

        await asyncio.gather(*(ask(learner) for learner in (*["busy"] * 5, "modest")))
        assert order.index("modest") <= 2, "two turns at most went before"


async def test_a_learner_has_one_job_at_work_even_when_workers_are_idle():
    async with pool_of(workers=2) as pool:
        await pool.start()
        owner = Owner("platform", "learner")
        jobs = [asyncio.create_task(pool.judge_photo(PICTURE, [(fakes.SLOW,)], owner=owner)) for _ in range(3)]
        await asyncio.sleep(0.1)
        assert pool.queue_state().working == 1
        assert {job.reason for job in await asyncio.gather(*jobs)} == {"slow"}


async def test_a_killed_worker_costs_its_job_nothing_but_time():
    async with pool_of() as pool:
        await pool.start()
        (victim,) = multiprocessing.active_children()
        job = asyncio.create_task(pool.judge_photo(PICTURE, [(fakes.SLOW,)]))
        await asyncio.sleep(0.1)
        os.kill(victim.pid, signal.SIGKILL)
        assert (await job).reason == "slow"
        assert victim not in multiprocessing.active_children()


async def test_a_job_whose_caller_gave_up_is_not_done():
    async with pool_of() as pool:
        await pool.start()
        first = asyncio.create_task(pool.judge_photo(PICTURE, [(fakes.SLOW,)]))
        second = asyncio.create_task(pool.judge_photo(PICTURE, [(fakes.HANG,)]))
        await asyncio.sleep(0.05)
        second.cancel()
        assert (await first).reason == "slow"
        assert (await pool.enrol(PICTURE)).verdict == "pass"


async def test_closing_refuses_what_still_waits():
    pool = FacePool(1, build=fakes.FakeWork)
    await pool.start()
    jobs = [asyncio.create_task(pool.judge_photo(PICTURE, [(fakes.SLOW,)])) for _ in range(3)]
    await asyncio.sleep(0.05)
    await pool.close()
    answers = await asyncio.gather(*jobs, return_exceptions=True)
    assert sum(isinstance(answer, FaceServiceError) for answer in answers) >= 2


async def test_a_challenge_is_judged_without_a_worker():
    async with pool_of() as pool:
        burst = FaceJudgement(verdict="retry", reason="no_nod")
        assert (await pool.judge_challenge([burst])).reason == "no_nod"
        assert not multiprocessing.active_children()


async def test_a_cancelled_caller_does_not_disturb_the_next():
    async with pool_of() as pool:
        await pool.start()
        job = asyncio.create_task(pool.judge_photo(PICTURE, [(fakes.SLOW,)]))
        await asyncio.sleep(0.05)
        job.cancel()
        assert (await pool.judge_burst("blink", [PICTURE] * 8, [])).reason == "blink"


async def test_closing_ends_a_job_under_way():
    pool = FacePool(1, build=fakes.FakeWork)
    await pool.start()
    job = asyncio.create_task(pool.judge_photo(PICTURE, [(fakes.HANG,)]))
    await asyncio.sleep(0.1)
    await asyncio.wait_for(pool.close(), 5)
    with pytest.raises(FaceServiceError):
        await job
    assert not multiprocessing.active_children()


async def test_a_closed_pool_refuses_and_may_be_closed_again():
    pool = FacePool(1, build=fakes.FakeWork)
    await pool.close()
    await pool.close()
    with pytest.raises(FaceServiceError, match="closed"):
        await pool.enrol(PICTURE)
