"""Learning records (xAPI) for whoever fetches them, from where the last fetch ended (docs/xapi.md)."""

from __future__ import annotations

import json
from typing import Any

from fastapi import Request
from pydantic import BaseModel, Field

from monitor.flows.statement_pages import Reached, statement_page
from monitor.web.needs import TheCollector
from monitor.web.office_api.people import ThePerson
from monitor.web.office_api.route import office_router
from monitor.web.vendor_api.paging import ThePage

router = office_router("exports")


class Statements(BaseModel):
    """Some statements, and where the next ones begin."""

    statements: list[dict[str, Any]] = Field(description="xAPI 1.0.3, as docs/xapi.md tells.")
    next: str = Field(description="The cursor of what follows, now or later: keep it to go on from here.")
    more: bool = Field(description="Whether something may follow already.")


@router.get("/exports/xapi")
async def get_statements(request: Request, collector: TheCollector, _: ThePerson, page: ThePage) -> Statements:
    """What closed sessions and verdicts say in xAPI, behind the cursor, at most `limit` of each.

    They follow a minute after the session was closed or the verdict decided.
    """
    monitor = collector.monitor
    home = monitor.public_url or str(request.base_url).rstrip("/")
    after = Reached(*json.loads(page.after)) if page.after else Reached()
    told = await statement_page(monitor.log, monitor.registry, home, after, page.limit, monitor.clock.now())
    return Statements(statements=told.statements, next=page.cursor(json.dumps(told.reached)), more=told.more)
