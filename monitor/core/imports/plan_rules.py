"""What must fit between the rows of class plans: lessons say one thing, units are long enough, nothing counts twice."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import groupby, pairwise

from monitor.core.events import ClassPlan, LessonPlan, LessonSlice, UnitPlan
from monitor.core.imports.cells import said_length
from monitor.core.imports.faults import Wrong
from monitor.core.imports.plans import PlanRow
from monitor.core.imports.reading import Placed, Table

Place = tuple[int, Placed[PlanRow]]  # a row by its place in the table

# What all rows of a class, of a course and of a lesson have in common.
_OF_A_CLASS = ("institution", "class_title", "version", "total_class_hours", "practical_hours")
_OF_A_COURSE = ("course_type",)
_OF_A_LESSON = ("course", "ordinal", "duration", "content_hash")


def check(table: Table[PlanRow], unit_content_min: int) -> None:
    """Blame rows that do not fit the others; `unit_content_min` is what every unit must have, in ms (K10)."""
    rows = list(enumerate(table.rows))
    _agree(table, rows, "training_class", _OF_A_CLASS)
    _agree(table, rows, "course", _OF_A_COURSE)
    _agree(table, rows, "lesson", _OF_A_LESSON)
    _one_lesson_a_place(table, rows)
    sound = [(place, placed) for place, placed in rows if _stretch_is_sound(table, place, placed.row)]
    for one_class in _by(sound, "training_class").values():
        _count_nothing_twice(table, one_class)
        _fill_units(table, one_class, unit_content_min)


def plans(table: Table[PlanRow]) -> list[ClassPlan]:
    """The plans that a table without faults says, one for each class."""
    by_class = _by(list(enumerate(table.rows)), "training_class")
    return [_plan([placed.row for _, placed in rows]) for rows in by_class.values()]


def _plan(rows: Sequence[PlanRow]) -> ClassPlan:
    first = rows[0]
    return ClassPlan(
        training_class=first.training_class,
        version=first.version,
        total_class_hours=first.total_class_hours,
        lessons=tuple(_lesson(row) for row in {row.lesson: row for row in rows}.values()),
        units=tuple(_units(rows)),
    )


def _lesson(row: PlanRow) -> LessonPlan:
    return LessonPlan(
        lesson=row.lesson,
        course=row.course,
        course_type=row.course_type,
        ordinal=row.ordinal,
        duration=row.duration,
        content_hash=row.content_hash,
    )


def _units(rows: Sequence[PlanRow]) -> Iterator[UnitPlan]:
    pieces: dict[str, list[LessonSlice]] = {}
    for row in rows:
        if row.unit is not None:
            start, end = stretch(row)
            pieces.setdefault(row.unit, []).append(LessonSlice(lesson=row.lesson, start=start, end=end))
    return (UnitPlan(unit=unit, slices=tuple(slices)) for unit, slices in pieces.items())


def stretch(row: PlanRow) -> tuple[int, int]:
    """From where to where of the lesson; all of it unless told otherwise."""
    return row.start or 0, row.duration if row.end is None else row.end


# ---------------------------------------------------------------- what does not fit


def _by(rows: Iterable[Place], name: str) -> dict[Hashable, list[Place]]:
    found: dict[Hashable, list[Place]] = {}
    for place, placed in rows:
        found.setdefault(getattr(placed.row, name), []).append((place, placed))
    return found


def _agree(table: Table[PlanRow], rows: Iterable[Place], name: str, facts: Iterable[str]) -> None:
    """Rows of the same class, course or lesson say the same about it as its first row."""
    for (_, first), *others in _by(rows, name).values():
        for place, other in others:
            for fact in facts:
                if getattr(other.row, fact) != getattr(first.row, fact):
                    table.blame(place, fact, _differs(first))


def _one_lesson_a_place(table: Table[PlanRow], rows: Iterable[Place]) -> None:
    taken: dict[tuple[str, int], Placed[PlanRow]] = {}
    for place, placed in rows:
        first = taken.setdefault((placed.row.course, placed.row.ordinal), placed)
        if first.row.lesson != placed.row.lesson:
            table.blame(place, "ordinal", _place_taken(first))


def _stretch_is_sound(table: Table[PlanRow], place: int, row: PlanRow) -> bool:
    if row.unit is None:
        return False
    start, end = stretch(row)
    if end > row.duration:
        table.blame(place, "end", _beyond_the_end(row.duration))
    elif end <= start:
        table.blame(place, "start" if row.end is None else "end", _no_length())
    else:
        return True
    return False


def _count_nothing_twice(table: Table[PlanRow], rows: Iterable[Place]) -> None:
    ordered = sorted(rows, key=lambda one: (one[1].row.lesson, *stretch(one[1].row), one[0]))
    for _, pieces in groupby(ordered, key=lambda one: one[1].row.lesson):
        for (_, earlier), (place, later) in pairwise(pieces):
            if stretch(later.row)[0] < stretch(earlier.row)[1]:
                table.blame(place, "start", _twice(earlier))


def _fill_units(table: Table[PlanRow], rows: Iterable[Place], unit_content_min: int) -> None:
    for pieces in _by(rows, "unit").values():
        content = sum(end - start for start, end in (stretch(placed.row) for _, placed in pieces))
        if content < unit_content_min:
            table.blame(pieces[0][0], "unit", _too_short(content, unit_content_min))


# ---------------------------------------------------------------- words


def _differs(first: Placed[PlanRow]) -> Wrong:
    return Wrong(
        "differs",
        f"与第{first.number}行不一致。",
        f"Row {first.number} says something else.",
        "请使两行一致。",
        "Let both say the same.",
    )


def _place_taken(first: Placed[PlanRow]) -> Wrong:
    return Wrong(
        "place_taken",
        f"该顺序已用于第{first.number}行的视频。",
        f"The lesson of row {first.number} has this place.",
        "请为每个视频填写不同的顺序。",
        "Give every lesson of a course a place of its own.",
    )


def _beyond_the_end(duration: int) -> Wrong:
    length = said_length(duration)
    return Wrong(
        "beyond_the_end",
        f"超出了视频时长{length}。",
        f"The lesson ends at {length}.",
        "请更正止点或视频时长。",
        "Correct it, or the lesson's length.",
    )


def _no_length() -> Wrong:
    return Wrong(
        "backwards",
        "止点不在起点之后。",
        "The stretch does not end after it begins.",
        "请更正其中一个。",
        "Correct one of the two.",
    )


def _twice(earlier: Placed[PlanRow]) -> Wrong:
    return Wrong(
        "counted_twice",
        f"该段与第{earlier.number}行重叠，会重复计算。",
        f"The stretch overlaps that of row {earlier.number}, and would count twice.",
        "请让一段在另一段开始处结束。",
        "Let one end where the other begins.",
    )


def _too_short(content: int, least: int) -> Wrong:
    return Wrong(
        "too_short",
        f"该课时的内容为{content / 1000:g}秒，不足{least / 1000:g}秒。",
        f"The unit has {content / 1000:g} s of content, and {least / 1000:g} s are needed.",
        "请增加内容。",
        "Add content to it.",
    )
