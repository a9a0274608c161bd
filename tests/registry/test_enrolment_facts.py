"""What the gates learn about people in classes."""

from datetime import date

import msgspec
import pytest

from monitor.core import office_records as r
from monitor.core.gates import classes, online, process, vouchers
from monitor.core.verdict import Verdict
from tests.registry.cast import LI, a_plan, add_class, open_attempt
from tests.registry.office_cast import AFTER, BEGINS, DURING, HOUR_MS, at, class_profile, row


@pytest.fixture
def later(registry, trainee):
    """Wang in a second class, enrolled on 20 June 2023."""
    add_class(registry, a_plan(training_class="c2"))
    registry.enrol(trainee, "c2", source_system="talent", external_id="e9", at=at("2023-06-20 10:00"))
    return trainee


def earlier(registry, trainee, now=AFTER):
    return registry.enrolments_of(trainee, now)["c2"].earlier


def test_somebody_of_whom_nothing_is_known_has_empty_facts(registry, trainee):
    (facts,) = registry.enrolments_of(trainee, DURING).values()

    assert facts.online_hours == online.OnlineHours(total=40, online=0)
    assert (facts.earlier.projects, facts.make_ups, facts.voucher) == ((), (), None)
    assert facts.occupation == classes.Occupation()


def test_a_class_is_an_earlier_project_of_those_who_enrolled_in_another_after_it(registry, later):
    registry.take_in([class_profile()])

    assert earlier(registry, later, DURING) == online.EarlierProjects(
        projects=(online.EarlierProject(training_class="c1"),), enrolled_on=date(2023, 6, 20)
    )
    assert earlier(registry, later, AFTER).projects == (online.EarlierProject(training_class="c1", closed=True),)
    assert registry.enrolments_of(later, AFTER)["c1"].earlier.projects == ()


def test_whoever_left_a_class_ended_it_without_an_assessment(registry, later):
    registry.leave(later, "c1", BEGINS)

    assert earlier(registry, later, DURING).projects == (online.EarlierProject(training_class="c1", closed=True),)


def test_an_assessment_of_the_person_stands_before_that_of_the_class(registry, later):
    registry.take_in([class_profile(assessed_on=date(2023, 5, 19))])
    assert earlier(registry, later).projects[0].assessed_on == date(2023, 5, 19)

    registry.take_in([r.EnrolmentProfile(trainee=later, training_class="c1", assessed_on=date(2023, 5, 25))])
    assert earlier(registry, later).projects[0].assessed_on == date(2023, 5, 25)


def test_work_and_taught_occupation_are_compared(registry, trainee):
    registry.take_in(
        [
            class_profile(),
            r.EnrolmentProfile(trainee=trainee, training_class="c1", work_status="employee", job_code="6-18-02-07"),
        ]
    )

    assert registry.enrolments_of(trainee, DURING)["c1"].occupation == classes.Occupation(
        status="employee", job_code="6-18-02-07", taught_code="6-18-02-04"
    )


def test_make_up_courses_come_with_what_was_decided_about_their_reason(registry, trainee):
    course = {"course": "m1", "trainee": trainee, "training_class": "c1"}
    registry.take_in(
        [
            class_profile(assessed_on=date(2023, 5, 19)),
            row(r.MakeUpCourse, starts_at=DURING, ends_at=DURING + HOUR_MS, recorded_ms=HOUR_MS - 1, **course),
        ]
    )
    registry.decide_make_up("m1", accepted=True, by="li", at=AFTER)

    assert registry.enrolments_of(trainee, AFTER)["c1"].make_ups == (
        process.MakeUp(
            course="m1",
            held_on=date(2023, 5, 10),
            assessed_on=date(2023, 5, 19),
            reason_accepted=True,
            length_ms=HOUR_MS,
            recorded_ms=HOUR_MS - 1,
        ),
    )


def test_a_voucher_is_known_with_its_holder_and_its_uses(registry, later):
    li = registry.add_trainee(LI, source_system="vendor-a", external_id="li", at=1)
    registry.take_in(
        [
            row(r.Voucher, voucher="v1", trainee=li),
            r.EnrolmentProfile(trainee=later, training_class="c1", voucher="v1"),
            r.EnrolmentProfile(trainee=later, training_class="c2", voucher="v1"),
        ]
    )

    assert registry.enrolments_of(later, AFTER)["c1"].voucher == vouchers.Voucher(
        voucher="v1", holder=li, used_by=later, uses=2
    )


def verdict(attempt, trainee, unit, result):
    facts = {
        "attempt": attempt,
        "unit": unit,
        "trainee": trainee,
        "training_class": "c1",
        "platform": "vendor-a",
        "result": result,
        "credited_ms": 0,
        "required_ms": 0,
        "rule_pack": "demo",
        "rule_pack_version": "1",
        "rule_pack_hash": "0" * 64,
        "purpose": "demonstration",
        "heads": {},
    }
    return msgspec.convert(facts, Verdict).to_bytes()


def test_certified_units_count_once_and_by_the_last_verdict(registry, trainee):
    def judged(unit, platform, *results):
        attempt = open_attempt(registry, trainee, "c1", unit, DURING, platform).attempt
        for result in results:
            registry.save_verdict(attempt, verdict(attempt, trainee, unit, result), head="", decided_at=AFTER)

    judged("u1", "vendor-a", "held", "certified")
    judged("u1", "vendor-b", "certified")
    judged("u2", "vendor-a", "certified", "void_platform")

    assert registry.enrolments_of(trainee, AFTER)["c1"].online_hours == online.OnlineHours(total=40, online=1)


def test_a_class_is_gone_through_page_by_page(registry, trainee):
    li = registry.add_trainee(LI, source_system="vendor-a", external_id="li", at=1)
    registry.enrol(li, "c1", source_system="talent", external_id="e2", at=2)
    names = sorted([trainee, li])

    assert list(registry.enrolments_in("c1", DURING)) == names
    assert list(registry.enrolments_in("c1", DURING, limit=1)) == names[:1]
    assert list(registry.enrolments_in("c1", DURING, after=names[0], limit=1)) == names[1:]
