"""What waits for a person because data alone do not decide it, and the person's word."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Query
from pydantic import BaseModel, Field, StringConstraints

from monitor.core.gates.clauses import Subject, clause
from monitor.flows import tasks as flow
from monitor.web.needs import TheCollector
from monitor.web.office_api.gates import Decided, Values, decided
from monitor.web.office_api.people import ThePerson
from monitor.web.office_api.route import office_router
from monitor.web.problems import Refusal
from monitor.web.vendor_api.common import Words
from monitor.web.vendor_api.paging import Page, ThePage

router = office_router("gates")

_SAFE = 2**53 - 1  # whole numbers up to here are the same to every JSON reader (RFC 8259)
Whole = Annotated[int, Field(ge=-_SAFE, le=_SAFE)]


class Task(BaseModel):
    """A question that only a person can decide, with the data at hand."""

    kind: Subject
    subject: str
    clause: str
    reason: str
    values: Values
    message: dict[str, str]
    proof: str


class Word(BaseModel):
    """What a person says about a task; `values` are those that the person saw."""

    kind: Subject
    subject: str = Field(min_length=1, max_length=256)
    clause: str = Field(min_length=1, max_length=16)
    values: dict[str, Whole | str]
    outcome: Literal["pass", "fail"]
    reason: Annotated[Words, StringConstraints(max_length=2000)] = Field(description="Why; it stays on record.")


@router.get("/tasks")
async def get_tasks(
    collector: TheCollector,
    page: ThePage,
    _: ThePerson,
    institution: Annotated[str | None, Query(max_length=128, description="Only it and its classes.")] = None,
) -> Page[Task]:
    """What waits for a person, found by looking at `limit` classes, institutions, platforms and offices a page.

    A page may be empty although more follow; `next` tells.
    """
    found, onward = await flow.tasks(collector, after=page.after, looked_at=page.limit, institution=institution)
    return Page(items=[_said(task) for task in found], next=page.cursor(onward) if onward else None)


@router.post("/tasks/answers", status_code=201)
async def post_answer(word: Word, collector: TheCollector, person: ThePerson) -> Decided:
    """Decide a task; the word stands as long as the data are those that the person saw."""
    try:
        return decided(await flow.answer(collector, **word.model_dump(), by=person))
    except flow.NoSuchTask as error:
        raise Refusal(
            409,
            "not_waiting",
            f"{word.clause} of {word.subject} does not wait for a person with these data.",
            field="values",
            remedy="Look at the task again (GET /v1/tasks); the data may have changed.",
        ) from error


def _said(task: flow.Task) -> Task:
    asked = task.question
    return Task(
        kind=task.kind,
        subject=task.subject,
        clause=asked.clause,
        reason=asked.reason,
        values=asked.values,
        message=asked.message,
        proof=clause(asked.clause).proof,
    )
