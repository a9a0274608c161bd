"""A whole province that nobody lives in: the same rows for the same seed, in the proportions of a real one."""

from __future__ import annotations

from collections.abc import Iterator

from monitor.learners.province.cast import UNITS, Batch, Cast, Scale
from monitor.learners.province.classrooms import held
from monitor.learners.province.courses import classes, content, proposals
from monitor.learners.province.hours import learning
from monitor.learners.province.houses import institutions, offices, platforms
from monitor.learners.province.matters import matters, told
from monitor.learners.province.people import papers, people

__all__ = ["UNITS", "Province", "Scale"]


class Province(Cast):
    """Rows for every table that grows with a province."""

    def batches(self) -> Iterator[Batch]:
        """Table by table, each behind those that it refers to."""
        for part in (
            offices,
            platforms,
            institutions,
            content,
            classes,
            proposals,
            held,
            people,
            papers,
            learning,
            matters,
            told,
        ):
            yield from part(self)
