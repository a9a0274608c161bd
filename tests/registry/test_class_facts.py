"""What the gates learn about a class."""

from datetime import date

import pytest

from monitor.adapters.registry import RegistryError
from monitor.core import office_records as r
from monitor.core.gates import classes, online, people, process
from monitor.core.gates.assessment_and_funds import Claim, MonthlyPush, Notice
from monitor.core.gates.catalogue import Place
from tests.registry.cast import HOUR, LI, a_plan
from tests.registry.office_cast import (
    AFTER,
    BEGINS,
    DURING,
    HOUR_MS,
    MINUTE,
    at,
    class_profile,
    held_hour,
    offices,
    questionnaire,
    recording,
    row,
    school,
)


@pytest.fixture
def li(registry):
    """Li, in c1 beside Wang, but from a list that is in no provincial system."""
    name = registry.add_trainee(LI, source_system="vendor-a", external_id="li", at=1)
    registry.enrol(name, "c1", source_system="excel", external_id="e2", at=2)
    return name


def test_a_class_of_which_nothing_more_is_known_has_empty_facts(registry):
    facts = registry.class_facts("c1", DURING)

    assert facts.size == classes.ClassSize(trainees=0, teachers=0, workstations=0)
    assert facts.hours == classes.ClassHours(total=40, practical=None)
    assert (facts.claim, facts.notice, facts.hour_recordings) == (None, None, ())
    assert facts.recorded == classes.Recorded(source_system="talent", external_id="c1")


def test_an_unknown_class_is_refused(registry):
    with pytest.raises(RegistryError) as refused:
        registry.class_facts("nowhere", DURING)
    assert refused.value.field == "training_class"


def test_the_plan_tells_hours_units_and_videos(registry):
    registry.take_in([class_profile(own_hours_min=24, track="other")])
    registry.approve_lesson("l2", approved=True, on=date(2023, 5, 11), document="2023-5")
    facts = registry.class_facts("c1", DURING)

    assert facts.online_hours == online.OnlineHours(total=40, online=2)
    assert facts.online_units == online.OnlineUnits(theory=2, practical=0)
    assert facts.hours == classes.ClassHours(total=40, practical=24, track="other", own_minimum=24)
    assert facts.videos.videos == (
        online.Video(lesson="l1", approved=True),
        online.Video(lesson="l2", approved=True, approved_on=date(2023, 5, 11)),
    )
    assert [length.length_ms for length in facts.hour_lengths] == [HOUR, HOUR]


def test_only_the_plan_in_force_counts(registry):
    registry.revise_plan(a_plan(version="2", total_class_hours=50, units=a_plan().units[:1]), unit_content_min=HOUR)

    assert registry.class_facts("c1", DURING).online_hours == online.OnlineHours(total=50, online=1)


def test_people_count_once_and_as_entered_only_if_a_provincial_system_has_them(registry, trainee, li):
    registry.take_in(
        [
            class_profile(workshop=None),
            row(r.Teacher, "1", teacher="zhao", institution="school"),
            row(r.Teacher, "2", source_system="excel", teacher="qian", institution="school"),
            r.TeacherAssignment(training_class="c1", teacher="zhao", specialty="welding"),
            r.TeacherAssignment(training_class="c1", teacher="zhao", specialty="safety"),
            r.TeacherAssignment(training_class="c1", teacher="qian", specialty="safety"),
        ]
    )
    facts = registry.class_facts("c1", DURING)

    assert facts.entered == classes.Entered(trainees=2, trainees_entered=1, teachers=2, teachers_entered=1)
    assert facts.size == classes.ClassSize(trainees=2, teachers=1, workstations=0)


def test_whoever_left_is_no_longer_of_the_class(registry, trainee, li):
    registry.leave(li, "c1", DURING)

    assert registry.class_facts("c1", DURING).size.trainees == 1


def test_workstations_are_those_of_the_classs_workshop(registry):
    registry.take_in(
        [
            row(r.Workshop, "1", workshop="hall", institution="school", workstations=4),
            row(r.Workshop, "2", workshop="yard", institution="school", workstations=9),
            class_profile(workshop="hall"),
        ]
    )

    assert registry.class_facts("c1", DURING).size.workstations == 4


def test_a_questionnaire_counts_before_the_first_moment_of_the_class(registry, trainee, li):
    registry.take_in(
        [
            class_profile(),
            questionnaire("1", trainee, BEGINS - 1, wants_work=False),
            questionnaire("2", li, BEGINS, able_to_work=False),
        ]
    )
    facts = registry.class_facts("c1", DURING)

    assert facts.questionnaires == classes.Questionnaires(trainees=2, answered_before=1)
    assert facts.wishes == people.Wishes(trainees=2, answered=2, unwilling=0, without_job_wish=1, unable=1)


def test_students_are_those_of_whom_it_was_noted(registry, trainee, li):
    registry.take_in([r.EnrolmentProfile(trainee=trainee, training_class="c1", at_school=True)])

    assert registry.class_facts("c1", DURING).students == people.Students(at_school=1, not_noted=1)


def test_inspections_count_up_to_now(registry):
    looks = [
        row(r.Inspection, "1", training_class="c1", held_at=DURING, headcount=28),
        row(r.Inspection, "2", training_class="c1", held_at=DURING, remote=True),
        row(r.Inspection, "3", training_class="c1", held_at=DURING + 1, headcount=30),
    ]
    registry.take_in([class_profile(), *looks])
    facts = registry.class_facts("c1", DURING)

    assert facts.inspections == process.Inspections(held=2, over=False)
    assert facts.headcounts == people.Headcounts(enrolled=0, counted=(28,), over=False)
    assert facts.classroom.remote_inspections == 1
    assert registry.class_facts("c1", AFTER).headcounts == people.Headcounts(enrolled=0, counted=(28, 30), over=True)


def test_two_clips_one_after_the_other_are_not_one_continuous_recording(registry):
    nine = at("2023-05-08 09:00")
    registry.take_in(
        [
            class_profile(),
            held_hour("h1", nine),
            held_hour("h2", at("2023-05-08 10:00"), "practical"),
            held_hour("h3", at("2023-05-11 09:00")),
            recording("a", nine - 5 * MINUTE, 19 * MINUTE),
            recording("b", nine + 14 * MINUTE, 14 * MINUTE),
            recording("c", nine + 20 * MINUTE, 5 * MINUTE),
        ]
    )
    facts = registry.class_facts("c1", DURING)

    assert facts.hour_recordings == (
        process.HourRecording(hour="h1", longest_clip_ms=14 * MINUTE),
        process.HourRecording(hour="h2", longest_clip_ms=0),
    )
    assert (facts.classroom.theory_ms, facts.classroom.recorded_ms) == (HOUR_MS, 28 * MINUTE)
    assert [length.length_ms for length in facts.hour_lengths][2:] == [HOUR_MS] * 3


def test_strikes_are_what_reviewers_saw(registry):
    registry.take_in([recording(name, BEGINS, MINUTE, kept_until_on=date(2026, 5, 8)) for name in "abcd"])
    registry.review_recording("a", shows_all=True, by="li", at=DURING)
    registry.review_recording("b", shows_all=False, by="li", at=DURING)
    registry.review_recording("b", shows_all=True, by="zhao", at=DURING + 1)
    registry.review_recording("c", shows_all=False, by="li", at=DURING)
    facts = registry.class_facts("c1", DURING)

    assert facts.reviewed == process.Reviewed(recordings=4, strikes=1, unreviewed=1)
    assert facts.kept_videos[0] == process.KeptVideo(
        video="a", recorded_on=date(2023, 5, 8), kept_until=date(2026, 5, 8)
    )


def test_check_ins_and_who_made_them(registry, trainee, li):
    registry.take_in(
        row(r.CheckIn, str(number), trainee=trainee, training_class="c1", came_at=BEGINS + number)
        for number in range(3)
    )
    classroom = registry.class_facts("c1", DURING).classroom

    assert (classroom.trainees, classroom.check_ins, classroom.checked_in) == (2, 3, 1)


def test_only_valid_answers_make_satisfaction(registry, trainee):
    answers = [
        row(r.SatisfactionAnswer, "1", training_class="c1", answered_at=AFTER, satisfied=True),
        row(r.SatisfactionAnswer, "2", training_class="c1", answered_at=AFTER + 1, satisfied=False),
        row(r.SatisfactionAnswer, "3", training_class="c1", answered_at=AFTER + 2, satisfied=True, valid=False),
    ]
    registry.take_in(answers)

    assert registry.class_facts("c1", AFTER).satisfaction == process.Satisfaction(
        satisfied=1, answers=2, roster=1, surveyed_on=date(2023, 5, 20)
    )


def test_the_last_claim_with_its_signatures_and_the_last_notice(registry):
    registry.take_in(
        [
            row(r.SubsidyClaim, "1", claim="old", training_class="c1", entered_by="wu", entered_at=AFTER),
            row(r.SubsidyClaim, "2", claim="new", training_class="c1", entered_by="wang", entered_at=AFTER + 1),
            row(r.PublicNotice, "1", training_class="c1", posted_on=date(2023, 6, 1), taken_down_on=date(2023, 6, 2)),
            row(r.PublicNotice, "2", training_class="c1", posted_on=date(2023, 6, 3)),
        ]
    )
    registry.sign_claim("new", by="zhao", at=AFTER)
    registry.sign_claim("new", by="li", at=AFTER)
    facts = registry.class_facts("c1", at("2023-06-09 00:00"))

    assert facts.claim == Claim(entered_by="wang", signed_by=("li", "zhao"))
    assert facts.notice == Notice(posted_on=date(2023, 6, 3), today=date(2023, 6, 9))


def test_entitled_people_are_counted_by_month_with_those_who_were_pushed(registry, trainee, li):
    registry.take_in(
        [
            r.EnrolmentProfile(trainee=trainee, training_class="c1", entitled_on=date(2023, 5, 31)),
            r.EnrolmentProfile(trainee=li, training_class="c1", entitled_on=date(2023, 6, 1)),
        ]
    )
    registry.push_to_finance("c1", [trainee], month="2023-06", at=AFTER)

    assert registry.class_facts("c1", AFTER).pushes.months == (
        MonthlyPush(month="2023-05", entitled=1, pushed=1),
        MonthlyPush(month="2023-06", entitled=1, pushed=0),
    )


def test_local_institutions_are_others_of_the_city_that_hold_the_specialty_when_the_class_begins(registry):
    for name in ("there", "elsewhere", "late"):
        registry.add_institution(name, title=name, source_system="talent", external_id=name)
    registry.take_in(
        [
            *offices(),
            school(),
            r.InstitutionProfile(institution="there", city="4103"),
            r.InstitutionProfile(institution="elsewhere", city="4101"),
            r.InstitutionProfile(institution="late", city="4103"),
            class_profile(city="4103", city_consent="2023-8"),
            row(r.SpecialtyChange, "1", institution="school", specialty="welding", from_on=date(2022, 1, 1)),
            row(r.SpecialtyChange, "2", institution="there", specialty="welding", from_on=date(2023, 5, 8)),
            row(r.SpecialtyChange, "3", institution="elsewhere", specialty="welding", from_on=date(2022, 1, 1)),
            row(r.SpecialtyChange, "4", institution="late", specialty="welding", from_on=date(2023, 5, 9)),
        ]
    )
    facts = registry.class_facts("c1", AFTER)

    assert facts.place == Place(
        kind="school", institution_city="4101", class_city="4103", local_institutions=1, consent="2023-8"
    )
    assert facts.specialties == online.Specialties(
        held=(online.SpecialtyHeld(specialty="welding", first=date(2022, 1, 1)),),
        wanted="welding",
        on=date(2023, 5, 8),
    )
