"""A platform claims credit and reads what became of it."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Query
from pydantic import BaseModel, Field

from monitor.core import verdict as verdicts
from monitor.core.gates.clauses import clause_of
from monitor.core.verdict import Finding, Result, Verdict
from monitor.flows.claim import claim, verdicts_of
from monitor.web.needs import TheCollector
from monitor.web.vendor_api.callers import Reader, Teacher
from monitor.web.vendor_api.common import Id, api_router, own_class, own_trainee
from monitor.web.vendor_api.paging import Page, ThePage

router = api_router("hours")


class Claim(BaseModel):
    """A finished unit for which the platform asks credit."""

    trainee: Id
    training_class: Id
    unit: Id


class Reason(BaseModel):
    """A finding behind a verdict."""

    code: str = Field(description="The rule.")
    clause: str = Field(description="The clause that it rests on.")
    message: dict[str, str]
    advice: dict[str, str]
    proof: str = Field(description="The test that proves the clause, as a pytest node id; empty without a clause.")


class VerdictSaid(BaseModel):
    """What one attempt at one unit is worth."""

    attempt: str
    unit: str
    outcome: Result
    outcome_text: dict[str, str]
    stage: Literal["proposed", "final"]
    credited_ms: int
    required_ms: int
    reasons: list[Reason]
    purpose: str = Field(description='"demonstration" under rules that are not for real use.')
    certificate: str | None = Field(None, description="VC-JWT, if the unit is certified.")


@router.post("/claims")
async def post_claim(wanted: Claim, collector: TheCollector, caller: Teacher) -> VerdictSaid:
    """Ask that a finished unit be counted; the answer is the verdict."""
    await own_trainee(collector, caller, wanted.trainee)
    verdict = await claim(collector, caller.owner, wanted.trainee, wanted.training_class, wanted.unit)
    stored = await verdicts_of(collector, wanted.trainee, wanted.training_class)
    return said(verdict, stored[verdict.attempt][1])


@router.get("/verdicts")
async def get_verdicts(
    collector: TheCollector,
    caller: Reader,
    page: ThePage,
    trainee: Annotated[str, Query(min_length=1, max_length=128)],
    training_class: Annotated[str, Query(min_length=1, max_length=128)],
) -> Page[VerdictSaid]:
    """The last verdict of every attempt that the trainee made, with certificates; a platform sees those made on it."""
    await own_class(collector, caller, training_class)
    stored = await verdicts_of(collector, trainee, training_class)
    read = [(verdicts.from_bytes(payload), certificate) for payload, certificate in stored.values()]
    mine = sorted(
        (pair for pair in read if caller.kind == "institution" or pair[0].platform == caller.owner),
        key=lambda pair: pair[0].attempt,
    )
    following = [pair for pair in mine if pair[0].attempt > page.after]
    return page.page(following[: page.one_more], lambda pair: pair[0].attempt, lambda pair: said(*pair))


def said(verdict: Verdict, certificate: str | None) -> VerdictSaid:
    """A verdict as this API says it."""
    return VerdictSaid(
        attempt=verdict.attempt,
        unit=verdict.unit,
        outcome=verdict.result,
        outcome_text=verdicts.result_words(verdict.result, verdict.stage),
        stage=verdict.stage,
        credited_ms=verdict.credited_ms,
        required_ms=verdict.required_ms,
        reasons=reasons_of(verdict),
        purpose=verdict.purpose,
        certificate=certificate if verdict.result == "certified" else None,
    )


def reasons_of(verdict: Verdict) -> list[Reason]:
    """Why it is so, gravest first."""
    return [_reason(finding) for finding in verdict.reasons]


def _reason(finding: Finding) -> Reason:
    known = clause_of(finding.code)
    return Reason(
        code=finding.rule,
        clause=finding.code,
        message=finding.message,
        advice=finding.advice,
        proof=known.proof if known else "",
    )
