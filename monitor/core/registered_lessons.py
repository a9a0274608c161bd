"""A lesson as the registry lists it."""

from __future__ import annotations

import msgspec

from monitor.core.events import LessonPlan
from monitor.core.origins import Origin


class RegisteredLesson(msgspec.Struct, frozen=True, kw_only=True):
    """A lesson with its title, and what it and its course are called where they come from."""

    plan: LessonPlan
    title: str
    origin: Origin
    course_origin: Origin
