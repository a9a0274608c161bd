"""Carry out what the supervisor finds due: store the fact first, then say it to the SDK.

One timer per live session, set to the next moment at which something can be due without anything being heard; what
is heard is followed up at once.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from monitor.core import asking as due
from monitor.core.events import DirectiveExpired, DirectiveIssued, SessionClosed, TakenOver
from monitor.flows import wire, words
from monitor.flows.collector import Collector
from monitor.flows.elsewhere import as_in_the_log, open_elsewhere, tell_elsewhere
from monitor.flows.judgements import request_last_judgement
from monitor.flows.live import Live
from monitor.flows.log_context import bound
from monitor.flows.outcomes import outcome
from monitor.flows.stream_state import StreamState
from monitor.ports import Overtaken

_log = logging.getLogger("monitor.sessions")

_SOONEST_MS = 100  # a moment that has passed already waits for something else; look again soon, not in a loop
_LATEST_MS = 3_600_000


async def follow_up(collector: Collector, live: Live) -> None:
    """Do what is due now and set the timer for what comes; the caller holds the session's lock."""
    now = collector.monitor.clock.now()
    try:
        await as_it_stands(collector, live, lambda: _do_what_is_due(collector, live, now))
    finally:
        _set_timer(collector, live, now)


async def as_it_stands(collector: Collector, live: Live, decide: Callable[[], Awaitable[None]]) -> None:
    """Decide by all that the log has of a session, anew when others write meanwhile; not if it is another's by then."""
    await live.mend()
    while not live.elsewhere:
        try:
            await decide()
            break
        except Overtaken:
            await live.mend()
    if live.elsewhere or live.state.closed is not None:
        collector.sessions.forget(live)


async def _do_what_is_due(collector: Collector, live: Live, now: int) -> None:
    _tell_what_others_said(collector, live)
    while asks := await _due(collector, live, now):  # what was carried out may make something else due
        for ask in asks:
            await _carry_out(collector, live, ask, now)
    idle_at = _idle_at(collector, live)
    if live.state.closed is None and idle_at is not None and idle_at <= now:
        await close(collector, live, "timed_out")


def _tell_what_others_said(collector: Collector, live: Live) -> None:
    if not live.untold:
        return
    untold, live.untold = live.untold, []
    for fact in untold:
        if not isinstance(fact, DirectiveIssued):
            live.say(outcome(collector.monitor, fact))
    if any(isinstance(fact, DirectiveIssued) for fact in untold):
        send_again(collector, live)


async def _due(collector: Collector, live: Live, now: int) -> Sequence[due.Ask]:
    """What is due, but for a question whose picture has come, here or elsewhere, and is not judged yet.

    Nor is one missed whose answer could not be brought because there was no collector.
    """
    asks = live.supervisor.due(now)
    late = [ask.nonce for ask in asks if isinstance(ask, due.Expire)]
    if not late:
        return asks
    waited_for = {nonce for nonce in late if live.awaited or await _is_analysed(collector, live, nonce)}
    return [ask for ask in asks if not (isinstance(ask, due.Expire) and ask.nonce in waited_for)]


async def _is_analysed(collector: Collector, live: Live, nonce: str) -> bool:
    """A learner who came from another collector may have left a picture there."""
    if live.state.issued[nonce].kind == "popup":
        return False
    return nonce in live.analysing or await collector.peers.analyse(live.session, nonce)


async def _carry_out(collector: Collector, live: Live, ask: due.Ask, now: int) -> None:
    match ask:
        case due.AskPopup() | due.AskPhoto() | due.AskLiveness():
            await live.decide(_issued(ask, now))
            live.say(directive(collector, ask, ask.within_ms))
        case due.Expire(nonce):
            await live.decide(DirectiveExpired(nonce=nonce))
        case due.Hold(reason):
            live.say(hold_directive(reason))
        case due.Release():
            live.say(wire.ReleaseDirective())
        case due.End(reason):
            await close(collector, live, reason)


def _issued(ask: due.Question, now: int) -> DirectiveIssued:
    """The fact that a question was asked, with the deadline on the server's clock."""
    return DirectiveIssued(
        kind=_KINDS[type(ask)],  # type: ignore[arg-type]
        attempt=ask.attempt,
        nonce=ask.nonce,
        counter=ask.counter,
        engaged=ask.engaged,
        deadline=now + ask.within_ms,
        photo_nonce=ask.photo_nonce if isinstance(ask, due.AskPopup) else "",
        action=ask.action if isinstance(ask, due.AskLiveness) else "",
        challenge=ask.challenge if isinstance(ask, due.AskPopup) else None,
        answer=ask.answer if isinstance(ask, due.AskPopup) else "",
        purpose=ask.purpose,  # type: ignore[arg-type]
    )


_KINDS = {due.AskPopup: "popup", due.AskPhoto: "photo", due.AskLiveness: "liveness"}


def directive(collector: Collector, ask: due.Question, within_ms: int) -> wire.Directive:
    """A question as it goes over the wire, with the time that is left for it."""
    if isinstance(ask, due.AskPopup):
        asked = ask.challenge
        challenge = wire.Challenge(kind=asked.kind, prompt=asked.prompt, options=asked.options)
        return wire.PopupDirective(
            nonce=ask.nonce, answer_within_ms=within_ms, challenge=challenge, photo_nonce=ask.photo_nonce
        )
    if isinstance(ask, due.AskPhoto):
        return wire.PhotoDirective(nonce=ask.nonce, window_ms=within_ms)
    pack = collector.monitor.pack
    return wire.LivenessDirective(
        nonce=ask.nonce,
        action=ask.action,
        step=ask.step,
        of=ask.of,
        fps=pack["burst_fps"],
        frames=pack["burst_frames"],
        cue_ms=ask.cue_ms,
        window_ms=within_ms,
    )


def hold_directive(reason: str) -> wire.HoldDirective:
    return wire.HoldDirective(reason=reason, message=words.hold(reason))


def send_again(collector: Collector, live: Live) -> None:
    """After a reconnection: what is still open, with the time that is left."""
    now = collector.monitor.clock.now()
    for ask in live.supervisor.open_directives():
        if isinstance(ask, due.AskPopup | due.AskPhoto | due.AskLiveness):
            left = live.state.issued[ask.nonce].deadline - now
            if left > 0 and ask.nonce not in live.analysing:
                live.say(directive(collector, ask, left))


async def take_over(collector: Collector, live: Live) -> None:
    """The session that connected last may play; the trainee's other sessions on this platform are told to stop (K4).

    Another vendor could stop an honest learner by opening sessions without end, so play on two platforms at once is
    left to the judge (K7).

    One that was itself told to stop does not get the right back by reconnecting, or two open pages would take it from
    each other whenever the network fails; opening the lesson anew does.
    """
    if live.state.taken_over:
        return
    for other in collector.sessions.others_of(live):
        async with other.lock:
            other.outdated = True
            if other.state.opened.platform.platform != live.state.opened.platform.platform:
                continue
            if other.connection is None or other.state.closed or other.state.taken_over:
                continue
            with bound(session=other.session):
                await other.note(TakenOver(by_session=live.session))
                await follow_up(collector, other)
    await _take_over_elsewhere(collector, live)


async def _take_over_elsewhere(collector: Collector, live: Live) -> None:
    """The same for sessions of other collectors; of two that connect at once one goes on.

    This one may be another's by now, as learners do not wait for an answer that takes long: it stops nobody's lesson
    but others'.
    """

    def plays(state: StreamState) -> bool:
        same_platform = state.opened.platform.platform == live.state.opened.platform.platform
        return same_platform and state.idle_since is None and not state.taken_over

    async with collector.locks(f"play/{live.state.trainee}"):
        open_ones = await open_elsewhere(collector, live.state.trainee)
        others = [session for session in open_ones if session != live.session]
        if not others or (await as_in_the_log(collector, live.session)).state.taken_over:
            return
        for other in others:
            await tell_elsewhere(collector, other, TakenOver(by_session=live.session), plays)


# ---------------------------------------------------------------- the end of a session


async def close(collector: Collector, live: Live, reason: str) -> None:
    """Write the last entry, which reveals the secrets behind the commitments, and tell the SDK.

    Raises `Overtaken` if the log has more of the session, and `EventLogError`.
    """
    secrets = {attempt.attempt: live.secret(attempt.attempt).hex() for attempt in live.state.opened.attempts}
    entry = await live.decide(SessionClosed(reason=reason, secrets=secrets))  # type: ignore[arg-type]
    live.say(wire.EndDirective(reason=reason, message=words.end(reason)))
    collector.sessions.forget(live)
    with bound(session=live.session):  # whoever's timer or request it was that found it due
        _log.info("ended: %s", reason)
        request_last_judgement(collector, live, entry.received)


# ---------------------------------------------------------------- time


def _idle_at(collector: Collector, live: Live) -> int | None:
    """When the session ends for want of a connection (server ms); None while there is one."""
    since = live.idle_since
    return None if since is None else since + collector.monitor.pack["session_idle_timeout_ms"]


def _set_timer(collector: Collector, live: Live, now: int) -> None:
    """Look again at the next moment that can matter, if there is one; a timer that fires early only looks once more."""
    if live.state.closed is not None or live.elsewhere or not live.owned:
        return
    moments = [one for one in (_idle_at(collector, live), live.supervisor.wake_at) if one is not None]
    if not moments:
        return
    delay = min(max(min(moments) - now, _SOONEST_MS), _LATEST_MS) / 1000
    live.alarm.set(delay, partial(_wake, collector, live))


def look_later(collector: Collector, live: Live) -> None:
    """Look again when nobody can be connected any more, at a session of which the log could not take the last word."""
    live.alarm.set(collector.monitor.pack["session_idle_timeout_ms"] / 1000, partial(_wake, collector, live))


def _wake(collector: Collector, live: Live) -> None:
    with bound(session=live.session):  # the timer may have been set by what another session did
        collector.background.start(_look(collector, live), f"supervise session {live.session}")


async def _look(collector: Collector, live: Live) -> None:
    async with live.lock:
        if live.state.closed is None:
            await follow_up(collector, live)
