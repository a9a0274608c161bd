"""What named people of the office ask of the collector (docs/api.md)."""

from __future__ import annotations

from fastapi import APIRouter

from monitor.web.office_api import (
    cases,
    exports,
    gates,
    imports,
    in_person,
    incidents,
    photo_audits,
    photo_deletions,
    plans,
    records,
    references,
    reviews,
    statements,
    tasks,
)

router = APIRouter(prefix="/v1")
for part in (
    cases,
    reviews,
    gates,
    tasks,
    records,
    in_person,
    references,
    photo_audits,
    photo_deletions,
    incidents,
    exports,
    statements,
    imports,
    plans,
):
    router.include_router(part.router)
for part in (gates, exports):
    router.include_router(part.shared)
