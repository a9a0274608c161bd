"""Which attempts wait for a reviewer: an index over the log, kept by whoever stores a verdict."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import tuple_
from sqlmodel import col, select

from monitor.adapters.registry.models import OpenReview
from monitor.adapters.registry.summary_models import AttemptRule
from monitor.adapters.registry.tables import Tables
from monitor.ports import ReviewRecord


class Reviews(Tables):
    """One row for each attempt whose result is proposed and was told; times are UTC ms."""

    def note_review(self, record: ReviewRecord) -> None:
        """Where the attempt stands now takes the place of where it stood."""
        with self._writing(f"review {record.attempt}") as session:
            session.merge(OpenReview(**{name: getattr(record, name) for name in record.__struct_fields__}))

    def close_review(self, attempt: str) -> None:
        """Nobody waits for this attempt any more; one that nobody waited for is nothing."""
        with self._writing(f"review {attempt}") as session:
            row = session.get(OpenReview, attempt)
            if row is not None:
                session.delete(row)

    def open_reviews(
        self,
        *,
        limit: int,
        after: tuple[int, str] = (0, ""),
        platform: str | None = None,
        training_class: str | None = None,
        states: Collection[str] = (),
        results: Collection[str] = (),
        rules: Collection[str] = (),
    ) -> list[ReviewRecord]:
        """At most `limit` of them, the longest known first, from behind `after` (`noticed_at` and attempt) on.

        Of several states, results, or rules behind the result, one has to fit; none at all narrows nothing.
        """
        place = tuple_(col(OpenReview.noticed_at), col(OpenReview.attempt))
        wanted = select(OpenReview).where(place > after)
        for column, value in {OpenReview.platform: platform, OpenReview.training_class: training_class}.items():
            if value is not None:
                wanted = wanted.where(col(column) == value)
        for column, values in {OpenReview.state: states, OpenReview.result: results}.items():
            if values:
                wanted = wanted.where(col(column).in_(values))
        if rules:
            behind = select(AttemptRule).where(col(AttemptRule.attempt) == col(OpenReview.attempt))
            wanted = wanted.where(behind.where(col(AttemptRule.rule).in_(rules)).exists())
        with self._reading() as session:
            rows = session.exec(wanted.order_by(col(OpenReview.noticed_at), col(OpenReview.attempt)).limit(limit))
            return [_record(row) for row in rows]

    def reviews_past(self, now: int) -> list[ReviewRecord]:
        """Those whose term for an appeal is over, in the order in which it ended."""
        wanted = select(OpenReview).where(col(OpenReview.appeal_until) <= now)
        with self._reading() as session:
            rows = session.exec(wanted.order_by(col(OpenReview.appeal_until), col(OpenReview.attempt)))
            return [_record(row) for row in rows]


def _record(row: OpenReview) -> ReviewRecord:
    return ReviewRecord(**row.model_dump())
