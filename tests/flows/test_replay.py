"""A stored verdict can be reproduced byte for byte from the log, and whatever was done to the log shows."""

import hashlib

import msgspec
import pytest
from flows.people import PACK, PACKS, honest, starter

from monitor.adapters.memory_log import MemoryLog
from monitor.core import codec, judging
from monitor.core.events import IncidentDeclared
from monitor.core.rulepack import always
from monitor.flows.replay import people, read_all, replay

ATTEMPT = "attempt-honest-unit-1"


def stored(streams):
    return [(verdict.attempt, verdict.to_bytes()) for verdict in judging.judge(streams, always(PACK))]


@pytest.fixture
def learner():
    return honest()


def edited(entries, n, **changes):
    """The same stream with one entry changed, its digest left as it was."""
    return [msgspec.structs.replace(entry, **changes) if entry.n == n else entry for entry in entries]


def rechained(entries):
    """A stream whose digests were all computed again by whoever changed it."""
    chained, prev = [], codec.GENESIS
    for n, entry in enumerate(entries):
        chained.append(codec.chain(entry.stream, n, entry.received, entry.source, entry.payload, prev))
        prev = chained[-1].digest
    return chained


def test_an_untouched_log_reproduces_every_verdict(learner):
    report = replay(learner.streams, stored(learner.streams), PACKS)
    assert report.ok
    assert (report.streams, report.people, report.verdicts, report.reproduced) == (1, 1, 1, 1)
    assert report.entries == len(learner.stream)
    assert not report.unjudged


def test_verdicts_of_several_people_are_judged_apart():
    one, other = honest("one"), starter("other")
    report = replay(one.streams | other.streams, stored(one.streams) + stored(other.streams), PACKS)
    assert report.ok
    assert (report.people, report.reproduced) == (2, 2)


def test_all_sessions_of_one_person_belong_together(learner):
    learner.plan = msgspec.structs.replace(learner.plan, training_class="class-2")
    learner.open()
    assert people(learner.streams) == {"honest": ["session-honest-1", "session-honest-2"]}


def test_a_stream_that_opens_no_session_belongs_to_nobody(learner):
    fact = codec.encode_fact(IncidentDeclared(start=1, end=2, reason="disk"))
    incident = codec.chain("incidents", 0, 1, "server", fact, codec.GENESIS)
    no_opening = codec.chain("odd", 0, 1, "client", learner.stream[2].payload, codec.GENESIS)
    assert people({"incidents": [incident], "odd": [no_opening]}) == {}


def test_an_earlier_verdict_is_reproduced_although_the_log_went_on(learner):
    early = learner.stream[:60]
    report = replay(learner.streams, stored({learner.session: early}), PACKS)
    assert report.ok
    assert (report.reproduced, report.continued) == (1, 1)


def test_an_edited_entry_is_named(learner):
    tampered = {learner.session: edited(learner.stream, 30, payload=learner.stream[30].payload + b" ")}
    report = replay(tampered, stored(learner.streams), PACKS)
    assert not report.ok
    assert report.broken == ["session-honest-1:30"]


@pytest.mark.parametrize(
    "change",
    [{"received": 1}, {"source": "client"}, {"prev": bytes(32)}, {"digest": bytes(32)}, {"stream": "session-other"}],
    ids=lambda change: next(iter(change)),
)
def test_no_field_of_an_entry_can_be_changed_unseen(learner, change):
    tampered = {learner.session: edited(learner.stream, 1, **change)}
    assert replay(tampered, [], PACKS).broken


def test_a_verdict_that_rests_on_an_edited_stream_is_not_reproduced(learner):
    for n, payload in ((0, b"no JSON"), (5, b"{}")):
        tampered = {learner.session: edited(learner.stream, n, payload=payload)}
        report = replay(tampered, stored(learner.streams), PACKS)
        assert "was edited" in report.differences[0].why


def test_an_entry_removed_from_the_middle_is_named_by_the_one_that_follows(learner):
    entries = learner.stream[:10] + learner.stream[11:]
    assert replay({learner.session: entries}, [], PACKS).broken == ["session-honest-1:11"]


def test_removed_tail_entries_show_against_the_stored_verdict(learner):
    report = replay({learner.session: learner.stream[:-1]}, stored(learner.streams), PACKS)
    assert not report.broken
    assert "removed or rewritten" in report.differences[0].why


def test_a_stream_without_any_entry_is_broken(learner):
    assert replay({learner.session: []}, [], PACKS).broken == ["session-honest-1:?"]


def test_a_whole_stream_that_is_gone_shows_against_the_stored_verdict(learner):
    report = replay({}, stored(learner.streams), PACKS)
    assert [difference.attempt for difference in report.differences] == [ATTEMPT]
    assert "is gone" in report.differences[0].why


def test_verdicts_that_read_the_same_entries_are_judged_once(learner, monkeypatch):
    twice, judged = 2 * stored(learner.streams), []
    monkeypatch.setattr(judging, "judge", lambda streams, _pack: judged.append(streams) or [])
    replay(learner.streams, twice, PACKS)
    assert len(judged) == 1


def test_a_log_rewritten_from_beginning_to_end_shows_against_the_stored_verdict(learner):
    entries = rechained(edited(learner.stream, 30, payload=learner.stream[31].payload))
    report = replay({learner.session: entries}, stored(learner.streams), PACKS)
    assert not report.broken
    assert "removed or rewritten" in report.differences[0].why


def test_an_edited_verdict_is_told_with_both_results(learner):
    attempt, verdict = stored(learner.streams)[0]
    forged = verdict.replace(b'"result":"certified"', b'"result":"held"')
    report = replay(learner.streams, [(attempt, forged)], PACKS)
    assert [difference.why for difference in report.differences] == [
        "judging the log again gives certified instead of held"
    ]


def test_a_verdict_with_other_seconds_names_the_field(learner):
    attempt, verdict = stored(learner.streams)[0]
    forged = verdict.replace(b'"credited_ms":61000', b'"credited_ms":60000')
    assert replay(learner.streams, [(attempt, forged)], PACKS).differences[0].why.endswith("credited_ms")


def test_a_verdict_spelled_in_other_bytes_is_not_reproduced(learner):
    attempt, verdict = stored(learner.streams)[0]
    report = replay(learner.streams, [(attempt, msgspec.json.format(verdict, indent=1))], PACKS)
    assert report.differences[0].why.endswith("in other bytes")


def test_a_verdict_about_an_attempt_that_nobody_made_is_not_reproduced(learner):
    _, verdict = stored(learner.streams)[0]
    assert replay(learner.streams, [("invented", verdict)], PACKS).differences[0].why.endswith("no verdict on it")


def test_stored_bytes_that_are_no_verdict_are_a_difference_and_no_crash(learner):
    assert not replay(learner.streams, [(ATTEMPT, b"\xff")], PACKS).ok
    assert not replay(learner.streams, [(ATTEMPT, b"{}")], PACKS).ok


def test_a_rule_pack_that_is_not_kept_with_its_content_reproduces_nothing(learner):
    changed = msgspec.structs.replace(PACK, version="2")
    learner.pack = changed
    learner.open()
    report = replay(learner.streams, stored(learner.streams), PACKS)
    assert "rule pack demo is not kept with the content that judged" in report.differences[0].why


def test_a_certificate_of_a_verdict_that_is_not_stored_shows(learner):
    verdicts = stored(learner.streams)
    honest_hash = hashlib.sha256(verdicts[0][1]).hexdigest()
    assert replay(learner.streams, verdicts, PACKS, {ATTEMPT: honest_hash}).ok
    report = replay(learner.streams, verdicts, PACKS, {ATTEMPT: "00" * 32})
    assert "not stored" in report.differences[0].why


def test_attempts_that_nobody_judged_yet_are_counted_and_no_fault(learner):
    report = replay(learner.streams, [], PACKS)
    assert report.ok
    assert report.unjudged == [ATTEMPT]


async def test_the_whole_log_is_read(learner):
    log = MemoryLog()
    for entry in learner.stream:
        await log.append(entry.stream, entry.received, entry.source, entry.payload)
    assert await read_all(log) == learner.streams
