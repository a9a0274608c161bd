"""Reviews: what waits for a decision, what speaks for and against, the decision, and what it did."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import Query
from pydantic import BaseModel, Field

from monitor.core.review_facts import Decision, Outcome
from monitor.core.reviews import Review, concerned, possible_outcomes
from monitor.core.verdict import Verdict, result_words
from monitor.flows.review_queue import (
    Hours,
    Kind,
    Turn,
    Waiting,
    decide_and_compare,
    hours_of,
    kinds_of,
    review_of,
    waiting,
)
from monitor.web.console.access import Decider, Office
from monitor.web.console.attempt_lines import LineSaid
from monitor.web.console.route import console_router
from monitor.web.needs import TheCollector
from monitor.web.office_api.reviews import Judgement, last_verdict
from monitor.web.review_words import ReviewSaid, said
from monitor.web.times import moment
from monitor.web.vendor_api.common import Name
from monitor.web.vendor_api.paging import Page, ThePage

router = console_router("reviews")

ToDo: Any = Field(description="What there is to do; photo is the check of a photo that the hour was asked for.")


class WaitingSaid(BaseModel):
    """An attempt that waits for a person, or for the end of its term."""

    line: LineSaid
    kinds: list[Kind] = ToDo
    state: str = Field(description="noticed, appealed or decided.")
    noticed_at: datetime
    appeal_until: datetime

    @classmethod
    def of(cls, one: Waiting) -> WaitingSaid:
        record = one.record
        return cls(
            line=LineSaid.of(one.line),
            kinds=list(one.kinds),
            state=record.state,
            noticed_at=moment(record.noticed_at),
            appeal_until=moment(record.appeal_until),
        )


class HoursSaid(BaseModel):
    """Where a trainee stands in the class under the 40 % that may be learned online (ONL-01)."""

    allowed: int
    counted: int
    left: int
    held: int
    beyond: int = Field(description="Valid hours that the cap does not let count.")


class TurnSaid(BaseModel):
    """An hour whose result became another one."""

    attempt: str
    unit: str
    before: dict[str, str]
    after: dict[str, str]


class MatterSaid(BaseModel):
    """One attempt before a reviewer."""

    review: ReviewSaid
    kinds: list[Kind] = ToDo
    hours: HoursSaid
    outcomes: list[Outcome] = Field(description="What may be decided now, the mildest first; empty when nothing may.")
    barred: bool = Field(
        description="The viewer decided before, filed the appeal or made the link for that, so somebody else decides."
    )
    through: str = Field(description="Who made the link through which the appeal was filed, if one was.")


class DecidedSaid(BaseModel):
    """What a decision did."""

    matter: MatterSaid
    before: HoursSaid
    turns: list[TurnSaid] = Field(description="All hours of the trainee in the class whose result is another one now.")


@router.get("/reviews")
async def get_reviews(
    collector: TheCollector,
    page: ThePage,
    _: Office,
    *,
    kind: Annotated[Kind | Literal[""], Query(description="What there is to do.")] = "",
    platform: Annotated[str, Query(max_length=128)] = "",
) -> Page[WaitingSaid]:
    """Attempts that wait for a reviewer or for the end of a term, the longest known first."""
    at, _sep, attempt = page.after.partition(" ")
    found = await waiting(
        collector, kind or None, platform=platform, after=(int(at or 0), attempt), limit=page.one_more
    )
    return page.page(found, lambda one: f"{one.record.noticed_at} {one.record.attempt}", WaitingSaid.of)


@router.get("/reviews/{attempt}")
async def get_review(attempt: Name, collector: TheCollector, viewer: Office) -> MatterSaid:
    """One attempt before a reviewer: notice, history, what may be decided, and the trainee's hours in the class."""
    verdict = await last_verdict(collector, attempt)
    review = await review_of(collector, verdict)
    hours = await hours_of(collector, verdict.trainee, verdict.training_class)
    return _matter(verdict, review, hours, viewer.account)


@router.post("/reviews/{attempt}/decisions", status_code=201)
async def post_decision(attempt: Name, judgement: Judgement, collector: TheCollector, viewer: Decider) -> DecidedSaid:
    """Decide about an attempt, and say what it did to the trainee's hours; on an appeal, by somebody else."""
    verdict = await last_verdict(collector, attempt)
    decision = Decision(
        attempt=attempt,
        outcome=judgement.outcome,
        decided_by=viewer.account,
        reason=judgement.reason,
        ground=judgement.ground,
        proof=tuple(judgement.proof),
    )
    done = await decide_and_compare(collector, verdict, decision)
    review = await review_of(collector, done.verdict)
    return DecidedSaid(
        matter=_matter(done.verdict, review, done.after, viewer.account),
        before=_hours(done.before),
        turns=[_turn(turn) for turn in done.turns],
    )


def _matter(verdict: Verdict, review: Review, hours: Hours, account: str) -> MatterSaid:
    return MatterSaid(
        review=said(verdict),
        kinds=list(kinds_of(review, verdict)),
        hours=_hours(hours),
        outcomes=list(possible_outcomes(review)),
        barred=account in concerned(review),
        through=review.appeal.through if review.appeal else "",
    )


def _hours(hours: Hours) -> HoursSaid:
    return HoursSaid(
        allowed=hours.allowed,
        counted=hours.counted,
        left=max(0, hours.allowed - hours.counted),
        held=hours.number("held"),
        beyond=hours.number("not_counted_cap"),
    )


def _turn(turn: Turn) -> TurnSaid:
    return TurnSaid(
        attempt=turn.after.attempt,
        unit=turn.after.unit,
        before=result_words(turn.before.result, turn.before.stage),
        after=result_words(turn.after.result, turn.after.stage),
    )
