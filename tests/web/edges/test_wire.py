"""What an edge owes to the bytes themselves (RFC 6455), to slow clients, and to a collector that ends."""

import asyncio
import json
from contextlib import suppress
from dataclasses import replace

import pytest
from raw_client import (
    BINARY,
    CLOSE,
    CONTINUATION,
    PING,
    PONG,
    TEXT,
    framed,
    raw_client,
    raw_connection,
    shake_hands,
)
from sdk_double import seen

from monitor.flows.drain import drain
from monitor.flows.ingest import FRAME_LIMIT
from monitor.flows.unsupervised import Unsupervised
from monitor.ports import EventLogError
from monitor.web.conversation import TRANSPORT_LIMIT

pytestmark = pytest.mark.asyncio(loop_scope="module")

GOING = 1000
MANY = 100  # messages, each of which is answered with a refusal


async def told(world, *frames: bytes) -> dict:
    """What a connection that said no hello is answered."""
    async with raw_client(world.address) as client:
        await client.say(*frames)
        return await client.message()


async def goodbye_to(world, *frames: bytes) -> int:
    """The code with which the collector ends a connection over these frames; the TCP connection ends too."""
    async with raw_client(world.address) as client:
        await client.say(*frames)
        code = (await client.goodbye()).close_code
        with suppress(ConnectionError):  # it may have gone without waiting for an answer
            await client.say(framed(code.to_bytes(2, "big"), CLOSE))
        assert await client.ended()
        return code


# ---------------------------------------------------------------- handshake


@pytest.mark.parametrize("target", ["/v1/streams", "/", "/v1/stream/x"])
async def test_there_is_no_stream_elsewhere(world, target):
    async with raw_connection(world.address) as (reader, writer):
        head = await shake_hands(reader, writer, target)

    assert head.split()[1] in {"403", "404"}


async def test_a_query_does_not_hide_the_stream(world):
    async with raw_connection(world.address) as (reader, writer):
        assert (await shake_hands(reader, writer, "/v1/stream?x=1")).startswith("HTTP/1.1 101 ")


@pytest.mark.parametrize("lacking", [{"Sec_WebSocket_Key": ""}, {"Sec_WebSocket_Version": "12"}])
async def test_a_handshake_that_is_none_is_refused(world, lacking):
    async with raw_connection(world.address) as (reader, writer):
        head = await shake_hands(reader, writer, "/v1/stream", **lacking)

    assert 400 <= int(head.split()[1]) < 500


async def test_compression_is_not_agreed_to(world):
    async with raw_connection(world.address) as (reader, writer):
        head = await shake_hands(reader, writer, "/v1/stream", Sec_WebSocket_Extensions="permessage-deflate")

    assert "extensions" not in head.lower()


async def test_requests_and_streams_share_one_address(world):
    async with raw_client(world.address):
        assert (await world.http.get("/livez")).status_code == 200


# ---------------------------------------------------------------- frames


async def test_a_hello_in_pieces_is_the_same_hello(world, trainee):
    opened = await world.open(trainee)
    hello = {"type": "hello", "protocol": 1, "ticket": opened["ticket"], "instance": "i", "mode": "enforce",
             "sdk": "零", "language": "en"}  # fmt: skip
    said = json.dumps(hello, ensure_ascii=False).encode()
    cut = said.index("零".encode()) + 1  # inside of a character
    async with raw_client(world.address) as client:
        await client.say(framed(said[:9], TEXT, fin=False), framed(b"between", PING))
        await client.say(framed(said[9:cut], CONTINUATION, fin=False), framed(said[cut:], CONTINUATION))

        assert await client.frame() == (PONG, b"between")
        assert (await client.message())["type"] == "welcome"


async def test_several_messages_in_one_packet_are_answered_in_their_order(world, trainee):
    async with raw_client(world.address) as client:
        await client.hello((await world.open(trainee))["ticket"])
        await client.say(framed(b"not json"), framed(b'{"type":"gossip"}'), framed(b"[]"))
        codes = [(await client.until("error"))["code"] for _ in range(3)]

    assert codes == ["malformed", "unknown_type", "malformed"]


async def test_a_message_that_comes_byte_by_byte_is_read(world):
    async with raw_client(world.address) as client:
        for byte in framed(b"{}"):
            await client.say(bytes([byte]))

        assert (await client.message())["code"] == "hello_expected"


async def test_a_ping_is_answered_with_its_own_words(world):
    async with raw_client(world.address) as client:
        await client.say(framed(b"still there?", PING))

        assert await client.frame() == (PONG, b"still there?")


async def test_a_pong_that_nobody_asked_for_is_nothing(world):
    assert (await told(world, framed(b"", PONG), framed(b"{}")))["code"] == "hello_expected"


async def test_a_binary_message_is_no_message(world, trainee):
    async with raw_client(world.address) as client:
        await client.hello((await world.open(trainee))["ticket"])
        await client.say(framed(b"{}", BINARY))

        assert (await client.until("error"))["code"] == "malformed"


@pytest.mark.parametrize(
    ("frames", "code"),
    [
        ((framed(b"{}", masked=False),), 1002),
        ((framed(b"{}", rsv=4),), 1002),
        ((framed(b"{}", rsv=2),), 1002),
        ((framed(b"{}", rsv=1),), 1002),
        ((framed(b"{}", 3),), 1002),
        ((framed(b"", 11),), 1002),
        ((framed(b"rest", CONTINUATION),), 1002),
        ((framed(b"a", fin=False), framed(b"b")), 1002),
        ((framed(b"", PING, fin=False),), 1002),
        ((framed(b"x" * 126, PING),), 1002),
        ((framed(b'{"\xff":1}'),), 1007),
        ((framed(b'{"\xe9', fin=False), framed(b'":1}', CONTINUATION)), 1007),
        ((framed(b"x" * (TRANSPORT_LIMIT + 1))[:1000],), 1009),  # it need not be read to the end
        ((framed(b"x" * TRANSPORT_LIMIT, fin=False), framed(b"x", CONTINUATION)), 1009),
    ],
    ids=[
        "unmasked", "rsv1", "rsv2", "rsv3", "unknown-opcode", "unknown-control", "rest-of-nothing", "two-begun",
        "ping-in-pieces", "long-ping", "no-utf-8", "no-utf-8-in-pieces", "too-large", "too-large-in-pieces",
    ],
)  # fmt: skip
async def test_what_breaks_the_protocol_ends_the_connection_with_its_code(world, frames, code):
    assert await goodbye_to(world, *frames) == code


@pytest.mark.parametrize(("size", "code"), [(FRAME_LIMIT, "malformed"), (FRAME_LIMIT + 1, "oversized")])
async def test_64_kib_are_read_and_more_are_refused(world, trainee, size, code):
    async with raw_client(world.address) as client:
        await client.hello((await world.open(trainee))["ticket"])
        await client.say(framed(b"x" * size))

        error = await client.until("error")
        assert (error["code"], error["fatal"]) == (code, False)


# ---------------------------------------------------------------- the end of a connection


async def test_a_goodbye_is_answered_with_its_code(world, trainee):
    async with raw_client(world.address) as client:
        welcome = await client.hello((await world.open(trainee))["ticket"])
        await client.say(framed(GOING.to_bytes(2, "big") + b"gone", CLOSE))

        assert (await client.goodbye()).close_code == GOING
        assert await client.ended()
    await seen(lambda: disconnected(world, welcome["session"]))


async def test_a_goodbye_without_a_code_is_answered(world):
    async with raw_client(world.address) as client:
        await client.say(framed(b"", CLOSE))
        await client.goodbye()

        assert await client.ended()


async def test_a_connection_that_breaks_off_leaves_an_entry(world, trainee):
    async with raw_client(world.address) as client:
        welcome = await client.hello((await world.open(trainee))["ticket"])
        client.writer.transport.abort()

    await seen(lambda: disconnected(world, welcome["session"]))


async def disconnected(world, session: str) -> bool:
    return any(type(fact).__name__ == "Disconnected" for fact in await world.facts(session))


async def test_who_says_nothing_is_told_that_a_hello_is_expected(world, monkeypatch):
    monkeypatch.setattr(world.monitor, "limits", replace(world.monitor.limits, hello_within_ms=100))
    async with raw_client(world.address) as client:
        error = await client.message()

        assert (error["code"], error["fatal"]) == ("hello_expected", True)
        assert (await client.goodbye()).close_code == 1008


def refuses(*_):
    raise EventLogError("the disk is full")


def fails(*handed_in):
    asyncio.get_running_loop().call_soon(handed_in[-1], EventLogError("the disk is full"))


@pytest.mark.parametrize("full", [refuses, fails])
async def test_a_log_that_takes_nothing_ends_the_connection_and_acknowledges_nothing(world, sdk, monkeypatch, full):
    with monkeypatch.context() as patch:
        patch.setattr(world.monitor.log, "hand_in", full)
        await sdk.send()

        assert await sdk.until_closed() == 1011
    await sdk.come_back()
    await sdk.until_acked(0)


async def test_too_many_messages_are_refused_and_the_connection_stays(world, trainee, monkeypatch):
    few = replace(world.monitor.limits, messages_per_second=1, message_burst=20)
    with monkeypatch.context() as patch:
        patch.setattr(world.monitor, "limits", few)  # a session takes them when it is opened
        opened = await world.open(trainee)
    async with raw_client(world.address) as client:
        await client.hello(opened["ticket"])
        await client.say(*[framed(b"no batch")] * 100)
        codes = [(await client.until("error"))["code"] for _ in range(100)]

        assert codes[:20] == ["malformed"] * 20
        assert "rate_limited" in codes[20:]


async def test_a_client_that_does_not_read_is_cut_off_and_told_when_to_come_back(world, trainee):
    before = world.monitor.metrics.cut_off
    opened = await world.open(trainee)
    async with raw_client(world.address) as client:
        await client.hello(opened["ticket"])
        client.pause()
        while world.monitor.metrics.cut_off == before:
            heard = world.monitor.metrics.refused.total()
            await client.say(*[framed(b"no batch")] * MANY)
            await seen(lambda heard=heard: taken(world, heard + MANY, before))
        client.resume()
        last = await client.goodbye()

    assert (last.close_code, last.reason) == (1013, "5")
    assert world.monitor.metrics.cut_off == before + 1


async def taken(world, refusals: int, cut_off: int) -> bool:
    metrics = world.monitor.metrics
    return metrics.refused.total() >= refusals or metrics.cut_off > cut_off


# ---------------------------------------------------------------- a collector that ends


@pytest.fixture
def draining(world):
    yield
    world.collector.readiness.draining = False


@pytest.mark.usefixtures("draining")
async def test_a_collector_that_ends_hands_its_learners_over(world, sdk):
    (await world.collector.sessions.get(sdk.session)).supervisor = Unsupervised()  # nobody is asked anything
    await sdk.send_acked()
    await drain(world.collector, 0.2)

    assert await sdk.until_closed() == 1013
    assert 3.0 <= float(sdk._socket.close_reason) <= 3.2


@pytest.mark.usefixtures("draining")
async def test_who_comes_while_a_collector_ends_is_sent_elsewhere(world):
    world.collector.readiness.draining = True
    async with raw_client(world.address) as client:
        last = await client.goodbye()

    assert (last.close_code, last.reason) == (1013, "5")


# ---------------------------------------------------------------- languages


@pytest.mark.parametrize(("asked", "remedy"), [("en", "Connect again"), ("zh-CN,en;q=0.5", "重新连接")])
async def test_before_any_hello_the_browsers_language_is_spoken(world, asked, remedy):
    async with raw_client(world.address, Accept_Language=asked) as client:
        await client.say(framed(b"{}"))

        assert (await client.message())["remedy"].startswith(remedy)
