"""The console's lists of classes and people: paged, narrowed, and never beyond what a tenant sees."""

from datetime import date

import pytest

from monitor.core.accounts import Tenant
from monitor.core.class_lists import ClassSearch
from monitor.core.consent import PURPOSE
from monitor.core.office_records import ClassProfile, InstitutionProfile, MakeUpCourse, Office, PublicNotice
from monitor.core.record_lists import RecordSearch
from tests.registry.cast import open_attempt
from tests.registry.test_summaries import said

ALL = ClassSearch()
SOURCE = {"source_system": "talent"}
SCHOOL = Tenant(kind="institution", name="school")
OTHERS = Tenant(kind="institution", name="another-school")


def names(registry, search=ALL, *, now=0, **within):
    return [line.training_class for line in registry.class_lines(search, now=now, limit=10, **within)]


def test_a_class_is_listed_with_its_institution_hours_and_headcount(registry, trainee):
    [line] = registry.class_lines(ALL, now=0, limit=10)
    assert (line.training_class, line.institution_title, line.trainees) == ("c1", "技工学校", 1)
    assert line.total_class_hours == registry.class_plan("c1").total_class_hours


def test_who_has_left_is_not_counted_and_not_listed(registry, trainee):
    registry.leave(trainee, "c1", at=5)
    assert registry.class_line("c1").trainees == 0
    assert registry.class_learners("c1", limit=10) == []


@pytest.mark.parametrize(
    ("now", "state"), [(99, "planned"), (100, "running"), (199, "running"), (200, "over"), (10**6, "over")]
)
def test_a_class_begins_with_its_first_moment_and_is_over_at_its_end(registry, now, state):
    registry.take_in([ClassProfile(training_class="c1", begins_at=100, ends_at=200)])
    found = {one: names(registry, ClassSearch(state=one), now=now) for one in ("planned", "running", "over")}
    assert [one for one, listed in found.items() if listed] == [state]
    assert registry.class_line("c1").state_at(now) == state


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ({"text": "c1"}, True),
        ({"text": "1"}, True),
        ({"text": "%"}, False),
        ({"institution": "school"}, True),
        ({"institution": "another-school"}, False),
    ],
)
def test_a_search_narrows_to_part_of_a_name_or_an_institution(registry, search, found):
    assert (names(registry, ClassSearch(**search)) == ["c1"]) == found


def test_the_next_page_begins_behind_the_last_name(registry):
    assert names(registry, after="c0") == ["c1"]
    assert names(registry, after="c1") == []


@pytest.mark.parametrize(
    ("tenant", "sees"),
    [
        (SCHOOL, True),
        (OTHERS, False),
        (Tenant(kind="office", name="city"), True),
        (Tenant(kind="office", name="elsewhere"), False),
    ],
)
def test_a_tenant_sees_its_own_classes_and_people_and_no_others(registry, trainee, tenant, sees):
    registry.take_in(
        [
            Office(office="city", title="市", level="city", external_id="o1", **SOURCE),
            Office(office="elsewhere", title="市", level="city", external_id="o2", **SOURCE),
            InstitutionProfile(institution="school", office="city"),
        ]
    )
    assert (names(registry, tenant=tenant) == ["c1"]) == sees
    assert (registry.class_line("c1", tenant=tenant) is not None) == sees
    assert (registry.person(trainee, tenant=tenant) is not None) == sees


def test_a_trainee_sees_nobody_else(registry, trainee):
    assert registry.person(trainee, tenant=Tenant(kind="trainee", name=trainee)).enrolments
    assert registry.person(trainee, tenant=Tenant(kind="trainee", name="t-other")).enrolments == ()


def test_a_learner_is_listed_with_tries_by_result(registry, trainee):
    for unit, result in (("u1", "certified"), ("u2", "held")):
        attempt = open_attempt(registry, trainee, "c1", unit, at=5, platform="vendor-a").attempt
        registry.save_verdict(attempt, b"1", head="", decided_at=10, said=said(result))
    [line] = registry.class_learners("c1", limit=10)
    assert (line.trainee, line.results) == (trainee, {"certified": 1, "held": 1})


def test_a_person_is_shown_with_consents_and_make_up_courses(registry, trainee):
    registry.give_consent(trainee, PURPOSE, "1", at=5)
    registry.withdraw_consent(trainee, PURPOSE, at=6)
    course = MakeUpCourse(course="m1", trainee=trainee, training_class="c1", starts_at=10, ends_at=20,
                          reason="病假", external_id="m1", **SOURCE)  # fmt: skip
    registry.take_in([course])
    person = registry.person(trainee)
    assert [(one.purpose, one.given_at, one.withdrawn_at) for one in person.consents] == [(PURPOSE, 5, 6)]
    assert [(one.course, one.reason, one.accepted) for one in person.make_ups] == [("m1", "病假", None)]
    assert registry.make_up_lines(RecordSearch(training_class="c1"), limit=10) == list(person.make_ups)


def test_the_latest_public_notice_comes_first(registry):
    first, second = date(2023, 6, 1), date(2023, 7, 1)
    registry.take_in(
        [
            PublicNotice(training_class="c1", posted_on=first, taken_down_on=second, external_id="n1", **SOURCE),
            PublicNotice(training_class="c1", posted_on=second, external_id="n2", **SOURCE),
        ]
    )
    assert [line.posted_on for line in registry.notices_of("c1")] == [second, first]
