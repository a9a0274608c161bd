"""The test oracle (docs/rules.md): what each behaviour earns, at full scale, on a settable clock."""

from __future__ import annotations

import pytest
from core.platform_cases import confirmed

from monitor.core import events as e
from monitor.core.verdict import Verdict
from monitor.learners.simulated import Habits, Simulated, plan_of
from monitor.rulepacks import load

HENAN = load("henan-2023")
MINUTE = 60_000


def learner(**how: object) -> Simulated:
    return Simulated(HENAN, **how)  # type: ignore[arg-type]


def rules(verdict: Verdict) -> set[str]:
    """What stands behind the result; that an hour is then incomplete as well follows from it."""
    live = [finding for finding in verdict.findings if not finding.cured and finding.severity != "info"]
    return {finding.rule for finding in live if finding.rule != "incomplete"}


def test_row_1_an_honest_hour_is_certified() -> None:
    verdict = learner().watch().claim().verdict()

    assert (verdict.result, verdict.credited_ms, verdict.findings) == ("certified", 2_420_000, ())


def test_row_2_double_speed_that_the_player_accepts_voids_the_hour_and_blames_the_platform() -> None:
    verdict = learner().watch(5 * MINUTE).watch(8 * MINUTE, rate=2.0).watch().claim().verdict()

    assert verdict.result == "void_platform"
    assert rules(verdict) == {"fast_forward"}


def test_row_3_double_speed_snapped_back_within_a_second_is_certified() -> None:
    one = learner().watch(5 * MINUTE).play_unasked(800, rate=2.0).prevented("rate")

    assert one.watch().claim().verdict().result == "certified"


def test_row_4_a_rate_set_while_paused_and_reset_is_certified() -> None:
    one = learner().watch(5 * MINUTE)
    one.say(one.state(e.RateChange, rate=2.0, paused=True))
    one.now += 4000
    one.say(one.state(e.RateChange, rate=1.0, paused=True))

    assert one.watch().claim().verdict().result == "certified"


def test_row_4b_a_falsified_rate_is_held() -> None:
    verdict = learner().watch(rate=1.9, seen_rate=1.0).claim().verdict()

    assert verdict.result == "held"
    assert rules(verdict) == {"rate_falsified"}


def test_row_5_an_accepted_forward_seek_must_be_rewatched_and_voids_when_credit_is_claimed() -> None:
    one = learner().watch(5 * MINUTE).seek(7 * MINUTE).watch()

    assert one.verdict().result == "in_progress"
    assert one.claim().verdict().result == "void_platform"
    assert rules(one.verdict()) == {"seek_forward"}


def test_row_5_a_skipped_stretch_that_was_relearned_is_certified() -> None:
    one = learner().watch(5 * MINUTE).seek(7 * MINUTE).watch(20 * MINUTE).seek(4 * MINUTE + 50_000)

    assert one.watch().claim().verdict().result == "certified"


def test_row_6_rewinding_earns_no_extra_credit() -> None:
    verdict = learner().watch(10 * MINUTE).seek(5 * MINUTE).watch().claim().verdict()

    assert (verdict.result, verdict.credited_ms) == ("certified", 2_420_000)


def test_row_10_hidden_play_is_not_credited() -> None:
    one = learner().watch(10 * MINUTE).watch(15 * MINUTE, visible=False)

    verdict = one.watch().claim().verdict()

    assert verdict.result == "void_platform"
    assert rules(verdict) == {"background_play"}


def test_row_12_losing_the_focus_is_nothing() -> None:
    verdict = learner().watch(10 * MINUTE).watch(10 * MINUTE + 20_000, focused=False).watch().claim().verdict()

    assert (verdict.result, verdict.findings) == ("certified", ())


def test_row_16_a_long_pause_needs_a_new_face_check() -> None:
    one = learner().watch(10 * MINUTE).pause(30 * MINUTE)
    before = sum(1 for ask in one.asked if type(ask).__name__ == "AskLiveness")

    verdict = one.watch().claim().verdict()

    after = sum(1 for ask in one.asked if type(ask).__name__ == "AskLiveness")
    assert verdict.result == "certified"
    assert after > before


def test_row_17_one_missed_popup_costs_minutes_and_not_the_hour() -> None:
    one = learner().watch(10 * MINUTE)
    one.habits.answers = False
    while not one.missed:
        one.watch(one.position + 10_000)
    one.habits.answers = True
    one.watch()
    assert one.verdict().result == "in_progress"

    lost = one.verdict().missing[0]
    one.seek(lost.media_from - 1000).watch()

    assert one.claim().verdict().result == "certified"


def test_row_18_three_missed_popups_end_the_session_and_blame_nobody() -> None:
    one = learner(habits=Habits(answers=False)).watch()

    assert one.over == "missed_popups"
    assert one.claim().verdict().result == "not_certified"


def test_row_20_a_bot_that_answers_everything_at_once_is_held() -> None:
    verdict = learner(habits=Habits(latency=120)).watch().claim().verdict()

    assert (verdict.result, rules(verdict)) == ("held", {"popup_automation"})


def test_row_21_three_mismatches_are_held() -> None:
    one = learner(habits=Habits(face="mismatch")).watch()

    assert one.over == "face_checks_failed"
    assert one.claim().verdict().result == "held"


def test_row_22_a_broken_camera_leaves_no_mark() -> None:
    one = learner(habits=Habits(face="retry")).watch()

    assert one.over == "face_checks_failed"
    assert one.claim().verdict().result == "not_certified"


def test_row_23_play_without_any_face_check_voids_and_blames_the_platform() -> None:
    verdict = learner(supervised=False).play_unasked(2_420_000).claim().verdict()

    assert verdict.result == "void_platform"
    assert "liveness_unavailable" in rules(verdict)


def test_row_24_a_specialty_lesson_out_of_order_is_not_credited() -> None:
    plan = plan_of({"lesson-1": 810_000, "lesson-2": 810_000, "lesson-3": 800_000}, pack=HENAN)
    one = learner(plan=plan).watch().play_lesson("lesson-3").play_lesson("lesson-2")

    verdict = one.claim().verdict()

    assert (verdict.result, rules(verdict)) == ("void_platform", {"out_of_order"})


def test_row_25_general_lessons_may_be_learned_in_any_order() -> None:
    plan = plan_of({"lesson-1": 810_000, "lesson-2": 810_000, "lesson-3": 800_000}, pack=HENAN, course_type="general")
    one = learner(plan=plan).watch().play_lesson("lesson-3").play_lesson("lesson-2")

    assert one.claim().verdict().result == "certified"


def test_row_31_events_that_were_lost_must_be_rewatched() -> None:
    one = learner().watch(10 * MINUTE)
    one.go_offline().play_unasked(5 * MINUTE).go_online(deliver=False)

    verdict = one.watch().claim().verdict()

    assert verdict.result == "not_certified"
    assert sum(part.media_to - part.media_from for part in verdict.missing) >= 5 * MINUTE


def test_row_32_a_unit_of_three_short_lessons_is_certified_once() -> None:
    plan = plan_of({"lesson-1": 810_000, "lesson-2": 810_000, "lesson-3": 800_000}, pack=HENAN)
    one = learner(plan=plan).watch().play_lesson("lesson-2").play_lesson("lesson-3")

    assert [verdict.result for verdict in one.claim().verdicts()] == ["certified"]


def test_row_33_a_lesson_of_two_units_gives_two_independent_results() -> None:
    plan = plan_of({"lesson-1": 4_840_000}, pack=HENAN, units=2)

    verdicts = learner(plan=plan).watch().claim("unit-1").claim("unit-2").verdicts()

    assert [verdict.result for verdict in verdicts] == ["certified", "certified"]


@pytest.mark.parametrize(("gate", "rule"), [("catalogued", "not_catalogued"), ("connected", "not_connected")])
def test_row_38_an_uncatalogued_or_unconnected_platform_is_not_counted(gate: str, rule: str) -> None:
    verdict = learner(platform=e.PlatformState(platform="platform-a", **{gate: False})).watch().claim().verdict()

    assert (verdict.result, rules(verdict)) == ("not_counted_platform", {rule})


def test_row_39_a_platform_suspended_in_mid_unit_is_not_counted() -> None:
    one = learner().watch(10 * MINUTE)
    one.streams.update(confirmed(one.now))

    assert one.watch().claim().verdict().result == "not_counted_platform"


def test_an_unconfirmed_reference_holds_the_hour() -> None:
    verdict = learner(trainee={"reference_confirmed": False}).watch().claim().verdict()

    assert (verdict.result, rules(verdict)) == ("held", {"reference_unconfirmed"})


def test_observe_mode_never_counts() -> None:
    assert learner(mode="observe").watch().claim().verdict().result != "certified"


def test_replaying_the_log_gives_equal_bytes() -> None:
    one = learner().watch().claim()

    assert one.verdict().to_bytes() == one.verdict().to_bytes()
