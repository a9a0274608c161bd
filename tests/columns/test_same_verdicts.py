"""Whatever people did and however it came in, columns give the verdicts of the log, byte for byte."""

from __future__ import annotations

import random

import msgspec
from columns.columns_of import Streams, chunk_of, from_columns
from core.edited_play import Edit, chained, edited, edits
from core.made_up_lives import DEMO, lived, lives, rebatched
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.columns.judging import Judged, try_chunk
from monitor.core import codec, judging, reading
from monitor.core.events import Entry, IncidentDeclared
from monitor.core.pack_trial import tried
from monitor.core.plain_play import runs_of
from monitor.core.rulepack import RulePack, always
from monitor.core.shortened import without
from monitor.learners.simulated import START, Simulated, plan_of
from monitor.learners.simulated_cast import SIMULATED
from monitor.rulepacks import load

HENAN = load("henan-2023")
PACKS = {pack.hash: pack for pack in (DEMO, HENAN)}


def named(_name: str, digest: str) -> RulePack:
    return PACKS[digest]


def from_log(streams: Streams) -> list[bytes]:
    """The verdicts on the whole record, with every player state in it."""
    verdicts = judging.judge_record(reading.read(streams), judging.heads_of(streams), named)
    return [verdict.to_bytes() for verdict in verdicts]


def on_a_bad_network(stream: list[Entry], seed: int) -> list[Entry]:
    """The same entries, each client's up to half a second later, chained again in the order in which they came."""
    chance = random.Random(seed)
    late = [
        msgspec.structs.replace(entry, received=entry.received + chance.choice([0, 0, 3, 80, 500]))
        if entry.source == "client"
        else entry
        for entry in stream
    ]
    came = sorted(late, key=lambda entry: entry.received)
    return chained(stream[0].stream, [(entry.received, entry.source, entry.payload) for entry in came])


@settings(max_examples=40, deadline=None)
@given(st.lists(lives, min_size=1, max_size=3), st.sampled_from([1.0, 0.999, 1.001, 0.5, 1.3]), st.integers(0, 10**6))
def test_made_up_lives_are_judged_alike(people: list[list[tuple[str, int]]], speed: float, seed: int) -> None:
    lived_through = [lived(life, speed).streams for life in people]
    on_bad_networks = [
        {name: on_a_bad_network(stream, seed) for name, stream in streams.items()} for streams in lived_through
    ]
    out_of_order = [{name: rebatched(stream, seed) for name, stream in streams.items()} for streams in lived_through]
    everybody = [*lived_through, *on_bad_networks, *out_of_order]

    assert from_columns(everybody, named) == [from_log(streams) for streams in everybody]


def streams_of_the_cast(pack: RulePack, monkeypatch: object) -> list[Streams]:
    """What every story of the cast leaves in the log."""
    told: list[Streams] = []

    def judged(learner: Simulated, *others: Simulated) -> list[object]:
        streams = {name: entries for one in (learner, *others) for name, entries in one.streams.items()}
        told.append(streams)
        return judging.judge(streams, always(pack))

    monkeypatch.setattr(Simulated, "verdicts", judged)  # type: ignore[attr-defined]
    for tell in SIMULATED.values():
        tell(pack)
    return told


def test_every_story_of_the_cast_is_judged_alike_and_the_honest_ones_without_most_of_their_states(monkeypatch) -> None:
    for pack in (DEMO, HENAN):
        everybody = streams_of_the_cast(pack, monkeypatch)
        told = Judged()

        assert from_columns(everybody, named, told) == [from_log(streams) for streams in everybody]
        assert told.people == len(everybody) >= len(SIMULATED)
        assert told.again < told.people


def person(hours: int) -> Simulated:
    """An honest learner of many lessons, each in a session of its own."""
    lessons = {f"lesson-{number}": DEMO["unit_content_min_ms"] for number in range(hours)}
    learner = Simulated(DEMO, plan=plan_of(lessons, pack=DEMO, units=hours))
    for number, lesson in enumerate(lessons):
        if number:
            learner.close()
            learner.now += 600_000
            learner.open()
        learner.lesson, learner.position = lesson, 0
        learner.watch().claim(f"unit-{number + 1}")
    return learner


def two_windows(apart: int) -> dict[str, list[Entry]]:
    """An honest hour, and another session of the same person that begins so much later."""
    first, second = Simulated(DEMO).watch().claim(), Simulated(DEMO, label="second-", now=START + apart).watch().claim()
    return first.streams | second.streams


def seen_in(record: reading.Record) -> list[list[reading.Instance]]:
    return [session.instances for session in record.sessions]


HONEST = [Simulated(DEMO).watch().claim().streams, Simulated(HENAN).watch().claim().streams]


@settings(max_examples=60, deadline=None)
@given(st.lists(edits, min_size=1, max_size=4), st.integers(0, 90_000), st.sampled_from(HONEST))
def test_states_that_say_something_else_are_judged_alike(
    changes: list[list[Edit]], apart: int, honest: dict[str, list[Entry]]
) -> None:
    everybody = [edited(honest, change) for change in changes] + [edited(two_windows(apart), changes[0])]

    assert from_columns(everybody, named) == [from_log(streams) for streams in everybody]


@settings(max_examples=60, deadline=None)
@given(edits, st.integers(0, 90_000), st.sampled_from(HONEST))
def test_columns_leave_out_the_states_that_the_log_does(
    changes: list[Edit], apart: int, honest: dict[str, list[Entry]]
) -> None:
    for streams in (edited(honest, changes), edited(two_windows(apart), changes)):
        chunk, record = chunk_of([streams]), reading.read(streams)
        packs = [named("", digest) for digest in {session.opened.rule_pack_hash for session in record.sessions}]
        chunk.shorten(packs)
        [person] = chunk.people()

        assert seen_in(chunk.record(person)) == seen_in(without(record, runs_of(record, packs)))


def test_an_honest_persons_hours_are_judged_without_most_of_their_states() -> None:
    streams, told = person(4).streams, Judged()

    [verdicts] = from_columns([streams], named, told)

    assert verdicts == from_log(streams)
    assert {msgspec.json.decode(verdict)["result"] for verdict in verdicts} == {"certified"}
    assert told == Judged(people=1, again=0)


def test_what_is_said_outside_of_sessions_is_judged_too() -> None:
    learner = person(1)
    fact = codec.encode_fact(IncidentDeclared(start=START, end=learner.now, reason="power"))
    incident = codec.chain("incidents", 0, learner.now, "server", fact, codec.GENESIS)
    streams = {**learner.streams, "incidents": [incident]}

    [[verdict]] = from_columns([streams], named)

    assert [verdict] == from_log(streams)
    assert msgspec.json.decode(verdict)["result"] == "held"


def test_a_stream_that_was_edited_stays_edited_in_columns() -> None:
    learner = person(1)
    [stream] = learner.streams.values()
    stream[7] = msgspec.structs.replace(stream[7], received=stream[7].received + 1)

    [[verdict]] = from_columns([learner.streams], named)

    assert [verdict] == from_log(learner.streams)
    assert "chain_broken" in {finding["rule"] for finding in msgspec.json.decode(verdict)["findings"]}


@settings(max_examples=15, deadline=None)
@given(
    lives,
    st.sampled_from(
        ["class_hour_ms", "popup_max_gap_ms", "sample_gap_ms", "identity_gap_ms", "rate_tolerance_permille"]
    ),
    st.sampled_from([0.3, 0.8, 1.0, 1.2]),
)
def test_a_trial_of_other_rules_finds_the_same_from_columns(
    life: list[tuple[str, int]], number: str, factor: float
) -> None:
    streams = lived(life).streams
    changed = msgspec.structs.replace(getattr(DEMO.thresholds, number), value=round(DEMO[number] * factor))
    thresholds = msgspec.structs.replace(DEMO.thresholds, **{number: changed})
    pack = msgspec.structs.replace(DEMO, version="on trial", thresholds=thresholds)

    [(_, found)] = try_chunk(chunk_of([streams]), named, pack, (0, 2**45))

    assert found == tried(streams, named, pack, 0, 2**45)


def test_an_hour_that_was_complete_in_the_middle_of_a_run_is_judged_state_by_state_there() -> None:
    """Who missed pop-ups learns their stretches again, and plays on where the hour is complete."""
    learner, told = Simulated(HENAN).watch(600_000), Judged()
    learner.habits.answers = False
    learner.watch(900_000)
    learner.habits.answers = True
    learner.watch().seek(120_000).watch(1_100_000).seek(2_300_000).watch().claim()

    [verdicts] = from_columns([learner.streams], named, told)

    assert verdicts == from_log(learner.streams)
    assert msgspec.json.decode(verdicts[0])["result"] == "certified"
    assert told == Judged(people=1, again=1)
