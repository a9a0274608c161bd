"""Goal 5: what reading a batch and folding its events cost."""

from __future__ import annotations

from collections.abc import Iterable
from types import SimpleNamespace

from figures import Figure, not_run
from hours import HENAN, batch, entries_of, full_batch, honest_hour
from measuring import Extent, medians

from monitor.core import codec
from monitor.core.events import Batch, Entry, PopupAnswered, PopupPresented, Sample, SessionOpened
from monitor.core.supervision import Supervisor
from monitor.flows import ingest
from monitor.flows.refusals import Refused
from monitor.flows.stream_state import StreamState

_TIMES = 2000
_HOURS = 20
_KEY = bytes(32)
_NAME = "decode and validate a batch of 5 events / orjson.loads alone"


def run(extent: Extent) -> Iterable[Figure]:
    yield from _reading(extent)
    yield from _folding(extent)


def _reading(extent: Extent) -> Iterable[Figure]:
    try:
        import orjson
    except ImportError:
        yield not_run(5, _NAME, "orjson is not installed")
        return
    raws, full = ([of(number) for number in range(_TIMES)] for of in (batch, full_batch))
    taken = medians(
        extent.rounds,
        validated=lambda: [codec.decode_batch(raw) for raw in raws],
        parsed=lambda: [orjson.loads(raw) for raw in raws],
        validated_full=lambda: [codec.decode_batch(raw) for raw in full],
        parsed_full=lambda: [orjson.loads(raw) for raw in full],
        accepted=lambda: [_accepted(raw) for raw in raws],
    )
    yield Figure(5, _NAME, taken["validated"] / taken["parsed"], wanted=0.65)
    yield Figure(5, "… with every field that the SDK sends", taken["validated_full"] / taken["parsed_full"])
    yield Figure(5, "… in processor time", taken["validated"] / _TIMES * 1e6, "µs")
    yield Figure(5, "… with signature and all other checks", taken["accepted"] / _TIMES * 1e6, "µs")


def _accepted(raw: bytes) -> Batch | None:
    try:
        return ingest.read(raw, _KEY)
    except Refused:
        return None  # the signature does not fit; it is computed and compared all the same


# ---------------------------------------------------------------- folding


def _folding(extent: Extent) -> Iterable[Figure]:
    """What a collector keeps of every event against eight counters in one function, all of it decoded before."""
    entries = entries_of(honest_hour())
    opened = StreamState(entries[0]).opened
    heard = [(codec.decode_batch(entry.payload), entry) for entry in entries if entry.source == "client"]
    events = sum(len(each.events) for each, _ in heard)
    taken = medians(
        extent.rounds,
        shipped=lambda: [_supervise(opened, heard) for _ in range(_HOURS)],
        inlined=lambda: [_count(heard) for _ in range(_HOURS)],
    )
    yield Figure(5, "online rules on an hour's events / eight counters in one function", _ratio(taken), wanted=1.6)
    yield Figure(5, "… an event", taken["shipped"] / _HOURS / events * 1e6, "µs")


def _ratio(taken: dict[str, float]) -> float:
    return taken["shipped"] / taken["inlined"]


def _supervise(opened: SessionOpened, heard: list[tuple[Batch, Entry]]) -> Supervisor:
    supervisor = Supervisor(HENAN, opened, {attempt.attempt: _KEY for attempt in opened.attempts})
    for each, entry in heard:
        supervisor.hear(each, entry.received)
    return supervisor


def _count(heard: list[tuple[Batch, Entry]]) -> SimpleNamespace:
    """By hand, without any rule: the least that a fold of these events can cost."""
    seen = SimpleNamespace(played=0, hidden=0, fast=0, paused=0, samples=0, presented=0, answered=0, last=0)
    for each, entry in heard:
        for event in each.events:
            if isinstance(event, Sample):
                passed = entry.received - seen.last
                seen.samples += 1
                if event.paused:
                    seen.paused += passed
                elif not event.visible:
                    seen.hidden += passed
                elif event.rate > 1:
                    seen.fast += passed
                else:
                    seen.played += passed
            elif isinstance(event, PopupPresented):
                seen.presented += 1
            elif isinstance(event, PopupAnswered):
                seen.answered += 1
            seen.last = entry.received
    return seen
