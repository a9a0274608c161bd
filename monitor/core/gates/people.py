"""Clauses that data alone cannot decide: a person looks, and gets the data at hand."""

from __future__ import annotations

import msgspec

from monitor.core.gates.result import Answer, GateResult, Numbers


class Wishes(msgspec.Struct, frozen=True, kw_only=True):
    """What the roster answered before the class: how many do not wish to train, do not wish or are not able to work."""

    trainees: int
    answered: int
    unwilling: int
    without_job_wish: int
    unable: int


def will_and_ability(wishes: Wishes, _: Numbers) -> GateResult:
    """CLS-05: nobody without the wish to train or the wish and ability to work; somebody compares who came."""
    return Answer(
        "CLS-05",
        "学员{trainees}人，问卷{answered}份：无培训意愿{unwilling}人，无就业意愿{without_job_wish}人，"
        "无就业能力{unable}人；请比对人员信息。",
        "{answered} of {trainees} trainees answered: {unwilling} do not wish to train, {without_job_wish} do not wish "
        "to work, {unable} cannot work. Please compare the people with the roster.",
        trainees=wishes.trainees,
        answered=wishes.answered,
        unwilling=wishes.unwilling,
        without_job_wish=wishes.without_job_wish,
        unable=wishes.unable,
    ).person("people_to_compare")


class Headcounts(msgspec.Struct, frozen=True, kw_only=True):
    """How many were enrolled, how many each inspection found, and whether the class run is over."""

    enrolled: int
    counted: tuple[int, ...] = ()
    over: bool


def payable_headcount(heads: Headcounts, _: Numbers) -> GateResult:
    """CLS-07: the number trained is the average of the inspections; a person sets the payable number."""
    inspections = len(heads.counted)
    answer = Answer(
        "CLS-07",
        "报名{enrolled}人，检查{inspections}次，到场平均{average}人(向下取整)；请核定补贴人数。",
        "{enrolled} enrolled; {inspections} inspections found {average} on average (rounded down). "
        "Please set the payable number.",
        enrolled=heads.enrolled,
        inspections=inspections,
        average=sum(heads.counted) // inspections if inspections else 0,
    )
    return answer.person("headcount_to_set") if heads.over else answer.unknown("class_not_over")


class Students(msgspec.Struct, frozen=True, kw_only=True):
    """Trainees of a class who are at school now, and those of whom nobody noted it."""

    at_school: int
    not_noted: int


def no_students(students: Students, _: Numbers) -> GateResult:
    """CLS-10: no subsidised skills training for students at school; the plan's exceptions need the office's reading."""
    answer = Answer(
        "CLS-10",
        "在校生{at_school}人，未登记在校情况{not_noted}人。",
        "{at_school} trainees are at school; of {not_noted} it is not noted.",
        at_school=students.at_school,
        not_noted=students.not_noted,
    )
    if students.at_school:
        return answer.person("students_to_review")
    return answer.unknown("status_not_noted") if students.not_noted else answer.met()


class ClassroomRecords(msgspec.Struct, frozen=True, kw_only=True):
    """What was kept of a class in the classroom: check-ins by face, trainees who have any, inspections from afar.

    Times are ms of classroom theory taught so far, and of it recorded.
    """

    trainees: int
    check_ins: int
    checked_in: int
    remote_inspections: int
    theory_ms: int
    recorded_ms: int
    over: bool


def check_in_and_video(records: ClassroomRecords, _: Numbers) -> GateResult:
    """PRC-02: attendance by face check-in and video, connected to the provincial system."""
    answer = Answer(
        "PRC-02",
        "签到记录{check_ins}条，涉及{checked_in}/{trainees}人；请核对设备是否接入省级系统。",
        "{check_ins} check-ins of {checked_in} of {trainees} trainees. Please see whether the devices are connected.",
        check_ins=records.check_ins,
        checked_in=records.checked_in,
        trainees=records.trainees,
    )
    return answer.person("devices_to_check") if records.over else answer.unknown("class_not_over")


def supervised_from_afar(records: ClassroomRecords, _: Numbers) -> GateResult:
    """PRC-03: supervisors look in live, play recordings back and read check-in records."""
    return Answer(
        "PRC-03",
        "远程巡查{inspections}次，签到记录{check_ins}条，录像{minutes}分钟；请巡查或回放。",
        "{inspections} remote inspections, {check_ins} check-ins and {minutes} minutes of recordings to look at.",
        inspections=records.remote_inspections,
        check_ins=records.check_ins,
        minutes=records.recorded_ms // 60_000,
    ).person("class_to_watch")


def theory_recorded_throughout(records: ClassroomRecords, _: Numbers) -> GateResult:
    """PRC-04: classroom theory is recorded from beginning to end."""
    answer = Answer(
        "PRC-04",
        "理论课已授{taught}分钟，录像{recorded}分钟；请确认是否全程录像。",
        "{taught} minutes of theory were taught and {recorded} recorded. Please see whether nothing is missing.",
        taught=records.theory_ms // 60_000,
        recorded=records.recorded_ms // 60_000,
    )
    return answer.person("recordings_to_compare") if records.over else answer.unknown("class_not_over")


class LocalPlatform(msgspec.Struct, frozen=True, kw_only=True):
    """A city's or county's own supervision platform, and its classes inside and outside the provincial systems."""

    name: str = ""
    classes: int
    outside: int


def local_platform(local: LocalPlatform, _: Numbers) -> GateResult:
    """PRC-07: cities and counties may run their own; a person sees that the province has the data all the same."""
    answer = Answer(
        "PRC-07",
        "本地监管平台：{name}；本辖区{classes}个班，其中{outside}个未录入省级系统。",
        "Local supervision platform: {name}; {outside} of {classes} classes are not in a provincial system.",
        name=local.name or "—",
        classes=local.classes,
        outside=local.outside,
    )
    return answer.person("feed_to_check") if local.name else answer.not_concerned()


class Trouble(msgspec.Struct, frozen=True, kw_only=True):
    """What stands against an institution or a platform: a listing, strikes of class runs, problems, misuse cases.

    `strikes` are the recordings of each run that do not show everybody.
    """

    blacklisted: bool = False
    strikes: tuple[int, ...] = ()
    evident_problems: int = 0
    misuse_cases: int = 0


def not_blacklisted(trouble: Trouble, numbers: Numbers) -> GateResult:
    """ENF-01: what is on the blacklist takes no part; whether serious trouble leads there is for the office."""
    cancelled = sum(strikes >= numbers["recording_strikes"] for strikes in trouble.strikes)
    answer = Answer(
        "ENF-01",
        ("已列入黑名单" if trouble.blacklisted else "未列入黑名单")
        + "；取消补贴资格的班次{runs}个，明显问题{problems}项。",
        ("On the blacklist; " if trouble.blacklisted else "Not on the blacklist; ")
        + "{runs} class runs lost their subsidy, {problems} evident problems.",
        runs=cancelled,
        problems=trouble.evident_problems,
    )
    if trouble.blacklisted:
        return answer.failed("blacklisted")
    return answer.person("blacklist_to_decide") if cancelled or trouble.evident_problems else answer.met()


def misuse_handled(trouble: Trouble, _: Numbers) -> GateResult:
    """ENF-02: every case of misused or fraudulent funds is dealt with."""
    answer = Answer(
        "ENF-02",
        "待处理的资金违规案件{cases}件。",
        "{cases} cases of misused funds are open.",
        cases=trouble.misuse_cases,
    )
    return answer.person("case_to_handle") if trouble.misuse_cases else answer.met()
