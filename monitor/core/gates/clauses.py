"""Every clause of the plan: whom it binds, who decides it, by which function, and which test proves that."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import msgspec

from monitor.core import rules
from monitor.core.gates import assessment_and_funds as funds
from monitor.core.gates import catalogue, classes, online, people, process, reports, vouchers
from monitor.core.gates.facts import (
    ClassFacts,
    EnrolmentFacts,
    Facts,
    InstitutionFacts,
    OfficeFacts,
    PlatformFacts,
)
from monitor.core.gates.result import GateResult, Numbers

Binds = Literal["platform", "institution", "class", "trainee", "office"]
# `log`: the events of sessions, by the six rules.  `data`: the registry.  `person`: somebody looks, with the data at
# hand.  `report`: counted, nothing follows.  `office`: its own conduct, which no software judges.
DecidedBy = Literal["log", "data", "person", "report", "office"]
Subject = Literal["class", "enrolment", "platform", "institution", "office"]

_SUBJECTS: dict[type[Facts], Subject] = {
    ClassFacts: "class",
    EnrolmentFacts: "enrolment",
    PlatformFacts: "platform",
    InstitutionFacts: "institution",
    OfficeFacts: "office",
}


class Clause(msgspec.Struct, frozen=True, kw_only=True):
    """One clause; `facts` is the field of the subject's facts that its gate reads.

    A gate whose facts are several (`each`) is asked about every one of them, and about none if there is none.
    `proof` is the pytest node id of the test that proves it.
    """

    id: str
    binds: tuple[Binds, ...]
    decided_by: DecidedBy
    function: Callable[..., Any] | None = None
    about: tuple[Subject, ...] = ()
    facts: str = ""
    each: bool = False
    proof: str = ""


def results(facts: Facts, numbers: Numbers) -> list[GateResult]:
    """Every clause about this kind of subject, in the plan's order."""
    subject = _SUBJECTS[type(facts)]
    return [
        clause.function(known, numbers)
        for clause in CLAUSES
        if clause.function is not None and subject in clause.about
        for known in _known(clause, facts)
    ]


def _known(clause: Clause, facts: Facts) -> tuple[Any, ...]:
    known = getattr(facts, clause.facts)
    return (known or (None,)) if clause.each else (known,)


DISQUALIFIERS = {"D1": "ONL-05", "D2": "ONL-06", "D3": "ONL-07", "D4": "ONL-08", "D5": "ONL-09", "D6": "ONL-10"}


def clause(name: str) -> Clause:
    """The clause of this id; raises `KeyError` when the plan has none."""
    return _BY_ID[name]


def clause_of(code: str) -> Clause | None:
    """The clause behind the code of a finding, such as "D1" or "ONL-03"; None where it is a rule of the project."""
    return _BY_ID.get(DISQUALIFIERS.get(code, code))


def _log(clause: str, function: Callable[..., Any], proof: str) -> Clause:
    """One of the six disqualifiers, which the hours' own rules find."""
    return Clause(
        id=clause, binds=("platform",), decided_by="log", function=function, proof=f"tests/core/rules/test_{proof}"
    )


def _gate(
    function: Callable[..., GateResult],
    facts: str,
    binds: tuple[Binds, ...],
    about: tuple[Subject, ...],
    proof: str,
    *,
    decided_by: DecidedBy = "data",
    each: bool = False,
) -> Clause:
    """A gate; its docstring begins with the clause's id, and its test lies in the file of the gate's module."""
    return Clause(
        id=(function.__doc__ or "").partition(":")[0],
        binds=binds,
        decided_by=decided_by,
        function=function,
        about=about,
        facts=facts,
        each=each,
        proof=f"tests/core/gates/test_{function.__module__.rpartition('.')[2]}.py::test_{proof}",
    )


def _office(name: str) -> Clause:
    return Clause(id=name, binds=("office",), decided_by="office")


CLAUSES: tuple[Clause, ...] = (
    # online training
    _gate(
        online.online_share,
        "online_hours",
        ("institution", "class"),
        ("class", "enrolment"),
        "online_hours_may_reach_forty_per_cent_of_the_plan_and_no_more",
    ),
    _gate(online.theory_only, "online_units", ("institution", "class"), ("class",), "only_theory_may_be_online"),
    _gate(
        online.catalogued,
        "catalogue",
        ("platform",),
        ("platform",),
        "a_platform_counts_on_the_first_and_last_day_on_the_catalogue_and_not_from_its_exit_on",
    ),
    _gate(online.connected, "connections", ("platform",), ("platform",), "a_platform_must_be_connected_on_the_day"),
    _log("ONL-05", rules.fast_forward.findings, "fast_forward.py::test_more_than_a_minute_of_sped_up_content_voids"),
    _log(
        "ONL-06",
        rules.multi_window.findings,
        "multi_window.py::test_ten_seconds_at_once_beyond_the_clocks_tolerance_are_concurrent",
    ),
    _log(
        "ONL-07",
        rules.popup_gap.findings,
        "popup_gap.py::test_a_gap_of_five_minutes_and_the_tolerance_passes_and_a_longer_one_does_not",
    ),
    _log(
        "ONL-08",
        rules.liveness_unavailable.findings,
        "liveness_unavailable.py::test_more_than_ten_seconds_of_play_before_any_check_are_the_platforms_fault",
    ),
    _log(
        "ONL-09",
        rules.out_of_order.findings,
        "out_of_order.py::test_a_look_at_a_later_lesson_of_less_than_thirty_seconds_is_nothing_and_earns_nothing",
    ),
    _log("ONL-10", rules.photo_missing.findings, "photo_missing.py::test_one_photo_is_enough_by_the_plan"),
    _log("ONL-11", rules.findings, "gates.py::test_all_failed_conditions_are_told_and_not_only_the_first"),
    _gate(
        online.videos_approved,
        "videos",
        ("platform", "office"),
        ("class",),
        "every_video_needs_an_approval_by_the_day_of_its_use",
    ),
    _gate(
        online.not_suspended,
        "suspensions",
        ("platform", "office"),
        ("platform",),
        "a_suspension_bars_from_its_first_day_until_it_is_lifted",
    ),
    _gate(
        online.month_between_projects,
        "earlier",
        ("trainee", "institution"),
        ("enrolment",),
        "a_person_may_join_again_when_a_whole_month_has_passed_since_the_assessment",
    ),
    _gate(
        online.specialty_in_force,
        "specialties",
        ("institution",),
        ("class",),
        "a_changed_specialty_counts_from_the_day_of_its_change",
    ),
    # a class before it starts
    _gate(
        classes.recorded_in_the_province,
        "recorded",
        ("institution", "office"),
        ("class",),
        "a_class_is_in_a_provincial_system_or_began_before_2023_in_the_old_one",
    ),
    _gate(
        classes.subsidy_inside_the_systems,
        "entered",
        ("institution",),
        ("class",),
        "whoever_is_outside_the_systems_earns_no_subsidy",
    ),
    _gate(
        classes.certificate_hours,
        "hours",
        ("class",),
        ("class",),
        "certificate_training_has_forty_hours_or_the_programmes_own_number",
    ),
    _gate(
        classes.questionnaire_before_class,
        "questionnaires",
        ("institution",),
        ("class",),
        "everybody_answered_a_questionnaire_before_the_class_began",
    ),
    _gate(
        people.will_and_ability,
        "wishes",
        ("institution",),
        ("class",),
        "who_came_is_compared_by_a_person_who_sees_the_answers",
        decided_by="person",
    ),
    _gate(
        classes.people_entered,
        "entered",
        ("institution",),
        ("class",),
        "all_trainees_and_teachers_are_entered_in_the_provincial_system",
    ),
    _gate(
        people.payable_headcount,
        "headcounts",
        ("class", "office"),
        ("class",),
        "the_payable_number_is_set_by_a_person_from_the_average_of_the_inspections",
        decided_by="person",
    ),
    _office("CLS-08"),
    _gate(
        classes.fitting_occupation,
        "occupation",
        ("trainee", "institution"),
        ("enrolment",),
        "employees_learn_a_near_occupation_and_job_changers_another_class_of_them",
    ),
    _gate(
        people.no_students,
        "students",
        ("trainee", "institution"),
        ("class",),
        "students_at_school_are_for_a_person",
        decided_by="person",
    ),
    _gate(
        classes.trainees_per_teacher,
        "size",
        ("class",),
        ("class",),
        "there_are_at_most_twenty_trainees_to_a_teacher_and_to_a_workstation",
    ),
    _gate(
        classes.teachers_of_the_specialty,
        "size",
        ("class",),
        ("class",),
        "a_class_has_two_teachers_for_its_specialty",
    ),
    _gate(classes.class_size, "size", ("class",), ("class",), "a_class_has_at_most_eighty_trainees"),
    _gate(
        classes.hours_long_enough,
        "hour_lengths",
        ("class", "platform"),
        ("class",),
        "no_class_hour_is_shorter_than_forty_minutes",
    ),
    _gate(classes.practical_share, "hours", ("class",), ("class",), "sixty_per_cent_of_the_hours_are_practical"),
    _gate(
        classes.apprentice_caps,
        "apprentices",
        ("institution",),
        ("institution",),
        "apprentices_are_capped_by_enterprise_and_by_year",
        each=True,
    ),
    # while it runs and when it ends
    _gate(
        process.inspected,
        "inspections",
        ("office",),
        ("class",),
        "a_class_run_is_inspected_once_before_it_is_over",
    ),
    _gate(
        people.check_in_and_video,
        "classroom",
        ("institution",),
        ("class",),
        "check_in_devices_are_checked_by_a_person_when_the_class_is_over",
        decided_by="person",
    ),
    _gate(
        people.supervised_from_afar,
        "classroom",
        ("office",),
        ("class",),
        "a_class_is_watched_from_afar_by_a_person_while_it_runs",
        decided_by="person",
    ),
    _gate(
        people.theory_recorded_throughout,
        "classroom",
        ("institution", "class"),
        ("class",),
        "whether_theory_was_recorded_throughout_is_seen_by_a_person",
        decided_by="person",
    ),
    _gate(
        process.hours_recorded,
        "hour_recordings",
        ("class",),
        ("class",),
        "every_class_hour_has_a_continuous_recording_of_fifteen_minutes",
    ),
    _gate(
        process.all_trainees_shown,
        "reviewed",
        ("class",),
        ("class",),
        "the_third_recording_that_does_not_show_everybody_cancels_the_subsidy",
    ),
    _gate(
        people.local_platform,
        "local_platform",
        ("office",),
        ("office",),
        "a_local_supervision_platform_is_allowed_and_its_feed_is_checked",
        decided_by="person",
    ),
    _gate(
        process.videos_kept,
        "kept_videos",
        ("institution", "platform"),
        ("class",),
        "training_video_is_kept_for_three_whole_years",
    ),
    _gate(
        process.make_up_counts,
        "make_ups",
        ("trainee", "institution"),
        ("enrolment",),
        "a_make_up_counts_with_a_good_reason_before_the_assessment_and_recorded_throughout",
        each=True,
    ),
    _gate(
        process.satisfied_enough,
        "satisfaction",
        ("class", "institution"),
        ("class",),
        "eighty_five_per_cent_of_the_valid_answers_are_satisfied",
    ),
    # assessment, enforcement, money
    _gate(
        funds.assessed_for_a_certificate,
        "assessment",
        ("institution",),
        ("class",),
        "a_completion_certificate_earns_nothing_where_a_real_one_is_within_reach",
    ),
    _office("ASM-02"),
    _gate(
        people.not_blacklisted,
        "trouble",
        ("institution", "platform", "office"),
        ("platform", "institution"),
        "the_blacklist_bars_and_a_person_decides_who_gets_there",
        decided_by="person",
    ),
    _gate(
        people.misuse_handled,
        "trouble",
        ("institution", "office"),
        ("institution",),
        "every_case_of_misused_funds_is_handled",
        decided_by="person",
    ),
    _office("ENF-03"),
    _gate(
        funds.signed_by_two,
        "claim",
        ("office",),
        ("class",),
        "two_people_sign_a_claim_and_whoever_entered_it_is_none_of_them",
    ),
    _gate(
        funds.public_long_enough,
        "notice",
        ("office",),
        ("class",),
        "a_result_is_public_for_five_whole_days_after_the_first",
    ),
    _gate(
        funds.pushed_every_month,
        "pushes",
        ("office",),
        ("class",),
        "entitled_people_are_reported_to_finance_month_by_month",
    ),
    # catalogue, shares, vouchers, reports
    _gate(
        catalogue.audits_clean,
        "audits",
        ("institution",),
        ("institution",),
        "an_evident_problem_since_2022_bars_an_institution_until_it_is_cleared",
    ),
    _gate(
        catalogue.equipped,
        "equipment",
        ("institution",),
        ("institution",),
        "a_manufacturing_centre_has_licensed_teachers_and_a_site_that_somebody_looked_at",
    ),
    _gate(
        catalogue.held_in_its_city,
        "place",
        ("institution",),
        ("class",),
        "a_class_stays_in_its_city_unless_there_is_nobody_else_or_the_office_agrees",
    ),
    _office("CAT-04"),
    _gate(
        reports.manufacturing_share,
        "trainings",
        ("office",),
        ("office",),
        "the_share_of_manufacturing_is_measured_against_the_citys_target",
        decided_by="report",
    ),
    _gate(
        reports.low_certificates,
        "certificates",
        ("office",),
        ("office",),
        "the_share_of_low_certificates_is_measured_against_the_citys_cap",
        decided_by="report",
    ),
    _gate(
        vouchers.voucher_of_its_holder,
        "voucher",
        ("trainee",),
        ("enrolment",),
        "a_voucher_is_used_by_its_holder_and_once",
    ),
    _gate(
        reports.reported_on_time,
        "reporting",
        ("office",),
        ("office",),
        "every_period_that_is_over_was_reported",
        decided_by="report",
    ),
)
_BY_ID = {clause.id: clause for clause in CLAUSES}
