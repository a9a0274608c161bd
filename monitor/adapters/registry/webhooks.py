"""Webhooks: endpoints, the outbox, and what became of every delivery.  Times are UTC ms."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import ColumnElement, delete, func, update
from sqlmodel import Session, col, or_, select

from monitor.adapters.registry.api_models import UntoldVerdict, WebhookDelivery, WebhookEndpoint, WebhookMessage
from monitor.adapters.registry.models import Attempt, Institution, Platform, SavedVerdict, TrainingClass
from monitor.adapters.registry.tables import Tables, known
from monitor.core.callers import OwnerKind
from monitor.core.webhooks import Change, Delivery, Due, Endpoint, Event, Message, State

Owners = Collection[tuple[OwnerKind, str]]


class Webhooks(Tables):
    """What is told to whom; a message and its deliveries are stored together, and sent at least once."""

    # ------------------------------------------------------------ endpoints

    def add_endpoint(
        self, owner: str, kind: OwnerKind, *, url: str, events: Sequence[Event], secret: bytes, at: int
    ) -> Endpoint:
        """A further endpoint; `secret` is sealed, and without `events` it is told everything."""
        row = WebhookEndpoint(
            endpoint=f"wh-{secrets.token_hex(8)}",
            platform=owner if kind == "platform" else None,
            institution=owner if kind == "institution" else None,
            url=url,
            events=list(events),
            secret=secret,
            created_at=at,
        )
        with self._writing() as session:
            known(session, Platform if kind == "platform" else Institution, owner, kind)
            session.add(row)
            return _endpoint(row)

    def endpoints_of(self, owner: str | None = None, kind: OwnerKind = "platform") -> list[Endpoint]:
        """One owner's endpoints, or everybody's, by name."""
        wanted = select(WebhookEndpoint).order_by(col(WebhookEndpoint.endpoint))
        with self._reading() as session:
            rows = session.exec(wanted.where(_owned([(kind, owner)])) if owner is not None else wanted)
            return [_endpoint(row) for row in rows]

    def rotate_endpoint(self, endpoint: str, *, secret: bytes, old_until: int) -> None:
        """Another secret (sealed); until a moment messages are signed with the old one too."""
        with self._writing() as session:
            row = known(session, WebhookEndpoint, endpoint, "endpoint")
            row.old_secret, row.old_until_at, row.secret = row.secret, old_until, secret

    def disable_endpoint(self, endpoint: str, why: str, at: int) -> None:
        """Tell this endpoint nothing more; what was on its way is dead."""
        with self._writing() as session:
            row = known(session, WebhookEndpoint, endpoint, "endpoint")
            if row.disabled_at is None:
                row.disabled_at, row.disabled_why = at, why
            waiting = (col(WebhookDelivery.endpoint) == endpoint, col(WebhookDelivery.state) == "pending")
            session.exec(update(WebhookDelivery).where(*waiting).values(state="dead", last_error=why))

    # ------------------------------------------------------------ the outbox

    def untold(self, most: int) -> list[Change]:
        """Verdicts of which nobody was told yet, oldest first."""
        oldest = select(UntoldVerdict.verdict).order_by(col(UntoldVerdict.verdict)).limit(most).subquery()
        wanted = (
            select(SavedVerdict, TrainingClass.institution)
            .join(oldest, oldest.c.verdict == col(SavedVerdict.id))
            .join(Attempt, col(Attempt.attempt) == col(SavedVerdict.attempt))
            .join(TrainingClass, col(TrainingClass.training_class) == col(Attempt.training_class))
            .order_by(oldest.c.verdict)
        )
        with self._reading() as session:
            return [_change(session, row, institution) for row, institution in session.exec(wanted).all()]

    def tell(self, number: int, messages: Iterable[Message], owners: Owners) -> None:
        """Put what a verdict says on its way to its owners' endpoints, once, however many try."""
        with self._writing(f"verdict {number}") as session:
            gone = session.exec(delete(UntoldVerdict).where(col(UntoldVerdict.verdict) == number)).rowcount
            if gone:
                for message in messages:
                    _put(session, message, owners)

    def announce(self, message: Message, owners: Owners) -> bool:
        """Put a message on its way that no verdict stands behind; False when it was there already."""
        with self._writing(f"message {message.message}") as session:
            if session.get(WebhookMessage, message.message) is not None:
                return False
            _put(session, message, owners, always=True)
            return True

    def announce_to(self, message: Message, endpoint: str) -> int:
        """Put a message on its way to one endpoint alone; returns the delivery's number."""
        with self._writing() as session:
            known(session, WebhookEndpoint, endpoint, "endpoint")
            _store(session, message)
            [number] = _deliver(session, message, [endpoint])
            return number

    # ------------------------------------------------------------ deliveries

    def due_deliveries(self, now: int, *, until: int, most: int) -> list[Due]:
        """Take deliveries whose time has come; unless they are settled, they are due again at `until`."""
        wanted = (
            select(WebhookDelivery)
            .where(col(WebhookDelivery.state) == "pending", col(WebhookDelivery.due_at) <= now)
            .order_by(col(WebhookDelivery.due_at), col(WebhookDelivery.id))
            .limit(most)
        )
        with self._reading() as session:  # a look that finds nothing, every second, keeps no writer waiting
            if session.exec(wanted.limit(1)).first() is None:
                return []
        with self._writing("due deliveries") as session:
            rows = session.exec(wanted.with_for_update(skip_locked=True)).all()
            for row in rows:
                row.attempts, row.due_at = row.attempts + 1, until
            session.flush()
            return [_due(session, row, now) for row in rows]

    def overdue_deliveries(self, before: int) -> int:
        """How many deliveries nobody has taken that were due before a moment."""
        row = WebhookDelivery
        wanted = select(func.count()).where(col(row.state) == "pending", col(row.due_at) < before)
        with self._reading() as session:
            return session.exec(wanted).one()

    def settle_delivery(
        self, delivery: int, state: State, *, at: int, due_at: int, status: int | None, error: str = ""
    ) -> None:
        """What became of a try; a delivery that was settled otherwise meanwhile stays as it is."""
        with self._writing(f"delivery {delivery}") as session:
            row = known(session, WebhookDelivery, delivery, "delivery")
            if row.state != "pending":
                return
            row.state, row.due_at, row.last_status, row.last_error = state, due_at, status, error
            row.delivered_at = at if state == "delivered" else None

    def deliveries(
        self, owner: str, kind: OwnerKind, *, state: State | None = None, after: int = 0, most: int = 100
    ) -> list[Delivery]:
        """An owner's deliveries in the order in which they were put on their way."""
        wanted = (
            select(WebhookDelivery, WebhookMessage.event)
            .join(WebhookMessage, col(WebhookMessage.message) == col(WebhookDelivery.message))
            .join(WebhookEndpoint, col(WebhookEndpoint.endpoint) == col(WebhookDelivery.endpoint))
            .where(_owned([(kind, owner)]), col(WebhookDelivery.id) > after)
        )
        if state is not None:
            wanted = wanted.where(col(WebhookDelivery.state) == state)
        with self._reading() as session:
            rows = session.exec(wanted.order_by(col(WebhookDelivery.id)).limit(most)).all()
            return [_delivery(row, event) for row, event in rows]

    def replay(self, message: str, now: int, owner: str | None = None, kind: OwnerKind = "platform") -> int:
        """Send a message again to an owner's endpoints, or to everybody's; returns to how many."""
        wanted = select(WebhookDelivery).join(
            WebhookEndpoint, col(WebhookEndpoint.endpoint) == col(WebhookDelivery.endpoint)
        )
        wanted = wanted.where(col(WebhookDelivery.message) == message, col(WebhookEndpoint.disabled_at).is_(None))
        if owner is not None:
            wanted = wanted.where(_owned([(kind, owner)]))
        with self._writing() as session:
            rows = session.exec(wanted).all()
            for row in rows:
                row.state, row.attempts, row.due_at = "pending", 0, now
            return len(rows)

    def replay_dead(self, now: int) -> int:
        """Make every delivery again that was given up, and no other; returns how many."""
        live = select(WebhookEndpoint.endpoint).where(col(WebhookEndpoint.disabled_at).is_(None))
        wanted = select(WebhookDelivery).where(
            col(WebhookDelivery.state) == "dead", col(WebhookDelivery.endpoint).in_(live)
        )
        with self._writing() as session:
            rows = session.exec(wanted).all()
            for row in rows:
                row.state, row.attempts, row.due_at = "pending", 0, now
            return len(rows)

    def dead_messages(self) -> list[str]:
        """Messages of which a delivery was given up, oldest first."""
        wanted = (
            select(WebhookMessage.created_at, WebhookMessage.message)
            .join(WebhookDelivery, col(WebhookDelivery.message) == col(WebhookMessage.message))
            .where(col(WebhookDelivery.state) == "dead")
        )
        with self._reading() as session:  # sorted here, or SQLite would go through all deliveries in their order
            return [message for _, message in sorted(set(session.exec(wanted)))]

    def forget_messages(self, before: int) -> int:
        """Drop messages that were made before a moment, with their deliveries; returns how many."""
        with self._writing("old messages") as session:
            old = select(WebhookMessage.message).where(col(WebhookMessage.created_at) < before)
            session.exec(delete(WebhookDelivery).where(col(WebhookDelivery.message).in_(old)))
            return session.exec(delete(WebhookMessage).where(col(WebhookMessage.created_at) < before)).rowcount


def _owned(owners: Owners) -> ColumnElement[bool]:
    columns = {"platform": col(WebhookEndpoint.platform), "institution": col(WebhookEndpoint.institution)}
    return or_(*(columns[kind] == owner for kind, owner in owners))


def _put(session: Session, message: Message, owners: Owners, *, always: bool = False) -> None:
    """Store a message with a delivery to everybody who wants it; one that nobody wants is kept only if `always`."""
    wanted = select(WebhookEndpoint).where(_owned(owners), col(WebhookEndpoint.disabled_at).is_(None))
    listening = [row.endpoint for row in session.exec(wanted) if not row.events or message.event in row.events]
    if always or listening:
        _store(session, message)
        _deliver(session, message, listening)


def _store(session: Session, message: Message) -> None:
    session.add(
        WebhookMessage(message=message.message, event=message.event, body=message.body, created_at=message.created_at)
    )
    session.flush()


def _deliver(session: Session, message: Message, endpoints: Iterable[str]) -> list[int]:
    rows = [
        WebhookDelivery(message=message.message, endpoint=endpoint, due_at=message.created_at) for endpoint in endpoints
    ]
    session.add_all(rows)
    session.flush()
    return [row.id or 0 for row in rows]


def _change(session: Session, row: SavedVerdict, institution: str) -> Change:
    earlier = select(SavedVerdict).where(col(SavedVerdict.attempt) == row.attempt, col(SavedVerdict.id) < row.id)
    before = session.exec(earlier.order_by(col(SavedVerdict.id).desc())).first()
    return Change(
        number=row.id or 0,
        institution=institution,
        decided_at=row.decided_at,
        verdict=row.verdict,
        certificate=row.certificate,
        before=before.verdict if before else None,
        certificate_before=before.certificate if before else None,
    )


def _due(session: Session, row: WebhookDelivery, now: int) -> Due:
    endpoint = known(session, WebhookEndpoint, row.endpoint, "endpoint")
    message = known(session, WebhookMessage, row.message, "message")
    old = endpoint.old_secret if now <= (endpoint.old_until_at or 0) else None
    return Due(
        delivery=row.id or 0,
        message=row.message,
        endpoint=row.endpoint,
        url=endpoint.url,
        body=message.body,
        attempts=row.attempts,
        secrets=(endpoint.secret,) if old is None else (endpoint.secret, old),
    )


def _endpoint(row: WebhookEndpoint) -> Endpoint:
    return Endpoint(
        endpoint=row.endpoint,
        kind="platform" if row.platform is not None else "institution",
        owner=row.platform or row.institution or "",
        url=row.url,
        events=tuple(row.events),  # type: ignore[arg-type]  # only events were ever stored
        created_at=row.created_at,
        disabled_at=row.disabled_at,
        disabled_why=row.disabled_why,
    )


def _delivery(row: WebhookDelivery, event: str) -> Delivery:
    return Delivery(
        delivery=row.id or 0,
        message=row.message,
        event=event,  # type: ignore[arg-type]  # only events were ever stored
        endpoint=row.endpoint,
        state=row.state,  # type: ignore[arg-type]
        attempts=row.attempts,
        due_at=row.due_at,
        last_status=row.last_status,
        last_error=row.last_error,
        delivered_at=row.delivered_at,
    )
