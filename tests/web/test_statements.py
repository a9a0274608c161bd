"""Learning records over HTTP: all that the command hands over, page by page, and later what is new alone."""

import pytest
from small_world import CLASS, PLATFORM, UNIT
from test_vendor_api import is_problem
from verdicts_at_hand import store

from monitor.adapters.clock import ManualClock
from monitor.flows.export_statements import Exporter
from monitor.flows.statement_pages import SETTLES_MS
from monitor.learners.simulated import Simulated
from monitor.web.office_api.people import office_key


async def pages(world, cursor: str = "", limit: int = 1, person: str = "zhao"):
    """All statements from the cursor on, and where the next ones will begin."""
    headers = {"X-Person": person, "Authorization": f"Bearer {office_key(world.monitor.keys, person)}"}
    said, more = [], True
    while more:
        asked = {"limit": limit, "cursor": cursor}
        answer = await world.http.get("/v1/exports/xapi", params=asked, headers=headers)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        said, cursor, more = said + page["statements"], page["next"], page["more"]
    return said, cursor


async def learn(world, trainee: str) -> Simulated:
    """A session in the log, which the registry knows and has closed now; its claim comes after the end."""
    learner = Simulated(world.monitor.pack)
    learner.watch()
    learner.close().claim()
    [(stream, entries)] = learner.streams.items()
    for entry in entries:
        await world.monitor.log.append(stream, entry.received, entry.source, entry.payload)
    facts = {"trainee": trainee, "training_class": CLASS, "platform": PLATFORM, "units": [UNIT]}
    world.monitor.registry.register_session(stream, at=0, **facts)
    world.monitor.registry.close_session(stream, world.monitor.clock.now())
    return learner


@pytest.fixture
async def told(world):
    """Somebody learned, and it was judged a minute ago."""
    world.monitor.clock = clock = ManualClock(1_790_000_000_000)
    trainee = world.trainee("li")
    learner = await learn(world, trainee)
    store(world, trainee, attempt=learner.attempts[0])
    clock.advance(SETTLES_MS)
    return world, learner


class Kept:
    """A record store that keeps what it gets."""

    def __init__(self) -> None:
        self.said: list[dict] = []

    async def put(self, statements) -> None:
        self.said += statements


def by_id(said) -> dict:
    return {one["id"]: one for one in said}


async def test_all_pages_together_say_what_the_command_hands_over(told):
    world, _ = told
    said, _ = await pages(world)
    kept = Kept()
    await Exporter(world.monitor.log, world.monitor.registry.verdicts, kept, world.address, {}, lambda _: None).run()

    assert by_id(kept.said).items() <= by_id(said).items()
    assert len(said) == len(kept.said) + 1, "and the verdict"


async def test_later_only_what_is_new_is_told_a_verdict_after_a_minute_and_its_claims_again(told):
    world, learner = told
    said, cursor = await pages(world)
    [claim] = [one for one in said if one["verb"]["id"].endswith(":claimed")]
    assert (await pages(world, cursor))[0] == []
    store(world, world.trainee("li"), "wrong_order", attempt=learner.attempts[0], claimed=True)
    world.monitor.clock.advance(SETTLES_MS - 1)
    assert (await pages(world, cursor))[0] == []
    world.monitor.clock.advance(1)
    again, cursor = await pages(world, cursor)

    assert [one["verb"]["id"].rpartition(":")[2] for one in again] == ["claimed", "judged"]
    assert again[0] == claim
    assert (await pages(world, cursor))[0] == []


async def test_a_cursor_is_good_for_whom_it_was_made_and_platforms_get_none(world):
    _, cursor = await pages(world)
    headers = {"X-Person": "li", "Authorization": f"Bearer {office_key(world.monitor.keys, 'li')}"}

    is_problem(await world.http.get(f"/v1/exports/xapi?cursor={cursor}", headers=headers), 422, "cursor")
    is_problem(await world.platform("GET", "/v1/exports/xapi"), 401, "Authorization")
