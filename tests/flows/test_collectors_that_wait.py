"""Who may work over one database at the same time: all that have addresses for each other, or one alone."""

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace

import pytest
from collector_desk import Desk

from monitor.adapters.keys import MasterKey
from monitor.flows import resume
from monitor.flows.resume import AnotherInstallation, be_there, resume_sessions
from monitor.web.app import create_app


@pytest.fixture
def among(desk):
    """Make a collector over the desk's registry and log."""

    def made(name, address="", **other):
        return Desk(replace(desk.monitor, name=name, peer_address=address, **other), desk.clock).collector

    return made


@asynccontextmanager
async def starting(collector):
    """A collector that wants to be there; tells whether it may work."""
    begun = asyncio.Event()
    there = asyncio.create_task(be_there(collector, begun))
    try:
        yield begun
    finally:
        there.cancel()
        await asyncio.gather(there, return_exceptions=True)


async def let_it_wait():
    for _ in range(40):
        await asyncio.sleep(0.001)


async def test_collectors_with_addresses_work_side_by_side(among):
    async with starting(among("one", "http://one")) as one, starting(among("two", "http://two")) as two:
        await asyncio.gather(one.wait(), two.wait())


@pytest.mark.parametrize(("first", "second"), [("", "http://two"), ("http://one", ""), ("", "")])
async def test_who_has_no_address_works_alone(among, first, second):
    async with starting(among("one", first)) as one:
        await one.wait()
        async with starting(among("two", second)) as two:
            await let_it_wait()
            assert not two.is_set()


@pytest.mark.parametrize(
    ("first", "second"), [("", "http://two"), ("http://one", "http://one")], ids=["alone", "of the same address"]
)
async def test_who_waited_for_another_begins_at_its_end(among, monkeypatch, caplog, first, second):
    monkeypatch.setattr(resume, "LOOK_EVERY_S", 0.001)
    async with AsyncExitStack() as there:
        one = await there.enter_async_context(starting(among("one", first)))
        await one.wait()
        async with starting(among("two", second)) as two:
            await let_it_wait()
            assert not two.is_set()
            await there.aclose()
            await two.wait()

    assert "this one waits for" in caplog.text


async def test_collectors_with_other_keys_do_not_work_on_one_installation(among):
    async with starting(among("one", "http://one")) as one:
        await one.wait()
        with pytest.raises(AnotherInstallation, match="same keys"):
            await be_there(among("two", "http://two", keys=MasterKey(b"k" * 32)), asyncio.Event())


async def test_why_a_collector_cannot_begin_is_one_sentence_without_a_traceback(among, desk):
    said = []
    app = create_app(replace(desk.monitor, name="two", peer_address="http://two", keys=MasterKey(b"k" * 32)))

    async def receive():
        return {"type": "lifespan.startup"}

    async def send(message):
        said.append(message["message"])

    async with starting(among("one", "http://one")) as one:
        await one.wait()
        with pytest.raises(AnotherInstallation):
            await app({"type": "lifespan"}, receive, send)

    assert said == ["collectors over this database have another master key: give all the same keys"]


async def test_who_was_killed_is_asked_no_more(among, desk):
    gone = among("gone", "http://gone")
    desk.monitor.registry.join_collectors(gone.peers.me)
    await resume_sessions(among("one", "http://one"))

    assert desk.monitor.registry.collectors() == []


async def test_who_is_told_to_end_while_it_waits_ends_at_once(among, desk):
    async with starting(among("one")) as one:
        await one.wait()
        app = create_app(replace(desk.monitor, name="two"))
        app.state.collector.readiness.draining = True
        async with asyncio.timeout(10), app.router.lifespan_context(app):
            assert desk.monitor.registry.owners() == []
