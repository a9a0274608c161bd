"""From columns back to the records of people, whole or without the player states that change nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby, pairwise
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import polars as pl

from monitor.columns import layout
from monitor.columns.layout import KINDS, ColumnsError
from monitor.columns.plain_play import Bools, Ints, Moments, States, Zones, between_plain_spans, keys
from monitor.core import codec, reading
from monitor.core.events import ClientEvent, Pause, Seeking, SessionOpened
from monitor.core.left_out import Run, told_of
from monitor.core.plain_play import FACES
from monitor.core.reading import Instance, Known, Record, Seen
from monitor.core.rulepack import RulePack

_decode = msgspec.json.Decoder(ClientEvent).decode
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """A trainee of a chunk, with the numbers of all streams that judge one, and the ends of these streams."""

    trainee: str
    streams: range
    heads: dict[str, str]


class Chunk:
    """The people of one chunk, given its tables by name."""

    def __init__(self, tables: Mapping[str, pl.DataFrame]) -> None:
        """Raises `msgspec.DecodeError` for a fact that is none."""
        self._streams = tables["streams"].rows()
        self._facts = self._decoded(tables["facts"])
        self._lessons: list[str] = tables["lessons"]["lesson"].to_list()
        self._instances = tables["instances"].rows()
        self._instances_of: dict[int, list[int]] = {}
        for number, (stream, *_) in enumerate(self._instances):
            self._instances_of.setdefault(stream, []).append(number)
        self._told = self._heard(tables["told"])
        self._states = tables["states"].with_columns(row=pl.int_range(pl.len()))
        self._entry, self._index = _whole(self._states, "entry"), _whole(self._states, "index")
        self._kept: dict[int, list[Row]] = {}
        self._left_out: Bools = np.zeros(len(self._states), np.bool_)
        stream_of = tables["instances"]["stream"].to_numpy().astype(np.int64)
        self._columns = _columns(self._states, stream_of)
        self._moments = self._happened(tables["facts"], tables["told"], stream_of)

    def _decoded(self, facts: pl.DataFrame) -> dict[int, list[Known]]:
        decoded: dict[int, list[Known]] = {}
        for stream, n, received, payload in facts.iter_rows():
            known = Known(codec.decode_fact(payload), received, f"{self._streams[stream][1]}:{n}")
            decoded.setdefault(stream, []).append(known)
        return decoded

    def _heard(self, told: pl.DataFrame) -> dict[int, list[tuple[int, Seen]]]:
        heard: dict[int, list[tuple[int, Seen]]] = {}
        for row in told.iter_rows():
            stream = self._streams[self._instances[row[0]][0]][1]
            heard.setdefault(row[0], []).append((row[1], _seen(row, _decode(row[6]), stream)))
        return heard

    def _happened(self, facts: pl.DataFrame, told: pl.DataFrame, stream_of: Ints) -> Moments:
        """When anything happened besides play, as the collector and the browser say."""
        known = ((stream, one.received, one.fact) for stream, mine in self._facts.items() for one in mine)
        said = (
            (self._instances[number][0], one.at, one.event) for number, mine in self._told.items() for _, one in mine
        )
        faces = np.array([(stream, at) for stream, at, what in chain(known, said) if type(what) in FACES], np.int64)
        rest = [keys(_whole(facts, "stream"), _whole(facts, "received"))]
        rest += [keys(stream_of[_whole(told, "instance")], _whole(told, "at"))]
        return Moments(np.sort(keys(*faces.reshape(-1, 2).T)), np.sort(np.concatenate(rest)))

    def openings(self) -> Iterator[SessionOpened]:
        """The opening entries of all sessions."""
        for facts in self._facts.values():
            if isinstance(opened := facts[0].fact, SessionOpened):
                yield opened

    def people(self) -> Iterator[Person]:
        """Everybody, in the order in which they were written."""
        for trainee, rows in groupby(enumerate(self._streams), key=lambda row: row[1][0]):
            mine = list(rows)
            heads = {stream: head for _, (_, stream, head, _) in mine}
            yield Person(trainee, range(mine[0][0], mine[-1][0] + 1), heads)

    def shorten(self, packs: Sequence[RulePack]) -> None:
        """From now on leave out of `record` what changes nothing under any of these packs."""
        plans = {opened.plan for opened in self.openings()}
        zones = Zones(plans, packs, self._lessons)
        self._left_out = between_plain_spans(self._columns, packs, self._moments, zones)
        self._kept = _by_instance(self._states.filter(~self._left_out).rows())

    def record(self, person: Person, restored: Iterable[Run] = ()) -> Record:
        """What all streams of a person say, as `shorten` left them, but for runs whose states are put back."""
        heads: dict[tuple[str, str], list[int]] = {}
        for run in restored:
            heads.setdefault((run.stream, run.instance), []).append(run.n)
        return reading.assembled(self._part(stream, heads) for stream in person.streams)

    def _rows(self, number: int, heads: Mapping[tuple[str, str], list[int]]) -> list[Row]:
        stream, name, *_ = self._instances[number]
        restored = heads.get((self._streams[stream][1], name))
        if restored is None:
            return self._kept.get(number, [])
        first, last = np.searchsorted(self._columns.instance, (number, number + 1))
        left_out, n = self._left_out[first:last], self._columns.n[first:last]
        head = np.maximum.accumulate(np.where(left_out, 0, np.arange(last - first)))
        return self._states.slice(first, last - first).filter(~left_out | np.isin(n[head], restored)).rows()

    def _part(self, stream: int, heads: Mapping[tuple[str, str], list[int]]) -> reading.Part:
        facts = self._facts.get(stream, [])
        session = reading.session_of(facts)
        if session is not None:
            numbers = self._instances_of.get(stream, ())
            session.hear([self._instance(number, self._rows(number, heads)) for number in numbers])
            session.broken = self._streams[stream][3]
        return session, facts

    def _instance(self, number: int, states: list[Row]) -> Instance:
        stream, name, conflict, ran_fast = self._instances[number]
        where = self._streams[stream][1]
        placed = [(row[1], _seen(row, _state(row, self._lessons), where)) for row in states]
        placed += self._told.get(number, ())
        placed.sort(key=lambda one: one[0])
        runs = ((first, second[-1]) for first, second in pairwise(states) if second[-1] - first[-1] > 1)
        left_out = {first[8]: self._inside(first[-1] + 1, last, where) for first, last in runs}
        return Instance(name, [seen for _, seen in placed], conflict, ran_fast, left_out)

    def _inside(self, first: int, last: int, stream: str) -> tuple[str, ...]:
        rows = list(told_of(range(first, last)))
        places = zip(self._entry[rows].tolist(), self._index[rows].tolist(), strict=True)
        return tuple([f"{stream}:{entry}#{index}" for entry, index in places])


def read_chunk(folder: Path, number: int) -> Chunk:
    """A chunk of a partition's folder; raises `ColumnsError` for files that cannot be read."""
    try:
        return Chunk({name: pl.read_parquet(layout.table(folder, number, name)) for name in layout.TABLES})
    except (OSError, pl.exceptions.PolarsError, msgspec.DecodeError) as error:
        raise ColumnsError(f"{layout.table(folder, number, '*')}: {error}") from error


def _by_instance(states: Sequence[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for row in states:
        found.setdefault(row[0], []).append(row)
    return found


def _seen(row: Row, event: ClientEvent, stream: str) -> Seen:
    return Seen(event, row[2], row[3], stream, row[4], row[5])


def _state(row: Row, lessons: Sequence[str]) -> ClientEvent:
    kind = KINDS[row[6]]
    more = {"origin": row[11]} if kind is Seeking else {"reason": row[23]} if kind is Pause else {}
    state: ClientEvent = kind(
        lesson=lessons[row[7]],
        n=row[8],
        t=row[9],
        position=row[10],
        rate=row[12],
        paused=row[13],
        visible=row[14],
        focused=row[15],
        held=row[16],
        stalled=row[17],
        pip=row[18],
        fullscreen=row[19],
        frames=row[20],
        shown=row[21],
        played=row[22],
        **more,
    )
    return state


def _whole(table: pl.DataFrame, name: str) -> Ints:
    return table[name].to_numpy().astype(np.int64)


def _columns(states: pl.DataFrame, stream_of: Ints) -> States:
    def yes(name: str) -> Bools:
        return states[name].to_numpy()

    instance = _whole(states, "instance")
    return States(
        stream=stream_of[instance],
        instance=instance,
        place=_whole(states, "place"),
        n=_whole(states, "n"),
        t=_whole(states, "t"),
        at=_whole(states, "at"),
        received=_whole(states, "received"),
        kind=_whole(states, "kind"),
        lesson=_whole(states, "lesson"),
        position=_whole(states, "position"),
        origin=_whole(states, "origin"),
        frames=states["frames"].fill_null(-1).to_numpy().astype(np.int64),
        paused=yes("paused"),
        visible=yes("visible"),
        stalled=yes("stalled"),
    )
