"""What follows when a consent is given or taken back, beyond the session in which it happened (PRV-02, PRV-03).

To take it back is the same wherever it is done, in a lesson or at the vendor's: decision 010.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import AbstractAsyncContextManager

from monitor.core import consent
from monitor.core.events import Batch, ConsentEnded, ConsentGiven, ConsentWithdrawn
from monitor.flows.collector import Collector
from monitor.flows.elsewhere import open_elsewhere, tell_elsewhere
from monitor.flows.live import Live
from monitor.flows.refusals import Refused
from monitor.flows.supervise import follow_up

Change = ConsentGiven | ConsentWithdrawn


def follow_consents(collector: Collector, live: Live, batch: Batch, *, late: bool) -> None:
    """Keep what counts, end it in the trainee's other sessions, and say what does not count.

    What came `late`, from a page that is gone, may end a consent and never give one to later sessions.
    """
    if live.connection is not None and not late:
        for refused in _refused(live, batch):
            live.say(refused.message(live.connection.language))
    changes = [change for change in _changes(live, batch) if not (late and isinstance(change, ConsentGiven))]
    if changes:
        collector.background.start(_keep(collector, live, changes), f"consent of {live.state.trainee}")


def _changes(live: Live, batch: Batch) -> Iterator[Change]:
    for event in batch.events:
        match event:
            case ConsentGiven() if consent.gives(event, live.state.opened):
                yield event
            case ConsentWithdrawn() if consent.withdraws(event):
                yield event


def _refused(live: Live, batch: Batch) -> Iterator[Refused]:
    for place, event in enumerate(batch.events):
        if isinstance(event, ConsentGiven) and not consent.gives(event, live.state.opened):
            field = "text_version" if event.purpose == consent.PURPOSE else "purpose"
            yield Refused("unknown_consent", f"events[{place}].{field}")


async def _keep(collector: Collector, live: Live, changes: list[Change]) -> None:
    """One after the other, so that what was said last is what later sessions find in the registry."""
    registry, trainee = collector.monitor.registry, live.state.trainee
    async with consents_of(collector, trainee):
        for change in changes:
            now = collector.monitor.clock.now()
            if isinstance(change, ConsentGiven):
                await asyncio.to_thread(registry.give_consent, trainee, change.purpose, change.text_version, now)
            else:
                await asyncio.to_thread(registry.withdraw_consent, trainee, change.purpose, now)
                await _end_in(collector, collector.sessions.others_of(live), live.session)
                await _end_elsewhere(collector, trainee, live.session)


async def withdraw(collector: Collector, trainee: str, purpose: str) -> None:
    """A consent was taken back outside any lesson.

    Raises the registry's error for a trainee whom it does not know, and `EventLogError`.
    """
    monitor = collector.monitor
    async with consents_of(collector, trainee):
        await asyncio.to_thread(monitor.registry.withdraw_consent, trainee, purpose, monitor.clock.now())
        if purpose == consent.PURPOSE:
            await _end_in(collector, collector.sessions.of(trainee))
            await _end_elsewhere(collector, trainee)


def consents_of(collector: Collector, trainee: str) -> AbstractAsyncContextManager[object]:
    """Whoever changes a person's consents, or opens a session by them, waits here for the others."""
    return collector.locks(f"consent {trainee}")


async def _end_in(collector: Collector, sessions: Iterable[Live], by_session: str = "") -> None:
    for live in sessions:
        async with live.lock:
            if live.state.closed is None and live.state.consent:
                await live.mend()
                await live.note(ConsentEnded(by_session=by_session))
                await follow_up(collector, live)


async def _end_elsewhere(collector: Collector, trainee: str, by_session: str = "") -> None:
    for session in await open_elsewhere(collector, trainee):
        await tell_elsewhere(collector, session, ConsentEnded(by_session=by_session), lambda state: bool(state.consent))
