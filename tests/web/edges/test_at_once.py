"""Most batches are stored and acknowledged without a task of their own; whatever comes in between, all is as before."""

import gc

import pytest
from sdk_double import seen

from monitor.core import codec
from monitor.core.events import DirectiveExpired, SessionClosed
from monitor.web import conversation
from monitor.web.at_once import AtOnce

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def received(monkeypatch):
    """The messages that took the way of those which have to wait, as the first ones may after a welcome."""
    messages = []

    def received(collector, live, line, raw):
        messages.append(raw.decode())
        return receive(collector, live, line, raw)

    receive = conversation.receive
    monkeypatch.setattr(conversation, "receive", received)
    return messages


@pytest.fixture
def in_between(world, monkeypatch):
    """Has somebody else write a fact into the session's stream before its next entry, and says what was stored then."""

    def write(fact) -> None:
        def hand_in(stream, received, source, payload, n, told):
            patch.undo()
            before = codec.encode_fact(fact)
            log.hand_in(
                stream, received, "server", before, n, lambda _: late(stream, received, source, payload, n, told)
            )

        patch.setattr(log, "hand_in", hand_in)

    log = world.monitor.log
    late = log.hand_in
    with monkeypatch.context() as patch:
        yield write


async def test_a_batch_that_nothing_stands_in_the_way_of_needs_no_task(world, sdk, received):
    sent = [await sdk.send_acked() for _ in range(3)]
    received.clear()
    sent += [await sdk.send_acked() for _ in range(10)]

    assert received == []
    assert [raw.decode() for raw in await world.batches(sdk.session)] == sent


async def test_one_that_came_before_is_left_to_those_who_look_closer(sdk, received):
    texts = [await sdk.send_acked() for _ in range(3)]
    await sdk.say(texts[-1])
    await sdk.until("ack", seq=sdk.seq - 1)

    assert received[-1:] == texts[-1:]


async def test_where_somebody_writes_in_between_it_is_stored_behind_that(world, sdk, in_between):
    in_between(DirectiveExpired(nonce="another collector's"))
    sent = [await sdk.send() for _ in range(3)]
    await sdk.until_acked(sdk.seq - 1)

    assert [raw.decode() for raw in await world.batches(sdk.session)] == sent
    sources = [entry.source for entry in await world.monitor.log.read(sdk.session)]
    assert sources[-4:] == ["server", "client", "client", "client"]


async def test_where_the_session_was_ended_in_between_it_is_refused(world, sdk, in_between):
    in_between(SessionClosed(reason="timed_out", secrets={}))
    before = await world.batches(sdk.session)
    await sdk.send()

    assert (await sdk.until("error"))["code"] == "session_over"
    assert await sdk.until_closed() == 1008
    assert await world.batches(sdk.session) == before


def broken(*_):
    raise RuntimeError("our mistake")


async def test_a_mistake_of_ours_ends_the_connection_and_is_logged(world, sdk, monkeypatch, caplog):
    live = await world.collector.sessions.get(sdk.session)
    await sdk.send_acked()
    with monkeypatch.context() as patch:
        patch.setattr(type(live), "take_in", broken)
        await sdk.send()
        assert await sdk.until_closed() == 1011

    assert "our mistake" in caplog.text
    await sdk.come_back()
    assert sdk.welcome["last_seq"] == sdk.seq - 1  # it was stored, only not told
    await sdk.send_acked()


async def test_a_mistake_before_anything_is_stored_keeps_the_session_from_nobody(world, sdk, monkeypatch):
    live = await world.collector.sessions.get(sdk.session)
    await sdk.send_acked()
    with monkeypatch.context() as patch:
        patch.setattr(type(live), "hand_in", broken)
        await sdk.send()
        await sdk.until_closed()

    await sdk.come_back()
    await sdk.until_acked(sdk.seq - 1)


async def test_a_connection_that_is_gone_keeps_nothing_of_its_session(world, sdk):
    await sdk.send_acked()
    live = await world.collector.sessions.get(sdk.session)
    gc.collect()
    gc.disable()
    try:
        await sdk.leave()

        async def let_go() -> bool:
            return not any(isinstance(one, AtOnce) and one._live is live for one in gc.get_objects())

        await seen(let_go)
    finally:
        gc.enable()


async def test_an_answer_is_followed_up_as_ever(world, sdk):
    await sdk.until("directive", kind="liveness")
    await sdk.send_acked(sdk.event("camera", state="failed"))

    async def expired() -> bool:
        return any(isinstance(fact, DirectiveExpired) for fact in await world.facts(sdk.session))

    await seen(expired)
