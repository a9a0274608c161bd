"""Appeals, decisions of reviewers, and the end of a term, each an entry of the person's claims stream."""

from __future__ import annotations

import asyncio
import logging

from monitor.core.errors import CoreError
from monitor.core.review_facts import AppealFiled, Decision, ReviewFact, TermEnded
from monitor.core.verdict import Verdict
from monitor.flows.adjudicate import adjudicate, streams_of
from monitor.flows.collector import Collector
from monitor.flows.notices import matter, put
from monitor.flows.streams import claims_stream
from monitor.ports import EventLogError

_log = logging.getLogger("monitor.review")

LOOK_EVERY_S = 600


class UnknownProof(CoreError):
    """A log position that is not among the person's entries; `position` says which."""

    def __init__(self, position: str) -> None:
        super().__init__(f"{position} is no entry of this person's sessions")
        self.position = position


async def appeal(collector: Collector, filed: AppealFiled) -> Verdict:
    """File an appeal and judge again; raises as `_put` does, `TooLate` past the term."""
    return await _put(collector, filed)


async def decide(collector: Collector, decision: Decision) -> Verdict:
    """A reviewer's decision, and the verdict that follows; the cap is counted again.

    Raises as `_put` does, `SameReviewer`, `Harder`, `ProofNeeded`, and `UnknownProof` for a position that is not in the
    log.
    """
    record = await asyncio.to_thread(collector.monitor.registry.attempt, decision.attempt)
    await _check_proof(collector, record.trainee, decision.proof)
    return await _put(collector, decision)


async def end_terms(collector: Collector) -> int:
    """Make final what nobody appealed against in time; returns how many.  Raises `EventLogError`."""
    now = collector.monitor.clock.now()
    past = await asyncio.to_thread(collector.monitor.registry.reviews_past, now)
    due = [record.attempt for record in past if record.state == "noticed" and record.result != "held"]
    for attempt in due:
        await _put(collector, TermEnded(attempt=attempt))
    return len(due)


async def watch_terms(collector: Collector) -> None:
    """End terms for ever, as they run out; what fails is tried again."""
    while True:
        try:
            await end_terms(collector)
        except (CoreError, EventLogError, collector.monitor.registry_error):
            _log.exception("the terms of appeals cannot be looked through")
        await asyncio.sleep(LOOK_EVERY_S)


async def _put(collector: Collector, fact: ReviewFact) -> Verdict:
    """Store a step and judge; raises the registry's error for an unknown attempt, `NotAllowed`, `EventLogError`."""
    record = await asyncio.to_thread(collector.monitor.registry.attempt, fact.attempt)
    place = (record.trainee, record.training_class)
    async with collector.locks(claims_stream(*place)):
        await put(collector, *place, await matter(collector, *place, fact.attempt), fact)
    judged = await adjudicate(collector, record.trainee)
    return next(verdict for verdict in judged if verdict.attempt == fact.attempt)


async def _check_proof(collector: Collector, trainee: str, proof: tuple[str, ...]) -> None:
    streams = await streams_of(collector, trainee) if proof else {}
    for position in proof:
        stream, _, place = position.partition("#")[0].rpartition(":")
        number = int(place) if place.isascii() and place.isdigit() else -1
        if not 0 <= number < len(streams.get(stream, [])):
            raise UnknownProof(position)
