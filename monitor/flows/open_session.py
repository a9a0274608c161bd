"""Open a supervised session for a platform: everything a judgement will need from the registry goes into the log now.

Gates that make a result not count do not stop learning: the platform is told at once (K15).  One thing does: a platform
that is out of subsidised training opens nothing (ONL-13).
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from monitor.core import codec, consent
from monitor.core.days import shanghai_day
from monitor.core.events import AttemptOpened, PlatformState, SessionOpened, TraineeState
from monitor.flows.collector import Collector
from monitor.flows.consents import consents_of
from monitor.flows.monitor import AttemptRecord, Monitor
from monitor.flows.supervise import follow_up
from monitor.flows.suspensions import PlatformSuspended, refuse_barred
from monitor.ports import SessionFacts


class NotInPlan(Exception):
    """The lesson is not part of the class's approved plan."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A session that waits for its SDK; `reasons` are codes that say why its result will not count."""

    session: str
    ticket: str
    reasons: tuple[str, ...]


async def open_session(
    collector: Collector, session: str, platform: str, trainee: str, training_class: str, lesson: str
) -> Opened:
    """Open a session under this new name.

    Raises `NotInPlan`, `PlatformSuspended`, the registry's error for names that it does not know, and `EventLogError`.
    """
    await refuse_barred(collector, platform)
    monitor, now = collector.monitor, collector.monitor.clock.now()
    async with consents_of(collector, trainee):  # until the session is there to be told of a consent that ends
        opened = await asyncio.to_thread(_register, monitor, session, platform, trainee, training_class, lesson, now)
        await monitor.log.append(session, now, "server", codec.encode_fact(opened))
        live = await collector.sessions.get(session)
    live.owned = True
    async with live.lock:
        await follow_up(collector, live)
    return Opened(session, collector.tokens.ticket(session, now), tuple(_reasons(opened)))


def _look_up(monitor: Monitor, platform: str, trainee: str, training_class: str, lesson: str, now: int) -> SessionFacts:
    facts = monitor.registry.session_facts(
        platform,
        trainee,
        training_class,
        lesson,
        on=shanghai_day(now),
        purpose=consent.PURPOSE,
        text_version=monitor.consent_version,
    )
    if facts.suspension is not None:
        raise PlatformSuspended(platform, *facts.suspension)
    if lesson not in {planned.lesson for planned in facts.plan.lessons}:
        raise NotInPlan(lesson)
    return facts


def _register(
    monitor: Monitor, session: str, platform: str, trainee: str, training_class: str, lesson: str, now: int
) -> SessionOpened:
    """Ask the registry, in a thread, and register the session with its attempts.

    That comes before its first entry is stored: a stream without entries is skipped, one that nobody knows would never
    be judged.
    """
    facts = _look_up(monitor, platform, trainee, training_class, lesson, now)
    records = monitor.registry.register_session(
        session,
        trainee=trainee,
        training_class=training_class,
        platform=platform,
        at=now,
        units=[unit.unit for unit in facts.plan.units_of(lesson)],
        owner=monitor.name,
    )
    return SessionOpened(
        session=session,
        rule_pack=monitor.pack.name,
        rule_pack_hash=monitor.pack.hash,
        platform=facts.platform,
        trainee=facts.trainee,
        plan=facts.plan,
        lesson=lesson,
        attempts=tuple(_committed(monitor, record) for record in records),
        questions=facts.questions,
        consent_version=monitor.consent_version,
    )


def _committed(monitor: Monitor, record: AttemptRecord) -> AttemptOpened:
    """An attempt with the commitment to its secret (K3)."""
    secret = monitor.keys.derive("attempt", record.attempt)
    return AttemptOpened(attempt=record.attempt, unit=record.unit, commitment=hashlib.sha256(secret).hexdigest())


# ---------------------------------------------------------------- why it will not count


def _reasons(opened: SessionOpened) -> Iterator[str]:
    yield from _of_platform(opened.platform)
    yield from _of_trainee(opened.trainee)
    lesson = next(planned for planned in opened.plan.lessons if planned.lesson == opened.lesson)
    if not lesson.approved:
        yield "lesson_not_approved"
    if not opened.attempts:
        yield "lesson_in_no_unit"


def _of_platform(platform: PlatformState) -> Iterator[str]:
    if not platform.catalogued:
        yield "platform_not_catalogued"
    if not platform.connected:
        yield "platform_not_connected"


def _of_trainee(trainee: TraineeState) -> Iterator[str]:
    if not trainee.enrolled:
        yield "trainee_not_enrolled"
    elif not trainee.eligible:
        yield "trainee_not_eligible"
    if trainee.blacklisted:
        yield "trainee_blacklisted"
