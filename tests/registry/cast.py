"""The cast of the registry's tests: two people, a class with two units, and how it is registered."""

import secrets

from monitor.core.events import ClassPlan, LessonPlan, LessonSlice, UnitPlan
from monitor.core.speaking import Speaker, of_office

WANG = "11010519491231002X"  # the standard's own example number
LI = "440524188001010014"  # the standard's other example number
ZHAO = Speaker(house="institution/school", person="zhao")  # with the key of the school's server
QIAN = of_office("qian")
HOUR = 60_000  # unit content minimum of the demonstration, ms


def a_slice(lesson="l1", start=0, end=HOUR):
    return LessonSlice(lesson=lesson, start=start, end=end)


def a_lesson(lesson="l1", ordinal=1, **changes):
    facts = {"course": "welding", "course_type": "specialty", "duration": 2 * HOUR, "content_hash": "c0ffee"}
    return LessonPlan(lesson=lesson, ordinal=ordinal, **(facts | changes))


def a_plan(**changes):
    """The class `c1`: two lessons of two minutes, two units of one minute."""
    facts = {
        "training_class": "c1",
        "total_class_hours": 40,
        "lessons": (a_lesson("l1", 1), a_lesson("l2", 2)),
        "units": (UnitPlan(unit="u1", slices=(a_slice("l1"),)), UnitPlan(unit="u2", slices=(a_slice("l2"),))),
    }
    return ClassPlan(**(facts | changes))


def open_attempt(registry, trainee, training_class, unit, at, platform="vendor-a"):
    """What a session of this unit works on."""
    name = f"s-{secrets.token_hex(4)}"
    facts = {"trainee": trainee, "training_class": training_class, "platform": platform, "at": at}
    [attempt] = registry.register_session(name, units=[unit], **facts)
    return attempt


def add_class(registry, plan, **changes):
    facts = {
        "institution": "school",
        "title": "焊工班",
        "source_system": "talent",
        "external_id": plan.training_class,
        "unit_content_min": HOUR,
    }
    registry.add_class(plan, **(facts | changes))
