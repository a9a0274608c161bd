"""Who else in a trainee's classes has the same face: twins, or one person under two names (K6).

Nobody is searched for outside a class: among very many people somebody innocent always looks alike.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Iterator, Sequence

from sqlmodel import Session, col, select

from monitor.adapters.registry.models import Enrolment, FaceReference


def note_look_alikes(session: Session, face: FaceReference) -> bool:
    """Note on both sides who else in the trainee's classes has this face; True when somebody is new."""
    fresh = False
    for other in _alike(session, face):
        fresh |= other.trainee not in face.looks_like
        _note(face, other.trainee)
        _note(other, face.trainee)
    return fresh


def meet_classmates(session: Session, trainee: str) -> None:
    """A trainee joined a class with faces that were enrolled before.

    If a classmate has one of them, its enrolment is out of force until two people confirmed it, and hours are held for
    so long.  Those who were there before keep theirs: somebody else's coming costs nobody an hour.
    """
    mine = col(FaceReference.trainee) == trainee, col(FaceReference.forgotten_at).is_(None)
    faces = session.exec(select(FaceReference).where(*mine)).all()
    doubtful = {face.enrolment for face in faces if note_look_alikes(session, face)}
    for face in faces:
        if face.enrolment in doubtful and face.seconded_by is None:
            face.in_force = False


def _alike(session: Session, face: FaceReference) -> Iterator[FaceReference]:
    """References of the others in the trainee's classes that show this face, by the same model."""
    mine = col(Enrolment.trainee) == face.trainee, col(Enrolment.left_at).is_(None)
    classes = select(Enrolment.training_class).where(*mine)
    others = col(Enrolment.training_class).in_(classes), col(Enrolment.trainee) != face.trainee
    classmates = select(Enrolment.trainee).where(*others, col(Enrolment.left_at).is_(None))
    theirs = col(FaceReference.trainee).in_(classmates), col(FaceReference.embedder) == face.embedder
    rows = session.exec(select(FaceReference).where(*theirs, col(FaceReference.forgotten_at).is_(None))).all()
    return (row for row in rows if _same_person(face, row))


def _note(face: FaceReference, other: str) -> None:
    face.looks_like = sorted({*face.looks_like, other})


def _same_person(face: FaceReference, other: FaceReference) -> bool:
    """By the metric and the threshold of the model that made both."""
    limit = other.match if face.match is None else face.match
    if limit is None or len(face.embedding) != len(other.embedding):
        return False
    apart = _cosine if face.metric == "cosine" else math.dist
    return apart(face.embedding, other.embedding) <= limit


def _cosine(one: Sequence[float], other: Sequence[float]) -> float:
    lengths = math.hypot(*one) * math.hypot(*other)
    return 1.0 - sum(map(operator.mul, one, other)) / lengths if lengths else 2.0
