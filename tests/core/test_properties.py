"""What no order of arrival, duplicate, batch border or speed may ever change."""

from __future__ import annotations

import random

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.core import codec, judging
from monitor.core.events import Batch, Entry
from monitor.core.hour_ledger import allot, allowed_hours
from monitor.core.verdict import Verdict
from monitor.learners.simulated import Simulated, sha
from monitor.rulepacks import load

DEMO = load("demo")


def substance(verdict: Verdict) -> object:
    """A verdict without log positions, which batch borders move."""
    return (verdict.result, verdict.credited_ms, verdict.completed_at, [f.rule for f in verdict.findings])


def rebatched(stream: list[Entry], seed: int) -> list[Entry]:
    """The same events under the same receive stamps, in other batches, other order, some of them twice."""
    chance = random.Random(seed)
    server = [entry for entry in stream if entry.source == "server"]
    said = [(entry.received, event) for entry in stream if entry.source == "client" for event in events_of(entry)]
    said += chance.sample(said, len(said) // 5)
    chance.shuffle(said)
    batches: dict[int, list[object]] = {}
    for received, event in said:
        batches.setdefault(received, []).append(event)
    stamped = [(received, part) for received, events in batches.items() for part in split(events, chance)]
    chance.shuffle(stamped)
    entries = server[:1] + [client(received, part) for received, part in stamped] + server[1:]
    return [msgspec.structs.replace(entry, n=place, digest=b"") for place, entry in enumerate(entries)]


def events_of(entry: Entry) -> list[object]:
    return list(codec.decode_batch(entry.payload).events)


def split(events: list[object], chance: random.Random) -> list[list[object]]:
    cut = chance.randrange(len(events) + 1)
    return [part for part in (events[:cut], events[cut:]) if part]


def client(received: int, events: list[object]) -> Entry:
    batch = Batch(seq=0, prev=sha(""), instance="tab-1", sent=0, events=events, mac=sha(""))  # type: ignore[arg-type]
    return Entry(
        stream="s", n=0, received=received, source="client", payload=msgspec.json.encode(batch), prev=b"", digest=b""
    )


def lived(rate: float, seek: int, misses: bool) -> Simulated:
    learner = Simulated(DEMO).watch(20_000)
    learner.habits.answers = not misses
    learner.watch(30_000, rate=rate)
    learner.habits.answers = True
    return learner.seek(seek).watch().claim()


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([1.0, 1.04, 1.5]), st.integers(0, 60_000), st.booleans())
def test_order_duplicates_and_batch_borders_never_change_a_verdict(
    seed: int, rate: float, seek: int, misses: bool
) -> None:
    learner = lived(rate, seek, misses)
    [(name, stream)] = learner.streams.items()

    again = judging.judge({name: rebatched(stream, seed)}, DEMO)

    assert [substance(verdict) for verdict in again] == [substance(verdict) for verdict in learner.verdicts()]


@settings(max_examples=25, deadline=None)
@given(st.sampled_from([0.5, 1.0, 1.05, 1.3, 2.0, 16.0]), st.integers(0, 60_000), st.booleans())
def test_credit_never_exceeds_server_time_or_content(rate: float, seek: int, misses: bool) -> None:
    learner = lived(rate, seek, misses)

    verdict = learner.verdict()

    [stream] = learner.streams.values()
    assert verdict.credited_ms <= stream[-1].received - stream[0].received
    assert verdict.credited_ms <= learner.duration


@given(st.integers(0, 200), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 10**6)), max_size=60))
def test_certified_hours_never_exceed_the_cap(total_hours: int, done: list[tuple[int, int]]) -> None:
    honest = Simulated(DEMO).watch().claim().verdict()
    verdicts = [
        msgspec.structs.replace(honest, attempt=f"a{place}", unit=f"u{unit}", completed_at=at)
        for place, (unit, at) in enumerate(done)
    ]

    counted = [verdict for verdict in allot(verdicts, total_hours, DEMO) if verdict.result == "certified"]

    assert len(counted) <= allowed_hours(total_hours, DEMO)
    assert len(counted) * 100 <= total_hours * 40
    assert len({verdict.unit for verdict in counted}) == len(counted)


def test_an_edited_entry_is_named() -> None:
    [stream] = Simulated(DEMO).watch().streams.values()
    stream[7] = msgspec.structs.replace(stream[7], received=stream[7].received + 1)

    broken = codec.first_broken(stream)

    assert broken is not None
    assert broken.n == 7
