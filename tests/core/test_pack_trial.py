"""What other rules would say of hours is known before they are decreed; only hours of the time are on trial."""

from __future__ import annotations

from core.rules.hours import HENAN, MINUTE, checked, finished
from msgspec.structs import replace

from monitor.core.pack_trial import differences, tried
from monitor.core.rulepack import RulePack, always
from monitor.learners.simulated import Simulated

FOR_EVER = 2**45


def with_number(name: str, value: int) -> RulePack:
    number = replace(getattr(HENAN.thresholds, name), value=value)
    return replace(HENAN, version="2", thresholds=replace(HENAN.thresholds, **{name: number}))


STRICTER = with_number("class_hour_ms", 60 * MINUTE)


def honest() -> Simulated:
    return finished(checked()).claim()


def opened_at(learner: Simulated) -> int:
    return min(entries[0].received for name, entries in learner.streams.items() if "/" not in name)


def moves(learner: Simulated, pack: RulePack, since: int = 0, until: int = FOR_EVER) -> list[tuple[str, str]]:
    found = tried(learner.streams, always(HENAN), pack, since, until)
    return [(change.before, change.after) for change in found.changes]


def test_packs_differ_by_their_numbers_and_nothing_else() -> None:
    [one] = differences(HENAN, STRICTER)

    assert (one.name, one.old.value, one.new.value) == ("class_hour_ms", HENAN["class_hour_ms"], 60 * MINUTE)
    assert differences(HENAN, replace(HENAN, version="2")) == []


def test_an_hour_that_is_too_short_for_other_rules_would_not_be_certified() -> None:
    [(before, after)] = moves(honest(), STRICTER)

    assert (before, after) == ("certified", "not_certified")


def test_the_same_rules_under_another_name_change_nothing() -> None:
    assert moves(honest(), replace(HENAN, version="2")) == []


def test_sessions_are_on_trial_from_the_first_moment_of_the_time_until_before_its_end() -> None:
    learner = honest()
    opened = opened_at(learner)

    assert len(moves(learner, STRICTER, opened, opened + 1)) == 1
    assert moves(learner, STRICTER, opened + 1) == []
    assert moves(learner, STRICTER, 0, opened) == []


def test_hours_outside_the_time_are_not_counted() -> None:
    learner = honest()

    assert len(tried(learner.streams, always(HENAN), STRICTER, 0, FOR_EVER).verdicts) == 1
    assert tried(learner.streams, always(HENAN), STRICTER, 0, 1).verdicts == []


def test_a_trial_leaves_the_log_as_it_is() -> None:
    learner = honest()
    before = {name: list(entries) for name, entries in learner.streams.items()}
    moves(learner, STRICTER)

    assert learner.streams == before
