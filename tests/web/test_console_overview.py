"""The first page's numbers: counted once for everybody, told as they change, and caught up after a break."""

import asyncio
import json
from contextlib import AsyncExitStack, aclosing, asynccontextmanager

import pytest
from cases_at_hand import accuse
from console_desk import OTHER_OFFICE, Tenant, person, seed_offices
from verdicts_at_hand import store

from monitor.core.accounts import EVERYTHING
from monitor.flows import overview
from monitor.flows.overview import Board, Counting, LiveOverview, Sight


@pytest.fixture(autouse=True)
def quickly(monkeypatch):
    monkeypatch.setattr(overview, "TICK_S", 0.05)


@pytest.fixture
async def lead(world):
    seed_offices(world.monitor.registry)
    async with person(world) as lead:
        yield await lead.enter()


class Stream:
    """Server-sent events as a browser reads them."""

    def __init__(self, lines) -> None:
        self._lines, self.last_id = lines, ""

    async def next(self) -> tuple[str, dict]:
        kind, data = "", ""
        async for line in self._lines:
            name, _, value = line.partition(": ")
            if name == "id":
                self.last_id = value
            elif name == "event":
                kind = value
            elif name == "data":
                data = value
            elif not line and data:
                return kind, json.loads(data)
        raise EOFError


@asynccontextmanager
async def watching(viewer, last_id: str = ""):
    headers = {"Last-Event-ID": last_id} if last_id else {}
    async with viewer.http.stream("GET", "/console/api/overview/live", headers=headers) as response:
        assert response.status_code == 200, await response.aread()
        assert response.headers["content-type"].startswith("text/event-stream")
        yield Stream(response.aiter_lines())


# ---------------------------------------------------------------- numbers


async def test_hours_are_counted_by_what_became_of_them(world, lead):
    now = world.monitor.clock.now()
    store(world, world.trainee("one"), completed_at=now)
    store(world, world.trainee("two"), result="held", completed_at=None)
    store(world, world.trainee("three"), result="void_platform", completed_at=now - 2 * 86_400_000)

    said = (await lead.get("/overview")).json()

    assert {name: number for name, number in said["today"]["hours"].items() if number} == {"certified": 1, "held": 1}
    assert said["days"][-1] == said["today"]
    assert said["days"][-3]["hours"]["void"] == 1
    assert len(said["days"]) == 14
    assert said["platforms"] == {"live": 1, "suspended": 0, "uncatalogued": 0, "disconnected": 0}
    assert said["queues"]["holds"] == 1
    assert [line["result"] for line in said["newest"]] == ["void_platform", "held"]


async def test_a_learner_is_online_while_connected_and_once_however_many_windows(world, lead):
    assert (await lead.get("/overview")).json()["online"] == 0
    trainee = world.trainee()
    async with await world.sdk(trainee), await world.sdk(trainee, "instance-2"):
        assert (await lead.get("/overview")).json()["online"] == 1


async def test_an_attempt_that_was_begun_is_in_progress(world, lead):
    await world.open(world.trainee())
    assert (await lead.get("/overview")).json()["today"]["hours"]["in_progress"] == 1


async def test_an_administrator_sees_numbers_and_nobodys_attempts_or_cases(world, lead):
    await accuse(world)
    store(world, world.trainee("one"), result="held", completed_at=None)
    async with person(world, "administrator", "root") as root:
        said = (await (await root.enter()).get("/overview")).json()
        async with watching(root) as stream, watching(lead) as beside:
            (_, told), (_, leads) = await stream.next(), await beside.next()
    assert (said["queues"]["holds"], said["newest"], said["cases"]) == (1, [], [])
    assert (told["queues"]["holds"], told["newest"], told["cases"]) == (1, [], [])
    assert (len(leads["newest"]), len(leads["cases"])) == (1, 1)


# ---------------------------------------------------------------- changes


async def test_everything_comes_first_then_only_what_changed(world, lead):
    async with watching(lead) as stream:
        kind, parts = await stream.next()
        assert (kind, parts["online"], set(parts) >= {"today", "days", "queues", "platforms"}) == (
            "everything",
            0,
            True,
        )

        store(world, world.trainee("late"), result="held", completed_at=None)
        kind, parts = await stream.next()
        assert kind == "change"
        assert set(parts) == {"today", "days", "queues", "newest"}
        assert parts["queues"]["holds"] == 1


async def test_a_viewer_whose_connection_broke_gets_what_was_missed_and_no_more(world, lead):
    async with watching(lead) as kept, watching(lead) as broken:
        await kept.next()
        await broken.next()
        seen = broken.last_id
        store(world, world.trainee("late"), result="held", completed_at=None)
        await kept.next()

        async with watching(lead, seen) as again:
            kind, parts = await again.next()
            assert (kind, "platforms" in parts, parts["queues"]["holds"]) == ("change", False, 1)
            assert again.last_id == kept.last_id


async def test_a_viewer_from_before_a_restart_gets_everything(lead):
    async with watching(lead, "another-7") as stream:
        assert (await stream.next())[0] == "everything"


async def test_another_citys_viewers_hear_nothing_of_it(world, lead):
    of = Tenant(kind="office", name=OTHER_OFFICE)
    async with person(world, "local_office", of=of) as other:
        await other.enter()
        async with watching(lead) as ours, watching(other) as theirs:
            await ours.next()
            await theirs.next()
            store(world, world.trainee("late"), result="held", completed_at=None)
            await ours.next()
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(theirs.next(), 0.3)


async def test_the_stream_ends_within_seconds_of_the_sign_in(world, lead):
    async with watching(lead) as stream:
        await stream.next()
        world.monitor.registry.close_visits(lead.account)
        with pytest.raises(EOFError):
            await asyncio.wait_for(stream.next(), 8)


async def test_all_who_watch_are_asked_about_at_once(world, lead, monkeypatch):
    monkeypatch.setattr(overview, "HEARTBEAT_S", 0.05)
    asked = []
    monkeypatch.setattr(world.monitor.registry, "visits_over", noting(world.monitor.registry.visits_over, asked))
    async with AsyncExitStack() as watched:
        for stream in [await watched.enter_async_context(watching(lead)) for _ in range(5)]:
            await stream.next()
        await asyncio.sleep(0.5)
    assert len(asked) == 1


async def test_nobody_counts_while_nobody_looks(world, lead):
    async with watching(lead) as stream:
        await stream.next()
    live = world.app.state.live_overview
    await asyncio.wait_for(live._working, 5)
    assert live._boards == {}


# ---------------------------------------------------------------- a board


def shown(board: Board, **parts) -> int:
    board.show(parts)
    return board.version


def test_what_did_not_change_is_not_told_again():
    board = Board("e")
    seen = shown(board, online=1, queues=2)
    assert shown(board, online=1, queues=2) == seen
    assert board.since(seen) == b""
    shown(board, online=5, queues=2)
    assert b'data: {"online":5}' in board.since(seen)


def test_more_than_is_remembered_makes_everything_come():
    board = Board("e")
    seen = shown(board, online=0)
    for number in range(1, overview.REMEMBERED + 1):
        shown(board, online=number)
    assert board.since(seen).count(b"event: change") == overview.REMEMBERED
    shown(board, online=-1)
    assert board.since(seen).count(b"event: everything") == 1


@pytest.mark.parametrize("event_id", ["", "e", "e-", "e-x", "f-1", "e-1-2", "e-9"])
def test_an_id_that_is_not_this_boards_makes_everything_come(event_id):
    board = Board("e")
    shown(board, online=0)
    assert b"event: everything" in board.since(board.version_of(event_id))


# ---------------------------------------------------------------- two hundred viewers


async def test_two_hundred_viewers_are_counted_for_and_written_to_once(world, monkeypatch):
    """What their streams cost a processor is measured by `make bench-console`."""
    counted, written = [], []
    monkeypatch.setattr(Counting, "count", noting(Counting.count, counted))
    monkeypatch.setattr(Board, "_frame", noting(Board._frame, written))
    live = LiveOverview(world.collector, lambda seen: {"queues": dict(seen.queues)})
    async with AsyncExitStack() as watched:
        viewers = [await watched.enter_async_context(aclosing(live.follow(Sight(EVERYTHING)))) for _ in range(200)]
        first = await asyncio.gather(*map(anext, viewers))
        assert (len(counted), len(set(first))) == (1, 1)

        written.clear()
        store(world, world.trainee("late"), result="held", completed_at=None)
        changes = await asyncio.wait_for(asyncio.gather(*map(anext, viewers)), 20)
        assert (len(written), len(set(changes))) == (1, 1)
    await live.close()


def noting(work, calls: list):
    """The same, with every call noted."""

    def noted(*arguments):
        calls.append(arguments)
        return work(*arguments)

    return noted
