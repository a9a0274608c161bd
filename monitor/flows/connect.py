"""From hello to welcome: whose connection this is, and where its session stands.

A token is good until a batch proves that the SDK has the next one: the welcome that carries it may have been lost on
the way.  Tokens older than that are refused, so a copied one is of no use once its owner has gone on (K8).
"""

from __future__ import annotations

import asyncio
import base64
import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress

from monitor.core import intervals
from monitor.core import verdict as verdicts
from monitor.core.accommodation import extended
from monitor.core.errors import RulePackError
from monitor.core.events import Connected, Disconnected
from monitor.core.verdict import Verdict
from monitor.flows import wire, words
from monitor.flows.collector import Collector
from monitor.flows.elsewhere import learned_elsewhere
from monitor.flows.judgements import request_judgement, statuses
from monitor.flows.live import Connection, Live, UnknownSession
from monitor.flows.log_context import bind, bound
from monitor.flows.monitor import Monitor
from monitor.flows.refusals import Refused
from monitor.flows.sdk_words import sdk_words
from monitor.flows.stream_state import StreamState
from monitor.flows.supervise import follow_up, look_later, send_again, take_over
from monitor.flows.wire import Hello
from monitor.flows.words import CONSENT_TEXT
from monitor.ports import Overtaken

_log = logging.getLogger("monitor.sessions")


async def connect(collector: Collector, hello: Hello, connection: Connection, user_agent: str = "") -> Live:
    """Accept a hello: the session now belongs to this connection, and the welcome is sent.

    Raises `Refused` (`bad_ticket`, `session_over`), `EventLogError`.
    """
    live, known = await _session_of(collector, hello)
    async with live.lock:
        elsewhere = await _admit(collector, live, hello)
        await live.own()
        live.untold.clear()  # it was told over the connections before, or nobody waits for it any more
        await live.note(_connected(live, hello, user_agent))
        judged = await _last_verdicts(collector.monitor, live)
        welcome = _welcome(collector, live, hello, _reviewed_to(collector.monitor, live.state, judged))
        stands = _where_it_stands(collector.monitor, live, judged)
        live.connection = connection  # and nothing awaited until the welcome is said: it comes before all else
        with _without_connection(collector, live, connection):
            for frame in (wire.encode(welcome), *stands):
                live.pass_on(frame)
            send_again(collector, live)
            await follow_up(collector, live)
    with bound(epoch=str(welcome.epoch)):
        _log.info("welcomed")
    with _without_connection(collector, live, connection):
        await take_over(collector, live)
    if live.state.confirmed and (elsewhere or not known):
        # The other collector may not have come to it, or to tell the learner.
        request_judgement(collector, live, at_once=True)
    return live


async def disconnect(collector: Collector, live: Live, connection: Connection, reason: str) -> None:
    """A socket is gone; only the session's last connection is worth an entry."""
    async with live.lock:
        if live.connection is not connection:
            return
        epoch = live.state.epoch
        with bound(epoch=str(epoch)):
            _log.debug("gone: %s", reason)
        with _without_connection(collector, live, connection):
            live.connection = None
            await live.mend()
            if live.state.closed is None and live.state.epoch == epoch:
                with suppress(Overtaken):  # the learner is back already, through another collector
                    await live.note(Disconnected(epoch=epoch, reason=reason))
                    await follow_up(collector, live)


@contextmanager
def _without_connection(collector: Collector, live: Live, connection: Connection) -> Iterator[None]:
    """Where the block fails the session has no connection, and ends in time if nobody comes back."""
    try:
        yield
    except BaseException:
        if live.connection in (None, connection):
            live.connection = None
            look_later(collector, live)
        raise


# ---------------------------------------------------------------- who may come in


async def _session_of(collector: Collector, hello: Hello) -> tuple[Live, bool]:
    """The session, and whether this collector had it in mind."""
    tokens = collector.tokens
    token = tokens.read("resume", hello.resume) if hello.resume else tokens.read("ticket", hello.ticket)
    if token is None:
        raise Refused("bad_ticket", _field(hello))
    bind(session=token.session)
    known = token.session in collector.sessions
    try:
        live = await collector.sessions.get(token.session)
    except UnknownSession as error:
        raise Refused("bad_ticket", _field(hello)) from error
    live.outdated |= known and await learned_elsewhere(collector, live)
    return live, known


async def _admit(collector: Collector, live: Live, hello: Hello) -> bool:
    """Refuse a spent token and an ended session; afterwards the fold is up to date.

    Returns whether another collector had welcomed the learner meanwhile.
    """
    token = collector.tokens.read("resume", hello.resume) if hello.resume else None
    behind = token is not None and token.number > live.state.epoch
    live.owned = live.owned and not behind
    await (live.load() if live.outdated or behind else live.mend())
    if live.state.closed is not None:
        raise Refused("session_over")
    good = _good_resume if hello.resume else _good_ticket
    if not good(collector, live.state, hello):
        raise Refused("bad_ticket", _field(hello))
    return behind


def _good_resume(collector: Collector, state: StreamState, hello: Hello) -> bool:
    """Of the last connection over which a batch came, or a later one."""
    token = collector.tokens.read("resume", hello.resume)
    return token is not None and max(1, state.confirmed) <= token.number <= state.epoch


def _good_ticket(collector: Collector, state: StreamState, hello: Hello) -> bool:
    """Unused, or used by the same run of the SDK whose welcome was lost on the way."""
    token = collector.tokens.read("ticket", hello.ticket)
    unused = state.epoch == 0 or (state.confirmed == 0 and state.instance == hello.instance)
    return token is not None and collector.monitor.clock.now() <= token.number and unused


def _field(hello: Hello) -> str:
    return "resume" if hello.resume else "ticket"


def _connected(live: Live, hello: Hello, user_agent: str) -> Connected:
    return Connected(
        instance=hello.instance,
        epoch=live.state.epoch + 1,
        mode=hello.mode,
        sdk=hello.sdk,
        user_agent=user_agent[:512],
    )


# ---------------------------------------------------------------- what it is told


def _welcome(collector: Collector, live: Live, hello: Hello, reviewed_to: int) -> wire.Welcome:
    monitor, state, tokens = collector.monitor, live.state, collector.tokens
    demonstration = monitor.pack.purpose == "demonstration"
    return wire.Welcome(
        session=live.session,
        resume=tokens.resume(live.session, state.epoch),
        epoch=state.epoch,
        server_time=monitor.clock.now(),
        key=base64.urlsafe_b64encode(live.key).rstrip(b"=").decode(),
        chain=state.chain,
        last_seq=state.last_seq,
        upload=tokens.upload(live.session),
        language=hello.language,
        trainee=state.trainee,
        lesson=state.opened.lesson,
        consent=wire.Consent(version=_text_version(monitor, state), given=bool(state.consent), text=CONSENT_TEXT),
        words=sdk_words(hello.language),
        hold=_standing_hold(live),
        ask=_asked(monitor, state, reviewed_to),
        **({"purpose": "demonstration"} if demonstration else {}),
    )


def _text_version(monitor: Monitor, state: StreamState) -> str:
    """The text with which the session was opened, also after the collector began to show another one."""
    return state.opened.consent_version or monitor.consent_version


def _asked(monitor: Monitor, state: StreamState, review_from_ms: int) -> wire.Asked:
    rules = state.rules(monitor.packs)
    asked = {name: rules[name] for name in wire.Asked.__struct_fields__ if name != "review_from_ms"}
    asked["popup_answer_ms"] = extended(asked["popup_answer_ms"], state.opened.trainee)
    return wire.Asked(review_from_ms=review_from_ms, **asked)


async def _last_verdicts(monitor: Monitor, live: Live) -> Sequence[Verdict]:
    """Of all class hours of the learner in this class, as they were last judged; none that was told is older."""
    training_class = live.state.opened.plan.training_class
    live.told_where_it_stands = True
    while live.told_where_it_stands:  # or what was told meanwhile would have been told to nobody
        live.told_where_it_stands = False
        records = await asyncio.to_thread(monitor.registry.verdicts, live.state.trainee, training_class)
    last = {record.attempt: record.verdict for record in records}
    return [verdicts.from_bytes(verdict) for verdict in last.values()]


def _reviewed_to(monitor: Monitor, state: StreamState, judged: Iterable[Verdict]) -> int:
    """Up to which position of the lesson everything is committed already."""
    earned = [
        (span.media_from, span.media_to)
        for verdict in judged
        for span in verdict.ledger
        if span.lesson == state.opened.lesson and not span.reason
    ]
    joined = intervals.union(earned, monitor.pack["hole_tolerance_ms"])
    return joined[0][1] if joined and joined[0][0] <= monitor.pack["hole_tolerance_ms"] else 0


def _where_it_stands(monitor: Monitor, live: Live, judged: Sequence[Verdict]) -> Sequence[bytes]:
    """Once more to who comes back, as it may have been told over a connection that was lost already."""
    if not live.state.confirmed:
        return ()
    try:
        return [*statuses(monitor, judged, {one.attempt for one in live.state.opened.attempts}).values()]
    except RulePackError:  # rules that judged are not kept any more, which is no reason not to learn
        return ()


def _standing_hold(live: Live) -> wire.Held | None:
    """What keeps the lesson paused already: told with the welcome, so that it never looks free for a moment."""
    reason = live.supervisor.tell_hold()
    return wire.Held(reason=reason, message=words.hold(reason)) if reason else None
