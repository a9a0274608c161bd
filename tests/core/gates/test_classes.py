"""Clauses about a class before it starts, on, just below and just above every number."""

from __future__ import annotations

from typing import Any

import pytest
from core.gates.asking import HOUR, NOT_CONCERNED, NUMBERS, PASS, day, said
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.gates import classes


@pytest.mark.parametrize(
    ("system", "number", "began_on", "expected"),
    [
        ("talent", "c-1", "2023-05-01", PASS),
        ("internet_plus", "c-1", None, PASS),
        ("talent", "", "2023-05-01", ("fail", "outside_the_systems")),
        ("excel", "c-1", "2023-05-01", ("fail", "outside_the_systems")),
        ("legacy", "c-1", "2022-12-31", PASS),
        ("legacy", "c-1", "2023-01-01", ("fail", "outside_the_systems")),
        ("legacy", "c-1", None, ("unknown", "no_first_day")),
    ],
)
def test_a_class_is_in_a_provincial_system_or_began_before_2023_in_the_old_one(
    system: str, number: str, began_on: str | None, expected: tuple[str, str]
) -> None:
    record = classes.Recorded(source_system=system, external_id=number, began_on=day(began_on))

    assert said(classes.recorded_in_the_province(record, NUMBERS)) == expected


def entered(trainees: int, entered_: int, teachers: int = 2, teachers_entered: int = 2) -> classes.Entered:
    return classes.Entered(
        trainees=trainees, trainees_entered=entered_, teachers=teachers, teachers_entered=teachers_entered
    )


@pytest.mark.parametrize(("inside", "expected"), [(30, PASS), (29, ("fail", "trainees_outside"))])
def test_whoever_is_outside_the_systems_earns_no_subsidy(inside: int, expected: tuple[str, str]) -> None:
    assert said(classes.subsidy_inside_the_systems(entered(30, inside), NUMBERS)) == expected


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        ((30, 30, 2, 2), PASS),
        ((30, 29, 2, 2), ("fail", "people_not_entered")),
        ((30, 30, 2, 1), ("fail", "people_not_entered")),
        ((0, 0, 0, 0), ("unknown", "nobody_registered")),
    ],
)
def test_all_trainees_and_teachers_are_entered_in_the_provincial_system(
    people: tuple[int, int, int, int], expected: tuple[str, str]
) -> None:
    assert said(classes.people_entered(entered(*people), NUMBERS)) == expected


def hours(total: int, practical: int = 0, **how: Any) -> classes.ClassHours:
    return classes.ClassHours(total=total, practical=practical, **how)


@pytest.mark.parametrize(
    ("total", "how", "expected"),
    [
        (39, {}, ("fail", "too_few_hours")),
        (40, {}, PASS),
        (41, {}, PASS),
        (23, {"own_minimum": 24}, ("fail", "too_few_hours")),
        (24, {"own_minimum": 24}, PASS),
        (25, {"own_minimum": 24}, PASS),
        (59, {"own_minimum": 60}, ("fail", "too_few_hours")),
        (60, {"own_minimum": 60}, PASS),
        (61, {"own_minimum": 60}, PASS),
        (8, {"track": "other"}, NOT_CONCERNED),
    ],
)
def test_certificate_training_has_forty_hours_or_the_programmes_own_number(
    total: int, how: dict[str, Any], expected: tuple[str, str]
) -> None:
    assert said(classes.certificate_hours(hours(total, **how), NUMBERS)) == expected


@pytest.mark.parametrize(
    ("total", "practical", "passes"),
    [
        (1000, 599, False),
        (1000, 600, True),
        (1000, 601, True),
        (40, 23, False),
        (40, 24, True),
        (41, 24, False),
        (41, 25, True),
    ],
)
def test_sixty_per_cent_of_the_hours_are_practical(total: int, practical: int, passes: bool) -> None:
    result = classes.practical_share(hours(total, practical), NUMBERS)

    assert said(result) == (PASS if passes else ("fail", "too_little_practice"))


def test_practical_hours_that_nobody_registered_cannot_be_judged() -> None:
    unknown = classes.ClassHours(total=40, practical=None)

    assert said(classes.practical_share(unknown, NUMBERS)) == ("unknown", "no_practical_hours")


@pytest.mark.parametrize(("total", "least"), [(40, 24), (41, 25), (42, 26), (45, 27), (5, 3), (1, 1)])
def test_the_least_practical_hours_are_rounded_up(total: int, least: int) -> None:
    assert classes.practical_share(hours(total, least), NUMBERS).values["least"] == least
    assert classes.practical_share(hours(total, least), NUMBERS).outcome == "pass"
    assert classes.practical_share(hours(total, least - 1), NUMBERS).outcome == "fail"


@pytest.mark.parametrize(
    ("trainees", "answered", "expected"),
    [
        (30, 30, PASS),
        (30, 29, ("fail", "questionnaires_missing")),
        (0, 0, ("unknown", "no_roster")),
    ],
)
def test_everybody_answered_a_questionnaire_before_the_class_began(
    trainees: int, answered: int, expected: tuple[str, str]
) -> None:
    asked = classes.Questionnaires(trainees=trainees, answered_before=answered)

    assert said(classes.questionnaire_before_class(asked, NUMBERS)) == expected


TAUGHT = "6-18-02-04"


@pytest.mark.parametrize(
    ("status", "job", "expected"),
    [
        ("employee", "6-18-02-04", PASS),
        ("employee", "6-18-02-07", PASS),
        ("employee", "6-18-01-04", ("person", "near_or_not")),
        ("employee", "6-20-02-04", ("fail", "other_occupation")),
        ("employee", "4-18-02-04", ("fail", "other_occupation")),
        ("employee", "", ("unknown", "no_codes")),
        ("employee", "welder", ("unknown", "no_codes")),
        ("job_changer", "6-18-02-04", ("fail", "same_occupational_class")),
        ("job_changer", "6-18-02-07", ("fail", "same_occupational_class")),
        ("job_changer", "6-18-01-04", ("person", "near_or_not")),
        ("job_changer", "6-20-02-04", PASS),
        ("job_changer", "4-18-02-04", PASS),
        ("job_changer", "", ("unknown", "no_codes")),
        ("other", "", NOT_CONCERNED),
    ],
)
def test_employees_learn_a_near_occupation_and_job_changers_another_class_of_them(
    status: Any, job: str, expected: tuple[str, str]
) -> None:
    work = classes.Occupation(status=status, job_code=job, taught_code=TAUGHT)

    assert said(classes.fitting_occupation(work, NUMBERS)) == expected


def size(trainees: int, teachers: int = 99, workstations: int = 99) -> classes.ClassSize:
    return classes.ClassSize(trainees=trainees, teachers=teachers, workstations=workstations)


@pytest.mark.parametrize(
    ("trainees", "teachers", "workstations", "expected"),
    [
        (20, 1, 1, PASS),
        (21, 1, 2, ("fail", "too_few_teachers")),
        (21, 2, 1, ("fail", "too_few_workstations")),
        (40, 2, 2, PASS),
        (41, 2, 3, ("fail", "too_few_teachers")),
        (80, 4, 4, PASS),
        (80, 3, 4, ("fail", "too_few_teachers")),
        (80, 4, 3, ("fail", "too_few_workstations")),
        (0, 0, 0, PASS),
        (1, 0, 1, ("fail", "too_few_teachers")),
    ],
)
def test_there_are_at_most_twenty_trainees_to_a_teacher_and_to_a_workstation(
    trainees: int, teachers: int, workstations: int, expected: tuple[str, str]
) -> None:
    assert said(classes.trainees_per_teacher(size(trainees, teachers, workstations), NUMBERS)) == expected


@pytest.mark.parametrize(("trainees", "needed"), [(1, 1), (20, 1), (21, 2), (60, 3), (61, 4), (80, 4)])
def test_the_teachers_needed_are_rounded_up(trainees: int, needed: int) -> None:
    assert classes.trainees_per_teacher(size(trainees), NUMBERS).values["teachers_needed"] == needed


@given(trainees=st.integers(0, 200), teachers=st.integers(0, 20), workstations=st.integers(0, 20))
def test_another_teacher_or_workstation_never_makes_a_ratio_fail(
    trainees: int, teachers: int, workstations: int
) -> None:
    def passes(more_teachers: int, more_places: int) -> bool:
        facts = size(trainees, teachers + more_teachers, workstations + more_places)
        return classes.trainees_per_teacher(facts, NUMBERS).outcome == "pass"

    assert passes(0, 0) <= passes(1, 0)
    assert passes(0, 0) <= passes(0, 1)


@given(trainees=st.integers(0, 400), teachers=st.integers(0, 20), workstations=st.integers(0, 20))
def test_the_needed_numbers_are_the_least_that_pass(trainees: int, teachers: int, workstations: int) -> None:
    result = classes.trainees_per_teacher(size(trainees, teachers, workstations), NUMBERS)
    needed = result.values["teachers_needed"], result.values["places_needed"]

    assert (result.outcome == "pass") == (teachers >= needed[0] and workstations >= needed[1])


@pytest.mark.parametrize(("teachers", "passes"), [(0, False), (1, False), (2, True), (3, True)])
def test_a_class_has_two_teachers_for_its_specialty(teachers: int, passes: bool) -> None:
    result = classes.teachers_of_the_specialty(size(10, teachers), NUMBERS)

    assert said(result) == (PASS if passes else ("fail", "too_few_teachers"))


@pytest.mark.parametrize(("trainees", "passes"), [(79, True), (80, True), (81, False)])
def test_a_class_has_at_most_eighty_trainees(trainees: int, passes: bool) -> None:
    assert said(classes.class_size(size(trainees), NUMBERS)) == (PASS if passes else ("fail", "class_too_large"))


@pytest.mark.parametrize(
    ("lengths", "expected"),
    [
        ((HOUR,), PASS),
        ((HOUR - 1,), ("fail", "hour_too_short")),
        ((HOUR + 1, HOUR), PASS),
        ((HOUR, HOUR - 1000), ("fail", "hour_too_short")),
        ((), ("unknown", "no_hours")),
    ],
)
def test_no_class_hour_is_shorter_than_forty_minutes(lengths: tuple[int, ...], expected: tuple[str, str]) -> None:
    held = tuple(classes.HourLength(hour=f"h{n}", length_ms=ms) for n, ms in enumerate(lengths))

    assert said(classes.hours_long_enough(held, NUMBERS)) == expected


@pytest.mark.parametrize(
    ("full_time_schooling", "together", "this_year", "expected"),
    [
        (False, 199, 400, PASS),
        (False, 200, 400, PASS),
        (False, 201, 400, ("fail", "too_many_together")),
        (False, 200, 401, ("fail", "too_many_this_year")),
        (True, 200, 401, PASS),
        (True, 200, 1000, PASS),
        (True, 200, 1001, ("fail", "too_many_this_year")),
        (True, 201, 1000, ("fail", "too_many_together")),
    ],
)
def test_apprentices_are_capped_by_enterprise_and_by_year(
    full_time_schooling: bool, together: int, this_year: int, expected: tuple[str, str]
) -> None:
    apprentices = classes.Apprentices(
        enterprise="e1",
        occupation=TAUGHT,
        full_time_schooling=full_time_schooling,
        together=together,
        this_year=this_year,
    )

    assert said(classes.apprentice_caps(apprentices, NUMBERS)) == expected


def test_an_institution_without_apprentices_is_not_concerned() -> None:
    assert said(classes.apprentice_caps(None, NUMBERS)) == NOT_CONCERNED
