"""Holds and voids that people look at: restored, upheld, final by themselves, and what is refused on the way."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import msgspec
import pytest
from hours_on_desk import (
    another_platform,
    at_double_speed,
    half_in_doubt,
    honestly,
    in_doubt,
    learn,
    learn_and_claim,
    replayed,
    too_fast_and_again,
)
from platform_story import Story
from small_world import CLASS, PLATFORM, UNIT

from monitor.adapters.verifier import verify as check_signature
from monitor.core import verdict as verdicts
from monitor.core.errors import NotAllowed
from monitor.core.review_facts import AppealFiled, Decision
from monitor.core.reviews import Harder, ProofNeeded, SameReviewer, TooLate
from monitor.flows.adjudicate import adjudicate
from monitor.flows.certificate_status import UnknownCertificate, certificate_status
from monitor.flows.certify import file_of, verify
from monitor.flows.claim import claim
from monitor.flows.review import UnknownProof, appeal, decide, end_terms
from monitor.flows.review_words import notice_of, step_words
from monitor.flows.streams import claims_stream

DAY = 86_400_000


def against(verdict, by="li", party="trainee") -> AppealFiled:
    return AppealFiled(attempt=verdict.attempt, party=party, filed_by=by, text="The lamp was broken.")


def decision(verdict, by="zhao", outcome="restored", **proof) -> Decision:
    return Decision(attempt=verdict.attempt, outcome=outcome, decided_by=by, reason="as the photos show", **proof)


@pytest.fixture
async def held(desk):
    """A claimed hour in which the comparisons of faces were uncertain."""
    return await learn_and_claim(desk, desk.trainee("li"), in_doubt)


@pytest.fixture
async def void(desk):
    """A claimed hour at double speed."""
    return await learn_and_claim(desk, desk.trainee("li"), at_double_speed)


def stored(desk, attempt):
    return verdicts.from_bytes(desk.monitor.registry.verdicts_on(attempt)[-1].verdict)


# ---------------------------------------------------------------- notices


async def test_a_hold_comes_with_a_notice_that_says_what_when_by_what_and_until_when(desk, held):
    notice = notice_of(held)

    assert (held.result, held.stage) == ("held", "proposed")
    assert datetime.fromtimestamp(notice.appeal_until / 1000, UTC).isoformat() == "2026-09-26T16:00:00+00:00"
    assert {reason.code for reason in notice.reasons} == {"identity_uncertain"}
    assert all(reason.evidence for reason in notice.reasons)
    assert "2026年9月26日" in notice.text["zh-CN"]
    assert "uncertain" in notice.text["en"]
    assert "up to and including 26 September 2026" in notice.text["en"]


async def test_the_term_is_that_of_the_rules_that_judged_whichever_the_process_has_that_gives_notice(desk):
    days = msgspec.structs.replace(desk.monitor.pack.thresholds.appeal_days, value=30)
    thresholds = msgspec.structs.replace(desk.monitor.pack.thresholds, appeal_days=days)

    def before_other_rules(learner):
        in_doubt(learner)
        desk.monitor.pack = msgspec.structs.replace(desk.monitor.pack, thresholds=thresholds)

    held = await learn_and_claim(desk, desk.trainee("li"), before_other_rules)

    until = notice_of(held).appeal_until
    assert datetime.fromtimestamp(until / 1000, UTC).isoformat() == "2026-09-26T16:00:00+00:00"


async def test_the_notice_is_given_once_however_often_it_is_judged(desk, held):
    await asyncio.gather(*(adjudicate(desk.collector, held.trainee) for _ in range(4)))
    await claim(desk.collector, PLATFORM, held.trainee, CLASS, UNIT)

    assert [step.kind for step in stored(desk, held.attempt).history] == ["notice"]


async def test_those_who_wait_for_a_reviewer_are_listed_and_nobody_else(desk, held):
    other = await learn_and_claim(desk, desk.trainee("wang"), at_double_speed)
    await learn_and_claim(desk, desk.trainee("zhang"), honestly)
    registry = desk.monitor.registry

    first, second = registry.open_reviews(limit=10)
    assert (first.attempt, first.result, first.state) == (held.attempt, "held", "noticed")
    assert (second.attempt, second.result) == (other.attempt, "void_platform")
    assert registry.open_reviews(limit=1) == [first]
    assert registry.open_reviews(limit=10, after=(first.noticed_at, first.attempt)) == [second]
    assert registry.open_reviews(limit=10, platform="platform-2") == []

    await decide(desk.collector, decision(held))
    assert registry.open_reviews(limit=10) == [second]
    await appeal(desk.collector, against(other))
    assert [row.attempt for row in registry.open_reviews(limit=10, states=("appealed",))] == [other.attempt]


# ---------------------------------------------------------------- restored


async def test_a_restored_hold_is_certified_and_shows_both_values(desk, held):
    assert not file_of(desk.monitor.certificates, held.attempt).exists()

    verdict = await decide(desk.collector, decision(held))

    assert (verdict.result, verdict.stage) == ("certified", "final")
    [_, step] = verdict.history
    assert (step.old, step.new, step.by) == ("held", "certified", "zhao")
    assert step.entry == f"{claims_stream(held.trainee, CLASS)}:2"
    assert step_words(step)["en"].startswith("zhao decided: held for review becomes certified.")
    content = file_of(desk.monitor.certificates, held.attempt).read_bytes()
    assert verify(content, desk.clock.now(), check_signature).certificate.claims.attempt == held.attempt


async def test_an_appeal_against_a_void_restores_the_hour(desk):
    void = await learn_and_claim(desk, desk.trainee("li"), too_fast_and_again)
    assert (void.result, void.fault) == ("void_platform", "platform")

    appealed = await appeal(desk.collector, against(void, by="school", party="institution"))
    assert (appealed.result, appealed.stage) == ("void_platform", "proposed")
    verdict = await decide(desk.collector, decision(void))

    assert (verdict.result, verdict.stage, verdict.fault) == ("certified", "final", "none")
    assert [step.kind for step in verdict.history] == ["notice", "appeal", "decision"]
    report = await replayed(desk)
    assert report.ok, report.differences


async def test_a_reviewers_own_call_can_be_appealed_before_somebody_else(desk, held):
    first = await decide(desk.collector, decision(held, "zhao", "not_certified"))
    assert (first.result, first.stage) == ("not_certified", "proposed")
    assert [step.kind for step in first.history] == ["notice", "decision", "notice"]

    await appeal(desk.collector, against(held))
    with pytest.raises(SameReviewer):
        await decide(desk.collector, decision(held, "zhao"))
    with pytest.raises(SameReviewer):
        await decide(desk.collector, decision(held, "li"))
    with pytest.raises(Harder):
        await decide(desk.collector, decision(held, "qian", "void_platform"))
    verdict = await decide(desk.collector, decision(held, "qian"))

    assert (verdict.result, verdict.stage) == ("certified", "final")
    assert [(step.old, step.new) for step in verdict.history if step.kind == "decision"] == [
        ("held", "not_certified"),
        ("not_certified", "certified"),
    ]


async def test_a_restored_hour_takes_its_place_and_the_later_one_leaves_with_its_certificate(desk, held):
    other = another_platform(desk)
    later = await learn_and_claim(desk, held.trainee, honestly, platform=other)
    [row] = [row for row in desk.monitor.registry.verdicts(held.trainee) if row.certificate]
    number = verify(row.certificate.encode(), desk.clock.now(), check_signature).certificate.number
    assert (later.result, row.attempt) == ("certified", later.attempt)

    await decide(desk.collector, decision(held))

    assert stored(desk, held.attempt).result == "certified"
    assert stored(desk, later.attempt).result == "not_counted_cap"  # the same class hour, completed later
    assert (await certificate_status(desk.collector, number)).status == "withdrawn"
    assert not file_of(desk.monitor.certificates, later.attempt).exists()
    assert file_of(desk.monitor.certificates, held.attempt).exists()
    report = await replayed(desk)
    assert report.ok, report.differences


# ---------------------------------------------------------------- final


async def test_a_void_is_final_when_its_term_passes_without_an_appeal(desk, void):
    until = notice_of(void).appeal_until
    desk.clock.advance(until - 1 - desk.clock.now())
    assert await end_terms(desk.collector) == 0

    desk.clock.advance(1)
    assert await end_terms(desk.collector) == 1

    verdict = stored(desk, void.attempt)
    assert (verdict.result, verdict.stage, verdict.fault) == ("void_platform", "final", "platform")
    assert desk.monitor.registry.attempt(void.attempt).state == "closed"
    assert await end_terms(desk.collector) == 0
    assert (await replayed(desk)).ok


async def test_an_appeal_that_comes_too_late_is_refused(desk, void):
    desk.clock.advance(notice_of(void).appeal_until - desk.clock.now())

    with pytest.raises(TooLate):
        await appeal(desk.collector, against(void))


async def test_an_appeal_keeps_a_void_open_however_long_it_takes_and_the_decision_ends_it(desk, void):
    await appeal(desk.collector, against(void))
    desk.clock.advance(30 * DAY)
    assert await end_terms(desk.collector) == 0

    verdict = await decide(desk.collector, decision(void, outcome="void_platform"))

    assert (verdict.result, verdict.stage) == ("void_platform", "final")
    for again in (against(void), decision(void, "qian")):
        with pytest.raises(NotAllowed):
            await (appeal if isinstance(again, AppealFiled) else decide)(desk.collector, again)


async def test_a_hold_waits_for_a_person_for_ever(desk, held):
    desk.clock.advance(60 * DAY)

    assert await end_terms(desk.collector) == 0
    assert stored(desk, held.attempt).result == "held"


async def test_the_unit_can_be_learned_again_after_a_final_void(desk, void):
    desk.clock.advance(6 * DAY)
    await end_terms(desk.collector)

    again = await learn_and_claim(desk, void.trainee, honestly)

    assert again.attempt != void.attempt
    assert again.result == "certified"


# ---------------------------------------------------------------- blame


@pytest.mark.parametrize("missing", [{}, {"ground": "identity_fraud"}])
async def test_a_trainee_is_not_blamed_without_proof(desk, held, missing):
    with pytest.raises(ProofNeeded):
        await decide(desk.collector, decision(held, outcome="void_trainee", **missing))


@pytest.mark.parametrize("position", ["s-none:1", "{}:99999", "{}:x", "{}:-1", ""])
async def test_proof_is_an_entry_of_the_persons_own_log(desk, held, position):
    [session] = desk.monitor.registry.sessions_of(held.trainee)
    proof = {"ground": "identity_fraud", "proof": (position.format(session.stream),)}

    with pytest.raises(UnknownProof):
        await decide(desk.collector, decision(held, outcome="void_trainee", **proof))


async def test_conduct_that_is_proven_is_the_trainees_fault_and_says_so(desk, held):
    proof = held.reasons[0].evidence
    verdict = await decide(desk.collector, decision(held, outcome="void_trainee", ground="identity_fraud", proof=proof))

    assert (verdict.result, verdict.stage, verdict.fault) == ("void_trainee", "proposed", "trainee")
    decided = next(step for step in verdict.history if step.kind == "decision")
    assert (decided.ground, decided.proof) == ("identity_fraud", proof)
    assert "冒名顶替" in step_words(decided)["zh-CN"]


# ---------------------------------------------------------------- certificates


async def test_a_certificate_follows_what_becomes_of_its_hour(desk):
    story = Story(desk)
    await story.is_caught()
    await story.learns("same-day")
    [row] = [row for row in desk.monitor.registry.verdicts(story.people["same-day"]) if row.certificate]
    number = verify(row.certificate.encode(), desk.clock.now(), check_signature).certificate.number

    assert (await certificate_status(desk.collector, number)).status == "valid"
    await story.is_heard()
    await desk.collector.background.settle()
    assert (await certificate_status(desk.collector, number)).status == "suspended"
    assert not file_of(desk.monitor.certificates, row.attempt).exists()

    story.next_day()
    await story.is_decided(scope="all_since_first_evidence")
    assert (await certificate_status(desk.collector, number)).status == "withdrawn"

    await story.is_decided("reinstated")
    status = await certificate_status(desk.collector, f"urn:integrity-monitor:certificate:{number}")
    assert status.status == "superseded"
    assert (await certificate_status(desk.collector, status.replaced_by)).status == "valid"
    assert file_of(desk.monitor.certificates, row.attempt).exists()


async def test_nobody_learns_of_a_certificate_that_was_never_issued(desk, void):
    for number in ("x:y", f"{void.attempt}:0123456789abcdef", ""):
        with pytest.raises(UnknownCertificate):
            await certificate_status(desk.collector, number)


async def test_an_hour_that_nobody_claimed_is_judged_and_needs_no_reviewer_yet(desk):
    trainee = desk.trainee("li")
    attempt = await learn(desk, trainee, half_in_doubt)

    assert stored(desk, attempt).result == "held"
    assert desk.monitor.registry.open_reviews(limit=10) == []
