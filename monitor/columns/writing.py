"""From the streams of people to columns: what the fold reads from the log, written down once it was read."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import polars as pl

from monitor.columns.layout import CHUNK_ROWS, KIND_NUMBERS, table
from monitor.core import codec, judging, reading
from monitor.core.events import Entry, MediaState, Pause, Seeking
from monitor.core.reading import Instance, Known, Record, stream_of

_INT, _NUMBER = pl.Int64, pl.Int32
SCHEMAS: dict[str, dict[str, Any]] = {
    "streams": {"trainee": pl.String, "stream": pl.String, "head": pl.String, "broken": pl.String},
    "facts": {"stream": _NUMBER, "n": _INT, "received": _INT, "payload": pl.Binary},
    "instances": {"stream": _NUMBER, "name": pl.String, "conflict": pl.String, "ran_fast": pl.String},
    "lessons": {"lesson": pl.String},
    "told": {
        "instance": _NUMBER,
        "place": _NUMBER,
        "received": _INT,
        "at": _INT,
        "entry": _INT,
        "index": _NUMBER,
        "payload": pl.Binary,
    },
    "states": {
        "instance": _NUMBER,
        "place": _NUMBER,
        "received": _INT,
        "at": _INT,
        "entry": _INT,
        "index": _NUMBER,
        "kind": pl.UInt8,
        "lesson": _NUMBER,
        "n": _INT,
        "t": _INT,
        "position": _INT,
        "origin": _INT,
        "rate": pl.Float64,
        "paused": pl.Boolean,
        "visible": pl.Boolean,
        "focused": pl.Boolean,
        "held": pl.Boolean,
        "stalled": pl.Boolean,
        "pip": pl.Boolean,
        "fullscreen": pl.Boolean,
        "frames": _INT,
        "shown": _INT,
        "played": _INT,
        "reason": pl.String,
    },
}
_encode = msgspec.json.Encoder().encode

Person = tuple[str, Mapping[str, Sequence[Entry]]]  # a trainee, and all streams that judge one


def write(folder: Path, people: Iterable[Person]) -> int:
    """Write the people of one partition into its folder, in the place of what was there; returns how many they are.

    Raises as `reading.read`, and `OSError`.
    """
    fresh = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    count = chunk = 0
    rows = Rows()
    for trainee, streams in people:
        if rows.full:
            _store(rows, fresh, chunk)
            rows, chunk = Rows(), chunk + 1
        rows.add(trainee, streams)
        count += 1
    _store(rows, fresh, chunk)
    shutil.rmtree(folder, ignore_errors=True)
    fresh.rename(folder)
    return count


def _store(rows: Rows, folder: Path, chunk: int) -> None:
    for name, frame in rows.frames().items():
        frame.write_parquet(table(folder, chunk, name))


class Rows:
    """The rows of one chunk, by table."""

    def __init__(self) -> None:
        self.tables: dict[str, list[tuple[Any, ...]]] = {name: [] for name in SCHEMAS}
        self._lessons: dict[str, int] = {}

    @property
    def full(self) -> bool:
        """It is time for another chunk."""
        return len(self.tables["states"]) >= CHUNK_ROWS

    def add(self, trainee: str, streams: Mapping[str, Sequence[Entry]]) -> None:
        """Add all streams of a trainee."""
        record = reading.read(streams)
        sessions = {stream_of(session.where): session for session in record.sessions}
        facts = _facts_of(record)
        for stream, head in judging.heads_of(streams).items():
            session, number = sessions.get(stream), len(self.tables["streams"])
            self.tables["streams"].append((trainee, stream, head, session.broken if session else ""))
            self.tables["facts"] += [_fact(number, known) for known in facts.get(stream, ())]
            for instance in session.instances if session else ():
                self._add_instance(number, instance)

    def _add_instance(self, stream: int, instance: Instance) -> None:
        number = len(self.tables["instances"])
        self.tables["instances"].append((stream, instance.name, instance.conflict, instance.ran_fast))
        for place, seen in enumerate(instance.seen):
            head = (number, place, seen.received, seen.at, seen.entry, seen.index)
            if isinstance(seen.event, MediaState):
                self.tables["states"].append(head + self._state(seen.event))
            else:
                self.tables["told"].append((*head, _encode(seen.event)))

    def _state(self, state: MediaState) -> tuple[Any, ...]:
        return (
            KIND_NUMBERS[type(state)],
            self._lessons.setdefault(state.lesson, len(self._lessons)),
            state.n,
            state.t,
            state.position,
            state.origin if isinstance(state, Seeking) else 0,
            state.rate,
            state.paused,
            state.visible,
            state.focused,
            state.held,
            state.stalled,
            state.pip,
            state.fullscreen,
            state.frames,
            state.shown,
            state.played,
            state.reason if isinstance(state, Pause) else "",
        )

    def frames(self) -> dict[str, pl.DataFrame]:
        """The tables as they are written."""
        self.tables["lessons"] = [(lesson,) for lesson in self._lessons]
        return {name: pl.DataFrame(self.tables[name], schema=schema, orient="row") for name, schema in SCHEMAS.items()}


def _facts_of(record: Record) -> dict[str, list[Known]]:
    """The facts by stream, in the order in which the stream has them."""
    facts: dict[str, list[Known]] = {}
    for known in record.facts:
        facts.setdefault(stream_of(known.where), []).append(known)
    return {stream: sorted(found, key=lambda known: _entry(known.where)) for stream, found in facts.items()}


def _fact(stream: int, known: Known) -> tuple[Any, ...]:
    return stream, _entry(known.where), known.received, codec.encode_fact(known.fact)


def _entry(where: str) -> int:
    return int(where.rpartition(":")[2])
