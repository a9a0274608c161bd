"""A class plan that a platform or an institution proposes, until the office approves it or not."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from monitor.core.events import ClassPlan, LessonPlan
from monitor.core.origins import Origin

State = Literal["proposed", "approved", "refused"]


class PlanProposal(msgspec.Struct, frozen=True, kw_only=True):
    """A plan that waits for the office, or what became of it.

    `proposed_by` is the caller's name over both kinds, `decided_by` a person of the office; times are UTC ms.
    `source_system` and `external_id` are the plan's where it comes from; empty: the proposer, and our own name.
    """

    proposal: str
    institution: str
    class_title: str
    plan: ClassPlan
    proposed_by: str
    proposed_at: int
    state: State = "proposed"
    decided_by: str = ""
    decided_at: int | None = None
    document: str = ""
    reason: str = ""
    source_system: str = ""
    external_id: str = ""

    @property
    def origin(self) -> Origin:
        """Where the plan comes from."""
        return Origin(source_system=self.source_system or self.proposed_by, external_id=self.external_id)


class ProposalSearch(msgspec.Struct, frozen=True, kw_only=True):
    """Which proposals are asked for; what is empty does not narrow.  `proposer` is a platform or an institution."""

    state: State | Literal[""] = ""
    proposer: str = ""
    training_class: str = ""


EVERY_PROPOSAL = ProposalSearch()


class ProposalLine(msgspec.Struct, frozen=True, kw_only=True):
    """A proposal in a list, and how many of its videos the office has not approved by now (ONL-12)."""

    proposal: PlanProposal
    waiting: int


class PlannedVideo(msgspec.Struct, frozen=True, kw_only=True):
    """A video as it is registered by now: whose course it belongs to, and the document by which it was approved.

    `owner` is a caller's name over both kinds, or empty for the office; `proposed_at` is UTC ms, or None where nobody
    knows.
    """

    plan: LessonPlan
    title: str
    course_title: str
    owner: str
    approved_on: date | None
    approval: str
    proposed_at: int | None
