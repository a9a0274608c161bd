"""Two collectors over one PostgreSQL: whatever comes to one and concerns the other's learner is answered as by that."""

import asyncio
from contextlib import asynccontextmanager

import pytest
from small_world import FakeFaces, World, client_of, jpeg, seed

from monitor import assembly
from monitor.core.events import LivenessResult, SessionClosed
from monitor.flows.overview import LiveOverview
from monitor.flows.peers import ANALYSING, CLOSE, LEARNING, PROOF
from monitor.learners.serving import free_port, served
from monitor.settings import Settings
from monitor.web.app import create_app
from monitor.web.server import websockets


class HeldFaces(FakeFaces):
    """A face service that takes its time."""

    def __init__(self):
        super().__init__()
        self.go_on = asyncio.Event()

    async def judge_burst(self, action, frames, references, *, owner=None):
        await self.go_on.wait()
        return await super().judge_burst(action, frames, references, owner=owner)


@pytest.fixture(scope="module")
def installation(postgres, tmp_path_factory):
    """A registry and a log that all tests use in turn, each with a learner of its own."""
    yield postgres.create("side_by_side"), tmp_path_factory.mktemp("side_by_side")
    postgres.drop("side_by_side")


@asynccontextmanager
async def collector_at(database, folder):
    with free_port() as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        settings = Settings(data=folder, rule_pack="demo", database=database, peer_address=address)
        async with assembly.build(settings, faces=HeldFaces()) as monitor:
            monitor.faces.go_on.set()
            key_file = folder / "platform.key"
            if not key_file.exists():
                key_file.write_text(seed(monitor.registry))
            app = create_app(monitor)
            async with served(app, listener, **websockets()) as at, client_of(at) as http:
                yield World(monitor, app, at, key_file.read_text(), http, monitor.faces, folder)


@pytest.fixture
async def both(installation):
    """Two collectors that share a folder, a registry and a log."""
    async with collector_at(*installation) as first, collector_at(*installation) as second:
        yield first, second


@pytest.fixture
async def learner(both, request):
    """Somebody who learns at the first collector."""
    async with await both[0].sdk(both[0].trainee(request.node.name)) as sdk:
        yield sdk


async def facts_of(world, sdk, kind):
    return [fact for fact in await world.facts(sdk.session) if isinstance(fact, kind)]


async def test_pictures_are_judged_where_the_learner_is_whichever_collector_gets_them(both, learner):
    first, second = both
    for step in (1, 2, 3):
        asked = await learner.until("directive", kind="liveness", step=step)
        taken = await learner.post_burst(second.http, asked, [jpeg() for _ in range(8)])
        assert (taken.status_code, (await learner.until("outcome"))["verdict"]) == (202, "pass")

    assert len(await facts_of(first, learner, LivenessResult)) == 3
    assert len([asked for asked in first.faces.asked if asked[0] == "burst"]) == 3
    assert second.faces.asked == []


async def test_a_refusal_comes_back_as_it_was_said(both, learner):
    await learner.until("directive", kind="liveness")
    wrong = {"nonce": "nonce-of-nobody", "action": "blink", "fps": 10}
    answers = [await learner.post_burst(world.http, wrong, [jpeg()]) for world in both]

    assert answers[0].status_code == 404
    assert [answer.json() for answer in answers] == [answers[0].json()] * 2


async def test_what_a_page_hands_in_late_reaches_its_collector(both, learner):
    first, second = both
    await learner.send_acked()
    text = learner.batch()
    post = f'{{"type":"post","upload":"{learner.upload}","instance":"{learner.instance}"}}'
    said = await second.http.post("/v1/batches", content=f"{post}\n{text}")

    assert said.json()["last_seq"] == 1
    assert await first.batches(learner.session) == [sent.encode() for sent in (*learner.sent, text)]
    assert (await learner.until("ack", seq=1))["seq"] == 1


async def test_a_session_that_is_closed_through_the_other_collector_ends_at_once(both, learner):
    first, second = both
    closed = await second.platform("POST", f"/v1/sessions/{learner.session}/close")

    assert closed.json()["closed_at"] is not None
    assert (await learner.until("directive", kind="end"))["reason"] == "finished"
    assert len(await facts_of(first, learner, SessionClosed)) == 1


async def test_a_picture_that_is_being_judged_elsewhere_is_waited_for(both, learner):
    first, second = both
    asked = await learner.until("directive", kind="liveness")
    first.faces.go_on.clear()
    await learner.post_burst(first.http, asked, [jpeg()])
    learner.stream_url = second.address.replace("http", "ws") + "/v1/stream"
    await learner.leave()
    await learner.come_back()
    meanwhile = await second.collector.peers.analyse(learner.session, asked["nonce"])
    first.faces.go_on.set()
    await first.collector.background.settle()
    await learner.send_acked()
    outcome = await learner.until("outcome", nonce=asked["nonce"])

    assert (meanwhile, outcome["verdict"]) == (True, "pass")
    assert not await second.collector.peers.analyse(learner.session, asked["nonce"])


async def test_everybody_who_learns_is_counted_once_at_either_collector(both, learner):
    second = both[1]
    boards = [LiveOverview(world.collector, lambda _: {}) for world in both]
    async with await second.sdk(second.trainee("wu")):
        two = [sum((await board._online()).values()) for board in boards]
        async with await second.sdk(second.trainee("wu"), "instance-2"):
            again = [sum((await board._online()).values()) for board in boards]

    assert (two, again) == ([2, 2], [2, 2])


@pytest.mark.parametrize("path", [ANALYSING, LEARNING, CLOSE])
async def test_strangers_find_nothing_at_the_addresses_for_collectors(both, path):
    first, second = both
    proofs = {}, {PROOF: ""}, {PROOF: second.collector.peers._proof("another")}

    assert [(await first.http.post(path, headers=headers)).status_code for headers in proofs] == [404] * 3


async def test_who_pretends_to_be_a_collector_is_brought_home_all_the_same(both, learner):
    second = both[1]
    asked = await learner.until("directive", kind="liveness")
    second.http.headers[PROOF] = "made up"
    taken = await learner.post_burst(second.http, asked, [jpeg()])

    assert (taken.status_code, second.faces.asked) == (202, [])
