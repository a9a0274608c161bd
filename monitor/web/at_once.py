"""A batch that nothing stands in the way of: stored, folded and acknowledged without a task of its own.

Nearly all batches are such, and a task that is woken for each costs more than all checks together.  Whatever is in
doubt, refused, or followed by something is left to `receive` and `follow`, which decide as for any other batch; so
nothing is decided here, and nothing has changed where the answer is no.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from contextvars import Context
from functools import partial
from time import perf_counter

from monitor.core.events import Batch, Entry
from monitor.flows import ingest, wire
from monitor.flows.collector import Collector
from monitor.flows.live import Connection, Live
from monitor.flows.receive import follow, is_followed, store_in_turn
from monitor.flows.refusals import Refused
from monitor.ports import EventLogError, Overtaken

Work = Coroutine[None, None, None]


class AtOnce:
    """One connection's batches; `guarded` sees to what goes wrong in work that takes longer after all."""

    __slots__ = ("_collector", "_connection", "_context", "_guarded", "_live")

    def __init__(
        self,
        collector: Collector,
        live: Live,
        connection: Connection,
        context: Context,
        guarded: Callable[[Work], Work],
    ) -> None:
        self._collector = collector
        self._live = live
        self._connection = connection
        self._context = context  # for whatever is started from here
        self._guarded = guarded

    def take(self, raw: bytes) -> bool:
        """Whether the batch is taken; if not, it is still to be received."""
        live = self._live
        if live.connection is not self._connection or not live.goes_on or not live.lock.take():
            return False
        taken = False
        try:
            taken = self._handed_in(live, raw)
        finally:
            if not taken:
                live.lock.give_back()
        return taken

    def _handed_in(self, live: Live, raw: bytes) -> bool:
        started, now = perf_counter(), self._collector.monitor.clock.now()
        if not live.bucket.take(now):
            return False
        try:
            batch = ingest.read(raw, live.key)
            if ingest.place(batch, raw, live.state):
                live.hand_in(raw, now, partial(self._told, batch, raw, started))
                return True
        except (Refused, EventLogError):
            pass  # it is said by whoever receives it
        live.bucket.put_back()
        return False

    def _told(self, batch: Batch, raw: bytes, started: float, outcome: Entry | Exception) -> None:
        if isinstance(outcome, Overtaken):  # somebody wrote in between, so the turn is kept until that is read
            self._live.overtaken = True
            self._start(self._again(batch, raw))
            return
        try:
            self._stored(batch, raw, started, outcome)
        except Exception as error:  # noqa: BLE001  whatever it was: somebody is at the other end
            self._start(_raised(error))
        finally:
            self._live.lock.give_back()

    def _stored(self, batch: Batch, raw: bytes, started: float, outcome: Entry | Exception) -> None:
        if isinstance(outcome, Exception):
            raise outcome
        live = self._live
        live.take_in(batch, raw, outcome)
        live.say(wire.Ack(seq=batch.seq))
        self._collector.monitor.metrics.acknowledged(perf_counter() - started, new=True)
        if is_followed(live, batch):
            self._start(follow(self._collector, live, batch))

    async def _again(self, batch: Batch, raw: bytes) -> None:
        try:
            new = await store_in_turn(self._collector, self._live, self._connection, batch, raw)
        finally:
            self._live.lock.give_back()
        if new:
            await follow(self._collector, self._live, batch)

    def _start(self, work: Work) -> None:
        name = f"go on with session {self._live.session}"
        self._context.run(self._collector.background.start, self._guarded(work), name)


async def _raised(error: Exception) -> None:
    raise error
