"""Since when queues of people and of messages have waited."""

from datetime import date

import pytest

from monitor.core.callers import Caller
from monitor.core.origins import Origin
from monitor.core.registered_lessons import RegisteredLesson
from monitor.core.summary import Summary
from monitor.core.webhooks import Message
from tests.registry.cast import a_lesson, open_attempt

VENDOR = Caller(kind="platform", owner="vendor-a", key="k", scopes=frozenset())
OURS = Origin(source_system=VENDOR.name)


def judged(registry, attempt, result, at):
    said = Summary(
        result=result, stage="proposed", rules=(), code="", reason={}, credited_ms=1, required_ms=2, claimed=True,
        day=date(2023, 6, 1), decided_at=at,
    )  # fmt: skip
    registry.save_verdict(attempt, str(at).encode(), head="", decided_at=at, said=said)


def proposed(registry, at):
    lesson = RegisteredLesson(plan=a_lesson("new", 1, course="new"), title="", origin=OURS, course_origin=OURS)
    registry.propose_lesson(lesson, VENDOR, at)


def test_holds_wait_since_the_oldest_was_judged(registry, trainee):
    first, second = (open_attempt(registry, trainee, "c1", unit, 0, "vendor-a").attempt for unit in ("u1", "u2"))
    judged(registry, first, "held", 10)
    judged(registry, second, "held", 20)
    assert registry.waiting_since() == {"holds": 10}

    judged(registry, first, "certified", 30)
    assert registry.waiting_since() == {"holds": 20}


def test_a_video_waits_since_it_was_proposed_first_until_it_is_approved(registry):
    for at in (10, 20):
        proposed(registry, at)
    assert registry.waiting_since() == {"lessons": 10}

    registry.approve_lesson("new", approved=True, on=date(2023, 6, 1))
    assert registry.waiting_since() == {}


@pytest.mark.parametrize(("before", "overdue"), [(10, 0), (11, 1)])
def test_a_message_is_overdue_behind_its_time_until_somebody_takes_it(registry, before, overdue):
    endpoint = registry.add_endpoint("vendor-a", "platform", url="https://a", events=(), secret=b"s", at=0).endpoint
    registry.announce_to(Message(message="m", event="webhook.test", body=b"{}", created_at=10), endpoint)
    assert registry.overdue_deliveries(before) == overdue

    registry.due_deliveries(10, until=100, most=1)
    assert registry.overdue_deliveries(before) == 0
