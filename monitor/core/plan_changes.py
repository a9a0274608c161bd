"""What a proposed plan would change of the one in force."""

from __future__ import annotations

from typing import Literal

import msgspec

from monitor.core.events import ClassPlan

Change = Literal["new", "changed", "same"]


class PlanChanges(msgspec.Struct, frozen=True, kw_only=True):
    """A plan beside the one in force; class hours and videos by name, those that are left out in their old order."""

    before: ClassPlan
    units: dict[str, Change]
    lessons: dict[str, Change]
    units_left_out: tuple[str, ...]
    lessons_left_out: tuple[str, ...]


def changes(before: ClassPlan, after: ClassPlan) -> PlanChanges:
    """Compare two plans of a class; a video is registered once and for all, so that it is new or the same."""
    old = {unit.unit: unit for unit in before.units}
    units = {unit.unit: _change(old.get(unit.unit), unit) for unit in after.units}
    known = {lesson.lesson for lesson in before.lessons}
    lessons: dict[str, Change] = {one.lesson: "same" if one.lesson in known else "new" for one in after.lessons}
    return PlanChanges(
        before=before,
        units=units,
        lessons=lessons,
        units_left_out=tuple(name for name in old if name not in units),
        lessons_left_out=tuple(one.lesson for one in before.lessons if one.lesson not in lessons),
    )


def _change(before: msgspec.Struct | None, after: msgspec.Struct) -> Change:
    if before is None:
        return "new"
    return "same" if before == after else "changed"
