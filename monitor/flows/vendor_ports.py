"""What the API for platforms and institutions asks of the registry; every verb is short and synchronous."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from monitor.core.callers import ApiKey, Caller, OwnerKind, Scope
from monitor.core.events import LessonPlan
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
        label: str = "",
        expires_at: int | None = None,
    ) -> str: ...

    def rotate_key(self, key: str, at: int, *, old_until: int) -> str: ...

    def revoke_key(self, key: str, at: int) -> None: ...

    def caller_by_key(self, text: str, now: int) -> Caller: ...

    def keys_of(self, owner: str | None = None, kind: OwnerKind = "platform") -> Sequence[ApiKey]: ...


class ReplyStore(Protocol):
    """Answers to writes that may come again."""

    def reserve_reply(self, caller: str, key: str, request_hash: str, *, now: int, until: int) -> Reply | None: ...

    def keep_reply(self, caller: str, key: str, *, status: int, sealed: bytes, until: int) -> None: ...

    def release_reply(self, caller: str, key: str) -> None: ...

    def forget_replies(self, now: int) -> int: ...


class SessionRecord(Protocol):
    """Where a session's entries are, and whose it is; times in UTC ms."""

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

    def propose_lesson(self, lesson: LessonPlan, title: str = "") -> bool: ...

    def lessons(self, *, course: str = "", after: str = "", most: int = 100) -> Sequence[tuple[LessonPlan, str]]: ...


class OwnRecords(Protocol):
    """What a caller may see is what is its own."""

    def add_trainee(self, identity_number: str, *, source_system: str, external_id: str, at: int) -> str: ...

    def trainee_of(self, source_system: str, external_id: str) -> str: ...

    def enrol(self, trainee: str, training_class: str, *, source_system: str, external_id: str, at: int) -> None: ...

    def enrolled(
        self, caller: Caller, training_class: str, *, only: str = "", after: str = "", most: int = 100
    ) -> Sequence[LearnerRecord]: ...

    def learners(
        self, caller: Caller, training_class: str, *, only: str = "", after: str = "", most: int = 100
    ) -> Sequence[str]: ...

    def session(self, session: str) -> SessionRecord: ...

    def institution_of(self, training_class: str) -> str: ...

    def is_theirs(self, trainee: str, caller: Caller) -> bool: ...

    def reference_records(self, trainee: str) -> Sequence[ReferenceRecord]: ...

    def trainee_of_reference(self, reference: int) -> str: ...

    def confirm_reference(self, *references: int, confirmed_by: str, at: int) -> bool: ...
