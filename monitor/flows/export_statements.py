"""Hand the log's sessions and the verdicts on them to a learning record store, and go on where the last export ended.

How far a stream was handed over is kept after every parcel that the store took.  An export that dies in between sends
its last parcel again: statements keep their ids, so the store knows them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from monitor.core import verdict as verdicts
from monitor.core.events import Entry
from monitor.core.xapi.statements import Statement, judgement, statements
from monitor.flows.monitor import VerdictRecord
from monitor.flows.replay import opening
from monitor.ports import EventLog

PARCEL = 200  # statements in one request


class RecordStore(Protocol):
    """A learning record store that takes xAPI statements; one that it has already is not taken twice."""

    async def put(self, statements: Sequence[Statement]) -> None: ...


Done = MutableMapping[str, int]
"""How far each stream (its last entry) and each attempt (the number of its last verdict) was handed over."""


@dataclass(frozen=True, slots=True)
class Exporter:
    """From where to where; `keep` stores what was done, durably, and `home` is the monitor's address."""

    log: EventLog
    verdicts_of: Callable[[str], Sequence[VerdictRecord]]
    store: RecordStore
    home: str
    done: Done
    keep: Callable[[Done], None]

    async def run(self) -> int:
        """Hand over all that is new; returns how many statements the store took.

        Raises `EventLogError`, and what the store raises when it refuses.
        """
        sent = 0
        people: dict[str, None] = {}
        for stream in await self.log.streams():
            entries = await self.log.read(stream)
            if (opened := opening(entries)) is not None:
                people[opened.trainee.trainee] = None
                sent += await self._stream(stream, entries)
        for trainee in people:
            sent += await self._verdicts(trainee)
        return sent

    async def _stream(self, stream: str, entries: Sequence[Entry]) -> int:
        new = list(statements(entries, self.home, self.done.get(stream, -1)))
        for parcel in _parcels(new):
            await self.store.put(parcel)
        self._note({stream: entries[-1].n})
        return len(new)

    async def _verdicts(self, trainee: str) -> int:
        last = {record.attempt: record for record in self.verdicts_of(trainee)}
        new = [record for name, record in last.items() if record.number > self.done.get(_of_attempt(name), 0)]
        said = [judgement(verdicts.from_bytes(each.verdict), each.number, each.decided_at, self.home) for each in new]
        for parcel in _parcels(said):
            await self.store.put(parcel)
        self._note({_of_attempt(record.attempt): record.number for record in new})
        return len(said)

    def _note(self, reached: Done) -> None:
        if any(self.done.get(name) != place for name, place in reached.items()):
            self.done.update(reached)
            self.keep(self.done)


def _of_attempt(attempt: str) -> str:
    return f"verdict/{attempt}"


def _parcels(said: Sequence[Statement]) -> Iterator[Sequence[Statement]]:
    return (said[start : start + PARCEL] for start in range(0, len(said), PARCEL))
