"""Retained photos that are gone at the audit: what a decision about the platform does to which hours."""

from __future__ import annotations

import pytest
from hours_on_desk import learn_and_claim, replayed, result
from photos_on_desk import developed, file_of
from small_world import CLASS, PLATFORM

from monitor.core.platform_facts import CaseDecision
from monitor.flows.lost_photos import report_lost_photos
from monitor.flows.platform_cases import answer, decide, notify, verify
from monitor.flows.preview import preview

DAY = 86_400_000


async def decided(desk, scope: str):
    """The case goes its way, and two people confirm it."""
    at = (desk.collector, PLATFORM, "D6-1")
    await verify(*at, "zhao", "The folder is empty.")
    await notify(*at, "zhao", "The photos of one session are gone.")
    await answer(*at, "vendor", "A disk was lost.")
    said = {"outcome": "confirmed", "document": "2026-17", "reason": "as heard", "scope": scope}
    for person in ("zhao", "qian"):
        case = await decide(desk.collector, CaseDecision(platform=PLATFORM, case="D6-1", by=person, **said))
    await desk.collector.background.settle()
    return case


@pytest.mark.parametrize(
    ("scope", "kept"), [("affected_hours", "certified"), ("affected_classes", "not_counted_platform")]
)
async def test_the_hour_whose_photos_are_lost_is_affected_and_the_one_beside_it_only_by_its_class(desk, scope, kept):
    people = {name: desk.trainee(name) for name in ("lost", "kept")}
    for trainee in people.values():
        assert (await learn_and_claim(desk, trainee)).result == "certified"
    photos = {name: await developed(desk, trainee) for name, trainee in people.items()}
    for photo in photos["lost"]:
        file_of(desk, photo).unlink()

    desk.clock.advance(DAY)
    for _ in range(2):
        audit = await report_lost_photos(desk.collector)
    tried = {option.decision.scope: option.effect for option in await preview(desk.collector, PLATFORM, "D6-1")}
    assert len(audit.lost) == len(photos["lost"])
    assert audit.photos == sum(map(len, photos.values()))
    assert [change.trainee for change in tried["affected_hours"].changes] == [people["lost"]]

    desk.clock.advance(DAY)
    case = await decided(desk, scope)
    assert case.terms.classes == (CLASS,)
    assert await result(desk, people["lost"]) == "not_counted_platform"
    assert await result(desk, people["kept"]) == kept
    report = await replayed(desk)
    assert report.ok, report.differences
