"""Two people saw the trainee in person: what they vouch for, and what they do not (K4)."""

from __future__ import annotations

import pytest

from monitor.core import events as e
from monitor.core.asking import AskLiveness, End, Hold, Release
from monitor.core.speaking import Speaker
from monitor.core.verdict import Verdict
from monitor.learners.simulated import OFFICE, SCHOOL, Habits, Simulated, plan_of
from monitor.rulepacks import load

HENAN = load("henan-2023")
MINUTE = 60_000
STIFF = Habits(face="retry", face_reason="no_turn")  # cannot move as asked
EXCUSED = {"accommodations": ("no_movements",)}
LASTS = HENAN["in_person_lasts_ms"]

NAMED_BY_SCHOOL = Speaker(house=SCHOOL.house, person="liu")  # with the same key as SCHOOL
OF_OTHER_SCHOOL = Speaker(house="institution/other", person="ma")
ZHAO_HERSELF = Speaker(house=SCHOOL.house, person=SCHOOL.person, own_key=True)  # whom SCHOOL names, too
TEACHER = Speaker(house=SCHOOL.house, person="sun", own_key=True)
OF_PLATFORM = Speaker(house="platform/platform-a", person="ann", own_key=True)
TWO_HOURS = plan_of({"lesson-1": 2_420_000, "lesson-2": 2_420_000}, pack=HENAN, units=2, course_type="general")


def holds(verdict: Verdict) -> set[str]:
    return {finding.rule for finding in verdict.findings if finding.severity == "hold"}


def holds_said(learner: Simulated) -> list[str]:
    """Why the lesson was kept paused, in order; empty where it was let go."""
    return [ask.reason if isinstance(ask, Hold) else "" for ask in learner.asked if isinstance(ask, Hold | Release)]


def mismatches(learner: Simulated, times: int) -> Simulated:
    for _ in range(times):
        learner.check_face("mismatch").check_face()
    return learner


# ---------------------------------------------------------------- the budget of failed comparisons


def test_after_verification_in_person_the_budget_begins_anew() -> None:
    learner = mismatches(Simulated(HENAN), 4).seen_in_person()

    assert mismatches(learner, 4).watch().claim().verdict().result == "certified"


def test_the_new_budget_is_as_large_as_the_old_one() -> None:
    learner = mismatches(Simulated(HENAN), 5).seen_in_person()

    assert holds(mismatches(learner, 5).watch().verdict()) == {"identity_failed"}


def test_three_failures_in_a_row_are_settled_by_verification_too() -> None:
    learner = Simulated(HENAN, habits=Habits(face="mismatch")).watch()
    assert learner.over == "face_checks_failed"
    learner.habits = Habits()

    assert learner.seen_in_person().open().watch().claim().verdict().result == "certified"


@pytest.mark.parametrize("people", [(SCHOOL,), (SCHOOL, SCHOOL), (SCHOOL, OF_PLATFORM), (OFFICE, OF_PLATFORM)])
def test_one_person_or_somebody_of_the_platform_vouches_for_nobody(people: tuple[Speaker, ...]) -> None:
    learner = mismatches(Simulated(HENAN), 5).seen_in_person(*people)

    assert holds(learner.watch().verdict()) == {"identity_failed"}


@pytest.mark.parametrize(
    "people", [(SCHOOL, NAMED_BY_SCHOOL), (SCHOOL, NAMED_BY_SCHOOL, OF_OTHER_SCHOOL), (SCHOOL, ZHAO_HERSELF)]
)
def test_an_institution_that_names_people_freely_is_one_person_whatever_it_says(people: tuple[Speaker, ...]) -> None:
    learner = mismatches(Simulated(HENAN), 5).seen_in_person(*people)

    assert learner.watch().claim().verdict().result == "held"


@pytest.mark.parametrize(
    "people",
    [(NAMED_BY_SCHOOL, OFFICE), (SCHOOL, NAMED_BY_SCHOOL, OFFICE), (SCHOOL, TEACHER), (TEACHER, ZHAO_HERSELF)],
)
def test_an_honest_institution_vouches_with_the_office_or_with_people_who_have_their_own_keys(
    people: tuple[Speaker, ...],
) -> None:
    learner = mismatches(Simulated(HENAN), 5).seen_in_person(*people)

    assert learner.watch().claim().verdict().result == "certified"


def test_nobody_vouches_for_what_came_after_they_looked() -> None:
    learner = Simulated(HENAN).seen_in_person(SCHOOL)
    mismatches(learner, 5).seen_in_person(OFFICE)

    assert holds(learner.watch().verdict()) == {"identity_failed"}


def test_a_word_is_used_once() -> None:
    learner = mismatches(Simulated(HENAN), 5).seen_in_person()
    learner.seen_in_person(SCHOOL)

    assert holds(mismatches(learner, 5).watch().verdict()) == {"identity_failed"}


def test_an_hour_that_was_learned_before_stays_held() -> None:
    """Somebody else may have learned it, whoever was seen afterwards."""
    learner = mismatches(Simulated(HENAN), 5).watch().claim()
    learner.now += MINUTE

    assert learner.seen_in_person().verdict().result == "held"


@pytest.mark.parametrize("other", [{"platform": "platform-b"}, {"training_class": "class-2"}])
def test_verification_is_for_one_platform_and_one_class(other: dict[str, str]) -> None:
    learner = mismatches(Simulated(HENAN), 5)
    for by in (SCHOOL, OFFICE):
        learner.fact(e.SeenInPerson(**{"platform": "platform-a", "training_class": "class-1", "by": by, **other}))

    assert holds(learner.watch().verdict()) == {"identity_failed"}


# ---------------------------------------------------------------- who cannot move as asked


def test_whoever_cannot_move_as_asked_waits_for_a_person_and_is_asked_no_more() -> None:
    learner = Simulated(HENAN, habits=STIFF).watch()
    asked = sum(isinstance(ask, AskLiveness) for ask in learner.asked)
    learner.now += 10 * MINUTE
    learner.watch()

    assert holds_said(learner) == ["liveness", "in_person"]
    assert asked == sum(isinstance(ask, AskLiveness) for ask in learner.asked) == 3 * HENAN["liveness_tries"]
    assert not any(isinstance(ask, End) for ask in learner.asked)


def test_whoever_leaves_without_it_is_told_where_to_turn() -> None:
    verdict = Simulated(HENAN, habits=STIFF).watch().claim().verdict()
    [finding] = [finding for finding in verdict.findings if finding.rule == "face_check_not_passed"]

    assert verdict.result == "not_certified"
    assert "in person" in finding.advice["en"]


@pytest.mark.parametrize(("decision", "reason"), [("retry", "black_or_dark"), ("mismatch", "other_person")])
def test_bad_light_and_another_face_end_the_session_as_before(decision: str, reason: str) -> None:
    learner = Simulated(HENAN, habits=Habits(face=decision, face_reason=reason)).watch()

    assert learner.over == "face_checks_failed"
    assert "in_person" not in holds_said(learner)


def test_two_people_who_see_the_learner_let_the_lesson_go_on_and_the_hour_is_certified() -> None:
    learner = Simulated(HENAN, habits=STIFF).watch()
    learner.seen_in_person(session=learner.session).watch()
    asked = [ask for ask in learner.asked if isinstance(ask, AskLiveness)]

    assert holds_said(learner) == ["liveness", "in_person", ""]
    assert len(asked) == 3 * HENAN["liveness_tries"], "nobody asks for movements any more"
    assert learner.claim().verdict().result == "certified"


def test_one_person_is_not_enough_to_let_it_go_on() -> None:
    learner = Simulated(HENAN, habits=STIFF).watch()
    learner.seen_in_person(SCHOOL, session=learner.session).watch()

    assert holds_said(learner)[-1] == "in_person"
    assert learner.position == 0


def test_it_holds_for_that_session_alone() -> None:
    learner = Simulated(HENAN, habits=STIFF).watch()
    learner.seen_in_person(session=learner.session).watch(10 * MINUTE)
    learner.close().open().watch()

    assert holds_said(learner)[-1] == "in_person"
    assert learner.position == 10 * MINUTE


def test_another_face_on_a_photo_costs_its_stretch_even_then() -> None:
    learner = Simulated(HENAN, habits=STIFF).watch()
    learner.seen_in_person(session=learner.session).watch(10 * MINUTE)
    learner.habits = Habits(photo="mismatch")
    verdict = learner.watch().verdict()

    assert "mismatch" in {span.reason for span in verdict.ledger}
    assert verdict.completed_at is None
    assert len(learner.asked) < 100, "and nobody asks without end"


# ---------------------------------------------------------------- who is known not to


def test_whoever_is_known_not_to_move_is_asked_for_none_and_the_hour_waits_for_two_people() -> None:
    learner = Simulated(HENAN, trainee=EXCUSED).watch().claim()

    assert not any(isinstance(ask, AskLiveness) for ask in learner.asked)
    assert (learner.verdict().result, holds(learner.verdict())) == ("held", {"identity_in_person"})
    assert learner.seen_in_person(session=learner.session).verdict().result == "certified"


def test_having_been_seen_at_all_does_not_say_who_learned_in_a_session() -> None:
    learner = Simulated(HENAN, trainee=EXCUSED).watch().claim().seen_in_person()

    assert learner.verdict().result == "held"


def test_every_session_of_the_hour_needs_its_two_people() -> None:
    learner = Simulated(HENAN, trainee=EXCUSED).watch(10 * MINUTE)
    first = learner.session
    learner.close().open().watch().claim()
    learner.seen_in_person(session=first)

    assert learner.verdict().result == "held"
    assert learner.seen_in_person(session=learner.session).verdict().result == "certified"


# ---------------------------------------------------------------- for how long


def test_two_people_stand_for_a_class_hour_and_then_the_next_check_asks_again() -> None:
    learner = Simulated(HENAN, plan=TWO_HOURS, habits=STIFF).watch()
    learner.seen_in_person(session=learner.session).watch()
    asked = sum(isinstance(ask, AskLiveness) for ask in learner.asked)
    learner.now += LASTS
    learner.play_lesson("lesson-2")

    assert holds_said(learner) == ["liveness", "in_person", "", "in_person"]
    assert asked == sum(isinstance(ask, AskLiveness) for ask in learner.asked), "for movements that cannot be made"
    first, second = learner.claim("unit-1").verdicts()
    assert (first.result, second.credited_ms) == ("certified", 0)


def test_seen_anew_the_lesson_goes_on_and_the_second_hour_counts_too() -> None:
    learner = Simulated(HENAN, plan=TWO_HOURS, habits=STIFF).watch()
    learner.seen_in_person(session=learner.session).watch()
    learner.now += LASTS
    learner.play_lesson("lesson-2").seen_in_person(session=learner.session).watch()

    verdicts = learner.claim("unit-1").claim("unit-2").verdicts()
    assert [verdict.result for verdict in verdicts] == ["certified", "certified"]


def test_an_hour_that_began_while_they_stood_for_it_may_end_later_if_the_photos_match() -> None:
    learner = Simulated(HENAN, habits=STIFF).watch()
    learner.seen_in_person(session=learner.session)
    learner.now += LASTS - 20 * MINUTE

    assert learner.watch().claim().verdict().result == "certified"


def test_what_is_played_afterwards_without_any_match_does_not_count() -> None:
    learner = Simulated(HENAN, habits=Habits(face="retry", face_reason="no_turn", photo="rejected")).watch()
    learner.seen_in_person(session=learner.session)
    learner.now += LASTS - 20 * MINUTE
    verdict = learner.watch().claim().verdict()

    assert 0 < verdict.credited_ms <= 20 * MINUTE
    assert verdict.result != "certified"


@pytest.mark.parametrize(("apart", "goes_on"), [(LASTS - 1, True), (LASTS, True), (LASTS + 1, False)])
def test_the_second_person_comes_while_the_firsts_word_still_lasts(apart: int, goes_on: bool) -> None:
    learner = Simulated(HENAN, habits=STIFF).watch()
    learner.seen_in_person(SCHOOL, session=learner.session)
    learner.now += apart
    learner.seen_in_person(OFFICE, session=learner.session).watch(MINUTE)

    assert (holds_said(learner)[-1] == "") == goes_on


@pytest.mark.parametrize(
    ("since_begin", "result"), [(LASTS - 1, "certified"), (LASTS, "certified"), (LASTS + 1, "held")]
)
def test_whoever_is_asked_for_no_movements_is_seen_while_what_was_played_first_is_not_too_long_ago(
    since_begin: int, result: str
) -> None:
    learner = Simulated(HENAN, trainee=EXCUSED).watch().claim()
    learner.now = learner.verdict().ledger[0].start + since_begin

    assert learner.seen_in_person(session=learner.session).verdict().result == result


def test_a_word_after_the_session_is_about_its_end() -> None:
    """Whoever saw it may write it down in the evening."""
    learner = Simulated(HENAN, trainee=EXCUSED).watch().claim().close()
    learner.now += 8 * LASTS

    assert learner.seen_in_person(session=learner.session).verdict().result == "certified"
