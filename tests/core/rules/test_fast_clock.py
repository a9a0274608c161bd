"""Clocks: a browser's clock that runs fast says nothing about the platform, and a person looks at the hour."""

from __future__ import annotations

import msgspec
import pytest
from core.rules.hours import HENAN, MINUTE, SECOND, finished

from monitor.core.events import ClientEvent
from monitor.learners.simulated import Simulated


class Clocked(Simulated):
    """A learner whose browser's clock runs at another speed than the server's, and who is a while offline."""

    speed = 1.0
    leap = 0

    def event(self, kind: type, **fields: object) -> ClientEvent:
        made = super().event(kind, **fields)
        return msgspec.structs.replace(made, t=round(made.t * self.speed) + (self.leap if made.n else 0))


def learned_at(speed: float, leap: int = 0) -> Simulated:
    learner = Clocked(HENAN, supervised=False)
    learner.speed, learner.leap = speed, leap
    return finished(learner.check_face().play_unasked(MINUTE).pop_up(photo=True)).claim()


@pytest.mark.parametrize("speed", [0.5, 0.99, 1.0, 1.0005, 1.001])
def test_a_slow_clock_or_one_that_drifts_is_no_doubt(speed: float) -> None:
    assert "clock_ran_fast" not in {finding.rule for finding in learned_at(speed).verdict().findings}


@pytest.mark.parametrize("speed", [1.01, 1.1, 2.0, 16.0])
def test_a_fast_clock_is_held_for_a_person_and_no_word_about_the_platform(speed: float) -> None:
    verdict = learned_at(speed).verdict()

    assert verdict.result == "held"
    assert [finding.rule for finding in verdict.findings if finding.fault == "platform"] == []
    assert "clock_ran_fast" in {finding.rule for finding in verdict.findings}


def test_a_leap_buys_a_fast_clock_no_grace() -> None:
    verdict = learned_at(2.0, leap=10_000_000_000).verdict()

    assert verdict.result == "held"
    assert [finding.rule for finding in verdict.findings if finding.fault == "platform"] == []


def test_a_fast_clock_that_answers_nothing_says_nothing_about_the_platform() -> None:
    learner = Clocked(HENAN, supervised=False)
    learner.speed = 2.0
    learner.now += MINUTE  # of reading the consent
    verdict = learner.check_face().play_unasked(2 * MINUTE).claim().verdict()

    assert verdict.result == "not_certified"
    assert [finding.rule for finding in verdict.findings if finding.fault == "platform"] == []


def test_a_platform_that_plays_before_the_face_check_is_still_found_out() -> None:
    learner = Simulated(HENAN, supervised=False).play_unasked(MINUTE).check_face()
    verdict = finished(learner.play_unasked(MINUTE).pop_up(photo=True)).claim().verdict()

    assert {finding.fault for finding in verdict.findings if finding.rule == "liveness_unavailable"} == {"platform"}


def test_what_arrives_late_over_a_bad_network_is_no_fast_clock() -> None:
    learner = Clocked(HENAN, supervised=False).check_face().play_unasked(MINUTE)
    learner.go_offline().play_unasked(15 * SECOND).go_online().pop_up(photo=True)

    assert "clock_ran_fast" not in {finding.rule for finding in finished(learner).claim().verdict().findings}
