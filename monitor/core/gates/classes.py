"""Clauses about a class before it starts: records, hours, people and places."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Literal

import msgspec

from monitor.core.gates.result import Answer, GateResult, Numbers, some

# Systems of record by their codes: the provincial talent system, and the internet-plus system for employment.
PROVINCIAL = frozenset({"talent", "internet_plus"})
LEGACY = "legacy"


class Recorded(msgspec.Struct, frozen=True, kw_only=True):
    """In which system a class is recorded, and the day on which it began."""

    source_system: str
    external_id: str
    began_on: date | None = None


def recorded_in_the_province(record: Recorded, numbers: Numbers) -> GateResult:
    """CLS-01: in one of the two provincial systems; the old one only for what began before 2023."""
    year = numbers["legacy_system_before_year"]
    answer = Answer(
        "CLS-01",
        "记录系统“{system}”，编号“{id}”；须录入省级系统，{year}年前延续的可留在原系统。",
        "Recorded in {system} as {id}; a provincial system is needed, the old one only for what began before {year}.",
        system=record.source_system,
        id=record.external_id,
        year=year,
    )
    if record.source_system == LEGACY and record.began_on is None:
        return answer.unknown("no_first_day")
    before = record.began_on is not None and record.began_on.year < year
    inside = record.source_system in PROVINCIAL or (record.source_system == LEGACY and before)
    return answer.decided(inside and bool(record.external_id), "outside_the_systems")


class Entered(msgspec.Struct, frozen=True, kw_only=True):
    """How many are on the roster or the teacher list, and how many of them have an id in a provincial system."""

    trainees: int
    trainees_entered: int
    teachers: int
    teachers_entered: int


def subsidy_inside_the_systems(entered: Entered, _: Numbers) -> GateResult:
    """CLS-02: whoever is outside the systems earns no subsidy."""
    outside = entered.trainees - entered.trainees_entered
    return Answer(
        "CLS-02",
        "学员{trainees}人，其中{outside}人不在系统内，系统外不予补贴。",
        "{outside} of {trainees} trainees are outside the provincial systems and earn no subsidy.",
        trainees=entered.trainees,
        outside=outside,
    ).decided(outside == 0, "trainees_outside")


def people_entered(entered: Entered, _: Numbers) -> GateResult:
    """CLS-06: trainees and teachers are entered in the provincial system."""
    if entered.trainees == 0 and entered.teachers == 0:
        return Answer("CLS-06", "班级尚无人员信息。", "Nobody is registered for the class yet.").unknown(
            "nobody_registered"
        )
    whole = (entered.trainees, entered.teachers) == (entered.trainees_entered, entered.teachers_entered)
    return Answer(
        "CLS-06",
        "已录入学员{trainees_entered}/{trainees}人、教师{teachers_entered}/{teachers}人。",
        "Entered: {trainees_entered} of {trainees} trainees, {teachers_entered} of {teachers} teachers.",
        trainees=entered.trainees,
        trainees_entered=entered.trainees_entered,
        teachers=entered.teachers,
        teachers_entered=entered.teachers_entered,
    ).decided(whole, "people_not_entered")


class ClassHours(msgspec.Struct, frozen=True, kw_only=True):
    """A plan's hours.  `track` is "certificate" or another; `own_minimum` is the programme's own number, if any."""

    total: int
    practical: int | None
    track: str = "certificate"
    own_minimum: int | None = None


def certificate_hours(hours: ClassHours, numbers: Numbers) -> GateResult:
    """CLS-03: certificate training has at least 40 hours, unless the programme has a number of its own."""
    if hours.track != "certificate":
        return Answer("CLS-03", "非取证培训。", "This is no certificate training.").not_concerned()
    least = numbers["certificate_hours_min"] if hours.own_minimum is None else hours.own_minimum
    return Answer(
        "CLS-03",
        "总课时{total}，不少于{least}。",
        "The plan has {total} class hours; at least {least} are needed.",
        total=hours.total,
        least=least,
    ).decided(hours.total >= least, "too_few_hours")


def practical_share(hours: ClassHours, numbers: Numbers) -> GateResult:
    """CLS-15: at least 60 % of the hours are practical."""
    if hours.practical is None:
        return Answer("CLS-15", "未登记实操课时。", "The practical hours are not registered.").unknown(
            "no_practical_hours"
        )
    percent = numbers["practical_percent_min"]
    return Answer(
        "CLS-15",
        "总课时{total}，实操{practical}；实操不少于{percent}%，即{least}课时。",
        "{practical} of {total} class hours are practical; at least {percent} %, which is {least} hours, are needed.",
        total=hours.total,
        practical=hours.practical,
        percent=percent,
        least=-(-hours.total * percent // 100),
    ).decided(hours.practical * 100 >= hours.total * percent, "too_little_practice")


class Questionnaires(msgspec.Struct, frozen=True, kw_only=True):
    """How many trainees there are, and how many answered before the class began."""

    trainees: int
    answered_before: int


def questionnaire_before_class(asked: Questionnaires, _: Numbers) -> GateResult:
    """CLS-04: everybody on the roster answered a questionnaire before the class began."""
    if asked.trainees == 0:
        return Answer("CLS-04", "班级尚无学员。", "The class has no trainees yet.").unknown("no_roster")
    return Answer(
        "CLS-04",
        "学员{trainees}人，开班前完成问卷{answered}人。",
        "{answered} of {trainees} trainees answered the questionnaire before the class began.",
        trainees=asked.trainees,
        answered=asked.answered_before,
    ).decided(asked.answered_before >= asked.trainees, "questionnaires_missing")


class Occupation(msgspec.Struct, frozen=True, kw_only=True):
    """A person's work and the occupation that is taught, by codes of the national classification (1-23-45-67)."""

    status: Literal["employee", "job_changer", "other"] = "other"
    job_code: str = ""
    taught_code: str = ""


_CODE = re.compile(r"\d-\d{2}-\d{2}-\d{2}")


def fitting_occupation(work: Occupation, numbers: Numbers) -> GateResult:
    """CLS-09: employees learn the same or a near occupation, job changers one of another occupational class.

    The plan does not say how near is near.  Codes of one minor group are near, those of different middle groups are
    not, and what lies between is for a person.
    """
    if work.status == "other":
        return Answer("CLS-09", "非企业在职或转岗职工。", "Neither an employee nor a job changer.").not_concerned()
    shared = _shared_parts(work.job_code, work.taught_code)
    answer = Answer(
        "CLS-09",
        "岗位职业代码“{job}”，培训职业代码“{taught}”，前{shared}段相同。",
        "Job code {job} and taught code {taught} share their first {shared} parts.",
        job=work.job_code,
        taught=work.taught_code,
        shared=shared,
    )
    if not (_CODE.fullmatch(work.job_code) and _CODE.fullmatch(work.taught_code)):
        return answer.unknown("no_codes")
    if shared < numbers["occupation_parts_near"] and shared >= numbers["occupation_parts_doubtful"]:
        return answer.person("near_or_not")
    near = shared >= numbers["occupation_parts_near"]
    if work.status == "employee":
        return answer.decided(near, "other_occupation")
    return answer.decided(not near, "same_occupational_class")


def _shared_parts(one: str, other: str) -> int:
    pairs = list(zip(one.split("-"), other.split("-"), strict=False))
    return next((place for place, (left, right) in enumerate(pairs) if left != right), len(pairs))


class ClassSize(msgspec.Struct, frozen=True, kw_only=True):
    """People and places of a class; `teachers` are those assigned to its specialty, each once."""

    trainees: int
    teachers: int
    workstations: int


def trainees_per_teacher(size: ClassSize, numbers: Numbers) -> GateResult:
    """CLS-11: at most 20 trainees to a teacher and 20 to a workstation."""
    per_teacher, per_place = numbers["trainees_per_teacher_max"], numbers["trainees_per_workstation_max"]
    enough_teachers = size.trainees <= size.teachers * per_teacher
    enough_places = size.trainees <= size.workstations * per_place
    return Answer(
        "CLS-11",
        "学员{trainees}人，教师{teachers}人、工位{workstations}个；至少需教师{teachers_needed}人、工位{places_needed}个。",
        "{trainees} trainees, {teachers} teachers and {workstations} workstations; "
        "{teachers_needed} teachers and {places_needed} workstations are needed.",
        trainees=size.trainees,
        teachers=size.teachers,
        workstations=size.workstations,
        teachers_needed=-(-size.trainees // per_teacher),
        places_needed=-(-size.trainees // per_place),
    ).decided(enough_teachers and enough_places, "too_few_workstations" if enough_teachers else "too_few_teachers")


def teachers_of_the_specialty(size: ClassSize, numbers: Numbers) -> GateResult:
    """CLS-12: at least two teachers for the specialty in every class."""
    least = numbers["teachers_min"]
    return Answer(
        "CLS-12",
        "本班本专业教师{teachers}人，不少于{least}人。",
        "The class has {teachers} teachers for its specialty; at least {least} are needed.",
        teachers=size.teachers,
        least=least,
    ).decided(size.teachers >= least, "too_few_teachers")


def class_size(size: ClassSize, numbers: Numbers) -> GateResult:
    """CLS-13: at most 80 trainees."""
    most = numbers["class_size_max"]
    return Answer(
        "CLS-13",
        "本班学员{trainees}人，不超过{most}人。",
        "The class has {trainees} trainees; at most {most} are allowed.",
        trainees=size.trainees,
        most=most,
    ).decided(size.trainees <= most, "class_too_large")


class HourLength(msgspec.Struct, frozen=True, kw_only=True):
    """A class hour of the timetable, or a unit's content, in ms."""

    hour: str
    length_ms: int


def hours_long_enough(hours: Sequence[HourLength], numbers: Numbers) -> GateResult:
    """CLS-14: no class hour is shorter than 40 minutes."""
    least = numbers["class_hour_ms"]
    if not hours:
        return Answer("CLS-14", "未登记课时。", "No class hours are registered.").unknown("no_hours")
    short = [one.hour for one in hours if one.length_ms < least]
    return Answer(
        "CLS-14",
        "{hours}课时中{count}课时不足{minutes}分钟，最短{shortest}秒。{short}",
        "{count} of {hours} class hours are shorter than {minutes} minutes; the shortest has {shortest} s. {short}",
        hours=len(hours),
        count=len(short),
        minutes=least // 60_000,
        shortest=min(one.length_ms for one in hours) // 1000,
        short=some(short),
    ).decided(not short, "hour_too_short")


class Apprentices(msgspec.Struct, frozen=True, kw_only=True):
    """An institution's apprentices: in one enterprise and occupation, and of the year in all.

    `full_time_schooling` tells whether the institution may run full-time schools.
    """

    enterprise: str
    occupation: str
    full_time_schooling: bool
    together: int
    this_year: int


def apprentice_caps(apprentices: Apprentices | None, numbers: Numbers) -> GateResult:
    """CLS-16: 200 in one enterprise and occupation; 1,000 a year where full-time schooling is allowed, else 400."""
    if apprentices is None:
        return Answer("CLS-16", "未开展企业新型学徒制培训。", "There are no apprentices.").not_concerned()
    most_together = numbers["apprentices_together_max"]
    most = numbers["apprentices_a_year_school_max" if apprentices.full_time_schooling else "apprentices_a_year_max"]
    together = apprentices.together <= most_together
    return Answer(
        "CLS-16",
        "企业{enterprise}职业{occupation}共{together}人，不超过{most_together}人；年内共{this_year}人，不超过{most}人。",
        "{together} apprentices of {enterprise} in occupation {occupation}, at most {most_together}; "
        "{this_year} this year, at most {most}.",
        enterprise=apprentices.enterprise,
        occupation=apprentices.occupation,
        together=apprentices.together,
        most_together=most_together,
        this_year=apprentices.this_year,
        most=most,
    ).decided(together and apprentices.this_year <= most, "too_many_this_year" if together else "too_many_together")
