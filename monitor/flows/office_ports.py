"""What offices tell the registry and ask of it; verbs are short and synchronous, and raise the registry's error."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from monitor.core.export_records import EnrolledPerson, JudgedAttempt
from monitor.core.gates.facts import ClassFacts, EnrolmentFacts, InstitutionFacts, OfficeFacts, PlatformFacts
from monitor.core.gates.online import EarlierProject
from monitor.core.gates.settling import Settled
from monitor.core.imports.reading import Table
from monitor.core.imports.terms import Terms
from monitor.core.office_records import ClassroomTime, Record


class GateFacts(Protocol):
    """What the gates ask about; moments are UTC ms, days those of Asia/Shanghai."""

    def class_facts(self, training_class: str, now: int) -> ClassFacts: ...

    def enrolments_in(self, training_class: str, now: int) -> Mapping[str, EnrolmentFacts]: ...

    def enrolments_of(self, trainee: str, now: int) -> Mapping[str, EnrolmentFacts]: ...

    def earlier_projects(self, trainee: str, training_class: str, now: int) -> tuple[EarlierProject, ...]: ...

    def platform_facts(self, platform: str, on: date) -> PlatformFacts: ...

    def institution_facts(self, institution: str, on: date) -> InstitutionFacts: ...

    def office_facts(self, office: str, on: date) -> OfficeFacts: ...


class ExportStore(GateFacts, Protocol):
    """What exports read, a page at a time."""

    def last_verdict(self) -> int: ...

    def judged_attempts(
        self,
        *,
        through: int,
        after: str = "",
        limit: int,
        platform: str = "",
        institution: str = "",
        training_class: str = "",
    ) -> Sequence[JudgedAttempt]: ...

    def entitled(
        self, first: date, last: date, *, after: tuple[str, str] = ("", ""), limit: int, office: str = ""
    ) -> Sequence[EnrolledPerson]: ...

    def entitled_in(self, training_class: str, *, after: str = "", limit: int) -> Sequence[EnrolledPerson]: ...

    def push_to_finance(self, training_class: str, trainees: Iterable[str], *, month: str, at: int) -> None: ...

    def platform_names(self, *, after: str = "", limit: int) -> Sequence[str]: ...

    def institution_of(self, training_class: str) -> str: ...

    def settled(self, subject_kind: str, subjects: Iterable[str]) -> Mapping[str, Sequence[Settled]]: ...


class ImportStore(Protocol):
    """Tables that offices hand in."""

    def look_over(self, table: Table[Any], terms: Terms) -> None: ...

    def take_in_table(self, table: Table[Any], terms: Terms) -> dict[str, int]: ...


class RetentionStore(Protocol):
    """What decides how long photos and faces are kept; moments are UTC ms."""

    def class_ends_at(self, training_class: str) -> int | None: ...

    def unsettled(self, training_class: str) -> frozenset[str]: ...

    def faces_past_use(self, now: int, *, after: str = "", limit: int) -> Sequence[str]: ...

    def forget_faces(self, trainees: Collection[str], now: int) -> int: ...


class OfficeStore(ExportStore, ImportStore, RetentionStore, Protocol):
    """Rows of other systems, people's words about clauses, and pages of names."""

    def take_in(self, rows: Iterable[Record]) -> None: ...

    def set_eligible(self, trainee: str, training_class: str, *, eligible: bool, reason: str = "") -> None: ...

    def new_check_ins(self, *, limit: int, grace: int) -> Sequence[ClassroomTime]: ...

    def check_ins_of(self, trainee: str, *, grace: int) -> Sequence[ClassroomTime]: ...

    def note_compared(self, compared: Iterable[ClassroomTime], *, at: int) -> None: ...

    def settle(self, subject_kind: str, subject: str, settled: Settled) -> None: ...

    def review_recording(self, recording: str, *, shows_all: bool, by: str, at: int) -> None: ...

    def decide_make_up(self, course: str, *, accepted: bool, by: str, at: int) -> None: ...

    def sign_claim(self, claim: str, *, by: str, at: int) -> None: ...

    def class_names(self, *, after: str = "", limit: int, institution: str | None = None) -> Sequence[str]: ...

    def institution_names(self, *, after: str = "", limit: int) -> Sequence[str]: ...

    def office_names(self, *, after: str = "", limit: int) -> Sequence[str]: ...
