"""What no order of arrival, duplicate, batch border or speed may ever change."""

from __future__ import annotations

import random

import msgspec
import pytest
from core.made_up_lives import DEMO, lived, lives, rebatched
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.core import codec, intervals, judging
from monitor.core.coverage import missing
from monitor.core.events import LessonSlice
from monitor.core.hour_ledger import allot, allowed_hours
from monitor.core.rulepack import always
from monitor.core.verdict import Verdict, from_bytes
from monitor.learners.simulated import Simulated


def substance(verdict: Verdict) -> object:
    """A verdict without log positions, which batch borders move."""
    return (verdict.result, verdict.credited_ms, verdict.completed_at, [f.rule for f in verdict.findings])


def server_time(learner: Simulated) -> int:
    """From the first entry to the last, over all sessions (ms)."""
    received = [entry.received for stream in learner.streams.values() for entry in stream]
    return max(received) - min(received)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), lives)
def test_order_duplicates_and_batch_borders_never_change_a_verdict(seed: int, life: list[tuple[str, int]]) -> None:
    learner = lived(life)

    again = judging.judge({name: rebatched(stream, seed) for name, stream in learner.streams.items()}, always(DEMO))

    assert [substance(verdict) for verdict in again] == [substance(verdict) for verdict in learner.verdicts()]


@settings(max_examples=25, deadline=None)
@given(lives, st.sampled_from([0.5, 0.99, 1.0, 1.01, 1.3, 2.0]))
def test_credit_never_exceeds_server_time_or_content(life: list[tuple[str, int]], speed: float) -> None:
    learner = lived(life, speed)

    verdict = learner.verdict()

    assert verdict.credited_ms <= server_time(learner)
    assert verdict.credited_ms <= learner.duration


@settings(max_examples=25, deadline=None)
@given(lives)
def test_every_second_of_credit_lies_between_two_entries_of_its_session(life: list[tuple[str, int]]) -> None:
    learner = lived(life)

    for span in learner.verdict().ledger:
        received = [entry.received for entry in learner.streams[span.session]]
        assert min(received) <= span.start <= span.end <= max(received)


@settings(max_examples=25, deadline=None)
@given(lives, st.randoms(use_true_random=False))
def test_judging_the_same_log_again_gives_equal_bytes(life: list[tuple[str, int]], chance: random.Random) -> None:
    learner = lived(life)
    names = list(learner.streams)
    chance.shuffle(names)
    copied = {name: [msgspec.structs.replace(entry) for entry in learner.streams[name]] for name in names}

    again = judging.judge(copied, always(DEMO))

    assert [verdict.to_bytes() for verdict in again] == [verdict.to_bytes() for verdict in learner.verdicts()]


SLICE = LessonSlice(lesson="lesson-1", start=0, end=60_000)
parts = st.tuples(st.integers(0, 61_000), st.integers(1, 9_000)).map(lambda drawn: (drawn[0], sum(drawn)))


@given(st.lists(st.tuples(st.integers(0, 60_000), st.integers(1, 700)), max_size=12), st.lists(parts, max_size=4))
def test_more_play_never_loses_what_was_complete(holes: list[tuple[int, int]], more: list[tuple[int, int]]) -> None:
    gaps = intervals.union((start, start + length) for start, length in holes)
    played = intervals.subtract([(0, 60_000)], gaps)
    again = intervals.union([*played, *more])

    if not missing([SLICE], {"lesson-1": played}, DEMO):
        assert not missing([SLICE], {"lesson-1": again}, DEMO)


@settings(max_examples=25, deadline=None)
@given(lives)
def test_a_stored_verdict_is_read_back_as_it_was(life: list[tuple[str, int]]) -> None:
    verdict = lived(life).verdict()

    assert from_bytes(verdict.to_bytes()).to_bytes() == verdict.to_bytes()


HONEST = Simulated(DEMO).watch().claim().verdict()


@settings(deadline=None)
@given(st.integers(0, 200), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 10**6)), max_size=60))
def test_certified_hours_never_exceed_the_cap(total_hours: int, done: list[tuple[int, int]]) -> None:
    verdicts = [
        msgspec.structs.replace(HONEST, attempt=f"a{place}", unit=f"u{unit}", completed_at=at)
        for place, (unit, at) in enumerate(done)
    ]

    counted = [verdict for verdict in allot(verdicts, total_hours, always(DEMO)) if verdict.result == "certified"]

    assert len(counted) <= allowed_hours(total_hours, DEMO)
    assert len(counted) * 100 <= total_hours * 40
    assert len({verdict.unit for verdict in counted}) == len(counted)


@settings(max_examples=25, deadline=None)
@given(lives)
def test_a_judgement_reads_of_a_stored_batch_what_was_sent(life: list[tuple[str, int]]) -> None:
    entries = [entry for stream in lived(life).streams.values() for entry in stream if entry.source == "client"]

    said = [codec.decode_said(entry.payload) for entry in entries]

    sent = [codec.decode_batch(entry.payload) for entry in entries]
    assert [(one.instance, one.events) for one in said] == [(one.instance, one.events) for one in sent]


def test_an_edited_entry_is_named() -> None:
    [stream] = Simulated(DEMO).watch().streams.values()
    stream[7] = msgspec.structs.replace(stream[7], received=stream[7].received + 1)

    broken = codec.first_broken(stream)

    assert broken is not None
    assert broken.n == 7


@pytest.mark.parametrize("blank", [7, -1])
def test_an_edit_is_not_hidden_by_taking_digests_away(blank: int) -> None:
    learner = Simulated(DEMO).watch().claim()
    stream = learner.stream
    assert learner.verdict().result == "certified"
    stream[7] = msgspec.structs.replace(stream[7], received=stream[7].received + 1)
    stream[blank] = msgspec.structs.replace(stream[blank], digest=b"")

    verdict = learner.verdict()

    assert verdict.result == "held"
    assert verdict.findings[0].rule == "chain_broken"
