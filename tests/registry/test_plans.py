"""What a plan must be before a class can be registered with it (rules: units; K10)."""

import pytest

from monitor.adapters.registry import RegistryError
from monitor.adapters.registry.plans import check_plan
from monitor.core.events import UnitPlan
from tests.registry.cast import HOUR, a_lesson, a_plan, a_slice

REAL_MINIMUM = 2_420_000  # K10, ms


def refused(plan, unit_content_min=HOUR):
    with pytest.raises(RegistryError) as error:
        check_plan(plan, unit_content_min)
    return error.value


def one_unit(*slices):
    return a_plan(units=(UnitPlan(unit="u1", slices=slices),))


def test_a_sound_plan_is_accepted():
    check_plan(a_plan(), HOUR)


# ---------------------------------------------------------------- enough content


@pytest.mark.parametrize("content", [REAL_MINIMUM, REAL_MINIMUM + 1])
def test_a_unit_with_the_minimum_of_content_or_more_is_accepted(content):
    plan = a_plan(
        lessons=(a_lesson("l1", duration=content),), units=(UnitPlan(unit="u1", slices=(a_slice(end=content),)),)
    )

    check_plan(plan, REAL_MINIMUM)


@pytest.mark.parametrize("content", [REAL_MINIMUM - 1, 2_400_000])
def test_a_unit_with_less_than_the_minimum_is_refused(content):
    plan = a_plan(
        lessons=(a_lesson("l1", duration=content),), units=(UnitPlan(unit="u1", slices=(a_slice(end=content),)),)
    )

    error = refused(plan, REAL_MINIMUM)
    assert error.field == "units.slices"
    assert str(content) in error.message
    assert str(REAL_MINIMUM) in error.message


def test_slices_of_several_lessons_add_up():
    half = HOUR // 2
    check_plan(one_unit(a_slice("l1", 0, half), a_slice("l2", 0, half)), HOUR)

    assert refused(one_unit(a_slice("l1", 0, half), a_slice("l2", 0, half - 1))).field == "units.slices"


def test_a_unit_without_slices_is_refused():
    assert refused(one_unit()).field == "units.slices"


# ---------------------------------------------------------------- slices


@pytest.mark.parametrize(("end", "accepted"), [(2 * HOUR - 1, True), (2 * HOUR, True), (2 * HOUR + 1, False)])
def test_a_slice_ends_inside_its_lesson(end, accepted):
    plan = one_unit(a_slice("l1", 0, end))

    if accepted:
        check_plan(plan, HOUR)
    else:
        assert refused(plan).field == "units.slices.end"


@pytest.mark.parametrize("end", [4, 5])
def test_a_slice_without_length_is_refused(end):
    assert refused(one_unit(a_slice("l1", 5, end))).field == "units.slices.end"


def test_a_slice_of_a_lesson_that_the_plan_does_not_have_is_refused():
    error = refused(one_unit(a_slice("l9")))

    assert error.field == "units.slices.lesson"
    assert "l9" in error.message


@pytest.mark.parametrize(("start", "accepted"), [(HOUR - 1, False), (HOUR, True), (HOUR + 1, True)])
def test_no_content_belongs_to_a_unit_twice(start, accepted):
    plan = one_unit(a_slice("l1", 0, HOUR), a_slice("l1", start, 2 * HOUR))

    if accepted:
        check_plan(plan, HOUR)
    else:
        assert refused(plan).field == "units.slices.start"


def test_no_content_belongs_to_two_units():
    units = (UnitPlan(unit="u1", slices=(a_slice(end=HOUR),)), UnitPlan(unit="u2", slices=(a_slice(end=HOUR),)))

    error = refused(a_plan(units=units))
    assert error.field == "units.slices.start"
    assert "u1" in error.message
    assert "u2" in error.message


def test_slices_may_stand_in_any_order():
    check_plan(one_unit(a_slice("l1", HOUR, 2 * HOUR), a_slice("l1", 0, HOUR)), HOUR)


# ---------------------------------------------------------------- names and types


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"lessons": (a_lesson("l1", 1), a_lesson("l1", 2))}, "lessons.lesson"),
        ({"lessons": (a_lesson("l1", 1), a_lesson("l2", 1))}, "lessons.ordinal"),
        ({"units": (UnitPlan(unit="u1", slices=()), UnitPlan(unit="u1", slices=()))}, "units.unit"),
        (
            {"lessons": (a_lesson("l1", 1), a_lesson("l2", 2, course_type="general"))},
            "lessons.course_type",
        ),
    ],
    ids=["lesson twice", "place in the course twice", "unit twice", "course of two types"],
)
def test_what_is_ambiguous_is_refused(changes, field):
    assert refused(a_plan(**changes)).field == field


def test_the_same_place_in_two_courses_is_not_ambiguous():
    check_plan(a_plan(lessons=(a_lesson("l1", 1), a_lesson("l2", 1, course="safety", course_type="general"))), HOUR)


@pytest.mark.parametrize(("hours", "accepted"), [(0, False), (1, True)])
def test_a_plan_has_hours(hours, accepted):
    if accepted:
        check_plan(a_plan(total_class_hours=hours), HOUR)
    else:
        assert refused(a_plan(total_class_hours=hours)).field == "total_class_hours"


def test_every_refusal_says_what_to_do():
    error = refused(one_unit())

    assert error.remedy
    assert str(error) == f"{error.field}: {error.message} ({error.remedy})"
