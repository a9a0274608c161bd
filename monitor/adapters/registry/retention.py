"""What decides how long photos and faces are kept: classes that end, matters that are open, consents that stand."""

from __future__ import annotations

from sqlmodel import col, select

from monitor.adapters.registry.class_models import ClassProfile
from monitor.adapters.registry.models import OpenReview
from monitor.adapters.registry.tables import Tables


class Retention(Tables):
    """Moments are UTC ms."""

    def class_ends_at(self, training_class: str) -> int | None:
        """When the class ends or ended; None for a class of which nobody has said so."""
        with self._reading() as session:
            profile = session.get(ClassProfile, training_class)
            return profile.ends_at if profile else None

    def unsettled(self, training_class: str) -> frozenset[str]:
        """The trainees of the class of whom an hour waits for a reviewer, or for the end of a term."""
        wanted = select(OpenReview.trainee).where(col(OpenReview.training_class) == training_class)
        with self._reading() as session:
            return frozenset(session.exec(wanted))
