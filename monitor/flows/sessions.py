"""The live sessions of this collector, found by name or by trainee; what is not in memory is folded from the log."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from weakref import WeakSet

from monitor.flows.live import Live
from monitor.flows.monitor import Monitor


class Sessions:
    """Holds every open session once, however many ask for it at the same time."""

    def __init__(self, monitor: Monitor) -> None:
        self._monitor = monitor
        self._live: dict[str, Live] = {}
        self._loaded: WeakSet[Live] = WeakSet()  # also those that another collector has by now
        self._by_trainee: dict[str, set[str]] = {}
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
        self._loaded.add(live)
        if live.state.closed is None:
            self._live[session] = live
            self._by_trainee.setdefault(live.state.trainee, set()).add(session)
        return live

    def others_of(self, live: Live) -> list[Live]:
        """The trainee's other sessions in memory."""
        names = self._by_trainee.get(live.state.trainee, set()) - {live.session}
        return [self._live[name] for name in sorted(names)]

    def of(self, trainee: str) -> list[Live]:
        """All of the trainee's sessions in memory."""
        return [self._live[name] for name in sorted(self._by_trainee.get(trainee, set()))]

    def learning(self) -> set[tuple[str, str]]:
        """Who has a connection here: trainee and class; somebody with two windows is one learner."""
        return {
            (live.state.trainee, live.state.opened.plan.training_class)
            for live in self._live.values()
            if live.connection is not None
        }

    def has_picture(self, session: str, nonce: str) -> bool:
        """Whether the picture that answers a question is being judged here, or just arrives."""
        return any(nonce in live.analysing | live.arriving for live in self._loaded if live.session == session)

    def forget(self, live: Live) -> None:
        """A session is over, or another collector's; whoever still holds it sees that."""
        if live.timer is not None:
            live.timer.cancel()
        if self._live.get(live.session) is live:
            del self._live[live.session]
            mine = self._by_trainee[live.state.trainee]
            mine.discard(live.session)
            if not mine:
                del self._by_trainee[live.state.trainee]

    def stop(self) -> None:
        """Let no timer fire any more."""
        for live in self._live.values():
            if live.timer is not None:
                live.timer.cancel()
                live.timer = None
