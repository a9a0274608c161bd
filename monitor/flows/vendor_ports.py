"""What the API for platforms and institutions asks of the registry; every verb is short and synchronous."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Protocol

from monitor.core.callers import ApiKey, Caller, OwnerKind, Scope
from monitor.core.events import LessonPlan
from monitor.core.plan_proposals import PlanProposal
from monitor.core.plan_proposals import State as PlanState
from monitor.core.registered_lessons import RegisteredLesson
from monitor.core.speaking import Speaker
from monitor.core.webhooks import Change, Delivery, Due, Endpoint, Event, Message, State
from monitor.ports import Reply


class KeyStore(Protocol):
    """Keys with scopes; all raise the registry's error."""

    def issue_key(
        self,
        owner: str,
        at: int,
        *,
        kind: OwnerKind = "platform",
        scopes: Collection[Scope] = (),
        person: str = "",
        label: str = "",
        expires_at: int | None = None,
    ) -> str: ...

    def rotate_key(self, key: str, at: int, *, old_until: int) -> str: ...

    def revoke_key(self, key: str, at: int) -> None: ...

    def caller_by_key(self, text: str, now: int) -> Caller: ...

    def person_key(self, account: str) -> int | None: ...

    def key_lines(
        self, *, owner: str = "", live_at: int | None = None, after: str = "", limit: int
    ) -> Sequence[ApiKey]: ...

    def keys_of(self, owner: str | None = None, kind: OwnerKind = "platform") -> Sequence[ApiKey]: ...


class ReplyStore(Protocol):
    """Answers to writes that may come again."""

    def reserve_reply(self, caller: str, key: str, request_hash: str, *, now: int, until: int) -> Reply | None: ...

    def keep_reply(self, caller: str, key: str, *, status: int, sealed: bytes, until: int) -> None: ...

    def release_reply(self, caller: str, key: str) -> None: ...

    def forget_replies(self, now: int) -> int: ...


class SessionRecord(Protocol):
    """Where a session's entries are, and whose it is; times in UTC ms.

    `attempts` is null where only its stream says at which class hours it is.
    """

    @property
    def session(self) -> str: ...
    @property
    def stream(self) -> str: ...
    @property
    def trainee(self) -> str: ...
    @property
    def training_class(self) -> str: ...
    @property
    def platform(self) -> str: ...
    @property
    def opened_at(self) -> int: ...
    @property
    def closed_at(self) -> int | None: ...
    @property
    def owner(self) -> str: ...
    @property
    def attempts(self) -> Sequence[str] | None: ...


class ReferenceRecord(Protocol):
    """An enrolled picture and who vouched for it."""

    @property
    def reference(self) -> int: ...
    @property
    def trainee(self) -> str: ...
    @property
    def enrolment(self) -> int: ...
    @property
    def sha256(self) -> str: ...
    @property
    def supplied_by(self) -> str: ...
    @property
    def confirmed_by(self) -> str | None: ...
    @property
    def in_force(self) -> bool: ...
    @property
    def forgotten_at(self) -> int | None: ...


class LearnerRecord(Protocol):
    """A trainee enrolled in a class."""

    @property
    def trainee(self) -> str: ...
    @property
    def training_class(self) -> str: ...
    @property
    def eligible(self) -> bool: ...


class Content(Protocol):
    """Lessons that are proposed before they are approved."""

    def propose_lesson(self, wanted: RegisteredLesson, caller: Caller, at: int) -> RegisteredLesson: ...

    def lessons(self, *, course: str = "", after: str = "", most: int = 100) -> Sequence[RegisteredLesson]: ...


class PlanStore(Protocol):
    """Class plans on their way to approval; times in UTC ms, `unit_content_min` in ms (K10)."""

    def registered_lessons(self, names: list[str]) -> tuple[LessonPlan, ...]: ...

    def propose_plan(self, proposal: PlanProposal, *, unit_content_min: int) -> None: ...

    def plan_proposal(self, proposal: str) -> PlanProposal: ...

    def plan_proposals(
        self, *, proposed_by: str = "", state: PlanState | None = None, after: str = "", most: int = 100
    ) -> Sequence[PlanProposal]: ...

    def approve_plan(
        self, proposal: str, *, by: str, at: int, on: date, document: str, lessons_too: bool, unit_content_min: int
    ) -> PlanProposal: ...

    def refuse_plan(self, proposal: str, *, by: str, at: int, reason: str) -> PlanProposal: ...


class OwnRecords(Protocol):
    """What a caller may see is what is its own."""

    def add_trainee(
        self, identity_number: str, *, source_system: str, external_id: str, at: int, phone: str | None = None
    ) -> str: ...

    def trainee_of(self, source_system: str, external_id: str) -> str: ...

    def enrol(
        self, trainee: str, training_class: str, *, source_system: str, external_id: str = "", at: int
    ) -> None: ...

    def enrolled(
        self, caller: Caller, training_class: str, *, only: str = "", after: str = "", most: int = 100
    ) -> Sequence[LearnerRecord]: ...

    def learners(
        self, caller: Caller, training_class: str, *, only: str = "", after: str = "", most: int = 100
    ) -> Sequence[str]: ...

    def session(self, session: str) -> SessionRecord: ...

    def institution_of(self, training_class: str) -> str: ...

    def is_theirs(self, trainee: str, caller: Caller) -> bool: ...

    def may_enrol(self, trainee: str, caller: Caller) -> bool: ...

    def reference_records(self, trainee: str) -> Sequence[ReferenceRecord]: ...

    def trainee_of_reference(self, reference: int) -> str: ...

    def confirm_reference(self, *references: int, by: Speaker, at: int) -> bool: ...


class WebhookStore(Protocol):
    """Endpoints, the outbox and deliveries; times in UTC ms."""

    def add_endpoint(
        self, owner: str, kind: OwnerKind, *, url: str, events: Sequence[Event], secret: bytes, at: int
    ) -> Endpoint: ...

    def endpoints_of(self, owner: str | None = None, kind: OwnerKind = "platform") -> Sequence[Endpoint]: ...

    def rotate_endpoint(self, endpoint: str, *, secret: bytes, old_until: int) -> None: ...

    def disable_endpoint(self, endpoint: str, why: str, at: int) -> None: ...

    def untold(self, most: int) -> Sequence[Change]: ...

    def tell(self, number: int, messages: Iterable[Message], owners: Collection[tuple[OwnerKind, str]]) -> None: ...

    def announce(self, message: Message, owners: Collection[tuple[OwnerKind, str]]) -> bool: ...

    def announce_to(self, message: Message, endpoint: str) -> int: ...

    def due_deliveries(self, now: int, *, until: int, most: int) -> Sequence[Due]: ...

    def overdue_deliveries(self, before: int) -> int: ...

    def settle_delivery(
        self, delivery: int, state: State, *, at: int, due_at: int, status: int | None, error: str = ""
    ) -> None: ...

    def deliveries(
        self, owner: str, kind: OwnerKind, *, state: State | None = None, after: int = 0, most: int = 100
    ) -> Sequence[Delivery]: ...

    def replay(self, message: str, now: int, owner: str | None = None, kind: OwnerKind = "platform") -> int: ...

    def forget_messages(self, before: int) -> int: ...
