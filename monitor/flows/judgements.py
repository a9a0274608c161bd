"""When a person is judged, and by whom: soon after a checkpoint, by a worker where there is one, otherwise here.

While somebody is at it, several requests become one judgement: those that come while one waits or runs, and, where
judgements wait a little (`Limits.judgement_wait_ms`), those of the next seconds.  In the middle of an hour there may be
few (`Limits.judgement_every_ms`).  Whoever needs the outcome in a request calls `adjudicate` and waits for it in place.
What is lost on its way is found again by the registry's marks on
ended sessions that nobody has judged; a session that goes on is judged at its next checkpoint anyway.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from functools import partial
from itertools import takewhile

import msgspec

from monitor.core.errors import CoreError, RulePackError
from monitor.core.verdict import Verdict
from monitor.flows import wire
from monitor.flows.adjudicate import adjudicate_running, status
from monitor.flows.collector import Asked, Collector
from monitor.flows.live import Live
from monitor.flows.monitor import Monitor
from monitor.flows.patience import patiently
from monitor.ports import EventLogError, Judged, JudgedFor, JudgesAway

_log = logging.getLogger("monitor.judgements")

LOOK_EVERY_S = 30
_SETTLED_MS = 60_000  # by then whoever was asked has judged, or is gone
_AT_ONCE = 200  # people whose lost judgements are asked for in one look
WORKER_S, ASKED_TIMES = 10.0, 3  # for how long a worker's word is waited for, and how often before it is done here


def request_judgement(collector: Collector, live: Live, *, at_once: bool = False, ended: bool = False) -> None:
    """Judge soon, or `at_once` where nothing more is to be waited for; returns at once.

    What comes soon after a judgement is left to the next one, unless an hour was played, or its media `ended`.
    """
    trainee = live.state.trainee
    if live.state.closed is not None:
        collector.background.start(_judge_after_the_end(collector, live), f"judge {trainee} after the end")
    elif at_once or ended or _is_due(collector, live):
        request(collector, trainee, at_once=at_once)


def _is_due(collector: Collector, live: Live) -> bool:
    every, judged_at = collector.monitor.limits.judgement_every_ms, collector.judged_at.get(live.state.trainee)
    if not every or judged_at is None or live.supervisor.played:
        return True
    return collector.monitor.clock.now() - judged_at >= every


def request_last_judgement(collector: Collector, live: Live, at: int) -> None:
    """A session has ended (UTC ms): note it, so that it is judged whatever happens, and judge."""
    collector.background.start(_judge_the_end(collector, live, at), f"note the end of session {live.session}")


async def _judge_the_end(collector: Collector, live: Live, at: int) -> None:
    registry = collector.monitor.registry
    await patiently(collector.monitor, partial(asyncio.to_thread, registry.close_session, live.session, at))
    request(collector, live.state.trainee, at_once=True)


async def _judge_after_the_end(collector: Collector, live: Live) -> None:
    registry, now = collector.monitor.registry, collector.monitor.clock.now()
    await patiently(collector.monitor, partial(asyncio.to_thread, registry.note_unjudged, live.session, now))
    request(collector, live.state.trainee, at_once=True)


def request(collector: Collector, trainee: str, *, at_once: bool = False) -> None:
    """Judge a person soon; of several requests at a time one judgement comes."""
    asked = collector.judging.get(trainee)
    if asked is None:
        asked = collector.judging[trainee] = Asked()
        collector.background.start(_judge_until_quiet(collector, trainee, asked), f"judge {trainee}")
    asked.again = True
    if at_once:
        asked.at_once.set()


async def _judge_until_quiet(collector: Collector, trainee: str, asked: Asked) -> None:
    try:
        while asked.again:
            await _wait_for_more(collector.monitor, asked)
            asked.again = False
            asked.at_once.clear()
            await _see_judged(collector, trainee, asked)
    finally:
        del collector.judging[trainee]


async def _wait_for_more(monitor: Monitor, asked: Asked) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(monitor.limits.judgement_wait_ms / 1000):
            await asked.at_once.wait()


async def _see_judged(collector: Collector, trainee: str, asked: Asked) -> None:
    monitor = collector.monitor
    asked_at = monitor.clock.now()
    _note(collector, trainee, asked_at)
    where = "worker" if await _by_a_worker(collector, trainee, asked) else "here"
    if where == "here":
        await _judge_here(collector, trainee)
    monitor.metrics.judgements[where] += 1
    monitor.metrics.judgement_seconds.observe((monitor.clock.now() - asked_at) / 1000)


def _note(collector: Collector, trainee: str, now: int) -> None:
    """Remember whose judgement begins, for as long as it matters."""
    judged_at, every = collector.judged_at, collector.monitor.limits.judgement_every_ms
    judged_at.pop(trainee, None)
    judged_at[trainee] = now
    for name in [*takewhile(lambda name: judged_at[name] + every <= now, judged_at)]:
        del judged_at[name]


# ---------------------------------------------------------------- by whom


async def _judge_here(collector: Collector, trainee: str) -> None:
    judged = await patiently(collector.monitor, partial(adjudicate_running, collector, trainee))
    here = {one.attempt for live in collector.sessions.of(trainee) for one in live.state.opened.attempts}
    tell(collector, Judged(trainee, statuses(collector.monitor, judged, here)))


async def _by_a_worker(collector: Collector, trainee: str, asked: Asked) -> bool:
    """Whether a worker judged the person; where none can be reached, or none answers, it is left to this process."""
    judges = collector.monitor.judges
    with suppress(JudgesAway):
        for _ in range(ASKED_TIMES):  # a Redis that was started anew has forgotten the first request
            asked.heard.clear()
            if not await judges.ask(trainee):
                return False
            with suppress(TimeoutError):
                async with asyncio.timeout(WORKER_S):
                    await asked.heard.wait()
                return not asked.refused
        await judges.withdraw(trainee)
    return False


def tell(collector: Collector, judged: Judged) -> None:
    """Send every live session of the trainee where its own attempts stand; the verdicts are stored."""
    for live in collector.sessions.of(judged.trainee):
        live.told_where_it_stands = True
        for opened in live.state.opened.attempts:
            if frame := judged.said.get(opened.attempt):
                live.pass_on(frame)


def statuses(monitor: Monitor, judged: Sequence[Verdict], at: Collection[str]) -> Mapping[str, bytes]:
    """Where these attempts stand, each as the frame that says it."""
    mine = [verdict for verdict in judged if verdict.attempt in at]
    return {verdict.attempt: wire.encode(status(verdict, monitor.rules_of(verdict))) for verdict in mine}


async def hear_the_workers(collector: Collector) -> None:
    """Tell learners for ever what workers found."""
    async for judged in collector.monitor.judges.told():
        tell(collector, judged)
        if (asked := collector.judging.get(judged.trainee)) is not None:
            asked.refused = judged.refused
            asked.heard.set()


# ---------------------------------------------------------------- what a worker does


async def judge_for_others(collector: Collector, trainee: str) -> JudgedFor:
    """Judge for the collectors that have the learner, and say which they are.

    Raises `EventLogError` and the registry's error, and `RulePackError` for rules that are not kept here, as the
    collectors may have them; a person whose stream is damaged keeps nobody waiting.
    """
    monitor = collector.monitor
    try:
        judged = await patiently(monitor, partial(adjudicate_running, collector, trainee, for_others=True))
    except RulePackError:
        raise
    except (CoreError, msgspec.DecodeError):  # `monitor replay` names the entry
        _log.exception("the hours of %s cannot be judged", trainee)
        return JudgedFor(Judged(trainee, {}), ())
    records = await asyncio.to_thread(monitor.registry.sessions_of, trainee)
    open_ones = [record for record in records if record.closed_at is None]
    at = {attempt for record in open_ones for attempt in record.attempts or ()}
    return JudgedFor(Judged(trainee, statuses(monitor, judged, at)), {record.owner for record in open_ones})


# ---------------------------------------------------------------- what was lost


async def watch_unjudged(collector: Collector) -> None:
    """Ask again for ever for judgements of ended sessions that did not come."""
    while True:
        try:
            await ask_for_what_was_lost(collector)
        except (EventLogError, collector.monitor.registry_error):
            _log.exception("ended sessions that nobody has judged cannot be looked for")
        await asyncio.sleep(LOOK_EVERY_S)


async def ask_for_what_was_lost(collector: Collector) -> None:
    """Whose sessions ended a minute ago and more and were not judged: raises the registry's error."""
    before = collector.monitor.clock.now() - _SETTLED_MS
    for trainee in await asyncio.to_thread(collector.monitor.registry.unjudged, before, _AT_ONCE):
        request(collector, trainee, at_once=True)
