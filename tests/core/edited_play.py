"""Logs of honest learners in which single player states say something else, or something else happens between them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import msgspec
from hypothesis import strategies as st
from msgspec.structs import replace

from monitor.core import codec
from monitor.core import events as e
from monitor.learners.simulated import sha

Heard = tuple[e.ClientEvent, int]  # an event, and when it was received
Edit = tuple[float, str, int]  # where in the play (0 to 1), what, and how much of it


def _as(kind: type, **more: object) -> Callable[[e.MediaState, int], e.ClientEvent]:
    """The same state under another name."""

    def made(state: e.MediaState, _: int) -> e.ClientEvent:
        told = {name: getattr(state, name) for name in e.MediaState.__struct_fields__}
        event: e.ClientEvent = kind(**{**told, **more})
        return event

    return made


# What a state may say instead, with a number that says how much.
INSTEAD: dict[str, Callable[[e.MediaState, int], e.ClientEvent]] = {
    "hidden": lambda state, _: replace(state, visible=False),
    "stalled": lambda state, _: replace(state, stalled=True),
    "paused": lambda state, _: replace(state, paused=True),
    "not rendered": lambda state, _: replace(state, frames=0),
    "rendered": lambda state, amount: replace(state, frames=amount),
    "another lesson": lambda state, _: replace(state, lesson="lesson-elsewhere"),
    "ahead": lambda state, amount: replace(state, position=state.position + amount),
    "behind": lambda state, amount: replace(state, position=max(0, state.position - amount)),
    "later": lambda state, amount: replace(state, t=state.t + amount),
    "earlier": lambda state, amount: replace(state, t=max(0, state.t - amount)),
    "twice as fast": lambda state, _: replace(state, rate=2.0),
    "waiting": _as(e.Waiting),
    "a jump": _as(e.Seeking, origin=5),
    "after a jump": _as(e.Seeked),
    "the end": _as(e.Ended),
}
# What may happen besides.
BESIDES: dict[str, Callable[[e.MediaState, int], e.ClientEvent]] = {
    "consent withdrawn": lambda state, _: e.ConsentWithdrawn(n=0, t=state.t, purpose="face_check"),
    "consent given": lambda state, _: e.ConsentGiven(n=0, t=state.t, purpose="face_check", text_version="1"),
    "prevented": lambda state, _: e.Prevented(n=0, t=state.t, what="seek", lesson=state.lesson),
    "hint": lambda state, _: e.Hint(n=0, t=state.t, name="automation"),
    "camera": lambda state, _: e.Camera(n=0, t=state.t, state="lost"),
}
OTHERWISE = ("lost", "late", "forgotten", "fast for a while", "slow for a while", "hidden for a while")
edits = st.lists(
    st.tuples(st.floats(0, 1), st.sampled_from([*INSTEAD, *BESIDES, *OTHERWISE]), st.integers(1, 30_000)),
    min_size=1,
    max_size=4,
)


def edited(streams: Mapping[str, Sequence[e.Entry]], changes: Sequence[Edit]) -> dict[str, list[e.Entry]]:
    """The streams of one person with these changes in the first; everything is numbered and chained again."""
    first, *others = streams
    return {first: _edited(streams[first], changes)} | {name: list(streams[name]) for name in others}


def _edited(stream: Sequence[e.Entry], changes: Sequence[Edit]) -> list[e.Entry]:
    said = [entry for entry in stream if entry.source == "client"]
    batches = [(codec.decode_batch(entry.payload), entry.received) for entry in said]
    heard: list[Heard] = [(event, received) for batch, received in batches for event in batch.events]
    lost: set[int] = set()
    for place, what, amount in changes:
        heard = _changed(heard, place, what, amount, lost)
    numbered = [(replace(event, n=n), received) for n, (event, received) in enumerate(heard)]
    entries = [
        (received, "client", _batch(event, batches[0][0].instance))
        for event, received in numbered
        if event.n not in lost
    ]
    entries += [(entry.received, "server", entry.payload) for entry in stream if entry.source == "server"][1:]
    opened = [(stream[0].received, "server", stream[0].payload)]
    return chained(stream[0].stream, [*opened, *sorted(entries, key=lambda entry: entry[0])])


def _changed(heard: list[Heard], place: float, what: str, amount: int, lost: set[int]) -> list[Heard]:
    states = [number for number, (event, _) in enumerate(heard) if isinstance(event, e.MediaState)]
    number = states[int(place * (len(states) - 1))]
    state, received = heard[number]
    assert isinstance(state, e.MediaState)
    if what in INSTEAD:
        return [*heard[:number], (INSTEAD[what](state, amount), received), *heard[number + 1 :]]
    if what in BESIDES:
        return [*heard[: number + 1], (BESIDES[what](state, amount), received), *heard[number + 1 :]]
    if what == "lost":
        lost.add(number)
    if what == "late":
        return [*heard[:number], (state, received + amount), *heard[number + 1 :]]
    if what == "forgotten":
        return [*heard[:number], *heard[number + 1 :]]
    few = slice(number, number + 1 + amount % 9)
    return [*heard[:number], *_for_a_while(heard[few], what), *heard[few.stop :]]


def _for_a_while(heard: list[Heard], what: str) -> list[Heard]:
    gains = {"fast for a while": 400, "slow for a while": -400}.get(what, 0)
    return [
        (
            replace(event, position=max(0, event.position + gains * count), visible="hidden" not in what)
            if isinstance(event, e.MediaState)
            else event,
            received,
        )
        for count, (event, received) in enumerate(heard, 1)
    ]


def _batch(event: e.ClientEvent, instance: str) -> bytes:
    batch = e.Batch(seq=event.n, prev=sha("prev"), instance=instance, sent=event.t, events=[event], mac=sha("mac"))
    return msgspec.json.encode(batch)


def chained(stream: str, entries: Sequence[tuple[int, str, bytes]]) -> list[e.Entry]:
    """A stream of these receive stamps, sources and payloads."""
    done: list[e.Entry] = []
    for n, (received, source, payload) in enumerate(entries):
        prev = done[-1].digest if done else codec.GENESIS
        done.append(codec.chain(stream, n, received, source, payload, prev))
    return done
