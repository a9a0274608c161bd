"""Whatever people did and however it came in, a judgement without plain play is that of the whole record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
import pytest
from core.edited_play import BESIDES, INSTEAD, OTHERWISE, Edit, chained, edited, edits
from core.made_up_lives import DEMO, lived, lives, rebatched
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.core import judging, reading
from monitor.core.events import Entry, MediaState
from monitor.core.plain_play import Runs, runs_of
from monitor.core.rulepack import RulePack, always
from monitor.core.shortened import judged, without
from monitor.learners.simulated import START, Simulated
from monitor.learners.simulated_cast import SIMULATED
from monitor.rulepacks import load

HENAN = load("henan-2023")
PACKS = {pack.hash: pack for pack in (DEMO, HENAN)}
Streams = Mapping[str, Sequence[Entry]]


def named(_name: str, digest: str) -> RulePack:
    return PACKS[digest]


def shortly(streams: Streams) -> list[bytes]:
    return [verdict.to_bytes() for verdict in judging.judge(streams, named)]


def state_by_state(streams: Streams) -> list[bytes]:
    verdicts = judging.judge_record(reading.read(streams), judging.heads_of(streams), named)
    return [verdict.to_bytes() for verdict in verdicts]


def late(stream: Sequence[Entry], by: int) -> list[Entry]:
    """The same entries; every seventh of the client's is heard so much later (ms)."""
    heard = [
        (entry.received + (by if entry.source == "client" and n % 7 == 0 else 0), entry.source, entry.payload)
        for n, entry in enumerate(stream)
    ]
    return chained(stream[0].stream, sorted(heard, key=lambda entry: entry[0]))


@settings(max_examples=40, deadline=None)
@given(lives, st.sampled_from([1.0, 0.999, 1.001, 0.5, 1.3]), st.integers(0, 10**6), st.sampled_from([3, 80, 500]))
def test_made_up_lives_are_judged_as_state_by_state(
    life: list[tuple[str, int]], speed: float, seed: int, delay: int
) -> None:
    streams = lived(life, speed).streams
    delayed = {name: late(stream, delay) for name, stream in streams.items()}
    out_of_order = {name: rebatched(stream, seed) for name, stream in streams.items()}

    for heard in (streams, delayed, out_of_order):
        assert shortly(heard) == state_by_state(heard)


def two_windows(apart: int) -> Streams:
    """An honest hour, and another session of the same person that begins so much later."""
    first, second = Simulated(DEMO).watch().claim(), Simulated(DEMO, label="second-", now=START + apart).watch().claim()
    return first.streams | second.streams


HONEST = [Simulated(DEMO).watch().claim().streams, Simulated(HENAN).watch().claim().streams]


@settings(max_examples=80, deadline=None)
@given(edits, st.integers(0, 90_000), st.sampled_from(HONEST))
def test_states_that_say_something_else_are_judged_as_state_by_state(
    changes: list[Edit], apart: int, honest: dict[str, list[Entry]]
) -> None:
    for streams in (edited(honest, changes), edited(two_windows(apart), changes)):
        assert shortly(streams) == state_by_state(streams)


@pytest.mark.parametrize("what", [*INSTEAD, *BESIDES, *OTHERWISE])
@pytest.mark.parametrize("where", [0.1, 0.47, 0.99])
def test_one_state_that_says_something_else_is_judged_as_state_by_state(what: str, where: float) -> None:
    streams = edited(HONEST[1], [(where, what, 30_000)])

    assert shortly(streams) == state_by_state(streams)


@pytest.mark.parametrize("pack", [DEMO, HENAN], ids=lambda pack: pack.name)
@pytest.mark.parametrize("story", sorted(SIMULATED))
def test_every_story_of_the_cast_is_judged_as_state_by_state(
    pack: RulePack, story: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Streams] = []

    def kept(learner: Simulated, *others: Simulated) -> list[object]:
        streams = {name: entries for one in (learner, *others) for name, entries in one.streams.items()}
        told.append(streams)
        return judging.judge(streams, always(pack))

    monkeypatch.setattr(Simulated, "verdicts", kept)
    SIMULATED[story](pack)

    assert told
    assert [shortly(streams) for streams in told] == [state_by_state(streams) for streams in told]


# ---------------------------------------------------------------- what is left


def states_of(record: reading.Record) -> int:
    seen = [one for session in record.sessions for instance in session.instances for one in instance.seen]
    return sum(isinstance(one.event, MediaState) for one in seen)


def runs_in(record: reading.Record) -> Runs:
    return runs_of(record, [HENAN])


def test_an_honest_hour_is_judged_from_a_seventh_of_its_states_and_its_record_stays_whole() -> None:
    record = reading.read(HONEST[1])
    before = states_of(record)

    shorter = without(record, runs_in(record))

    assert states_of(shorter) < before / 7
    assert states_of(record) == before


def test_a_run_in_which_something_was_decided_gets_its_states_back() -> None:
    """Who missed pop-ups learns their stretches again, and plays on where the hour is complete."""
    learner = Simulated(HENAN).watch(600_000)
    learner.habits.answers = False
    learner.watch(900_000)
    learner.habits.answers = True
    learner.watch().seek(120_000).watch(1_100_000).seek(2_300_000).watch().claim()
    record, heads, given = reading.read(learner.streams), judging.heads_of(learner.streams), []

    def judge(shorter: reading.Record) -> list[object]:
        given.append(states_of(shorter))
        return judging.judge_record(shorter, heads, named)

    verdicts = judged(record, [HENAN], judge)

    assert [verdict.to_bytes() for verdict in verdicts] == state_by_state(learner.streams)
    assert [len(given), given[0] < given[1] < states_of(record)] == [2, True]
    assert msgspec.to_builtins(verdicts[0])["result"] == "certified"
