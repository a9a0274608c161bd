"""Platforms: the catalogue, and what is known of one: standing, history, controls as observed, face checks."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Annotated, Literal

import msgspec
from fastapi import Depends, Query, Request
from pydantic import BaseModel, Field

from monitor.core.events import LessonPlan
from monitor.core.gates.online import Listed, Period
from monitor.core.plan_proposals import PlanProposal
from monitor.core.platform_facts import Absence, Disqualifier, PhotoLost, ProbeReported
from monitor.core.platform_findings import Stage
from monitor.core.platform_standing import State
from monitor.flows.collector import Collector
from monitor.flows.dossiers import dossier
from monitor.flows.face_figures import FaceFigures, figures_of
from monitor.flows.observed_controls import Control, ObservedControls
from monitor.flows.platform_catalogue import Sought, Standing, found, standing
from monitor.web.case_words import CaseSaid, said
from monitor.web.console.access import Office
from monitor.web.console.case_lines import CaseLineSaid
from monitor.web.console.route import NumbersRoute, console_router
from monitor.web.faces_api import the_figures
from monitor.web.needs import TheCollector
from monitor.web.times import moment
from monitor.web.vendor_api.common import Name
from monitor.web.vendor_api.paging import Page, ThePage

router = console_router("platforms", NumbersRoute)  # what it shows is no person's

SHOWN = 100  # lost photos and waiting videos that a page lists


class PlatformLineSaid(BaseModel):
    """A platform in the list."""

    platform: str
    title: str
    state: State
    cases: list[CaseLineSaid] = Field(description="Open cases.")

    @classmethod
    def of(cls, one: Standing) -> PlatformLineSaid:
        return cls(
            platform=one.platform,
            title=one.title,
            state=one.state,
            cases=[CaseLineSaid.of(case) for case in one.open_cases],
        )


class TimeSaid(BaseModel):
    """Calendar days (Asia/Shanghai), both included; without a last one it goes on."""

    first_on: date
    last_on: date | None


class WaitingLesson(BaseModel):
    """A video of a plan that the platform proposed, which the office has not approved."""

    lesson: str
    course: str
    ordinal: int
    duration_ms: int
    training_class: str
    proposal: str
    proposed_at: datetime


class ProbeSaid(BaseModel):
    """A test account tried one disqualifier, so often, and so often the platform let it happen."""

    disqualifier: Disqualifier
    authority: str = Field(description="The document that allowed it.")
    by: str
    procedure: str
    at: datetime = Field(description="Of the last repetition.")
    repetitions: int
    allowed: int


class PlatformSaid(BaseModel):
    """What is on record about one platform."""

    platform: str
    title: str
    state: State
    blacklisted: bool
    catalogue: list[TimeSaid]
    connections: list[TimeSaid]
    suspensions: list[TimeSaid]
    cases: list[CaseSaid] = Field(description="All cases, the latest first.")
    probes: list[ProbeSaid]
    lessons: list[WaitingLesson] = Field(description=f"Videos that wait for approval, {SHOWN} at most.")


class ControlSaid(BaseModel):
    """One control, as the claimed hours show it."""

    disqualifier: Disqualifier
    tried: int
    stopped: int
    let_through: int
    claimed: int = Field(description="Hours that show it uncured, for which the platform asked credit.")


class LostPhotoSaid(BaseModel):
    """A retained photo that is not where the log says."""

    entry: str = Field(description="The log position of its storing.")
    why: Absence
    missed_at: datetime


class ControlsSaid(BaseModel):
    """The six controls over the last thirty days, and the retained photos."""

    since: datetime
    hours: int = Field(description="Claimed hours that were looked at.")
    controls: list[ControlSaid]
    photos: int = Field(description="How many of these hours have a random photo.")
    lost: int
    latest_lost: list[LostPhotoSaid] = Field(description=f"The latest lost photos, {SHOWN} at most.")


class FaceGroup(BaseModel):
    """How one check came out for one group of 20 people at least; `group` is empty for everybody on the platform."""

    check: Literal["liveness", "comparison", "photo"]
    group: str
    checks: int
    people: int
    outcomes: dict[str, dict[str, float]] = Field(description="By outcome: count, share, and its 95 % interval.")


class FacesSaid(BaseModel):
    """Face checks on one platform."""

    groups: list[FaceGroup]


def the_controls(request: Request, collector: TheCollector) -> ObservedControls:
    """One count per application, however many look."""
    state = request.app.state
    if getattr(state, "observed_controls", None) is None:
        state.observed_controls = ObservedControls(collector.monitor.log, collector.monitor.clock)
    controls: ObservedControls = state.observed_controls
    return controls


@router.get("/platforms")
async def get_platforms(
    collector: TheCollector,
    page: ThePage,
    _: Office,
    *,
    state: Annotated[State | Literal[""], Query(description="How it stands today.")] = "",
    stage: Annotated[Stage | Literal[""], Query(description="With a case that has come so far.")] = "",
    text: Annotated[str, Query(max_length=128, description="In its name or title.")] = "",
) -> Page[PlatformLineSaid]:
    """The catalogue: every platform, how it stands today, and the open cases against it."""
    sought = Sought(state=state or None, stage=stage or None, text=text.strip())
    lines = await found(collector, sought, after=page.after, limit=page.one_more)
    return page.page(lines, lambda one: one.platform, PlatformLineSaid.of)


@router.get("/platforms/{platform}")
async def get_platform(platform: Name, collector: TheCollector, _: Office) -> PlatformSaid:
    """One platform: standing, catalogue, connection, suspensions, cases, probes, videos waiting for approval."""
    one, now = await standing(collector, platform), collector.monitor.clock.now()
    return PlatformSaid(
        platform=one.platform,
        title=one.title,
        state=one.state,
        blacklisted=one.facts.trouble.blacklisted,
        catalogue=[_listed(entry) for entry in one.facts.catalogue.entries],
        connections=_times(one.facts.connections.periods),
        suspensions=_times(one.facts.suspensions.periods),
        cases=[said(case, now) for case in reversed(one.cases)],
        probes=[_probe(probe) for probe in reversed((await dossier(collector, platform)).probes)],
        lessons=await asyncio.to_thread(_waiting, collector, platform),
    )


@router.get("/platforms/{platform}/controls")
async def get_controls(
    platform: Name, collector: TheCollector, controls: Annotated[ObservedControls, Depends(the_controls)], _: Office
) -> ControlsSaid:
    """The six controls as the claimed hours of thirty days show them, and whether retained photos are still there."""
    await standing(collector, platform)
    counted = await controls.of(platform)
    return ControlsSaid(
        since=moment(counted.since),
        hours=counted.hours,
        controls=[_control(one) for one in counted.controls],
        photos=counted.photos,
        lost=len(counted.lost),
        latest_lost=[_lost(*one) for one in reversed(counted.lost[-SHOWN:])],
    )


@router.get("/platforms/{platform}/faces")
async def get_faces(
    platform: Name, collector: TheCollector, figures: Annotated[FaceFigures, Depends(the_figures)], _: Office
) -> FacesSaid:
    """How face checks come out on the platform, by cohort; groups of few people are never shown."""
    await standing(collector, platform)
    judged, cohorts = await figures.judged(), await asyncio.to_thread(collector.monitor.registry.cohorts)
    groups = await asyncio.to_thread(figures_of, platform, dict(judged), cohorts)
    return FacesSaid(groups=[FaceGroup.model_validate(msgspec.to_builtins(group)) for group in groups])


# ---------------------------------------------------------------- in words


def _listed(entry: Listed) -> TimeSaid:
    ends = [entry.last, entry.exited_on - timedelta(days=1) if entry.exited_on else None]
    return TimeSaid(first_on=entry.first, last_on=min(filter(None, ends), default=None))


def _times(periods: Iterable[Period]) -> list[TimeSaid]:
    """The latest first; a suspension that was taken back altogether never was."""
    held = sorted((one for one in periods if one.until is None or one.until > one.first), key=lambda one: one.first)
    return [
        TimeSaid(first_on=one.first, last_on=one.until - timedelta(days=1) if one.until else None)
        for one in reversed(held)
    ]


def _probe(probe: ProbeReported) -> ProbeSaid:
    return ProbeSaid(
        disqualifier=probe.disqualifier,
        authority=probe.authority,
        by=probe.by,
        procedure=probe.procedure,
        at=moment(max(run.at for run in probe.repetitions)),
        repetitions=len(probe.repetitions),
        allowed=sum(run.allowed for run in probe.repetitions),
    )


def _control(one: Control) -> ControlSaid:
    return ControlSaid(
        disqualifier=one.disqualifier,
        tried=one.tried,
        stopped=one.stopped,
        let_through=one.let_through,
        claimed=one.claimed,
    )


def _lost(photo: PhotoLost, at: int) -> LostPhotoSaid:
    return LostPhotoSaid(entry=photo.stored, why=photo.why, missed_at=moment(at))


def _waiting(collector: Collector, platform: str) -> list[WaitingLesson]:
    """Each video once, with the first plan that it waits for."""
    registry, waiting = collector.monitor.registry, dict[str, WaitingLesson]()
    for proposal in registry.plan_proposals(proposed_by=f"platform/{platform}", state="proposed", most=SHOWN):
        for lesson in registry.registered_lessons([lesson.lesson for lesson in proposal.plan.lessons]):
            if not lesson.approved:
                waiting.setdefault(lesson.lesson, _lesson(lesson, proposal))
    return list(waiting.values())[:SHOWN]


def _lesson(lesson: LessonPlan, proposal: PlanProposal) -> WaitingLesson:
    return WaitingLesson(
        lesson=lesson.lesson,
        course=lesson.course,
        ordinal=lesson.ordinal,
        duration_ms=lesson.duration,
        training_class=proposal.plan.training_class,
        proposal=proposal.proposal,
        proposed_at=moment(proposal.proposed_at),
    )
