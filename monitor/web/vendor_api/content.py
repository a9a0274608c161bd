"""Courses and lessons that a platform or an institution proposes; the office approves them (ONL-12).

Until then a lesson can be learned, and does not count.
"""

from __future__ import annotations

import asyncio
from typing import Annotated, Literal

from fastapi import Query
from pydantic import BaseModel, Field

from monitor.core.events import LessonPlan
from monitor.web.needs import TheCollector
from monitor.web.vendor_api.callers import Author, Reader
from monitor.web.vendor_api.common import Id, api_router
from monitor.web.vendor_api.paging import Page, ThePage

router = api_router("content")

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class LessonProposed(BaseModel):
    """One video, and the course that it belongs to."""

    lesson: Id
    title: Annotated[str, Field(max_length=256)] = ""
    course: Id
    course_type: Literal["specialty", "general"] = Field(description="A specialty course is learned in its order.")
    ordinal: int = Field(ge=1, le=100_000, description="The lesson's place in its course, from 1.")
    duration_ms: int = Field(gt=0, le=86_400_000)
    content_hash: Sha256 = Field(description="SHA-256 of the file, in hex.")


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
    approved = await asyncio.to_thread(collector.monitor.registry.propose_lesson, plan, caller, wanted.title)
    return Lesson(**wanted.model_dump(), approved=approved)


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
    return page.page(rows, lambda row: row[0].lesson, lambda row: _shown(*row))


def _shown(plan: LessonPlan, title: str) -> Lesson:
    return Lesson(
        lesson=plan.lesson,
        title=title,
        course=plan.course,
        course_type=plan.course_type,
        ordinal=plan.ordinal,
        duration_ms=plan.duration,
        content_hash=plan.content_hash,
        approved=plan.approved,
    )
