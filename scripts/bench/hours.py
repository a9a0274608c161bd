"""What the bench is fed with: class hours of made-up honest learners, and batches as an SDK sends them."""

from __future__ import annotations

import json

from monitor import rulepacks
from monitor.core import codec
from monitor.core.events import Entry
from monitor.learners.simulated import Simulated

HENAN = rulepacks.load("henan-2023")
EVENTS = 5  # in a batch: a sample a second, sent every five


def honest_hour(name: str = "trainee-1") -> Simulated:
    """Everything that one honest class hour leaves behind."""
    learner = Simulated(HENAN, name=name, label=f"{name}-").watch()
    learner.claim()
    return learner


def entries_of(learner: Simulated) -> list[Entry]:
    return [entry for entries in learner.streams.values() for entry in entries]


def decoded(entry: Entry) -> object:
    return codec.decode_batch(entry.payload) if entry.source == "client" else codec.decode_fact(entry.payload)


def events_in(entries: list[Entry]) -> int:
    return sum(len(codec.decode_batch(entry.payload).events) for entry in entries if entry.source == "client")


def samples(first: int) -> list[dict[str, object]]:
    """The events of one batch of a learner who watches, numbered from `first`."""
    state = {"lesson": "lesson-1", "rate": 1.0, "paused": False, "visible": True}
    return [
        {"type": "sample", "n": n, "t": n * 1000, "position": n * 1000, **state} for n in range(first, first + EVENTS)
    ]


def batch(seq: int = 0) -> bytes:
    """One batch of five events as received, with signature and chain that fit nothing."""
    said = {"type": "batch", "seq": seq, "prev": "0" * 64, "instance": "instance-1", "sent": 1, "events": samples(seq)}
    return json.dumps({**said, "mac": "0" * 64}, separators=(",", ":")).encode()
