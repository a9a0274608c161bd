"""Clauses about online theory: the share, the platform and its videos, the month between two projects."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import msgspec

from monitor.core.days import months_later
from monitor.core.gates.result import Answer, GateResult, Numbers, some


class OnlineHours(msgspec.Struct, frozen=True, kw_only=True):
    """Class hours: of the approved plan in all, and those that count as learned online."""

    total: int
    online: int


def online_share(hours: OnlineHours, numbers: Numbers) -> GateResult:
    """ONL-01: at most 40 % of the approved plan's hours, in whole hours; make-up hours learned online count too."""
    percent = numbers["online_cap_percent"]
    return Answer(
        "ONL-01",
        "总课时{total}，线上{online}课时；线上不超过{percent}%，即{most}课时。",
        "{online} of {total} class hours are online; at most {percent} %, which is {most} hours, may be.",
        total=hours.total,
        online=hours.online,
        percent=percent,
        most=hours.total * percent // 100,
    ).decided(hours.online * 100 <= hours.total * percent, "online_share_exceeded")


class OnlineUnits(msgspec.Struct, frozen=True, kw_only=True):
    """Class-hour units of the plan that are to be learned online, by type."""

    theory: int
    practical: int


def theory_only(units: OnlineUnits, _: Numbers) -> GateResult:
    """ONL-02: practical hours cannot be learned online."""
    return Answer(
        "ONL-02",
        "线上课时中有理论{theory}课时、实操{practical}课时；只有理论课时可以线上学习。",
        "{theory} theory and {practical} practical hours are planned online; only theory may be.",
        theory=units.theory,
        practical=units.practical,
    ).decided(units.practical == 0, "practical_online")


# ---------------------------------------------------------------- the platform on a day


class Period(msgspec.Struct, frozen=True, kw_only=True):
    """From its first day until the day from which it no longer holds, if there is one."""

    first: date
    until: date | None = None


def in_force(periods: Sequence[Period], on: date) -> bool:
    """Whether one of the periods holds on a day."""
    return any(period.first <= on < (period.until or date.max) for period in periods)


class Periods(msgspec.Struct, frozen=True, kw_only=True):
    """Times of one thing, and the day that is asked about."""

    periods: tuple[Period, ...] = ()
    on: date


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """A time on the catalogue, both days included; `exited_on` is the day of a dynamic exit."""

    first: date
    last: date | None = None
    exited_on: date | None = None


class CatalogueEntries(msgspec.Struct, frozen=True, kw_only=True):
    """All times on the catalogue, and the day that is asked about."""

    entries: tuple[Listed, ...] = ()
    on: date


def catalogued(facts: CatalogueEntries, _: Numbers) -> GateResult:
    """ONL-03: the platform stands on the catalogue on the day on which the hour is learned."""
    listed = any(listed_on(entry, facts.on) for entry in facts.entries)
    return Answer(
        "ONL-03",
        "{on}，平台在目录清单内。" if listed else "{on}，平台不在目录清单内(共登记{entries}条)。",
        "The platform is on the catalogue on {on}."
        if listed
        else "The platform is not on the catalogue on {on} ({entries} entries in all).",
        on=facts.on.isoformat(),
        entries=len(facts.entries),
    ).decided(listed, "not_catalogued")


def listed_on(entry: Listed, on: date) -> bool:
    """Whether an entry holds on a day."""
    exited = entry.exited_on is not None and on >= entry.exited_on
    return entry.first <= on <= (entry.last or date.max) and not exited


def connected(connections: Periods, _: Numbers) -> GateResult:
    """ONL-04: the platform is connected to the supervision platform on the day."""
    holds = in_force(connections.periods, connections.on)
    return Answer(
        "ONL-04",
        "{on}，平台已纳入监管系统。" if holds else "{on}，平台未纳入监管系统。",
        "The platform is connected to the supervision platform on {on}."
        if holds
        else "The platform is not connected to the supervision platform on {on}.",
        on=connections.on.isoformat(),
    ).decided(holds, "not_connected")


def not_suspended(suspensions: Periods, _: Numbers) -> GateResult:
    """ONL-13: from the day of discovery a violating platform takes no part, until the office lifts it."""
    barred = in_force(suspensions.periods, suspensions.on)
    return Answer(
        "ONL-13",
        "{on}，平台已被暂停参加补贴性培训。" if barred else "{on}，平台未被暂停。",
        "The platform is suspended from subsidised training on {on}."
        if barred
        else "The platform is not suspended on {on}.",
        on=suspensions.on.isoformat(),
    ).decided(not barred, "suspended")


class Video(msgspec.Struct, frozen=True, kw_only=True):
    """A lesson's video; `approved_on` is the day of the office's consent, where it is known."""

    lesson: str
    approved: bool
    approved_on: date | None = None


class Videos(msgspec.Struct, frozen=True, kw_only=True):
    """The videos of a plan or a platform, and the day on which they are used."""

    videos: tuple[Video, ...] = ()
    on: date


def videos_approved(facts: Videos, _: Numbers) -> GateResult:
    """ONL-12: every video has the office's consent by the day on which it is used."""
    missing = [video.lesson for video in facts.videos if not _approved(video, facts.on)]
    return Answer(
        "ONL-12",
        "{on}，{videos}个视频中{count}个未经审核同意：{missing}",
        "On {on}, {count} of {videos} videos lack the office's approval: {missing}",
        on=facts.on.isoformat(),
        videos=len(facts.videos),
        count=len(missing),
        missing=some(missing),
    ).decided(not missing, "unapproved_video")


def _approved(video: Video, on: date) -> bool:
    return video.approved and (video.approved_on is None or video.approved_on <= on)


# ---------------------------------------------------------------- the person and the institution


class EarlierProject(msgspec.Struct, frozen=True, kw_only=True):
    """A person's earlier subsidised class; `closed` says that it ended, with or without an assessment."""

    training_class: str
    assessed_on: date | None = None
    closed: bool = False


class EarlierProjects(msgspec.Struct, frozen=True, kw_only=True):
    """A person's projects before an enrolment, with all institutions, and the day of that enrolment."""

    projects: tuple[EarlierProject, ...] = ()
    enrolled_on: date


def month_between_projects(earlier: EarlierProjects, numbers: Numbers) -> GateResult:
    """ONL-14: the last project was assessed, and a whole month has passed since.

    A project that ended without an assessment is for a person: the plan does not say when its people are free again.
    """
    unassessed = [project for project in earlier.projects if project.assessed_on is None]
    if still_open := [project.training_class for project in unassessed if not project.closed]:
        return _not_assessed(still_open).failed("not_assessed")
    months = numbers["retrain_interval_months"]
    assessed = max((project.assessed_on for project in earlier.projects if project.assessed_on), default=date.min)
    last_barred = months_later(assessed, months)
    if earlier.enrolled_on <= last_barred:
        return Answer(
            "ONL-14",
            "上次考核{assessed}，报名{enrolled}，不足{months}个月；{possible}起可再次参加。",
            "Assessed on {assessed}, enrolled on {enrolled}: less than {months} month; possible from {possible} on.",
            assessed=assessed.isoformat(),
            enrolled=earlier.enrolled_on.isoformat(),
            months=months,
            possible=(last_barred + timedelta(1)).isoformat(),
        ).failed("too_early")
    if unassessed:
        return _not_assessed([project.training_class for project in unassessed]).person("ended_without_assessment")
    return Answer(
        "ONL-14",
        "此前{projects}个项目，与上次考核间隔已满{months}个月。",
        "{projects} earlier projects; {months} month has passed since the last assessment.",
        projects=len(earlier.projects),
        months=months,
    ).met()


def _not_assessed(projects: list[str]) -> Answer:
    return Answer(
        "ONL-14",
        "此前项目{projects}未考核。",
        "No assessment is registered for the earlier project {projects}.",
        projects=some(projects),
    )


class SpecialtyHeld(msgspec.Struct, frozen=True, kw_only=True):
    """A specialty of an institution from the day of the lawful change, until the day on which it was given up."""

    specialty: str
    first: date
    until: date | None = None


class Specialties(msgspec.Struct, frozen=True, kw_only=True):
    """An institution's specialties, the one that is asked for, and the day."""

    held: tuple[SpecialtyHeld, ...] = ()
    wanted: str
    on: date


def specialty_in_force(facts: Specialties, _: Numbers) -> GateResult:
    """ONL-15: a changed specialty carries subsidised tasks from the day of its change."""
    same = [Period(first=one.first, until=one.until) for one in facts.held if one.specialty == facts.wanted]
    holds = in_force(same, facts.on)
    answer = Answer(
        "ONL-15",
        "{on}，机构具备专业“{specialty}”。" if holds else "{on}，机构未登记专业“{specialty}”。",
        "The institution holds the specialty {specialty} on {on}."
        if holds
        else "The institution has no specialty {specialty} on {on}.",
        on=facts.on.isoformat(),
        specialty=facts.wanted,
    )
    return answer.decided(holds, "specialty_not_held") if facts.wanted else answer.unknown("no_specialty")
