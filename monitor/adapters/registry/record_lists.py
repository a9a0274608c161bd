"""Recordings, make-up courses and claims that people of the office go through, within what a tenant sees."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from monitor.adapters.registry.class_lists import make_up_line
from monitor.adapters.registry.class_models import ClaimSignature, MakeUpCourse, Recording, SubsidyClaim
from monitor.adapters.registry.models import TrainingClass
from monitor.adapters.registry.tables import Tables
from monitor.adapters.registry.tenants import of_institutions
from monitor.core.accounts import EVERYTHING, Tenant
from monitor.core.class_lists import MakeUpLine
from monitor.core.record_lists import EVERY_RECORD, ClaimLine, RecordingLine, RecordSearch, Signature

Row = TypeVar("Row", Recording, MakeUpCourse, SubsidyClaim)

_WORDS: dict[str, bool | None] = {"waiting": None, "good": True, "bad": False}


class RecordLists(Tables):
    """Lists by name from behind `after` on, at most `limit`."""

    def recording_lines(
        self, search: RecordSearch = EVERY_RECORD, *, tenant: Tenant = EVERYTHING, after: str = "", limit: int
    ) -> list[RecordingLine]:
        """Recordings, and how many of each one's class do not show all trainees."""
        wanted = _with_word(Recording, Recording.shows_all, search, tenant)
        with self._reading() as session:
            rows = _page(session, wanted, Recording.recording, after, limit)
            strikes = _strikes(session, {one.training_class for one in rows})
            return [_recording(one, strikes.get(one.training_class, 0)) for one in rows]

    def make_up_lines(
        self, search: RecordSearch = EVERY_RECORD, *, tenant: Tenant = EVERYTHING, after: str = "", limit: int
    ) -> list[MakeUpLine]:
        """Make-up courses with the reasons for which hours were missed."""
        wanted = _with_word(MakeUpCourse, MakeUpCourse.reason_accepted, search, tenant)
        with self._reading() as session:
            return [make_up_line(one) for one in _page(session, wanted, MakeUpCourse.course, after, limit)]

    def claim_lines(
        self, search: RecordSearch = EVERY_RECORD, *, signers: int, after: str = "", limit: int
    ) -> list[ClaimLine]:
        """Claims; those wait that fewer than `signers` people have signed."""
        wanted = select(SubsidyClaim).where(*_narrowed(SubsidyClaim, search, EVERYTHING))
        if search.state:
            signed = col(ClaimSignature.claim) == col(SubsidyClaim.claim)
            by = select(func.count()).where(signed).scalar_subquery()
            wanted = wanted.where(by < signers if search.state == "waiting" else by >= signers)
        with self._reading() as session:
            rows = _page(session, wanted, SubsidyClaim.claim, after, limit)
            signatures = _signatures(session, [one.claim for one in rows])
            return [_claim(one, signatures.get(one.claim, [])) for one in rows]


def _page(session: Session, wanted: SelectOfScalar[Row], name: str, after: str, limit: int) -> Sequence[Row]:
    return session.exec(wanted.where(col(name) > after).order_by(col(name)).limit(limit)).all()


def _with_word(row: type[Row], word: bool | None, search: RecordSearch, tenant: Tenant) -> SelectOfScalar[Row]:
    wanted = select(row).where(*_narrowed(row, search, tenant))
    return wanted.where(col(word).is_(_WORDS[search.state])) if search.state else wanted


def _narrowed(row: Any, search: RecordSearch, tenant: Tenant) -> Iterator[ColumnElement[bool]]:
    if search.training_class:
        yield col(row.training_class) == search.training_class
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
