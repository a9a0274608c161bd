"""Somebody of the institution or the office saw a trainee: their word goes into the log, and it takes two (K4).

A session that still goes on has it in its own stream, so that the lesson is released at once.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial

from monitor.core import codec, reading
from monitor.core.consent import PURPOSE as CONSENT_PURPOSE
from monitor.core.events import SeenInPerson
from monitor.core.in_person import Verification, looked_at, verifications, waiting_for
from monitor.core.speaking import Speaker
from monitor.flows.adjudicate import adjudicate, streams_of
from monitor.flows.collector import Collector
from monitor.flows.elsewhere import as_in_the_log, note_wherever
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
    """Who saw whom; `session` is empty where nobody was learning."""

    trainee: str
    training_class: str
    platform: str
    by: Speaker
    session: str = ""

    @property
    def about(self) -> tuple[str, str, str]:
        """What two people have to say alike."""
        return self.platform, self.training_class, self.session


async def see_in_person(collector: Collector, word: Word) -> Verification | None:
    """Take a person's word; answers with the verification that two of them make, None while it waits for a second.

    The same word again adds nothing while it waits, nor does any while two people stand for the session.  Raises
    `NotAccepted`, `EventLogError`, and the registry's error for names that it does not know.
    """
    await asyncio.to_thread(_check, collector.monitor, word)
    record = await _record_of(collector, word)
    if standing := _standing(collector, record, word):
        return standing
    if word.by.name in waiting_for(record, collector.monitor.pack, word.about):
        return None
    known = len(_about(collector, record, word))
    await _note(collector, word)
    await adjudicate(collector, word.trainee)
    complete = _about(collector, await _record_of(collector, word), word)
    return complete[-1] if len(complete) > known else None


def _about(collector: Collector, record: reading.Record, word: Word) -> list[Verification]:
    found = verifications(record, collector.monitor.pack)
    return [one for one in found if (one.platform, one.training_class, one.session) == word.about]


def _standing(collector: Collector, record: reading.Record, word: Word) -> Verification | None:
    """Two people stand for the session at this moment, or did when it ended."""
    now = looked_at(record, word.session, collector.monitor.clock.now())
    holding = (one for one in _about(collector, record, word) if one.session and one.holds[0] <= now <= one.holds[1])
    return next(holding, None)


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
        here = await collector.peers.home_of(word.session) is None
        live = await (collector.sessions.get if here else partial(as_in_the_log, collector))(word.session)
        async with live.lock:
            if live.state.closed is None:
                await note_wherever(collector, live, fact)
                if here:
                    await follow_up(collector, live)
                return
    stream, now = claims_stream(word.trainee, word.training_class), collector.monitor.clock.now()
    await collector.monitor.log.append(stream, now, "server", codec.encode_fact(fact))
