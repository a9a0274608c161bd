"""What all who learn in one class have in common is kept once, however many of them are at it."""

from __future__ import annotations

from dataclasses import dataclass
from weakref import WeakValueDictionary

import msgspec

from monitor.core.events import ClassPlan, CourseQuestion, SessionOpened


@dataclass(frozen=True, slots=True, weakref_slot=True)
class CommonCourse:
    """The plan of a class and the questions about it, for as long as somebody learns by them."""

    plan: ClassPlan
    questions: tuple[CourseQuestion, ...]

    @classmethod
    def of(cls, opened: SessionOpened) -> CommonCourse:
        """Those that somebody else has in memory already, if they are the same."""
        course, name = cls(opened.plan, opened.questions), (opened.plan.training_class, opened.plan.version)
        known = _known.get(name)
        if known == course:
            return known
        _known[name] = course
        return course

    def put_into(self, opened: SessionOpened) -> SessionOpened:
        """The same opening, with what is in common."""
        return msgspec.structs.replace(opened, plan=self.plan, questions=self.questions)


_known: WeakValueDictionary[tuple[str, str], CommonCourse] = WeakValueDictionary()
