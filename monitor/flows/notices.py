"""Whoever's hour is held or about to be void is told so, once for each result, with the term for an appeal."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from monitor.core import codec
from monitor.core.review_facts import NoticeGiven, ReviewFact
from monitor.core.reviews import Review, ReviewStep, entered, notice_due, reviews
from monitor.core.terms import end_of_term
from monitor.core.verdict import Verdict
from monitor.flows.collector import Collector
from monitor.flows.streams import claims_stream
from monitor.ports import ReviewRecord


async def give_notices(collector: Collector, judged: Sequence[Verdict]) -> bool:
    """Store the notices that are due and tell whether there were any; raises `EventLogError`.

    Nobody has to have read it for the term to run: it is there with the verdict, for trainee, institution and platform.
    """
    due = [verdict for verdict in judged if notice_due(verdict)]
    for verdict in due:
        async with collector.locks(claims_stream(verdict.trainee, verdict.training_class)):
            await _give(collector, verdict)
    return bool(due)


async def _give(collector: Collector, verdict: Verdict) -> None:
    review = await matter(collector, verdict.trainee, verdict.training_class, verdict.attempt)
    if review.stage == "noticed" and review.notice and review.notice.result == verdict.result:
        return  # somebody else judged the same at the same time
    # The term of the rules that judged: whoever stores the notice may begin sessions under others, or be a worker.
    days = collector.monitor.rules_of(verdict)["appeal_days"]
    until = end_of_term(collector.monitor.clock.now(), days)
    notice = NoticeGiven(attempt=verdict.attempt, result=verdict.result, appeal_until=until)  # type: ignore[arg-type]
    await put(collector, verdict.trainee, verdict.training_class, review, notice)


async def matter(collector: Collector, trainee: str, training_class: str, attempt: str) -> Review:
    """Where the matter of an attempt stands; raises `EventLogError`."""
    entries = await collector.monitor.log.read(claims_stream(trainee, training_class))
    facts = [(codec.decode_fact(entry.payload), entry.received, f"{entry.stream}:{entry.n}") for entry in entries]
    mine = [(fact, at, where) for fact, at, where in facts if isinstance(fact, ReviewFact) and fact.attempt == attempt]
    return reviews(mine).get(attempt, Review(attempt=attempt))


async def put(collector: Collector, trainee: str, training_class: str, review: Review, fact: ReviewFact) -> None:
    """Check a step and store it; hold the lock of the claims stream.  Raises `NotAllowed`, `EventLogError`."""
    now = collector.monitor.clock.now()
    entered(review, ReviewStep(fact=fact, at=now, where=""))
    stream = claims_stream(trainee, training_class)
    await collector.monitor.log.append(stream, now, "server", codec.checked_fact(fact))  # type: ignore[arg-type]


# ---------------------------------------------------------------- who waits for a reviewer


async def index_review(collector: Collector, verdict: Verdict) -> None:
    """Let the registry know whether the attempt waits for somebody."""
    if not verdict.history:
        return
    registry = collector.monitor.registry
    waiting = waits(verdict)
    if waiting is None:
        await asyncio.to_thread(registry.close_review, verdict.attempt)
    else:
        await asyncio.to_thread(registry.note_review, waiting)


def waits(verdict: Verdict) -> ReviewRecord | None:
    """How the attempt stands among those that wait, or None."""
    notices = [step for step in verdict.history if step.kind == "notice"]
    if verdict.stage == "final" or not notices:
        return None
    states = {"notice": "noticed", "appeal": "appealed", "decision": "decided", "term_end": "noticed"}
    return ReviewRecord(
        attempt=verdict.attempt,
        trainee=verdict.trainee,
        training_class=verdict.training_class,
        platform=verdict.platform,
        result=verdict.result,
        state=states[verdict.history[-1].kind],
        noticed_at=notices[-1].at,
        appeal_until=notices[-1].until,
    )
