"""Class plans on their way to approval."""

from __future__ import annotations

from datetime import date

import msgspec
from sqlmodel import Session, col, select

from monitor.adapters.registry.classes import add_plan, lesson_plan
from monitor.adapters.registry.errors import RegistryError
from monitor.adapters.registry.models import (
    Course,
    Institution,
    Lesson,
    PlanVersion,
    ProposedPlan,
    TrainingClass,
)
from monitor.adapters.registry.plans import check_plan
from monitor.adapters.registry.tables import Tables, known
from monitor.core.events import ClassPlan, LessonPlan
from monitor.core.plan_proposals import PlanProposal, State

_LOOK_AGAIN = "look at it again; another plan can be proposed"


class Proposals(Tables):
    """What platforms and institutions propose, and what the office said."""

    def registered_lessons(self, names: list[str]) -> tuple[LessonPlan, ...]:
        """These lessons as they are registered, in this order; raises `RegistryError` for one that is not."""
        with self._reading() as session:
            return tuple(_lesson(session, name) for name in dict.fromkeys(names))

    def propose_plan(self, proposal: PlanProposal, *, unit_content_min: int) -> None:
        """Keep a proposal; raises `RegistryError` for a plan that could not be approved as it is (K10)."""
        check_plan(proposal.plan, unit_content_min)
        with self._writing(f"class {proposal.plan.training_class}") as session:
            known(session, Institution, proposal.institution, "institution")
            _refuse_taken(session, proposal)
            session.add(_row(proposal))

    def plan_proposal(self, proposal: str) -> PlanProposal:
        """One proposal by its name; raises `RegistryError`."""
        with self._reading() as session:
            return proposal_of(known(session, ProposedPlan, proposal, "proposal"))

    def plan_proposals(
        self, *, proposed_by: str = "", state: State | None = None, after: str = "", most: int = 100
    ) -> list[PlanProposal]:
        """Proposals by name, of one caller or of all, in one state or in any."""
        wanted = select(ProposedPlan).where(col(ProposedPlan.proposal) > after)
        if proposed_by:
            wanted = wanted.where(col(ProposedPlan.proposed_by) == proposed_by)
        if state is not None:
            wanted = wanted.where(col(ProposedPlan.state) == state)
        with self._reading() as session:
            rows = session.exec(wanted.order_by(col(ProposedPlan.proposal)).limit(most)).all()
            return [proposal_of(row) for row in rows]

    def approve_plan(
        self, proposal: str, *, by: str, at: int, on: date, document: str, lessons_too: bool, unit_content_min: int
    ) -> PlanProposal:
        """Put a proposed plan into force, and with `lessons_too` approve its videos by the same document (ONL-12)."""
        with self._writing() as session:
            row = _waiting(session, proposal)
            said = proposal_of(row)
            check_plan(said.plan, unit_content_min)
            _refuse_taken(session, said)
            _put_in_force(session, said)
            for lesson in said.plan.lessons if lessons_too else ():
                _approve(session, lesson.lesson, on, document)
            row.state, row.decided_by, row.decided_at, row.document = "approved", by, at, document
            return proposal_of(row)

    def refuse_plan(self, proposal: str, *, by: str, at: int, reason: str) -> PlanProposal:
        """Decline a proposed plan; another can be proposed."""
        with self._writing() as session:
            row = _waiting(session, proposal)
            row.state, row.decided_by, row.decided_at, row.reason = "refused", by, at, reason
            return proposal_of(row)


def _put_in_force(session: Session, said: PlanProposal) -> None:
    plan = said.plan
    row = session.get(TrainingClass, plan.training_class)
    if row is None:
        row = TrainingClass(
            training_class=plan.training_class,
            institution=said.institution,
            title=said.class_title,
            source_system=said.proposed_by,
            external_id=plan.training_class,
            plan_version=plan.version,
        )
        session.add(row)
        session.flush()
    add_plan(session, plan, {}, said.origin)
    row.plan_version = plan.version


def _approve(session: Session, lesson: str, on: date, document: str) -> None:
    row = known(session, Lesson, lesson, "lesson")
    if not row.approved:
        row.approved, row.approved_on, row.approval = True, on, document


def _waiting(session: Session, proposal: str) -> ProposedPlan:
    row = known(session, ProposedPlan, proposal, "proposal")
    if row.state == "approved":
        raise RegistryError("proposal", f"{proposal} is approved already", _LOOK_AGAIN)
    if row.state == "refused":
        raise RegistryError("proposal", f"{proposal} is declined already", _LOOK_AGAIN)
    return row


def _refuse_taken(session: Session, said: PlanProposal) -> None:
    """A class stays its institution's, and a version of its plan says one thing for ever."""
    plan = said.plan
    row = session.get(TrainingClass, plan.training_class)
    if row is not None and row.institution != said.institution:
        raise RegistryError(
            "institution", f"{plan.training_class} is a class of another institution", "correct the name"
        )
    if session.get(PlanVersion, (plan.training_class, plan.version)) is not None:
        raise RegistryError(
            "version", f"{plan.training_class} has a plan {plan.version} already", "give the changed plan a new version"
        )


def _lesson(session: Session, name: str) -> LessonPlan:
    row = known(session, Lesson, name, "lesson")
    return lesson_plan(row, known(session, Course, row.course, "course"))


def _row(said: PlanProposal) -> ProposedPlan:
    facts = msgspec.structs.asdict(said) | {
        "plan": msgspec.json.encode(said.plan).decode(),
        "training_class": said.plan.training_class,
    }
    return ProposedPlan(**facts)


def proposal_of(row: ProposedPlan) -> PlanProposal:
    """A proposal as it was stored."""
    facts = row.model_dump(exclude={"plan", "training_class"})
    return PlanProposal(plan=msgspec.json.decode(row.plan, type=ClassPlan), **facts)
