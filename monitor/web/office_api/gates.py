"""Every clause about a class, a person, a platform, an institution or an office, as it stands now."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Annotated, TypeVar

from fastapi import Path
from pydantic import BaseModel, Field

from monitor.core.gates.clauses import DecidedBy, Subject, clause
from monitor.core.gates.result import GateResult, Outcome
from monitor.core.gates.settling import Settled
from monitor.core.gates.titles import TITLES
from monitor.flows import class_gates as flow
from monitor.flows.class_gates import Answered, Gates
from monitor.flows.collector import Collector
from monitor.web.needs import TheCollector
from monitor.web.office_api.people import ThePerson
from monitor.web.office_api.route import PersonOrKey, office_router, shared_router
from monitor.web.vendor_api.callers import refuse_others
from monitor.web.vendor_api.common import nothing_of_this_name, own_class

router, shared = office_router("gates"), shared_router("gates")

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
    title: dict[str, str] = Field(description="What it is about, in a few words by language.")
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


@shared.get("/classes/{training_class}/gates")
async def get_class_gates(training_class: Name, collector: TheCollector, caller: PersonOrKey) -> SubjectGates:
    """Every clause about a class; an institution reads those about its own classes."""
    if caller is not None:
        refuse_others(caller, "read", "institution")
        await _found(collector, "training_class", training_class, own_class(collector, caller, training_class))
    return said(
        collector,
        await _found(collector, "training_class", training_class, flow.class_gates(collector, training_class)),
    )


@router.get("/platforms/{platform}/gates")
async def get_platform_gates(platform: Name, collector: TheCollector, _: ThePerson) -> SubjectGates:
    """Every clause about a platform today."""
    return said(collector, await _found(collector, "platform", platform, flow.platform_gates(collector, platform)))


@router.get("/institutions/{institution}/gates")
async def get_institution_gates(institution: Name, collector: TheCollector, _: ThePerson) -> SubjectGates:
    """Every clause about an institution today."""
    return said(
        collector, await _found(collector, "institution", institution, flow.institution_gates(collector, institution))
    )


@router.get("/offices/{office}/gates")
async def get_office_gates(office: Name, collector: TheCollector, _: ThePerson) -> SubjectGates:
    """What is counted and reported for an office's area in this calendar year."""
    return said(collector, await _found(collector, "office", office, flow.office_gates(collector, office)))


@router.get("/trainees/{trainee}/gates")
async def get_trainee_gates(trainee: Name, collector: TheCollector, _: ThePerson) -> list[SubjectGates]:
    """Every clause about a person's enrolments, one by one."""
    return [
        said(collector, gates)
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


# ---------------------------------------------------------------- words


def said(collector: Collector, gates: Gates) -> SubjectGates:
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
        title=TITLES[result.clause],
        decided_by=known.decided_by,
        outcome=result.outcome,
        reason=result.reason,
        values=result.values,
        message=result.message,
        proof=known.proof,
        decision=decided(answer.settled) if answer.settled else None,
    )


def decided(said: Settled) -> Decided:
    """A person's word, without what it was said about."""
    return Decided(by=said.by, at=said.at, reason=said.reason)
