"""Every clause about a class, a person, a platform, an institution or an office, and what waits for a person.

For whoever holds the viewing key; institutions and trainees will see their own.
"""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Annotated, Literal, TypeVar

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import BaseModel, Field

from monitor.core.gates.clauses import DecidedBy, Subject, clause
from monitor.core.gates.result import GateResult, Outcome
from monitor.core.gates.settling import Settled
from monitor.flows import class_gates as flow
from monitor.flows import tasks as task_flow
from monitor.flows.class_gates import Answered, Gates
from monitor.flows.collector import Collector
from monitor.web.needs import TheCollector
from monitor.web.pages import may_view
from monitor.web.problems import Refusal
from monitor.web.vendor_api.common import nothing_of_this_name
from monitor.web.vendor_api.documented import BOTH, WRITE
from monitor.web.vendor_api.paging import Page, Paging

router = APIRouter(prefix="/v1", tags=["office"], dependencies=[Depends(may_view)], responses=BOTH)

Name = Annotated[str, Path(min_length=1, max_length=256)]
Values = dict[str, int | str]
Found = TypeVar("Found")


class Decided(BaseModel):
    """Who decided a clause that data do not decide, when (UTC ms), and why."""

    by: str
    at: int
    reason: str


class Answer(BaseModel):
    """One clause about one subject."""

    clause: str = Field(description="Its id; docs/rules.md says what it demands.")
    decided_by: DecidedBy
    outcome: Outcome = Field(description="`person`: somebody has to look; `unknown`: not registered, or not over yet.")
    reason: str = Field(description="A code, for programs.")
    values: Values = Field(description="The numbers behind it; days as ISO dates.")
    message: dict[str, str] = Field(description="The same in words, by language.")
    proof: str = Field(description="The test that proves the clause, as a pytest node id.")
    decision: Decided | None = None


class RulesSaid(BaseModel):
    """Whose numbers were applied."""

    name: str
    version: str
    hash: str


class SubjectGates(BaseModel):
    """All clauses about one subject."""

    kind: Subject
    subject: str = Field(description='An enrolment is "trainee/class".')
    rules: RulesSaid
    answers: list[Answer]


class TaskSaid(BaseModel):
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
    values: Values
    outcome: Literal["pass", "fail"]
    reason: str = Field(min_length=1, max_length=2000, description="Why; it stays on record.")
    by: str = Field(min_length=1, max_length=128, description="The person's account.")


@router.get("/classes/{training_class}/gates")
async def get_class_gates(training_class: Name, collector: TheCollector) -> SubjectGates:
    """Every clause about a class."""
    return _said(
        collector,
        await _found(collector, "training_class", training_class, flow.class_gates(collector, training_class)),
    )


@router.get("/platforms/{platform}/gates")
async def get_platform_gates(platform: Name, collector: TheCollector) -> SubjectGates:
    """Every clause about a platform today."""
    return _said(collector, await _found(collector, "platform", platform, flow.platform_gates(collector, platform)))


@router.get("/institutions/{institution}/gates")
async def get_institution_gates(institution: Name, collector: TheCollector) -> SubjectGates:
    """Every clause about an institution today."""
    return _said(
        collector, await _found(collector, "institution", institution, flow.institution_gates(collector, institution))
    )


@router.get("/offices/{office}/gates")
async def get_office_gates(office: Name, collector: TheCollector) -> SubjectGates:
    """What is counted and reported for an office's area in this calendar year."""
    return _said(collector, await _found(collector, "office", office, flow.office_gates(collector, office)))


@router.get("/trainees/{trainee}/gates")
async def get_trainee_gates(trainee: Name, collector: TheCollector) -> list[SubjectGates]:
    """Every clause about a person's enrolments, one by one."""
    return [
        _said(collector, gates)
        for gates in await _found(collector, "trainee", trainee, flow.trainee_gates(collector, trainee))
    ]


async def _found(collector: Collector, field: str, name: str, asked: Awaitable[Found]) -> Found:
    """What was asked for, or that there is nothing of this name."""
    try:
        return await asked
    except collector.monitor.registry_error as error:
        if getattr(error, "field", "") != field:
            raise
        raise nothing_of_this_name(field, name) from error


# ---------------------------------------------------------------- tasks


async def _paging(
    request: Request,
    collector: TheCollector,
    limit: Annotated[int, Query(ge=1, le=100, description="How many classes, institutions … are looked at.")] = 20,
    cursor: Annotated[str, Query(max_length=1024, description="`next` of the page before.")] = "",
    institution: Annotated[str | None, Query(max_length=128, description="Only it and its classes.")] = None,
) -> Paging:
    place = f"office\n{request.url.path}\n{institution}"
    return Paging(collector.monitor.keys.derive("cursors"), place, limit, cursor)


@router.get("/tasks")
async def get_tasks(
    collector: TheCollector, page: Annotated[Paging, Depends(_paging)], institution: str | None = None
) -> Page[TaskSaid]:
    """What waits for a person; a page may be empty although more follows, `next` tells."""
    found, onward = await task_flow.tasks(collector, after=page.after, looked_at=page.limit, institution=institution)
    return Page(items=[_task(task) for task in found], next=page.cursor(onward) if onward else None)


@router.post("/tasks/answers", status_code=201, responses=WRITE)
async def post_answer(word: Word, collector: TheCollector) -> Decided:
    """Decide a task; the word stands as long as the data are those that the person saw."""
    try:
        said = await task_flow.answer(collector, **word.model_dump())
    except task_flow.NoSuchTask as error:
        raise _not_waiting(word) from error
    return _decision(said)


def _not_waiting(word: Word) -> Refusal:
    return Refusal(
        409,
        "not_waiting",
        f"{word.clause} of {word.subject} does not wait for a person with these data.",
        field="values",
        remedy="Look at the task again (GET /v1/tasks); the data may have changed.",
    )


def _task(task: task_flow.Task) -> TaskSaid:
    asked = task.question
    return TaskSaid(
        kind=task.kind,
        subject=task.subject,
        clause=asked.clause,
        reason=asked.reason,
        values=asked.values,
        message=asked.message,
        proof=clause(asked.clause).proof,
    )


# ---------------------------------------------------------------- words


def _said(collector: Collector, gates: Gates) -> SubjectGates:
    pack = collector.monitor.gate_pack
    return SubjectGates(
        kind=gates.kind,
        subject=gates.subject,
        rules=RulesSaid(name=pack.name, version=pack.version, hash=pack.hash),
        answers=[_answer(answer) for answer in gates.answers],
    )


def _answer(answer: Answered) -> Answer:
    result: GateResult = answer.result
    known = clause(result.clause)
    return Answer(
        clause=result.clause,
        decided_by=known.decided_by,
        outcome=result.outcome,
        reason=result.reason,
        values=result.values,
        message=result.message,
        proof=known.proof,
        decision=_decision(answer.settled) if answer.settled else None,
    )


def _decision(said: Settled) -> Decided:
    return Decided(by=said.by, at=said.at, reason=said.reason)
