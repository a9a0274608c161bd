"""Proposed plans with their class hours and videos, as the console's API says them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, Field

from monitor.core.events import UnitPlan
from monitor.core.plan_changes import Change, PlanChanges
from monitor.core.plan_proposals import PlannedVideo, ProposalLine, State
from monitor.web.times import moment, moment_or_none


class ProposalSaid(BaseModel):
    """A proposed plan in the list."""

    proposal: str
    training_class: str
    class_title: str
    institution: str
    version: str
    proposed_by: str = Field(description="platform/NAME or institution/NAME.")
    proposed_at: datetime
    state: State
    decided_at: datetime | None
    videos: int
    waiting: int = Field(description="Videos that the office has not approved by now (ONL-12).")

    @classmethod
    def of(cls, line: ProposalLine) -> ProposalSaid:
        proposal = line.proposal
        return cls(
            proposal=proposal.proposal,
            training_class=proposal.plan.training_class,
            class_title=proposal.class_title,
            institution=proposal.institution,
            version=proposal.plan.version,
            proposed_by=proposal.proposed_by,
            proposed_at=moment(proposal.proposed_at),
            state=proposal.state,
            decided_at=moment_or_none(proposal.decided_at),
            videos=len(proposal.plan.lessons),
            waiting=line.waiting,
        )


class PieceSaid(BaseModel):
    """A stretch of a video, in ms of it."""

    lesson: str
    start_ms: int
    end_ms: int


class UnitSaid(BaseModel):
    """A class hour of a plan, put together from stretches of videos."""

    unit: str
    hour_type: Literal["theory", "practical"]
    duration_ms: int
    pieces: list[PieceSaid]
    change: Change | None = Field(description="Against the plan in force; null where there is none to compare with.")

    @classmethod
    def of(cls, unit: UnitPlan, changed: PlanChanges | None) -> UnitSaid:
        return cls(
            unit=unit.unit,
            hour_type=unit.hour_type,
            duration_ms=sum(piece.end - piece.start for piece in unit.slices),
            pieces=[PieceSaid(lesson=piece.lesson, start_ms=piece.start, end_ms=piece.end) for piece in unit.slices],
            change=changed.units[unit.unit] if changed else None,
        )


class VideoSaid(BaseModel):
    """A video of a plan as it is registered by now."""

    lesson: str
    title: str
    course: str
    course_title: str
    course_type: Literal["specialty", "general"]
    owner: str = Field(description="Whose course it is: platform/NAME or institution/NAME; empty for the office.")
    ordinal: int
    duration_ms: int
    content_hash: str
    approved: bool
    approved_on: date | None
    document: str
    proposed_at: datetime | None = Field(description="Null where nobody knows.")
    change: Change | None = Field(description="new or same; null where there is no plan to compare with.")

    @classmethod
    def of(cls, video: PlannedVideo, changed: PlanChanges | None = None) -> VideoSaid:
        plan = video.plan
        return cls(
            lesson=plan.lesson,
            title=video.title,
            course=plan.course,
            course_title=video.course_title,
            course_type=plan.course_type,
            owner=video.owner,
            ordinal=plan.ordinal,
            duration_ms=plan.duration,
            content_hash=plan.content_hash,
            approved=plan.approved,
            approved_on=video.approved_on,
            document=video.approval,
            proposed_at=moment_or_none(video.proposed_at),
            change=changed.lessons[plan.lesson] if changed else None,
        )


class ChangesSaid(BaseModel):
    """The plan in force with which a proposed one was compared, and what of it would be left out."""

    version: str
    total_class_hours: int
    units_left_out: list[str]
    videos_left_out: list[str]

    @classmethod
    def of(cls, changed: PlanChanges) -> ChangesSaid:
        return cls(
            version=changed.before.version,
            total_class_hours=changed.before.total_class_hours,
            units_left_out=list(changed.units_left_out),
            videos_left_out=list(changed.lessons_left_out),
        )
