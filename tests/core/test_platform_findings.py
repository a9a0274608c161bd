"""A finding about a platform is made step by step, by people, and by two of them where it matters."""

from __future__ import annotations

from itertools import count

import pytest

from monitor.core import platform_facts as f
from monitor.core.errors import NotAllowed
from monitor.core.platform_findings import Case, SecondPersonNeeded, allowed, case_name, cases, open_case

DAY = 86_400_000
FLAGGED, REPLY_BY = 100 * DAY, 104 * DAY
CASE = {"platform": "platform-a", "case": "D1-1"}

SIGNAL = f.PlatformSignal(**CASE, disqualifier="D1", source="production", first_evidence_at=FLAGGED - DAY, trainees=3)
VERIFIED = f.SignalVerified(**CASE, by="zhao", text="seen again on a test account")
NOTIFIED = f.PlatformNotified(**CASE, by="zhao", text="…", reply_by=REPLY_BY)
ANSWERED = f.PlatformAnswered(**CASE, by="vendor", text="the release of Monday did it")
TOLD = (SIGNAL, VERIFIED, NOTIFIED)
HEARD = (*TOLD, ANSWERED)


def decision(by: str, outcome: str = "confirmed", **terms: object) -> f.CaseDecision:
    return f.CaseDecision(**CASE, by=by, outcome=outcome, document="2026-17", reason="…", **terms)


def two(outcome: str = "confirmed", **terms: object) -> tuple[f.CaseDecision, f.CaseDecision]:
    return decision("zhao", outcome, **terms), decision("qian", outcome, **terms)


def case_of(*facts: object, each: int = DAY // 10) -> Case:
    """The case after these entries, one every few hours from the day on which it was flagged."""
    ticks = count(FLAGGED, each)
    [case] = cases([(fact, next(ticks), f"platforms/platform-a:{n}") for n, fact in enumerate(facts)])
    return case


@pytest.mark.parametrize(
    ("facts", "stage"),
    [
        ((SIGNAL,), "signal"),
        ((SIGNAL, VERIFIED), "verified"),
        (TOLD, "notified"),
        (HEARD, "answered"),
        ((*HEARD, *two()), "confirmed"),
        ((*HEARD, *two(), *two("blacklisted"), *two("exited")), "confirmed"),
        ((*HEARD, *two(), *two("reinstated")), "reinstated"),
        ((SIGNAL, *two("dismissed")), "dismissed"),
        ((*HEARD, *two("dismissed")), "dismissed"),
    ],
)
def test_a_case_goes_from_stage_to_stage(facts: tuple[object, ...], stage: str) -> None:
    assert case_of(*facts).stage == stage


@pytest.mark.parametrize(
    ("before", "step", "instead"),
    [
        ((), VERIFIED, ("signal",)),
        ((SIGNAL,), NOTIFIED, ("signal", "verified", "dismissed")),
        ((SIGNAL,), decision("zhao"), ("signal", "verified", "dismissed")),
        ((SIGNAL, VERIFIED), VERIFIED, ("signal", "notified", "dismissed")),
        ((SIGNAL, VERIFIED), ANSWERED, ("signal", "notified", "dismissed")),
        (TOLD, decision("zhao"), ("signal", "answered", "dismissed")),
        (HEARD, decision("zhao", "reinstated"), ("signal", "answered", "confirmed", "dismissed")),
        (HEARD, decision("zhao", "blacklisted"), ("signal", "answered", "confirmed", "dismissed")),
        ((*HEARD, *two()), decision("zhao", "dismissed"), ("signal", "blacklisted", "exited", "reinstated")),
        ((*HEARD, *two(), *two("exited")), decision("zhao", "exited"), ("signal", "blacklisted", "reinstated")),
        ((*HEARD, *two("dismissed")), SIGNAL, ()),
        ((*HEARD, *two(), *two("reinstated")), decision("zhao"), ()),
    ],
)
def test_a_step_out_of_turn_is_refused_and_told_what_is_possible(
    before: tuple[object, ...], step: object, instead: tuple[str, ...]
) -> None:
    with pytest.raises(NotAllowed) as refused:
        case_of(*before, step)

    assert refused.value.allowed == instead
    assert all(name in str(refused.value) for name in instead)


def test_without_an_answer_a_platform_is_confirmed_at_the_end_of_its_term_and_not_a_moment_earlier() -> None:
    waiting = case_of(*TOLD)

    assert "confirmed" not in allowed(waiting, REPLY_BY - 1)
    assert "confirmed" in allowed(waiting, REPLY_BY)


def test_an_answer_that_comes_late_is_heard_as_long_as_nothing_is_decided() -> None:
    assert case_of(*TOLD, ANSWERED, each=2 * DAY).stage == "answered"


def test_a_platform_may_add_to_its_answer_and_not_for_ever() -> None:
    full = case_of(*TOLD, *[ANSWERED] * 10, each=DAY // 100)

    assert "answered" not in allowed(full, FLAGGED + DAY)
    assert "answered" in allowed(case_of(*TOLD, *[ANSWERED] * 9, each=DAY // 100), FLAGGED + DAY)


def test_one_person_alone_decides_nothing() -> None:
    alone = case_of(*HEARD, decision("zhao"))

    assert (alone.stage, alone.confirmed_at) == ("answered", None)
    assert alone.proposal is not None
    with pytest.raises(SecondPersonNeeded):
        case_of(*HEARD, decision("zhao"), decision("zhao"))


@pytest.mark.parametrize("outcome", ["confirmed", "dismissed"])
def test_two_people_must_say_the_same(outcome: str) -> None:
    differs = decision("qian", outcome, scope="affected_classes") if outcome == "confirmed" else decision("qian")
    undecided = case_of(*HEARD, decision("zhao", outcome), differs)

    assert undecided.stage == "answered"
    assert undecided.proposal is not None
    assert undecided.proposal.fact == differs


@pytest.mark.parametrize("terms", [{"discovery": "flagged"}, {"scope": "all_since_first_evidence"}])
def test_they_must_agree_on_date_and_scope_and_document(terms: dict[str, str]) -> None:
    assert case_of(*HEARD, decision("zhao"), decision("qian", **terms)).stage == "answered"


def test_they_may_give_different_reasons() -> None:
    other = f.CaseDecision(**CASE, by="qian", outcome="confirmed", document="2026-17", reason="as the lawyers say")

    assert case_of(*HEARD, decision("zhao"), other).stage == "confirmed"


def test_what_was_proposed_is_forgotten_when_the_case_moves_on() -> None:
    late = case_of(SIGNAL, decision("zhao", "dismissed"), VERIFIED, decision("qian", "dismissed"))

    assert late.stage == "verified"


@pytest.mark.parametrize(
    ("discovery", "at"), [("first_evidence", FLAGGED - DAY), ("flagged", FLAGGED), ("confirmed", FLAGGED + DAY // 2)]
)
def test_all_three_dates_are_kept_and_the_decision_says_which_one_counts(discovery: str, at: int) -> None:
    case = case_of(*HEARD, *two(discovery=discovery))

    assert (case.first_evidence_at, case.flagged_at, case.confirmed_at) == (FLAGGED - DAY, FLAGGED, FLAGGED + DAY // 2)
    assert case.discovered_at == at


def test_further_evidence_joins_an_open_case_and_may_be_older() -> None:
    older = f.PlatformSignal(**CASE, disqualifier="D1", source="probe", first_evidence_at=FLAGGED - 9 * DAY)
    case = case_of(SIGNAL, VERIFIED, older)

    assert (case.stage, len(case.signals)) == ("verified", 2)
    assert (case.first_evidence_at, case.flagged_at) == (FLAGGED - 9 * DAY, FLAGGED)


def test_evidence_that_comes_in_after_the_confirmation_changes_nothing_that_was_decided() -> None:
    older = f.PlatformSignal(**CASE, disqualifier="D1", source="probe", first_evidence_at=FLAGGED - 9 * DAY)
    case = case_of(*HEARD, *two(discovery="first_evidence"), older)

    assert len(case.signals) == 2
    assert case.first_evidence_at == case.discovered_at == FLAGGED - DAY


def test_after_the_end_of_a_case_new_evidence_opens_the_next_one() -> None:
    ended, other = case_of(SIGNAL, *two("dismissed")), case_of(HEARD[0])

    assert open_case([ended], "D1") is None
    assert open_case([ended, other], "D1") == other
    assert open_case([other], "D2") is None
    assert (case_name([ended], "D1"), case_name([ended], "D2")) == ("D1-2", "D2-1")


# ---------------------------------------------------------------- orders

ORDER = f.PlatformSignal(
    **CASE, disqualifier="D1", source="order", first_evidence_at=FLAGGED - DAY, evidence=("2026-17",)
)


def test_an_order_takes_two_people_and_nobody_else_and_its_day_is_that_of_discovery() -> None:
    first, second = two(discovery="first_evidence")
    proposed, confirmed = case_of(ORDER, first), case_of(ORDER, first, second)

    assert (proposed.stage, proposed.in_doubt, proposed.terms) == ("signal", False, None)
    assert allowed(proposed, FLAGGED) == ("confirmed", "dismissed"), "nobody holds hours on an order of one person"
    assert (confirmed.stage, confirmed.discovered_at) == ("confirmed", FLAGGED - DAY)
    with pytest.raises(SecondPersonNeeded):
        case_of(ORDER, first, first)


def test_evidence_never_joins_an_order_which_stands_on_its_document() -> None:
    assert open_case([case_of(ORDER)], "D1") is None


def test_an_order_that_is_confirmed_is_not_confirmed_again() -> None:
    assert "confirmed" not in allowed(case_of(ORDER, *two()), FLAGGED)
