"""What the office's console asks of the registry; every verb is short and synchronous, times are UTC ms."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Protocol

from monitor.core.accounts import (
    EVERY_ACCESS,
    EVERYTHING,
    AccessRecord,
    AccessSearch,
    AccountRecord,
    AccountState,
    Failures,
    Invited,
    Role,
    Tenant,
    Viewer,
    VisitRecord,
)
from monitor.core.office_lines import InstitutionLine, OfficeLine
from monitor.core.platform_standing import KnownPlatform
from monitor.core.report_figures import (
    CertificatesCounted,
    Grouping,
    HoursCounted,
    OfficeTargets,
    TrainingsCounted,
)
from monitor.core.report_periods import Period
from monitor.core.summary import AttemptLine, AttemptSearch, Tally


class AccountStore(Protocol):
    """Who may sign in, who is signed in, and who saw what; all raise the registry's error."""

    def add_account(
        self, account: str, *, title: str, role: Role, tenant: Tenant = EVERYTHING, by: str, at: int
    ) -> None: ...

    def account(self, account: str) -> AccountRecord | None: ...

    def accounts(
        self,
        *,
        after: str = "",
        role: Role | None = None,
        state: AccountState | None = None,
        text: str = "",
        limit: int,
    ) -> Sequence[AccountRecord]: ...

    def change_role(self, account: str, *, role: Role, tenant: Tenant = EVERYTHING) -> None: ...

    def disarm_account(self, account: str) -> None: ...

    def end_account(self, account: str, *, by: str, at: int) -> None: ...

    def invite(self, account: str, *, code_secret: bytes, at: int, expires_at: int) -> str: ...

    def invitation(self, token: str, now: int) -> Invited: ...

    def accept_invitation(self, token: str, *, password_hash: str, step: int, at: int) -> None: ...

    def set_password(self, account: str, password_hash: str, *, but: str = "") -> None: ...

    def use_code(self, account: str, step: int) -> bool: ...

    def sign_in_failures(self, account: str) -> Failures: ...

    def note_failure(self, account: str, at: int) -> None: ...

    def forget_failures(self, account: str) -> None: ...

    def unlock(self, account: str) -> None: ...

    def open_visit(self, account: str, *, at: int, address: str, browser: str) -> str: ...

    def visitor(self, token: str, now: int) -> Viewer | None: ...

    def visits_over(self, tokens: Collection[str], now: int) -> frozenset[str]: ...

    def close_visit(self, token: str) -> None: ...

    def close_visits(self, account: str, *, but: str = "") -> int: ...

    def visits(self, account: str, now: int) -> Sequence[VisitRecord]: ...

    def close_named_visit(self, account: str, visit: str) -> None: ...

    def note_access(
        self, viewer: Viewer, *, at: int, action: str, subject: str, details: Mapping[str, str], status: int
    ) -> None: ...

    def accesses(
        self, search: AccessSearch = EVERY_ACCESS, *, before: int | None = None, limit: int
    ) -> Sequence[AccessRecord]: ...


class Lists(Protocol):
    """Attempts searched and counted, within what a tenant sees; and the tenants themselves."""

    def institutions_seen(self, tenant: Tenant) -> Sequence[str]: ...

    def office_lines(self) -> Sequence[OfficeLine]: ...

    def institution_lines(
        self, *, office: str = "", text: str = "", after: str = "", limit: int
    ) -> Sequence[InstitutionLine]: ...

    def attempt_lines(
        self,
        search: AttemptSearch,
        *,
        tenant: Tenant = EVERYTHING,
        before: tuple[int, str] | None = None,
        limit: int,
    ) -> Sequence[AttemptLine]: ...

    def attempt_line(self, attempt: str, *, tenant: Tenant = EVERYTHING) -> AttemptLine | None: ...

    def lines_of(self, attempts: Collection[str]) -> Mapping[str, AttemptLine]: ...

    def tallies(self, first: date, *, tenant: Tenant = EVERYTHING) -> Sequence[Tally]: ...

    def waiting(self, *, tenant: Tenant = EVERYTHING) -> Mapping[str, int]: ...

    def waiting_since(self) -> Mapping[str, int]: ...

    def catalogue(self, on: date) -> Sequence[KnownPlatform]: ...


class Reports(Protocol):
    """What reports are counted from, within what a tenant sees."""

    def hours_in(self, period: Period, by: Grouping, *, tenant: Tenant = EVERYTHING) -> Sequence[HoursCounted]: ...

    def trainings_in(
        self, period: Period, by: Grouping, *, tenant: Tenant = EVERYTHING
    ) -> Sequence[TrainingsCounted]: ...

    def certificates_in(
        self, period: Period, by: Grouping, *, tenant: Tenant = EVERYTHING
    ) -> Sequence[CertificatesCounted]: ...

    def offices_seen(self, tenant: Tenant = EVERYTHING) -> Sequence[OfficeTargets]: ...

    def offices_of_institutions(self) -> Mapping[str, str]: ...

    def reported_at(self, office: str, period: str) -> int | None: ...
