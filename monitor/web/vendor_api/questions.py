"""What a platform asks its learners about a lesson (docs/protocol.md)."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import Depends
from pydantic import BaseModel, ConfigDict, Field

from monitor.core.callers import Caller
from monitor.core.events import CourseQuestion
from monitor.core.origins import Origin
from monitor.flows.collector import Collector
from monitor.web.needs import TheCollector
from monitor.web.vendor_api.callers import may
from monitor.web.vendor_api.common import FromElsewhere, Name, api_router

router = api_router("content")

ItsAuthor = Annotated[Caller, Depends(may("content", "platform"))]
ItsReader = Annotated[Caller, Depends(may("read", "platform"))]


class Text(BaseModel):
    """What learners read; where `en` is missing, all read the Chinese."""

    model_config = ConfigDict(populate_by_name=True, extra="forbid")

    zh: str = Field(alias="zh-CN")
    en: str | None = None


class Question(FromElsewhere):
    """A question with its options; their order is drawn anew each time it is asked."""

    model_config = ConfigDict(extra="forbid")

    question: Annotated[str, Field(min_length=1, max_length=128)] = Field(description="A name, once in the lesson.")
    prompt: Text
    options: list[Text]
    right: int = Field(ge=0, le=100, description="The place of the right option, from 0; learners are not told.")
    after_ms: int = Field(
        0, ge=0, le=86_400_000, description="Asked only when the learner has come so far in the lesson."
    )


class Questions(BaseModel):
    """All questions about one lesson; an empty list takes them back."""

    model_config = ConfigDict(extra="forbid")

    questions: list[Question]


@router.put("/lessons/{lesson}/questions", response_model_exclude_none=True)
async def put_questions(lesson: Name, wanted: Questions, collector: TheCollector, caller: ItsAuthor) -> Questions:
    """Register what this platform's learners may be asked about a lesson, in place of what was registered before.

    Sessions that are open keep the questions with which they were opened.
    """
    asked = [_registered(lesson, question) for question in wanted.questions]
    origins = {question.question: question.origin(caller) for question in wanted.questions}
    await asyncio.to_thread(collector.monitor.registry.set_questions, caller.owner, lesson, asked, origins)
    return await _stored(collector, caller, lesson)


@router.get("/lessons/{lesson}/questions", response_model_exclude_none=True)
async def get_questions(lesson: Name, collector: TheCollector, caller: ItsReader) -> Questions:
    """What this platform has registered; empty where it has nothing."""
    return await _stored(collector, caller, lesson)


async def _stored(collector: Collector, caller: Caller, lesson: str) -> Questions:
    registry = collector.monitor.registry
    stored = await asyncio.to_thread(registry.questions_of, caller.owner, [lesson])
    origins = await asyncio.to_thread(registry.question_origins, caller.owner, lesson)
    return Questions(questions=[_said(question, origins[question.question]) for question in stored])


def _registered(lesson: str, question: Question) -> CourseQuestion:
    return CourseQuestion(
        lesson=lesson,
        question=question.question,
        prompt=_bilingual(question.prompt),
        options=tuple(_bilingual(option) for option in question.options),
        right=question.right,
        after=question.after_ms,
    )


def _bilingual(text: Text) -> dict[str, str]:
    return text.model_dump(by_alias=True, exclude_none=True)


def _said(question: CourseQuestion, origin: Origin) -> Question:
    return Question(
        **origin.ids(""),
        question=question.question,
        prompt=Text.model_validate(question.prompt),
        options=[Text.model_validate(option) for option in question.options],
        right=question.right,
        after_ms=question.after,
    )
