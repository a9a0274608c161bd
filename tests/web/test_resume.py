"""Dropped connections and killed collectors cost nothing that was acknowledged (K8)."""

import asyncio

import httpx
import pytest
from killable import Killable, small_collector
from sdk_double import Sdk, seen
from small_world import CLASS, LESSONS, add_trainee, jpeg, running, seed

from monitor import assembly
from monitor.core.codec import first_broken
from monitor.core.events import LivenessResult
from monitor.flows import connect, wire
from monitor.settings import Settings

# ---------------------------------------------------------------- connections


async def test_a_dropped_connection_goes_on_where_the_log_ends(world, sdk):
    await sdk.send_acked()
    await sdk.drop()
    await sdk.come_back()

    assert (sdk.welcome["epoch"], sdk.welcome["last_seq"]) == (2, 0)
    await sdk.send_acked()
    assert [raw.decode() for raw in await world.batches(sdk.session)] == sdk.sent


async def test_what_was_sent_but_not_acknowledged_is_stored_once(world, sdk):
    for _ in range(20):
        await sdk.send()
    await sdk.drop()
    await sdk.come_back()
    await sdk.until_acked(19)

    assert [raw.decode() for raw in await world.batches(sdk.session)] == sdk.sent


async def test_the_resume_token_changes_at_every_use(world, sdk):
    first = sdk.resume
    await sdk.send_acked()
    await sdk.drop()
    await sdk.come_back()

    assert sdk.resume != first


async def test_a_token_may_be_used_again_when_its_welcome_was_lost(world, sdk):
    await sdk.send_acked()
    held = sdk.resume
    for _ in range(3):
        await sdk.drop()
        await sdk.open()
        assert (await sdk.hello(resume=held))["type"] == "welcome"

    assert sdk.welcome["epoch"] == 4


async def test_a_token_is_spent_once_its_successor_was_used_to_send(world, sdk):
    await sdk.send_acked()
    old = sdk.resume
    await sdk.drop()
    await sdk.come_back()
    await sdk.send_acked()
    await sdk.drop()
    await sdk.open()
    error = await sdk.hello(resume=old)

    assert (error["code"], error["field"]) == ("bad_ticket", "resume")


async def test_a_ticket_may_be_used_again_by_the_same_sdk_when_its_welcome_was_lost(world, sdk):
    await sdk.drop()
    sdk.resume = ""
    await sdk.start()

    assert sdk.welcome["epoch"] == 2


async def test_a_new_run_of_the_sdk_takes_the_session_up(world, sdk):
    await sdk.send_acked()
    reloaded = Sdk(sdk.stream_url, "", "instance-2")
    reloaded.resume = sdk.resume
    async with reloaded:
        await reloaded.send_acked()

    assert reloaded.welcome["last_seq"] == 0
    assert len(await world.batches(sdk.session)) == 2


async def test_an_open_directive_is_sent_again(world, sdk):
    asked = await sdk.until("directive", kind="liveness")
    await sdk.drop()
    await sdk.come_back()
    again = await sdk.until("directive", kind="liveness")

    assert again["nonce"] == asked["nonce"]
    assert again["step"] == asked["step"]
    assert 0 < again["window_ms"] <= asked["window_ms"]


async def test_every_welcome_says_what_holds_the_lesson(world, sdk):
    """So that no page shows it as free for the moment until a directive comes."""
    first = sdk.welcome["hold"]
    await sdk.drop()
    await sdk.come_back()

    assert (first["reason"], set(first["message"])) == ("liveness", {"zh-CN", "en"})
    assert sdk.welcome["hold"] == first


async def test_a_hold_that_ended_while_the_line_was_cut_is_not_told_again(world, sdk):
    for step in (1, 2, 3):
        directive = await sdk.until("directive", kind="liveness", step=step)
        if step == 3:
            await sdk.drop()
        await sdk.post_burst(world.http, directive, [jpeg() for _ in range(8)])

    async def passed() -> bool:
        return any(isinstance(fact, LivenessResult) and fact.final for fact in await world.facts(sdk.session))

    await seen(passed)
    await sdk.come_back()

    assert sdk.welcome["hold"] is None


async def test_nothing_is_said_before_the_welcome(world, sdk, monkeypatch):
    """Others speak to a session as well, such as whoever has just judged its burst."""
    await sdk.drop()
    last_verdicts = connect._last_verdicts

    async def spoken_to_meanwhile(monitor, live):
        live.say(wire.Ack(seq=0))
        return await last_verdicts(monitor, live)

    monkeypatch.setattr(connect, "_last_verdicts", spoken_to_meanwhile)
    await sdk.come_back()

    assert sdk.welcome["type"] == "welcome"


# ---------------------------------------------------------------- takeover


async def test_the_session_that_connects_last_takes_over(world):
    trainee = world.trainee()
    async with await world.sdk(trainee) as older, await world.sdk(trainee, "instance-2") as newer:
        hold = await older.until("directive", kind="hold", reason="taken_over")
        facts = await world.facts(older.session)

        assert set(hold["message"]) == {"zh-CN", "en"}
        assert [fact.by_session for fact in facts if type(fact).__name__ == "TakenOver"] == [newer.session]


async def test_a_session_that_was_taken_over_still_stores_what_it_saw(world):
    trainee = world.trainee()
    async with await world.sdk(trainee) as older, await world.sdk(trainee, "instance-2"):
        await older.until("directive", kind="hold", reason="taken_over")
        await older.send_acked()

        assert len(await world.batches(older.session)) == 1


async def test_a_session_that_was_taken_over_does_not_take_back_by_reconnecting(world):
    trainee = world.trainee()
    async with await world.sdk(trainee) as older, await world.sdk(trainee, "instance-2") as newer:
        await older.until("directive", kind="hold", reason="taken_over")
        await older.drop()
        await older.come_back()

        assert older.welcome["hold"]["reason"] == "taken_over"
        assert not [fact for fact in await world.facts(newer.session) if type(fact).__name__ == "TakenOver"]


async def test_sessions_of_different_people_leave_each_other_alone(world):
    async with await world.sdk(world.trainee("li")) as one, await world.sdk(world.trainee("wu")):
        await one.send_acked()

        assert not [fact for fact in await world.facts(one.session) if type(fact).__name__ == "TakenOver"]


# ---------------------------------------------------------------- collectors


async def test_another_collector_over_the_same_folder_goes_on_with_the_session(tmp_path):
    async with running(tmp_path) as world:
        sdk = await (await world.sdk(world.trainee())).start()
        await sdk.send_acked()
        await sdk.send_acked()

    async with running(tmp_path) as world:
        sdk.stream_url = world.address.replace("http", "ws") + "/v1/stream"
        await sdk.come_back()
        await sdk.send_acked()

        assert sdk.welcome["last_seq"] == 1
        assert [raw.decode() for raw in await world.batches(sdk.session)] == sdk.sent
        await sdk.leave()


@pytest.fixture
async def killable(tmp_path):
    collector = small_collector(tmp_path)
    yield collector
    await collector.kill()


async def test_nothing_acknowledged_is_lost_when_the_collector_is_killed(tmp_path, killable):
    async with assembly.build(Settings(data=tmp_path, rule_pack="demo")) as monitor:
        key = seed(monitor.registry)
        trainees = [add_trainee(monitor.registry, name) for name in ("li", "wu", "he")]
    await killable.start()
    learners = [await _sdk(killable, key, trainee) for trainee in trainees]
    for round_ in range(4):
        sending = [asyncio.create_task(_send_until_killed(sdk)) for sdk in learners]
        await seen(lambda sdks=learners, least=10 * (round_ + 1): _acked(sdks, least))
        await killable.kill()
        await asyncio.gather(*sending)
        await killable.start()
        for sdk in learners:
            acknowledged = sdk.acked
            await sdk.come_back()
            assert sdk.welcome["last_seq"] >= acknowledged
    for sdk in learners:
        await sdk.until_acked(sdk.seq - 1)
        await sdk.leave()
    await killable.kill()
    async with assembly.build(Settings(data=tmp_path, rule_pack="demo")) as monitor:
        for sdk in learners:
            entries = await monitor.log.read(sdk.session)
            stored = [entry.payload.decode() for entry in entries if entry.source == "client"]
            assert stored == sdk.sent
            assert first_broken(entries) is None


async def _sdk(collector: Killable, key: str, trainee: str) -> Sdk:
    wanted = {"trainee": trainee, "training_class": CLASS, "lesson": LESSONS[0]}
    async with httpx.AsyncClient(base_url=collector.address, headers={"Authorization": f"Bearer {key}"}) as http:
        opened = (await http.post("/v1/sessions", json=wanted)).json()
    return await Sdk(opened["stream_url"], opened["ticket"]).start()


async def _acked(sdks: list[Sdk], least: int) -> bool:
    return all(sdk.acked >= least for sdk in sdks)


async def _send_until_killed(sdk: Sdk) -> None:
    """One batch after the other, some of them unacknowledged at any time, until the socket is gone."""
    from websockets.exceptions import ConnectionClosed

    try:
        while True:
            await sdk.send(sdk.sample(), sdk.sample())
            await sdk.until_acked(sdk.seq - 4)
    except (ConnectionClosed, TimeoutError):
        return
