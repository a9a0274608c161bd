"""Who lives, who may be sent learners, and what is wrong where not."""

import asyncio

import pytest

from monitor.core.events import Disconnected
from monitor.flows.drain import drain
from monitor.flows.readiness import FAILED_FOR_MS, FRESH_MS
from monitor.flows.unsupervised import Unsupervised
from monitor.ports import EventLogError


async def wrong(world) -> list[str]:
    """The codes of what is wrong; the service is ready where there are none."""
    world.collector.readiness._seen = world.collector.readiness._seen._replace(at=-FRESH_MS)  # as if time had passed
    answer = await world.http.get("/readyz", headers={"Accept-Language": "zh-CN"})
    assert (await world.http.get("/livez")).json() == {"status": "ok"}
    if answer.status_code == 200:
        assert answer.json() == {"status": "ready"}
        return []
    assert (answer.status_code, answer.json()["code"]) == (503, "not_ready")
    assert all(set(one["message"]) == {"zh-CN", "en"} for one in answer.json()["errors"])
    return [one["code"] for one in answer.json()["errors"]]


async def test_a_collector_that_is_well_is_ready(world):
    assert await wrong(world) == []


async def test_a_disk_that_takes_nothing_makes_it_unready_until_it_does_again(world, monkeypatch):
    def full():
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(world.monitor.disk, "write", full)
        assert await wrong(world) == ["disk_not_writable"]
    assert await wrong(world) == []


@pytest.mark.parametrize(("left", "codes"), [(1000, []), (999, ["disk_nearly_full"])])
async def test_the_disk_is_nearly_full_below_the_number_that_is_set(world, monkeypatch, left, codes):
    monkeypatch.setattr(world.monitor, "disk_min_bytes", 1000)
    monkeypatch.setattr(world.monitor.disk, "left", lambda: left)

    assert await wrong(world) == codes


async def test_a_registry_that_does_not_answer_makes_it_unready(world, monkeypatch):
    def silent(*_):
        raise world.monitor.registry_error("database", "is away", "wait")

    monkeypatch.setattr(world.monitor.registry, "is_platform", silent)

    assert await wrong(world) == ["registry_silent"]


async def test_a_log_that_failed_counts_for_ten_seconds(world, sdk, monkeypatch):
    def full(*_):
        raise EventLogError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(world.monitor.log, "hand_in", full)
        await sdk.send()
        await sdk.until_closed()
        assert await wrong(world) == ["log_failed"]
    world.collector.readiness._log_failed_at -= FAILED_FOR_MS
    assert await wrong(world) == []
    assert "monitor_log_failures_total 0" not in (await world.http.get("/metrics")).text


# ---------------------------------------------------------------- drain


async def test_a_collector_that_is_told_to_end_tells_its_learners_when_to_come_back(world):
    sdks = [await (await world.sdk(world.trainee(name))).start() for name in ("li", "wu")]
    for live in world.collector.sessions:
        live.supervisor = Unsupervised()  # nobody is asked anything
    await drain(world.collector, 0.4)
    codes = [await sdk.until_closed() for sdk in sdks]
    reasons = sorted(float(sdk._socket.close_reason) for sdk in sdks)
    facts = await world.facts(sdks[0].session)

    assert codes == [1013, 1013]
    assert 3.0 <= reasons[0] < reasons[1] <= 3.4, "not both at the same time"
    assert isinstance(facts[-1], Disconnected)


async def test_whoever_is_being_asked_is_let_go_last(world, sdk):
    async with await world.sdk(world.trainee("wu")) as idle:
        live = await world.collector.sessions.get(idle.session)
        live.supervisor = Unsupervised()  # nobody is asked anything
        await sdk.until("directive", kind="liveness")
        await drain(world.collector, 0.5)
        await idle.until_closed()
    await sdk.until_closed()
    gone = {session: (await world.monitor.log.read(session))[-1].received for session in (idle.session, sdk.session)}

    assert gone[idle.session] < gone[sdk.session]


async def test_a_draining_collector_is_not_ready_and_takes_no_new_sessions(world, sdk):
    trainee = world.trainee("wu")
    await drain(world.collector, 0)
    wanted = {"trainee": trainee, "training_class": "class-1", "lesson": "lesson-1"}
    refused = await world.platform("POST", "/v1/sessions", json=wanted)
    await sdk.until_closed()
    await sdk.open()

    assert await wrong(world) == ["draining"]
    assert (refused.status_code, refused.json()["code"], refused.headers["Retry-After"]) == (503, "draining", "5")
    assert await sdk.until_closed() == 1013


async def test_batches_are_taken_until_the_learner_is_let_go(world, sdk):
    await sdk.until("directive", kind="liveness")  # so it goes last
    draining = asyncio.create_task(drain(world.collector, 60))
    for _ in range(20):
        await sdk.send()
    await sdk.until_acked(19)
    draining.cancel()

    assert len(await world.batches(sdk.session)) == 20
