"""Lives that hypothesis makes up: honest, cheating and unlucky deeds in any order, and logs that came in any order."""

from __future__ import annotations

import random
from collections.abc import Iterable

import msgspec
from hypothesis import strategies as st

from monitor.core import codec
from monitor.core.events import Batch, ClientEvent, Entry
from monitor.learners.simulated import Simulated, sha
from monitor.rulepacks import load

DEMO = load("demo")


def rebatched(stream: list[Entry], seed: int) -> list[Entry]:
    """The same events under the same receive stamps, in other batches, other order, some of them twice."""
    chance = random.Random(seed)
    server = [entry for entry in stream if entry.source == "server"]
    batches = [(entry.received, codec.decode_batch(entry.payload)) for entry in stream if entry.source == "client"]
    instance = batches[0][1].instance
    said = [(received, event) for received, batch in batches for event in batch.events]
    said += chance.sample(said, len(said) // 5)
    chance.shuffle(said)
    heard: dict[int, list[object]] = {}
    for received, event in said:
        heard.setdefault(received, []).append(event)
    stamped = [(received, part) for received, events in heard.items() for part in split(events, chance)]
    chance.shuffle(stamped)
    entries = server[:1] + [client(received, part, instance) for received, part in stamped] + server[1:]
    return rechained(entries, stream[0].stream)


def rechained(entries: Iterable[Entry], stream: str) -> list[Entry]:
    """What these entries say, one after the other in a stream of this name."""
    chained: list[Entry] = []
    for n, entry in enumerate(entries):
        prev = chained[-1].digest if chained else codec.GENESIS
        chained.append(codec.chain(stream, n, entry.received, entry.source, entry.payload, prev))
    return chained


def split(events: list[object], chance: random.Random) -> list[list[object]]:
    cut = chance.randrange(len(events) + 1)
    return [part for part in (events[:cut], events[cut:]) if part]


def client(received: int, events: list[object], instance: str) -> Entry:
    batch = Batch(seq=0, prev=sha(""), instance=instance, sent=0, events=events, mac=sha(""))  # type: ignore[arg-type]
    return Entry(
        stream="s", n=0, received=received, source="client", payload=msgspec.json.encode(batch), prev=b"", digest=b""
    )


# What a learner may do next, each with a number that says how much of it.
DEEDS = {
    "watch": lambda learner, amount: learner.watch(min(learner.duration, learner.position + amount)),
    "watch fast": lambda learner, amount: learner.watch(min(learner.duration, learner.position + amount), rate=1.5),
    "watch slowly": lambda learner, amount: learner.watch(min(learner.duration, learner.position + amount), rate=0.5),
    "falsify": lambda learner, amount: learner.play_unasked(amount // 2, rate=2.0, seen_rate=1.0),
    "hide": lambda learner, amount: learner.play_unasked(amount, visible=False),
    "jump": lambda learner, amount: learner.seek(amount * 2 % learner.duration),
    "pause": lambda learner, amount: learner.pause(amount),
    "lose the network": lambda learner, amount: learner.go_offline().play_unasked(amount).go_online(),
    "lose events": lambda learner, amount: learner.go_offline().play_unasked(amount).go_online(deliver=False),
    "leave and come back": lambda learner, _: learner.leave().open(),
    "reload": lambda learner, _: learner.reload(),
    "stop answering": lambda learner, _: setattr(learner.habits, "answers", False),
    "answer again": lambda learner, _: setattr(learner.habits, "answers", True),
}
lives = st.lists(st.tuples(st.sampled_from(sorted(DEEDS)), st.integers(1, 30_000)), min_size=1, max_size=8)


class Skewed(Simulated):
    """A learner whose browser's clock runs at another speed."""

    speed = 1.0

    def event(self, kind: type, **fields: object) -> ClientEvent:
        made = super().event(kind, **fields)
        return msgspec.structs.replace(made, t=round(made.t * self.speed))


def lived(life: list[tuple[str, int]], speed: float = 1.0) -> Simulated:
    """Does all this, as far as the sessions last, and then watches to the end and asks for credit."""
    learner = Skewed(DEMO)
    learner.speed = speed
    for deed, amount in life:
        if learner.over:
            learner.open()
        DEEDS[deed](learner, amount)
    return (learner.open() if learner.over else learner).watch().claim()
