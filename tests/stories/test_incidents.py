"""The collector itself was impaired: hours of that time are held, other hours are not, and a reviewer releases them."""

from __future__ import annotations

import pytest
from hours_on_desk import learn_and_claim, replayed, result
from office_desk import opened_office

from monitor.core.review_facts import Decision
from monitor.flows.incidents import ImpossibleIncident, declare_incident
from monitor.flows.recount import resume_recounts
from monitor.flows.review import decide

MINUTE = 60_000


@pytest.fixture
async def two_hours(desk):
    """One hour before noon and one after it, each certified, with a pause of ten minutes between them."""
    people = {}
    for name in ("li", "wang"):
        people[name] = desk.trainee(name)
        began = desk.clock.now()
        await learn_and_claim(desk, people[name])
        people[name, "time"] = (began, desk.clock.now())
        desk.clock.advance(10 * MINUTE)
    return people


async def test_the_hours_of_an_incident_are_held_and_no_others(desk, two_hours):
    start, end = two_hours["wang", "time"]

    await declare_incident(desk.collector, start, end, "a full disk", "zhao")

    assert await result(desk, two_hours["wang"]) == "held"
    assert await result(desk, two_hours["li"]) == "certified"
    [waiting] = desk.monitor.registry.open_reviews(limit=9)
    assert waiting.trainee == two_hours["wang"]
    verdict = await decide(
        desk.collector, Decision(attempt=waiting.attempt, outcome="restored", decided_by="zhao", reason="whole")
    )
    assert (verdict.result, verdict.stage) == ("certified", "final")
    assert (await replayed(desk)).ok


async def test_an_incident_that_was_declared_before_the_collector_died_is_applied_at_the_next_start(desk, two_hours):
    start, end = two_hours["li", "time"]
    await desk.collector.background.close()  # nothing new is started any more, as when the process dies
    await declare_incident(desk.collector, start, end, "a full disk", "zhao")
    assert await result(desk, two_hours["li"]) == "certified"

    desk.restart()
    await resume_recounts(desk.collector)
    assert await result(desk, two_hours["li"]) == "held"

    desk.restart()
    await resume_recounts(desk.collector)
    assert desk.collector.recounting == {}


@pytest.mark.parametrize(("start", "end"), [(5, 5), (6, 5), (5, 10**13)])
async def test_an_incident_lies_in_the_past_and_has_a_length(desk, start, end):
    with pytest.raises(ImpossibleIncident):
        await declare_incident(desk.collector, start, end, "…", "zhao")


async def test_the_office_declares_it_over_http(desk):
    async with opened_office(desk) as office:
        said = {"start": "2026-09-21T00:00:00Z", "end": "2026-09-21T00:05:00Z", "reason": "a full disk"}
        assert (await office.does("zhao", "/v1/incidents", said))["entry"] == "incidents:0"

        backwards = await office.ask("zhao", "POST", "/v1/incidents", {**said, "end": said["start"]})
        assert (backwards.status_code, backwards.json()["code"]) == (422, "impossible_incident")
