"""The live sessions of this collector, found by name or by trainee; what is not in memory is folded from the log."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from weakref import WeakSet

from monitor.flows.live import Live
from monitor.flows.log_context import bound
from monitor.flows.monitor import Monitor

_log = logging.getLogger("monitor.sessions")


class Sessions:
    """Holds every open session once, however many ask for it at the same time."""

    def __init__(self, monitor: Monitor) -> None:
        self._monitor = monitor
        self._live: dict[str, Live] = {}
        self._left: WeakSet[Live] = WeakSet()  # over, or another collector's by now, and somebody may still hold them
        self._by_trainee: dict[str, tuple[str, ...]] = {}
        self._loading: dict[str, asyncio.Task[Live]] = {}

    def __iter__(self) -> Iterator[Live]:
        return iter(list(self._live.values()))

    def __contains__(self, session: str) -> bool:
        return session in self._live

    async def get(self, session: str) -> Live:
        """The session, folded from the log if needed; raises `UnknownSession`."""
        live = self._live.get(session)
        if live is not None and not live.elsewhere:
            return live
        loading = self._loading.get(session)
        if loading is None:
            loading = self._loading[session] = asyncio.create_task(self._load(session), name=f"load {session}")
            loading.add_done_callback(lambda _: self._loading.pop(session, None))
        # Shielded: others may wait for the same session.
        return await asyncio.shield(loading)

    async def _load(self, session: str) -> Live:
        live = Live(self._monitor, session)
        await live.load()
        with bound(session=session):
            _log.debug("read from the log, as it was not in memory")
        if live.state.closed is not None:
            self._left.add(live)
            return live
        if session in self._live:  # that one is another collector's
            self._left.add(self._live[session])
        self._live[session] = live
        mine = self._by_trainee.get(live.state.trainee, ())
        if session not in mine:
            self._by_trainee[live.state.trainee] = (*mine, session)
        return live

    def others_of(self, live: Live) -> list[Live]:
        """The trainee's other sessions in memory."""
        return [other for other in self.of(live.state.trainee) if other.session != live.session]

    def of(self, trainee: str) -> list[Live]:
        """All of the trainee's sessions in memory."""
        return [self._live[name] for name in sorted(self._by_trainee.get(trainee, ()))]

    def learning(self) -> set[tuple[str, str]]:
        """Who has a connection here: trainee and class; somebody with two windows is one learner."""
        return {
            (live.state.trainee, live.state.opened.plan.training_class)
            for live in self._live.values()
            if live.connection is not None
        }

    def has_picture(self, session: str, nonce: str) -> bool:
        """Whether the picture that answers a question is being judged here, or just arrives."""
        held = [live for live in self._left if live.session == session]
        if session in self._live:
            held.append(self._live[session])
        return any(nonce in live.analysing | live.arriving for live in held)

    def forget(self, live: Live) -> None:
        """A session is over, or another collector's; whoever still holds it sees that."""
        live.alarm.cancel()
        self._left.add(live)
        if self._live.get(live.session) is live:
            del self._live[live.session]
            mine = tuple(name for name in self._by_trainee.pop(live.state.trainee) if name != live.session)
            if mine:
                self._by_trainee[live.state.trainee] = mine

    def stop(self) -> None:
        """Let no timer fire any more."""
        for live in self._live.values():
            live.alarm.cancel()
