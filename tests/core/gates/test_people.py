"""What a person decides comes as a task with the data at hand, and only when there is something to look at."""

from __future__ import annotations

from typing import Any

import pytest
from core.gates.asking import NOT_CONCERNED, NUMBERS, PASS, said

from monitor.core.gates import people


def test_who_came_is_compared_by_a_person_who_sees_the_answers() -> None:
    wishes = people.Wishes(trainees=30, answered=28, unwilling=1, without_job_wish=2, unable=0)
    result = people.will_and_ability(wishes, NUMBERS)

    assert said(result) == ("person", "people_to_compare")
    assert result.values == {"trainees": 30, "answered": 28, "unwilling": 1, "without_job_wish": 2, "unable": 0}


@pytest.mark.parametrize(
    ("counted", "over", "outcome", "average"),
    [
        ((), True, "person", 0),
        ((29, 30), True, "person", 29),
        ((30,), True, "person", 30),
        ((30,), False, "unknown", 30),
    ],
)
def test_the_payable_number_is_set_by_a_person_from_the_average_of_the_inspections(
    counted: tuple[int, ...], over: bool, outcome: str, average: int
) -> None:
    result = people.payable_headcount(people.Headcounts(enrolled=30, counted=counted, over=over), NUMBERS)

    assert (result.outcome, result.values["average"]) == (outcome, average)


@pytest.mark.parametrize(
    ("at_school", "not_noted", "expected"),
    [(0, 0, PASS), (1, 0, ("person", "students_to_review")), (0, 1, ("unknown", "status_not_noted"))],
)
def test_students_at_school_are_for_a_person(at_school: int, not_noted: int, expected: tuple[str, str]) -> None:
    assert said(people.no_students(people.Students(at_school=at_school, not_noted=not_noted), NUMBERS)) == expected


def records(**changed: Any) -> people.ClassroomRecords:
    facts = {
        "trainees": 30,
        "check_ins": 58,
        "checked_in": 29,
        "remote_inspections": 1,
        "theory_ms": 7_200_000,
        "recorded_ms": 7_140_000,
        "over": True,
    }
    return people.ClassroomRecords(**(facts | changed))


@pytest.mark.parametrize(
    ("over", "expected"), [(True, ("person", "devices_to_check")), (False, ("unknown", "class_not_over"))]
)
def test_check_in_devices_are_checked_by_a_person_when_the_class_is_over(over: bool, expected: tuple[str, str]) -> None:
    assert said(people.check_in_and_video(records(over=over), NUMBERS)) == expected


def test_a_class_is_watched_from_afar_by_a_person_while_it_runs() -> None:
    result = people.supervised_from_afar(records(over=False), NUMBERS)

    assert said(result) == ("person", "class_to_watch")
    assert result.values == {"inspections": 1, "check_ins": 58, "minutes": 119}


@pytest.mark.parametrize(
    ("over", "expected"), [(True, ("person", "recordings_to_compare")), (False, ("unknown", "class_not_over"))]
)
def test_whether_theory_was_recorded_throughout_is_seen_by_a_person(over: bool, expected: tuple[str, str]) -> None:
    result = people.theory_recorded_throughout(records(over=over), NUMBERS)

    assert said(result) == expected
    assert result.values == {"taught": 120, "recorded": 119}


@pytest.mark.parametrize(("name", "expected"), [("洛阳监管平台", ("person", "feed_to_check")), ("", NOT_CONCERNED)])
def test_a_local_supervision_platform_is_allowed_and_its_feed_is_checked(name: str, expected: tuple[str, str]) -> None:
    assert said(people.local_platform(people.LocalPlatform(name=name, classes=9, outside=2), NUMBERS)) == expected


@pytest.mark.parametrize(
    ("trouble", "expected"),
    [
        ({}, PASS),
        ({"blacklisted": True}, ("fail", "blacklisted")),
        ({"strikes": (2, 2)}, PASS),
        ({"strikes": (0, 3)}, ("person", "blacklist_to_decide")),
        ({"evident_problems": 1}, ("person", "blacklist_to_decide")),
        ({"blacklisted": True, "strikes": (3,)}, ("fail", "blacklisted")),
    ],
)
def test_the_blacklist_bars_and_a_person_decides_who_gets_there(
    trouble: dict[str, Any], expected: tuple[str, str]
) -> None:
    assert said(people.not_blacklisted(people.Trouble(**trouble), NUMBERS)) == expected


@pytest.mark.parametrize(("cases", "expected"), [(0, PASS), (1, ("person", "case_to_handle"))])
def test_every_case_of_misused_funds_is_handled(cases: int, expected: tuple[str, str]) -> None:
    assert said(people.misuse_handled(people.Trouble(misuse_cases=cases), NUMBERS)) == expected
