"""The office's console: a JSON API for its own pages under /console/api, and the pages themselves.

Who may call what is declared by every route and listed in docs/console-roles.md.
"""

from __future__ import annotations

from fastapi import APIRouter

from monitor.web.console import (
    accesses,
    account,
    attempts,
    cases,
    classes,
    evidence,
    faces,
    files,
    hand_ins,
    helpdesk,
    keys,
    overview,
    own,
    own_links,
    people,
    plans,
    platforms,
    records,
    reports,
    reviews,
    rulepacks,
    sign_in,
    system,
    tenants,
    trainees,
)
from monitor.web.console.operations import operations

API = "/console/api"

ROUTERS = (
    sign_in.open_router,
    sign_in.router,
    account.router,
    overview.router,
    overview.stream_router,
    attempts.router,
    platforms.router,
    plans.router,
    cases.router,
    reviews.router,
    evidence.router,
    classes.router,
    trainees.router,
    own_links.router,
    faces.router,
    hand_ins.router,
    records.router,
    helpdesk.router,
    reports.router,
    own.router,
    people.router,
    tenants.router,
    keys.router,
    accesses.router,
    rulepacks.router,
    system.router,
)
OPERATIONS = operations(ROUTERS)

router = APIRouter()
for part in ROUTERS:
    router.include_router(part, prefix=API, include_in_schema=False)  # for our own pages, and no promise to others
router.include_router(files.router)
