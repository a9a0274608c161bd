"""Holds and proposed voids: told, appealed in time, decided by somebody else, and never for the worse."""

from __future__ import annotations

import pytest
from core.platform_cases import MIDNIGHT, case, confirmed, stream
from core.rules.hours import MINUTE, checked, finished
from msgspec import structs

from monitor.core import events as e
from monitor.core.errors import NotAllowed
from monitor.core.review_facts import AppealFiled, Decision, NoticeGiven, TermEnded
from monitor.core.reviews import (
    Harder,
    ProofNeeded,
    Review,
    SameReviewer,
    TooLate,
    notice_due,
    outcome,
    reviews,
)
from monitor.learners.simulated import Simulated

UNTIL = 1_000
PROOF = {"ground": "tampering", "proof": ("s-1:7",)}


def notice(result: str = "void_platform") -> NoticeGiven:
    return NoticeGiven(attempt="a", result=result, appeal_until=UNTIL)


def appeal(by: str = "li", party: str = "trainee") -> AppealFiled:
    return AppealFiled(attempt="a", party=party, filed_by=by, text="I did not do it.")


def decision(by: str = "zhao", what: str = "restored", **proof: object) -> Decision:
    return Decision(attempt="a", outcome=what, decided_by=by, reason="as seen", **proof)


ENDED = TermEnded(attempt="a")


def review(*facts: object, last_at: int = 10) -> Review:
    """The matter after these entries, the last one at its own moment."""
    moments = [*range(len(facts) - 1), last_at]
    return reviews([(fact, at, f"claims/c/t:{n}") for n, (fact, at) in enumerate(zip(facts, moments, strict=True))])[
        "a"
    ]


# ---------------------------------------------------------------- steps


@pytest.mark.parametrize(
    ("facts", "stage"),
    [
        ((notice(),), "noticed"),
        ((notice(), appeal()), "appealed"),
        ((notice(), appeal(), decision()), "closed"),
        ((notice(), decision()), "closed"),
        ((notice(), decision(what="void_platform")), "decided"),
        ((notice(), decision(what="void_platform"), notice()), "noticed"),
        ((notice(), decision(what="void_platform"), notice(), appeal(), decision("qian")), "closed"),
        ((notice("held"), decision(what="not_certified"), notice("not_certified")), "noticed"),
        ((notice(), notice("held")), "noticed"),
    ],
)
def test_a_matter_goes_from_step_to_step(facts: tuple[object, ...], stage: str) -> None:
    assert review(*facts).stage == stage


@pytest.mark.parametrize(
    "facts",
    [
        (appeal(),),
        (decision(),),
        (ENDED,),
        (notice(), appeal(), appeal()),
        (notice(), appeal(), notice()),
        (notice(), appeal(), ENDED),
        (notice(), decision(what="void_platform"), decision("qian")),
        (notice(), decision(what="void_platform"), notice(), decision("qian")),
        (notice(), appeal(), decision(), appeal()),
        (notice(), decision(), notice()),
    ],
)
def test_a_step_out_of_turn_is_refused(facts: tuple[object, ...]) -> None:
    review(*facts[:-1]) if facts[:-1] else None
    with pytest.raises(NotAllowed):
        review(*facts)


def test_what_is_possible_instead_is_told() -> None:
    with pytest.raises(NotAllowed) as refused:
        review(notice(), decision(what="void_platform"), notice(), decision("qian"))

    assert refused.value.allowed == ("notice", "appeal", "term end")


@pytest.mark.parametrize(("at", "late"), [(UNTIL - 1, False), (UNTIL, True)])
def test_an_appeal_is_filed_before_the_term_is_over(at: int, late: bool) -> None:
    if not late:
        assert review(notice(), appeal(), last_at=at).stage == "appealed"
        return
    with pytest.raises(TooLate):
        review(notice(), appeal(), last_at=at)


@pytest.mark.parametrize(("at", "ended"), [(UNTIL, True), (UNTIL - 1, False)])
def test_a_void_ends_with_its_term_and_not_earlier(at: int, ended: bool) -> None:
    if ended:
        assert review(notice(), ENDED, last_at=at).stage == "ended"
        return
    with pytest.raises(NotAllowed):
        review(notice(), ENDED, last_at=at)


def test_a_hold_never_ends_by_itself() -> None:
    with pytest.raises(NotAllowed):
        review(notice("held"), ENDED, last_at=UNTIL)


@pytest.mark.parametrize("by", ["zhao", "li"])
def test_neither_who_decided_before_nor_who_appealed_decides_on_the_appeal(by: str) -> None:
    before = (notice("held"), decision("zhao", "void_platform"), notice(), appeal("li"))

    assert review(*before, decision("qian")).stage == "closed"
    with pytest.raises(SameReviewer):
        review(*before, decision(by))


def test_whoever_made_the_link_for_an_appeal_does_not_decide_on_it() -> None:
    before = (notice(), structs.replace(appeal("li"), through="zhao"))

    assert review(*before, decision("qian")).stage == "closed"
    with pytest.raises(SameReviewer):
        review(*before, decision("zhao"))


def test_the_machine_made_the_first_call_so_anybody_decides_on_an_appeal_against_it() -> None:
    assert review(notice(), appeal(), decision("zhao")).stage == "closed"


@pytest.mark.parametrize("missing", [{}, {"ground": "tampering"}, {"proof": ("s-1:7",)}])
def test_nobody_is_blamed_without_a_ground_and_a_proof(missing: dict[str, object]) -> None:
    with pytest.raises(ProofNeeded):
        review(notice("held"), decision(what="void_trainee", **missing))

    assert review(notice("held"), decision(what="void_trainee", **PROOF)).stage == "decided"


@pytest.mark.parametrize(
    ("before", "after", "harder"),
    [
        ("void_platform", "void_trainee", True),
        ("not_certified", "void_platform", True),
        ("void_trainee", "void_platform", False),
        ("void_platform", "void_platform", False),
        ("held", "void_trainee", False),
    ],
)
def test_an_appeal_never_makes_things_worse(before: str, after: str, harder: bool) -> None:
    facts = (notice(before), appeal(), decision(what=after, **PROOF))
    if not harder:
        assert review(*facts).stage == "closed"
        return
    with pytest.raises(Harder):
        review(*facts)


# ---------------------------------------------------------------- results


@pytest.mark.parametrize(
    ("facts", "machine", "told"),
    [
        ((), "certified", ("certified", "final")),
        ((), "void_platform", ("void_platform", "proposed")),
        ((), "held", ("held", "proposed")),
        ((notice(), ENDED), "void_platform", ("void_platform", "final")),
        ((notice(), ENDED), "void_trainee", ("void_trainee", "proposed")),
        ((notice(), ENDED), "certified", ("certified", "final")),
        ((notice(), decision(what="void_platform")), "void_platform", ("void_platform", "proposed")),
        ((notice(), decision(what="void_platform"), notice(), ENDED), "held", ("void_platform", "final")),
        ((notice(), decision()), "void_platform", ("certified", "final")),
        ((notice("held"), decision(what="not_certified")), "held", ("not_certified", "proposed")),
        ((notice(), appeal(), decision("qian", "void_platform")), "void_platform", ("void_platform", "final")),
    ],
)
def test_a_void_is_final_when_nobody_appealed_or_somebody_decided(
    facts: tuple[object, ...], machine: str, told: tuple[str, str]
) -> None:
    matter = review(*facts, last_at=UNTIL if facts[-1:] == (ENDED,) else 10) if facts else None

    assert outcome(matter, machine, complete=True) == told


def test_what_was_never_complete_is_restored_to_being_incomplete() -> None:
    assert outcome(review(notice(), decision()), "void_platform", complete=False) == ("not_certified", "final")


# ---------------------------------------------------------------- verdicts


def doubtful() -> Simulated:
    """A whole hour in which three face checks failed."""
    learner = checked()
    for _ in range(3):
        learner.check_face("mismatch")
    return finished(learner.check_face()).claim()


def told(learner: Simulated, result: str = "held") -> Simulated:
    learner.fact(e.NoticeGiven(attempt=learner.attempts[0], result=result, appeal_until=learner.now + MINUTE))
    return learner


def test_the_verdict_shows_both_values_and_where_the_decision_is() -> None:
    learner = told(doubtful())
    learner.fact(
        Decision(attempt=learner.attempts[0], outcome="restored", decided_by="zhao", reason="the light was poor")
    )
    verdict = learner.verdict()
    said, decided = verdict.history

    assert (verdict.result, verdict.stage, verdict.fault) == ("certified", "final", "none")
    assert (said.kind, said.new, said.until) == ("notice", "held", learner.now + MINUTE)
    assert (decided.old, decided.new, decided.by, decided.text) == ("held", "certified", "zhao", "the light was poor")
    assert decided.entry == f"{learner.session}:{len(learner.stream) - 1}"
    assert "identity_failed" in {finding.rule for finding in verdict.findings}


@pytest.mark.parametrize(("what", "fault"), [("void_trainee", "trainee"), ("void_platform", "platform")])
def test_every_void_says_whose_fault_it_was(what: str, fault: str) -> None:
    learner = told(doubtful())
    decided = decision(what=what, **PROOF)
    learner.fact(
        Decision(attempt=learner.attempts[0], **{k: getattr(decided, k) for k in decided.__struct_fields__[1:]})
    )

    assert (learner.verdict().result, learner.verdict().fault) == (what, fault)


def test_a_restored_hour_of_a_suspended_platform_still_does_not_count() -> None:
    learner = told(doubtful())
    learner.fact(Decision(attempt=learner.attempts[0], outcome="restored", decided_by="zhao", reason="…"))
    learner.streams.update(confirmed(MIDNIGHT))

    assert learner.verdict().result == "not_counted_platform"


def test_what_a_person_found_untrue_does_not_make_an_hour_one_of_the_affected() -> None:
    learner = checked().play_unasked(2 * MINUTE, rate=2.0).pop_up(photo=True)
    finished(learner.seek(0)).claim()
    assert learner.verdict().result == "void_platform"
    told(learner, "void_platform")
    learner.fact(Decision(attempt=learner.attempts[0], outcome="restored", decided_by="zhao", reason="a broken clock"))
    learner.streams.update(confirmed(MIDNIGHT + 86_400_000, scope="affected_hours"))

    assert learner.verdict().result == "certified"


# ---------------------------------------------------------------- who is told


def test_a_hold_is_told_once_it_is_claimed_or_complete() -> None:
    learner = checked(trainee={"reference_confirmed": False}).play_asked(10 * MINUTE)
    assert learner.verdict().result == "held"
    assert not notice_due(learner.verdict())

    assert notice_due(finished(learner).verdict())
    assert not notice_due(told(learner).verdict())


def test_a_proposed_void_is_told_at_once_and_again_when_a_person_decides_so() -> None:
    learner = checked().play_unasked(5 * MINUTE, rate=2.0).pop_up(photo=True)
    assert notice_due(learner.verdict())

    told(learner, "void_platform")
    assert not notice_due(learner.verdict())
    learner.fact(Decision(attempt=learner.attempts[0], outcome="void_platform", decided_by="zhao", reason="…"))
    assert notice_due(learner.verdict())


def test_what_waits_for_a_decision_about_the_platform_waits_for_no_reviewer() -> None:
    learner = finished(checked()).claim()
    learner.streams.update(stream("platform-a", case(evidence_at=MIDNIGHT, flagged_at=MIDNIGHT, verified_at=MIDNIGHT)))

    assert learner.verdict().result == "held"
    assert not notice_due(learner.verdict())
    restored = told(doubtful())
    restored.fact(Decision(attempt=restored.attempts[0], outcome="restored", decided_by="zhao", reason="…"))
    restored.streams.update(learner.streams)
    assert not notice_due(restored.verdict())
