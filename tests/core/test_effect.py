"""What a decision would do is known before anybody decides, and is what it does then."""

from __future__ import annotations

import pytest
from core.platform_cases import DAY, MIDNIGHT, case, confirmed, stream
from core.rules.hours import HENAN, MINUTE, checked, finished

from monitor.core import platform_facts as f
from monitor.core import platform_findings
from monitor.core.codec import decode_fact
from monitor.core.effect import Effect, changes, summed
from monitor.core.events import PlatformState
from monitor.core.rulepack import always
from monitor.learners.simulated import Simulated

TOMORROW = MIDNIGHT + DAY


def decision(outcome: str = "confirmed", **terms: object) -> f.CaseDecision:
    said = {"by": "preview", "document": "preview", "reason": "", "outcome": outcome, **terms}
    return f.CaseDecision(platform="platform-a", case="D1-1", **said)


def effect(learner: Simulated, facts: list, wanted: f.CaseDecision, at: int = TOMORROW) -> Effect:
    """What would become of this learner's hours at this stage of the case."""
    learner.streams.update(stream("platform-a", facts))
    entries = learner.streams["platforms/platform-a"]
    [known] = platform_findings.cases((decode_fact(one.payload), one.received, f"p:{one.n}") for one in entries)
    return summed(changes(learner.streams, always(HENAN), known, wanted, at))


def signalled() -> list:
    return case(evidence_at=MIDNIGHT, flagged_at=MIDNIGHT)


def honest(**how: object) -> Simulated:
    return finished(checked(**how)).claim()


@pytest.mark.parametrize(
    ("scope", "at", "lost"),
    [
        ("affected_hours", TOMORROW, 0),
        ("all_since_first_evidence", TOMORROW, 1),
        ("affected_hours", TOMORROW - 1, 1),
    ],
)
def test_every_scope_can_be_tried_at_any_stage(scope: str, at: int, lost: int) -> None:
    found = effect(honest(), signalled(), decision(scope=scope), at)

    assert (found.lost, found.trainees, len(found.changes)) == (lost, lost, lost)
    assert found.classes == (("class-1",) if lost else ())


def test_affected_classes_are_those_of_the_decision() -> None:
    assert effect(honest(), signalled(), decision(scope="affected_classes", classes=("class-1",))).lost == 1
    assert effect(honest(), signalled(), decision(scope="affected_classes", classes=("class-2",))).lost == 0


def test_an_hour_that_was_void_anyway_changes_and_is_no_loss() -> None:
    fast = checked().play_unasked(5 * MINUTE, rate=2.0).pop_up(photo=True).claim()
    found = effect(fast, signalled(), decision())

    assert (found.lost, found.gained) == (0, 0)
    assert [(change.before, change.after) for change in found.changes] == [("void_platform", "not_counted_platform")]


def test_what_takes_the_free_place_under_the_cap_is_gained() -> None:
    one = honest(label="one-").close()
    other = honest(label="other-", platform=PlatformState(platform="platform-b"), now=one.now + MINUTE)
    one.streams.update(other.streams)

    found = effect(one, signalled(), decision(scope="all_since_first_evidence"))

    assert (found.lost, found.gained, found.trainees) == (1, 1, 1)


@pytest.mark.parametrize(("recount", "gained"), [("all", 1), ("from_reinstatement", 0)])
def test_a_reinstatement_can_be_tried_too(recount: str, gained: int) -> None:
    decided = case(
        evidence_at=MIDNIGHT, flagged_at=MIDNIGHT, verified_at=MIDNIGHT, decided=[(MIDNIGHT, "confirmed", {})]
    )

    assert effect(honest(), decided, decision("reinstated", recount=recount)).gained == gained


def test_what_was_tried_is_what_comes_of_it() -> None:
    learner = honest()
    tried = effect(learner, signalled(), decision(scope="all_since_first_evidence"))

    made = case(
        evidence_at=MIDNIGHT,
        flagged_at=MIDNIGHT,
        verified_at=MIDNIGHT,
        decided=[(TOMORROW, "confirmed", {"scope": "all_since_first_evidence"})],
    )
    learner.streams.update(stream("platform-a", made))

    assert learner.verdict().result == tried.changes[0].after == "not_counted_platform"


def test_a_case_that_is_there_already_goes_on_beside_it() -> None:
    learner = honest()
    learner.streams.update(confirmed(MIDNIGHT))
    first = learner.streams["platforms/platform-a"]
    facts = [(one.received, decode_fact(one.payload)) for one in first]
    second = [
        (
            at,
            f.PlatformSignal(
                platform="platform-a", case="D2-1", disqualifier="D2", source="probe", first_evidence_at=at
            ),
        )
        for at in (TOMORROW,)
    ]
    learner.streams.update(stream("platform-a", [*facts, *second]))
    known = platform_findings.cases(
        (decode_fact(one.payload), one.received, f"p:{one.n}") for one in learner.streams["platforms/platform-a"]
    )
    other = f.CaseDecision(
        platform="platform-a", case="D2-1", by="preview", outcome="dismissed", document="preview", reason=""
    )

    assert changes(learner.streams, always(HENAN), known[1], other, TOMORROW) == []
