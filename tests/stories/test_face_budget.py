"""A person has five failed comparisons in a class, over all hours; after that a person decides (K4)."""

import msgspec
from core.made_up_lives import rechained

from monitor.core import events as e
from monitor.core.verdict import Verdict
from monitor.learners.simulated import Habits, Simulated, plan_of, sha
from monitor.rulepacks import load

HENAN = load("henan-2023")
TWO_HOURS = {"lesson-1": 2_420_000, "lesson-2": 2_420_000}


def learner(**given) -> Simulated:
    return Simulated(HENAN, plan=plan_of(TWO_HOURS, pack=HENAN, course_type="general", units=2), **given)


def fail_checks(one: Simulated, times: int, attempt: int = 0) -> None:
    """Somebody else sat before the camera, and the check said so."""
    for number in range(times):
        one.now += 60_000
        one.fact(
            e.LivenessResult(
                attempt=one.attempts[attempt],
                nonce=sha(f"{attempt} {number}")[:32],
                action="nod",
                decision="mismatch",
                reason="other_person",
                final=True,
            )
        )
        one.fact(
            e.LivenessResult(
                attempt=one.attempts[attempt],
                nonce=sha(f"again {attempt} {number}")[:32],
                action="nod",
                decision="pass",
                reason="ok",
                final=True,
            )
        )


def rules(verdict: Verdict) -> set[str]:
    return {finding.rule for finding in verdict.findings if finding.severity == "hold"}


def test_five_failures_before_the_hour_is_over_hold_it() -> None:
    one = learner()
    fail_checks(one, 5)

    assert rules(one.watch().verdicts()[0]) == {"identity_failed"}


def test_four_do_not() -> None:
    one = learner()
    fail_checks(one, 4)

    assert one.watch().claim().verdict().result == "certified"


def test_failures_in_another_hour_of_the_class_count() -> None:
    one = learner()
    fail_checks(one, 5, attempt=1)

    assert rules(one.watch().verdicts()[0]) == {"identity_failed"}


def test_a_certified_hour_does_not_lose_its_certificate_by_what_happens_in_a_later_one() -> None:
    one = learner().watch().claim()
    fail_checks(one, 5, attempt=1)

    assert [verdict.result for verdict in one.verdicts()] == ["certified", "held"]


def test_an_answer_is_never_slower_than_the_server_saw() -> None:
    honest, lying = learner(), learner(habits=Habits(latency=120))
    for one in (honest, lying):
        one.watch()
    lying.stream[:] = rechained(map(_slow, lying.stream), lying.session)

    assert rules(honest.verdict()) == set()
    assert rules(lying.verdict()) == {"popup_automation"}


def _slow(entry: e.Entry) -> e.Entry:
    """The client claims that every answer took two seconds."""
    payload = entry.payload.replace(b'"latency":120', b'"latency":2000')
    return msgspec.structs.replace(entry, payload=payload)
