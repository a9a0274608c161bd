"""The office puts a platform out of subsidised training by a document (ONL-13), without a case of evidence before it.

It is a case all the same, opened by the order and confirmed by two people, so that hours, sessions, webhooks and a
later reinstatement follow from it as from every other.
"""

from __future__ import annotations

import asyncio
from datetime import date

import msgspec

from monitor.core.days import shanghai_day
from monitor.core.errors import CoreError
from monitor.core.platform_facts import CaseDecision, Disqualifier, PlatformSignal, Scope
from monitor.core.platform_findings import Case, OtherThanOrdered, case_name
from monitor.core.terms import first_moment
from monitor.flows.collector import Collector
from monitor.flows.dossiers import dossier
from monitor.flows.platform_cases import EARLIEST, add_step, decide
from monitor.flows.streams import platform_stream


class ImpossibleDay(CoreError):
    """A suspension is to begin in the future, or before there was anything to suspend."""


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """What one person of the office enters: which platform is out from which day on, by which document, and why.

    `disqualifier` is what the document holds against the platform; `scope` says which hours before that day do not
    count either.
    """

    platform: str
    by: str
    document: str
    suspended_on: date
    disqualifier: Disqualifier
    reason: str
    scope: Scope = "affected_hours"


async def order_suspension(collector: Collector, order: Order) -> Case:
    """Enter an order; it is in force once a second person has entered the same.

    Raises the registry's error for a platform that it does not know, `ImpossibleDay`, `OtherThanOrdered` where another
    order about the disqualifier waits for a second person, `NotAllowed` where the same order is in force already,
    `SecondPersonNeeded`, and `EventLogError`.
    """
    await _refuse_impossible(collector, order)
    case = await _case_of(collector, order)
    decision = CaseDecision(
        platform=order.platform,
        case=case.case,
        by=order.by,
        outcome="confirmed",
        document=order.document,
        reason=order.reason,
        discovery="first_evidence",
        scope=order.scope,
    )
    return await decide(collector, decision)


async def _refuse_impossible(collector: Collector, order: Order) -> None:
    today = shanghai_day(collector.monitor.clock.now())
    await asyncio.to_thread(collector.monitor.registry.platform_state, order.platform, today)
    if not shanghai_day(EARLIEST) <= order.suspended_on <= today:
        raise ImpossibleDay("a suspension begins today or earlier, and not before 2020")


async def _case_of(collector: Collector, order: Order) -> Case:
    """The case that the same order opened, or a new one where none waits for its second person."""
    async with collector.locks(platform_stream(order.platform)):
        known = (await dossier(collector, order.platform)).cases
        mine = _opening(order, case_name(known, order.disqualifier))
        standing = [
            case for case in known if case.ordered and case.disqualifier == order.disqualifier and not case.closed
        ]
        for case in standing:
            if case.steps[0].fact == msgspec.structs.replace(mine, case=case.case):
                return case
        for case in standing:
            _refuse_other(case, order)
        return await add_step(collector, None, mine)


def _refuse_other(case: Case, order: Order) -> None:
    """One order at a time waits for its second person, who enters what the first one did."""
    if case.terms is not None:
        return
    if order.document != (document := case.signals[0].evidence[0]):
        raise OtherThanOrdered("document", document)
    raise OtherThanOrdered("suspended_on", shanghai_day(case.first_evidence_at).isoformat())


def _opening(order: Order, case: str) -> PlatformSignal:
    return PlatformSignal(
        platform=order.platform,
        case=case,
        disqualifier=order.disqualifier,
        source="order",
        first_evidence_at=first_moment(order.suspended_on),
        evidence=(order.document,),
    )
