"""The stream's ordinary course: hello, batches, acknowledgements (docs/protocol.md)."""

import pytest
from sdk_double import seen

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_hello_with_a_ticket_is_answered_with_what_the_sdk_needs(world, trainee):
    async with await world.sdk(trainee) as sdk:
        welcome = sdk.welcome

    assert (welcome["epoch"], welcome["last_seq"], welcome["lesson"]) == (1, -1, "lesson-1")
    assert welcome["trainee"] == trainee
    assert welcome["purpose"] == "demonstration"
    assert welcome["consent"]["given"] is True
    assert set(welcome["consent"]["text"]) == {"zh-CN", "en"}
    assert welcome["ask"]["batch_every_ms"] == 1000
    assert len(sdk.key) == 32


async def test_an_acknowledged_batch_is_in_the_log_byte_for_byte(world, sdk):
    sent = [await sdk.send_acked() for _ in range(3)]

    assert [raw.decode() for raw in await world.batches(sdk.session)] == sent


async def test_many_batches_at_once_are_all_stored_in_order(world, sdk):
    sent = [await sdk.send() for _ in range(40)]
    await sdk.until_acked(39)

    assert [raw.decode() for raw in await world.batches(sdk.session)] == sent


async def test_the_first_entries_say_who_learns_what_under_which_rules(world, sdk):
    opened, connected, *_ = await world.facts(sdk.session)

    assert opened.lesson == "lesson-1"
    assert opened.rule_pack_hash == world.monitor.pack.hash
    assert [attempt.unit for attempt in opened.attempts] == ["unit-1"]
    assert (connected.instance, connected.epoch) == ("instance-1", 1)


async def test_a_closed_connection_leaves_an_entry(world, sdk):
    await sdk.leave()

    async def noted() -> bool:
        return any(type(fact).__name__ == "Disconnected" for fact in await world.facts(sdk.session))

    await seen(noted)
