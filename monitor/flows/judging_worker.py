"""A process that judges for collectors has to have what they have: keys, rules, registry and log.

Whom it cannot judge as a collector would is left to the collector that asked, and the log says what is wrong.
"""

from __future__ import annotations

import asyncio
import logging
from functools import partial

from monitor.core.errors import RulePackError
from monitor.flows.collector import Collector
from monitor.flows.judgements import judge_for_others
from monitor.flows.patience import patiently
from monitor.flows.peers import presence
from monitor.ports import Judged, JudgedFor

_log = logging.getLogger("monitor.judgements")

_LOOK_EVERY_MS = 5_000


class CannotJudge(Exception):
    """This process lacks what collectors have; the message says what, and what to do."""


class JudgingWorker:
    """Judges people by name for whoever asks; says once what keeps it from doing so, and again when it comes anew."""

    def __init__(self, collector: Collector) -> None:
        self._collector = collector
        self._looked_at = 0
        self._said = ""

    async def judge(self, trainee: str) -> JudgedFor:
        """Judge, or leave the person to the collector; raises what `judge_for_others` does besides."""
        try:
            found = await self._judged(trainee)
        except RulePackError as error:
            return self._leave(trainee, f"{error}; does this worker have the collectors' data folder?")
        except CannotJudge as error:
            return self._leave(trainee, str(error))
        self._said = ""
        return found

    async def _judged(self, trainee: str) -> JudgedFor:
        await self._compare_keys()
        found = await judge_for_others(self._collector, trainee)
        if not found.judged.said and not await self._is_known(trainee):
            raise CannotJudge(
                "nothing is known of their sessions here: are database and log (MONITOR_DATABASE) theirs?"
            )
        return found

    def _leave(self, trainee: str, why: str) -> JudgedFor:
        if why != self._said:
            _log.error(
                "the hours of %s, and others' for the same reason, are left to their collectors: %s", trainee, why
            )
        self._said = why
        return JudgedFor(Judged(trainee, {}, refused=True), ())

    async def _compare_keys(self) -> None:
        """Certificates would be signed with another key; collectors come and go, so it is looked at now and then."""
        now = self._collector.monitor.clock.now()
        if now - self._looked_at < _LOOK_EVERY_MS:
            return
        peers, monitor = self._collector.peers, self._collector.monitor
        for peer in await patiently(monitor, partial(asyncio.to_thread, monitor.registry.collectors)):
            if peer.secret_check != peers.me.secret_check and await self._collector.locks.held(presence(peer.name)):
                raise CannotJudge("collectors have another master key: give this worker their data folder (--data)")
        self._looked_at = now

    async def _is_known(self, trainee: str) -> bool:
        """Whether there is a session, and the log has it."""
        monitor = self._collector.monitor
        for record in await asyncio.to_thread(monitor.registry.sessions_of, trainee):
            if await monitor.log.read(record.stream, source="server"):
                return True
        return False
