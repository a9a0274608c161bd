"""Somebody of the institution or the office saw a trainee: their word goes into the log, and it takes two (K4).

A session that still goes on has it in its own stream, so that the lesson is released at once.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from monitor.core import codec, reading
from monitor.core.consent import PURPOSE as CONSENT_PURPOSE
from monitor.core.events import SeenInPerson
from monitor.core.in_person import seen_sessions, waiting_for
from monitor.flows.adjudicate import adjudicate, streams_of
from monitor.flows.collector import Collector
from monitor.flows.monitor import Monitor
from monitor.flows.streams import claims_stream
from monitor.flows.supervise import follow_up


class NotAccepted(Exception):
    """A word that cannot be taken: which field, why, and what to do."""

    def __init__(self, field: str, detail: str, remedy: str) -> None:
        super().__init__(field, detail)
        self.field = field
        self.detail = detail
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Word:
    """Who saw whom: `by` is a person of the office or an institution, `session` empty where nobody was learning."""

    trainee: str
    training_class: str
    platform: str
    by: str
    session: str = ""


async def see_in_person(collector: Collector, word: Word) -> bool:
    """Take a person's word; true once two people have given theirs.

    The same word again adds nothing while it waits for the second.  Raises `NotAccepted`, `EventLogError`, and the
    registry's error for names that it does not know.
    """
    await asyncio.to_thread(_check, collector.monitor, word)
    record = await _record_of(collector, word)
    if word.session and word.session in seen_sessions(record):
        return True
    waiting = waiting_for(record, word.platform, word.training_class, word.session)
    if word.by in waiting:
        return False
    await _note(collector, word)
    await adjudicate(collector, word.trainee)
    return bool(waiting)


def _check(monitor: Monitor, word: Word) -> None:
    """In a thread: the names are known, and the session is the one that is meant."""
    registry = monitor.registry
    if not registry.is_platform(word.platform):
        raise NotAccepted("platform", "There is no such platform.", "Correct the name of the platform.")
    state = registry.trainee_state(word.trainee, word.training_class, purpose=CONSENT_PURPOSE)
    if not state.enrolled:
        raise NotAccepted("trainee", "The trainee is not enrolled in this class.", "Correct the trainee or the class.")
    mine = registry.sessions_of(word.trainee, word.training_class)
    if word.session and (word.session, word.platform) not in {(one.session, one.platform) for one in mine}:
        raise NotAccepted(
            "session", "The trainee has no such session on this platform.", "Correct it, or leave it out."
        )


async def _record_of(collector: Collector, word: Word) -> reading.Record:
    """All that judges the person, and what was said before any session began."""
    spoken = claims_stream(word.trainee, word.training_class)
    streams = await streams_of(collector, word.trainee)
    return reading.read({**streams, spoken: await collector.monitor.log.read(spoken)})


async def _note(collector: Collector, word: Word) -> None:
    fact = SeenInPerson(platform=word.platform, training_class=word.training_class, by=word.by, session=word.session)
    if word.session:
        live = await collector.sessions.get(word.session)
        async with live.lock:
            if live.state.closed is None:
                await live.note(fact)
                await follow_up(collector, live)
                return
    stream, now = claims_stream(word.trainee, word.training_class), collector.monitor.clock.now()
    await collector.monitor.log.append(stream, now, "server", codec.encode_fact(fact))
