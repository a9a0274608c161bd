"""How much waits for people."""

from __future__ import annotations

from sqlalchemy import func, not_
from sqlmodel import col, select

from monitor.adapters.registry.models import (
    Enrolment,
    FaceReference,
    Lesson,
    OpenReview,
    ProposedPlan,
    TrainingClass,
)
from monitor.adapters.registry.summary_models import AttemptSummary
from monitor.adapters.registry.tables import Tables
from monitor.adapters.registry.tenants import of_institutions
from monitor.core.accounts import EVERYTHING, Tenant

# Asked by IS NULL, SQLite would go through the index over all faces that are kept.
_KEPT = func.coalesce(col(FaceReference.forgotten_at), 0) == 0


class Queues(Tables):
    """Counts for the overview."""

    def waiting(self, *, tenant: Tenant = EVERYTHING) -> dict[str, int]:
        """How many holds, proposed voids, appeals, reference pictures, plans and lessons wait, of what the tenant sees.

        A video belongs to no institution, so only who sees everything is told of videos.
        """
        mine = of_institutions(col(TrainingClass.institution), tenant)
        classes = select(col(TrainingClass.training_class)).where(mine)
        people = select(col(Enrolment.trainee)).where(col(Enrolment.training_class).in_(classes))
        held = select(func.count()).where(
            col(AttemptSummary.result) == "held", of_institutions(col(AttemptSummary.institution), tenant)
        )
        reviews = select(col(OpenReview.state), func.count())
        references = select(func.count(func.distinct(col(FaceReference.trainee)))).where(
            col(FaceReference.confirmed_by).is_(None), _KEPT
        )
        if tenant.kind != "all":  # all classes and people of a province need no looking through
            reviews = reviews.where(col(OpenReview.training_class).in_(classes))
            references = references.where(col(FaceReference.trainee).in_(people))
        plans = select(func.count()).where(
            col(ProposedPlan.state) == "proposed", of_institutions(col(ProposedPlan.institution), tenant)
        )
        lessons = select(func.count()).where(not_(col(Lesson.approved)))
        with self._reading() as session:
            by_state = dict(session.exec(reviews.group_by(col(OpenReview.state))).all())
            return {
                "holds": session.exec(held).one(),
                "notices": by_state.get("noticed", 0) + by_state.get("decided", 0),
                "appeals": by_state.get("appealed", 0),
                "references": session.exec(references).one(),
                "plans": session.exec(plans).one(),
                **({"lessons": session.exec(lessons).one()} if tenant.kind == "all" else {}),
            }

    def waiting_since(self) -> dict[str, int]:
        """Since when the oldest of each queue has waited (UTC ms); nothing where none waits.

        A hold may have waited longer: its last judgement is taken.  When older videos came is not known.
        """
        reviews = select(col(OpenReview.state), func.min(OpenReview.noticed_at)).group_by(col(OpenReview.state))
        holds = select(func.min(AttemptSummary.changed_at)).where(col(AttemptSummary.result) == "held")
        faces = select(func.min(FaceReference.added_at)).where(col(FaceReference.confirmed_by).is_(None), _KEPT)
        lessons = select(func.min(Lesson.proposed_at)).where(not_(col(Lesson.approved)))
        with self._reading() as session:
            by_state = dict(session.exec(reviews).all())
            since = {
                "holds": session.exec(holds).one(),
                "notices": by_state.get("noticed"),
                "appeals": by_state.get("appealed"),
                "references": session.exec(faces).one(),
                "lessons": session.exec(lessons).one(),
            }
            return {queue: at for queue, at in since.items() if at is not None}
