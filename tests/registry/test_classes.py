"""Classes, the versions of their plans, and approvals of content."""

import msgspec
import pytest

from monitor.adapters.registry import RegistryError
from monitor.core.events import UnitPlan
from tests.registry.cast import HOUR, a_lesson, a_plan, a_slice, add_class


def test_the_plan_comes_back_as_it_was_approved(registry):
    assert registry.class_plan("c1") == a_plan()


def test_units_and_lessons_keep_their_order(registry):
    plan = a_plan(
        training_class="c2",
        lessons=(a_lesson("z", 1, course="b"), a_lesson("y", 2, course="b"), a_lesson("x", 1, course="a")),
        units=(
            UnitPlan(unit="second-name", slices=(a_slice("z", HOUR, 2 * HOUR), a_slice("z", 0, HOUR))),
            UnitPlan(unit="first-name", slices=(a_slice("x"),), hour_type="practical"),
        ),
    )
    add_class(registry, plan)

    assert registry.class_plan("c2") == plan


def test_registering_the_same_class_again_changes_nothing(registry):
    add_class(registry, a_plan())

    assert registry.class_plan("c1") == a_plan()
    assert registry.classes() == ["c1"]


@pytest.mark.parametrize("changes", [{"total_class_hours": 41}, {"units": a_plan().units[:1]}])
def test_the_same_version_cannot_say_something_else(registry, changes):
    with pytest.raises(RegistryError) as refused:
        add_class(registry, a_plan(**changes))

    assert refused.value.field == "version"
    assert registry.class_plan("c1") == a_plan()


def test_an_unsound_plan_registers_nothing(registry):
    with pytest.raises(RegistryError):
        add_class(registry, a_plan(training_class="c2"), unit_content_min=HOUR + 1)

    assert registry.classes() == ["c1"]


def test_a_class_needs_a_registered_institution(registry):
    with pytest.raises(RegistryError) as refused:
        add_class(registry, a_plan(training_class="c2"), institution="nobody")

    assert refused.value.field == "institution"


def test_one_id_of_another_system_is_one_class(registry):
    with pytest.raises(RegistryError) as refused:
        add_class(registry, a_plan(training_class="c2"), external_id="c1")

    assert refused.value.field == "external_id"


def test_a_lesson_has_the_same_facts_in_every_class(registry):
    other = a_plan(training_class="c2", lessons=(a_lesson("l1", 1, duration=3 * HOUR),), units=())

    with pytest.raises(RegistryError) as refused:
        add_class(registry, other)
    assert refused.value.field == "duration_ms"
    assert registry.classes() == ["c1"]


def test_a_course_has_the_same_type_in_every_class(registry):
    other = a_plan(training_class="c2", lessons=(a_lesson("l9", 9, course_type="general"),), units=())

    with pytest.raises(RegistryError) as refused:
        add_class(registry, other)
    assert refused.value.field == "course_type"


def test_two_classes_can_share_lessons(registry):
    add_class(registry, a_plan(training_class="c2"))

    assert registry.class_plan("c2").lessons == registry.class_plan("c1").lessons


# ---------------------------------------------------------------- versions and approvals


def test_a_revised_plan_is_in_force_and_the_old_one_stays_readable(registry):
    revised = a_plan(version="2", total_class_hours=44)
    registry.revise_plan(revised, unit_content_min=HOUR)

    assert registry.class_plan("c1") == revised
    assert registry.class_plan("c1", version="1") == a_plan()


def test_a_revision_must_be_sound_too(registry):
    with pytest.raises(RegistryError):
        registry.revise_plan(a_plan(version="2", total_class_hours=0), unit_content_min=HOUR)

    assert registry.class_plan("c1").version == "1"


def test_a_version_that_was_never_approved_is_an_error(registry):
    with pytest.raises(RegistryError) as refused:
        registry.class_plan("c1", version="9")

    assert refused.value.field == "version"


def test_an_unknown_class_is_an_error(registry):
    with pytest.raises(RegistryError) as refused:
        registry.class_plan("c9")

    assert refused.value.field == "training_class"


def test_withdrawing_an_approval_shows_in_the_plan(registry):
    registry.approve_lesson("l2", approved=False)

    assert [lesson.approved for lesson in registry.class_plan("c1").lessons] == [True, False]


def test_registering_again_does_not_undo_a_withdrawn_approval(registry):
    registry.approve_lesson("l2", approved=False)
    add_class(registry, a_plan())

    assert [lesson.approved for lesson in registry.class_plan("c1").lessons] == [True, False]


def test_content_that_is_not_yet_approved_is_registered_as_such(registry):
    plan = a_plan(training_class="c2", lessons=(a_lesson("l9", 9, approved=False),), units=())
    add_class(registry, plan)

    assert registry.class_plan("c2") == plan


def test_the_plan_can_be_written_to_the_log(registry):
    plan = registry.class_plan("c1")

    assert msgspec.json.decode(msgspec.json.encode(plan), type=type(plan)) == plan
