"""The access log: who looked at or did what, when, and for which reason."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, Field

from monitor.core.accounts import ROLE_WORDS, AccessRecord, AccessSearch, Role
from monitor.core.terms import first_moment
from monitor.web.console.access import Accountable
from monitor.web.console.route import console_router
from monitor.web.needs import TheCollector
from monitor.web.times import moment
from monitor.web.vendor_api.common import Day
from monitor.web.vendor_api.paging import Page, ThePage

router = console_router("accesses")


class AccessSaid(BaseModel):
    """One entry of the log."""

    number: int
    at: datetime
    account: str = Field(description="Who; link:… is whoever held the link to a trainee's own page.")
    role: str
    role_text: dict[str, str]
    action: str = Field(description="The operation, such as GET /attempts/{attempt}.")
    subject: str = Field(description="About what or whom, as the address named it.")
    details: dict[str, str] = Field(description="What was searched for, and why: reason and case number.")
    status: int = Field(description="HTTP status of the answer; 403 is a refusal.")


@router.get("/accesses")
async def get_accesses(
    collector: TheCollector,
    page: ThePage,
    _: Accountable,
    *,
    account: Annotated[str, Query(max_length=128, description="By whom.")] = "",
    subject: Annotated[str, Query(max_length=256, description="About what or whom.")] = "",
    case: Annotated[str, Query(max_length=128, description="With this case number.")] = "",
    deeds: Annotated[bool, Query(description="Only what changed something, not looks.")] = False,
    refused: Annotated[bool, Query(description="Only what was refused.")] = False,
    first_day: Annotated[Day | None, Query(description="From this day on (Asia/Shanghai).")] = None,
    last_day: Annotated[Day | None, Query(description="Until this day, included.")] = None,
) -> Page[AccessSaid]:
    """Who looked at or did what, the latest first; looking here is written down as well."""
    search = AccessSearch(
        account=account.strip(),
        subject=subject.strip(),
        case=case.strip(),
        deeds=deeds,
        refused=refused,
        since=first_moment(first_day) if first_day else None,
        until=first_moment(last_day + timedelta(days=1)) if last_day else None,
    )
    before = int(page.after) if page.after else None
    found = await asyncio.to_thread(collector.monitor.registry.accesses, search, before=before, limit=page.one_more)
    return page.page(found, lambda one: str(one.number), _said)


def _said(one: AccessRecord) -> AccessSaid:
    role: Role = one.role  # type: ignore[assignment]  # only roles were ever stored
    return AccessSaid(
        number=one.number,
        at=moment(one.at),
        account=one.account,
        role=one.role,
        role_text=ROLE_WORDS[role],
        action=one.action,
        subject=one.subject,
        details=one.details,
        status=one.status,
    )
