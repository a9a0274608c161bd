"""Trainees, their enrolments and consents."""

from __future__ import annotations

import secrets

from sqlalchemy import ColumnElement, String, and_, bindparam, func, or_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from monitor.adapters.registry.accommodations import in_force
from monitor.adapters.registry.errors import RegistryError
from monitor.adapters.registry.faces import usable_pictures
from monitor.adapters.registry.identity import TAKEN_BACK, identity_hash, phone_hash
from monitor.adapters.registry.look_alikes import meet_classmates
from monitor.adapters.registry.models import Consent, Enrolment, Trainee, TraineeAlias, TraineeCohort, TrainingClass
from monitor.adapters.registry.records import LearnerRecord
from monitor.adapters.registry.tables import Tables, add_once, known, not_registered, refuse_taken_id
from monitor.core.events import TraineeState
from monitor.core.origins import TRAINEE, Origin

_CHANGEABLE = frozenset({"enrolled_at", "left_at", "eligible", "reason"})  # of an enrolment


class Trainees(Tables):
    """Who learns.  A trainee's name is random; the person behind it is known by a keyed hash only (K6)."""

    def add_trainee(
        self, identity_number: str, *, source_system: str, external_id: str, at: int, phone: str | None = None
    ) -> str:
        """Register a person and return the trainee's name; the same number is the same person, whoever registers it.

        The `phone` that was told last is the person's, unless the person took it back; None leaves what is known.
        Raises `RegistryError` for numbers that are none (GB 11643), and when `external_id` belongs to another person.
        """
        digest = identity_hash(identity_number, self._identity_key)
        phone_digest = None if phone is None else phone_hash(phone, self._identity_key)
        with self._writing(f"person {digest}", f"alias {source_system} {external_id}") as session:
            row = session.exec(select(Trainee).where(col(Trainee.identity_hash) == digest)).first()
            if row is None:
                row = Trainee(trainee=f"t-{secrets.token_hex(8)}", identity_hash=digest, registered_at=at)
                session.add(row)
                session.flush()
            _add_alias(session, row.trainee, source_system, external_id)
            if phone_digest and row.phone_hash != TAKEN_BACK:
                row.phone_hash = phone_digest
            return row.trainee

    def take_phone_back(self, trainee: str) -> None:
        """Forget a person's phone number; one that is told later is not kept either."""
        with self._writing() as session:
            known(session, Trainee, trainee, "trainee").phone_hash = TAKEN_BACK

    def let_phone_be_kept(self, trainee: str) -> None:
        """A number that is told from now on is kept again, after one was taken back; one that is kept stays."""
        with self._writing() as session:
            row = known(session, Trainee, trainee, "trainee")
            row.phone_hash = row.phone_hash or None

    def trainee_of(self, source_system: str, external_id: str) -> str:
        """Whom another system means; raises `RegistryError` when nobody is registered under that id."""
        with self._reading() as session:
            alias = session.get(TraineeAlias, (source_system, external_id))
            if alias is None:
                raise RegistryError(
                    "trainee", f"{external_id!r} of {source_system!r} is not registered", "register the trainee first"
                )
            return alias.trainee

    def blacklist(self, trainee: str, *, blacklisted: bool) -> None:
        """Put a person on the blacklist or take them off it; only the office does that."""
        with self._writing() as session:
            known(session, Trainee, trainee, "trainee").blacklisted = blacklisted

    def set_cohort(self, trainee: str, cohort: str) -> None:
        """Note to which of the office's cohorts a person belongs, for the fairness figures alone; empty takes it back.

        Nothing that judges reads it.
        """
        with self._writing() as session:
            known(session, Trainee, trainee, "trainee")
            row = session.get(TraineeCohort, trainee)
            if row is not None:
                session.delete(row)
                session.flush()
            if cohort:
                session.add(TraineeCohort(trainee=trainee, cohort=cohort))

    def cohorts(self) -> dict[str, str]:
        """The cohort of everybody who has one, by trainee."""
        with self._reading() as session:
            return {row.trainee: row.cohort for row in session.exec(select(TraineeCohort))}

    # ------------------------------------------------------------ enrolment

    def enrol(self, trainee: str, training_class: str, *, source_system: str, external_id: str = "", at: int) -> None:
        """Enrol a trainee in a class (`at` in UTC ms); the first enrolment stands when it is sent again.

        Without `external_id` it is what that system calls the trainee, or our name where it has none.  A face that the
        trainee brings along and a classmate has too is in force once two people confirmed it (K6).
        """
        with self._writing("faces", f"enrolments of {trainee}") as session:
            row = Enrolment(
                trainee=trainee,
                training_class=training_class,
                source_system=source_system,
                external_id=external_id or _called(session, trainee, source_system),
                enrolled_at=at,
            )
            known(session, Trainee, trainee, "trainee")
            known(session, TrainingClass, training_class, "training_class")
            if add_once(session, row, changeable=_CHANGEABLE | (frozenset() if external_id else {"external_id"})):
                meet_classmates(session, trainee)

    def set_eligible(self, trainee: str, training_class: str, *, eligible: bool, reason: str = "") -> None:
        """Note whether the hours can be subsidised, and if not, why (ONL-14 and others)."""
        with self._writing() as session:
            row = _enrolment(session, trainee, training_class)
            row.eligible, row.reason = eligible, reason

    def leave(self, trainee: str, training_class: str, at: int) -> None:
        """The trainee left the class (`at` in UTC ms); the record stays."""
        with self._writing() as session:
            _enrolment(session, trainee, training_class).left_at = at

    def learners_of(self, training_class: str) -> list[LearnerRecord]:
        """Everybody who is enrolled in the class and has not left it."""
        wanted = (col(Enrolment.training_class) == training_class, col(Enrolment.left_at).is_(None))
        with self._reading() as session:
            known(session, TrainingClass, training_class, "training_class")
            rows = session.exec(select(Enrolment).where(*wanted).order_by(col(Enrolment.trainee)))
            return [
                LearnerRecord(trainee=row.trainee, training_class=training_class, eligible=row.eligible) for row in rows
            ]

    def trainee_state(
        self, trainee: str, training_class: str, *, purpose: str, text_version: str | None = None
    ) -> TraineeState:
        """What the registry says about the trainee in this class; it goes into the session's opening entry.

        `consented` asks for `purpose`, in `text_version` if given (a changed text is asked again, PRV-03).
        """
        with self._reading() as session:
            return registered_state(session, trainee, training_class, purpose, text_version)

    # ------------------------------------------------------------ consent

    def give_consent(self, trainee: str, purpose: str, text_version: str, at: int, origin: Origin = TRAINEE) -> Origin:
        """Note a separate consent (PRV-02); given again while it stands, it is the same consent.

        Answers where the standing one comes from; one that has no id there gets a random one.
        """
        with self._writing(f"consents of {trainee}") as session:
            known(session, Trainee, trainee, "trainee")
            row = _standing_consent(session, trainee, purpose, text_version)
            if row is None:
                ids = origin.ids(f"consent-{secrets.token_hex(8)}")
                row = Consent(trainee=trainee, purpose=purpose, text_version=text_version, given_at=at, **ids)
                refuse_taken_id(session, row)
                session.add(row)
            return Origin(source_system=row.source_system, external_id=row.external_id)

    def withdraw_consent(self, trainee: str, purpose: str, at: int) -> None:
        """Take back every standing consent to this purpose; withdrawing nothing is allowed, as it must be easy."""
        with self._writing(f"consents of {trainee}") as session:
            known(session, Trainee, trainee, "trainee")
            for row in session.exec(select(Consent).where(*_standing(trainee, purpose))):
                row.withdrawn_at = at

    def consented(self, trainee: str, purpose: str, text_version: str | None = None) -> bool:
        """Whether a consent to this purpose (and text) stands."""
        with self._reading() as session:
            known(session, Trainee, trainee, "trainee")
            return _standing_consent(session, trainee, purpose, text_version) is not None


# Asked whenever a lesson is opened: made once, since to make a statement costs more than to ask it.
_TEXT_VERSION = bindparam("text_version", type_=String())
_CONSENTED = (
    select(Consent)
    .where(
        col(Consent.trainee) == bindparam("trainee"),
        col(Consent.purpose) == bindparam("purpose"),
        col(Consent.withdrawn_at).is_(None),
        or_(col(Consent.text_version) == _TEXT_VERSION, _TEXT_VERSION.is_(None)),
    )
    .exists()
)
_TAKING_PART = and_(
    col(Enrolment.trainee) == bindparam("trainee"),
    col(Enrolment.training_class) == bindparam("training_class"),
    col(Enrolment.left_at).is_(None),
)
_STATE = (
    select(Trainee.blacklisted, Enrolment.eligible, _CONSENTED)
    .outerjoin(Enrolment, _TAKING_PART)
    .where(col(Trainee.trainee) == bindparam("trainee"))
)


def registered_state(
    session: Session, trainee: str, training_class: str, purpose: str, text_version: str | None
) -> TraineeState:
    """How a person stands in a class; raises `RegistryError` for one who is not registered."""
    asked = {"trainee": trainee, "training_class": training_class, "purpose": purpose, "text_version": text_version}
    found = session.connection().execute(_STATE, asked).one_or_none()
    if found is None:
        raise not_registered("trainee", trainee)
    blacklisted, eligible, consents = found  # eligible is null for somebody who is not enrolled
    pictures, confirmed = usable_pictures(session, trainee)
    granted = in_force(session, trainee)
    return TraineeState(
        trainee=trainee,
        enrolled=eligible is not None,
        eligible=bool(eligible),
        blacklisted=blacklisted,
        consented=consents,
        references=pictures,
        reference_confirmed=confirmed,
        accommodations=granted.kinds if granted else (),
        time_percent=granted.time_percent if granted else 100,
        accommodated_by=granted.registered_by if granted else "",
    )


def _add_alias(session: Session, trainee: str, source_system: str, external_id: str) -> None:
    alias = session.get(TraineeAlias, (source_system, external_id))
    if alias is None:
        add_once(session, TraineeAlias(source_system=source_system, external_id=external_id, trainee=trainee))
    elif alias.trainee != trainee:
        raise RegistryError(
            "external_id",
            f"{external_id!r} of {source_system!r} belongs to another person",
            "compare the identity number with the card, or use another id",
        )


def _called(session: Session, trainee: str, source_system: str) -> str:
    """What a system calls this person; our own name where it has none."""
    theirs = (col(TraineeAlias.trainee) == trainee, col(TraineeAlias.source_system) == source_system)
    return session.exec(select(func.min(TraineeAlias.external_id)).where(*theirs)).one() or trainee


def _enrolment(session: Session, trainee: str, training_class: str) -> Enrolment:
    row = session.get(Enrolment, (trainee, training_class))
    if row is None:
        raise RegistryError("trainee", f"{trainee} is not enrolled in {training_class}", "enrol the trainee first")
    return row


def _standing(trainee: str, purpose: str) -> tuple[ColumnElement[bool], ...]:
    return (
        col(Consent.trainee) == trainee,
        col(Consent.purpose) == purpose,
        col(Consent.withdrawn_at).is_(None),
    )


def _standing_consents(trainee: str, purpose: str, text_version: str | None) -> SelectOfScalar[Consent]:
    wanted = select(Consent).where(*_standing(trainee, purpose))
    return wanted if text_version is None else wanted.where(col(Consent.text_version) == text_version)


def _standing_consent(session: Session, trainee: str, purpose: str, text_version: str | None) -> Consent | None:
    return session.exec(_standing_consents(trainee, purpose, text_version)).first()
