"""What the console's pages for classes and people ask of the registry; verbs are short and synchronous."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from monitor.core.accounts import EVERYTHING, Tenant
from monitor.core.class_lists import (
    ClassLine,
    ClassSearch,
    LearnerLine,
    MakeUpLine,
    NoticeLine,
    PersonLine,
    WaitingFace,
)
from monitor.core.record_lists import EVERY_RECORD, ClaimLine, RecordingLine, RecordSearch


class PeopleLists(Protocol):
    """Classes and people, within what a tenant sees; moments are UTC ms."""

    def class_lines(
        self, search: ClassSearch, *, now: int, tenant: Tenant = EVERYTHING, after: str = "", limit: int
    ) -> Sequence[ClassLine]: ...

    def class_line(self, training_class: str, *, tenant: Tenant = EVERYTHING) -> ClassLine | None: ...

    def class_learners(self, training_class: str, *, after: str = "", limit: int) -> Sequence[LearnerLine]: ...

    def notices_of(self, training_class: str) -> Sequence[NoticeLine]: ...

    def end_own_links(self, trainee: str, *, by: str, at: int) -> None: ...

    def own_links_ended(self, trainee: str) -> int: ...

    def waiting_faces(self, *, tenant: Tenant = EVERYTHING, after: str = "", limit: int) -> Sequence[WaitingFace]: ...

    def trainee_by_identity(self, identity_number: str) -> str | None: ...

    def trainees_by_phone(self, phone: str, *, limit: int) -> Sequence[str]: ...

    def person(self, trainee: str, *, tenant: Tenant = EVERYTHING) -> PersonLine | None: ...


class RecordLists(Protocol):
    """Records that wait for a person's word, by name."""

    def recording_lines(
        self, search: RecordSearch = EVERY_RECORD, *, tenant: Tenant = EVERYTHING, after: str = "", limit: int
    ) -> Sequence[RecordingLine]: ...

    def make_up_lines(
        self, search: RecordSearch = EVERY_RECORD, *, tenant: Tenant = EVERYTHING, after: str = "", limit: int
    ) -> Sequence[MakeUpLine]: ...

    def claim_lines(
        self, search: RecordSearch = EVERY_RECORD, *, signers: int, after: str = "", limit: int
    ) -> Sequence[ClaimLine]: ...
