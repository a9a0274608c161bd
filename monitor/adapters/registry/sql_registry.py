"""The registry as one object, put together from its parts."""

from __future__ import annotations

from monitor.adapters.registry.accesses import Accesses
from monitor.adapters.registry.accommodations import Accommodations
from monitor.adapters.registry.accounts import Accounts
from monitor.adapters.registry.api_keys import ApiKeys
from monitor.adapters.registry.attempts import Attempts
from monitor.adapters.registry.class_lists import ClassLists
from monitor.adapters.registry.classes import Classes
from monitor.adapters.registry.collectors import Collectors
from monitor.adapters.registry.content import Contents
from monitor.adapters.registry.database import close_engine
from monitor.adapters.registry.faces import Faces
from monitor.adapters.registry.office_registry import OfficeRegistry
from monitor.adapters.registry.opening import Opening
from monitor.adapters.registry.own_links import OwnLinkEnds
from monitor.adapters.registry.own_records import OwnRecords
from monitor.adapters.registry.person_keys import PersonKeys
from monitor.adapters.registry.photos import Photos
from monitor.adapters.registry.platforms import Platforms
from monitor.adapters.registry.proposal_lists import ProposalLists
from monitor.adapters.registry.proposals import Proposals
from monitor.adapters.registry.questions import Questions
from monitor.adapters.registry.queues import Queues
from monitor.adapters.registry.record_lists import RecordLists
from monitor.adapters.registry.replies import Replies
from monitor.adapters.registry.report_counts import ReportCounts
from monitor.adapters.registry.retention import Retention
from monitor.adapters.registry.reviews import Reviews
from monitor.adapters.registry.sessions import Sessions
from monitor.adapters.registry.summaries import Summaries
from monitor.adapters.registry.tenants import Tenants
from monitor.adapters.registry.trainees import Trainees
from monitor.adapters.registry.visits import Visits
from monitor.adapters.registry.webhooks import Webhooks


class SqlRegistry(
    Platforms,
    Classes,
    Contents,
    Proposals,
    Questions,
    Trainees,
    Accommodations,
    Faces,
    Opening,
    Sessions,
    Collectors,
    Attempts,
    Reviews,
    Retention,
    ApiKeys,
    PersonKeys,
    Photos,
    Replies,
    OwnRecords,
    OfficeRegistry,
    Webhooks,
    Accounts,
    Visits,
    Accesses,
    Tenants,
    Summaries,
    ReportCounts,
    ClassLists,
    RecordLists,
    ProposalLists,
    OwnLinkEnds,
    Queues,
):
    """All verbs of the registry over one database: `SqlRegistry(engine, identity_key)`.

    `identity_key` is the secret behind the hashes of identity numbers; with another key nobody is recognised.
    The tables must be up to date (`upgrade(engine)`).
    """

    def close(self) -> None:
        """Close the engine's connections; one that a thread still uses is closed when it is given back."""
        close_engine(self._engine)
