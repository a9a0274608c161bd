"""What the bench is fed with: class hours of made-up honest learners, and batches as an SDK sends them."""

from __future__ import annotations

import hashlib
import json

from monitor import rulepacks
from monitor.core import codec
from monitor.core.events import Entry
from monitor.learners.simulated import Simulated

HENAN = rulepacks.load("henan-2023")
EVENTS = 5  # in a batch: a sample a second, sent every five
_STATE = {"rate": 1.0, "paused": False, "visible": True}
_SEEN = {"focused": True, "held": False, "stalled": False, "pip": False, "fullscreen": False}
_PLAYED = {"played": 1000, "frames": 60, "shown": 1000}


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


def samples(first: int, **more: object) -> list[dict[str, object]]:
    """The events of one batch of a learner who watches, numbered from `first`, with their fields in the SDK's order."""
    return [
        {"type": "sample", "t": n * 1000, "lesson": "lesson-1", "position": n * 1000, **_STATE, **more, "n": n}
        for n in range(first, first + EVENTS)
    ]


def full_batch(seq: int = 0) -> bytes:
    """The same with every field of a player's state, as the SDK sends it."""
    return batch(seq, **_SEEN, **_PLAYED)


def batch(seq: int = 0, **more: object) -> bytes:
    """One batch of five events as received, with signature and chain that fit nothing."""
    prev, mac = (hashlib.sha256(f"{name} {seq}".encode()).hexdigest() for name in ("prev", "mac"))
    said = {
        "type": "batch",
        "seq": seq,
        "prev": prev,
        "instance": "instance-1",
        "sent": 1,
        "events": samples(seq, **more),
    }
    return json.dumps({**said, "mac": mac}, separators=(",", ":")).encode()
