"""One frame of a session: bytes in, acknowledgement out, and what follows from the events in it."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable

import msgspec

from monitor.core.events import Batch, ConsentGiven, ConsentWithdrawn, Ended, LessonOpen, PopupAnswered
from monitor.flows import ingest, wire
from monitor.flows.collector import Collector
from monitor.flows.consents import follow_consents
from monitor.flows.judgements import request_judgement
from monitor.flows.live import Connection, Live
from monitor.flows.refusals import Refused
from monitor.flows.supervise import follow_up
from monitor.ports import Overtaken

_log = logging.getLogger("monitor.integrity")


class HandedOver(Refused):
    """The client was told to come back, and says this again then: no error, which would end its lesson."""


_CHECKPOINTS = frozenset({PopupAnswered, Ended})
_CONSENTS = frozenset({ConsentGiven, ConsentWithdrawn})
_FOLLOWED = _CHECKPOINTS | _CONSENTS | {LessonOpen}


async def receive(collector: Collector, live: Live, connection: Connection, raw: bytes) -> Batch | None:
    """Store a batch and acknowledge it; returns it if it is new, to be followed up.

    Raises `Refused`, and then nothing of it was stored; `EventLogError` when it could not be made durable.
    """
    _refuse_foreign(live, connection)
    if not live.bucket.take(collector.monitor.clock.now()):
        raise Refused("rate_limited")
    batch = ingest.read(raw, live.key)
    async with live.lock:
        new = await store_in_turn(collector, live, connection, batch, raw)
    return batch if new else None


async def store_in_turn(collector: Collector, live: Live, connection: Connection, batch: Batch, raw: bytes) -> bool:
    """Store a batch that was read, unless it is there, and acknowledge it; the caller holds the session's lock.

    Returns whether it was new.  Raises as `receive` does.
    """
    new = await _stored(collector, live, batch, raw, lambda: _refuse_late(live, connection))
    live.say(wire.Ack(seq=live.state.last_seq))
    return new


async def receive_late(collector: Collector, live: Live, raw: bytes) -> Batch | None:
    """Store a batch that came beside any connection: a page's last words, or what an earlier page left behind.

    The same checks hold.  That it is late shows in its receive stamp, which no client can set.
    Raises `Refused`, `EventLogError`.
    """
    if not live.bucket.take(collector.monitor.clock.now()):
        raise Refused("rate_limited")
    batch = ingest.read(raw, live.key)
    async with live.lock:
        new = await _stored(collector, live, batch, raw, lambda: _refuse_ended(live))
        if new:
            live.say(wire.Ack(seq=live.state.last_seq))
    return batch if new else None


def is_followed(live: Live, batch: Batch) -> bool:
    """Whether `follow` has anything to do after a batch that was just stored."""
    return bool(live.untold) or not _FOLLOWED.isdisjoint(map(type, batch.events)) or not live.supervisor.quiet()


async def follow(collector: Collector, live: Live, batch: Batch, *, late: bool = False) -> None:
    """Do what follows from a stored batch, which came `late` beside any connection; raises `EventLogError`."""
    kinds = {type(event) for event in batch.events}
    if kinds & _CONSENTS:
        follow_consents(collector, live, batch, late=late)
    if LessonOpen in kinds:
        _tell_of_unknown_lessons(live, batch)
    if kinds & _CHECKPOINTS:
        request_judgement(collector, live, ended=Ended in kinds)
    async with live.lock:
        if live.state.closed is None:
            await follow_up(collector, live)


def _tell_of_unknown_lessons(live: Live, batch: Batch) -> None:
    """A page that names a lesson which the plan does not have earns nothing, and its vendor should hear why."""
    opened = [(place, event) for place, event in enumerate(batch.events) if isinstance(event, LessonOpen)]
    for place, event in opened:
        known = any(lesson.lesson == event.lesson for lesson in live.state.opened.plan.lessons)
        if not known and live.connection is not None:
            refused = Refused("unknown_lesson", f"events[{place}].lesson", event.lesson)
            live.say(refused.message(live.connection.language))


async def _stored(collector: Collector, live: Live, batch: Batch, raw: bytes, refuse: Callable[[], None]) -> bool:
    """Store a batch unless it is there already; returns whether it was new."""
    while True:
        await live.mend()
        refuse()
        if not await _is_new(collector, live, batch, raw):
            return False
        try:
            await live.store(batch, raw)
        except Overtaken:  # somebody wrote in between: is it still new, and whose is the session?
            continue
        return True


def _refuse_ended(live: Live) -> None:
    if live.state.closed is not None:
        raise Refused("session_over")


def _refuse_late(live: Live, connection: Connection) -> None:
    """While this one waited for its turn, the session may have ended or gone to another connection."""
    _refuse_ended(live)
    _refuse_foreign(live, connection)


def _refuse_foreign(live: Live, connection: Connection) -> None:
    if live.handed_over is connection:
        raise HandedOver("stale_epoch")
    if live.connection is not connection:
        raise Refused("stale_epoch")


async def _is_new(collector: Collector, live: Live, batch: Batch, raw: bytes) -> bool:
    try:
        new = ingest.place(batch, raw, live.state)
        if new is None:
            stored = await _stored_long_ago(collector, live, batch.seq)
            new = ingest.same_or_replayed(raw, stored)
    except Refused as refused:
        if refused.code == "replayed":
            _log.warning("session %s: batch %d came again with another content", live.session, batch.seq)
        raise
    return new


class _Numbered(msgspec.Struct):
    seq: int


async def _stored_long_ago(collector: Collector, live: Live, seq: int) -> bytes:
    """SHA-256 of a batch that the fold no longer remembers."""
    entries = await collector.monitor.log.read(live.session)
    batches = (entry.payload for entry in entries if entry.source == "client")
    payload = next(raw for raw in batches if msgspec.json.decode(raw, type=_Numbered).seq == seq)
    return hashlib.sha256(payload).digest()
