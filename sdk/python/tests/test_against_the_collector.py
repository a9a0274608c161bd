"""Every call of the client against a running collector."""

import asyncio
import json

import pytest
from hook_receiver import receiving
from hours_on_desk import in_doubt, learn_and_claim
from small_world import CLASS, LESSONS, UNIT, jpeg
from verdicts_at_hand import store

from integrity_monitor_client import (
    AsyncClient,
    Client,
    Conflict,
    Invalid,
    NotFound,
    PlanSlice,
    PlanUnit,
    Unauthorized,
    webhooks,
)
from monitor.adapters.registry.identity import check_digit

NUMBER = "00000019900307802" + check_digit("00000019900307802")


@pytest.fixture
async def school(world):
    key = world.monitor.registry.issue_key("institution-1", 0, kind="institution")
    async with AsyncClient(world.address, key) as client:
        yield client


class EarlierToday:
    """The world as a desk at which an hour was learned ten minutes ago."""

    def __init__(self, world) -> None:
        self.monitor, self.collector, self.clock = world.monitor, world.collector, self

    def now(self) -> int:
        return self.monitor.clock.now() - 600_000

    def advance(self, ms: int) -> None:
        """Time goes by itself."""


async def _held(world) -> str:
    """An attempt of which every comparison of faces was uncertain."""
    return (await learn_and_claim(EarlierToday(world), world.trainee("wang"), in_doubt)).attempt


async def test_from_a_person_to_an_open_session(monitor, school):
    person = await monitor.register_trainee(NUMBER, "user-7", phone="138 0013 8000")
    await monitor.enrol(person.trainee, CLASS)
    consent = await monitor.consent_text()
    taken = await monitor.add_references(person.trainee, [jpeg()], consent=consent.version)
    vouched = await school.confirm_references(taken.references, "zhao")
    opened = await monitor.open_session(person.trainee, CLASS, LESSONS[0])
    closed = await monitor.close_session(opened.session)
    link = await monitor.own_link(person.trainee, days=1)

    assert "/console/own#" in link.url
    assert await monitor.trainee("user-7") == person
    assert await monitor.trainee("nobody") is None
    assert vouched.in_force
    assert {reference.state for reference in await monitor.references(person.trainee)} == {"in_force"}
    assert [one.trainee async for one in school.enrolments(CLASS)] == [person.trainee]
    assert opened.countable
    assert closed.closed_at is not None
    assert await monitor.session(opened.session) == closed


async def test_certified_hours_come_as_a_file_or_not_at_all(world, monitor, tmp_path):
    stored = store(world, world.trainee())
    await monitor.hours_file(tmp_path / "hours.json", "json", training_class=CLASS)
    with Client(world.address, world.key) as waiting:
        await asyncio.to_thread(waiting.hours_file, tmp_path / "hours.csv")
        with pytest.raises(Invalid) as refused:
            await asyncio.to_thread(waiting.hours_file, tmp_path / "hours.pdf", "pdf")

    assert [row["attempt"] for row in json.loads((tmp_path / "hours.json").read_bytes())["rows"]] == [stored.attempt]
    assert stored.attempt in (tmp_path / "hours.csv").read_text("utf-8-sig")
    assert refused.value.problem.field == "format"
    assert sorted(file.name for file in tmp_path.glob("hours*")) == ["hours.csv", "hours.json"]


async def test_consents_are_given_and_taken_back(world, monitor):
    trainee = world.trainee(consented=False)
    await monitor.give_consent(trainee, "face_check", "1")
    assert world.monitor.registry.consented(trainee, "face_check")
    await monitor.withdraw_consent(trainee, "face_check")
    assert not world.monitor.registry.consented(trainee, "face_check")


async def test_a_consent_keeps_its_own_name_elsewhere(world, monitor):
    trainee = world.trainee(consented=False)
    ids = {"source_system": "paper", "external_id": "TY-7"}
    given = await monitor.give_consent(trainee, "face_check", "1", **ids)
    with Client(world.address, world.key) as waiting:
        again = await asyncio.to_thread(waiting.give_consent, trainee, "face_check", "1")

    assert (given.source_system, given.external_id) == ("paper", "TY-7")
    assert again == given, "what was said first stands"


async def test_verdicts_hours_and_certificates_are_read(world, monitor):
    trainee = world.trainee()
    stored = store(world, trainee)
    [verdict] = [one async for one in monitor.verdicts(trainee, CLASS)]
    [told] = [one async for one in monitor.hours(CLASS, trainee)]
    certificate = await monitor.certificate(stored.attempt)

    assert (verdict.outcome, told.hours[0].outcome, told.cap.counted) == ("certified", "certified", 1)
    assert certificate.certificate == verdict.certificate
    with pytest.raises(NotFound):
        await monitor.certificate("a-unknown")


async def test_a_claim_is_answered_with_the_verdict(world, monitor):
    trainee = world.trainee()
    await monitor.open_session(trainee, CLASS, LESSONS[0])
    verdict = await monitor.claim(trainee, CLASS, UNIT)

    assert verdict.outcome == "not_certified"
    assert verdict.reasons


async def test_a_lesson_is_proposed(monitor):
    facts = {"course": "welding", "course_type": "general", "ordinal": 1, "duration_ms": 1000, "content_hash": "0" * 64}
    lesson = await monitor.propose_lesson("welding-1", **facts)

    assert not lesson.approved
    assert [one.lesson async for one in monitor.lessons("welding")] == ["welding-1"]


async def test_a_plan_is_proposed_and_followed_until_the_office_decides(world, monitor):
    slices = tuple(PlanSlice(lesson, 0, 32_000) for lesson in LESSONS)
    proposed = await monitor.propose_plan(
        "class-7",
        [PlanUnit(unit="hour-1", slices=slices)],
        class_title="C7",
        total_class_hours=40,
        institution="institution-1",
    )
    world.monitor.registry.refuse_plan(proposed.proposal, by="zhao", at=0, reason="too short")
    followed = await monitor.plan(proposed.proposal)

    assert (proposed.state, proposed.units[0].slices) == ("proposed", slices)
    assert (followed.state, followed.reason) == ("refused", "too short")
    assert [one.proposal async for one in monitor.plans("refused")] == [proposed.proposal]
    assert [one async for one in monitor.plans("proposed")] == []


async def test_the_client_that_waits_proposes_plans_too(world):
    def ask() -> str:
        with Client(world.address, world.key) as monitor:
            unit = PlanUnit(unit="hour-1", slices=tuple(PlanSlice(lesson, 0, 32_000) for lesson in LESSONS))
            plan = monitor.propose_plan(
                "class-7", [unit], class_title="C7", total_class_hours=40, institution="institution-1"
            )
            return monitor.plan(plan.proposal).state

    assert await asyncio.to_thread(ask) == "proposed"


async def test_a_hold_is_read_appealed_against_and_followed(world, monitor, school):
    attempt = await _held(world)
    [review] = [one async for one in monitor.notices()]
    appealed = await monitor.appeal(attempt, "摄像头当时故障。", filed_by="wang-fang")
    followed = await school.notice(attempt)

    assert (review.attempt, review.outcome, review.stage, review.appealed) == (attempt, "held", "proposed", False)
    assert set(review.notice.text) == {"zh-CN", "en"}
    assert review.notice.reasons[0].message["en"]
    assert review.notice.given_at < review.notice.appeal_until
    assert appealed.appealed
    assert appealed == followed
    assert [(step.kind, step.by, step.party) for step in followed.history][-1] == ("appeal", "wang-fang", "trainee")
    assert [one.attempt async for one in school.notices(CLASS)] == [attempt]


async def test_an_appeal_against_nothing_says_why_not(world, monitor):
    certified = store(world, world.trainee())
    with pytest.raises(Conflict) as refused:
        await monitor.appeal(certified.attempt, "no", filed_by="wang-fang")
    with pytest.raises(NotFound):
        await monitor.notice("a-unknown")

    assert refused.value.code == "not_allowed"


async def test_the_client_that_waits_appeals_too(world):
    attempt = await _held(world)

    def object_to_it() -> list:
        with Client(world.address, world.key) as client:
            [review] = client.notices()
            client.appeal(review.attempt, "no", filed_by="platform", on_behalf_of="self")
            return [review.attempt, client.notice(review.attempt).history[-1].party]

    assert await asyncio.to_thread(object_to_it) == [attempt, "platform"]


async def test_a_mistake_names_the_field_in_the_language_asked_for(world):
    async with AsyncClient(world.address, world.key, language="en") as client:
        with pytest.raises(Invalid) as refused:
            await client.open_session(world.trainee(), "class-9", LESSONS[0])

    assert refused.value.problem.field == "training_class"
    assert "class-9 is not registered" in str(refused.value)


async def test_a_key_is_changed_over(world, monitor):
    key = await monitor.rotate_key(1)
    async with AsyncClient(world.address, key) as changed:
        [old] = [one.key async for one in changed.api_keys() if one.expires_at is not None]
        await changed.revoke_key(old)
        left = [one.key async for one in changed.api_keys() if one.revoked_at is None]
    with pytest.raises(Unauthorized):
        await monitor.consent_text()
    assert len(left) == 1


async def test_a_webhook_arrives_and_verifies(monitor):
    async with receiving() as receiver:
        endpoint = await monitor.add_webhook(receiver.url)
        await monitor.test_webhook(endpoint.endpoint)
        await receiver.until(1)
        headers, body = receiver.came[0]
        event = webhooks.verify(endpoint.secret, headers, body)
        new = await monitor.rotate_webhook(endpoint.endpoint)
        again = await monitor.replay(event.id)
        await receiver.until(2)
        assert webhooks.verify(new, *receiver.came[1]) == event
        told = [one.event async for one in monitor.deliveries()]
        await monitor.delete_webhook(endpoint.endpoint)
        left = [one async for one in monitor.webhooks()]

    assert (event.type, again, told, left) == ("webhook.test", 1, ["webhook.test"], [])


async def test_the_client_that_waits_talks_to_the_same_collector(world):
    trainee = world.trainee()

    def open_and_look() -> str:
        with Client(world.address, world.key) as client:
            opened = client.open_session(trainee, CLASS, LESSONS[0])
            return client.session(opened.session).trainee

    assert await asyncio.to_thread(open_and_look) == trainee
