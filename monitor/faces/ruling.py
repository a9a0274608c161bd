"""What was decided about a burst or a picture."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from monitor.faces.models import Embedding
from monitor.faces.outcome import Outcome


@dataclass(frozen=True, slots=True, eq=False)
class Ruling:
    """The deciding outcome, everything measured on the way, and the most faces seen in one frame."""

    outcome: Outcome
    scores: dict[str, float] = field(default_factory=dict)
    faces: int = 0
    embedding: Embedding | None = None

    def with_outcome(self, outcome: Outcome, **scores: float) -> Ruling:
        """Return this ruling decided otherwise, with more scores."""
        return replace(self, outcome=outcome, scores=self.scores | scores)

    def with_embedding(self, embedding: Embedding) -> Ruling:
        """Return this ruling carrying the embedding of its face."""
        return replace(self, embedding=embedding)
