"""What a proposed plan would change of the one in force: class hours and videos that are new, changed or left out."""

from msgspec.structs import replace

from monitor.core.events import UnitPlan
from monitor.core.plan_changes import changes
from tests.registry.cast import a_lesson, a_plan, a_slice

BEFORE = a_plan()
U1, U2 = BEFORE.units


def test_the_same_plan_changes_nothing():
    changed = changes(BEFORE, replace(BEFORE, version="2"))

    assert set(changed.units.values()) == set(changed.lessons.values()) == {"same"}
    assert (changed.units_left_out, changed.lessons_left_out) == ((), ())


def test_a_class_hour_is_changed_by_its_stretches_and_by_its_kind():
    units = (replace(U1, slices=(a_slice(end=61_000),)), replace(U2, hour_type="practical"))

    assert changes(BEFORE, replace(BEFORE, units=units)).units == {"u1": "changed", "u2": "changed"}


def test_what_is_added_is_new():
    added = UnitPlan(unit="u3", slices=(a_slice("l3"),))
    after = replace(BEFORE, lessons=(*BEFORE.lessons, a_lesson("l3", 3)), units=(*BEFORE.units, added))
    changed = changes(BEFORE, after)

    assert (changed.units["u3"], changed.lessons["l3"]) == ("new", "new")


def test_what_is_left_out_is_named_in_its_old_order():
    changed = changes(BEFORE, replace(BEFORE, lessons=(), units=()))

    assert changed.units_left_out == ("u1", "u2")
    assert changed.lessons_left_out == ("l1", "l2")
