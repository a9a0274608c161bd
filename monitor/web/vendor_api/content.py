"""Courses and lessons that a platform or an institution proposes; the office approves them (ONL-12).

Until then a lesson can be learned, and does not count.
"""

from __future__ import annotations

import asyncio
from typing import Annotated, Literal

from fastapi import Query
from pydantic import BaseModel, Field

from monitor.core.events import LessonPlan
from monitor.core.origins import Origin
from monitor.core.registered_lessons import RegisteredLesson
from monitor.web.needs import TheCollector
from monitor.web.vendor_api.callers import Author, Reader
from monitor.web.vendor_api.common import FromElsewhere, Id, api_router
from monitor.web.vendor_api.paging import Page, ThePage

router = api_router("content")

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class LessonProposed(FromElsewhere):
    """One video, and the course that it belongs to."""

    lesson: Id
    title: Annotated[str, Field(max_length=256)] = ""
    course: Id
    course_type: Literal["specialty", "general"] = Field(description="A specialty course is learned in its order.")
    ordinal: int = Field(ge=1, le=100_000, description="The lesson's place in its course, from 1.")
    duration_ms: int = Field(gt=0, le=86_400_000)
    content_hash: Sha256 = Field(description="SHA-256 of the file, in hex.")
    course_external_id: str = Field(
        "", max_length=128, description="The course's id in the same system; its name here unless told otherwise."
    )


class Lesson(BaseModel):
    """A registered lesson; what the office entered may lack a title or a hash."""

    lesson: str
    title: str
    course: str
    course_type: str
    ordinal: int
    duration_ms: int
    content_hash: str
    approved: bool
    source_system: str
    external_id: str
    course_external_id: str = Field(description="The course's id in the system that it came from first.")


@router.post("/lessons", status_code=201)
async def post_lesson(wanted: LessonProposed, collector: TheCollector, caller: Author) -> Lesson:
    """Register a new lesson, and its course with the first one; the same again is the same lesson.

    A course is whose first lesson it began with; others add to it where a plan was approved for them that teaches it.
    """
    plan = LessonPlan(
        lesson=wanted.lesson,
        course=wanted.course,
        course_type=wanted.course_type,
        ordinal=wanted.ordinal,
        duration=wanted.duration_ms,
        approved=False,
        content_hash=wanted.content_hash,
    )
    origin = wanted.origin(caller)
    course_origin = Origin(source_system=origin.source_system, external_id=wanted.course_external_id)
    proposed = RegisteredLesson(plan=plan, title=wanted.title, origin=origin, course_origin=course_origin)
    monitor = collector.monitor
    return _shown(await asyncio.to_thread(monitor.registry.propose_lesson, proposed, caller, monitor.clock.now()))


@router.get("/lessons")
async def get_lessons(
    collector: TheCollector,
    _: Reader,
    page: ThePage,
    course: Annotated[str, Query(max_length=128, description="Of this course alone.")] = "",
) -> Page[Lesson]:
    """Lessons by name, approved or not."""
    rows = await asyncio.to_thread(
        collector.monitor.registry.lessons, course=course, after=page.after, most=page.one_more
    )
    return page.page(rows, lambda row: row.plan.lesson, _shown)


def _shown(row: RegisteredLesson) -> Lesson:
    plan = row.plan
    return Lesson(
        lesson=plan.lesson,
        title=row.title,
        course=plan.course,
        course_type=plan.course_type,
        ordinal=plan.ordinal,
        duration_ms=plan.duration,
        content_hash=plan.content_hash,
        approved=plan.approved,
        source_system=row.origin.source_system,
        external_id=row.origin.external_id,
        course_external_id=row.course_origin.external_id,
    )
