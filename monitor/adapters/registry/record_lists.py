"""Recordings, make-up courses and claims that people of the office go through, within what a tenant sees."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from monitor.adapters.registry.class_lists import make_up_line
from monitor.adapters.registry.class_models import ClaimSignature, MakeUpCourse, Recording, SubsidyClaim
from monitor.adapters.registry.models import TrainingClass
from monitor.adapters.registry.tables import Tables
from monitor.adapters.registry.tenants import of_institutions
from monitor.core.accounts import EVERYTHING, Tenant
from monitor.core.class_lists import MakeUpLine
from monitor.core.record_lists import ClaimLine, ClaimState, RecordingLine, Signature, WordState

_WORDS: dict[WordState, bool | None] = {"waiting": None, "good": True, "bad": False}


class RecordLists(Tables):
    """Lists by name from behind `after` on, at most `limit`; an empty state or class does not narrow."""

    def recording_lines(
        self,
        *,
        state: WordState = "",
        training_class: str = "",
        tenant: Tenant = EVERYTHING,
        after: str = "",
        limit: int,
    ) -> list[RecordingLine]:
        """Recordings, and how many of each one's class do not show all trainees."""
        row = Recording
        wanted = select(row).where(col(row.recording) > after, *_narrowed(row, training_class, tenant))
        if state:
            wanted = wanted.where(col(row.shows_all).is_(_WORDS[state]))
        with self._reading() as session:
            rows = session.exec(wanted.order_by(col(row.recording)).limit(limit)).all()
            strikes = _strikes(session, {one.training_class for one in rows})
            return [_recording(one, strikes.get(one.training_class, 0)) for one in rows]

    def make_up_lines(
        self,
        *,
        state: WordState = "",
        training_class: str = "",
        tenant: Tenant = EVERYTHING,
        after: str = "",
        limit: int,
    ) -> list[MakeUpLine]:
        """Make-up courses with the reasons for which hours were missed."""
        row = MakeUpCourse
        wanted = select(row).where(col(row.course) > after, *_narrowed(row, training_class, tenant))
        if state:
            wanted = wanted.where(col(row.reason_accepted).is_(_WORDS[state]))
        with self._reading() as session:
            return [make_up_line(one) for one in session.exec(wanted.order_by(col(row.course)).limit(limit))]

    def claim_lines(
        self, *, state: ClaimState = "", signers: int, training_class: str = "", after: str = "", limit: int
    ) -> list[ClaimLine]:
        """Claims; those wait that fewer than `signers` people have signed."""
        row = SubsidyClaim
        wanted = select(row).where(col(row.claim) > after, *_narrowed(row, training_class, EVERYTHING))
        if state:
            by = select(func.count()).where(col(ClaimSignature.claim) == col(row.claim)).scalar_subquery()
            wanted = wanted.where(by < signers if state == "waiting" else by >= signers)
        with self._reading() as session:
            rows = session.exec(wanted.order_by(col(row.claim)).limit(limit)).all()
            signatures = _signatures(session, [one.claim for one in rows])
            return [_claim(one, signatures.get(one.claim, [])) for one in rows]


def _narrowed(row: Any, training_class: str, tenant: Tenant) -> Iterator[ColumnElement[bool]]:
    if training_class:
        yield col(row.training_class) == training_class
    if tenant.kind != "all":
        seen = of_institutions(col(TrainingClass.institution), tenant)
        yield col(row.training_class).in_(select(col(TrainingClass.training_class)).where(seen))


def _strikes(session: Session, classes: Collection[str]) -> dict[str, int]:
    of = col(Recording.training_class)
    counted = select(of, func.count()).where(of.in_(classes), col(Recording.shows_all).is_(False)).group_by(of)
    return dict(session.exec(counted).all())


def _signatures(session: Session, claims: Collection[str]) -> dict[str, list[Signature]]:
    row, found = ClaimSignature, dict[str, list[Signature]]()
    wanted = select(row).where(col(row.claim).in_(claims)).order_by(col(row.signed_at), col(row.signed_by))
    for one in session.exec(wanted):
        found.setdefault(one.claim, []).append(Signature(signed_by=one.signed_by, signed_at=one.signed_at))
    return found


def _recording(row: Recording, strikes: int) -> RecordingLine:
    return RecordingLine(
        recording=row.recording,
        training_class=row.training_class,
        source_system=row.source_system,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        deleted_on=row.deleted_on,
        shows_all=row.shows_all,
        reviewed_by=row.reviewed_by,
        reviewed_at=row.reviewed_at,
        strikes=strikes,
    )


def _claim(row: SubsidyClaim, signatures: list[Signature]) -> ClaimLine:
    return ClaimLine(
        claim=row.claim,
        training_class=row.training_class,
        entered_by=row.entered_by,
        entered_at=row.entered_at,
        person_fen=row.person_fen,
        signatures=tuple(signatures),
    )
