"""Attempts in one line each: searched, paged and counted without opening a verdict."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date

import msgspec
from msgspec.structs import replace
from sqlalchemy import ColumnElement, func, tuple_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from monitor.adapters.registry.models import Attempt, TrainingClass
from monitor.adapters.registry.summary_models import AttemptRule, AttemptSummary
from monitor.adapters.registry.tables import Tables, known
from monitor.adapters.registry.tenants import of_trainees
from monitor.core.accounts import EVERYTHING, Tenant
from monitor.core.days import shanghai_day
from monitor.core.summary import AttemptLine, AttemptSearch, Summary, Tally


class Summaries(Tables):
    """Lists and counts of attempts; moments are UTC ms, days those of Asia/Shanghai."""

    def attempt_lines(
        self,
        search: AttemptSearch,
        *,
        tenant: Tenant = EVERYTHING,
        before: tuple[int, str] | None = None,
        limit: int,
    ) -> list[AttemptLine]:
        """At most `limit` attempts that the tenant sees, the latest first, from behind `before` on.

        Several results are asked for one by one: databases would read all attempts for a result that is seldom.
        """
        searches = [replace(search, results=(result,)) for result in search.results] or [search]
        with self._reading() as session:
            found = [row for one in searches for row in session.exec(_latest(one, tenant, before).limit(limit))]
            found.sort(key=lambda row: (row.changed_at, row.attempt), reverse=True)
            return _lines(session, found[:limit])

    def attempt_line(self, attempt: str, *, tenant: Tenant = EVERYTHING) -> AttemptLine | None:
        """One attempt; None where there is none that the tenant sees."""
        wanted = select(AttemptSummary).where(col(AttemptSummary.attempt) == attempt, _seen(tenant))
        with self._reading() as session:
            return next(iter(_lines(session, session.exec(wanted).all())), None)

    def lines_of(self, attempts: Collection[str]) -> dict[str, AttemptLine]:
        """These attempts by name; those of which nothing is known are left out."""
        wanted = select(AttemptSummary).where(col(AttemptSummary.attempt).in_(attempts))
        with self._reading() as session:
            return {line.attempt: line for line in _lines(session, session.exec(wanted).all())}

    def tallies(self, first: date, *, tenant: Tenant = EVERYTHING) -> list[Tally]:
        """How many attempts stand how, by day, from a day on."""
        grouped = (col(AttemptSummary.day), col(AttemptSummary.result), col(AttemptSummary.stage))
        counted = select(*grouped, func.count()).where(col(AttemptSummary.day) >= first, _seen(tenant))
        with self._reading() as session:
            rows = session.exec(counted.group_by(*grouped).order_by(*grouped))
            return [msgspec.convert(tuple(row), Tally) for row in rows]


def _latest(search: AttemptSearch, tenant: Tenant, before: tuple[int, str] | None) -> SelectOfScalar[AttemptSummary]:
    wanted = select(AttemptSummary).where(_seen(tenant), *_conditions(search))
    place = tuple_(col(AttemptSummary.changed_at), col(AttemptSummary.attempt))
    if before is not None:
        wanted = wanted.where(place < before)
    return wanted.order_by(col(AttemptSummary.changed_at).desc(), col(AttemptSummary.attempt).desc())


def opened_line(attempt: Attempt, institution: str) -> AttemptSummary:
    """The line of an attempt about which nothing was said yet."""
    return AttemptSummary(
        attempt=attempt.attempt,
        trainee=attempt.trainee,
        training_class=attempt.training_class,
        institution=institution,
        platform=attempt.platform,
        unit=attempt.unit,
        day=shanghai_day(attempt.opened_at),
        changed_at=attempt.opened_at,
    )


def summarise_judged(session: Session, attempt: Attempt, said: Summary) -> None:
    """The attempt's line says what its last verdict says."""
    row = session.get(AttemptSummary, attempt.attempt)
    if row is None:
        row = opened_line(attempt, known(session, TrainingClass, attempt.training_class, "training_class").institution)
        session.add(row)
    for name in ("result", "stage", "code", "reason", "credited_ms", "required_ms", "claimed", "day"):
        setattr(row, name, getattr(said, name))
    row.changed_at = said.decided_at
    _replace_rules(session, attempt.attempt, set(said.rules))


def _replace_rules(session: Session, attempt: str, rules: set[str]) -> None:
    before = session.exec(select(AttemptRule).where(col(AttemptRule.attempt) == attempt)).all()
    for row in before:
        if row.rule not in rules:
            session.delete(row)
    for rule in sorted(rules - {row.rule for row in before}):
        session.add(AttemptRule(attempt=attempt, rule=rule))


def _seen(tenant: Tenant) -> ColumnElement[bool]:
    return of_trainees(col(AttemptSummary.trainee), col(AttemptSummary.institution), tenant)


def _conditions(search: AttemptSearch) -> Iterator[ColumnElement[bool]]:
    for name in ("attempt", "trainee", "training_class", "platform", "institution", "stage"):
        if value := getattr(search, name):
            yield getattr(AttemptSummary, name) == value
    if search.results:
        yield col(AttemptSummary.result).in_(search.results)
    if search.rule:
        ruled = select(col(AttemptRule.attempt)).where(col(AttemptRule.rule) == search.rule)
        yield col(AttemptSummary.attempt).in_(ruled)
    if search.first_day is not None:
        yield col(AttemptSummary.day) >= search.first_day
    if search.last_day is not None:
        yield col(AttemptSummary.day) <= search.last_day


def _lines(session: Session, found: Sequence[AttemptSummary]) -> list[AttemptLine]:
    ruled = select(AttemptRule).where(col(AttemptRule.attempt).in_([row.attempt for row in found]))
    rules: dict[str, list[str]] = {}
    for row in session.exec(ruled.order_by(col(AttemptRule.rule))):
        rules.setdefault(row.attempt, []).append(row.rule)
    return [_line(row, rules.get(row.attempt, [])) for row in found]


def _line(row: AttemptSummary, rules: list[str]) -> AttemptLine:
    return AttemptLine(**row.model_dump(), rules=tuple(rules))
