"""Every error of docs/protocol.md: it is typed, names the field, and leaves session and stored data as they were."""

import base64
import json

import pytest
import pytest_asyncio
from sdk_double import end, signed

ERROR_FIELDS = {"type", "code", "field", "message", "remedy", "fatal"}

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def sdk(world, trainee):
    """A session with one stored batch, so that something could be lost."""
    async with await world.sdk(trainee) as double:
        await double.send_acked()
        yield double


async def refused(sdk, message, code: str) -> dict:
    """Send something and return the refusal, which must have this code."""
    await sdk.say(message)
    error = await sdk.until("error")
    assert error["code"] == code, error
    assert set(error) - {"expected"} == ERROR_FIELDS
    assert set(error["message"]) == {"zh-CN", "en"}
    assert error["remedy"]
    return error


async def goes_on(world, sdk) -> None:
    """The refusal cost nothing: the next batch is stored behind the one before."""
    await sdk.send_acked()
    assert [raw.decode() for raw in await world.batches(sdk.session)] == sdk.sent


# ---------------------------------------------------------------- what does not end the connection


@pytest.mark.parametrize(
    ("message", "field"),
    [
        ("not json", ""),
        ("[]", ""),
        (b"binary", ""),
        ('{"type":"batch"}', "seq"),
        ('{"no":"type"}', "type"),
        ('{"type":"hello","protocol":1,"instance":"i"}', "type"),
    ],
)
async def test_what_cannot_be_read_is_malformed(world, sdk, message, field):
    error = await refused(sdk, message, "malformed")

    assert (error["field"], error["fatal"]) == (field, False)
    await goes_on(world, sdk)


async def test_a_field_of_the_wrong_type_is_named_with_its_place(world, sdk):
    wrong = sdk.sample(position="here")
    error = await refused(sdk, sdk.batch(sdk.sample(), wrong), "malformed")

    assert error["field"] == "events[1].position"
    await goes_on(world, sdk)


async def test_a_batch_without_events_is_malformed(world, sdk):
    body = {"type": "batch", "seq": sdk.seq, "prev": sdk.prev, "instance": "i", "sent": 1, "events": []}
    error = await refused(sdk, signed(body, sdk.key), "malformed")

    assert error["field"] == "events"
    await goes_on(world, sdk)


async def test_a_signature_that_is_not_the_last_member_is_malformed(world, sdk):
    message = json.loads(sdk.batch())
    moved = {"mac": message.pop("mac"), **message}
    error = await refused(sdk, moved, "malformed")

    assert error["field"] == "mac"
    await goes_on(world, sdk)


async def test_a_message_of_an_unknown_type_is_refused(world, sdk):
    error = await refused(sdk, {"type": "gossip"}, "unknown_type")

    assert (error["field"], error["fatal"]) == ("type", False)
    await goes_on(world, sdk)


async def test_an_event_of_an_unknown_type_is_refused_with_its_place(world, sdk):
    error = await refused(sdk, sdk.batch(sdk.sample(), {"type": "gossip", "n": 9, "t": 9}), "unknown_type")

    assert error["field"] == "events[1].type"
    await goes_on(world, sdk)


async def test_a_frame_over_64_kib_is_oversized(world, sdk):
    big = sdk.batch(*(sdk.event("hint", name="x", detail="y" * 500) for _ in range(150)))
    error = await refused(sdk, big, "oversized")

    assert error["fatal"] is False
    await goes_on(world, sdk)


async def test_more_than_200_events_are_oversized(world, sdk):
    many = sdk.batch(*(sdk.event("net_offline") for _ in range(201)))
    error = await refused(sdk, many, "oversized")

    assert error["field"] == "events"
    await goes_on(world, sdk)


async def test_200_events_are_allowed(world, sdk):
    await sdk.send_acked(*(sdk.event("net_offline") for _ in range(200)))

    assert len(await world.batches(sdk.session)) == 2


async def test_a_wrong_signature_is_refused(world, sdk):
    honest, sdk.key = sdk.key, b"another key"
    error = await refused(sdk, sdk.batch(), "bad_mac")

    assert error["field"] == "mac"
    sdk.key = honest
    await goes_on(world, sdk)


async def test_an_edited_batch_is_refused(world, sdk):
    await refused(sdk, sdk.batch(sdk.sample(position=1)).replace('"position":1', '"position":9'), "bad_mac")
    await goes_on(world, sdk)


async def test_a_gap_is_refused_and_says_what_is_expected(world, sdk):
    error = await refused(sdk, sdk.batch(sdk.sample(), seq=sdk.seq + 2), "out_of_sequence")

    assert error["expected"] == sdk.seq
    await goes_on(world, sdk)


async def test_a_batch_that_does_not_follow_its_predecessor_is_refused(world, sdk):
    error = await refused(sdk, sdk.batch(sdk.sample(), prev="0" * 64), "chain_broken")

    assert error["field"] == "prev"
    await goes_on(world, sdk)


async def test_a_stored_batch_is_acknowledged_again_and_not_stored_twice(world, sdk):
    await sdk.send_acked()
    await sdk.say(sdk.sent[0])
    again = await sdk.until("ack")

    assert again["seq"] == 1
    assert len(await world.batches(sdk.session)) == 2
    await goes_on(world, sdk)


async def test_a_batch_from_long_ago_is_still_known(world, sdk):
    for _ in range(70):
        await sdk.send()
    await sdk.until_acked(70)
    await sdk.say(sdk.sent[0])

    assert (await sdk.until("ack"))["seq"] == 70
    await refused(sdk, sdk.batch(sdk.sample(position=7), seq=0, prev=sdk.welcome["chain"]), "replayed")
    assert len(await world.batches(sdk.session)) == 71


async def test_another_content_under_a_stored_number_is_refused_and_noted(world, sdk, caplog):
    other = sdk.batch(sdk.sample(position=7), seq=0, prev=sdk.welcome["chain"])
    error = await refused(sdk, other, "replayed")

    assert error["field"] == "seq"
    assert f"session {sdk.session}: batch 0 came again with another content" in caplog.text
    await goes_on(world, sdk)


async def test_an_error_speaks_the_language_of_the_hello(world, sdk):
    await sdk.drop()
    await sdk.start(language="zh-CN")
    error = await refused(sdk, "not json", "malformed")

    assert "重新发送" in error["remedy"]


# ---------------------------------------------------------------- what ends the connection


@pytest.mark.parametrize(("asked", "remedy"), [("en-GB,en", "Correct the named field"), ("zh-CN", "按协议文档更正")])
async def test_a_hello_that_cannot_be_read_is_answered_in_the_browsers_language(world, trainee, asked, remedy):
    sdk = await world.sdk(trainee)
    await sdk.open(**{"Accept-Language": asked})
    error = await sdk.hello(mode="Observe", language="en")
    await sdk.drop()

    assert (error["code"], error["field"]) == ("malformed", "mode")
    assert error["remedy"].startswith(remedy)


async def test_a_lesson_that_the_plan_does_not_have_is_named_and_the_others_count(world, sdk):
    for lesson in ("lesson-1", "lesson-nine"):
        await sdk.send_acked(sdk.event("lesson_open", lesson=lesson, duration=60_000))
    error = await sdk.until("error")

    assert (error["code"], error["field"], error["fatal"]) == ("unknown_lesson", "events[0].lesson", False)
    assert "lesson-nine" in error["message"]["en"]
    await sdk.send_acked()
    assert not [message for message in sdk.heard if message["type"] == "error"]


async def test_the_first_message_must_be_a_hello(world, trainee):
    sdk = await (await world.sdk(trainee)).open()
    error = await refused(sdk, {"type": "batch"}, "hello_expected")

    assert error["fatal"] is True
    assert await sdk.until_closed() == 1008


async def test_a_hello_with_a_wrong_field_may_be_corrected(world, trainee):
    sdk = await (await world.sdk(trainee)).open()
    error = await sdk.hello(mode="lenient")

    assert (error["code"], error["field"], error["fatal"]) == ("malformed", "mode", False)
    assert (await sdk.hello())["type"] == "welcome"
    await sdk.leave()


@pytest.mark.parametrize("ticket", ["", "nonsense", "s-1.99.nonsense", "s-1.999999999999999999999.x"])
async def test_an_unknown_ticket_is_refused(world, trainee, ticket):
    sdk = await (await world.sdk(trainee)).open()
    error = await sdk.hello(ticket=ticket)

    assert (error["code"], error["field"], error["fatal"]) == ("bad_ticket", "ticket", True)
    assert await sdk.until_closed() == 1008


async def test_a_ticket_works_once(world, sdk):
    other = await type(sdk)(sdk.stream_url, sdk.ticket, "instance-2").open()
    error = await other.hello()

    assert error["code"] == "bad_ticket"
    await goes_on(world, sdk)


async def test_a_ticket_is_spent_with_the_first_batch_also_for_its_own_sdk(world, sdk):
    other = await type(sdk)(sdk.stream_url, sdk.ticket, sdk.instance).open()

    assert (await other.hello())["code"] == "bad_ticket"


async def test_a_ticket_expires_after_two_minutes(world, trainee):
    old = world.collector.tokens.ticket((await world.open(trainee))["session"], world.monitor.clock.now() - 120_001)
    sdk = await (await world.sdk(trainee)).open()

    assert (await sdk.hello(ticket=old))["code"] == "bad_ticket"


async def test_a_token_of_another_kind_is_no_ticket(world, sdk):
    other = await type(sdk)(sdk.stream_url, sdk.upload).open()

    assert (await other.hello())["code"] == "bad_ticket"


async def test_an_older_connection_that_still_sends_is_ended(world, sdk):
    newer = type(sdk)(sdk.stream_url, "", "instance-2")
    newer.resume = sdk.resume
    await newer.start()
    error = await refused(sdk, sdk.batch(), "stale_epoch")

    assert error["fatal"] is True
    assert await sdk.until_closed() == 1008
    assert newer.welcome["last_seq"] == 0
    newer.sent, newer.key = list(sdk.sent), base64.urlsafe_b64decode(newer.welcome["key"] + "==")
    await goes_on(world, newer)
    await newer.leave()


async def test_a_session_that_has_ended_takes_nothing_more(world, sdk):
    await end(sdk)
    stored = await world.batches(sdk.session)
    error = await refused(sdk, sdk.batch(), "session_over")

    assert error["fatal"] is True
    assert await world.batches(sdk.session) == stored


async def test_an_ended_session_is_not_resumed(world, sdk):
    await end(sdk)
    await sdk.drop()
    await sdk.open()

    assert (await sdk.hello())["code"] == "session_over"


async def test_a_frame_over_the_limit_of_the_transport_closes_the_socket(world, sdk):
    await sdk.say("x" * (1024 * 1024 + 1))

    assert await sdk.until_closed() == 1009
    await sdk.come_back()
    await goes_on(world, sdk)
