"""Who else in a trainee's classes has the same face: twins, or one person under two names (K6).

Nobody is searched for outside a class: among very many people somebody innocent always looks alike.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Sequence

from sqlmodel import Session, col, select

from monitor.adapters.registry.models import Enrolment, FaceReference


def look_alikes(session: Session, face: FaceReference) -> list[str]:
    """The others of the trainee's classes with this face, by references of the same model."""
    mine = col(Enrolment.trainee) == face.trainee, col(Enrolment.left_at).is_(None)
    classes = select(Enrolment.training_class).where(*mine)
    others = col(Enrolment.training_class).in_(classes), col(Enrolment.trainee) != face.trainee
    classmates = select(Enrolment.trainee).where(*others, col(Enrolment.left_at).is_(None))
    theirs = col(FaceReference.trainee).in_(classmates), col(FaceReference.embedder) == face.embedder
    rows = session.exec(select(FaceReference).where(*theirs))
    return sorted({row.trainee for row in rows if _same_person(face, row)})


def _same_person(face: FaceReference, other: FaceReference) -> bool:
    """By the metric and the threshold of the model that made the face."""
    if face.match is None or len(face.embedding) != len(other.embedding):
        return False
    apart = _cosine if face.metric == "cosine" else math.dist
    return apart(face.embedding, other.embedding) <= face.match


def _cosine(one: Sequence[float], other: Sequence[float]) -> float:
    lengths = math.hypot(*one) * math.hypot(*other)
    return 1.0 - sum(map(operator.mul, one, other)) / lengths if lengths else 2.0
