"""Proposed plans and their videos as people of the office go through them, within what a tenant sees."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy import ColumnElement, func, not_, tuple_
from sqlmodel import Session, col, select

from monitor.adapters.registry.classes import lesson_plan
from monitor.adapters.registry.models import Course, Lesson, ProposedPlan
from monitor.adapters.registry.proposals import proposal_of
from monitor.adapters.registry.tables import Tables
from monitor.adapters.registry.tenants import of_institutions
from monitor.core.accounts import EVERYTHING, Tenant
from monitor.core.plan_proposals import EVERY_PROPOSAL, PlannedVideo, PlanProposal, ProposalLine, ProposalSearch


class ProposalLists(Tables):
    """What waits for the office, and what became of it."""

    def proposal_lines(
        self,
        search: ProposalSearch = EVERY_PROPOSAL,
        *,
        tenant: Tenant = EVERYTHING,
        after: tuple[int, str] = (0, ""),
        limit: int,
    ) -> list[ProposalLine]:
        """Proposals, the oldest first, from behind `after` (`proposed_at` in UTC ms, and name) on, at most `limit`."""
        place = (col(ProposedPlan.proposed_at), col(ProposedPlan.proposal))
        wanted = select(ProposedPlan).where(tuple_(*place) > after, *_narrowed(search, tenant))
        with self._reading() as session:
            rows = session.exec(wanted.order_by(*place).limit(limit)).all()
            return _lines(session, [proposal_of(row) for row in rows])

    def proposal_line(self, proposal: str, *, tenant: Tenant = EVERYTHING) -> ProposalLine | None:
        """One proposal; None where there is none that the tenant sees."""
        wanted = select(ProposedPlan).where(
            col(ProposedPlan.proposal) == proposal, of_institutions(col(ProposedPlan.institution), tenant)
        )
        with self._reading() as session:
            found = [proposal_of(row) for row in session.exec(wanted)]
            return next(iter(_lines(session, found)), None)

    def waiting_videos(self, *, after: tuple[int, str] = (0, ""), limit: int) -> list[PlannedVideo]:
        """Videos that the office has not approved, of whichever plan or of none, at most `limit`.

        The oldest come first, from behind `after` (`proposed_at` in UTC ms, 0 where nobody knows, and name) on.
        """
        place = (func.coalesce(col(Lesson.proposed_at), 0), col(Lesson.lesson))
        wanted = select(Lesson, Course).join(Course, col(Course.course) == col(Lesson.course))
        wanted = wanted.where(not_(col(Lesson.approved)), tuple_(*place) > after)
        with self._reading() as session:
            rows = session.exec(wanted.order_by(*place).limit(limit))
            return [_video(lesson, course) for lesson, course in rows]

    def planned_videos(self, lessons: Collection[str]) -> dict[str, PlannedVideo]:
        """These videos as they are registered by now, by name."""
        wanted = select(Lesson, Course).join(Course, col(Course.course) == col(Lesson.course))
        with self._reading() as session:
            rows = session.exec(wanted.where(col(Lesson.lesson).in_(lessons)))
            return {lesson.lesson: _video(lesson, course) for lesson, course in rows}


def _narrowed(search: ProposalSearch, tenant: Tenant) -> Iterator[ColumnElement[bool]]:
    if search.state:
        yield col(ProposedPlan.state) == search.state
    if search.proposer:
        names = (f"platform/{search.proposer}", f"institution/{search.proposer}")
        yield col(ProposedPlan.proposed_by).in_(names)
    if search.training_class:
        yield col(ProposedPlan.training_class) == search.training_class
    if tenant.kind != "all":
        yield of_institutions(col(ProposedPlan.institution), tenant)


def _lines(session: Session, proposals: list[PlanProposal]) -> list[ProposalLine]:
    named = {lesson.lesson for one in proposals for lesson in one.plan.lessons}
    wanted = select(Lesson.lesson).where(col(Lesson.lesson).in_(named), not_(col(Lesson.approved)))
    waiting = frozenset(session.exec(wanted))
    return [
        ProposalLine(proposal=one, waiting=sum(lesson.lesson in waiting for lesson in one.plan.lessons))
        for one in proposals
    ]


def _video(lesson: Lesson, course: Course) -> PlannedVideo:
    return PlannedVideo(
        plan=lesson_plan(lesson, course),
        title=lesson.title,
        course_title=course.title,
        owner=course.owner,
        approved_on=lesson.approved_on,
        approval=lesson.approval,
        proposed_at=lesson.proposed_at,
    )
