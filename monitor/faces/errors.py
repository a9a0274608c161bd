"""What the face service refuses before it analyses anything."""

from __future__ import annotations

from typing import Literal

Problem = Literal[
    "not_a_jpeg",
    "too_many_bytes",
    "too_small",
    "too_large",
    "too_many_scans",
    "broken",
    "too_many_frames",
    "mixed_sizes",
]


class PictureError(ValueError):
    """A picture, or a series of them, that is refused before analysis; `problem` names what is wrong."""

    def __init__(self, problem: Problem, detail: str = "") -> None:
        super().__init__(problem, detail)
        self.problem: Problem = problem
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.problem}: {self.detail}" if self.detail else self.problem


class StaleReferenceError(ValueError):
    """A reference embedding that this embedder cannot have made; the learner has to be enrolled again."""


class ModelCardError(Exception):
    """The description of a plugged-in model is wrong; the text names the field."""
