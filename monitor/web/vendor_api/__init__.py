"""What the servers of platforms and institutions ask of the collector (docs/api.md)."""

from __future__ import annotations

from fastapi import APIRouter

from monitor.web.vendor_api import (
    accommodations,
    appeals,
    cases,
    certificates,
    consents,
    content,
    hours,
    in_person,
    keys,
    own_links,
    people,
    plans,
    questions,
    references,
    sessions,
    verdicts,
    webhooks,
)

PARTS = (
    accommodations,
    sessions,
    verdicts,
    hours,
    certificates,
    appeals,
    cases,
    people,
    own_links,
    references,
    in_person,
    consents,
    content,
    plans,
    questions,
    keys,
    webhooks,
)

router = APIRouter(prefix="/v1")
for part in PARTS:
    router.include_router(part.router)
