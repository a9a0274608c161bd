"""Who says nothing is asked whether somebody is still there, and is let go if nobody answers."""

import asyncio

import pytest
import pytest_asyncio
from picows import WSCloseCode
from raw_client import PING, PONG, framed, raw_client
from sdk_double import seen

from monitor.learners.serving import served
from monitor.ports import EventLogError
from monitor.web import fast_edge
from monitor.web.pulse import Pulse
from monitor.web.server import websockets

pytestmark = pytest.mark.asyncio(loop_scope="module")

PING_S = 1.0  # much more than a busy machine may stand still


@pytest_asyncio.fixture(loop_scope="module")
async def address(world, request, monkeypatch):
    """The same collector, which asks sooner."""
    monkeypatch.setattr(fast_edge, "PING_S", PING_S)
    monkeypatch.setattr(fast_edge, "_GOODBYE_S", PING_S)
    sooner = {"ws_ping_interval": PING_S, "ws_ping_timeout": PING_S}
    edge = request.node.callspec.params["world"]
    async with served(world.app, **{**websockets(edge), **sooner}, lifespan="off") as address:
        yield address


async def asked(client):
    frame = await client.frame()
    while frame.opcode != PING:
        frame = await client.frame()
    return frame


async def test_who_answers_stays(world, trainee, address):
    opened = await world.open(trainee)
    async with raw_client(address) as client:
        await client.hello(opened["ticket"])
        for _ in range(2):
            await client.say(framed((await asked(client)).payload, PONG))

        live = await world.collector.sessions.get(opened["session"])
        assert live.connection is not None


async def test_who_does_not_answer_is_gone(world, trainee, address):
    opened = await world.open(trainee)
    async with raw_client(address) as client:
        await client.hello(opened["ticket"])
        await asked(client)
        await client.goodbye()
        await client.ended()

        live = await world.collector.sessions.get(opened["session"])

        async def parted() -> bool:
            return live.connection is None

        await seen(parted)


@pytest.mark.parametrize("world", ["picows"], indirect=True)  # the ASGI server wants its ping answered in between
async def test_who_takes_long_to_say_one_thing_is_there(world, trainee, address):
    opened = await world.open(trainee)
    async with raw_client(address) as client:
        await client.hello(opened["ticket"])
        long = framed(b"x" * 4000)
        for part in range(0, len(long), 400):
            await client.say(long[part : part + 400])
            await asyncio.sleep(PING_S / 2)

        assert (await client.until("error"))["code"] == "malformed"


class Unread:
    """A transport whose client takes nothing any more, so that what is sent is never gone."""

    is_close_frame_sent = False

    def __init__(self):
        self.ended = asyncio.Event()

    def send_close(self, *_):
        self.is_close_frame_sent = True

    def send_ping(self):
        pass

    def disconnect(self, graceful=True):
        if not graceful:
            self.ended.set()


@pytest.fixture
def unread(monkeypatch):
    """A line to such a client."""
    monkeypatch.setattr(fast_edge, "_GOODBYE_S", 0.05)
    line = fast_edge.PicowsLine(None, set(), Pulse(PING_S))
    line._transport = Unread()
    return line


async def test_who_says_goodbye_and_takes_none_is_cut_off(unread):
    unread._bid_farewell(WSCloseCode.OK)

    await asyncio.wait_for(unread._transport.ended.wait(), 5)


async def test_who_is_silent_and_takes_no_goodbye_is_cut_off(unread):
    for _ in range(6):
        unread.beat()

    await asyncio.wait_for(unread._transport.ended.wait(), 5)


async def test_a_session_of_which_the_log_could_not_take_the_last_word_is_looked_at_again(world, sdk, monkeypatch):
    live = await world.collector.sessions.get(sdk.session)
    await sdk.send_acked()
    live.alarm.cancel()

    def full(*handed_in):
        asyncio.get_running_loop().call_soon(handed_in[-1], EventLogError("the disk is full"))

    with monkeypatch.context() as patch:
        patch.setattr(world.monitor.log, "hand_in", full)
        await sdk.drop()

        async def watched() -> bool:
            return live.connection is None and live.alarm.is_set

        await seen(watched)
