"""What the console's pages for classes and people ask of the registry; verbs are short and synchronous."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
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
from monitor.core.plan_proposals import EVERY_PROPOSAL, PlannedVideo, ProposalLine, ProposalSearch
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

    def take_phone_back(self, trainee: str) -> None: ...

    def let_phone_be_kept(self, trainee: str) -> None: ...

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


class ProposalLists(Protocol):
    """Proposed plans and their videos; moments are UTC ms."""

    def proposal_lines(
        self,
        search: ProposalSearch = EVERY_PROPOSAL,
        *,
        tenant: Tenant = EVERYTHING,
        after: tuple[int, str] = (0, ""),
        limit: int,
    ) -> Sequence[ProposalLine]: ...

    def proposal_line(self, proposal: str, *, tenant: Tenant = EVERYTHING) -> ProposalLine | None: ...

    def waiting_videos(self, *, after: tuple[int, str] = (0, ""), limit: int) -> Sequence[PlannedVideo]: ...

    def planned_videos(self, lessons: Collection[str]) -> Mapping[str, PlannedVideo]: ...
